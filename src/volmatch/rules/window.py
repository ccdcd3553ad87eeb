"""A service happens inside one window of its task, and while its place is open.

The whole service, not only its start, lies inside one window, and inside one opening time where the
place has any. It lasts exactly as long as the task says. A pickup does the same with its own windows, if it has any,
and with the opening times of the place where it is fetched. A remote task is done at home: only its windows count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import frozen

from volmatch.domain.clock import Interval
from volmatch.domain.errand import fetch_times
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Miss, Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Window(Rule):
    """A service happens inside one window of its task, and while its place is open."""

    name: ClassVar[str] = "window"

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that no window is long enough for anybody, be it of the service or of its pickup."""
        fetching = fetch_times(problem, task)
        if task.pickup is not None and fetching is not None:
            longest = max((time.seconds for time in fetching), default=-1)
            if longest < task.pickup.seconds:
                return "no time is long enough for the pickup"
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

    def miss(self, problem: Problem, volunteer: Volunteer, task: Task) -> Miss | None:
        """Say that nobody could be in time."""
        return Miss(kind="window") if self.forbids(problem, volunteer, task) else None

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Look at every service and every pickup."""
        for service in plan.services:
            task, length = service.task, service.end - service.start
            if length != task.duration_seconds:
                off = abs(length - (task.duration_seconds or 0))
                yield self._broken(task, "service", off, "does not last as long as it should")
                continue
            times = (task.windows, "its windows"), (_openings(problem, task), "the opening times")
            yield from self._outside(task, "service", service.start, service.end, times)
        for trip in plan.trips:
            for stop, task in trip.stops:
                if stop.kind == "pickup":
                    yield from self._fetching(problem, task, stop.start, stop.end)

    def _fetching(self, problem: Problem, task: Task, start: int, end: int) -> Iterator[Violation]:
        pickup = task.pickup
        assert pickup is not None  # the view drops pickups of tasks that have none
        if end - start != pickup.seconds:
            off = abs(end - start - pickup.seconds)
            yield self._broken(task, "pickup", off, "does not last as long as it should")
            return
        opening = problem.location(pickup.location).open
        times = (pickup.windows, "its windows"), (opening, "the opening times")
        yield from self._outside(task, "pickup", start, end, times)

    def _outside(
        self, task: Task, kind: str, start: int, end: int, lists: Iterable[tuple[tuple[Interval, ...], str]]
    ) -> Iterator[Violation]:
        for times, what in lists:
            if times and not any(_holds(time, start, end) for time in times):
                outside = min(max(0, time.start - start) + max(0, end - time.end) for time in times)
                yield self._broken(task, kind, outside, f"lies outside {what}")

    def _broken(self, task: Task, kind: str, excess: int, what: str) -> Violation:
        message = f"the {kind} of {task.id} {what}, by {excess} s"
        return Violation(rule=self.name, subjects=(task.id,), excess=excess, message=message)

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write the intervals in which each service and each pickup may start."""
        offers = [offer for volunteer in draft.volunteers for offer in volunteer.available]
        ever = [Interval(min(o.start for o in offers), max(o.end for o in offers))] if offers else []
        for row, task in enumerate(draft.tasks):
            opening = () if task.remote else problem.location(task.location or "").open
            draft.starts[row] = _starts(task.windows, opening, int(draft.service[row]))
            if task.pickup is not None:
                visit, opening = draft.pickups[row], problem.location(task.pickup.location).open
                windows = task.pickup.windows or ever
                draft.starts[visit] = _starts(windows, opening, int(draft.service[visit]))


def _starts(
    windows: Iterable[Interval], opening: tuple[Interval, ...], seconds: int
) -> list[tuple[int, int]]:
    """Give the intervals of starts, both ends included, at which windows and opening times hold what is done."""
    inside = [(time.start, time.end) for time in windows]
    if opening:
        inside = [(max(a, b.start), min(c, b.end)) for a, c in inside for b in opening]
    return sorted((start, end - seconds) for start, end in inside if start <= end - seconds)


def _openings(problem: Problem, task: Task) -> tuple[Interval, ...]:
    known = task.location is not None and not task.remote
    return problem.location(task.location or "").open if known else ()


def _holds(time: Interval, start: int, end: int) -> bool:
    return time.start <= start and end <= time.end
