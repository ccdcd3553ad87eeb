"""People serve near home.

The straight line (no detour) from the home to the place of service is at most the smallest of three
radii: the rule's, the task's (its own replaces its type's) and the volunteer's; a place exactly on the
circle is near enough. With ``same_area: n`` the first *n* parts of the two areas must be the same, and
present. A task that is ``lifted`` may be served from anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import field, frozen

from volmatch.domain.kinds import Flag, Real, Whole, of
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows
    from volmatch.program.draft import Draft

TOLERANCE_METRES = 1e-6


@frozen(kw_only=True)
class NearResidence(Rule):
    """People serve near home.

    Parameters
    ----------
    radius_km
        Kilometres, 0 or more; default none.
    same_area
        How many parts of the area paths must agree, 1 or more; default none.
    pickups
        The radius holds for pickups too; default false.
    """

    name: ClassVar[str] = "near_residence"
    radius_km: float | None = field(default=None, metadata=of(Real()))
    same_area: int | None = field(default=None, metadata=of(Whole(least=1)))
    pickups: bool = field(default=False, metadata=of(Flag()))

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say by how much the place is too far, or that it is in another area."""
        excess = self._excess(problem, volunteer, task, self._line(problem, volunteer, task))
        if excess > 0:
            return f"lives {excess / 1000:.1f} km too far away"
        return "" if excess == 0 else "lives in another area"

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say of many that the place is too far, or in another area."""
        forbidden = np.zeros(len(rows), dtype=bool)
        if task.lifted or task.remote:
            return forbidden
        least = min((r for r in (self.radius_km, task.radius_km) if r is not None), default=np.inf)
        radius = np.minimum(roll.numbers("radius_km", np.inf)[rows], least)
        limited = np.isfinite(radius)
        if limited.any():
            line = roll.lines(rows, task.location) if task.location is not None else np.zeros(len(rows))
            forbidden |= limited & ~(line <= radius * 1000 + TOLERANCE_METRES)
        if self.same_area:
            there = tuple(roll.problem.location(task.location or "").area.split("/")[: self.same_area])
            group, areas = roll.groups(
                (self.name, self.same_area), lambda one: self._first(roll.problem, one)
            )
            same = [here == there and len(here) == self.same_area and all(here) for here in areas]
            forbidden |= ~np.array(same, dtype=bool)[group[rows]]
        return forbidden

    def _first(self, problem: Problem, volunteer: Volunteer) -> tuple[str, ...]:
        return tuple(problem.location(volunteer.home).area.split("/")[: self.same_area])

    def _line(self, problem: Problem, volunteer: Volunteer, task: Task) -> float:
        if task.location is None or task.remote:
            return 0.0
        home, place = problem.place(volunteer.home), problem.place(task.location)
        return problem.network.straight(home, place)

    def _excess(self, problem: Problem, volunteer: Volunteer, task: Task, line: float) -> float:
        """Give the metres beyond the radius, 0 where the pair is near, −1 where the area is another."""
        if task.lifted or task.remote:
            return 0
        radii = [r for r in (self.radius_km, task.radius_km, volunteer.radius_km) if r is not None]
        if radii and not line <= min(radii) * 1000 + TOLERANCE_METRES:
            return line - min(radii) * 1000
        if self.same_area:
            here = problem.location(volunteer.home).area.split("/")[: self.same_area]
            there = problem.location(task.location or "").area.split("/")[: self.same_area]
            if here != there or len(here) < self.same_area or not all(here):
                return -1
        return 0

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Measure the straight line of every pair of the plan."""
        near = [service for service in plan.services if service.trip is not None]
        homes = np.array([problem.place(service.volunteer.home) for service in near], dtype=np.int64)
        places = np.array([problem.place(service.task.location or "") for service in near], dtype=np.int64)
        for service, line in zip(near, problem.network.line(homes, places).tolist(), strict=True):
            excess = self._excess(problem, service.volunteer, service.task, line)
            if excess:
                why = f"lives {excess:.0f} m too far from" if excess > 0 else "lives in another area than"
                yield Violation(
                    rule=self.name,
                    subjects=(service.volunteer.id, service.task.id),
                    excess=max(excess, 0),
                    message=f"{service.volunteer.id} {why} {service.task.id}",
                )

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Declare the radii, and for areas a boolean per pair of prefixes."""
        own = np.inf if self.radius_km is None else self.radius_km * 1000
        for row, volunteer in enumerate(draft.volunteers):
            draft.radius_of_volunteer[row] = (
                own if volunteer.radius_km is None else min(own, volunteer.radius_km * 1000)
            )
        for row, task in enumerate(draft.tasks):
            draft.radius_of_task[row] = np.inf if task.radius_km is None else task.radius_km * 1000
            draft.unlimited[row] = bool(task.lifted)
        if self.same_area:
            depth = self.same_area
            homes = [_prefix(problem.location(v.home).area, depth) for v in draft.volunteers]
            places = [
                None if task.lifted else _prefix(problem.location(task.location or "").area, depth)
                for task in draft.tasks
            ]
            draft.match(homes, places, lambda home, place: place is None or (home == place and home != ()))


def _prefix(area: str, depth: int) -> tuple[str, ...]:
    """Give the first parts of an area, or ``()`` where one is missing."""
    parts = tuple(area.split("/")[:depth])
    return parts if len(parts) == depth and all(parts) else ()
