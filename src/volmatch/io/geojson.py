"""Plans and areas for maps: GeoJSON (RFC 7946), which is always in WGS-84, longitude first.

Nothing of a person stands in it unless that is asked for: every place, since a task may be at somebody's door, is
rounded to a grid of 0.01 degrees, about 1 km; it is the same point however often it is written, so that nothing can
be averaged out. Ids are the only names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from volmatch.domain.coarse import square
from volmatch.domain.geography import convert
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView, TripView
from volmatch.errors import Fault, InputError

__all__ = ["area_points", "collection", "plan_geojson"]

Position: TypeAlias = list[float]
"""Longitude and latitude, in degrees."""

DECIMALS = 6
"""Of a degree: about 10 cm."""


def plan_geojson(problem: Problem, plan: Plan, include_personal: bool = False) -> dict[str, Any]:
    """Give a plan as a GeoJSON FeatureCollection: trips as lines, tasks as points.

    Parameters
    ----------
    problem, plan
        What the plan names that the problem does not have is left out.
    include_personal
        Write homes and the places of tasks exactly; default on a grid of about 1 km.

    Returns
    -------
    Features of ``kind`` ``"trip"`` (volunteer, tasks, depart, return) and ``"task"`` (task, priority, served, people,
    and the reason where it is unserved). Remote tasks are in no place: their geometry is ``None``.

    Raises
    ------
    InputError
        Where the coordinates of the problem are planar, or a location has none.

    Notes
    -----
    O(stops + tasks).
    """
    view = PlanView(problem, plan)
    places = _Places(problem, include_personal=include_personal)
    return collection([*_trips(view, places), *_tasks(view, places)])


def area_points(
    problem: Problem, areas: Mapping[str, Sequence[str]], *, include_personal: bool = False
) -> dict[str, dict[str, Any]]:
    """Give each area one point: the middle of some of its locations, on a grid of about 1 km unless asked otherwise.

    Parameters
    ----------
    areas
        Ids of locations, one or more, by area.

    Raises
    ------
    InputError
        As in `plan_geojson`.
    """
    places = _Places(problem, include_personal=True)
    points = {}
    for area, names in areas.items():
        exact = [places.at(problem.place(name)) for name in names]
        middle = [round(sum(axis) / len(exact), DECIMALS) for axis in zip(*exact, strict=True)]
        points[area] = _point(
            middle if include_personal else [*reversed(square(middle[1], middle[0], "WGS84"))]
        )
    return points


def collection(features: Iterable[tuple[dict[str, Any] | None, Mapping[str, Any]]]) -> dict[str, Any]:
    """Put geometries and their properties together."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": geometry, "properties": dict(properties)}
            for geometry, properties in features
        ],
    }


class _Places:
    """Where the places of a problem are in WGS-84: exactly, or about."""

    def __init__(self, problem: Problem, *, include_personal: bool) -> None:
        if problem.coordinates == "planar":
            planar = "planar coordinates stand for no place on the Earth, and GeoJSON has no other"
            raise InputError([Fault("coordinates", problem.name, planar, "Give lat and lon.")])
        self._problem = problem
        self._personal = include_personal
        self._known: dict[int, Position] = {}

    def at(self, place: int) -> Position:
        """Give the position of a place by its number."""
        if place not in self._known:
            location = self._problem.locations[place]
            if location.lat is None or location.lon is None:
                mend = "Give it lat and lon."
                raise InputError([Fault(f"locations[{place}]", location.id, "it has no position", mend)])
            said = location.lat, location.lon, self._problem.coordinates
            lat, lon = convert(*said, "WGS84") if self._personal else square(*said)
            self._known[place] = [round(lon, DECIMALS), round(lat, DECIMALS)]
        return self._known[place]


def _trips(view: PlanView, places: _Places) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for trip in view.trips:
        line = [places.at(place) for place in trip.places]
        yield {"type": "LineString", "coordinates": line}, _of_trip(view.problem, trip)


def _of_trip(problem: Problem, trip: TripView) -> dict[str, Any]:
    return {
        "kind": "trip",
        "volunteer": trip.volunteer.id,
        "tasks": [stop.task for stop, _ in trip.stops if stop.kind == "service"],
        "depart": problem.clock.text(trip.trip.depart),
        "return": problem.clock.text(trip.trip.return_),
        "metres": trip.metres,
    }


def _tasks(view: PlanView, places: _Places) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any]]]:
    problem = view.problem
    reasons = {row.task: row.reason for row in view.plan.unserved}
    for task in sorted(problem.effective_tasks, key=lambda task: task.id):
        people = view.served(task)
        said: dict[str, Any] = {"kind": "task", "task": task.id, "priority": task.priority}
        said |= {"served": people > 0, "people": people}
        if not people:
            said["reason"] = reasons.get(task.id, "")
        bare = task.remote or task.location is None
        yield (None if bare else _point(places.at(problem.place(str(task.location))))), said


def _point(position: Position) -> dict[str, Any]:
    return {"type": "Point", "coordinates": position}
