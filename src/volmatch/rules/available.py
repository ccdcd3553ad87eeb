"""Nobody serves outside the times they offered.

A whole trip, from leaving home to coming back, lies within one interval of availability; intervals that
touch or overlap are one. A remote task lies within one as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from volmatch.domain.clock import Interval
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Miss, Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Available(Rule):
    """Nobody serves outside the times they offered."""

    name: ClassVar[str] = "available"

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that no interval holds the service, whatever the way there takes."""
        duration = task.duration_seconds or 0
        for offer in volunteer.available:
            for window in task.windows:
                overlap = min(offer.end, window.end) - max(offer.start, window.start)
                if overlap >= duration:
                    return ""
        return "is not available then"

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say the same of many."""
        return ~roll.who_offers(task.windows, task.duration_seconds or 0)[rows]

    def miss(self, problem: Problem, volunteer: Volunteer, task: Task) -> Miss | None:
        """Say by how many seconds the best of the times offered is too short."""
        duration = task.duration_seconds or 0
        overlaps = [
            min(offer.end, window.end) - max(offer.start, window.start)
            for offer in volunteer.available
            for window in task.windows
        ]
        if not overlaps:
            return Miss(kind="never")
        return Miss(kind="time", amount=duration - max(overlaps)) if max(overlaps) < duration else None

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Look at every trip and every remote task."""
        times = [(row.volunteer, row.trip.depart, row.trip.return_) for row in plan.trips]
        people = [(volunteer.id, volunteer, start, end) for volunteer, start, end in times]
        people += [(row.task, problem.volunteer(row.volunteer), row.start, row.end) for row in plan.remote]
        for subject, volunteer, start, end in people:
            outside = end - start if start <= end else 0
            for offer in volunteer.available:
                if start <= end and offer.holds(Interval(start, end)):
                    break
                outside = min(outside, max(0, offer.start - start) + max(0, end - offer.end))
            else:
                yield Violation(
                    rule=self.name,
                    subjects=(volunteer.id, subject) if subject != volunteer.id else (subject,),
                    excess=outside,
                    message=f"{volunteer.id} is out for {outside} s outside the times offered",
                )

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write the offers, of which duties are made."""
        for number, volunteer in enumerate(draft.volunteers):
            draft.offers += [(number, offer) for offer in volunteer.available]
