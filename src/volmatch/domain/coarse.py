"""Where somebody is, but for the square: what may be shown of a position that is nobody's business."""

from __future__ import annotations

import math

from volmatch.domain.geography import EARTH_RADIUS_METRES

__all__ = ["SQUARE_METRES", "square"]

SQUARE_METRES = 1000.0
"""The side of a square, in metres."""


def square(first: float, second: float, datum: str, side: float = SQUARE_METRES) -> tuple[float, float]:
    """Give the middle of the square that a position lies in.

    The squares stand still: they depend on no other position of the problem, so that nothing can be learned
    from many problems, or from many people, about where in its square a position is. On the sphere they are cut
    into rows along the parallels, and each row into columns of its own.

    Parameters
    ----------
    first, second
        Latitude and longitude in degrees, or x and y in metres; finite.
    datum
        ``"planar"``, or any other name for degrees.
    side
        In metres; default `SQUARE_METRES`.

    Examples
    --------
    >>> square(1499.0, -1.0, "planar")
    (1500.0, -500.0)
    >>> [round(degrees, 3) for degrees in square(29.2911, 106.2533, "WGS84")]
    [29.295, 106.25]
    """
    if datum == "planar":
        return _middle(first, side), _middle(second, side)
    row = math.degrees(side / EARTH_RADIUS_METRES)
    lat = min(max(_middle(first, row), -90.0), 90.0)
    column = row / max(math.cos(math.radians(lat)), 1e-6)
    return lat, _middle(second, column)


def _middle(value: float, step: float) -> float:
    return (math.floor(value / step) + 0.5) * step
