"""A service happens inside one window of its task, and while its place is open.

The whole service, not only its start, lies inside one window, and inside one opening time where the
place has any. It lasts exactly as long as the task says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import frozen

from volmatch.domain.clock import Interval
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Window(Rule):
    """A service happens inside one window of its task, and while its place is open."""

    name: ClassVar[str] = "window"

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that no window is long enough for anybody."""
        openings = _openings(problem, task)
        for window in task.windows:
            for opening in openings or (window,):
                if min(window.end, opening.end) - max(window.start, opening.start) >= (
                    task.duration_seconds or 0
                ):
                    return ""
        return "no window is long enough for the service"

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say the same of many: it is of nobody or of all."""
        anybody = roll.volunteers[rows[0]] if len(rows) else None
        return np.full(len(rows), anybody is not None and bool(self.forbids(roll.problem, anybody, task)))

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Look at every service."""
        for service in plan.services:
            task, length = service.task, service.end - service.start
            if length != task.duration_seconds:
                yield self._broken(
                    task, abs(length - (task.duration_seconds or 0)), "does not last as long as it should"
                )
                continue
            for times, what in (
                (task.windows, "its windows"),
                (_openings(problem, task), "the opening times"),
            ):
                if not times or any(_holds(time, service.start, service.end) for time in times):
                    continue
                outside = min(
                    max(0, time.start - service.start) + max(0, service.end - time.end) for time in times
                )
                yield self._broken(task, outside, f"lies outside {what}")

    def _broken(self, task: Task, excess: int, what: str) -> Violation:
        message = f"the service of {task.id} {what}, by {excess} s"
        return Violation(rule=self.name, subjects=(task.id,), excess=excess, message=message)

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write the intervals in which each service may start."""
        for row, task in enumerate(draft.tasks):
            opening = problem.location(task.location or "").open
            inside = task.windows
            if opening:
                overlaps = [(max(a.start, b.start), min(a.end, b.end)) for a in task.windows for b in opening]
                inside = tuple(Interval(start, end) for start, end in sorted(overlaps) if start <= end)
            last = [(time.start, time.end - int(draft.service[row])) for time in inside]
            draft.starts[row] = [(start, end) for start, end in last if start <= end]


def _openings(problem: Problem, task: Task) -> tuple[Interval, ...]:
    known = task.location is not None and not task.remote
    return problem.location(task.location or "").open if known else ()


def _holds(time: Interval, start: int, end: int) -> bool:
    return time.start <= start and end <= time.end
