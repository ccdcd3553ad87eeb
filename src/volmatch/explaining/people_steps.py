"""Changes of one person that may let a task be served: a cap, a radius, a skill, more time, or somebody new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import evolve

from volmatch.domain.clock import Interval
from volmatch.domain.errand import homeward, outward, service_times
from volmatch.domain.location import within
from volmatch.domain.problem import Problem
from volmatch.domain.roll import Roll
from volmatch.domain.task import Member, Task
from volmatch.domain.travel import UNREACHABLE
from volmatch.domain.volunteer import Volunteer
from volmatch.explaining.audit import Audit
from volmatch.explaining.changes import Named, NewTime, NewVolunteer, Recruits
from volmatch.explaining.steps import Steps, radius_above
from volmatch.pairs import first_to_forbid
from volmatch.rule import Rule

__all__ = ["people_steps"]

MOST_PEOPLE = 8
"""So many different people are tried for each kind of change, those who miss least first."""

OWN_CAPS = {
    "max_trips": 1,
    "max_trips_per_day": 1,
    "max_tasks_per_trip": 1,
    "max_tasks_per_day": 1,
    "max_hours_per_day": 1.0,
    "max_km_per_day": 5.0,
}
"""Caps of volunteers, and by how much each is raised."""

GRID_SECONDS = 300


def people_steps(
    roll: Roll, task: Task, rules: Sequence[Rule], found: Audit, people: Sequence[str]
) -> Iterator[Steps]:
    """Ease what one person said or is; then one who is new.

    Parameters
    ----------
    people
        Who may be asked to do more: their caps are looked at.
    """
    problem = roll.problem
    yield Steps(tuple(_more_of(problem, task, rules, found)), alone=True)
    yield Steps(tuple(_times(problem, task, rules, found)), alone=True)
    yield Steps(tuple(_radii(problem, task, rules, found)), alone=True)
    for name, step in OWN_CAPS.items():
        capped = [one for one in map(problem.volunteer, people) if getattr(one, name) is not None]
        changes = [
            NewVolunteer(volunteer=one.id, name=name, old=getattr(one, name), new=getattr(one, name) + step)
            for one in capped
        ]
        yield Steps(tuple(changes), alone=True)
    yield from _recruits(problem, task, rules)


def _by_rule(problem: Problem, found: Audit, name: str) -> list[Volunteer]:
    """Give those whom one rule alone keeps away, who live nearest first."""
    rows = [row for row, blockers in found.blockers.items() if blockers == {name}]
    return [problem.volunteers[row] for row in sorted(rows, key=lambda row: (found.far[row], row))]


def _able(problem: Problem, one: Volunteer, task: Task, rules: Sequence[Rule]) -> bool:
    return not first_to_forbid(problem, one, task, rules)[0]


def _more_of(problem: Problem, task: Task, rules: Sequence[Rule], found: Audit) -> Iterator[Named]:
    """Give people a skill, a tag or room for a load, where that is all they lack."""
    names = {"skill": "skills", "expired": "skills", "access": "access", "capacity": "capacity"}
    asked: dict[str, int] = {}
    for rule in rules:
        for one in _by_rule(problem, found, rule.name) if rule.name in ("qualified", "capacity") else ():
            miss = rule.miss(problem, one, task)
            if miss is None or miss.kind not in names or asked.get(miss.kind, 0) >= MOST_PEOPLE:
                continue
            amount = int(one.capacity.get(miss.what, 0) + miss.amount) if miss.kind == "capacity" else 0
            change = Named(volunteer=one.id, name=names[miss.kind], what=miss.what, amount=amount)
            if _able(problem, change.person(one), task, rules):
                asked[miss.kind] = asked.get(miss.kind, 0) + 1
                yield change


def _radii(problem: Problem, task: Task, rules: Sequence[Rule], found: Audit) -> Iterator[NewVolunteer]:
    """Widen the radius that somebody gave."""
    changes = []
    for one in _by_rule(problem, found, "near_residence"):
        rule = next(rule for rule in rules if rule.name == "near_residence")
        miss = rule.miss(problem, one, task)
        if one.radius_km is None or miss is None or miss.kind != "far":
            continue
        lines = [problem.network.straight(problem.place(one.home), problem.place(task.location or ""))]
        if task.pickup is not None:
            place = problem.place(task.pickup.location)
            lines.append(problem.network.straight(problem.place(one.home), place))
        for new in radius_above(one.radius_km, lines):
            change = NewVolunteer(volunteer=one.id, name="radius_km", old=one.radius_km, new=new)
            if _able(problem, change.person(one), task, rules):
                changes.append(change)
                break
    yield from sorted(changes, key=lambda change: (change.new - change.old, change.volunteer))[:MOST_PEOPLE]


def _times(problem: Problem, task: Task, rules: Sequence[Rule], found: Audit) -> Iterator[NewTime]:
    """Let people offer as little more time as a trip to the task alone takes."""
    lacking = {row for row, names in found.blockers.items() if names <= {"available", "travel"}}
    changes = []
    for row in (*found.able.tolist()[:MOST_PEOPLE], *sorted(lacking, key=lambda row: (found.far[row], row))):
        change = _more_time(problem, problem.volunteers[row], task, free=row not in lacking)
        if change is not None and _able(problem, change.person(problem.volunteers[row]), task, rules):
            changes.append((row not in lacking, change.seconds, change.volunteer, change))
    yield from (change for *_, change in sorted(changes, key=lambda one: one[:3])[:MOST_PEOPLE])


def _more_time(problem: Problem, one: Volunteer, task: Task, free: bool) -> NewTime | None:
    """Give the least time to offer: from leaving to coming back, at the start where most of it was offered already.

    Somebody who is able (``free``) is busy, so that all of a trip is new to them: none is offered unless some is not.
    """
    away = (0, 0) if task.remote else (outward(problem, one, task)[0], homeward(problem, one, task)[0])
    if max(away) >= UNREACHABLE:
        return None
    duration, best = task.duration_seconds or 0, None
    for time in service_times(problem, task):
        last = time.end - duration
        if last < time.start:
            continue
        starts = {time.start, last}
        starts |= {offer.start + away[0] for offer in one.available}
        starts |= {offer.end - away[1] - duration for offer in one.available}
        starts |= {offer.end + away[0] for offer in one.available}
        starts |= {offer.start - away[1] - duration for offer in one.available}
        for start in sorted(start for start in starts if time.start <= start <= last):
            out, back = start - away[0], start + duration + away[1]
            offered = sum(max(0, min(back, o.end) - max(out, o.start)) for o in one.available)
            more = back - out - offered
            if (best is None or more < best[0]) and more > 0 and not (free and offered):
                best = more, Interval(out - out % GRID_SECONDS, back + -back % GRID_SECONDS)
    if best is None:
        return None
    return NewTime(volunteer=one.id, time=best[1], seconds=best[0])


def _recruits(problem: Problem, task: Task, rules: Sequence[Rule]) -> Iterator[Steps]:
    """Let somebody new come, who lives at the place or nearest to it, has the whole time and what is asked for."""
    people = task.people
    assert people is not None
    tried = set()
    for member in (None, *task.team):
        person = _recruit(problem, task, rules, member)
        if person is None:
            continue
        said: dict[str, Any] = {
            "person": person,
            "skills": tuple(sorted(person.skills)),
            "min_age": _most(task.min_age, None if member is None else member.min_age),
            "max_age": _least(task.max_age, None if member is None else member.max_age),
        }
        key = said["skills"], said["min_age"], said["max_age"]
        if key not in tried:
            tried.add(key)
            yield Steps(tuple(Recruits(count=count, **said) for count in range(1, people.target + 1)))


def _recruit(problem: Problem, task: Task, rules: Sequence[Rule], member: Member | None) -> Volunteer | None:
    low = _most(task.min_age, None if member is None else member.min_age)
    high = _least(task.max_age, None if member is None else member.max_age)
    if low is not None and high is not None and low > high:
        return None
    tags = [
        problem.location(name).access
        for name in (task.location, task.pickup and task.pickup.location)
        if name
    ]
    skill = () if member is None or member.skill is None else (member.skill,)
    kinds = {*task.load, *task.collect}
    like = Volunteer(
        id="recruit",
        home="",
        skills=dict.fromkeys((*(task.skills or ()), *skill)),
        age=high if high is not None else low,
        access=tuple(sorted({tag for tag in tags if tag is not None})),
        organisation=task.organisations[0] if task.organisations else None,
        capacity={kind: max(task.load.get(kind, 0), task.collect.get(kind, 0)) for kind in kinds},
    )
    modes = sorted({problem.mode(one) for one in problem.volunteers}) or [problem.mode(like)]
    for home in _homes(problem, task):
        for mode in modes:
            person = evolve(like, home=home, travel_mode=mode or None)
            away = (
                (0, 0)
                if task.remote
                else (outward(problem, person, task)[0], homeward(problem, person, task)[0])
            )
            if max(away) >= UNREACHABLE:
                continue
            pickup = task.pickup.windows if task.pickup is not None else ()
            times = [Interval(t.start - away[0], t.end + away[1]) for t in task.windows]
            first = min((time.start for time in pickup), default=None)
            if first is not None:
                times = [Interval(min(t.start, first - away[0]), t.end) for t in times]
            person = evolve(person, available=times)
            if _able(problem, person, task, rules):
                return person
    return None


def _homes(problem: Problem, task: Task) -> Iterator[str]:
    """Name places where a recruit could live: where the task is, and where others live."""
    there = task.location if not task.remote else None
    homes = dict.fromkeys(one.home for one in problem.volunteers)
    allowed = [name for name in homes if not task.areas or within(problem.location(name).area, task.areas)]
    if there is not None:
        place = problem.place(there)
        allowed.sort(key=lambda name: (problem.network.straight(place, problem.place(name)), name))
        if not task.areas or within(problem.location(there).area, task.areas):
            yield there
    yield from allowed[:MOST_PEOPLE]


def _least(*numbers: float | None) -> float | None:
    return min((number for number in numbers if number is not None), default=None)


def _most(*numbers: float | None) -> float | None:
    return max((number for number in numbers if number is not None), default=None)
