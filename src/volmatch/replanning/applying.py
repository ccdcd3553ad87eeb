"""The problem as it is after the changes, and what of the plan is left by them alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from attrs import evolve, frozen

from volmatch.domain.assembly import changing
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Pin, Problem
from volmatch.domain.remaking import remade
from volmatch.domain.task import Task
from volmatch.domain.volunteer import Volunteer
from volmatch.errors import ProblemError
from volmatch.replanning.changes import (
    CancelTask,
    Decline,
    Dropout,
    Late,
    MovedWindow,
    NewTask,
    NewVolunteer,
)
from volmatch.replanning.news import News
from volmatch.replanning.offers import until_out, when_late
from volmatch.replanning.trips import without

__all__ = ["Applied", "Dropped", "apply", "quietly", "unpinned"]


@frozen(kw_only=True)
class Dropped:
    """What the changes took out of the problem besides what they name.

    Attributes
    ----------
    kind
        ``"pin"``, or ``"wait"`` (an ``after`` on what is cancelled).
    subjects
        The ids concerned: volunteer and task, or the task that waited and the one it waited for.
    """

    kind: str
    subjects: tuple[str, ...]


@frozen
class Applied:
    """The changed problem, the plan without what the changes take away, and what else was dropped."""

    problem: Problem
    plan: Plan
    dropped: tuple[Dropped, ...]


def apply(problem: Problem, plan: Plan, news: News) -> Applied:
    """Make the changed problem; ``previous`` of it is what of the plan is still promised. O(problem)."""
    plan = plan.on(problem.clock)
    if news.apart:
        problem = _apart(problem)
    left = without(problem, plan, _lost(problem, plan, news), news.until)
    dropped: list[Dropped] = []
    said = {
        "volunteers": _volunteers(problem, plan, left, news),
        "locations": _locations(problem, news),
        "tasks": list(_tasks(problem, news, dropped)),
        "forbidden": [ban for ban in problem.forbidden if ban.task not in _cancelled(problem, news)],
        "previous": evolve(left, unserved=()),
        "frozen_until": news.until,
        "objectives": _objectives(problem.objectives),
    }
    changed = _made(problem, said, list(_pins(problem, news, dropped)), dropped)
    return Applied(changed, left, tuple(dropped))


def _apart(problem: Problem) -> Problem:
    """Say of each occurrence of what repeats what is said of all, so that something can be said of one."""

    def each(names: Iterable[str]) -> list[str]:
        return [one for name in names for one in problem.occurrences(name)]

    scale = problem.weight_scale
    tasks: Sequence[Any] = problem.effective_tasks
    if scale != 1:
        weights: list[Any] = [task.weight / scale for task in tasks]
        tasks = [evolve(task, weight=weight) for task, weight in zip(tasks, weights, strict=True)]
    people = [
        evolve(
            one,
            declined=each(one.declined),
            likes=[
                evolve(like, task=name)
                for like in one.likes
                for name in ([None] if like.task is None else each([like.task]))
            ],
        )
        for one in problem.volunteers
    ]
    bans = [
        evolve(ban, task=name)
        for ban in problem.forbidden
        for name in ([None] if ban.task is None else each([ban.task]))
    ]
    return quietly(problem, tasks=tasks, volunteers=people, forbidden=bans)


def quietly(problem: Problem, **said: Any) -> Problem:
    """Make a problem of another, of which what both share is not read again."""
    with changing(problem):
        return remade(problem, **said)


def _cancelled(problem: Problem, news: News) -> set[str]:
    """Name what is cancelled, by the id as given and by those of its occurrences."""
    names = [one.task for one in news.of(CancelTask)]
    return {*names, *(name for one in names for name in problem.occurrences(one))}


def _lost(problem: Problem, plan: Plan, news: News) -> set[tuple[str, str]]:
    """Give (volunteer, task) of what the changes themselves take away."""
    gone = _cancelled(problem, news)
    lost = {
        (one.volunteer, name)
        for one in news.of(Decline)
        for name in (one.task, *problem.occurrences(one.task))
    }
    lost |= {(trip.volunteer, stop.task) for trip in plan.trips for stop in trip.stops if stop.task in gone}
    lost |= {(row.volunteer, row.task) for row in plan.remote if row.task in gone}
    for out in news.of(Dropout):
        lost |= set(_left_behind(plan, out))
    for moved in news.of(MovedWindow):
        lost |= set(_on_the_way(problem, plan, moved, news.until))
    return lost


def _on_the_way(
    problem: Problem, plan: Plan, moved: MovedWindow, until: int | None
) -> Iterator[tuple[str, str]]:
    """Give who is on the way to a task at a time that it no longer has: they need not go on there."""
    names = problem.occurrences(moved.task)
    for trip in plan.trips:
        if until is None or not trip.stops or trip.depart >= until or trip.stops[0].task not in names:
            continue
        served = [stop for stop in trip.stops if stop.task in names and stop.kind == "service"]
        for stop in served:
            if not any(time.start <= stop.start and stop.end <= time.end for time in moved.windows):
                yield trip.volunteer, stop.task


def _left_behind(plan: Plan, out: Dropout) -> Iterator[tuple[str, str]]:
    """Give what somebody who drops out has not begun by then; what they have fetched they still bring."""
    for trip in plan.trips:
        if trip.volunteer == out.volunteer:
            begun = {stop.task for stop in trip.stops if out.from_ is not None and stop.start < out.from_}
            yield from ((out.volunteer, stop.task) for stop in trip.stops if stop.task not in begun)
    for row in plan.remote:
        if row.volunteer == out.volunteer and (out.from_ is None or row.start >= out.from_):
            yield out.volunteer, row.task


def _volunteers(problem: Problem, plan: Plan, left: Plan, news: News) -> list[Volunteer]:
    gone = _cancelled(problem, news)
    people = {one.id: _without_word(one, gone) for one in problem.volunteers}
    for change in news.changes:
        if isinstance(change, NewVolunteer):
            people[change.volunteer.id] = change.volunteer
        elif isinstance(change, Decline):
            one = people[change.volunteer]
            if change.task not in one.declined and change.task not in gone:
                people[one.id] = evolve(one, declined=(*one.declined, change.task))
        elif isinstance(change, Dropout):
            one = people[change.volunteer]
            people[one.id] = evolve(one, available=until_out(one, left, change))
        elif isinstance(change, Late):
            one = people[change.volunteer]
            people[one.id] = evolve(one, available=list(when_late(one, plan, news.until, change)))
    return list(people.values())


def _without_word(one: Volunteer, gone: set[str]) -> Volunteer:
    """Forget what somebody said of tasks that are cancelled."""
    if not any(name in gone for name in (*one.declined, *(like.task for like in one.likes))):
        return one
    declined = [name for name in one.declined if name not in gone]
    return evolve(one, declined=declined, likes=[like for like in one.likes if like.task not in gone])


def _locations(problem: Problem, news: News) -> list[Any]:
    new = [place for one in news.of(NewTask) for place in one.locations]
    new += [one.location for one in news.of(NewVolunteer) if one.location is not None]
    # Several of the new may name the same new place.
    return [*problem.locations, *{place.id: place for place in new}.values()]


def _tasks(problem: Problem, news: News, dropped: list[Dropped]) -> Iterator[Task]:
    gone = _cancelled(problem, news)
    moved = {one.task: one for one in news.of(MovedWindow)}
    for task in problem.tasks:
        if task.id in gone:
            continue
        waits = [one for one in task.after if one.task in gone]
        if waits:
            dropped.extend(Dropped(kind="wait", subjects=(task.id, one.task)) for one in waits)
            task = evolve(task, after=[one for one in task.after if one not in waits])
        yield evolve(task, windows=moved[task.id].windows) if task.id in moved else task
    yield from (one.task for one in news.of(NewTask))


def _pins(problem: Problem, news: News, dropped: list[Dropped]) -> Iterator[Pin]:
    """Give the pins that can still be kept, as far as the changes themselves say."""
    gone = _cancelled(problem, news)
    out = {one.volunteer for one in news.of(Dropout)}
    refused = {(one.volunteer, name) for one in news.of(Decline) for name in problem.occurrences(one.task)}
    for pin in problem.pins:
        pair = pin.volunteer, pin.task
        if pair not in news.begun and (pin.task in gone or pin.volunteer in out or pair in refused):
            dropped.append(Dropped(kind="pin", subjects=pair))
        else:
            yield pin


def _made(problem: Problem, said: dict[str, Any], pins: list[Pin], dropped: list[Dropped]) -> Problem:
    """Make the changed problem; pins that break a rule now are dropped, and listed."""
    while True:
        try:
            return quietly(problem, **said, pins=pins)
        except ProblemError as error:
            wrong = {
                int(fault.path.removeprefix("pins[").partition("]")[0])
                for fault in error.faults
                if fault.path.startswith("pins[")
            }
            if not wrong or len(wrong) < len({fault.path for fault in error.faults}):
                raise
            for row in sorted(wrong, reverse=True):
                pin = pins.pop(row)
                dropped.append(Dropped(kind="pin", subjects=(pin.volunteer, pin.task)))


def unpinned(applied: Applied, news: News) -> Applied:
    """Drop the pins of those who are late and of tasks that were moved, where no plan keeps them; the same if none."""
    late = {one.volunteer for one in news.of(Late)}
    moved = {name for one in news.of(MovedWindow) for name in applied.problem.occurrences(one.task)}
    pins = applied.problem.pins
    gone = [pin for pin in pins if pin.volunteer in late or pin.task in moved]
    if not gone:
        return applied
    dropped = [Dropped(kind="pin", subjects=(pin.volunteer, pin.task)) for pin in gone]
    problem = quietly(applied.problem, pins=[pin for pin in pins if pin not in gone])
    return evolve(applied, problem=problem, dropped=(*applied.dropped, *dropped))


def _objectives(levels: Sequence[Any]) -> list[Any]:
    """Rank stability directly after coverage, unless something else is said of it."""
    said = {name for level in levels for name in ([level] if isinstance(level, str) else level)}
    return list(levels) if "stability" in said else [levels[0], "stability", *levels[1:]]
