"""A plan made ready to be shown: names made harmless, instants as written times, and who, when and where as tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, TypeAlias

from attrs import define, field

from volmatch.domain.plan import Plan, Unserved
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView, TripView
from volmatch.saying import language
from volmatch.views.areas import MOST, areas_of, short_names
from volmatch.views.look import plain
from volmatch.views.text import SAY

__all__ = ["Figure", "Scene", "Spot", "natural"]

Figure: TypeAlias = dict[str, Any]
"""What plotly draws: ``data`` and ``layout``."""

Spot: TypeAlias = tuple[int, int | None]
"""A day (number) and an area (position in ``areas``), or no area."""

ROUND_SECONDS = 300
"""To the second, when people leave home and are back says how far from known places they live."""


def natural(name: str) -> tuple[list[str | int], str]:
    """Give the key by which people sort ids: ``v2`` before ``v10``."""
    parts: list[str | int] = [*re.split("([0-9]+)", name)]
    return [int(part) if row % 2 else part for row, part in enumerate(parts)], name


@define
class Scene:
    """A problem and a plan for the views.

    Parameters
    ----------
    problem, plan
        What is shown; rows of the plan that name unknown things are left out.
    lang
        ``"en"`` or ``"zh"``.
    personal
        Whether exact homes, names of places and exact times of leaving home are shown.

    Attributes
    ----------
    tags
        Who is concerned, and on which days and in which areas, by tag: people as positions in ``people``, or ``None``
        where the filter by volunteer does not apply; spots, or ``None`` where those by day and area do not.
    """

    problem: Problem
    plan: Plan
    lang: str = field(default="en", converter=language)
    personal: bool = False
    tags: dict[tuple[frozenset[int] | None, frozenset[Spot] | None], int] = field(factory=dict, init=False)

    @cached_property
    def view(self) -> PlanView:
        """The plan joined with the problem."""
        return PlanView(self.problem, self.plan)

    def say(self, key: str, **values: Any) -> str:
        """Say a sentence of the table."""
        return SAY(self.lang, key, **values)

    # Who, when and where.

    @cached_property
    def people(self) -> Mapping[str, int]:
        """The ids of the volunteers, in `natural` order, with their positions."""
        names = sorted((volunteer.id for volunteer in self.problem.volunteers), key=natural)
        return {name: row for row, name in enumerate(names)}

    @cached_property
    def _area_of(self) -> Mapping[str, str]:
        known = areas_of(self.problem, self.personal)
        places = [task.location for task in self.problem.effective_tasks if task.location is not None]
        sizes = Counter(known[place] for place in places)
        kept = {area for area, _ in sizes.most_common(MOST)} if len(sizes) > MOST + 1 else set(sizes)
        return {place: known[place] if known[place] in kept else "" for place in places}

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """What the areas of the tasks are called, the one that has no name last; harmless, all different."""
        paths = sorted(set(self._area_of.values()) - {""})
        names = short_names(paths)
        said = [plain(names[path]) for path in paths]
        return (*said, *[self.say("nowhere")] * ("" in self._area_of.values()))

    @cached_property
    def _area_row(self) -> Mapping[str, int]:
        paths = sorted(set(self._area_of.values()), key=lambda path: (path == "", path))
        return {path: row for row, path in enumerate(paths)}

    def area(self, task: Task) -> int | None:
        """Give the area of a task, as its position in ``areas``; ``None`` where it is done from home."""
        return None if task.location is None or task.remote else self._area_row[self._area_of[task.location]]

    def tag(self, people: Iterable[str] | None, spots: Iterable[Spot] | None) -> int:
        """Give the tag of what concerns these people, on these days in these areas."""
        who = None if people is None else frozenset(self.people[name] for name in people)
        where = None if spots is None else frozenset(spots)
        return self.tags.setdefault((who, where), len(self.tags))

    def spots(self, trip: TripView) -> frozenset[Spot]:
        """Give the day of a trip with the areas of its services."""
        return frozenset((trip.day, self.area(task)) for stop, task in trip.stops if stop.kind == "service")

    @cached_property
    def spots_of(self) -> Mapping[str, frozenset[Spot]]:
        """Where and when each volunteer serves; of those alone who do."""
        found: dict[str, set[Spot]] = {}
        for service in self.view.services:
            found.setdefault(service.volunteer.id, set()).add((service.day, self.area(service.task)))
        return {name: frozenset(spots) for name, spots in found.items()}

    # Tasks.

    @cached_property
    def wanted(self) -> tuple[Task, ...]:
        """The tasks that somebody is wanted for."""
        return tuple(self.problem.effective_tasks)

    def start(self, task: Task) -> int:
        """Give the instant at which a task may begin at the earliest."""
        return min((window.start for window in task.windows), default=0)

    def day(self, task: Task) -> int:
        """Give the day on which a task is served, or may begin."""
        services = self.view.services_of_task.get(task.id)
        return services[0].day if services else self.problem.clock.day(self.start(task))

    def missing(self, task: Task) -> int:
        """Count the people that a task still wants."""
        target = task.people.target if task.people else 1
        return max(target - self.view.served(task), 0)

    @cached_property
    def unserved(self) -> Mapping[str, Unserved]:
        """What is known of each task that nobody serves, by its id; asked of the rules where the plan does not say."""
        names = [task.id for task in self.wanted if not self.view.served(task)]
        known = {row.task: row for row in self.plan.unserved}
        if any(name not in known or not known[name].reason for name in names):
            from volmatch.reasons import unserved

            known = {row.task: row for row in unserved(self.problem, self.view.plan)}
        return {name: known[name] for name in names}

    # Times.

    def wall(self, seconds: int) -> str:
        """Write an instant as plotly reads it, by the clock on the wall."""
        return self.problem.clock.wall(seconds).isoformat()

    def hour(self, seconds: int) -> int:
        """Give the hour of the day of an instant."""
        return self.problem.clock.wall(seconds).hour

    def away(self, trip: TripView) -> tuple[int, int]:
        """Give when a trip leaves and is back, as it may be shown."""
        depart, back = trip.trip.depart, trip.trip.return_
        if self.personal:
            return depart, back
        zone = self.problem.clock.midnight(trip.day)
        early = zone + (depart - zone) // ROUND_SECONDS * ROUND_SECONDS
        return early, zone - (zone - back) // ROUND_SECONDS * ROUND_SECONDS
