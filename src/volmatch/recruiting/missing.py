"""What a shortage holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from volmatch.domain.plan import Plan, Unserved
from volmatch.domain.problem import Problem
from volmatch.io.geojson import area_points, collection
from volmatch.recruiting.surplus import Idle
from volmatch.recruiting.text import asked_for, sentences

__all__ = ["Missing", "Shortage"]


@frozen(kw_only=True)
class Missing:
    """Recruits of one kind who are missing.

    Attributes
    ----------
    area, home
        Where they live: an area (``""`` = unknown), and the id of the location that stands for their homes.
    hours
        When, on every day: ``"08:00–18:00"``. They are free for the way there and back besides.
    skills, access
        What they need: skills, and tags of closed locations.
    organisation
        To which they belong, or ``""``.
    least_age, most_age
        In years; ``None`` = no bound.
    count
        How many.
    recruits
        Their ids in ``plan``.
    tasks
        Ids of the tasks that they serve there.
    """

    area: str
    home: str
    hours: str
    skills: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    organisation: str = ""
    least_age: float | None = None
    most_age: float | None = None
    count: int = 1
    recruits: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The area, or the id of the location where that is unknown."""
        return self.area or self.home


@frozen(kw_only=True, repr=False, eq=False)
class Shortage:
    """Who is missing where, when and with which skill; and who was never asked.

    Attributes
    ----------
    missing
        Recruits by kind, those most wanted first.
    total
        How many are missing in all; with them ``plan`` serves all that recruits of the kinds offered can serve, but for
        ``open``.
    bound
        No fewer recruits of these kinds serve all of that: proven. ``None`` = not known.
    unserved
        Ids of the tasks that the plan given leaves unserved.
    beyond
        Those that no number of recruits of the kinds offered can serve, each with the rule that keeps most kinds away.
    open
        Ids of the tasks that recruits might serve, but for which no plan was found in time.
    surplus
        Volunteers who serve nothing in the plan given, and why.
    problem, plan
        The problem with the recruits as volunteers, and a plan of it that was verified: it shows that so many are
        enough, with each task served by as few people as it needs. For the best plan with them `solve` this problem.
    seconds
        How long it took.
    """

    missing: tuple[Missing, ...]
    total: int
    bound: int | None
    unserved: tuple[str, ...]
    beyond: tuple[Unserved, ...]
    open: tuple[str, ...]
    surplus: tuple[Idle, ...]
    problem: Problem = field(repr=False)
    plan: Plan = field(repr=False)
    seconds: float = 0.0

    @property
    def proven(self) -> bool:
        """Whether no fewer recruits of these kinds would do."""
        return not self.open and self.bound == self.total

    @property
    def by_area(self) -> Mapping[str, int]:
        """How many are missing in each area, the most first; where that is unknown, at a location."""
        counts: dict[str, int] = {}
        for row in self.missing:
            counts[row.place] = counts.get(row.place, 0) + row.count
        return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))

    def text(self, lang: str = "en") -> str:
        """Say it in English (``"en"``) or Chinese (``"zh"``): ids, areas and counts only."""
        return "\n".join(sentences(self, lang))

    def to_geojson(self, include_personal: bool = False) -> dict[str, Any]:
        """Give the areas in which recruits are missing as a GeoJSON FeatureCollection in WGS-84.

        Each area is one point amid its tasks, on a grid of about 1 km unless ``include_personal``; its properties are
        counts, hours and skills, never a person.

        Raises
        ------
        InputError
            Where the coordinates of the problem are planar: they stand for no place on the Earth.
        """
        groups: dict[str, list[Missing]] = {}
        for row in self.missing:
            groups.setdefault(row.place, []).append(row)
        places = {place: _places(self.problem, rows) for place, rows in groups.items()}
        points = area_points(self.problem, places, include_personal=include_personal)
        return collection(
            (points[place], {"area": place, "recruits": self.by_area[place], "kinds": _kinds(rows)})
            for place, rows in sorted(groups.items(), key=lambda one: one[0])
        )

    def __repr__(self) -> str:
        """Say the counts; no ids."""
        proof = "proven" if self.proven else f"bound {self.bound}"
        return f"<Shortage: {self.total} recruits ({proof}), {len(self.surplus)} never asked>"

    def __str__(self) -> str:
        return self.text()


def _places(problem: Problem, rows: list[Missing]) -> list[str]:
    """Give the places of the tasks that the recruits of an area serve, or those that stand for their homes."""
    found = [
        problem.task(task).location for row in rows for task in row.tasks if not problem.task(task).remote
    ]
    return [place for place in found if place is not None] or [row.home for row in rows]


def _kinds(rows: list[Missing]) -> list[dict[str, Any]]:
    return [
        {"count": row.count, "hours": row.hours, "needs": asked_for(row, "en"), "tasks": len(row.tasks)}
        for row in rows
    ]
