"""What is true after some events. An event holds all that it changes, so that reading it again needs no search."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import define, evolve, field

from volmatch.dispatching.seats import LEADS, PLANNED, Seat
from volmatch.domain.clock import Interval
from volmatch.domain.plan import Plan, RemoteService, Stop, Trip
from volmatch.domain.problem import InputWarning, Problem
from volmatch.domain.remaking import remade
from volmatch.domain.volunteer import Volunteer
from volmatch.io.structure import problem_of
from volmatch.io.unstructure import raw_problem

__all__ = ["Book", "Event", "Pair", "pairs_of", "plan_rows", "rows_plan", "times_of"]

Event: TypeAlias = Mapping[str, Any]
"""Plain values: ``event``, ``at``, and what the event says."""

Pair: TypeAlias = tuple[str, str]
"""A task and a volunteer."""


@define
class Book:
    """The problem, the plan, and the state of every seat.

    Attributes
    ----------
    base
        The problem with what was ordered since.
    plan
        The plan in force; its seats are those of ``seats`` whose state is of the plan.
    at
        The instant of the last event; ``None`` before the first.
    lost
        Who will not be asked for what again: refused, or did not turn up.
    absent
        Who did not turn up, and from when to when they are taken to be away.
    asked
        Number of offers by volunteer and local day.
    resting
        Until when a volunteer is asked for nothing new.
    reserves
        Who stands by, and for which tasks, in the order in which they are called.
    """

    base: Problem
    plan: Plan
    at: int | None = None
    seats: dict[Pair, Seat] = field(factory=dict)
    lost: set[Pair] = field(factory=set)
    absent: dict[str, list[tuple[int, int]]] = field(factory=dict)
    asked: Counter[tuple[str, int]] = field(factory=Counter)
    resting: dict[str, int] = field(factory=dict)
    reserves: tuple[tuple[str, tuple[str, ...]], ...] = ()
    _problem: Problem | None = None

    def __attrs_post_init__(self) -> None:
        """Open a seat for everything that is planned."""
        for pair in pairs_of(self.plan):
            self.seats[pair] = Seat(task=pair[0], volunteer=pair[1], state="open", since=0)

    @property
    def problem(self) -> Problem:
        """The problem as it is now: with what was declined, and without those who are away. O(problem), once."""
        if self._problem is None:
            self._problem = self.without(self.lost, self.absent)
        return self._problem

    def without(
        self, lost: set[Pair], absent: Mapping[str, Sequence[tuple[int, int]]], **more: Any
    ) -> Problem:
        """Give the problem with other losses, and other fields; without its pins, of which a plan may be left."""
        declined: dict[str, list[str]] = {}
        for task, who in sorted(lost):
            declined.setdefault(who, []).append(task)
        people = [
            _reduced(one, declined.get(one.id, ()), absent.get(one.id, ())) for one in self.base.volunteers
        ]
        return remade(self.base, **{"volunteers": people, "pins": (), **more})

    def apply(self, event: Event) -> None:
        """Take an event in. Whether it may be was asked before it was written down."""
        name, at = event["event"], event["at"]
        self.at = at
        if "plan" in event:
            self.plan = rows_plan(self.plan, event["plan"])
        for task, who in event.get("pairs", ()):
            self._step(name, (task, who), event)
        for task, who in event.get("released", ()):
            self._step("release", (task, who), event)
        if name in ("refuse", "no_show"):
            self._lose({(task, who) for task, who in event["pairs"]})
        if name == "cancel":
            self._lose({(event["cancelled"], one.id) for one in self.base.volunteers})
        if name == "no_show":
            who = event["pairs"][0][1]
            self.absent.setdefault(who, []).append((event["away"][0], event["away"][1]))
        if name in ("refuse", "expire"):
            for who, until in event.get("resting", {}).items():
                self.resting[who] = max(until, self.resting.get(who, until))
        if name == "offer":
            for _, who in event["pairs"]:
                self.asked[who, event["day"]] += 1
        if name == "order":
            self._order(event)
        if name == "reserve":
            self.reserves = tuple((who, tuple(tasks)) for who, tasks in event["reserves"])
        self._match(at)

    def _step(self, name: str, pair: Pair, event: Event) -> None:
        seat = self.seats[pair]
        self.seats[pair] = evolve(
            seat,
            state=LEADS[name][seat.state],
            since=event["at"],
            promised=seat.promised or name == "accept",
            expires=event.get("expires") if name == "offer" else None,
            reason=event.get("reason", "") if name == "refuse" else seat.reason,
            stars=event.get("stars") if name == "rate" else seat.stars,
        )

    def _lose(self, pairs: set[Pair]) -> None:
        self.lost |= pairs
        self._problem = None

    def _order(self, event: Event) -> None:
        raw = raw_problem(self.base)
        for kind in ("locations", "tasks"):
            raw[kind] = [*raw.get(kind, ()), *event.get(kind, ())]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InputWarning)
            self.base = problem_of(raw)
        self._problem = None

    def _match(self, at: int) -> None:
        """Open a seat for what is planned anew; forget open ones that are planned no more."""
        planned = pairs_of(self.plan)
        for pair in planned:
            if pair not in self.seats or self.seats[pair].state not in PLANNED:
                self.seats[pair] = Seat(task=pair[0], volunteer=pair[1], state="open", since=at)
        for pair in [p for p, seat in self.seats.items() if seat.state == "open" and p not in planned]:
            del self.seats[pair]


def _reduced(one: Volunteer, declined: Sequence[str], away: Sequence[tuple[int, int]]) -> Volunteer:
    if not declined and not away:
        return one
    offers = list(one.available)
    for start, end in away:
        parts = [(Interval(o.start, min(o.end, start)), Interval(max(o.start, end), o.end)) for o in offers]
        offers = [part for both in parts for part in both if part.start < part.end]
    return evolve(one, declined=tuple(dict.fromkeys((*one.declined, *declined))), available=tuple(offers))


def pairs_of(plan: Plan) -> set[Pair]:
    """Give who serves what in a plan."""
    pairs = {(s.task, trip.volunteer) for trip in plan.trips for s in trip.stops if s.kind == "service"}
    return pairs | {(row.task, row.volunteer) for row in plan.remote}


def times_of(plan: Plan) -> Iterator[tuple[Pair, int, int, int]]:
    """Give, for each seat of a plan, when its trip departs, its service starts, and its trip is home."""
    for trip in plan.trips:
        for stop in trip.stops:
            if stop.kind == "service":
                yield (stop.task, trip.volunteer), trip.depart, stop.start, trip.return_
    for row in plan.remote:
        yield (row.task, row.volunteer), row.start, row.start, row.end


def plan_rows(plan: Plan) -> dict[str, Any]:
    """Take a plan apart into plain values."""
    trips = [
        [t.volunteer, t.depart, t.return_, [[s.task, s.kind, s.arrive, s.start, s.end] for s in t.stops]]
        for t in plan.trips
    ]
    return {"trips": trips, "remote": [[r.volunteer, r.task, r.start, r.end] for r in plan.remote]}


def rows_plan(like: Plan, rows: Mapping[str, Any]) -> Plan:
    """Put a plan together again, on the clock of another."""
    trips = [
        Trip(
            volunteer=who,
            depart=depart,
            return_=back,
            stops=tuple(Stop(task=t, kind=k, arrive=a, start=s, end=e) for t, k, a, s, e in stops),
        )
        for who, depart, back, stops in rows["trips"]
    ]
    remote = [RemoteService(volunteer=v, task=t, start=s, end=e) for v, t, s, e in rows["remote"]]
    return Plan(problem=like.problem, clock=like.clock, trips=trips, remote=remote)
