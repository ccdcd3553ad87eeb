"""Nobody is sent who lacks what the task asks for, or who must not go there.

A skill with an end date is still valid on that date, judged by the local date on which the service
starts. An unknown age fails every age bound; bounds are inclusive. An empty list of areas or
organisations asks for nothing. Forbidden pairs are forbidden whether they name the task, its
beneficiary or its location.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import frozen

from volmatch.domain.location import within
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.program.draft import Draft, Flags


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

    def _barred(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        if task.areas and not within(problem.location(volunteer.home).area, task.areas):
            return "lives outside the areas of the task"
        if task.organisations and volunteer.organisation not in task.organisations:
            return "belongs to no organisation that is sent"
        if task.location is not None and not task.remote:
            place = problem.location(task.location)
            if place.access is not None and place.access not in volunteer.access:
                return f"lacks the access tag {place.access!r}"
            if volunteer.areas and not within(place.area, volunteer.areas):
                return "serves in other areas only"
        return "is forbidden this task" if _banned(problem, volunteer, task) else ""

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
        places = [problem.location(task.location or "") for task in tasks]
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
        draft.match(access, [place.access for place in places], lambda has, tag: tag is None or tag in has)
        areas = [place.area for place in places]
        draft.match([v.areas for v in people], areas, lambda only, area: not only or within(area, only))
        draft.forbidden |= _bans(problem, draft)
        self._expiries(problem, draft)

    def _expiries(self, problem: Problem, draft: Draft) -> None:
        asks: dict[str, Flags] = defaultdict(lambda: np.zeros(len(draft.tasks), dtype=bool))
        for row, task in enumerate(draft.tasks):
            for skill in task.skills or ():
                asks[skill][row] = True
        for number, volunteer in enumerate(draft.volunteers):
            for skill, until in volunteer.skills.items():
                if until is not None and skill in asks:
                    days = until.toordinal() - problem.clock.date(0).toordinal()
                    draft.expire(number, asks[skill], problem.clock.midnight(days + 1))


def _wrong_age(age: float | None, least: float | None, most: float | None) -> bool:
    if least is None and most is None:
        return False
    return age is None or (least is not None and age < least) or (most is not None and age > most)


def _old_enough(age: float, bounds: tuple[float | None, float | None]) -> bool:
    """Compare so that NaN, an unknown age, fails every bound that there is."""
    least, most = bounds
    return (least is None or age >= least) and (most is None or age <= most)


def _banned(problem: Problem, volunteer: Volunteer, task: Task) -> bool:
    if task.id in volunteer.declined:
        return True
    return any(
        (ban.task == task.id)
        or (ban.beneficiary is not None and ban.beneficiary == task.beneficiary)
        or (ban.location is not None and ban.location == task.location)
        for ban in problem.bans(volunteer.id)
    )


def _bans(problem: Problem, draft: Draft) -> set[tuple[int, int]]:
    by_task, by_beneficiary, by_location = (defaultdict(list) for _ in range(3))
    for row, task in enumerate(draft.tasks):
        by_task[task.id].append(row)
        by_beneficiary[task.beneficiary].append(row)
        by_location[task.location].append(row)
    number = {volunteer.id: row for row, volunteer in enumerate(draft.volunteers)}
    pairs = {(number[v.id], row) for v in draft.volunteers for task in v.declined for row in by_task[task]}
    for ban in problem.forbidden:
        rows = (
            by_task[ban.task]
            if ban.task
            else by_beneficiary[ban.beneficiary]
            if ban.beneficiary
            else by_location[ban.location]
        )
        pairs |= {(number[ban.volunteer], row) for row in rows}
    return pairs


__all__ = ["Qualified"]
