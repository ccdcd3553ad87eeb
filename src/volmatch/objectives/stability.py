"""What was promised stays: as few assignments of the previous plan as possible change.

An assignment of ``previous`` is a volunteer, a task and its start: each service in a trip, and each remote row;
fetching at a pickup is part of its service. It is kept where the same volunteer serves the same task and starts at most
15 minutes (900 seconds, included) earlier or later, in whatever trip. Each that is not kept counts one, whether it went
to somebody else, was moved or was dropped; what is new in the plan costs nothing. Lines of ``previous`` that name what
the problem no longer has were dropped when it was made, with a warning. Without a previous plan the value is 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import frozen

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.rule import Objective

if TYPE_CHECKING:
    from volmatch.program.draft import Draft

QUARTER_SECONDS = 900


@frozen(kw_only=True)
class Stability(Objective):
    """What was promised stays."""

    name: ClassVar[str] = "stability"

    def measure(self, problem: Problem, plan: PlanView) -> int:
        """Count the earlier assignments that are not kept. O(services)."""
        if problem.previous is None:
            return 0
        starts = defaultdict(list)
        for service in plan.services:
            starts[service.volunteer.id, service.task.id].append(service.start)
        return sum(
            all(abs(start - promised) > QUARTER_SECONDS for start in starts.get((volunteer, task), ()))
            for volunteer, task, promised in _promised(problem.previous)
        )

    def compile(self, problem: Problem, draft: Draft, weight: int) -> Mapping[str, Any]:
        """Charge each earlier assignment unless it is kept."""
        if problem.previous is None:
            return {}
        people = {person.id: row for row, person in enumerate(draft.volunteers)}
        visits = {task.id: row for row, task in enumerate(draft.tasks)}
        rows = [
            (people[trip.volunteer], visits[stop.task], stop.start)
            for trip in problem.previous.trips
            for stop in trip.stops
            if stop.kind == "service"
        ]
        rows += [(people[row.volunteer], visits[row.task], row.start) for row in problem.previous.remote]
        for person, visit, start in sorted(set(rows)):
            draft.promise(person, visit, start - 15 * 60, start + 15 * 60, weight)
        return {}


def _promised(previous: Plan) -> set[tuple[str, str, int]]:
    """Give the assignments of an earlier plan: volunteer, task and start."""
    served = {
        (trip.volunteer, stop.task, stop.start)
        for trip in previous.trips
        for stop in trip.stops
        if stop.kind == "service"
    }
    return served | {(row.volunteer, row.task, row.start) for row in previous.remote}
