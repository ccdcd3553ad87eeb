"""What keeps those who could serve a task: what else they do, rule by rule, and what they would drop for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from volmatch.domain.attempts import attempts
from volmatch.domain.errand import homeward, outward, service_times
from volmatch.domain.plan import Plan, RemoteService, Trip
from volmatch.domain.problem import Pin, Problem
from volmatch.domain.task import PRIORITIES
from volmatch.domain.view import PlanView
from volmatch.rule import Rule

__all__ = ["Displaced", "obstacles"]

MOST_STARTS = 12
"""So many ways to lay the task out are looked at for each person."""

OF_TEAMS = frozenset({"staffing", "companions", "order", "pinned"})
"""Rules that one person's trips say nothing about."""


@frozen(kw_only=True)
class Displaced:
    """What a volunteer who could serve the task would have to drop for it.

    Attributes
    ----------
    volunteer
        The id.
    rules
        The rules that stand in the way: ``"trip_cap"`` (all trips are used), ``"travel"`` (busy then) …; empty where
        the volunteer is free.
    tasks
        The tasks that would be lost, fewest and least urgent first to choose from; empty where there is none to choose.
    """

    volunteer: str
    rules: tuple[str, ...]
    tasks: tuple[str, ...]

    def __repr__(self) -> str:
        """Say the rules alone; no ids."""
        return f"<Displaced: {len(self.tasks)} tasks by {', '.join(self.rules) or 'nothing'}>"


def obstacles(view: PlanView, task: str, people: Sequence[str], rules: Sequence[Rule]) -> Iterator[Displaced]:
    """Say of each of some able volunteers what keeps them. O(people × starts × what they do × rules)."""
    asked = [rule for rule in rules if rule.name not in OF_TEAMS]
    for name in people:
        yield _of_one(view, task, name, asked)


def _of_one(view: PlanView, task: str, name: str, rules: Sequence[Rule]) -> Displaced:
    problem, plan = view.problem, view.plan
    trips = [trip for trip in plan.trips if trip.volunteer == name]
    remote = [row for row in plan.remote if row.volunteer == name]
    before = _broken(problem, rules, trips, remote)
    found: list[tuple[tuple[int, bool, int, int], Displaced]] = []
    for more in _ways(problem, name, task, [*trips, *remote]):
        broken = {rule for rule, _ in _broken(problem, rules, [*trips, *more], remote) - before}
        if not broken:
            return Displaced(volunteer=name, rules=(), tasks=())
        names = tuple(rule.name for rule in rules if rule.name in broken)
        lost = _least(problem, rules, trips, remote, more, before)
        key = len(names), not lost, len(lost), _urgency(problem, lost)
        found.append((key, Displaced(volunteer=name, rules=names, tasks=lost)))
    if not found:
        return Displaced(volunteer=name, rules=("travel",), tasks=())
    return min(found, key=lambda one: one[0])[1]


def _ways(
    problem: Problem, name: str, task: str, rows: Sequence[Trip | RemoteService]
) -> Iterator[Sequence[Trip | RemoteService]]:
    """Lay the task out alone: right after or before what the volunteer does, then wherever a bound allows."""
    volunteer, thing = problem.volunteer(name), problem.task(task)
    lead, back = 0, 0
    if not thing.remote:
        lead, back = outward(problem, volunteer, thing)[0], homeward(problem, volunteer, thing)[0]
    duration = thing.duration_seconds or 0
    starts = {_span([row])[1] + lead for row in rows} | {_span([row])[0] - back - duration for row in rows}
    times = service_times(problem, thing)
    beside = [start for start in sorted(starts) if any(t.start <= start <= t.end - duration for t in times)]
    for start in _some(beside):
        yield from attempts(problem, (Pin(volunteer=name, task=task, start=start),))
    yield from _some(list(attempts(problem, (Pin(volunteer=name, task=task),))))


def _some(rows: Sequence[Any]) -> Sequence[Any]:
    """Give a few of many, evenly."""
    step = -(-len(rows) // MOST_STARTS) or 1
    return rows[::step]


def _urgency(problem: Problem, tasks: Sequence[str]) -> int:
    return sum(4 - PRIORITIES.index(problem.task(one).priority or "normal") for one in tasks)


def _least(
    problem: Problem,
    rules: Sequence[Rule],
    trips: Sequence[Trip],
    remote: Sequence[RemoteService],
    more: Sequence[Trip | RemoteService],
    before: set[tuple[str, str]],
) -> tuple[str, ...]:
    """Give the tasks of the one trip or remote service without which there is room, or else of all at the time."""

    def tasks_of(row: Trip | RemoteService) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s.task for s in row.stops)) if isinstance(row, Trip) else (row.task,)

    choices: list[tuple[tuple[int, int], tuple[str, ...]]] = []
    every: list[Trip | RemoteService] = [*trips, *remote]
    for row in every:
        rest = [trip for trip in trips if trip is not row], [one for one in remote if one is not row]
        if not _broken(problem, rules, [*rest[0], *more], rest[1]) - before:
            lost = tasks_of(row)
            choices.append(((len(lost), _urgency(problem, lost)), lost))
    if choices:
        return min(choices)[1]
    start, end = _span(more)
    clashing = [row for row in every if _span([row])[0] < end and start < _span([row])[1]]
    return tuple(one for row in clashing for one in tasks_of(row))


def _span(rows: Sequence[Trip | RemoteService]) -> tuple[int, int]:
    starts = [row.depart if isinstance(row, Trip) else row.start for row in rows]
    return min(starts), max(row.return_ if isinstance(row, Trip) else row.end for row in rows)


def _broken(
    problem: Problem,
    rules: Sequence[Rule],
    trips: Sequence[Trip | RemoteService],
    remote: Sequence[RemoteService],
) -> set[tuple[str, str]]:
    """Give what some trips of one person break, by rule and message."""
    plan = Plan(
        problem=problem.name,
        clock=problem.clock,
        trips=[row for row in trips if isinstance(row, Trip)],
        remote=[*remote, *(row for row in trips if isinstance(row, RemoteService))],
    )
    view = PlanView(problem, plan)
    return {(rule.name, broken.message) for rule in rules for broken in rule.check(problem, view)}
