"""A plan in the making, task by task: what each person could add to the end of what they do already.

It is not a good plan, only one that keeps every rule. The rules themselves judge it: those for one person everything
that this person does, those for several the people of one task, or, where a stock or a limit is shared, everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from attrs import define, evolve, field, frozen

from volmatch.domain.clock import Interval
from volmatch.domain.errand import fetch_times, service_times
from volmatch.domain.plan import Plan, RemoteService, Stop, Trip
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule
from volmatch.rulebook import rules_of

__all__ = ["Hidden", "Place", "Rows"]

Row: TypeAlias = Trip | RemoteService
Rows: TypeAlias = tuple[Row, ...]

_OF_CREW = ("staffing", "companions")
_OF_ALL = ("exposure", "supplies")
_ELSEWHERE = ("pinned", "order")
"""Pins come first, and what comes after what is looked at when a task is placed."""


@frozen
class Place:
    """When a task may be served: inside these times, with so many seconds of waiting at most before it."""

    times: tuple[Interval, ...]
    wait: int | None = None


@define
class Hidden:
    """What everybody does so far, in a problem that has all the tasks.

    Attributes
    ----------
    offers
        When each person may be out, by id.
    """

    problem: Problem
    offers: dict[str, tuple[Interval, ...]]
    rows: dict[str, Rows] = field(factory=dict)
    starts: dict[str, int] = field(factory=dict)
    ends: dict[str, int] = field(factory=dict)
    served: dict[str, int] = field(factory=dict)
    """How many tasks each person has."""
    _rules: tuple[Rule, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Make the rules once."""
        self._rules = rules_of(self.problem)

    def suits(self, volunteer: Volunteer, task: Task) -> bool:
        """Tell whether no rule forbids the pair for good."""
        person = self.problem.volunteer(volunteer.id)  # who is always available here
        return not any(rule.forbids(self.problem, person, task) for rule in self._rules)

    def ways(
        self, volunteer: Volunteer, task: Task, place: Place, soonest: int
    ) -> Iterator[tuple[int, Rows]]:
        """Give starts of a task with all that the person then does: in the last trip, or in a new one after it.

        Only what keeps the rules for one person.
        """
        rows = self.rows.get(volunteer.id, ())
        last = rows[-1] if rows else None
        if isinstance(last, Trip) and not task.remote:
            for offer in self.offers[volunteer.id]:
                if offer.start <= last.depart and last.return_ <= offer.end:
                    yield from self._kept(rows[:-1], self._trip(volunteer, task, place, soonest, offer, last))
        free = -1 if last is None else last.return_ if isinstance(last, Trip) else last.end
        for offer in self.offers[volunteer.id]:
            if offer.end > free:
                since = evolve(offer, start=max(offer.start, free))
                if task.remote:
                    row: Row | None = self._alone(volunteer, task, place, soonest, since)
                else:
                    row = self._trip(volunteer, task, place, soonest, since, None)
                yield from self._kept(rows, row)

    def _kept(self, rows: Rows, row: Row | None) -> Iterator[tuple[int, Rows]]:
        if row is not None and self._allowed((*rows, row)):
            yield (row.stops[-1].start if isinstance(row, Trip) else row.start), (*rows, row)

    def _alone(
        self, volunteer: Volunteer, task: Task, place: Place, soonest: int, offer: Interval
    ) -> RemoteService | None:
        length = task.duration_seconds or 0
        start = _first(place.times, max(soonest, offer.start), length)
        if start is None or start + length > offer.end:
            return None
        return RemoteService(volunteer=volunteer.id, task=task.id, start=start, end=start + length)

    def _trip(
        self,
        volunteer: Volunteer,
        task: Task,
        place: Place,
        soonest: int,
        offer: Interval,
        last: Trip | None,
    ) -> Trip | None:
        """Lay out a trip to the task, or on to it from the last stop of a trip; ``None`` where there is no time."""
        problem, mode = self.problem, self.problem.mode(volunteer)
        home = problem.place(volunteer.home)
        here, now = home, offer.start
        if last is not None:
            now = last.stops[-1].end
            here = problem.place(self._where(last.stops[-1]))
        ready, stops = now, list(last.stops) if last is not None else []
        visits = [] if task.pickup is None else [("pickup", task.pickup.location, task.pickup.seconds)]
        visits.append(("service", task.location or "", task.duration_seconds or 0))
        for kind, name, length in visits:
            there = problem.place(name)
            way = problem.network.shortest(mode, here, there)[0]
            setup = 0 if there in (here, home) else problem.locations[there].setup_seconds
            times = place.times if kind == "service" else fetch_times(problem, task)
            start = _first(times, max(now + way + setup, soonest if kind == "service" else now), length)
            if start is None or start > offer.end:
                return None
            arrive = now + way if stops else start - setup
            stops.append(Stop(task=task.id, kind=kind, arrive=arrive, start=start, end=start + length))
            here, now = there, start + length
        back = now + problem.network.shortest(mode, here, home)[0]
        if back > offer.end or (
            place.wait is not None and last is not None and stops[-1].start - ready > place.wait
        ):
            return None
        depart = (
            stops[0].arrive - problem.network.shortest(mode, home, problem.place(self._where(stops[0])))[0]
        )
        return Trip(volunteer=volunteer.id, depart=depart, return_=back, stops=stops)

    def _where(self, stop: Stop) -> str:
        task = self.problem.task(stop.task)
        if stop.kind == "pickup" and task.pickup is not None:
            return task.pickup.location
        return task.location or ""

    def _allowed(self, rows: Rows) -> bool:
        view = PlanView(self.problem, self.plan([rows]))
        elsewhere = (*_OF_CREW, *_OF_ALL, *_ELSEWHERE)
        return not any(
            any(True for _ in rule.check(self.problem, view))
            for rule in self._rules
            if rule.name not in elsewhere
        )

    def fits(self, task: Task, crew: dict[str, Rows]) -> bool:
        """Tell whether these people, with all that they then do, may serve a task together."""
        view = PlanView(self.problem, self.plan(crew.values()))
        for rule in self._rules:
            if rule.name in _OF_CREW and any(
                task.id in found.subjects for found in rule.check(self.problem, view)
            ):
                return False
        shared = [rule for rule in self._rules if rule.name in _OF_ALL and rule.name in self.problem.rules]
        if not shared:
            return True
        everything = PlanView(self.problem, self.plan({**self.rows, **crew}.values()))
        return not any(any(True for _ in rule.check(self.problem, everything)) for rule in shared)

    def take(self, task: Task, start: int, crew: dict[str, Rows]) -> None:
        """Let these people serve a task."""
        self.rows |= crew
        self.starts[task.id], self.ends[task.id] = start, start + (task.duration_seconds or 0)
        for name in crew:
            self.served[name] = self.served.get(name, 0) + 1

    def plan(self, rows: Iterable[Rows]) -> Plan:
        """Make a plan of the rows of some people."""
        flat = [row for some in rows for row in some]
        return Plan(
            problem=self.problem.name,
            clock=self.problem.clock,
            trips=[row for row in flat if isinstance(row, Trip)],
            remote=[row for row in flat if isinstance(row, RemoteService)],
        )

    def open_times(self, task: Task) -> tuple[Interval, ...]:
        """Give when a task may be served by its windows in this problem, while its place is open."""
        return service_times(self.problem, task)


def _first(times: tuple[Interval, ...] | None, since: int, length: int) -> int | None:
    """Give the first start from an instant on at which a service of so many seconds fits into one of the times."""
    if times is None:
        return since
    starts = [max(time.start, since) for time in times if max(time.start, since) + length <= time.end]
    return min(starts, default=None)
