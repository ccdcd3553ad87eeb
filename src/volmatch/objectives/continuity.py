"""Familiar faces: as few as possible of those who come are new to whom they serve.

Over the beneficiaries that tasks name: the number of different volunteers who serve one of their tasks, remote or not,
and are not familiar with them (``familiar.beneficiaries``). Who serves one beneficiary often counts once, who serves
two unfamiliar ones counts twice. Fetching for somebody is no service, and tasks without a beneficiary count nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import frozen

from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.rule import Objective

if TYPE_CHECKING:
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Continuity(Objective):
    """Familiar faces."""

    name: ClassVar[str] = "continuity"

    def measure(self, problem: Problem, plan: PlanView) -> int:
        """Count the pairs of a beneficiary and somebody new who serves them. O(services + familiar)."""
        met = {
            (service.task.beneficiary, service.volunteer.id)
            for service in plan.services
            if service.task.beneficiary is not None
        }
        known = {(name, one.id) for one in problem.volunteers for name in one.familiar.beneficiaries}
        return len(met - known)

    def compile(self, problem: Problem, draft: Draft, weight: int) -> Mapping[str, Any]:
        """Charge each person of the crowd of a beneficiary, but for those who are familiar.

        A crowd that only familiar people, or nobody at all, can join costs nothing whatever is planned.
        """
        visits, familiar = defaultdict(list), defaultdict(set)
        for row, task in enumerate(draft.tasks):
            if task.beneficiary is not None:
                visits[task.beneficiary].append(row)
        for row, person in enumerate(draft.volunteers):
            for known in person.familiar.beneficiaries:
                familiar[known].add(row)
        able, ptr = draft.candidate_volunteers(), draft.candidates.ptr
        for beneficiary, rows in visits.items():
            exempt = familiar[beneficiary]
            if any(not exempt.issuperset(able[ptr[row] : ptr[row + 1]].tolist()) for row in rows):
                draft.pay_crowd(rows, weight, exempt)
        return {}
