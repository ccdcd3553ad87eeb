"""A plan seen together with its problem: who travels how far on which day, and who serves what.

Rules and objectives read plans through this view, so that each says its own sentence and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

import numpy as np
from attrs import define, frozen

from volmatch.domain.plan import Plan, RemoteService, Stop, Trip
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.volunteer import Volunteer

Row = TypeVar("Row")

CALENDAR_SECONDS = 200_000_000_000
"""About six thousand years: beyond it there are no dates."""

__all__ = ["Leg", "PlanView", "Service", "TripView"]


@frozen
class Leg:
    """The way between two stops of a trip (or from or to home), in whole seconds and metres."""

    seconds: int
    metres: int


@frozen
class Service:
    """One volunteer who serves one task."""

    volunteer: Volunteer
    task: Task
    start: int
    end: int
    day: int
    trip: int | None
    """Position of the trip in ``view.trips``; ``None`` for a remote task."""


@frozen
class TripView:
    """A trip with its volunteer, the local day on which it departs, its stops, and the legs between them."""

    trip: Trip
    volunteer: Volunteer
    day: int
    stops: tuple[tuple[Stop, Task], ...]
    places: tuple[int, ...]
    """Place numbers, home first and last: shape (stops + 2,)."""
    legs: tuple[Leg, ...]
    """Shape (stops + 1,)."""

    @property
    def seconds(self) -> int:
        """How long the volunteer is away from home."""
        return self.trip.return_ - self.trip.depart

    @property
    def metres(self) -> int:
        """How far the trip goes."""
        return sum(leg.metres for leg in self.legs)


@define
class PlanView:
    """A plan and its problem, joined. Rows that name unknown things are in ``strays`` and nowhere else.

    Parameters
    ----------
    problem, plan
        What is joined. The plan is first moved to the clock of the problem.

    Notes
    -----
    O(stops). Everything is computed once, when first asked for.
    """

    problem: Problem
    plan: Plan

    def __attrs_post_init__(self) -> None:
        """Move the plan to the clock of the problem."""
        self.plan = self.plan.on(self.problem.clock)

    @cached_property
    def strays(self) -> tuple[tuple[str, str], ...]:
        """What the plan names that the problem does not have, or that makes no sense: (id, why)."""
        found = [
            (trip.volunteer, "no such volunteer, or beyond the calendar")
            for trip in self.plan.trips
            if not self._whole(trip)
        ]
        for trip in self.plan.trips:
            found += [(stop.task, why) for stop in trip.stops if (why := self._stop_fault(stop))]
            if not trip.stops:
                found.append((trip.volunteer, "a trip without a stop"))
        for row in self.plan.remote:
            if not (self.problem.knows("volunteer", row.volunteer) and self.problem.knows("task", row.task)):
                found.append((row.task, "no such volunteer or task"))
            elif not self.problem.task(row.task).remote:
                found.append((row.task, "served from home, but not remote"))
        return tuple(found)

    def _whole(self, trip: Trip) -> bool:
        instants = (trip.depart, trip.return_)
        return self.problem.knows("volunteer", trip.volunteer) and max(map(abs, instants)) < CALENDAR_SECONDS

    def _stop_fault(self, stop: Stop) -> str:
        if not self.problem.knows("task", stop.task):
            return "no such task"
        task = self.problem.task(stop.task)
        if task.remote:
            return "a remote task in a trip"
        if stop.kind == "pickup" and task.pickup is None:
            return "a pickup of a task that has none"
        return "" if stop.kind in ("service", "pickup") else "a stop of no known kind"

    @cached_property
    def trips(self) -> tuple[TripView, ...]:
        """The trips, sorted by volunteer and departure."""
        problem = self.problem
        rows: list[tuple[Trip, Volunteer, tuple[tuple[Stop, Task], ...], tuple[int, ...]]] = []
        for trip in sorted(self.plan.trips, key=lambda trip: (trip.volunteer, trip.depart, trip.return_)):
            if not self._whole(trip):
                continue
            volunteer = problem.volunteer(trip.volunteer)
            stops = tuple((s, problem.task(s.task)) for s in trip.stops if not self._stop_fault(s))
            home = problem.place(volunteer.home)
            places = tuple(problem.place(_where(stop, task)) for stop, task in stops)
            rows.append((trip, volunteer, stops, (home, *places, home)))
        legs = iter(self._legs([(problem.mode(volunteer), places) for _, volunteer, _, places in rows]))
        return tuple(
            TripView(
                trip,
                volunteer,
                problem.clock.day(trip.depart),
                stops,
                places,
                tuple(next(legs) for _ in places[1:]),
            )
            for trip, volunteer, stops, places in rows
        )

    def _legs(self, ways: Sequence[tuple[str, tuple[int, ...]]]) -> list[Leg]:
        """Measure all legs of all trips at once, mode by mode."""
        arcs = [(mode, a, b) for mode, places in ways for a, b in pairwise(places)]
        seconds = np.zeros(len(arcs), dtype=np.int64)
        metres = np.zeros(len(arcs), dtype=np.int64)
        for mode in {mode for mode, _, _ in arcs}:
            rows = [row for row, arc in enumerate(arcs) if arc[0] == mode]
            origins = np.array([arcs[row][1] for row in rows], dtype=np.int64)
            ends = np.array([arcs[row][2] for row in rows], dtype=np.int64)
            seconds[rows] = self.problem.network.seconds(mode, origins, ends)
            metres[rows] = self.problem.network.metres(mode, origins, ends)
        return [Leg(s, m) for s, m in zip(seconds.tolist(), metres.tolist(), strict=True)]

    @cached_property
    def remote(self) -> tuple[RemoteService, ...]:
        """The remote services that name known things."""
        knows = self.problem.knows
        known = [r for r in self.plan.remote if knows("volunteer", r.volunteer) and knows("task", r.task)]
        return tuple(row for row in known if self.problem.task(row.task).remote)

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """Every service of every volunteer, in trips and remote."""
        rows = [
            Service(trip.volunteer, task, stop.start, stop.end, trip.day, number)
            for number, trip in enumerate(self.trips)
            for stop, task in trip.stops
            if stop.kind == "service"
        ]
        for row in self.remote:
            volunteer, task = self.problem.volunteer(row.volunteer), self.problem.task(row.task)
            rows.append(Service(volunteer, task, row.start, row.end, self.problem.clock.day(row.start), None))
        return tuple(rows)

    @cached_property
    def services_of_task(self) -> Mapping[str, Sequence[Service]]:
        """The services of each task that has any, by its id."""
        return _grouped(self.services, lambda service: service.task.id)

    @cached_property
    def services_of_volunteer(self) -> Mapping[str, Sequence[Service]]:
        """The services of each volunteer who has any, by id."""
        return _grouped(self.services, lambda service: service.volunteer.id)

    @cached_property
    def trips_of_volunteer(self) -> Mapping[str, Sequence[TripView]]:
        """The trips of each volunteer who has any, by id, in order of departure."""
        return _grouped(self.trips, lambda trip: trip.volunteer.id)

    def served(self, task: Task) -> int:
        """Count the different people who serve a task; fewer than its ``min`` serve it not at all."""
        people = len({service.volunteer.id for service in self.services_of_task.get(task.id, ())})
        return people if people >= task.people.min else 0  # type: ignore[union-attr]


def _where(stop: Stop, task: Task) -> str:
    place = task.pickup.location if stop.kind == "pickup" and task.pickup else task.location
    return str(place)


def _grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)
