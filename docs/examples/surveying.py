"""What the examples need: hours of a day, and positions some metres from others."""

from __future__ import annotations

import math

from volmatch.domain.clock import Interval

DAY = "2020-03-02"
METRES_A_DEGREE = 111_195.08


def hours(first: str, last: str, day: str = DAY) -> Interval:
    """Give the interval between two times of a day.

    Examples
    --------
    >>> hours("08:00", "12:00").end
    '2020-03-02T12:00'
    """
    return Interval(f"{day}T{first}", f"{day}T{last}")


def minutes(number: int) -> int:
    """Give minutes in seconds."""
    return 60 * number


def moved(lat: float, lon: float, east: float, north: float) -> tuple[float, float]:
    """Give the position so many metres east and north of another, to a millionth of a degree."""
    turn = METRES_A_DEGREE * math.cos(math.radians(lat))
    return round(lat + north / METRES_A_DEGREE, 6), round(lon + east / turn, 6)
