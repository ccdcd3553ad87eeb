"""The level that counts recruits: as few of some people as possible are asked at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import frozen

from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.rule import Objective

if TYPE_CHECKING:
    from volmatch.program.draft import Draft

__all__ = ["Asked"]


@frozen(kw_only=True)
class Asked(Objective):
    """As few of some people as possible are asked: the number of those who serve anything, in trips or from home."""

    name: ClassVar[str] = "asked"
    people: frozenset[str]

    def measure(self, problem: Problem, plan: PlanView) -> int:
        """Count those of the people who serve something. O(services)."""
        return len({service.volunteer.id for service in plan.services} & self.people)

    def compile(self, problem: Problem, draft: Draft, weight: int) -> Mapping[str, Any]:
        """Charge each of them once, of one crowd over all services; everybody else is exempt."""
        others = [row for row, volunteer in enumerate(draft.volunteers) if volunteer.id not in self.people]
        draft.pay_crowd(range(len(draft.tasks)), weight, others)
        return {}
