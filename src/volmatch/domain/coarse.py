"""Where somebody is, but for the square: what may be shown of a position that is nobody's business."""

from __future__ import annotations

import math

from volmatch.domain.geography import convert

__all__ = ["SQUARE_METRES", "square"]

SQUARE_METRES = 1000.0
"""The side of a square, in metres; of degrees about."""

DECIMALS = 2


def square(first: float, second: float, datum: str) -> tuple[float, float]:
    """Give the middle of the square that a position lies in: one of 1 km, or of 0.01 degrees.

    The squares stand still: they depend on no other position of the problem, and are those in which GeoJSON is
    written, so that nothing can be learned from many problems, many people or two kinds of output about where in
    its square a position is.

    Parameters
    ----------
    first, second
        Latitude and longitude in degrees, or x and y in metres; finite.
    datum
        One of `volmatch.domain.geography.DATUMS`.

    Returns
    -------
    x and y, or latitude and longitude in WGS-84 whatever the datum.

    Examples
    --------
    >>> square(1499.0, -1.0, "planar")
    (1500.0, -500.0)
    >>> square(29.2911, 106.2563, "WGS84")
    (29.29, 106.26)
    """
    if datum == "planar":
        return _middle(first), _middle(second)
    lat, lon = convert(first, second, datum, "WGS84")
    return round(lat, DECIMALS), round(lon, DECIMALS)


def _middle(metres: float) -> float:
    return (math.floor(metres / SQUARE_METRES) + 0.5) * SQUARE_METRES
