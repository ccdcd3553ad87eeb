"""Team orienteering with time windows: visit the most profitable clients in time, with m routes.

The file of an instance has a line ``k v N t``, one that is ignored, and a line for each vertex, 0 the depot:
``i x y d S f a … O C`` with the service d, the profit S, and the opening O and closing C of the window for the
start of the service at the end of the line. Distances, which are times as well, are cut to one decimal, so
all times are told in tenths. m is not in the file: a name is that of the file and m, as in ``c101-m2``.
"""

from __future__ import annotations

from math import isqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import existing
from benchmarks.published.instance import Instance, Vehicle, best_known, squares, whole

__all__ = ["NAMES", "parse", "read"]

TENTHS = 10
_CLASSES = {"c1": 9, "c2": 8, "r1": 12, "r2": 11, "rc1": 8, "rc2": 8}
NAMES = tuple(
    f"{kind}{number:02}-m{routes}"
    for routes in (1, 2)
    for kind, count in _CLASSES.items()
    for number in range(1, count + 1)
)


def read(name: str, folder: Path) -> Instance:
    """Read an instance such as ``c101-m2``."""
    stem, _, routes = name.partition("-m")
    text = existing(folder / f"{stem}.txt").read_text(encoding="ascii")
    return parse(text, name, int(routes), best_known(folder / "best_known.csv", instance=stem, m=routes))


def parse(text: str, name: str, routes: int, best: int) -> Instance:
    """Read the text of a file.

    Raises
    ------
    ValueError
        Where it is not what the format says.
    """
    lines = [line.split() for line in text.splitlines() if line.strip()]
    count, rows = int(lines[0][2]) + 1, lines[2:]
    if [row[0] for row in rows] != [str(vertex) for vertex in range(count)]:
        raise ValueError(f"{name}: {count} vertices are expected, numbered from 0")
    return Instance(
        name=name,
        kind="toptw",
        ways=_ways([row[1] for row in rows], [row[2] for row in rows]),
        opening=[whole(row[-2], TENTHS) for row in rows],
        closing=[whole(row[-1], TENTHS) for row in rows],
        service=[whole(row[3], TENTHS) for row in rows],
        demand=[0] * count,
        profit=[whole(row[4], 1) for row in rows],
        clients=range(1, count),
        vehicles=[Vehicle(depot=0)] * routes,
        max_duration=None,
        required=False,
        best_known=best,
    )


def _ways(xs: list[str], ys: list[str]) -> NDArray[np.int64]:
    """Cut distances to tenths, exactly: coordinates are in hundredths, so ⌊10·d⌋ = ⌊root ÷ 10⌋."""
    hundredths = [[whole(cell, 100) for cell in cells] for cells in (xs, ys)]
    return np.array([[isqrt(square) // 10 for square in row] for row in squares(*hundredths)])
