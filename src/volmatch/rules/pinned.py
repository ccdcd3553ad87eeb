"""What was promised is kept: a pinned volunteer serves the task, and at the pinned start.

A start that is not given is free. A pin on one person of a team leaves the other places free.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Pinned(Rule):
    """What was promised is kept: a pinned volunteer serves the task, and at the pinned start."""

    name: ClassVar[str] = "pinned"

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Look for every pin among the services."""
        for pin in problem.pins:
            services = plan.services_of_task.get(pin.task, ())
            starts = [service.start for service in services if service.volunteer.id == pin.volunteer]
            if not starts:
                yield self._broken(pin.volunteer, pin.task, 0, "does not serve")
            elif pin.start is not None and pin.start not in starts:
                off = min(abs(start - pin.start) for start in starts)
                yield self._broken(pin.volunteer, pin.task, off, f"is {off} s off the pinned start of")

    def _broken(self, volunteer: str, task: str, excess: int, what: str) -> Violation:
        message = f"{volunteer} {what} {task}"
        return Violation(rule=self.name, subjects=(volunteer, task), excess=excess, message=message)

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write who must serve what; a pinned start leaves the visit no other."""
        volunteers = {volunteer.id: row for row, volunteer in enumerate(draft.volunteers)}
        tasks = {task.id: row for row, task in enumerate(draft.tasks)}
        for pin in problem.pins:
            row = tasks[pin.task]
            draft.musts.append((volunteers[pin.volunteer], row))
            if pin.start is not None:
                inside = any(low <= pin.start <= high for low, high in draft.starts[row])
                draft.starts[row] = [(pin.start, pin.start)] if inside else []
