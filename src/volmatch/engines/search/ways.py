"""Travel and allowed starts, compiled: the same bits as the arrays of the program give."""

from __future__ import annotations

import math

import numpy as np

from volmatch.domain.geography import EARTH_RADIUS_METRES, SHORT_HALF_CHORD
from volmatch.engines.search.compiled import compiled
from volmatch.engines.search.tables import (
    END_WINDOW,
    FIRST_WINDOW,
    FIXED,
    GEOMETRY,
    NO_START,
    PLANE,
    TABLE,
)

NEVER = 1 << 60
DIAMETER = 2 * EARTH_RADIUS_METRES
C3, C5, C7, C9 = 1 / 6, 3 / 40, 15 / 336, 105 / 3456
C11, C13, C15 = 945 / 42240, 10395 / 599040, 135135 / 9676800


@compiled
def metres(prices, positions, detour, table, mode, a, b):
    """Give the metres of a way."""
    if prices[GEOMETRY] == TABLE:
        return table[mode, a, b]
    dx = positions[a, 0] - positions[b, 0]
    dy = positions[a, 1] - positions[b, 1]
    square = dx * dx + dy * dy
    if prices[GEOMETRY] == PLANE:
        line = math.sqrt(square)
    else:
        dz = positions[a, 2] - positions[b, 2]
        half = min(math.sqrt(square + dz * dz) / DIAMETER, 1.0)
        if half < SHORT_HALF_CHORD:
            h = half * half
            total = C15
            total = total * h + C13
            total = total * h + C11
            total = total * h + C9
            total = total * h + C7
            total = total * h + C5
            total = total * h + C3
            total = total * h + 1.0
            line = DIAMETER * (half * total)
        else:
            line = DIAMETER * math.asin(half)
    return int(np.rint(line * detour[0]))


@compiled
def seconds(prices, paces, table, mode, a, b, way):
    """Give the seconds of a way of so many metres."""
    if prices[GEOMETRY] == TABLE:
        return table[mode, a, b]
    # In floating point: exact, since a quotient that is not whole is further from whole than its rounding error.
    return int(np.ceil(3600.0 * way / paces[mode]))


@compiled
def first_start(visits, windows, crews, visit, instant):
    """Give the first allowed start at or after an instant, or `NEVER`."""
    fixed = crews[visit, FIXED]
    if fixed != NO_START:
        return fixed if fixed >= instant else NEVER
    for row in range(visits[visit, FIRST_WINDOW], visits[visit, END_WINDOW]):
        if windows[row, 1] >= instant:
            return max(instant, windows[row, 0])
    return NEVER


@compiled
def last_start(visits, windows, crews, visit, instant):
    """Give the last allowed start at or before an instant, or −`NEVER`."""
    fixed = crews[visit, FIXED]
    if fixed != NO_START:
        return fixed if fixed <= instant else -NEVER
    row = visits[visit, END_WINDOW] - 1
    while row >= visits[visit, FIRST_WINDOW]:
        if windows[row, 0] <= instant:
            return min(instant, windows[row, 1])
        row -= 1
    return -NEVER
