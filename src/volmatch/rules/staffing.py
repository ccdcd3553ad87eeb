"""A task is served by enough people at the same time, and by no more than it wants.

Fewer than ``min`` serve it not at all; more than ``target`` are in each other's way. Everybody starts
at the same second, and nobody counts twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Staffing(Rule):
    """A task is served by enough people at the same time, and by no more than it wants."""

    name: ClassVar[str] = "staffing"

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

    def _broken(self, task: str, excess: int, what: str) -> Violation:
        return Violation(rule=self.name, subjects=(task,), excess=excess, message=f"{task} {what}")

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write the least and the greatest number of people of each visit."""
        for row, task in enumerate(draft.tasks):
            draft.least[row] = task.people.min  # type: ignore[union-attr]
            draft.target[row] = task.people.target  # type: ignore[union-attr]
