"""Bars and maps of heat as sums over small parts, each with its tag, so that a filter can add up those it keeps.

The page's ``page.js`` adds up in the same way; a test in a browser compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

__all__ = ["Part", "bars", "heat"]

Part: TypeAlias = tuple[int, float, int]
"""Position of the bar, how much, and the tag."""


def bars(
    categories: Sequence[str], parts: Iterable[Part], *, sideways: bool = False, **trace: Any
) -> dict[str, Any]:
    """Make the bars of one kind, one for each category; what comes to nothing gets no number. O(parts)."""
    rows = list(parts)
    sums = [0.0] * len(categories)
    for at, value, _ in rows:
        sums[at] += value
    amounts = [_tidy(value) for value in sums]
    along, across = ("x", "y") if sideways else ("y", "x")
    return {
        "type": "bar",
        "orientation": "h" if sideways else "v",
        across: list(categories),
        along: amounts,
        "meta": {"kind": "bars", "at": _column(rows, 0), "value": _column(rows, 1), "tags": _column(rows, 2)},
        **trace,
    }


def heat(
    across: Sequence[str], down: Sequence[str], parts: Iterable[tuple[int, int, float, int]], **trace: Any
) -> dict[str, Any]:
    """Make a map of heat: positions across and down, how much, tag. O(parts + cells)."""
    rows = list(parts)
    sums = [[0.0] * len(across) for _ in down]
    for column, row, value, _ in rows:
        sums[row][column] += value
    cells = [[_tidy(value) for value in line] for line in sums]
    return {
        "type": "heatmap",
        "x": list(across),
        "y": list(down),
        "z": cells,
        "text": [[str(value) if value else "" for value in line] for line in cells],
        "meta": {
            "kind": "heat",
            "across": _column(rows, 0),
            "down": _column(rows, 1),
            "value": _column(rows, 2),
            "tags": _column(rows, 3),
        },
        **trace,
    }


def _column(rows: Sequence[Sequence[Any]], place: int) -> list[Any]:
    return [row[place] for row in rows]


def _tidy(value: float) -> float:
    tidy = round(value, 2)
    return int(tidy) if tidy == int(tidy) else tidy
