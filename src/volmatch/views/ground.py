"""Where things lie on the map: kilometres from its middle, and for the public no nearer than their square."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from volmatch.domain.coarse import SQUARE_METRES, square
from volmatch.domain.geography import EARTH_RADIUS_METRES
from volmatch.domain.location import Location
from volmatch.domain.problem import Problem

__all__ = ["Position", "positions"]

Position: TypeAlias = tuple[float, float]
"""Kilometres to the east and to the north of the middle of the map."""

GOLDEN = math.pi * (3 - math.sqrt(5))


def positions(problem: Problem, things: Iterable[tuple[str, str]], personal: bool) -> Mapping[str, Position]:
    """Give where things are drawn, by their names; of those alone whose location has a position.

    For the public, the things of a square are laid out in it as the seeds of a sunflower, in the order of their
    names: wherever they really are in the square, the picture is the same.

    Parameters
    ----------
    things
        The name of each, and the id of its location.
    personal
        Whether they are drawn where they are.

    Notes
    -----
    O(things · log things). The map is an equirectangular projection about its middle; over the 50 km of a city it is
    true within some metres.
    """
    spots: dict[Position, list[str]] = defaultdict(list)
    for name, place in sorted(set(things)):
        where = _given(problem.location(place), problem.coordinates)
        if where is not None:
            spots[where if personal else square(*where, problem.coordinates)].append(name)
    flat = _flat(list(spots), problem.coordinates)
    found = {}
    for where, names in spots.items():
        east, north = flat[where]
        for row, name in enumerate(names):
            out = 0.0 if personal else 0.46 * SQUARE_METRES * math.sqrt((row + 0.5) / len(names))
            turn = row * GOLDEN
            found[name] = (
                round((east + out * math.cos(turn)) / 1000, 3),
                round((north + out * math.sin(turn)) / 1000, 3),
            )
    return found


def _given(place: Location, datum: str) -> Position | None:
    first, second = (place.x, place.y) if datum == "planar" else (place.lat, place.lon)
    return None if first is None or second is None else (first, second)


def _flat(spots: list[Position], datum: str) -> dict[Position, Position]:
    """Give metres east and north of the middle."""
    if not spots:
        return {}
    if datum == "planar":
        east, north = ([spot[axis] for spot in spots] for axis in (0, 1))
    else:
        # Around the first, so that a map across the date line holds together.
        turned = [(lon - spots[0][1] + 180) % 360 - 180 for _, lon in spots]
        north = [math.radians(lat) * EARTH_RADIUS_METRES for lat, _ in spots]
        middle = (min(lat for lat, _ in spots) + max(lat for lat, _ in spots)) / 2
        east = [math.radians(lon) * EARTH_RADIUS_METRES * math.cos(math.radians(middle)) for lon in turned]
    centre = (min(east) + max(east)) / 2, (min(north) + max(north)) / 2
    return {spot: (e - centre[0], n - centre[1]) for spot, e, n in zip(spots, east, north, strict=True)}
