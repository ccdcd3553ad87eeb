"""Travel and allowed starts, compiled: the same bits as the arrays of the program give."""

from __future__ import annotations

import math

import numpy as np

from volmatch.domain.geography import EARTH_RADIUS_METRES, SHORT_HALF_CHORD
from volmatch.engines.search.columns import END_WINDOW, FIRST_WINDOW, GEOMETRY, NEVER, PLANE, TABLE
from volmatch.engines.search.compiled import compiled, inlined

DIAMETER = 2 * EARTH_RADIUS_METRES
C3, C5, C7, C9 = 1 / 6, 3 / 40, 15 / 336, 105 / 3456
C11, C13, C15 = 945 / 42240, 10395 / 599040, 135135 / 9676800


@compiled
def sphere(positions, a, b, square):
    """Give the length of an arc between places, from the square of the chord in two dimensions."""
    dz = positions[a, 2] - positions[b, 2]
    half = min(math.sqrt(square + dz * dz) / DIAMETER, 1.0)
    if half >= SHORT_HALF_CHORD:
        return DIAMETER * math.asin(half)
    h = half * half
    total = C15
    total = total * h + C13
    total = total * h + C11
    total = total * h + C9
    total = total * h + C7
    total = total * h + C5
    total = total * h + C3
    total = total * h + 1.0
    return DIAMETER * (half * total)


@inlined
def leg(world, mode, a, b):
    """Give metres and seconds of a way."""
    geometry = world.prices[GEOMETRY]
    if geometry == TABLE:
        return world.metres[mode, a, b], world.seconds[mode, a, b]
    dx = world.positions[a, 0] - world.positions[b, 0]
    dy = world.positions[a, 1] - world.positions[b, 1]
    square = dx * dx + dy * dy
    line = math.sqrt(square) if geometry == PLANE else sphere(world.positions, a, b, square)
    metres = int(np.rint(line * world.detour[0]))
    # In floating point: exact, since a quotient that is not whole is further from whole than its rounding error.
    return metres, int(np.ceil(3600.0 * metres / world.paces[mode]))


@compiled
def first_start(world, visit, instant):
    """Give the first start at or after an instant that the windows of a visit allow, or `NEVER`."""
    for row in range(world.visits[visit, FIRST_WINDOW], world.visits[visit, END_WINDOW]):
        if world.windows[row, 1] >= instant:
            return max(instant, world.windows[row, 0])
    return NEVER


@compiled
def last_start(world, visit, instant):
    """Give the last start at or before an instant that the windows of a visit allow, or −`NEVER`."""
    row = world.visits[visit, END_WINDOW] - 1
    while row >= world.visits[visit, FIRST_WINDOW]:
        if world.windows[row, 0] <= instant:
            return min(instant, world.windows[row, 1])
        row -= 1
    return -NEVER
