"""Coverage: how many tasks are served, served by fewer than wanted, or not, by priority, area or hour."""

from __future__ import annotations

from collections.abc import Callable

from volmatch.domain.task import PRIORITIES, Task
from volmatch.saying import priority
from volmatch.views.layout import axis, categories, figure
from volmatch.views.look import SERVED, SHORT, UNSERVED
from volmatch.views.scene import Figure, Scene
from volmatch.views.sums import Part, bars

__all__ = ["BY", "coverage"]

BY = ("priority", "area", "hour")
BAR_PIXELS = 30
LOOKS = {"served": SERVED, "short": SHORT, "unserved": UNSERVED}


def coverage(scene: Scene, by: str) -> Figure:
    """Draw how much is served; the bars of remote tasks, which have no area, are left out by area."""
    names, place = _split(scene, by)
    parts: dict[str, list[Part]] = {name: [] for name in LOOKS}
    for task in scene.wanted:
        at = place(task)
        if at is not None:
            state = "short" if scene.missing(task) else "served"
            state = state if scene.view.served(task) else "unserved"
            parts[state].append((at, 1, scene.tag(None, [(scene.day(task), scene.area(task))])))
    sideways = by != "hour"
    traces = [
        bars(
            names,
            rows,
            sideways=sideways,
            name=scene.say(state),
            marker=LOOKS[state].bar,
            hovertemplate="%{x}: %{y}" if by == "hour" else "%{y}: %{x}",
        )
        for state, rows in parts.items()
        if rows
    ]
    amounts, kinds = axis(scene.say("task_axis"), rangemode="tozero"), categories(names)
    if sideways:
        kinds |= {"autorange": "reversed"}
    else:
        kinds |= {
            "title": {"text": scene.say("hour_axis"), "standoff": 8},
            "tickangle": 0,
            "tickfont": {"size": 10},
        }
    return figure(
        scene.say(f"by_{by}"),
        traces,
        nothing=scene.say("no_tasks"),
        height=160 + BAR_PIXELS * max(len(names), 4) if sideways else 320,
        barmode="stack",
        xaxis=amounts if sideways else kinds,
        yaxis=kinds if sideways else amounts,
    )


def _split(scene: Scene, by: str) -> tuple[tuple[str, ...], Callable[[Task], int | None]]:
    """Give the names of the bars, and the function that says to which of them a task belongs."""
    if by == "priority":
        return tuple(priority(name, scene.lang) for name in PRIORITIES), lambda task: PRIORITIES.index(
            str(task.priority)
        )
    if by == "area":
        return scene.areas, scene.area
    return tuple(f"{hour:02}" for hour in range(24)), lambda task: scene.hour(scene.start(task))
