"""No more different people than allowed meet one beneficiary, location or cohort.

If somebody gets infected, one is better than two. Who serves a task in a trip meets its beneficiary, its cohort and
its location; who fetches something meets the location of the pickup. Remote tasks meet nobody. The same person may
come as often as they like. With ``cohorts`` only the tasks of these cohorts count, and their pickups. 0 allows
nobody; a task that needs more people at once than may come is not served at all. What was met before the problem
starts does not count.

|{volunteers who meet x over the horizon}| ≤ max_people, for each beneficiary (location, cohort) x.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import field, frozen

from volmatch.domain.kinds import NAME, Choice, Whole, of
from volmatch.domain.problem import Problem
from volmatch.domain.shapes import Many, tupled
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Exposure(Rule):
    """No more different people than allowed meet one beneficiary, location or cohort.

    Parameters
    ----------
    per
        What is met: ``"beneficiary"`` (default), ``"location"`` or ``"cohort"``.
    cohorts
        Labels of the tasks that count; default (none) all tasks.
    max_people
        Different volunteers, 0 or more; default no limit.
    """

    name: ClassVar[str] = "exposure"
    per: str = field(default="beneficiary", metadata=of(Choice(("beneficiary", "location", "cohort"))))
    cohorts: tuple[str, ...] = field(default=(), converter=tupled, metadata=of(Many(NAME)))
    max_people: int | None = field(default=None, metadata=of(Whole()))

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that the task needs more people than may come."""
        return self._too_many(task)

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say so of many: it is the same for all."""
        return np.full(len(rows), bool(self._too_many(task)))

    def _too_many(self, task: Task) -> str:
        needed = task.people.min  # type: ignore[union-attr]
        if self.max_people is None or needed <= self.max_people or not self._met(task):
            return ""
        return f"is one of {needed} that are needed, and {self.max_people} is the most that may come"

    def _met(self, task: Task, *, fetched: bool = False) -> str | None:
        """Name what is met by serving a task, or by fetching for it; ``None`` = nothing that counts."""
        if task.remote or (self.cohorts and task.cohort not in self.cohorts):
            return None
        if fetched:
            return task.pickup.location if task.pickup and self.per == "location" else None
        met = {"beneficiary": task.beneficiary, "location": task.location, "cohort": task.cohort}
        return met[self.per]

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Count the different people who meet each."""
        if self.max_people is None:
            return
        people: dict[str, set[str]] = defaultdict(set)
        for trip in plan.trips:
            for stop, task in trip.stops:
                met = self._met(task, fetched=stop.kind == "pickup")
                if met is not None:
                    people[met].add(trip.volunteer.id)
        for met, who in sorted(people.items()):
            if len(who) > self.max_people:
                yield Violation(
                    rule=self.name,
                    subjects=(met,),
                    excess=len(who) - self.max_people,
                    message=f"{len(who)} people meet the {self.per} {met!r}; {self.max_people} is the most",
                )

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write a crowd for each that more people could meet; a task that needs too many cannot be served."""
        if self.max_people is None:
            return
        visits: dict[str, list[int]] = defaultdict(list)
        seats: dict[str, int] = defaultdict(int)
        for row, task in enumerate(draft.tasks):
            if task.remote or (self.cohorts and task.cohort not in self.cohorts):
                continue
            met = [(getattr(task, self.per), row)]
            if task.pickup is not None and self.per == "location":
                met.append((task.pickup.location, draft.pickups[row]))
            if met[0][0] is not None and draft.least[row] > self.max_people:
                draft.starts[row] = []
                continue
            for name, visit in met:
                visits[name].append(visit)
                seats[name] += int(draft.target[row])
        for name in sorted(visits.keys() - {None}):
            if seats[name] > self.max_people:
                draft.crowd(visits[name], self.max_people)
