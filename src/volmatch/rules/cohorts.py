"""Nobody meets two cohorts that must not be met by one person.

A cohort is a label of those served, such as ``"isolated"``; who serves a task in a trip meets its cohort. Remote
tasks meet nobody, and fetching something meets no cohort. Two labels that are declared exclusive are not both met by
one volunteer within the scope: in one trip; on one day; over the horizon; or on days that are less than n apart, in
either order. The day is the local calendar day on which the trip departs. One trip is on one day, so every scope
includes it. A label with itself is no pair; a label that no task has excludes nothing.

Within n days: meetings on the days d and e break the rule where |d − e| < n, so that n = 1 is one day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from volmatch.domain.kinds import NAME, of
from volmatch.domain.parameters import Days, Pair, Scope
from volmatch.domain.problem import Problem
from volmatch.domain.shapes import Many, tupled
from volmatch.domain.view import PlanView, Service
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.program.draft import Draft

TRIP, HORIZON = -1, 0


@frozen(kw_only=True)
class Cohorts(Rule):
    """Nobody meets two cohorts that must not be met by one person.

    Parameters
    ----------
    exclusive
        Pairs of labels; default none.
    scope
        ``"trip"``, ``"day"``, ``"horizon"``, or ``{"days": n}``, n = 1 or more; default ``"day"``.
    """

    name: ClassVar[str] = "cohorts"
    exclusive: tuple[tuple[str, str], ...] = field(
        default=(), converter=tupled, metadata=of(Many(Pair(NAME)))
    )
    scope: str | Days = field(default="day", metadata=of(Scope(("trip", "day", "horizon"))))

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Look at whom everybody meets, label by label."""
        pairs = sorted({(min(pair), max(pair)) for pair in self.exclusive})
        for name, services in sorted(plan.services_of_volunteer.items()) if pairs else ():
            met: dict[str, list[Service]] = defaultdict(list)
            for service in services:
                if service.trip is not None and service.task.cohort is not None:
                    met[service.task.cohort].append(service)
            for one, other in pairs:
                if one in met and other in met:
                    yield from self._meetings(name, one, other, met)

    def _meetings(
        self, name: str, one: str, other: str, met: dict[str, list[Service]]
    ) -> Iterator[Violation]:
        """Give a violation for each trip, each two days, or once over the horizon."""
        both = f"{name} meets {one!r} and {other!r}"
        if self.scope == "horizon":
            yield self._broken(name, 0, f"{both} over the horizon")
        elif self.scope == "trip":
            for _ in {service.trip for service in met[one]} & {service.trip for service in met[other]}:
                yield self._broken(name, 0, f"{both} in one trip")
        else:
            least = self.scope.days if isinstance(self.scope, Days) else 1
            first, second = ({service.day for service in met[label]} for label in (one, other))
            for apart in sorted(abs(day - later) for day in first for later in second):
                if apart < least:
                    when = f"on days only {apart} apart; {least} are needed" if apart else "on one day"
                    yield self._broken(name, least - apart, f"{both} {when}")

    def _broken(self, volunteer: str, excess: int, message: str) -> Violation:
        return Violation(rule=self.name, subjects=(volunteer,), excess=excess, message=message)

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write the labels of visits, and which exclude each other."""
        met = {task.cohort for task in draft.tasks if not task.remote}
        exclusions = sorted({tuple(sorted(pair)) for pair in self.exclusive if met.issuperset(pair)})
        excluded = {label for pair in exclusions for label in pair}
        for row, task in enumerate(draft.tasks):
            if task.cohort in excluded and not task.remote:
                draft.label(row, task.cohort)
        scope = self.scope.days if isinstance(self.scope, Days) else 1
        if self.scope in ("trip", "horizon"):
            scope = TRIP if self.scope == "trip" else HORIZON
        for one, other in exclusions:
            draft.exclude(one, other, scope)
            if scope > 0:
                draft.by_day[:] = True
