"""The map: homes with their radius, trips as lines, what is served, and what is not with its reason. No tiles."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field

from volmatch.domain.task import Task
from volmatch.domain.view import TripView
from volmatch.domain.volunteer import Volunteer
from volmatch.rulebook import rules_of
from volmatch.saying import priority
from volmatch.views.ground import Position, positions
from volmatch.views.layout import axis, figure, points
from volmatch.views.look import BLUE, GREY, INK, REASONS, SERVED, SHORT, SKY, Look, plain
from volmatch.views.scene import Figure, Scene, Spot
from volmatch.views.text import reason

__all__ = ["map_of"]

FEW_CIRCLES = 12
"""More circles than this hide the map, and wait until they are asked for."""

CORNERS = 48


@define
class _Points:
    """The points of one kind: where, what stands beside the pointer, and the tags."""

    x: list[float | None] = field(factory=list)
    y: list[float | None] = field(factory=list)
    hover: list[str] = field(factory=list)
    tags: list[int] = field(factory=list)

    def add(self, where: Position | None, hover: str, tag: int) -> None:
        """Add a point; ``None`` breaks a line."""
        self.x.append(where[0] if where else None)
        self.y.append(where[1] if where else None)
        self.hover.append(plain(hover))
        self.tags.append(tag)

    def trace(self, name: str, **more: Any) -> dict[str, Any]:
        """Make the trace of them."""
        return {
            "type": "scatter",
            "name": name,
            "x": self.x,
            "y": self.y,
            "hovertext": self.hover,
            "hoverinfo": "text",
            "meta": points(self.tags),
            **more,
        }


def map_of(scene: Scene) -> Figure:
    """Draw the map."""
    where = positions(scene.problem, _things(scene), scene.personal)
    traces = [*_circles(scene, where), *_trips(scene, where), *_homes(scene, where), *_tasks(scene, where)]
    traces += _areas(scene, where)
    shape = _shape(where)
    made = figure(
        scene.say("map"),
        traces if where else [],
        nothing=scene.say("no_positions"),
        height=round(min(max(1000 * shape + 150, 420), 760)),
        xaxis=axis(scene.say("east"), constrain="domain"),
        yaxis=axis(scene.say("north"), scaleanchor="x", scaleratio=1, constrain="domain"),
        dragmode="pan",
        margin={"l": 60, "r": 16, "t": 112, "b": 40, "pad": 4},
    )
    if where:
        made["layout"]["meta"] = {"shape": round(shape, 2)}
    return made


def _shape(where: Mapping[str, Position]) -> float:
    """Give the height of the map by its width."""
    wide, high = (
        (max(side, default=0.0) - min(side, default=0.0) for side in zip(*where.values(), strict=True))
        if where
        else (1, 1)
    )
    return (high + 1) / (wide + 1)


def _things(scene: Scene) -> Iterator[tuple[str, str]]:
    for volunteer in scene.problem.volunteers:
        yield f"home {volunteer.id}", volunteer.home
    for task in scene.wanted:
        if task.location is not None and not task.remote:
            yield f"task {task.id}", task.location
    for trip in scene.view.trips:
        for stop, task in trip.stops:
            if stop.kind == "pickup" and task.pickup:
                yield f"fetch {task.pickup.location}", task.pickup.location


def _named(scene: Scene, name: str, place: str | None) -> str:
    """Name a thing, and its place where that may be told."""
    return f"{name} · {place}" if scene.personal and place else name


def _circles(scene: Scene, where: Mapping[str, Position]) -> Iterator[dict[str, Any]]:
    circles = _Points()
    rule = next((each for each in rules_of(scene.problem) if each.name == "near_residence"), None)
    common = getattr(rule, "radius_km", None)
    many = 0
    for volunteer in scene.problem.volunteers:
        radii = [radius for radius in (volunteer.radius_km, common) if radius is not None]
        home = where.get(f"home {volunteer.id}")
        if radii and home:
            many += 1
            tag = _home_tag(scene, volunteer)
            for corner in range(CORNERS + 1):
                turn = 2 * math.pi * corner / CORNERS
                out = min(radii)
                circles.add(
                    (round(home[0] + out * math.cos(turn), 2), round(home[1] + out * math.sin(turn), 2)),
                    "",
                    tag,
                )
            circles.add(None, "", tag)
    if many:
        yield circles.trace(
            scene.say("radius"),
            mode="lines",
            line={"color": SKY, "width": 1, "dash": "dot"},
            hoverinfo="skip",
            visible=True if many <= FEW_CIRCLES else "legendonly",
        ) | {"meta": {**points(circles.tags), "few": FEW_CIRCLES * (CORNERS + 2)}}


def _trips(scene: Scene, where: Mapping[str, Position]) -> Iterator[dict[str, Any]]:
    lines = _Points()
    for trip in scene.view.trips:
        tag = scene.tag([trip.volunteer.id], scene.spots(trip))
        for spot in _way(trip, where):
            lines.add(spot, trip.volunteer.id, tag)
        lines.add(None, "", tag)
    if lines.x:
        yield lines.trace(
            scene.say("trips"),
            mode="lines",
            line={"color": BLUE, "width": 1.3},
            opacity=0.55,
            connectgaps=False,
        )


def _way(trip: TripView, where: Mapping[str, Position]) -> list[Position]:
    names = [f"home {trip.volunteer.id}"]
    for stop, task in trip.stops:
        fetched = stop.kind == "pickup" and task.pickup
        names.append(f"fetch {task.pickup.location}" if fetched and task.pickup else f"task {task.id}")
    return [where[name] for name in (*names, names[0]) if name in where]


def _homes(scene: Scene, where: Mapping[str, Position]) -> Iterator[dict[str, Any]]:
    kinds = {"home": _Points(), "idle": _Points()}
    for volunteer in scene.problem.volunteers:
        home = where.get(f"home {volunteer.id}")
        if home:
            kind = "home" if volunteer.id in scene.spots_of else "idle"
            kinds[kind].add(home, _named(scene, volunteer.id, volunteer.home), _home_tag(scene, volunteer))
    for kind, symbol in (("home", "square"), ("idle", "square-open")):
        if kinds[kind].x:
            yield kinds[kind].trace(
                scene.say(kind),
                mode="markers",
                marker={"symbol": symbol, "size": 8, "color": INK if kind == "home" else GREY},
            )


def _home_tag(scene: Scene, volunteer: Volunteer) -> int:
    return scene.tag([volunteer.id], scene.spots_of.get(volunteer.id, frozenset()))


def _tasks(scene: Scene, where: Mapping[str, Position]) -> Iterator[dict[str, Any]]:
    kinds: dict[str, _Points] = defaultdict(_Points)
    frequent = Counter(row.reason for row in scene.unserved.values())
    looks: dict[str, tuple[str, Look]] = {
        "": (scene.say("served"), SERVED),
        "short": (scene.say("short"), SHORT),
    }
    for row, (name, _) in enumerate(sorted(frequent.items(), key=lambda item: (-item[1], item[0]))):
        said = scene.say("unserved_because", why=plain(reason(name, scene.lang)))
        looks[f"unserved {name}"] = said, REASONS[row % len(REASONS)]
    for task in scene.wanted:
        spot = where.get(f"task {task.id}")
        if spot:
            kind, people = (
                "",
                [service.volunteer.id for service in scene.view.services_of_task.get(task.id, ())],
            )
            if task.id in scene.unserved:
                kind, people = f"unserved {scene.unserved[task.id].reason}", []
            elif scene.missing(task):
                kind = "short"
            kinds[kind].add(spot, _told(scene, task, people), _task_tag(scene, task, people))
    for kind, (name, look) in looks.items():
        if kind in kinds:
            size = 11 if kind.startswith("unserved") else 7
            yield kinds[kind].trace(name, mode="markers", marker=look.point(size))


def _told(scene: Scene, task: Task, people: list[str]) -> str:
    parts = [_named(scene, task.id, task.location), priority(str(task.priority), scene.lang)]
    if task.id in scene.unserved:
        parts.append(reason(scene.unserved[task.id].reason, scene.lang))
    elif people:
        parts.append(", ".join(people))
    if scene.missing(task):
        parts.append(scene.say("people_missing", n=scene.missing(task)))
    return " · ".join(parts)


def _task_tag(scene: Scene, task: Task, people: list[str]) -> int:
    return scene.tag(people or None, [(scene.day(task), scene.area(task))])


def _areas(scene: Scene, where: Mapping[str, Position]) -> Iterator[dict[str, Any]]:
    """Write the name of each area above its tasks."""
    spots: dict[int, list[Position]] = defaultdict(list)
    seen: dict[int, set[Spot]] = defaultdict(set)
    for task in scene.wanted:
        area, spot = scene.area(task), where.get(f"task {task.id}")
        if area is not None and spot and scene.areas[area] != scene.say("nowhere"):
            spots[area].append(spot)
            seen[area].add((scene.day(task), area))
    if len(spots) > 1:
        labels, halo = _Points(), ", ".join(["0 0 3px #fff"] * 4)
        for area, inside in spots.items():
            east = sum(spot[0] for spot in inside) / len(inside)
            labels.add((round(east, 2), max(spot[1] for spot in inside)), "", scene.tag(None, seen[area]))
        words = [f"<b>{scene.areas[area]}</b>" for area in spots]
        yield labels.trace(
            "",
            mode="text",
            text=words,
            showlegend=False,
            hoverinfo="skip",
            textposition="top center",
            textfont={"size": 12, "color": INK, "shadow": halo},
        )
