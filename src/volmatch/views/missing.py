"""Shortage: how many people are missing by area and hour, and how many to recruit where for which hours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Protocol

from volmatch.views.areas import areas_of, short_names
from volmatch.views.layout import categories, figure
from volmatch.views.look import SCALE, plain
from volmatch.views.scene import Figure, Scene
from volmatch.views.sums import heat

__all__ = ["Found", "recruits", "shortage"]

ROW_PIXELS = 32
FEW = 4
"""So many missing at one place and time are no light shade any more; fewer stay lighter."""


def shortage(scene: Scene) -> Figure:
    """Draw how many people are missing where and when; a task that is served by too few counts with those it lacks."""
    parts = []
    areas = (*scene.areas, scene.say("remote"))
    for task in scene.wanted:
        lacks = scene.missing(task)
        if lacks:
            area = scene.area(task)
            tag = scene.tag(None, [(scene.day(task), area)])
            parts.append(
                (scene.hour(scene.start(task)), len(areas) - 1 if area is None else area, lacks, tag)
            )
    if not any(row == len(areas) - 1 for _, row, _, _ in parts):
        areas = areas[:-1]
    sums: Counter[tuple[int, int]] = Counter()
    for column, row, lacks, _ in parts:
        sums[column, row] += lacks
    names = [f"{hour:02}" for hour in range(24)]
    hours = sorted({column for column, *_ in parts})
    first, last = (hours[0], hours[-1]) if hours else (0, 0)
    shown = [(column - first, row, lacks, tag) for column, row, lacks, tag in parts]
    trace = heat(
        names[first : last + 1],
        areas,
        shown,
        name=scene.say("missing"),
        **_look(max(sums.values(), default=0)),
        hovertemplate=f"%{{y}}, %{{x}}:00 · {scene.say('missing')}: %{{z}}<extra></extra>",
    )
    return figure(
        scene.say("shortage"),
        [trace] if parts else [],
        nothing=scene.say("none_missing" if scene.wanted else "no_tasks"),
        height=130 + ROW_PIXELS * max(len(areas), 3),
        xaxis=categories(names[first : last + 1], title=scene.say("hour_axis"), tickangle=0),
        yaxis=categories(areas, autorange="reversed"),
        showlegend=False,
        margin={"l": 60, "r": 16, "t": 44, "b": 40, "pad": 4},
    )


class Recruits(Protocol):
    """Recruits of one kind: how many, where they live, at which hours of every day, with which skills."""

    @property
    def home(self) -> str:
        """The id of the location that stands for their homes."""

    @property
    def hours(self) -> str:
        """Such as ``"08:00–18:00"``."""

    @property
    def skills(self) -> Sequence[str]:
        """What they can do."""

    @property
    def count(self) -> int:
        """How many."""


class Found(Protocol):
    """What was found of whom to recruit."""

    @property
    def missing(self) -> Sequence[Recruits]:
        """The kinds."""


def recruits(scene: Scene, found: Found) -> Figure:
    """Draw how many are to be recruited, by the area they should live in and their hours."""
    known = areas_of(scene.problem, scene.personal)
    paths = sorted({known[row.home] for row in found.missing}, key=lambda path: (path == "", path))
    short = short_names(paths)
    names = [plain(short[path]) if path else scene.say("nowhere") for path in paths]
    hours = sorted({row.hours for row in found.missing})
    told: dict[tuple[int, int], list[str]] = defaultdict(list)
    parts = []
    for row in found.missing:
        down, across = paths.index(known[row.home]), hours.index(row.hours)
        skills = ", ".join(row.skills) or scene.say("any_skill")
        told[down, across].append(scene.say("recruits_missing", n=row.count, what=plain(skills)))
        parts.append((across, down, row.count, scene.tag(None, None)))
    trace = heat(
        [plain(each) for each in hours],
        names,
        parts,
        **_look(max((row.count for row in found.missing), default=0)),
        hovertext=[
            ["<br>".join(told[down, across]) for across in range(len(hours))] for down in range(len(paths))
        ],
        hoverinfo="text",
    )
    return figure(
        scene.say("recruits"),
        [trace] if parts else [],
        nothing=scene.say("no_recruits"),
        height=130 + ROW_PIXELS * max(len(names), 3),
        xaxis=categories(map(plain, hours), tickangle=0),
        yaxis=categories(names, autorange="reversed"),
        showlegend=False,
        margin={"l": 60, "r": 16, "t": 44, "b": 40, "pad": 4},
    )


def _look(most: float) -> dict[str, Any]:
    return {
        "colorscale": SCALE,
        "zmin": 0,
        "zmax": max(FEW, most),
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "texttemplate": "%{text}",
        "textfont": {"size": 14},
    }
