"""People serve near home.

The straight line (no detour) from the home to the place of service is at most the smallest of three
radii: the rule's, the task's (its own replaces its type's) and the volunteer's; a place exactly on the
circle is near enough. With ``same_area: n`` the first *n* parts of the two areas must be the same, and
present. A task that is ``lifted`` may be served from anywhere, and a remote one is served from home.

Where a task has a pickup, radius and areas hold for the place of service alone, and with ``pickups`` for the place
where it is fetched as well.
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
from volmatch.rule import Miss, Rule, Violation

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
        for name in self._places(task):
            line = problem.network.straight(problem.place(volunteer.home), problem.place(name))
            excess = self._excess(problem, volunteer, task, name, line)
            if excess:
                return f"lives {excess / 1000:.1f} km too far away" if excess > 0 else "lives in another area"
        return ""

    def miss(self, problem: Problem, volunteer: Volunteer, task: Task) -> Miss | None:
        """Say by how many metres the furthest place is too far away, or that one is in another area."""
        home = problem.place(volunteer.home)
        excess = [
            self._excess(problem, volunteer, task, name, problem.network.straight(home, problem.place(name)))
            for name in self._places(task)
        ]
        if any(amount < 0 for amount in excess):
            return Miss(kind="other_area")
        far = max(excess, default=0)
        return Miss(kind="far", amount=far) if far else None

    def _places(self, task: Task) -> list[str]:
        """Name the locations that must be near."""
        if task.lifted or task.remote or task.location is None:
            return []
        fetched = task.pickup is not None and self.pickups
        return [task.location, *([task.pickup.location] if fetched and task.pickup else [])]

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say of many that the place is too far, or in another area."""
        forbidden = np.zeros(len(rows), dtype=bool)
        least = min((r for r in (self.radius_km, task.radius_km) if r is not None), default=np.inf)
        radius = np.minimum(roll.numbers("radius_km", np.inf)[rows], least)
        limited = np.isfinite(radius)
        for name in self._places(task):
            if limited.any():
                forbidden |= limited & ~(roll.lines(rows, name) <= radius * 1000 + TOLERANCE_METRES)
            if self.same_area:
                there = tuple(roll.problem.location(name).area.split("/")[: self.same_area])
                key = self.name, self.same_area
                group, areas = roll.groups(key, lambda one: self._first(roll.problem, one))
                same = [here == there and len(here) == self.same_area and all(here) for here in areas]
                forbidden |= ~np.array(same, dtype=bool)[group[rows]]
        return forbidden

    def _first(self, problem: Problem, volunteer: Volunteer) -> tuple[str, ...]:
        return tuple(problem.location(volunteer.home).area.split("/")[: self.same_area])

    def _excess(self, problem: Problem, volunteer: Volunteer, task: Task, where: str, line: float) -> float:
        """Give the metres of a place beyond the radius, 0 where it is near, −1 where the area is another."""
        if task.lifted or task.remote:
            return 0
        radii = [r for r in (self.radius_km, task.radius_km, volunteer.radius_km) if r is not None]
        if radii and not line <= min(radii) * 1000 + TOLERANCE_METRES:
            return line - min(radii) * 1000
        if self.same_area:
            here = problem.location(volunteer.home).area.split("/")[: self.same_area]
            there = problem.location(where).area.split("/")[: self.same_area]
            if here != there or len(here) < self.same_area or not all(here):
                return -1
        return 0

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Measure the straight line to every service of the plan, and to every pickup if they count."""
        stops = [
            (trip.volunteer, task, place, stop.kind)
            for trip in plan.trips
            for (stop, task), place in zip(trip.stops, trip.places[1:], strict=False)
            if stop.kind == "service" or self.pickups
        ]
        homes = np.array([problem.place(volunteer.home) for volunteer, *_ in stops], dtype=np.int64)
        places = np.array([place for _, _, place, _ in stops], dtype=np.int64)
        lines = problem.network.line(homes, places).tolist()
        for (volunteer, task, place, kind), line in zip(stops, lines, strict=True):
            excess = self._excess(problem, volunteer, task, problem.locations[place].id, line)
            if excess:
                why = f"lives {excess:.0f} m too far from" if excess > 0 else "lives in another area than"
                yield Violation(
                    rule=self.name,
                    subjects=(volunteer.id, task.id),
                    excess=max(excess, 0),
                    message=f"{volunteer.id} {why} {'the pickup of ' if kind == 'pickup' else ''}{task.id}",
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
            draft.unlimited[row] = bool(task.lifted) or bool(task.remote)
            if row in draft.pickups:
                draft.radius_of_task[draft.pickups[row]] = draft.radius_of_task[row]
                draft.unlimited[draft.pickups[row]] = bool(task.lifted) or not self.pickups
        if self.same_area:
            self._match_areas(problem, draft, self.same_area)

    def _match_areas(self, problem: Problem, draft: Draft, depth: int) -> None:
        """Let the areas of home, place of service and perhaps pickup agree."""
        homes = [_prefix(problem.location(v.home).area, depth) for v in draft.volunteers]
        asked: list[frozenset[tuple[str, ...]]] = []
        for task in draft.tasks:
            bound = not (task.lifted or task.remote)
            there = [task.location or ""] if bound else []
            if bound and self.pickups and task.pickup is not None:
                there.append(task.pickup.location)
            asked.append(frozenset(_prefix(problem.location(name).area, depth) for name in there))
        draft.match(homes, asked, lambda home, places: all(home == place and home != () for place in places))


def _prefix(area: str, depth: int) -> tuple[str, ...]:
    """Give the first parts of an area, or ``()`` where one is missing."""
    parts = tuple(area.split("/")[:depth])
    return parts if len(parts) == depth and all(parts) else ()
