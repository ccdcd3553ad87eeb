"""What a search for recruits has come to: so many of each kind, and a plan with them that was verified."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from attrs import define, evolve, field

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.recruiting.offers import Offers, flattened, with_people

__all__ = ["Fewest", "busy", "renamed", "served_of"]

LEAST_SECONDS = 0.05
"""With less time left nothing is begun."""


@define(kw_only=True)
class Fewest:
    """A search for the fewest recruits, and what it has come to.

    Attributes
    ----------
    counts
        Recruits of each kind in the plan.
    plan
        Serves all that is wanted with them, or as much as was found; verified.
    open
        Ids of tasks wanted that the plan does not serve.
    bound
        No plan serves all that is wanted with fewer recruits: proven. ``None`` = not known.
    """

    problem: Problem
    offers: Offers
    wanted: frozenset[str]
    deadline: float
    seed: int
    workers: int | None
    cancelled: Callable[[], bool]
    counts: list[int] = field(init=False)
    plan: Plan = field(init=False)
    open: frozenset[str] = field(init=False)
    bound: int | None = field(default=None, init=False)
    _flat: Problem = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Begin with nobody."""
        self.counts = [0] * len(self.offers.kinds)
        self._flat = flattened(self.problem)

    @property
    def total(self) -> int:
        """How many recruits there are."""
        return sum(self.counts)

    @property
    def proven(self) -> bool:
        """Whether no fewer would do."""
        return not self.open and self.bound == self.total

    @property
    def left(self) -> float:
        """Seconds until time is up."""
        return max(0.0, self.deadline - time.monotonic())

    def over(self) -> bool:
        """Whether time is up."""
        return self.left <= LEAST_SECONDS or self.cancelled()

    def problem_with(self, counts: Sequence[int]) -> Problem:
        """Give the problem, all tasks of one worth, with recruits."""
        return with_people(self._flat, (recruit for _, recruit in self.offers.crowd(counts)))

    def take(self, counts: Sequence[int], plan: Plan) -> None:
        """Keep a plan; recruits who serve nothing are let go, and the others renumbered."""
        served = busy(plan)
        names: dict[str, str] = {}
        fresh = [0] * len(counts)
        for row, recruit in self.offers.crowd(counts):
            if recruit.id in served:
                fresh[row] += 1
                names[recruit.id] = f"{self.offers.models[row].id}-{fresh[row]:03}"
        self.counts, self.plan = fresh, renamed(plan, names)
        self.open = self.wanted - served_of(self.problem_with(fresh), self.plan)


def served_of(problem: Problem, plan: Plan) -> frozenset[str]:
    """Give the ids of the tasks that a plan serves. O(stops + tasks)."""
    view = PlanView(problem, plan)
    return frozenset(task.id for task in problem.effective_tasks if view.served(task))


def busy(plan: Plan) -> frozenset[str]:
    """Give the ids of the volunteers who do something in a plan."""
    return frozenset([trip.volunteer for trip in plan.trips] + [row.volunteer for row in plan.remote])


def renamed(plan: Plan, names: Mapping[str, str]) -> Plan:
    """Give volunteers of a plan other ids."""
    trips = [evolve(trip, volunteer=names.get(trip.volunteer, trip.volunteer)) for trip in plan.trips]
    remote = [evolve(row, volunteer=names.get(row.volunteer, row.volunteer)) for row in plan.remote]
    return evolve(
        plan,
        trips=sorted(trips, key=lambda trip: (trip.volunteer, trip.depart)),
        remote=sorted(remote, key=lambda row: (row.volunteer, row.start)),
    )
