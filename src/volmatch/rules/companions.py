"""Who must not serve together does not, and who serves only together does.

Two volunteers declared apart serve no task both, in a team or remotely. Of two declared together none serves a task
without the other, so that a task for one person has neither; on a trip they may be alone, for each travels from
home. It is said of pairs and goes on from pair to pair: with a–b and b–c together, tasks are served by all three or
none of them. The order within a pair is the same either way. Nobody is paired with themselves, and nobody is both
together, directly or through others, and apart.

apart: {v, w} ⊄ crew of a task; together: v ∈ crew ⇔ w ∈ crew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import field, frozen

from volmatch.domain.kinds import Reference, of
from volmatch.domain.parameters import Pair
from volmatch.domain.problem import Problem
from volmatch.domain.shapes import Many, tupled
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows
    from volmatch.program.draft import Draft

PEOPLE = Many(Pair(Reference("volunteer")))


@frozen(kw_only=True)
class Companions(Rule):
    """Who must not serve together does not, and who serves only together does.

    Parameters
    ----------
    apart
        Pairs of ids of volunteers who serve no task both; default none.
    together
        Pairs of ids of volunteers of whom none serves a task without the other; default none.
    """

    name: ClassVar[str] = "companions"
    apart: tuple[tuple[str, str], ...] = field(default=(), converter=tupled, metadata=of(PEOPLE))
    together: tuple[tuple[str, str], ...] = field(default=(), converter=tupled, metadata=of(PEOPLE))

    def clashes(self) -> Iterator[str]:
        """Name those who are to be apart and, perhaps through others, together."""
        companies = self._companies()
        for one, other in self.apart:
            if other in companies.get(one, ()):
                yield f"{one!r} and {other!r} are to be both together and apart"

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that the task has no room for those without whom the volunteer does not serve."""
        if not self.together:
            return ""
        company, room = len(self._companies().get(volunteer.id, {""})), task.people.target  # type: ignore[union-attr]
        return (
            f"is one of {company} who serve together, and there is room for {room}" if company > room else ""
        )

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say so of many."""
        if not self.together:
            return np.zeros(len(rows), dtype=bool)
        sizes = roll.once(self, lambda: self._sizes(roll))
        return np.asarray(sizes[rows] > task.people.target)  # type: ignore[union-attr]

    def _sizes(self, roll: Roll) -> Rows:
        """Count those without whom each volunteer does not serve, themselves included; shape (volunteers,)."""
        companies = self._companies()
        return np.array([len(companies.get(one.id, {""})) for one in roll.volunteers], dtype=np.int64)

    def _companies(self) -> Mapping[str, set[str]]:
        """Give those who serve together, pair by pair, for each who is in a pair."""
        companies: dict[str, set[str]] = {}
        for one, other in self.together:
            joined = companies.get(one, {one}) | companies.get(other, {other})
            companies.update(dict.fromkeys(joined, joined))
        return companies

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Compare the tasks of each pair."""
        tasks = {
            name: {service.task.id for service in services}
            for name, services in plan.services_of_volunteer.items()
        }
        for one, other in _once(self.apart):
            for task in sorted(tasks.get(one, set()) & tasks.get(other, set())):
                yield self._broken(one, other, task, f"{one} and {other} serve {task} both, and must not")
        for one, other in _once(self.together):
            for task in sorted(tasks.get(one, set()) ^ tasks.get(other, set())):
                there, missing = (one, other) if task in tasks.get(one, ()) else (other, one)
                yield self._broken(one, other, task, f"{there} serves {task} without {missing}")

    def _broken(self, one: str, other: str, task: str, message: str) -> Violation:
        return Violation(rule=self.name, subjects=(one, other, task), excess=0, message=message)

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write the pairs."""
        number = {volunteer.id: row for row, volunteer in enumerate(draft.volunteers)}
        for pairs, together in ((self.apart, False), (self.together, True)):
            rows = [(number[one], number[other]) for one, other in pairs]
            for one, other in sorted({(min(row), max(row)) for row in rows}):
                draft.partner(one, other, together=together)


def _once(pairs: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return sorted({(min(pair), max(pair)) for pair in pairs})
