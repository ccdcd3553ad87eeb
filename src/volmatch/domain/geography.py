"""Where things are: straight lines on the sphere or the plane, and the three datums of Chinese maps.

A straight line is the great circle between two points on a sphere of radius 6,371,008.8 m (the haversine
formula, written through the chord of the two unit vectors, since hav(angle) = chord² / 4), or the Euclidean
distance for planar coordinates.

GCJ-02, which maps in China must use, shifts WGS-84 by up to 700 m; BD-09 shifts GCJ-02 once more. The
forward formulas are those in public use since 2013; the way back is a fixed-point iteration to 1e-9 degrees.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_METRES = 6_371_008.8
"""Mean radius of the Earth (IUGG), in metres."""

DATUMS = ("WGS84", "GCJ02", "BD09", "planar")
"""What the coordinates of a problem may be."""

Points: TypeAlias = NDArray[np.float64]


def points(first: NDArray[np.float64], second: NDArray[np.float64], datum: str) -> Points:
    """Place coordinates in a space where chords can be measured.

    Parameters
    ----------
    first, second
        Latitudes and longitudes in degrees, or x and y in metres; shape (n,). NaN = no position.
    datum
        One of `DATUMS`.

    Returns
    -------
    float64, shape (n, 3) for the sphere (metres from its centre) or (n, 2) for the plane (metres).
    """
    if datum == "planar":
        return np.stack([first, second], axis=-1)
    lat, lon = np.radians(first), np.radians(second)
    unit = [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]
    return EARTH_RADIUS_METRES * np.stack(unit, axis=-1)


def straight_line(a: Points, b: Points) -> NDArray[np.float64]:
    """Measure the straight line between points, in metres, unrounded. O(n).

    Parameters
    ----------
    a, b
        What `points` gave; shapes that broadcast, last axis 2 (plane) or 3 (sphere).
    """
    step = a - b
    square = step[..., 0] * step[..., 0] + step[..., 1] * step[..., 1]
    if a.shape[-1] == 2:
        return np.asarray(np.sqrt(square))
    square += step[..., 2] * step[..., 2]
    half_chord = np.minimum(np.sqrt(square) / (2 * EARTH_RADIUS_METRES), 1.0)
    short = half_chord < SHORT_HALF_CHORD
    angle = arc_of_short(half_chord)
    if not short.all():
        angle = np.where(short, angle, np.arcsin(half_chord))
    return np.asarray(2 * EARTH_RADIUS_METRES * angle)


SHORT_HALF_CHORD = 0.1
"""Below this (1,276 km) `arc_of_short` serves."""


def arc_of_short(half_chord: Any) -> Any:
    """Give the arcsine of numbers from 0 to 0.1 by its series, to the last bit but one.

    Only sums and products, so that a scalar, an array and a compiled loop all get the same bits.
    """
    square = half_chord * half_chord
    total = 135135 / 9676800
    for coefficient in (10395 / 599040, 945 / 42240, 105 / 3456, 15 / 336, 3 / 40, 1 / 6, 1.0):
        total = total * square + coefficient
    return half_chord * total


def chord(metres: float, dimensions: int) -> float:
    """Give the chord that belongs to a straight line, for a search in the space of `points`."""
    if dimensions == 2:
        return metres
    angle = min(metres / EARTH_RADIUS_METRES, math.pi)
    return 2 * EARTH_RADIUS_METRES * math.sin(angle / 2)


def convert(lat: float, lon: float, source: str, target: str) -> tuple[float, float]:
    """Move a point from one datum to another.

    Parameters
    ----------
    lat, lon
        Degrees. Points outside China are shifted like points inside; no map does that, so keep
        those in WGS-84.
    source, target
        ``"WGS84"``, ``"GCJ02"`` or ``"BD09"``.

    Examples
    --------
    >>> lat, lon = convert(29.56, 106.57, "WGS84", "GCJ02")
    >>> round(lat, 4), round(lon, 4)
    (29.5571, 106.5737)
    """
    order = ("WGS84", "GCJ02", "BD09")
    here, there = order.index(source), order.index(target)
    for step in range(here, there):
        lat, lon = _FORWARD[step](lat, lon)
    for step in range(here, there, -1):
        lat, lon = _inverse(_FORWARD[step - 1], lat, lon)
    return lat, lon


def _to_gcj02(lat: float, lon: float) -> tuple[float, float]:
    axis, flattening = 6_378_245.0, 0.006_693_421_622_965_943
    x, y = lon - 105.0, lat - 35.0
    ripple = 20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += (ripple + _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += (ripple + _waves(x, (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))) * 2 / 3
    radians = math.radians(lat)
    curve = 1 - flattening * math.sin(radians) ** 2
    dlat = math.degrees(north * curve * math.sqrt(curve) / (axis * (1 - flattening)))
    dlon = math.degrees(east * math.sqrt(curve) / (axis * math.cos(radians)))
    return lat + dlat, lon + dlon


def _waves(value: float, *terms: tuple[float, float]) -> float:
    return sum(height * math.sin(value * pace * math.pi) for height, pace in terms)


def _to_bd09(lat: float, lon: float) -> tuple[float, float]:
    pace = math.pi * 3000 / 180
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * pace)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * pace)
    return radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.0065


_FORWARD: tuple[Callable[[float, float], tuple[float, float]], ...] = (_to_gcj02, _to_bd09)


def _inverse(forward: Callable[[float, float], Any], lat: float, lon: float) -> tuple[float, float]:
    guess_lat, guess_lon = lat, lon
    for _ in range(50):
        there_lat, there_lon = forward(guess_lat, guess_lon)
        miss_lat, miss_lon = there_lat - lat, there_lon - lon
        guess_lat, guess_lon = guess_lat - miss_lat, guess_lon - miss_lon
        if max(abs(miss_lat), abs(miss_lon)) < 1e-9:
            break
    return guess_lat, guess_lon
