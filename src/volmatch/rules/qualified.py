"""Nobody is sent who lacks what the task asks for, or who must not go there.

A skill with an end date is still valid on that date, judged by the local date on which the service
starts. An unknown age fails every age bound; bounds are inclusive. An empty list of areas or
organisations asks for nothing. Forbidden pairs are forbidden whether they name the task, its
beneficiary or its location.

Who fetches something enters the place of the pickup: its access tag is asked for, and where it is a forbidden location
the task is forbidden. (The areas in which somebody serves say nothing of where they fetch.) A remote task is
done at home: no tag, no area and no location of its place counts.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import frozen

from volmatch.domain.location import within
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Miss, Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows, Wholes
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Qualified(Rule):
    """Nobody is sent who lacks what the task asks for, or who must not go there."""

    name: ClassVar[str] = "qualified"

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Name what the volunteer lacks: a skill, an age, access, an area, an organisation; or a ban."""
        missing = [skill for skill in task.skills or () if skill not in volunteer.skills]
        if missing:
            return f"lacks the skill {missing[0]!r}"
        first = problem.clock.date(min(window.start for window in task.windows)) if task.windows else None
        for skill in task.skills or ():
            until = volunteer.skills[skill]
            if until is not None and first is not None and until < first:
                return f"the skill {skill!r} has expired"
        if _wrong_age(volunteer.age, task.min_age, task.max_age):
            return "is outside the age bounds" if volunteer.age is not None else "has no known age"
        return self._barred(problem, volunteer, task)

    def miss(self, problem: Problem, volunteer: Volunteer, task: Task) -> Miss | None:
        """Name the first thing that is missing, in the order of `forbids`; years for ages."""
        why = self.forbids(problem, volunteer, task)
        if not why:
            return None
        lacking = [skill for skill in task.skills or () if skill not in volunteer.skills]
        if lacking:
            return Miss(kind="skill", amount=len(lacking), what=lacking[0])
        if "expired" in why:
            return Miss(kind="expired", what=why.split("'")[1])
        if _wrong_age(volunteer.age, task.min_age, task.max_age):
            return _age_miss(volunteer.age, task.min_age, task.max_age)
        tags = [problem.location(name).access for name in _entered(task)]
        missing = [tag for tag in tags if tag is not None and tag not in volunteer.access]
        kinds = {"lives outside": "home_area", "belongs": "organisation", "lacks": "access", "serves": "area"}
        kind = next((kind for begins, kind in kinds.items() if why.startswith(begins)), "banned")
        return Miss(kind=kind, what=missing[0] if kind == "access" else "")

    def _barred(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        if task.areas and not within(problem.location(volunteer.home).area, task.areas):
            return "lives outside the areas of the task"
        if task.organisations and volunteer.organisation not in task.organisations:
            return "belongs to no organisation that is sent"
        for place in (problem.location(name) for name in _entered(task)):
            if place.access is not None and place.access not in volunteer.access:
                return f"lacks the access tag {place.access!r}"
        for place in (problem.location(name) for name in _entered(task)[:1]):
            if volunteer.areas and not within(place.area, volunteer.areas):
                return "serves in other areas only"
        return "is forbidden this task" if _banned(problem, volunteer, task) else ""

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say of many that they lack something, or are barred."""
        forbidden = np.zeros(len(rows), dtype=bool)
        first = LACKING + 1
        if task.skills and task.windows:
            first = roll.problem.clock.date(min(window.start for window in task.windows)).toordinal()
        for skill in task.skills or ():
            until = roll.once((self.name, "skill", skill), lambda skill=skill: _until(roll, skill))  # type: ignore[misc]
            forbidden |= until[rows] < first
        if task.min_age is not None or task.max_age is not None:
            age = roll.numbers("age")[rows]
            least, most = task.min_age, task.max_age
            # NaN, an unknown age, fails every bound.
            forbidden |= ~(
                (age >= (-np.inf if least is None else least)) & (age <= (np.inf if most is None else most))
            )
        self._add_barred(roll, task, rows, forbidden)
        return forbidden

    def _add_barred(self, roll: Roll, task: Task, rows: Rows, forbidden: Flags) -> None:
        """Add whom areas, organisations, access and bans keep away; each is looked up by what the task asks."""

        def add(kind: str, asked: Hashable, allows: Callable[[Volunteer], bool]) -> None:
            barred = roll.once((self.name, kind, asked), lambda: _unlike(roll, kind, allows))
            if barred is not None:
                np.logical_or(forbidden, barred[rows], out=forbidden)

        if task.areas:
            asked = task.areas
            add("home", asked, lambda one: within(roll.problem.location(one.home).area, asked))
        if task.organisations:
            sent = task.organisations
            add("organisation", sent, lambda one: one.organisation in sent)
        for tag in {roll.problem.location(name).access for name in _entered(task)} - {None}:
            add("access", tag, lambda one, tag=tag: tag in one.access)  # type: ignore[misc]
        for area in [roll.problem.location(name).area for name in _entered(task)[:1]]:
            add("areas", area, lambda one, area=area: not one.areas or within(area, one.areas))  # type: ignore[misc]
        asks = [("task", task.id), ("beneficiary", task.beneficiary)]
        asks += [("location", name) for name in _entered(task)]
        banned = [roll.banned[key] for key in asks if key in roll.banned]
        if banned:
            forbidden |= np.isin(rows, np.concatenate(banned))

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Look at every pair of the plan, and at the date of every service."""
        for service in plan.services:
            volunteer, task = service.volunteer, service.task
            why = self.forbids(problem, volunteer, task)
            day = problem.clock.date(service.start)
            for skill in task.skills or ():
                until = volunteer.skills.get(skill)
                if until is not None and until < day:
                    why = why or f"the skill {skill!r} has expired on that day"
            if why:
                yield Violation(
                    rule=self.name,
                    subjects=(volunteer.id, task.id),
                    excess=0,
                    message=f"{volunteer.id} on {task.id}: {why}",
                )

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Group volunteers and tasks by what they hold and ask for; a boolean per pair of groups."""
        people, tasks = draft.volunteers, draft.tasks
        homes = [problem.location(volunteer.home).area for volunteer in people]
        skills = [frozenset(volunteer.skills) for volunteer in people]
        access = [frozenset(volunteer.access) for volunteer in people]
        groups = [volunteer.organisation for volunteer in people]
        ages = [math.nan if volunteer.age is None else volunteer.age for volunteer in people]
        bounds = [(task.min_age, task.max_age) for task in tasks]
        draft.match(skills, [frozenset(task.skills or ()) for task in tasks], lambda has, asks: asks <= has)
        draft.match(ages, bounds, _old_enough)
        draft.match(homes, [task.areas for task in tasks], lambda home, asks: not asks or within(home, asks))
        draft.match(groups, [task.organisations for task in tasks], lambda has, asks: not asks or has in asks)
        visited = [_visited(task) for task in tasks]
        tags = [frozenset(problem.location(name).access for name in names) - {None} for names in visited]
        draft.match(access, tags, lambda has, asks: asks <= has)
        areas = [problem.location(names[0]).area if names else None for names in visited]
        only = [volunteer.areas for volunteer in people]
        draft.match(only, areas, lambda mine, area: not mine or area is None or within(area, mine))
        draft.forbidden |= _bans(problem, draft)
        self._expiries(problem, draft)

    def _expiries(self, problem: Problem, draft: Draft) -> None:
        # A pickup asks for no skill of its own: it comes before the service.
        asks: dict[str, Flags] = defaultdict(lambda: np.zeros(draft.num_visits, dtype=bool))
        for row, task in enumerate(draft.tasks):
            for skill in task.skills or ():
                asks[skill][row] = True
        for number, volunteer in enumerate(draft.volunteers):
            for skill, until in volunteer.skills.items():
                if until is not None and until < date.max and skill in asks:
                    days = until.toordinal() - problem.clock.date(0).toordinal()
                    draft.expire(number, asks[skill], problem.clock.midnight(days + 1))


LACKING, FOREVER = -1, 1 << 40
"""In place of the day on which a skill expires."""


def _until(roll: Roll, skill: str) -> Wholes:
    """Give the ordinal of the last date of a skill for everybody."""
    until = [volunteer.skills.get(skill, ...) for volunteer in roll.volunteers]
    days = [LACKING if day is ... else FOREVER if day is None else day.toordinal() for day in until]
    return np.array(days, dtype=np.int64)


def _unlike(roll: Roll, kind: str, allows: Callable[[Volunteer], bool]) -> Flags | None:
    """Tell whom something bars, asking one of each group that is alike in it; ``None`` = nobody."""
    group, first = roll.once(("qualified", "alike", kind), lambda: _alike(roll, kind))
    barred = np.array([not allows(roll.volunteers[row]) for row in first.tolist()], dtype=bool)
    return barred[group] if barred.any() else None


def _alike(roll: Roll, kind: str) -> tuple[Rows, Rows]:
    """Group people by what they have of a kind: the group of each, and the first of each group."""

    def has(volunteer: Volunteer) -> Hashable:
        return roll.problem.location(volunteer.home).area if kind == "home" else getattr(volunteer, kind)

    group, _ = roll.groups(("qualified", kind), has)
    return group, np.unique(group, return_index=True)[1]


def _wrong_age(age: float | None, least: float | None, most: float | None) -> bool:
    if least is None and most is None:
        return False
    return age is None or (least is not None and age < least) or (most is not None and age > most)


def _age_miss(age: float | None, least: float | None, most: float | None) -> Miss:
    if age is None:
        return Miss(kind="age_unknown")
    if least is not None and age < least:
        return Miss(kind="too_young", amount=least - age)
    return Miss(kind="too_old", amount=age - (most or 0))


def _old_enough(age: float, bounds: tuple[float | None, float | None]) -> bool:
    """Compare so that NaN, an unknown age, fails every bound that there is."""
    least, most = bounds
    return (least is None or age >= least) and (most is None or age <= most)


def _entered(task: Task) -> list[str]:
    """Name the locations that whoever serves the task goes to: the place of service first."""
    if task.remote or task.location is None:
        return []
    return [task.location] if task.pickup is None else [task.location, task.pickup.location]


def _banned(problem: Problem, volunteer: Volunteer, task: Task) -> bool:
    names = (task.id, problem.base(task.id))
    if any(name in volunteer.declined for name in names):
        return True
    return any(
        (ban.task in names)
        or (ban.beneficiary is not None and ban.beneficiary == task.beneficiary)
        or (ban.location is not None and ban.location in _entered(task))
        for ban in problem.bans(volunteer.id)
    )


def _visited(task: Task) -> tuple[str, ...]:
    """Name the place of service and that of the pickup, as far as there are any."""
    if task.remote:
        return ()
    return (task.location or "", *([task.pickup.location] if task.pickup is not None else []))


def _bans(problem: Problem, draft: Draft) -> set[tuple[int, int]]:
    by_task, by_beneficiary, by_location = (defaultdict[str | None, list[int]](list) for _ in range(3))
    for row, task in enumerate(draft.tasks):
        by_task[task.id].append(row)
        by_beneficiary[task.beneficiary].append(row)
        for location in _visited(task):
            by_location[location].append(row)
    number = {volunteer.id: row for row, volunteer in enumerate(draft.volunteers)}
    pairs = {
        (number[volunteer.id], row)
        for volunteer in draft.volunteers
        for task in volunteer.declined
        for one in problem.occurrences(task)
        for row in by_task[one]
    }
    for ban in problem.forbidden:
        rows = (
            [row for one in problem.occurrences(ban.task) for row in by_task[one]]
            if ban.task
            else by_beneficiary[ban.beneficiary]
            if ban.beneficiary
            else by_location[ban.location]
        )
        pairs |= {(number[ban.volunteer], row) for row in rows}
    return pairs


__all__ = ["Qualified"]
