"""Nobody is sent out more often than they can bear.

Trips are counted by the local day on which they depart, and over the whole horizon; the smaller of the
rule's cap and the volunteer's own counts. 0 = never.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import field, frozen

from volmatch.domain.kinds import Whole, of
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Miss, Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class TripCap(Rule):
    """Nobody is sent out more often than they can bear.

    Parameters
    ----------
    per_day, per_horizon
        Most trips a local day, and in all; 0 or more; default no cap.
    """

    name: ClassVar[str] = "trip_cap"
    per_day: int | None = field(default=None, metadata=of(Whole()))
    per_horizon: int | None = field(default=None, metadata=of(Whole()))

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that the volunteer makes no trips at all."""
        if task.remote:
            return ""
        return "makes no trips" if 0 in (self._daily(volunteer), self._total(volunteer)) else ""

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say the same of many; the task does not matter unless it is remote."""
        if task.remote:
            return np.zeros(len(rows), dtype=bool)
        return roll.once(self, lambda: self._never(roll))[rows]

    def _never(self, roll: Roll) -> Flags:
        caps = [(self._daily(volunteer), self._total(volunteer)) for volunteer in roll.volunteers]
        return np.array([0 in both for both in caps], dtype=bool)

    def _daily(self, volunteer: Volunteer) -> int | None:
        return _smaller(self.per_day, volunteer.max_trips_per_day)

    def _total(self, volunteer: Volunteer) -> int | None:
        return _smaller(self.per_horizon, volunteer.max_trips)

    def miss(self, problem: Problem, volunteer: Volunteer, task: Task) -> Miss | None:
        """Say that the volunteer makes no trips."""
        return Miss(kind="no_trips") if self.forbids(problem, volunteer, task) else None

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Count everybody's trips."""
        for trips in plan.trips_of_volunteer.values():
            volunteer = trips[0].volunteer
            daily = Counter(trip.day for trip in trips)
            counts = [(self._daily(volunteer), count, "on one day") for count in daily.values()]
            counts.append((self._total(volunteer), len(trips), "in all"))
            for cap, count, when in counts:
                if cap is not None and count > cap:
                    yield Violation(
                        rule=self.name,
                        subjects=(volunteer.id,),
                        excess=count - cap,
                        message=f"{volunteer.id} makes {count} trips {when}; {cap} is the most",
                    )

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write counters of trips, a day and in all."""
        trips = 0
        for row, volunteer in enumerate(draft.volunteers):
            own = (volunteer.max_trips_per_day, volunteer.max_trips)
            for table, caps in (
                (draft.day_caps, (self.per_day, own[0])),
                (draft.total_caps, (self.per_horizon, own[1])),
            ):
                table[trips, row] = np.min([table[trips, row], *(cap for cap in caps if cap is not None)])


def _smaller(a: int | None, b: int | None) -> int | None:
    return a if b is None else b if a is None else min(a, b)
