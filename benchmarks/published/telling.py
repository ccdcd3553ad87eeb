"""An instance told to volmatch: vehicles are volunteers who live at their depot, clients are tasks.

A unit of time is a second, so windows of some sets last for days. That is exact: nothing is counted by the
day, so an availability is one duty however many midnights it holds, a trip may run past them, and one trip
over the horizon is all that anybody makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import volmatch as vm
from benchmarks.published.instance import Instance

__all__ = ["routes_of", "told", "value_of"]

START = datetime(2020, 1, 1, tzinfo=UTC)
GOODS = "goods"


def told(instance: Instance) -> vm.Problem:
    """Make the problem of an instance. O(vertices² + vehicles × clients).

    Unserved weight is the profit that is not collected (every client weighs one where all are required), and
    ``nearness`` is the cost. A client that not all vehicles may visit asks for a skill of its own kind.
    """
    skills = _skills(instance)
    held = {
        vehicle: [name for who, name in skills.items() if vehicle in who] for vehicle in _numbers(instance)
    }
    last = max(closing + service for closing, service in zip(instance.closing, instance.service, strict=True))
    ways = {"seconds": instance.ways, "metres": instance.ways}
    return vm.Problem(
        name=f"{instance.kind} {instance.name}",
        start=START,
        end=START + timedelta(seconds=last),
        locations=[vm.Location(id=f"v{vertex:04}") for vertex in range(len(instance.ways))],
        travel=vm.Matrix({"drive": ways}),
        volunteers=[
            vm.Volunteer(
                id=f"k{number:04}",
                home=f"v{vehicle.depot:04}",
                available=[vm.Interval(instance.opening[vehicle.depot], instance.closing[vehicle.depot])],
                skills=held[number],  # type: ignore[arg-type]
                capacity={} if vehicle.capacity is None else {GOODS: vehicle.capacity},
            )
            for number, vehicle in enumerate(instance.vehicles)
        ],
        tasks=[_task(instance, client, skills) for client in instance.clients],
        rules=_rules(instance),
        objectives=["coverage", "nearness"] if instance.required else ["coverage"],
    )


def _numbers(instance: Instance) -> range:
    return range(len(instance.vehicles))


def _who(instance: Instance, client: int) -> frozenset[int]:
    """Give the numbers of the vehicles that may visit a client."""
    return frozenset(
        number
        for number, vehicle in enumerate(instance.vehicles)
        if vehicle.allowed is None or client in vehicle.allowed
    )


def _skills(instance: Instance) -> dict[frozenset[int], str]:
    """Name a skill for each set of vehicles that alone may visit somebody."""
    everyone = frozenset(_numbers(instance))
    sets = dict.fromkeys(who for client in instance.clients if (who := _who(instance, client)) != everyone)
    return {who: f"s{number}" for number, who in enumerate(sets)}


def _task(instance: Instance, client: int, skills: dict[frozenset[int], str]) -> vm.Task:
    skill = skills.get(_who(instance, client))
    service, demand = instance.service[client], instance.demand[client]
    return vm.Task(
        id=f"c{client:04}",
        location=f"v{client:04}",
        duration=service,
        # The window bounds the start of the service; ours holds the whole of it.
        windows=[vm.Interval(instance.opening[client], instance.closing[client] + service)],
        weight=1 if instance.required else instance.profit[client],
        skills=() if skill is None else (skill,),
        load={GOODS: demand} if demand else {},
    )


def _rules(instance: Instance) -> dict[str, dict[str, float]]:
    rules: dict[str, dict[str, float]] = {"trip_cap": {"per_horizon": 1}}
    if instance.max_duration is not None:
        hours = instance.max_duration / 3600
        # Hours are no whole number, but their seconds are, once rounded.
        if round(hours * 3600) != instance.max_duration:
            raise ValueError(f"{instance.max_duration} s cannot be told in hours")
        rules["trip_limits"] = {"max_hours": hours}
    return rules


def routes_of(plan: vm.Plan) -> list[tuple[int, list[int]]]:
    """Give the vehicle and the clients of each trip, by their numbers in the instance."""
    return [(_number(trip.volunteer), [_number(stop.task) for stop in trip.stops]) for trip in plan.trips]


def _number(name: str) -> int:
    return int(name[1:])


def value_of(instance: Instance, levels: Sequence[vm.Level]) -> int:
    """Say what the levels of a plan mean in the instance: its cost, or the profit that it collects."""
    coverage = levels[0].value
    assert isinstance(coverage, tuple)
    if instance.required:
        cost = levels[1].value
        assert isinstance(cost, int)
        return cost
    return sum(instance.profit) - sum(coverage[:4])
