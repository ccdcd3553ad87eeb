"""The trips and the unserved tasks as tables of the page: to be read out, and printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from volmatch.domain.findings import printable
from volmatch.domain.task import Task
from volmatch.domain.view import TripView
from volmatch.saying import clock_time, day_name, priority
from volmatch.views.scene import Scene, natural
from volmatch.views.text import reason

__all__ = ["open_list", "safe", "trip_list"]

MOST_WINDOWS = 3


def safe(text: str) -> str:
    """Make text of a user's harmless in HTML."""
    return escape(printable(text))


def trip_list(scene: Scene) -> str:
    """Write every trip and remote service as a row: who, when, and the stops."""
    clock = scene.problem.clock
    rows = []
    for trip in scene.view.trips:
        out, back = scene.away(trip)
        cells = (
            trip.volunteer.id,
            day_name(clock, clock.midnight(trip.day), scene.lang),
            clock_time(clock, out),
            "\n".join(_stops(scene, trip)),
            clock_time(clock, back, out),
        )
        rows.append(
            (trip.trip.depart, trip.volunteer.id, scene.tag([trip.volunteer.id], scene.spots(trip)), cells)
        )
    for row in scene.view.remote:
        day = clock.day(row.start)
        stop = f"{_times(scene, row.start, row.end)} {row.task} ({scene.say('remote')})"
        cells = (row.volunteer, day_name(clock, clock.midnight(day), scene.lang), "", stop, "")
        rows.append((row.start, row.volunteer, scene.tag([row.volunteer], [(day, None)]), cells))
    ordered = sorted(rows, key=lambda row: (clock.day(row[0]), scene.people[row[1]], row[0]))
    return _table(
        scene, ("volunteer", "day", "out", "stops", "back"), ((tag, cells) for *_, tag, cells in ordered)
    )


def open_list(scene: Scene) -> str:
    """Write every unserved task as a row: which, how urgent, when, where, and why."""
    rows = []
    for name, row in scene.unserved.items():
        task = scene.problem.task(name)
        area = scene.area(task)
        cells = (
            name,
            priority(str(task.priority), scene.lang),
            "\n".join(_windows(scene, task)),
            scene.say("remote") if area is None else "",
            reason(row.reason, scene.lang),
        )
        rows.append((task, area, scene.tag(None, [(scene.day(task), area)]), cells))
    order = ("critical", "high", "normal", "low")
    rows.sort(key=lambda row: (order.index(str(row[0].priority)), scene.start(row[0]), natural(row[0].id)))
    heads = ("task", "priority", "window", "area", "why")
    return _table(
        scene, heads, ((tag, cells) for _, _, tag, cells in rows), {3: [area for _, area, _, _ in rows]}
    )


def _stops(scene: Scene, trip: TripView) -> Iterator[str]:
    for stop, task in trip.stops:
        what = f" ({scene.say('pickup')})" if stop.kind == "pickup" else ""
        yield f"{_times(scene, stop.start, stop.end)} {task.id}{what}"


def _times(scene: Scene, start: int, end: int) -> str:
    clock = scene.problem.clock
    return f"{clock_time(clock, start)}–{clock_time(clock, end, start)}"


def _windows(scene: Scene, task: Task) -> Iterator[str]:
    clock = scene.problem.clock
    for window in task.windows[:MOST_WINDOWS]:
        yield f"{day_name(clock, window.start, scene.lang)} {_times(scene, window.start, window.end)}"
    if len(task.windows) > MOST_WINDOWS:
        yield "…"


def _table(
    scene: Scene,
    heads: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    areas: dict[int, list[int | None]] | None = None,
) -> str:
    """Write a table; each row has its tag. The names of ``areas`` are harmless already."""
    head = "".join(f'<th scope="col">{safe(scene.say(key))}</th>' for key in heads)
    body = []
    for number, (tag, cells) in enumerate(rows):
        said = ["<br>".join(safe(line) for line in cell.split("\n")) for cell in cells]
        for column, which in (areas or {}).items():
            if which[number] is not None:
                said[column] = scene.areas[which[number]]  # type: ignore[index]
        body.append(f'<tr data-tag="{tag}">{"".join(f"<td>{cell}</td>" for cell in said)}</tr>')
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
