"""The timeline: a row for everybody who does something, with the time offered, the trips, and what is done on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from attrs import define, field

from volmatch.domain.clock import Interval
from volmatch.domain.task import PRIORITIES
from volmatch.saying import clock_time, priority
from volmatch.views.layout import axis, categories, figure, points
from volmatch.views.look import EMPTY, FAINT, GREY, PICKUP, PRIORITY, REMOTE, plain
from volmatch.views.scene import Figure, Scene

__all__ = ["timeline"]

ROW_PIXELS = 24
ROWS_SHOWN = 30
"""As many rows as the page shows at once."""

OFFERED, AWAY = "offered", "away"


@define
class _Bars:
    """The bars of one kind: rows, intervals, what stands in them and beside the pointer."""

    rows: list[str] = field(factory=list)
    starts: list[str] = field(factory=list)
    lengths: list[int] = field(factory=list)
    words: list[str] = field(factory=list)
    hover: list[str] = field(factory=list)
    tags: list[int] = field(factory=list)


def timeline(scene: Scene) -> Figure:
    """Draw who does what when."""
    kinds: dict[str, _Bars] = defaultdict(_Bars)
    for kind, who, interval, tag, word in _stretches(scene):
        bars = kinds[kind]
        bars.rows.append(plain(who))
        bars.starts.append(scene.wall(interval.start))
        bars.lengths.append(_length(scene, interval))
        bars.words.append(plain(word))
        times = f"{clock_time(scene.problem.clock, interval.start)}–{_until(scene, interval)}"
        bars.hover.append(" · ".join(plain(part) for part in (who, word, times) if part))
        bars.tags.append(tag)
    busy = {*scene.spots_of, *(trip.volunteer.id for trip in scene.view.trips)}
    shown = {name: kinds[name] for name in (OFFERED, AWAY, *PRIORITIES, "pickup", "remote") if name in kinds}
    rows = list(dict.fromkeys(plain(name) for name in scene.people if name in busy))
    made = figure(
        scene.say("timeline"),
        [_trace(scene, name, bars) for name, bars in shown.items()] if rows else [],
        nothing=scene.say("no_trips"),
        height=130 + ROW_PIXELS * len(rows),
        uniformtext={"mode": "hide", "minsize": 8},
        bargap=0,
        xaxis=axis(type="date", tickformat="%H:%M\n%Y-%m-%d", hoverformat="%Y-%m-%d %H:%M", side="bottom"),
        yaxis=categories(rows, autorange="reversed", dtick=1, tickfont={"size": 11}),
        margin={"l": 60, "r": 16, "t": 90, "b": 50, "pad": 4},
    )
    made["layout"]["meta"] = {"pages": ROWS_SHOWN, "row": ROW_PIXELS, "frame": 130}
    return made


def _length(scene: Scene, interval: Interval) -> int:
    """Give how long an interval is on the wall, in milliseconds; in a fold, where that makes no sense, as it is."""
    start, end = (scene.problem.clock.wall(instant) for instant in (interval.start, interval.end))
    seconds = (end - start).total_seconds()
    return round(1000 * (seconds if seconds > 0 else interval.seconds))


def _until(scene: Scene, interval: Interval) -> str:
    return clock_time(scene.problem.clock, interval.end, interval.start)


def _stretches(scene: Scene) -> Iterator[tuple[str, str, Interval, int, str]]:
    """Give every bar: kind, volunteer, interval, tag, and the word in it."""
    yield from _offers(scene)
    for trip in scene.view.trips:
        who, tag = trip.volunteer.id, scene.tag([trip.volunteer.id], scene.spots(trip))
        yield AWAY, who, Interval(*scene.away(trip)), tag, ""
        for stop, task in trip.stops:
            kind = "pickup" if stop.kind == "pickup" else str(task.priority)
            spot = (trip.day, scene.area(task))
            yield kind, who, Interval(stop.start, stop.end), scene.tag([who], [spot]), task.id
    for row in scene.view.remote:
        spot = (scene.problem.clock.day(row.start), None)
        yield (
            "remote",
            row.volunteer,
            Interval(row.start, row.end),
            scene.tag([row.volunteer], [spot]),
            row.task,
        )


def _offers(scene: Scene) -> Iterator[tuple[str, str, Interval, int, str]]:
    """Give the time offered, on the days on which something is done alone."""
    clock = scene.problem.clock
    for name, spots in sorted(scene.spots_of.items()):
        for day in sorted({day for day, _ in spots}):
            tag = scene.tag([name], [spot for spot in spots if spot[0] == day])
            first, last = clock.midnight(day), clock.midnight(day + 1)
            for offer in scene.problem.volunteer(name).available:
                if offer.start < last and first < offer.end:
                    part = Interval(max(offer.start, first), min(offer.end, last))
                    yield OFFERED, name, part, tag, scene.say("offered")


def _trace(scene: Scene, kind: str, bars: _Bars) -> dict[str, Any]:
    trace: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "name": priority(kind, scene.lang) if kind in PRIORITY else scene.say(kind),
        "y": bars.rows,
        "base": bars.starts,
        "x": bars.lengths,
        "hovertext": bars.hover,
        "hoverinfo": "text",
        "meta": points(bars.tags),
    }
    if kind == OFFERED:
        return trace | {"width": 0.86, "marker": {"color": EMPTY, "line": {"color": FAINT, "width": 1}}}
    if kind == AWAY:
        return trace | {"width": 0.24, "marker": {"color": GREY}}
    look = PICKUP if kind == "pickup" else REMOTE if kind == "remote" else PRIORITY[kind]
    words = {"text": bars.words, "textposition": "inside", "insidetextanchor": "middle", "textangle": 0}
    rim = {"line": {"color": "#ffffff", "width": 1}}
    white = {
        "insidetextfont": {
            "size": 10,
            "color": "#ffffff" if kind in ("normal", "critical", "remote") else "#000000",
        }
    }
    return trace | words | white | {"width": 0.76, "marker": {**look.bar, **rim}, "constraintext": "inside"}
