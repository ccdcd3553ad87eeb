"""As much of the need as possible is met, the urgent first.

Eight whole numbers, compared in order: the weight of the unserved tasks of each priority, from critical
to low; then, in the same order, weight × seats missing to ``target`` of the tasks that are served.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import frozen

from volmatch.domain.problem import Problem
from volmatch.domain.task import PRIORITIES
from volmatch.domain.view import PlanView
from volmatch.rule import Objective

if TYPE_CHECKING:
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Coverage(Objective):
    """As much of the need as possible is met, the urgent first."""

    name: ClassVar[str] = "coverage"

    def measure(self, problem: Problem, plan: PlanView) -> tuple[int, ...]:
        """Add up what is unserved, and what is missing of the served."""
        value = [0] * 8
        for task in problem.effective_tasks:
            rank, people = PRIORITIES.index(task.priority or "normal"), plan.served(task)
            if people:
                value[4 + rank] += task.weight * (task.people.target - people)  # type: ignore[union-attr]
            else:
                value[rank] += task.weight
        return tuple(value)

    def compile(self, problem: Problem, draft: Draft, weight: int) -> Mapping[str, Any]:
        """Write the class and the weight of each visit."""
        for row, task in enumerate(draft.tasks):
            draft.priority[row] = PRIORITIES.index(task.priority or "normal")
            draft.weight[row] = task.weight
        return {}
