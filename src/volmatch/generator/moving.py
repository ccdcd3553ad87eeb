"""Where and when things go that are moved, so that everything can be served."""

from __future__ import annotations

import math
from collections.abc import Sequence

from attrs import evolve

from volmatch.domain.clock import Interval
from volmatch.domain.location import Location
from volmatch.domain.plan import RemoteService, Trip
from volmatch.domain.task import Task

__all__ = ["around", "door", "moved", "outings", "spot"]

METRES_A_DEGREE = 111_195
_QUARTER_SECONDS = 900
_FAR_METRES = 200


def spot(place: Location) -> tuple[float, float]:
    """Give a position in metres on a plane: as it is, or that of its degrees, good enough to find what is near."""
    if place.x is not None and place.y is not None:
        return place.x, place.y
    lat, lon = place.lat or 0.0, place.lon or 0.0
    return lat * METRES_A_DEGREE, lon * METRES_A_DEGREE * math.cos(math.radians(lat))


def around(task: Task, start: int, length: int, share: float) -> Interval:
    """Give a window about a service that is about as long as the one that was drawn."""
    slack = max(0, (task.windows[0].end - task.windows[0].start if task.windows else 0) - length)
    early = int(share * slack) // _QUARTER_SECONDS * _QUARTER_SECONDS
    begin = max(0, start - early)
    return Interval(begin, max(begin + length + slack, start + length))


def moved(task: Task, window: Interval) -> Task:
    """Move a task to another window, and what is preferred with it."""
    liked, shift = task.preferred, window.start - task.windows[0].start
    if liked is not None:
        liked = Interval(min(liked.start + shift, window.end - 1), liked.end + shift)
    return evolve(task, windows=(window,), preferred=liked if liked and liked.start < liked.end else None)


def outings(rows: Sequence[Trip | RemoteService]) -> list[Interval]:
    """Give the times at which somebody is out, or serves at home."""
    return [
        Interval(row.depart, row.return_) if isinstance(row, Trip) else Interval(row.start, row.end)
        for row in rows
    ]


def door(name: str, home: Location, row: int) -> Location:
    """Make a place a few minutes from a home, in its area."""
    angle = 2.4 * row
    east, north = _FAR_METRES * math.cos(angle), _FAR_METRES * math.sin(angle)
    if home.x is not None and home.y is not None:
        return Location(id=name, area=home.area, x=round(home.x + east, 3), y=round(home.y + north, 3))
    lat, lon = home.lat or 0.0, home.lon or 0.0
    shrink = math.cos(math.radians(lat))
    return Location(
        id=name,
        area=home.area,
        lat=round(lat + north / METRES_A_DEGREE, 6),
        lon=round(lon + east / (METRES_A_DEGREE * shrink), 6),
    )
