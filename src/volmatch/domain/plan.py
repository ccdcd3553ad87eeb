"""Plans: who serves what, where and when, and what stays unserved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, field, frozen

from volmatch.domain.clock import Clock
from volmatch.domain.outlets import OUTLETS
from volmatch.domain.shapes import tupled

__all__ = ["Level", "Plan", "RemoteService", "Stop", "Trip", "Unserved"]

STATUSES = ("optimal", "feasible", "infeasible", "unknown", "cancelled")
STOPS = ("proof", "time_limit", "iteration_limit", "cancelled", "error")


@frozen(kw_only=True)
class Stop:
    """A stop of a trip: instants in whole seconds since the start of the plan's clock.

    Attributes
    ----------
    task
        The id of the task.
    kind
        ``"service"`` or ``"pickup"``.
    arrive, start, end
        Arrival at the place, and the beginning and end of the service.
    """

    task: str
    arrive: int
    start: int
    end: int
    kind: str = "service"


@frozen(kw_only=True)
class Trip:
    """A trip of one volunteer: out of the door, one or more stops, home again."""

    volunteer: str
    depart: int
    return_: int
    stops: tuple[Stop, ...] = field(converter=tupled)


@frozen(kw_only=True)
class RemoteService:
    """A remote task, done from home by one volunteer."""

    volunteer: str
    task: str
    start: int
    end: int


@frozen(kw_only=True)
class Unserved:
    """A task that nobody serves, and why.

    Attributes
    ----------
    reason
        The name of the rule that blocks most volunteers, ``"staffing"`` where too few are left, or
        ``"outweighed"`` where the plan is better without.
    blocked_by
        Number of volunteers by the first rule that forbids the pair.
    """

    task: str
    reason: str = ""
    blocked_by: Mapping[str, int] = field(factory=dict, hash=False)


@frozen(kw_only=True)
class Level:
    r"""What a plan is worth on one level of the objective, and how good that can be at all.

    Attributes
    ----------
    name
        The name of the objective, or ``"nearness×1 + fairness×50"`` for merged ones.
    value
        A whole number, or eight for ``coverage``; smaller is better.
    bound
        No plan that is as good on the levels above has a smaller value: proven. ``None`` = not known.
    gap
        (value − bound) ÷ max(1, abs(value)); for coverage Σ(value − bound) over the first four numbers
        ÷ the sum of all weights. ``None`` where there is no bound.
    """

    name: str
    value: int | tuple[int, ...]
    bound: int | tuple[int, ...] | None = None
    gap: float | None = None

    @property
    def proven(self) -> bool:
        """Whether no plan can be better on this level."""
        return self.bound == self.value


@frozen(kw_only=True)
class Plan:
    """The assignments and the trips they make.

    Instants are whole seconds since ``clock.origin``; for a plan that `solve` made that is the start of its
    problem. `on` moves a plan to another clock.

    Attributes
    ----------
    problem
        The name of the problem.
    clock
        What the instants count from, and the time zone they are written in.
    trips, remote
        Sorted by volunteer and time.
    unserved
        Sorted by task.
    status, stopped_by, levels
        How good the plan is, as `solve` found; empty for a plan made by hand.
    """

    problem: str
    clock: Clock = field(repr=False)
    trips: tuple[Trip, ...] = field(default=(), converter=tupled)
    remote: tuple[RemoteService, ...] = field(default=(), converter=tupled)
    unserved: tuple[Unserved, ...] = field(default=(), converter=tupled)
    status: str = "feasible"
    stopped_by: str = "time_limit"
    levels: tuple[Level, ...] = field(default=(), converter=tupled)

    def __repr__(self) -> str:
        """Say how large the plan is; no names, no places."""
        stops = sum(len(trip.stops) for trip in self.trips)
        return f"<Plan: {self.status}, {len(self.trips)} trips, {stops} stops, {len(self.unserved)} unserved>"

    def _repr_html_(self) -> str:
        """Show a notebook how large the plan is, and what is unserved, by reason; no names, no places."""
        return str(OUTLETS["html"](self))

    def to_frame(self) -> Any:
        """Give the services of the plan as one data frame of pandas, a row for each stop and each remote service.

        Returns
        -------
        pandas.DataFrame
            Columns ``trip`` (a number as text; missing for remote services), ``volunteer``, ``task``,
            ``kind`` (``"service"``, ``"pickup"`` or ``"remote"``), and the instants ``depart``, ``arrive``,
            ``start``, ``end`` and ``return``, in the time zone of the plan's clock.

        Raises
        ------
        FileError
            Where pandas is not there.

        Notes
        -----
        O(stops).
        """
        return OUTLETS["frame"](self)

    def to_frames(self) -> dict[str, Any]:
        """Give the whole plan as data frames of pandas by name: the tables and columns of CSV files.

        ``vm.plan_from_frames(plan.to_frames()).on(plan.clock)`` gives an equal plan.

        Raises
        ------
        FileError
            Where pandas is not there, or an instant has no date.
        """
        frames: dict[str, Any] = OUTLETS["frames"](self)
        return frames

    def on(self, clock: Clock) -> Plan:
        """Give the same plan with its instants counted by another clock. O(stops)."""
        shift = self.clock.origin - clock.origin
        if shift == 0:
            return self if self.clock == clock else evolve(self, clock=clock)
        return evolve(
            self,
            clock=clock,
            trips=[_shifted_trip(trip, shift) for trip in self.trips],
            remote=[evolve(row, start=row.start + shift, end=row.end + shift) for row in self.remote],
        )


def _shifted_trip(trip: Trip, shift: int) -> Trip:
    stops = [
        evolve(stop, arrive=stop.arrive + shift, start=stop.start + shift, end=stop.end + shift)
        for stop in trip.stops
    ]
    return Trip(
        volunteer=trip.volunteer, depart=trip.depart + shift, return_=trip.return_ + shift, stops=tuple(stops)
    )


def empty_plan(problem: str, clock: Any) -> Plan:
    """Give the plan in which nobody does anything."""
    return Plan(problem=problem, clock=clock)
