"""What is to be brought is fetched first, and a task waits for those that it comes after.

Whoever serves a task with a pickup fetches it, before the service in the same trip, exactly once; other stops may lie
between. Nobody fetches what they do not serve later in that trip. Where several people serve, each fetches for
themselves.

A task that comes ``after`` another is served only if that one is, and starts at the end of that one's service plus
``min_gap`` or later: exactly then is late enough, gap 0 means as soon as it ends. Who serves the two does not matter,
nor whether they are remote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import frozen

from volmatch.domain.errand import fetch_times, service_times
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView, TripView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Order(Rule):
    """What is to be brought is fetched first, and a task waits for those that it comes after."""

    name: ClassVar[str] = "order"

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that for anybody the windows of the task are over before it could begin."""
        latest = _latest(problem, task)
        if latest is None:
            return ""
        fetched = _fetched(problem, task)
        if fetched is not None and fetched > latest:
            return f"would fetch it {fetched - latest} s too late"
        for before in task.after:
            ended = _ended(problem, problem.task(before.task))
            if ended is not None and ended + before.min_gap_seconds > latest:
                late = ended + before.min_gap_seconds - latest
                return f"would come {late} s too early after {before.task!r}"
        return ""

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say the same of many: it is of nobody or of all."""
        anybody = roll.volunteers[rows[0]] if len(rows) else None
        return np.full(len(rows), anybody is not None and bool(self.forbids(roll.problem, anybody, task)))

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Follow what is fetched along every trip, then look at the tasks that come after others."""
        for trip in plan.trips:
            yield from self._follow(trip)
        for name, services in plan.services_of_task.items():
            for before in services[0].task.after:
                others = plan.services_of_task.get(before.task, ())
                if not others:
                    yield self._broken((name, before.task), 0, f"is served, but {before.task} is not")
                    continue
                due = max(other.end for other in others) + before.min_gap_seconds
                early = due - min(service.start for service in services)
                if early > 0:
                    what = f"starts {early} s too early after {before.task}"
                    yield self._broken((name, before.task), early, what)

    def _follow(self, trip: TripView) -> Iterator[Violation]:
        """Look for services whose pickup is missing or late, and for pickups without a service to come."""
        person, on_board = trip.volunteer.id, Counter[str]()
        for stop, task in trip.stops:
            if stop.kind == "pickup":
                on_board[task.id] += 1
                if on_board[task.id] > 1:
                    yield self._broken(
                        (task.id, person), 0, f"is fetched again by {person} before it is brought"
                    )
            elif task.pickup is not None and not on_board.pop(task.id, 0):
                yield self._broken(
                    (task.id, person), 0, f"is brought by {person}, who did not fetch it before"
                )
        for name in on_board:
            yield self._broken((name, person), 0, f"is fetched by {person}, who does not bring it then")

    def _broken(self, subjects: tuple[str, str], excess: int, what: str) -> Violation:
        return Violation(rule=self.name, subjects=subjects, excess=excess, message=f"{subjects[0]} {what}")

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Link every service to its pickup and to the tasks that come before it."""
        rows = {task.id: row for row, task in enumerate(draft.tasks)}
        for row, task in enumerate(draft.tasks):
            if row in draft.pickups:
                draft.link(draft.pickups[row], row, together=True)
            for before in task.after:
                draft.link(rows[before.task], row, gap=before.min_gap_seconds)


def _latest(problem: Problem, task: Task) -> int | None:
    """Give the last start that the windows and opening times allow; ``None`` = there is none."""
    length = task.duration_seconds or 0
    return max((t.end - length for t in service_times(problem, task) if t.seconds >= length), default=None)


def _ended(problem: Problem, task: Task) -> int | None:
    """Give the earliest end of a service; ``None`` = it cannot be."""
    length = task.duration_seconds or 0
    return min((t.start + length for t in service_times(problem, task) if t.seconds >= length), default=None)


def _fetched(problem: Problem, task: Task) -> int | None:
    """Give the earliest end of the pickup; ``None`` = any time, or it cannot be."""
    times, length = fetch_times(problem, task) or (), task.pickup.seconds if task.pickup is not None else 0
    return min((t.start + length for t in times if t.seconds >= length), default=None)
