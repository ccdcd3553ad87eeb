"""A plan with some of it taken out: what is left of a trip keeps its starts, and leaves and returns when that asks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from attrs import evolve

from volmatch.domain.plan import Plan, Stop, Trip
from volmatch.domain.problem import Problem

__all__ = ["without"]


def without(problem: Problem, plan: Plan, lost: Collection[tuple[str, str]], until: int | None) -> Plan:
    """Take (volunteer, task) out of a plan, fetching included. O(stops).

    Parameters
    ----------
    until
        A trip that has departed by then keeps its departure.
    """
    if not lost:
        return plan
    trips = []
    for trip in plan.trips:
        stops = [stop for stop in trip.stops if (trip.volunteer, stop.task) not in lost]
        if len(stops) == len(trip.stops):
            trips.append(trip)
        elif stops:
            trips.append(_retimed(problem, trip, stops, departed=until is not None and trip.depart < until))
    remote = [row for row in plan.remote if (row.volunteer, row.task) not in lost]
    return evolve(plan, trips=trips, remote=remote)


def _retimed(problem: Problem, trip: Trip, stops: Sequence[Stop], *, departed: bool) -> Trip:
    volunteer = problem.volunteer(trip.volunteer)
    home = problem.place(volunteer.home)
    places = [home, *(_place(problem, stop) for stop in stops), home]
    ends = np.array(places)
    legs = problem.network.seconds(problem.mode(volunteer), ends[:-1], ends[1:]).tolist()
    setup = 0 if places[1] == home else problem.locations[places[1]].setup_seconds
    depart = trip.depart if departed else max(trip.depart, stops[0].start - setup - legs[0])
    now, timed = depart, []
    for stop, leg in zip(stops, legs, strict=False):
        timed.append(evolve(stop, arrive=now + leg))
        now = stop.end
    return Trip(volunteer=trip.volunteer, depart=depart, return_=now + legs[-1], stops=timed)


def _place(problem: Problem, stop: Stop) -> int:
    task = problem.task(stop.task)
    fetched = stop.kind == "pickup" and task.pickup is not None
    return problem.place(str(task.pickup.location if fetched and task.pickup else task.location))
