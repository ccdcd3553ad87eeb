"""No more of a shared stock is used than there is.

Each trip uses so much of a supply (``per_trip``), or each service in a trip does (``per_task``: everybody who serves
a task uses their own). It is used on the local calendar day on which the trip departs; what all volunteers together
use on a day is at most ``per_day``, and over the horizon at most ``total``. Exactly as much as there is may be
used; what is left of a day's stock is not kept for the next. Remote tasks and pickups use nothing; a use of 0 is
never too much.

Σ over trips (or services in them) of the use ≤ per_day of each day, and ≤ total of all days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import field, frozen

from volmatch.domain.kinds import Whole, of
from volmatch.domain.parameters import Named
from volmatch.domain.problem import Problem
from volmatch.domain.shapes import Part
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows
    from volmatch.program.draft import Draft

__all__ = ["Supplies", "Supply"]

TRIPS, ERRANDS = 0, 4


@frozen(kw_only=True)
class Supply:
    """A stock that all volunteers share; whole numbers, 0 or more.

    Attributes
    ----------
    per_trip, per_task
        How much a trip, or a service in a trip, uses: exactly one of the two is given.
    per_day, total
        How much there is for each day, and for all days: at least one of the two is given.
    """

    per_trip: int | None = field(default=None, metadata=of(Whole()))
    per_task: int | None = field(default=None, metadata=of(Whole()))
    per_day: int | None = field(default=None, metadata=of(Whole()))
    total: int | None = field(default=None, metadata=of(Whole()))


@frozen(kw_only=True)
class Supplies(Rule):
    """No more of a shared stock is used than there is.

    Parameters
    ----------
    stocks
        A `Supply` by name; default none. In a file the names stand where other rules have their parameters:
        ``{"masks": {"per_trip": 1, "per_day": 40}}``.
    """

    name: ClassVar[str] = "supplies"
    stocks: tuple[tuple[str, Supply], ...] = field(default=(), metadata=of(Named(Part(Supply)), ""))

    def clashes(self) -> Iterator[str]:
        """Name the supplies that do not say what is used, or how much there is."""
        for name, stock in self.stocks:
            if (stock.per_trip is None) == (stock.per_task is None):
                yield f'{name!r} needs exactly one of "per_trip" and "per_task"'
            if stock.per_day is None and stock.total is None:
                yield f'{name!r} needs "per_day", "total" or both'

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that the task alone uses more than there is."""
        return self._used_up(task)

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say so of many: it is the same for all."""
        return np.full(len(rows), bool(self._used_up(task)))

    def _used_up(self, task: Task) -> str:
        if task.remote:
            return ""
        people = task.people.min  # type: ignore[union-attr]
        for name, stock in self.stocks:
            use = stock.per_trip if stock.per_trip is not None else stock.per_task or 0
            # The trips of a team may depart on two days, some before midnight.
            for needed, there_is in ((use, stock.per_day), (use * people, stock.total)):
                if there_is is not None and needed > there_is:
                    return f"would need {needed} {name!r} for it, and there are {there_is}"
        return ""

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Add up what is used of each supply, day by day."""
        trips = Counter(trip.day for trip in plan.trips)
        tasks = Counter(service.day for service in plan.services if service.trip is not None)
        for name, stock in self.stocks:
            use, times = (stock.per_task, tasks) if stock.per_trip is None else (stock.per_trip, trips)
            used = {day: count * (use or 0) for day, count in sorted(times.items())}
            amounts = [(used[day], stock.per_day, "on one day") for day in used]
            for amount, there_is, when in (*amounts, (sum(used.values()), stock.total, "in all")):
                if there_is is not None and amount > there_is:
                    yield Violation(
                        rule=self.name,
                        subjects=(name,),
                        excess=amount - there_is,
                        message=f"{amount} {name!r} are used {when}; there are {there_is}",
                    )

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Count trips or services of everybody, over each day and over all."""
        clock = problem.clock
        days = {
            day
            for _, offer in draft.offers
            for day in range(clock.day(offer.start), clock.day(offer.end) + 1)
        }
        for _, stock in self.stocks:
            kind = TRIPS if stock.per_trip is not None else ERRANDS
            use = stock.per_trip or stock.per_task or 0
            if not use:
                continue
            if stock.per_day is not None:
                for day in sorted(days):
                    draft.count(kind, stock.per_day // use, days=(day, day))
            if stock.total is not None:
                draft.count(kind, stock.total // use)
