"""As few people out in the street as possible: the number of trips."""

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
class Trips(Objective):
    """As few people out in the street as possible."""

    name: ClassVar[str] = "trips"

    def measure(self, problem: Problem, plan: PlanView) -> int:
        """Count the trips."""
        return len(plan.trips)

    def compile(self, problem: Problem, draft: Draft, weight: int) -> Mapping[str, Any]:
        """Charge each trip."""
        return {"per_trip": weight}
