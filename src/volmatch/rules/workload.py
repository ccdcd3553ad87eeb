"""Nobody does more on one day than they can.

A day is the local calendar day on which a trip departs or a remote task starts. Hours are those away
from home and of remote tasks, kilometres those of trips; the smaller of the rule's cap and the
volunteer's own counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import field, frozen

from volmatch.domain.errand import all_homeward, all_outward, homeward, outward
from volmatch.domain.kinds import Real, Whole, of
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows, Wholes
    from volmatch.program.draft import Draft

SECONDS, METRES, TASKS = 1, 2, 3
NO_CAP = 1 << 62


@frozen(kw_only=True)
class Workload(Rule):
    """Nobody does more on one day than they can.

    Parameters
    ----------
    max_hours_per_day, max_km_per_day
        Hours and kilometres, 0 or more; default no cap.
    max_tasks_per_day
        Tasks, 0 or more; default no cap.
    """

    name: ClassVar[str] = "workload"
    max_hours_per_day: float | None = field(default=None, metadata=of(Real()))
    max_km_per_day: float | None = field(default=None, metadata=of(Real()))
    max_tasks_per_day: int | None = field(default=None, metadata=of(Whole()))

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that this task alone is more than a day's work."""
        seconds, metres, tasks = self._caps(volunteer)
        if tasks == 0:
            return "takes no tasks"
        if task.remote or task.location is None:
            longer = seconds is not None and (task.duration_seconds or 0) > seconds
            return "would serve for too many hours" if longer else ""
        out, back = outward(problem, volunteer, task), homeward(problem, volunteer, task)
        if metres is not None and out[1] + back[1] > metres:
            return "is too many kilometres away for a day"
        if seconds is not None and out[0] + (task.duration_seconds or 0) + back[0] > seconds:
            return "would be away for too many hours"
        return ""

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say of many that this task alone is more than a day's work."""
        seconds, metres, tasks = roll.once(self, lambda: self._all_caps(roll))[:, rows]
        forbidden = np.asarray(tasks == 0)
        if task.remote or task.location is None:
            return np.asarray(forbidden | ((task.duration_seconds or 0) > seconds))
        capped = np.flatnonzero((np.minimum(seconds, metres) < NO_CAP) & ~forbidden)
        if len(capped):
            out, metres_out = all_outward(roll, task, rows[capped])
            back, metres_back = all_homeward(roll, task, rows[capped])
            away = out + (task.duration_seconds or 0) + back
            forbidden[capped] = (metres_out + metres_back > metres[capped]) | (away > seconds[capped])
        return forbidden

    def _all_caps(self, roll: Roll) -> Wholes:
        """Give the caps of everybody, shape (3, volunteers); `NO_CAP` where there is none."""
        caps = [
            [NO_CAP if cap is None else min(cap, NO_CAP) for cap in self._caps(one)]
            for one in roll.volunteers
        ]
        return np.array(caps, dtype=np.int64).reshape(-1, 3).T

    def _caps(self, volunteer: Volunteer) -> tuple[int | None, int | None, int | None]:
        """Give the caps in seconds, metres and tasks."""
        hours = [h for h in (self.max_hours_per_day, volunteer.max_hours_per_day) if h is not None]
        km = [k for k in (self.max_km_per_day, volunteer.max_km_per_day) if k is not None]
        tasks = [t for t in (self.max_tasks_per_day, volunteer.max_tasks_per_day) if t is not None]
        seconds = round(min(hours) * 3600) if hours else None
        return seconds, round(min(km) * 1000) if km else None, min(tasks) if tasks else None

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Add up everybody's days."""
        sums: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
        for trip in plan.trips:
            day = sums[trip.volunteer.id, trip.day]
            day[0] += trip.seconds
            day[1] += trip.metres
        for service in plan.services:
            day = sums[service.volunteer.id, service.day]
            day[2] += 1
            if service.trip is None:
                day[0] += service.end - service.start
        for (name, _), amounts in sums.items():
            caps = self._caps(problem.volunteer(name))
            for cap, amount, unit in zip(caps, amounts, ("seconds", "metres", "tasks"), strict=True):
                if cap is not None and amount > cap:
                    yield Violation(
                        rule=self.name,
                        subjects=(name,),
                        excess=amount - cap,
                        message=f"{name} has {amount} {unit} on one day; {cap} is the most",
                    )

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write counters a day; no single trip may be more than a day's sum either."""
        own = [
            [(v.max_hours_per_day, 3600), (v.max_km_per_day, 1000), (v.max_tasks_per_day, 1)]
            for v in draft.volunteers
        ]
        rule = (self.max_hours_per_day, self.max_km_per_day, self.max_tasks_per_day)
        trips = (draft.trip_seconds, draft.trip_metres, draft.trip_tasks)
        for row, said in enumerate(own):
            for kind, (cap, unit), everybody, trip in zip(
                (SECONDS, METRES, TASKS), said, rule, trips, strict=True
            ):
                whole = [round(value * unit) for value in (cap, everybody) if value is not None]
                if whole:
                    draft.day_caps[kind, row] = min(whole)
                    trip[row] = min(trip[row], min(whole))
