"""People serve close to where they live, with little travel.

``measure`` is ``"metres"`` travelled in all trips (the default), ``"seconds"`` of travel, or
``"home_distance"``: the straight line from home to the place of service, one way, each rounded to whole
metres, over all services.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from attrs import field, frozen

from volmatch.domain.kinds import Choice, of
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.rule import Objective

if TYPE_CHECKING:
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Nearness(Objective):
    """People serve close to where they live, with little travel.

    Parameters
    ----------
    measure_by
        ``"metres"`` (default), ``"seconds"`` or ``"home_distance"``; ``measure`` in files.
    """

    name: ClassVar[str] = "nearness"
    measure_by: str = field(
        default="metres", metadata=of(Choice(("metres", "seconds", "home_distance")), "measure")
    )

    def lacks(self, problem: Problem) -> Iterator[str]:
        """Ask for positions where distances from home are measured."""
        if self.measure_by == "home_distance":
            for place in problem.locations:
                if place.lat is None and place.x is None:
                    yield f"home_distance needs a position of every location; {place.id!r} has none"

    def measure(self, problem: Problem, plan: PlanView) -> int:
        """Add up the ways of all trips, or the straight lines of all services."""
        if self.measure_by == "home_distance":
            served = [service for service in plan.services if service.trip is not None]
            homes = np.array([problem.place(service.volunteer.home) for service in served], dtype=np.int64)
            places = np.array(
                [problem.place(service.task.location or "") for service in served], dtype=np.int64
            )
            return int(np.rint(problem.network.line(homes, places)).sum())
        if self.measure_by == "seconds":
            return sum(leg.seconds for trip in plan.trips for leg in trip.legs)
        return sum(trip.metres for trip in plan.trips)

    def compile(self, problem: Problem, draft: Draft, weight: int) -> Mapping[str, Any]:
        """Charge each metre, each second of travel, or each pair."""
        if self.measure_by == "metres":
            return {"per_metre": weight}
        if self.measure_by == "seconds":
            return {"per_second": weight}
        pairs = draft.candidates
        homes = draft.home[draft.candidate_volunteers()]
        line = draft.travel.network.line(homes, draft.place[pairs.visit])
        # Neither a pickup nor what is done at home is a place of service.
        served = (pairs.visit < len(draft.tasks)) & (draft.offroute[pairs.visit] == 0)
        return {"pair": weight * np.rint(np.where(served, line, 0)).astype(np.int64)}
