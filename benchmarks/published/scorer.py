"""What routes are worth, by the published rules, from the instance alone: it knows nothing of volmatch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from attrs import frozen

from benchmarks.published.instance import Instance

__all__ = ["Score", "scored"]

Routes = Sequence[tuple[int, Sequence[int]]]
"""Number of the vehicle, and the clients in order."""


@frozen
class Score:
    """What routes are worth.

    Attributes
    ----------
    value
        The cost where every client is required, else the profit.
    unserved
        How many clients nobody visits.
    faults
        What breaks a rule, in words; clients left out are none.
    """

    value: int
    unserved: int
    faults: tuple[str, ...]


def scored(instance: Instance, routes: Routes) -> Score:
    """Score routes. O(clients)."""
    faults = [fault for vehicle, route in routes for fault in _faults(instance, vehicle, route)]
    uses = Counter(vehicle for vehicle, _ in routes)
    faults += [f"vehicle {vehicle} has {count} routes" for vehicle, count in uses.items() if count > 1]
    visits = Counter(client for _, route in routes for client in route)
    faults += [f"client {client} is visited {count} times" for client, count in visits.items() if count > 1]
    faults += [f"{client} is no client" for client in visits.keys() - set(instance.clients)]
    if instance.required:
        value = sum(_length(instance, vehicle, route) for vehicle, route in routes)
    else:
        value = sum(instance.profit[client] for client in visits)
    return Score(value, len(set(instance.clients) - visits.keys()), tuple(faults))


def _stops(instance: Instance, vehicle: int, route: Sequence[int]) -> list[int]:
    depot = instance.vehicles[vehicle].depot
    return [depot, *route, depot]


def _length(instance: Instance, vehicle: int, route: Sequence[int]) -> int:
    return sum(int(instance.ways[a, b]) for a, b in pairwise(_stops(instance, vehicle, route)))


def _faults(instance: Instance, number: int, route: Sequence[int]) -> Iterator[str]:
    """Say what is wrong with one route."""
    vehicle = instance.vehicles[number]
    load = sum(instance.demand[client] for client in route)
    if vehicle.capacity is not None and load > vehicle.capacity:
        yield f"vehicle {number} carries {load}; {vehicle.capacity} is the most"
    if vehicle.allowed is not None:
        for client in set(route) - vehicle.allowed:
            yield f"vehicle {number} may not visit client {client}"
    stops = _stops(instance, number, route)
    now = instance.opening[stops[0]]
    for here, there in pairwise(stops):
        now = max(now + instance.service[here] + int(instance.ways[here, there]), instance.opening[there])
        if now > instance.closing[there]:
            yield f"vehicle {number} is at {there} {now - instance.closing[there]} too late"
            return
    duration = _least_duration(instance, stops)
    if instance.max_duration is not None and duration > instance.max_duration:
        yield f"vehicle {number} is away for {duration}; {instance.max_duration} is the most"


def _least_duration(instance: Instance, stops: Sequence[int]) -> int:
    """Give the least time from leaving to being back, of a route that is in time.

    Stops are joined one by one: of what is joined so far, ``duration`` is the least time that it takes, and
    any start from ``earliest`` to ``latest`` takes no longer. Waiting is what is left when even the latest
    start is too early for the next opening.
    """
    first = stops[0]
    duration, earliest, latest = instance.service[first], instance.opening[first], instance.closing[first]
    for here, there in pairwise(stops):
        duration += int(instance.ways[here, there])
        wait = max(0, instance.opening[there] - (latest + duration))
        # Starts from which the next is reached without waiting and in time, if there are any.
        earliest = max(earliest, min(latest, instance.opening[there] - duration))
        latest = min(latest, instance.closing[there] - duration)
        duration += wait + instance.service[there]
    return duration
