"""What was promised is kept: pinned people serve, at the pinned start, and what has begun goes on as planned.

A start that is not given is free. A pin on one person of a team leaves the other places free.

With ``frozen_until`` nothing of the previous plan before that instant changes, and nothing new starts before it:

- every stop and every remote service that starts before it stays, with its person and start. Of a trip that departs
  before it the first stop stays as well, whenever it starts. What stays of a trip is the beginning of a trip again, in
  the same order and with nothing in between;
- whatever starts before it stood in the previous plan just so, and a trip that departs before it begins as one
  of that person's did which departed before it.

Exactly at the instant is not before it. Without a previous plan nothing starts and nobody departs before it. When
such a trip leaves, what comes later and when it is home may change. Lines of the previous plan that make no sense any
more (a pickup of a task that has none now) are passed over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, TypeAlias

import numpy as np
from attrs import frozen

from volmatch.domain.errand import service_times
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows
    from volmatch.program.draft import Draft

Deed: TypeAlias = tuple[str, str, str]
"""Who, on what task, and whether it is a ``service`` or a ``pickup``."""

Spans: TypeAlias = list[tuple[int, int]]


@frozen(kw_only=True)
class Pinned(Rule):
    """What was promised is kept: pinned people serve, at the pinned start, and what has begun goes on as planned."""

    name: ClassVar[str] = "pinned"

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that the task has begun without this volunteer, or would have to begin before it may."""
        if problem.frozen_until is None:
            return ""
        people = _starters(problem).get(task.id)
        if people is not None:
            return "" if volunteer.id in people else "was not there when it began"
        return "would have to start in the frozen time" if _is_over(problem, task) else ""

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say the same of many."""
        problem = roll.problem
        if problem.frozen_until is None:
            return np.zeros(len(rows), dtype=bool)
        people = roll.once(self, lambda: _starters(problem)).get(task.id)
        if people is None:
            return np.full(len(rows), _is_over(problem, task))
        return np.array([roll.volunteers[row].id not in people for row in rows.tolist()], dtype=bool)

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Look for every pin among the services, then at everything that is frozen."""
        for pin in problem.pins:
            services = plan.services_of_task.get(pin.task, ())
            starts = [service.start for service in services if service.volunteer.id == pin.volunteer]
            if not starts:
                yield self._broken(pin.volunteer, pin.task, 0, "does not serve")
            elif pin.start is not None and pin.start not in starts:
                off = min(abs(start - pin.start) for start in starts)
                yield self._broken(pin.volunteer, pin.task, off, f"is {off} s off the pinned start of")
        if problem.frozen_until is not None:
            yield from self._thawed(problem, problem.frozen_until, plan)

    def _thawed(self, problem: Problem, until: int, plan: PlanView) -> Iterator[Violation]:
        """Compare what is before an instant with what was planned."""
        begun, done = _begun(problem, until), defaultdict[Deed, list[int]](list)
        for row in _deeds(plan):
            done[row[0]].append(row[1])
        kept = {deed: start for run, _ in begun for deed, start in run}
        for (volunteer, task, kind), start in kept.items():
            starts = done.get((volunteer, task, kind), [])
            if start not in starts:
                off = min((abs(start - other) for other in starts), default=0)
                what = f"is {off} s off the start of" if starts else "does not keep"
                yield self._broken(volunteer, task, off, f"{what} the {kind}, which has begun, of")
        for deed, starts in done.items():
            for start in starts:
                if start < until and (deed not in kept or (start != kept[deed] and kept[deed] in starts)):
                    early = until - start
                    yield self._broken(
                        *deed[:2], early, f"starts {early} s too early, in the frozen time, the {deed[2]} of"
                    )
        yield from self._other_trips(until, begun, plan)

    def _other_trips(self, until: int, begun: list[Run], plan: PlanView) -> Iterator[Violation]:
        """Look for trips that depart before an instant and are not known, and known ones that go on otherwise."""
        trips = [
            (trip, [(trip.volunteer.id, task.id, stop.kind) for stop, task in trip.stops])
            for trip in plan.trips
        ]
        first = {run[0][0] for run, departed in begun if departed}
        for trip, deeds in trips:
            if deeds and trip.trip.depart < until and deeds[0] not in first:
                early = until - trip.trip.depart
                yield self._broken(
                    *deeds[0][:2], early, f"leaves {early} s too early, in the frozen time, for"
                )
        known = {deed for _, deeds in trips for deed in deeds}
        for run, departed in begun:
            wanted = [deed for deed, _ in run]
            if (
                departed
                and known.issuperset(wanted)
                and all(deeds[: len(run)] != wanted for _, deeds in trips)
            ):
                yield self._broken(*wanted[0][:2], 0, "does not go on with the trip that began with")

    def _broken(self, volunteer: str, task: str, excess: int, what: str) -> Violation:
        message = f"{volunteer} {what} {task}"
        return Violation(rule=self.name, subjects=(volunteer, task), excess=excess, message=message)

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write who must serve what; a pinned start leaves the visit no other. Then what is frozen."""
        volunteers = {volunteer.id: row for row, volunteer in enumerate(draft.volunteers)}
        tasks = {task.id: row for row, task in enumerate(draft.tasks)}
        for pin in problem.pins:
            row = tasks[pin.task]
            draft.musts.append((volunteers[pin.volunteer], row))
            if pin.start is not None:
                inside = any(low <= pin.start <= high for low, high in draft.starts[row])
                draft.starts[row] = [(pin.start, pin.start)] if inside else []
        if problem.frozen_until is not None:
            _freeze(problem, problem.frozen_until, draft, volunteers, tasks)


Run: TypeAlias = tuple[list[tuple[Deed, int]], bool]
"""What stays of a trip or remote service, each deed with its start; and whether it is a trip that departed."""


def _deeds(plan: PlanView) -> Iterator[tuple[Deed, int]]:
    for trip in plan.trips:
        for stop, task in trip.stops:
            yield (trip.volunteer.id, task.id, stop.kind), stop.start
    for row in plan.remote:
        yield (row.volunteer, row.task, "service"), row.start


def _begun(problem: Problem, until: int) -> list[Run]:
    """Give what of the previous plan stays, trip by trip."""
    if problem.previous is None:
        return []
    earlier = PlanView(problem, problem.previous)
    runs: list[Run] = []
    for trip in earlier.trips:
        stops = [((trip.volunteer.id, task.id, stop.kind), stop.start) for stop, task in trip.stops]
        length = max((place for place, (_, start) in enumerate(stops, 1) if start < until), default=0)
        departed = trip.trip.depart < until
        length = max(length, 1 if departed else 0)
        if stops and length:
            runs.append((stops[:length], departed))
    rows = [((row.volunteer, row.task, "service"), row.start) for row in earlier.remote if row.start < until]
    return runs + [([row], False) for row in rows]


def _starters(problem: Problem) -> dict[str, set[str]]:
    """Name who serves each task that begins in the frozen time. O(stops of the previous plan)."""
    people: dict[str, set[str]] = defaultdict(set)
    until, plan = problem.frozen_until or 0, problem.previous
    services = [
        (trip.volunteer, stop.task, stop.start)
        for trip in (plan.trips if plan is not None else ())
        for stop in trip.stops
        if stop.kind == "service" and not problem.task(stop.task).remote
    ]
    services += [
        (row.volunteer, row.task, row.start)
        for row in (plan.remote if plan is not None else ())
        if problem.task(row.task).remote
    ]
    for volunteer, task, start in services:
        if start < until:
            people[task].add(volunteer)
    return dict(people)


def _is_over(problem: Problem, task: Task) -> bool:
    """Tell whether every start of a service lies in the frozen time."""
    length, until = task.duration_seconds or 0, problem.frozen_until or 0
    return all(time.end - length < until for time in service_times(problem, task))


def _freeze(
    problem: Problem, until: int, draft: Draft, volunteers: dict[str, int], tasks: dict[str, int]
) -> None:
    """Write what stays, with its starts; leave everything else the time from an instant on."""
    rows = _settled(problem, until, draft, volunteers, tasks)
    settled: dict[int, dict[int, int]] = defaultdict(dict)
    for volunteer, visit, _, start in rows:
        settled[visit][volunteer] = start
        draft.musts.append((volunteer, visit))
    for visit in range(draft.num_visits):
        later = [(max(low, until), high) for low, high in draft.starts[visit] if high >= until]
        draft.starts[visit] = (
            _fixed(draft, visit, settled[visit], until, later) if visit in settled else later
        )
    started = {
        row: frozenset(settled[row])
        for row in range(len(draft.tasks))
        if row in settled and min(settled[row].values()) < until
    }
    busy = {volunteer for who in started.values() for volunteer in who}
    # Nobody joins what has begun.
    draft.match(
        [number if number in busy else -1 for number in range(len(draft.volunteers))],
        [started.get(row) for row in range(len(draft.tasks))],
        lambda number, who: who is None or number in who,
    )
    draft.freeze(until, [(volunteer, visit, before) for volunteer, visit, before, _ in rows])


def _settled(
    problem: Problem, until: int, draft: Draft, volunteers: dict[str, int], tasks: dict[str, int]
) -> list[tuple[int, int, int, int]]:
    """Give what stays: volunteer, visit, the visit before it in its tour (or −1), and its start."""
    rows: dict[tuple[int, int], tuple[int, int]] = {}
    plan = problem.previous
    for trip in plan.trips if plan is not None else ():
        before, stays = -1, trip.depart < until or any(stop.start < until for stop in trip.stops)
        last = max((place for place, stop in enumerate(trip.stops) if stop.start < until), default=0)
        for place, stop in enumerate(trip.stops):
            row = tasks[stop.task]
            visit = row if stop.kind == "service" else draft.pickups.get(row, -1)
            if stays and (place <= last or before < 0) and visit >= 0 and not draft.tasks[row].remote:
                rows[volunteers[trip.volunteer], visit] = before, stop.start
                before = visit
    for alone in plan.remote if plan is not None else ():
        if alone.start < until and draft.tasks[tasks[alone.task]].remote:
            rows[volunteers[alone.volunteer], tasks[alone.task]] = -1, alone.start
    return [(volunteer, visit, *said) for (volunteer, visit), said in sorted(rows.items())]


def _fixed(draft: Draft, visit: int, starts: dict[int, int], until: int, later: Spans) -> Spans:
    """Give the starts of a visit that some people keep; none at all where they cannot."""
    allowed, wanted = draft.starts[visit], sorted(set(starts.values()))
    if not all(any(low <= start <= high for low, high in allowed) for start in wanted):
        return []
    alone = [(start, start) for start in wanted]
    if visit < len(draft.tasks):
        return alone if len(alone) == 1 else []
    if len(starts) == draft.target[visit] and len(alone) == 1:
        return alone
    people = np.arange(len(draft.volunteers))
    for volunteer, start in starts.items():
        draft.expire(volunteer, np.arange(draft.num_visits) == visit, start + 1)
        draft.delay(people == volunteer, visit, start)
    if len(starts) == draft.target[visit]:
        return alone
    draft.delay(~np.isin(people, list(starts)), visit, until)  # the others may come later
    return [one for one in alone if one[0] < until] + later
