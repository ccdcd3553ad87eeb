"""As few people as possible meet a risky cohort: "if somebody gets infected, one is better than two".

The value is the number of different volunteers who serve, in a trip, a task whose cohort is a risky one: every label
that tasks have, or only those that ``cohorts`` names. However often somebody meets them, and however many of them, that
is one person. Remote tasks meet nobody, and fetching at a pickup meets no cohort. A named label that no task has, as
on a day without isolated people, counts nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import field, frozen

from volmatch.domain.kinds import NAME, of
from volmatch.domain.problem import Problem
from volmatch.domain.shapes import Many, tupled
from volmatch.domain.view import PlanView
from volmatch.rule import Objective

if TYPE_CHECKING:
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Exposed(Objective):
    """As few people as possible meet a risky cohort.

    Parameters
    ----------
    cohorts
        The risky labels; default, and where the list is empty: all that tasks have.
    """

    name: ClassVar[str] = "exposed"
    cohorts: tuple[str, ...] = field(default=(), converter=tupled, metadata=of(Many(NAME)))

    def measure(self, problem: Problem, plan: PlanView) -> int:
        """Count the different people who serve a risky cohort in a trip. O(services)."""
        risky = set(self.cohorts)
        met = {
            service.volunteer.id
            for service in plan.services
            if service.trip is not None
            and service.task.cohort is not None
            and (not risky or service.task.cohort in risky)
        }
        return len(met)

    def compile(self, problem: Problem, draft: Draft, weight: int) -> Mapping[str, Any]:
        """Charge each person of one crowd, that of all services of a risky cohort."""
        visits = []
        for row, task in enumerate(draft.tasks):
            named = task.cohort in self.cohorts if self.cohorts else task.cohort is not None
            if named and not task.remote:
                visits.append(row)
        draft.pay_crowd(visits, weight)
        return {}
