"""No trip is too long, too far, or too full.

Tasks served on one trip (the volunteer's own ``max_tasks_per_trip`` too; a pickup and its delivery are
one task), hours from leaving home to coming back, and kilometres on the way, detour included.
``max_tasks`` 1 makes every task its own trip.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import field, frozen

from volmatch.domain.errand import all_homeward, all_outward, homeward, outward
from volmatch.domain.kinds import Real, Whole, of
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView, TripView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Miss, Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows
    from volmatch.program.draft import Draft

MOST = 1 << 40
"""No plan has as many seconds or metres."""


@frozen(kw_only=True)
class TripLimits(Rule):
    """No trip is too long, too far, or too full.

    Parameters
    ----------
    max_tasks
        Most tasks a trip, 0 or more; default no limit.
    max_hours, max_km
        Most hours away from home and kilometres a trip, 0 or more; default no limit.
    """

    name: ClassVar[str] = "trip_limits"
    max_tasks: int | None = field(default=None, metadata=of(Whole()))
    max_hours: float | None = field(default=None, metadata=of(Real()))
    max_km: float | None = field(default=None, metadata=of(Real()))

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that a trip to this task alone is beyond a limit."""
        if task.remote or task.location is None:
            return ""
        if 0 in (self.max_tasks, volunteer.max_tasks_per_trip):
            return "makes no trips with a task"
        out, back = outward(problem, volunteer, task), homeward(problem, volunteer, task)
        seconds, metres = out[0] + (task.duration_seconds or 0) + back[0], out[1] + back[1]
        if self.max_hours is not None and seconds > round(self.max_hours * 3600):
            return f"would be away {seconds / 3600:.1f} h"
        if self.max_km is not None and metres > round(self.max_km * 1000):
            return f"would travel {metres / 1000:.1f} km"
        return ""

    def miss(self, problem: Problem, volunteer: Volunteer, task: Task) -> Miss | None:
        """Say by how many seconds or metres a trip to this task alone is beyond a limit."""
        if not self.forbids(problem, volunteer, task):
            return None
        if 0 in (self.max_tasks, volunteer.max_tasks_per_trip):
            return Miss(kind="no_trips")
        out, back = outward(problem, volunteer, task), homeward(problem, volunteer, task)
        seconds, metres = out[0] + (task.duration_seconds or 0) + back[0], out[1] + back[1]
        if self.max_hours is not None and seconds > round(self.max_hours * 3600):
            return Miss(kind="trip_long", amount=seconds - round(self.max_hours * 3600))
        return Miss(kind="trip_far", amount=metres - round((self.max_km or 0) * 1000))

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say of many that a trip to this task alone is beyond a limit."""
        if task.remote or task.location is None:
            return np.zeros(len(rows), dtype=bool)
        forbidden = np.asarray((roll.numbers("max_tasks_per_trip")[rows] == 0) | (self.max_tasks == 0))
        if self.max_hours is None and self.max_km is None:
            return forbidden
        out, metres_out = all_outward(roll, task, rows)
        back, metres_back = all_homeward(roll, task, rows)
        if self.max_hours is not None:
            away = out + (task.duration_seconds or 0) + back
            forbidden |= away > round(self.max_hours * 3600)
        if self.max_km is not None:
            forbidden |= metres_out + metres_back > round(self.max_km * 1000)
        return forbidden

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Measure every trip."""
        for trip in plan.trips:
            for cap, amount, unit in self._amounts(trip):
                if cap is not None and amount > cap:
                    yield Violation(
                        rule=self.name,
                        subjects=(trip.volunteer.id,),
                        excess=amount - cap,
                        message=f"a trip of {trip.volunteer.id} has {amount:g} {unit}; {cap:g} is the most",
                    )

    def _amounts(self, trip: TripView) -> list[tuple[float | None, float, str]]:
        tasks = sum(stop.kind == "service" for stop, _ in trip.stops)
        return [
            (self.max_tasks, tasks, "tasks"),
            (trip.volunteer.max_tasks_per_trip, tasks, "tasks"),
            (None if self.max_hours is None else round(self.max_hours * 3600), trip.seconds, "seconds"),
            (None if self.max_km is None else round(self.max_km * 1000), trip.metres, "metres"),
        ]

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write the caps of each trip of a duty."""
        if self.max_hours is not None:
            np.minimum(draft.trip_seconds, min(round(self.max_hours * 3600), MOST), out=draft.trip_seconds)
        if self.max_km is not None:
            np.minimum(draft.trip_metres, min(round(self.max_km * 1000), MOST), out=draft.trip_metres)
        for row, volunteer in enumerate(draft.volunteers):
            for cap in (self.max_tasks, volunteer.max_tasks_per_trip):
                if cap is not None:
                    draft.trip_tasks[row] = min(draft.trip_tasks[row], cap)
