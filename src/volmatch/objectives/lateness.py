"""Services start when people like them to: the seconds by which they start outside their preferred intervals.

A service may start at any moment from the beginning of its ``preferred`` interval to its end, both included, at no
cost; before it each second of earliness counts, after it each second of lateness. A task counts once, however many
people serve it, at home or in a trip; one without a preferred interval, or that nobody serves, counts nothing. Where
the people of one task start apart, which the rules forbid, the start that is furthest outside counts.

Per task: max(0, preferred start − start, start − preferred end).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import frozen

from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.rule import Objective

if TYPE_CHECKING:
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Lateness(Objective):
    """Services start when people like them to."""

    name: ClassVar[str] = "lateness"

    def measure(self, problem: Problem, plan: PlanView) -> int:
        """Add up, task by task, the seconds outside the preferred interval. O(services)."""
        outside: dict[str, int] = {}
        for service in plan.services:
            liked = service.task.preferred
            if liked is not None:
                seconds = max(0, liked.start - service.start, service.start - liked.end)
                outside[service.task.id] = max(seconds, outside.get(service.task.id, 0))
        return sum(outside.values())

    def compile(self, problem: Problem, draft: Draft, weight: int) -> Mapping[str, Any]:
        """Charge each second, for the tasks that can start outside their preferred interval at all."""
        for row, task in enumerate(draft.tasks):
            liked = task.preferred
            if liked is None:
                continue
            if any(low < liked.start or high > liked.end for low, high in draft.starts[row]):
                draft.pay_start(row, liked.start, liked.end, weight)
        return {}
