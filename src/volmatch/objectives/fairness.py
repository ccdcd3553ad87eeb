"""The burden is fairly shared: who offers much may be asked for much, and nobody for all.

Each volunteer who offers time has a term ⌊w² ÷ o⌋ in seconds, also where they have nothing to do. w is the time
given: from departure to return of every trip, the service of every remote task, and ``history.hours``. o is the time
offered: all of ``available``, and ``history.offered_hours``. Who offers nothing (o = 0) has no term. Hours of the
history are rounded to whole seconds.

For the same sum of work the value is least where everybody gives the same part of what they offer, because squares
grow faster than what is squared; less work is always better.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import frozen

from volmatch.domain.kinds import LARGEST
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Objective

if TYPE_CHECKING:
    from volmatch.program.draft import Draft

LIFE_SECONDS = 3_000_000_000
"""About 95 years; its square fits into 63 bits."""


@frozen(kw_only=True)
class Fairness(Objective):
    """The burden is fairly shared."""

    name: ClassVar[str] = "fairness"

    def lacks(self, problem: Problem) -> Iterator[str]:
        """Refuse a history longer than a life, and terms that could add up to more than 2^53."""
        most = 0
        for volunteer in problem.volunteers:
            given, offered = _so_far(volunteer)
            if offered:
                given += sum(interval.seconds for interval in volunteer.available)
                if max(given, offered) > LIFE_SECONDS:
                    yield f"fairness counts up to 95 years; the history of {volunteer.id!r} has more hours"
                    return
                most += given**2 // offered
        if most > LARGEST:
            yield "fairness could exceed 2^53: too many hours in histories, for the hours offered there"

    def measure(self, problem: Problem, plan: PlanView) -> int:
        """Add up everybody's term, exactly. O(volunteers + services)."""
        now: Counter[str] = Counter()
        for trip in plan.trips:
            now[trip.volunteer.id] += trip.seconds
        for row in plan.remote:
            now[row.volunteer] += row.end - row.start
        total = 0
        for volunteer in problem.volunteers:
            given, offered = _so_far(volunteer)
            if offered:
                total += (given + now[volunteer.id]) ** 2 // offered
        return total

    def compile(self, problem: Problem, draft: Draft, weight: int) -> Mapping[str, Any]:
        """Charge the time of everybody who offers some."""
        for row, person in enumerate(draft.volunteers):
            given = round(person.history.hours * 3600)
            offered = round(person.history.offered_hours * 3600)
            offered += sum(interval.end - interval.start for interval in person.available)
            if offered > 0:
                draft.pay_time(row, given, offered, weight)
        return {}


def _so_far(volunteer: Volunteer) -> tuple[int, int]:
    """Give the seconds given before this plan, and those offered before and now."""
    before = volunteer.history
    offered = sum(interval.seconds for interval in volunteer.available)
    return round(before.hours * 3600), offered + round(before.offered_hours * 3600)
