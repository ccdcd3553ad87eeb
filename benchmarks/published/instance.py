"""A routing problem with time windows as it was published, in whole numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import Decimal
from math import isqrt
from pathlib import Path
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from benchmarks.data import existing

__all__ = ["Instance", "Vehicle", "best_known", "nearest_root", "squares", "whole"]


def _tupled(rows: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(rows)


@frozen(kw_only=True)
class Vehicle:
    """A vehicle: the vertex where its route begins and ends, what it carries, and whom it may visit.

    ``capacity`` ``None`` = no limit; ``allowed`` ``None`` = everyone.
    """

    depot: int
    capacity: int | None = None
    allowed: frozenset[int] | None = None


@frozen(kw_only=True, eq=False)
class Instance:
    """An instance with N vertices, depots among them. One unit of time is one unit of distance.

    Attributes
    ----------
    name, kind
        The name of the instance and of its set.
    ways
        Time and cost from vertex to vertex, shape (N, N).
    opening, closing
        First and last instant at which a service may begin (of a depot: leave, and be back), shape (N,).
    service, demand, profit
        Of each vertex, shape (N,).
    clients
        The vertices to be visited.
    vehicles
        Each makes one route at most.
    max_duration
        Of a route, from leaving to being back, waiting and service included; ``None`` = no limit.
    required
        Whether every client has to be visited, for the least cost; else the most profit is asked for.
    best_known
        The best cost or profit that was published.
    """

    name: str
    kind: str
    ways: NDArray[np.int64]
    opening: tuple[int, ...] = field(converter=_tupled)
    closing: tuple[int, ...] = field(converter=_tupled)
    service: tuple[int, ...] = field(converter=_tupled)
    demand: tuple[int, ...] = field(converter=_tupled)
    profit: tuple[int, ...] = field(converter=_tupled)
    clients: tuple[int, ...] = field(converter=_tupled)
    vehicles: tuple[Vehicle, ...] = field(converter=_tupled)
    max_duration: int | None
    required: bool
    best_known: int

    def gap(self, value: int) -> float:
        """Say how much worse a value is than the best known, as a share of that; negative = better."""
        if self.required:
            return value / self.best_known - 1
        return 1 - value / self.best_known


def squares(xs: list[int], ys: list[int]) -> list[list[int]]:
    """Square the straight lines between points with whole coordinates. O(n²)."""
    return [
        [(a - c) ** 2 + (b - d) ** 2 for c, d in zip(xs, ys, strict=True)]
        for a, b in zip(xs, ys, strict=True)
    ]


def nearest_root(square: int) -> int:
    """Round the root of a whole number to the nearest whole number; it is never half-way.

    Examples
    --------
    >>> [nearest_root(square) for square in (0, 1, 2, 3, 6, 7, 12, 13)]
    [0, 1, 1, 2, 2, 3, 3, 4]
    """
    return (isqrt(4 * square) + 1) // 2


def best_known(path: Path, **wanted: str) -> int:
    """Give the best known value of the row of a table that has the wanted cells."""
    with existing(path).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if all(row[column] == cell for column, cell in wanted.items()):
                return int(next(cell for column, cell in row.items() if column.startswith("best_known")))
    raise ValueError(f"{path.name} has no row with {wanted}")


def whole(cell: str, units: int) -> int:
    """Read a decimal number in units.

    Raises
    ------
    ValueError
        Where it is no whole number of them.
    """
    value = Decimal(cell) * units
    if value != int(value):
        raise ValueError(f"{cell} is no whole number of units")
    return int(value)
