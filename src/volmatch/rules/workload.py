"""Nobody does more on one day than they can, or works on too many days, or without a rest between them.

A working day of somebody is a local calendar day on which a trip of theirs departs or a remote task starts; what
lasts past midnight belongs to the day on which it began. Hours are those away from home and of remote tasks,
kilometres those of trips; the smaller of the rule's cap and the volunteer's own counts. The rest is that from the
last end of one working day (a return, or the end of a remote task) to the first start of the next working day (a
departure, or the start of a remote task), however many days lie between; exactly as much is enough. Days in a row are
consecutive local days that are all working days. 0 days allow no work at all; what was done before the problem starts
does not count.

Every cap is kept exactly at its value: Σ of a day ≤ cap; first start − last end ≥ rest; length of a run of working
days ≤ max_days_in_a_row; number of working days ≤ max_days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import field, frozen

from volmatch.domain.errand import all_homeward, all_outward, homeward, outward
from volmatch.domain.kinds import Real, Whole, of
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Miss, Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows, Wholes
    from volmatch.program.draft import Draft

SECONDS, METRES, TASKS, DAYS = 1, 2, 3, 5
NO_CAP = 1 << 62
MOST = 1 << 40
"""No plan has as many seconds or metres."""


@frozen(kw_only=True)
class Workload(Rule):
    """Nobody does more on one day than they can, or works on too many days, or without a rest between them.

    Parameters
    ----------
    max_hours_per_day, max_km_per_day
        Hours and kilometres, 0 or more; default no cap.
    max_tasks_per_day
        Tasks, 0 or more; default no cap.
    min_rest_hours
        Hours between two working days, 0 or more; default any.
    max_days_in_a_row, max_days
        Working days without a day off between them, and over the horizon, 0 or more; default no cap.
    """

    name: ClassVar[str] = "workload"
    max_hours_per_day: float | None = field(default=None, metadata=of(Real()))
    max_km_per_day: float | None = field(default=None, metadata=of(Real()))
    max_tasks_per_day: int | None = field(default=None, metadata=of(Whole()))
    min_rest_hours: float | None = field(default=None, metadata=of(Real()))
    max_days_in_a_row: int | None = field(default=None, metadata=of(Whole()))
    max_days: int | None = field(default=None, metadata=of(Whole()))

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that this task alone is more than a day's work."""
        seconds, metres, tasks = self._caps(volunteer)
        if tasks == 0:
            return "takes no tasks"
        if 0 in (self.max_days_in_a_row, self.max_days):
            return "works on no day"
        if task.remote or task.location is None:
            longer = seconds is not None and (task.duration_seconds or 0) > seconds
            return "would serve for too many hours" if longer else ""
        out, back = outward(problem, volunteer, task), homeward(problem, volunteer, task)
        if metres is not None and out[1] + back[1] > metres:
            return "is too many kilometres away for a day"
        if seconds is not None and out[0] + (task.duration_seconds or 0) + back[0] > seconds:
            return "would be away for too many hours"
        return ""

    def miss(self, problem: Problem, volunteer: Volunteer, task: Task) -> Miss | None:
        """Say by how many seconds or metres this task alone is more than a day's work."""
        if not self.forbids(problem, volunteer, task):
            return None
        seconds, metres, tasks = self._caps(volunteer)
        if tasks == 0 or 0 in (self.max_days_in_a_row, self.max_days):
            return Miss(kind="no_work")
        away, way = task.duration_seconds or 0, 0
        if not task.remote and task.location is not None:
            out, back = outward(problem, volunteer, task), homeward(problem, volunteer, task)
            away, way = away + out[0] + back[0], out[1] + back[1]
        if metres is not None and way > metres:
            return Miss(kind="day_far", amount=way - metres)
        return Miss(kind="day_long", amount=away - (seconds or 0))

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say of many that this task alone is more than a day's work."""
        seconds, metres, tasks = roll.once(self, lambda: self._all_caps(roll))[:, rows]
        forbidden = np.asarray(tasks == 0) | (0 in (self.max_days_in_a_row, self.max_days))
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
        """Add up everybody's days, and look at how they follow each other."""
        yield from self._too_much(problem, plan)
        for name, days in sorted(_working_days(problem, plan).items()):
            yield from self._too_soon(name, days)
            yield from self._too_often(name, sorted(days))

    def _too_much(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Compare the sums of each day with the caps."""
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
                    what = f"has {amount} {unit} on one day; {cap} is the most"
                    yield self._broken(name, amount - cap, what)

    def _too_soon(self, name: str, days: Mapping[int, tuple[int, int]]) -> Iterator[Violation]:
        """Compare what lies between two working days with the rest that is due."""
        due = round((self.min_rest_hours or 0) * 3600)
        for one, other in pairwise(sorted(days)) if due else ():
            rest = days[other][0] - days[one][1]
            if rest < due:
                what = f"rests {rest} s between two working days; {due} is the least"
                yield self._broken(name, due - rest, what)

    def _too_often(self, name: str, days: list[int]) -> Iterator[Violation]:
        """Count the days of each run, and all of them."""
        if self.max_days_in_a_row is not None:
            for length in _runs(days):
                if length > self.max_days_in_a_row:
                    what = f"works {length} days in a row; {self.max_days_in_a_row} is the most"
                    yield self._broken(name, length - self.max_days_in_a_row, what)
        if self.max_days is not None and len(days) > self.max_days:
            what = f"works on {len(days)} days; {self.max_days} is the most"
            yield self._broken(name, len(days) - self.max_days, what)

    def _broken(self, volunteer: str, excess: int, what: str) -> Violation:
        message = f"{volunteer} {what}"
        return Violation(rule=self.name, subjects=(volunteer,), excess=excess, message=message)

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write counters of a day and of days, and the rest between them."""
        self._write_sums(draft)
        if self.min_rest_hours is not None:
            draft.rest[:] = min(round(self.min_rest_hours * 3600), MOST)
        if self.max_days is not None:
            draft.total_caps[DAYS] = np.minimum(draft.total_caps[DAYS], self.max_days)
        if self.max_days_in_a_row is not None and draft.offers:
            # Of any max_days_in_a_row + 1 consecutive days, one is off.
            clock, more = problem.clock, self.max_days_in_a_row
            first = min(clock.day(offer.start) for _, offer in draft.offers)
            last = max(clock.day(offer.end) for _, offer in draft.offers)
            for day in range(first, last - more + 1):
                draft.count(DAYS, more, days=(day, day + more), each=True)

    def _write_sums(self, draft: Draft) -> None:
        """Write caps of a day; no single trip may be more than a day's sum either."""
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
                whole = [min(round(value * unit), MOST) for value in (cap, everybody) if value is not None]
                if whole:
                    draft.day_caps[kind, row] = min(whole)
                    trip[row] = min(trip[row], min(whole))


def _working_days(problem: Problem, plan: PlanView) -> Mapping[str, Mapping[int, tuple[int, int]]]:
    """Give the working days of everybody who has any: the first start and the last end of each day."""
    days: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    work = [(trip.volunteer.id, trip.day, trip.trip.depart, trip.trip.return_) for trip in plan.trips]
    work += [(row.volunteer, problem.clock.day(row.start), row.start, row.end) for row in plan.remote]
    for name, day, start, end in work:
        first, last = days[name].get(day, (start, end))
        days[name][day] = min(first, start), max(last, end)
    return days


def _runs(days: list[int]) -> Iterator[int]:
    """Give the length of each run of consecutive days; they are sorted, and each stands once."""
    length = 0
    for number, day in enumerate(days, 1):
        length += 1
        if number == len(days) or days[number] > day + 1:
            yield length
            length = 0
