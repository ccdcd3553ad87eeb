"""Numbers and tables as the report writes them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence

__all__ = ["NOTHING", "heading", "mean_and_worst", "number", "spread", "table"]

NOTHING = "–"
UNITS = {"_seconds": "s", "_mb": "MB"}


def number(value: float) -> str:
    """Write a number with three digits that count, and whole ones in full.

    Examples
    --------
    >>> [number(value) for value in (0.04567, 12.34, 1234567, 2.0, 0.0)]
    ['0.0457', '12.3', '1,234,567', '2', '0']
    """
    if value == int(value) or abs(value) >= 1000:
        return f"{round(value):,}"
    digits = max(0, 2 - _magnitude(value))
    return f"{value:.{digits}f}"


def _magnitude(value: float) -> int:
    return int(f"{abs(value):e}".partition("e")[2])


def spread(values: Sequence[float]) -> str:
    """Write the median, and the least and the most where they differ."""
    if not values:
        return NOTHING
    middle, ends = number(statistics.median(values)), [number(min(values)), number(max(values))]
    return middle if ends[0] == ends[1] else f"{middle} ({ends[0]}–{ends[1]})"


def mean_and_worst(values: Sequence[float], worst: Callable[[Sequence[float]], float] = max) -> str:
    """Write the mean, and the worst where it differs.

    Examples
    --------
    >>> mean_and_worst([1, 2, 6]), mean_and_worst([2, 2])
    ('3 (6)', '2')
    """
    if not values:
        return NOTHING
    middle, last = number(statistics.mean(values)), number(worst(values))
    return middle if middle == last else f"{middle} ({last})"


def heading(figure: str) -> str:
    """Write the name of a figure with its unit apart.

    Examples
    --------
    >>> heading("first_plan_seconds"), heading("pairs_per_second")
    ('first plan, s', 'pairs per second')
    """
    for suffix, unit in UNITS.items():
        if figure.endswith(suffix):
            return f"{figure.removesuffix(suffix).replace('_', ' ')}, {unit}"
    return figure.replace("_", " ")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table of Markdown, numbers to the right of a first column."""
    lines = [header, ["---", *("---:" for _ in header[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
