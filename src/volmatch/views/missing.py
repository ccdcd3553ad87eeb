"""Shortage: how many people are missing, by area and by the hour at which their tasks may begin."""

from __future__ import annotations

from collections import Counter

from volmatch.views.layout import categories, figure
from volmatch.views.look import SCALE
from volmatch.views.scene import Figure, Scene
from volmatch.views.sums import heat

__all__ = ["shortage"]

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
        colorscale=SCALE,
        zmin=0,
        zmax=max(FEW, *sums.values()) if sums else FEW,
        showscale=False,
        xgap=2,
        ygap=2,
        texttemplate="%{text}",
        textfont={"size": 14},
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
