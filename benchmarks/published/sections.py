"""The text of VRPLIB: ``NAME: value`` lines, then sections of rows of numbers, up to ``EOF``."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from benchmarks.published.instance import nearest_root, squares, whole

__all__ = ["THOUSANDTHS", "Sections", "parse"]

THOUSANDTHS = 1000
"""Distances, windows and services are multiplied by this and rounded."""


@frozen(eq=False)
class Sections:
    """A file, taken apart: rows by section and their first number, which counts from 1."""

    heads: dict[str, str]
    rows: dict[str, dict[int, list[str]]]

    @property
    def count(self) -> int:
        """The number of vertices."""
        return int(self.heads["DIMENSION"])

    def column(self, section: str, *, units: int, column: int = 0) -> list[int]:
        """Give a column of a section that has a row for each vertex, in units, whole."""
        rows = self.rows[section]
        if sorted(rows) != list(range(1, self.count + 1)):
            raise ValueError(f"{section}: {self.count} rows are expected")
        return [whole(rows[vertex][column], units) for vertex in range(1, self.count + 1)]

    def ways(self) -> NDArray[np.int64]:
        """Give the straight lines × 1000, each rounded, exactly: coordinates are in thousandths."""
        if self.heads["EDGE_WEIGHT_TYPE"] != "EUC_2D":
            raise ValueError("straight lines are expected")
        points = [self.column("NODE_COORD_SECTION", units=THOUSANDTHS, column=column) for column in (0, 1)]
        return np.array([[nearest_root(square) for square in row] for row in squares(*points)])

    def max_duration(self) -> int:
        """Give how long a route may take."""
        return whole(self.heads["VEHICLES_MAX_DURATION"], THOUSANDTHS)

    def common(self) -> dict[str, Any]:
        """Give what instances with required clients say in the same way: ways, times, demands, the longest route."""
        return {
            "ways": self.ways(),
            "opening": self.column("TIME_WINDOW_SECTION", units=THOUSANDTHS),
            "closing": self.column("TIME_WINDOW_SECTION", units=THOUSANDTHS, column=1),
            "service": self.column("SERVICE_TIME_SECTION", units=THOUSANDTHS),
            "demand": self.column("DEMAND_SECTION", units=1),
            "profit": [0] * self.count,
            "max_duration": self.max_duration(),
            "required": True,
        }

    def num_vehicles(self) -> int:
        """Give the number of vehicles."""
        return int(self.heads["VEHICLES"])


def parse(text: str) -> Sections:
    """Take a file apart.

    Raises
    ------
    ValueError
        Where a row belongs to no section, or a number stands twice.
    """
    heads: dict[str, str] = {}
    rows: dict[str, dict[int, list[str]]] = {}
    section: dict[int, list[str]] | None = None
    for line in text.splitlines():
        words = line.split()
        if not words or words == ["EOF"]:
            continue
        if words[0].endswith("_SECTION"):
            section = rows.setdefault(words[0], {})
        elif ":" in line and section is None:
            name, _, value = line.partition(":")
            heads[name.strip()] = value.strip()
        elif section is None or int(words[0]) in section:
            raise ValueError(f"an unexpected row: {line!r}")
        else:
            section[int(words[0])] = words[1:]
    return Sections(heads, rows)
