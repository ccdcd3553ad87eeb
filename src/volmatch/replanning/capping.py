"""No more promises are broken than a coordinator allows: the rule behind ``max_changes``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.program.draft import Draft

__all__ = ["QUARTER_SECONDS", "PromisesKept"]

QUARTER_SECONDS = 15 * 60
"""A promise is kept by who starts so much earlier or later, that included."""


@frozen(kw_only=True)
class PromisesKept(Rule):
    """No more promises are broken than a coordinator allows.

    A promise is kept where the same volunteer serves the same task and starts at most 15 minutes earlier or later, as
    in the level ``stability``. What is new breaks none. Exactly ``most`` may be broken.
    """

    name: ClassVar[str] = "promises_kept"
    of_whole_plans: ClassVar[bool] = True
    most: int = 0
    promised: tuple[tuple[str, str, int], ...] = field(default=(), repr=False)
    """Volunteer, task and start of each."""

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Count those that are not kept."""
        starts = defaultdict(list)
        for service in plan.services:
            starts[service.volunteer.id, service.task.id].append(service.start)
        broken = [
            (volunteer, task)
            for volunteer, task, start in self.promised
            if all(abs(start - other) > QUARTER_SECONDS for other in starts.get((volunteer, task), ()))
        ]
        if len(broken) > self.most:
            message = f"{len(broken)} promises are broken, and at most {self.most} may be"
            yield Violation(
                rule=self.name, subjects=broken[0], excess=len(broken) - self.most, message=message
            )

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write each promise down as a pledge."""
        people = {person.id: row for row, person in enumerate(draft.volunteers)}
        visits = {task.id: row for row, task in enumerate(draft.tasks)}
        draft.pledge(
            self.most,
            [
                (people[volunteer], visits[task], start - QUARTER_SECONDS, start + QUARTER_SECONDS)
                for volunteer, task, start in self.promised
            ],
        )
