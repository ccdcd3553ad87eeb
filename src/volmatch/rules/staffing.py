"""A task is served by enough people at the same time, by no more than it wants, and by the team it asks for.

Fewer than ``min`` serve it not at all; more than ``target`` are in each other's way. Everybody starts
at the same second, and nobody counts twice. What they fetch first, each fetches for themselves, when they like.

A ``team`` asks for at least so many members of a skill and of some ages each; one person may count in several of its
lines, and those who are in none may come too. Bounds of age are inclusive, an unknown age fails them; a skill with an
end date counts on that date, and not if the service starts on a later one. ``count`` above ``target`` is never
reached. Where ``count`` is the target itself, everybody who comes must be such a member.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import frozen

from volmatch.domain.problem import Problem
from volmatch.domain.task import Member, Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows, Wholes
    from volmatch.program.draft import Draft

FOREVER = date.max.toordinal() + 1


@frozen(kw_only=True)
class Staffing(Rule):
    """A task is served by enough people at the same time, by no more than it wants, and by the team it asks for."""

    name: ClassVar[str] = "staffing"

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that everybody of the team must be what this volunteer is not, or that no team is large enough."""
        seats = task.people.target  # type: ignore[union-attr]
        first = problem.clock.date(min(window.start for window in task.windows)) if task.windows else date.min
        for member in task.team:
            if member.count > seats:
                return f"would be one of {seats}, and {member.count} of a kind are asked for"
            if member.count == seats and not counts(volunteer, member, first):
                return "is not what everybody of the team must be"
        return ""

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say the same of many."""
        forbidden = np.zeros(len(rows), dtype=bool)
        seats = task.people.target  # type: ignore[union-attr]
        for member in task.team:
            if member.count < seats:
                continue
            lack = np.full(len(rows), member.count > seats)
            if member.skill is not None:
                until = roll.once((self.name, member.skill), lambda one=member: _until(roll, one.skill))  # type: ignore[misc]
                first = min((window.start for window in task.windows), default=0)
                lack |= until[rows] < roll.problem.clock.date(first).toordinal()
            age = roll.numbers("age")[rows]
            if member.min_age is not None:
                lack |= ~(age >= member.min_age)
            if member.max_age is not None:
                lack |= ~(age <= member.max_age)
            forbidden |= lack
        return forbidden

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Look at the people and the start of every task that is served."""
        for name, services in plan.services_of_task.items():
            task, people = services[0].task, {service.volunteer.id for service in services}
            least, most = task.people.min, task.people.target  # type: ignore[union-attr]
            if len(services) > len(people):
                yield self._broken(name, len(services) - len(people), "is served twice by the same person")
            if len(people) < least:
                yield self._broken(name, least - len(people), f"has {len(people)} of {least} people")
            if len(people) > most:
                yield self._broken(name, len(people) - most, f"has {len(people)} people; {most} is the most")
            starts = [service.start for service in services]
            if min(starts) != max(starts):
                apart = max(starts) - min(starts)
                yield self._broken(name, apart, f"is started by its people {apart} s apart")
            for row, member in enumerate(task.team):
                of_kind = {
                    service.volunteer.id
                    for service in services
                    if counts(service.volunteer, member, problem.clock.date(service.start))
                }
                if len(of_kind) < member.count:
                    what = f"has {len(of_kind)} of {member.count} members as asked for in team[{row}]"
                    yield self._broken(name, member.count - len(of_kind), what)

    def _broken(self, task: str, excess: int, what: str) -> Violation:
        return Violation(rule=self.name, subjects=(task,), excess=excess, message=f"{task} {what}")

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write the least and the greatest number of people of each visit, and who must be among them."""
        for row, task in enumerate(draft.tasks):
            draft.least[row] = task.people.min  # type: ignore[union-attr]
            draft.target[row] = task.people.target  # type: ignore[union-attr]
            if row in draft.pickups:
                draft.least[draft.pickups[row]] = draft.least[row]
                draft.target[draft.pickups[row]] = draft.target[row]
            for member in task.team:
                self._demand(problem, draft, row, member)
        self._demand_of_all(draft)

    def _demand_of_all(self, draft: Draft) -> None:
        """Mask whom a line keeps away that everybody of the team must meet, and everybody where it asks for more."""
        lines = [
            {member for member in task.team if member.count >= draft.target[row]}
            for row, task in enumerate(draft.tasks)
        ]
        for member in {member for some in lines for member in some}:
            able = [
                _of_age(volunteer.age, member) and (member.skill is None or member.skill in volunteer.skills)
                for volunteer in draft.volunteers
            ]
            draft.match(able, [member in some for some in lines], lambda is_able, asks: is_able or not asks)

    def _demand(self, problem: Problem, draft: Draft, row: int, member: Member) -> None:
        """Write one line of a team."""
        task, everybody = draft.tasks[row], member.count >= draft.target[row]
        this = np.arange(draft.num_visits) == row
        members, last = [], {}
        for number, volunteer in enumerate(draft.volunteers):
            if not _of_age(volunteer.age, member):
                continue
            until = FOREVER if member.skill is None else _last_day(volunteer, member.skill)
            if until != FOREVER and until != 0:
                day = until - problem.clock.date(0).toordinal()
                expires = problem.clock.midnight(day + 1)
                if _last_start(volunteer, task) >= expires:
                    if everybody:
                        draft.expire(number, this, expires)
                    else:
                        last[number] = expires - 1
            if until:
                members.append(number)
        draft.quorum(row, member.count, members, last)


def counts(volunteer: Volunteer, member: Member, day: date) -> bool:
    """Tell whether somebody is such a member of a team on a day."""
    if member.skill is not None:
        if member.skill not in volunteer.skills:
            return False
        until = volunteer.skills[member.skill]
        if until is not None and until < day:
            return False
    age, least, most = volunteer.age, member.min_age, member.max_age
    if age is None:
        return least is None and most is None
    return (least is None or least <= age) and (most is None or age <= most)


def _until(roll: Roll, skill: str) -> Wholes:
    """Give the ordinal of the last date of a skill for everybody; −1 = lacking."""
    until = [volunteer.skills.get(skill, ...) for volunteer in roll.volunteers]
    days = [-1 if day is ... else 1 << 40 if day is None else day.toordinal() for day in until]
    return np.array(days, dtype=np.int64)


def _of_age(age: float | None, member: Member) -> bool:
    known = np.nan if age is None else age
    return not (member.min_age is not None and not known >= member.min_age) and not (
        member.max_age is not None and not known <= member.max_age
    )


def _last_day(volunteer: Volunteer, skill: str) -> int:
    """Give the ordinal of the last date on which somebody has a skill: `FOREVER`, or 0 = never."""
    if skill not in volunteer.skills:
        return 0
    until = volunteer.skills[skill]
    return FOREVER if until is None or until == date.max else until.toordinal()


def _last_start(volunteer: Volunteer, task: Task) -> int:
    """Give the last instant at which somebody could start a service, by what they offer and its windows."""
    service = task.duration_seconds or 0
    ends = [
        min(offer.end, window.end) - service
        for offer in volunteer.available
        for window in task.windows
        if min(offer.end, window.end) - max(offer.start, window.start) >= service
    ]
    return max(ends, default=-(1 << 40))
