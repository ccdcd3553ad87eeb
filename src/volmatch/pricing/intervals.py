"""What is proven of the difference between two best plans, number by number.

Values are compared as one row of numbers: eight of coverage, and one of each level below. A bound of a number holds for
plans that are no worse on any number before it. So the best plan of a problem is only known to lie between bound and
value on the first number that is not proven; of those behind it nothing is known, as a plan that is better there may be
worse here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from volmatch.domain.plan import Level
from volmatch.pricing.priced import PricedLevel
from volmatch.result import flat_bounds, flat_values, holding, numbers_of

__all__ = ["priced_levels"]

Numbers: TypeAlias = tuple[int, ...]
Bounds: TypeAlias = list[int | None]


def priced_levels(kept: Sequence[Level], lifted: Sequence[Level]) -> Iterator[PricedLevel]:
    """Set the levels with a rule beside those without it; none where there is no plan with it or none without.

    What is proven without the rule is so with it too, since every plan that keeps the rule is one without it.
    """
    if not kept or not lifted:
        return
    values, free_values = flat_values(kept), flat_values(lifted)
    free_bounds = flat_bounds(lifted)
    bounds = [
        _larger(one, other) for one, other in zip(flat_bounds(kept), holding(values, lifted), strict=True)
    ]
    lows, highs = _intervals(values, bounds, free_values, free_bounds)
    row = 0
    for level, other in zip(kept, lifted, strict=True):
        rows = slice(row, row + len(numbers_of(level.value)))
        low, high = tuple(lows[rows]), tuple(highs[rows])
        whole = isinstance(level.value, tuple)
        yield PricedLevel(
            name=level.name,
            with_rule=level.value,
            without_rule=other.value,
            low=low if whole else low[0],
            high=high if whole else high[0],
        )
        row = rows.stop


def _intervals(
    values: Numbers, bounds: Bounds, free_values: Numbers, free_bounds: Bounds
) -> tuple[Bounds, Bounds]:
    """Give the least and the greatest difference that the best plans can have, where that is known."""
    lows: Bounds = [None] * len(values)
    highs: Bounds = [None] * len(values)
    same = True  # so far both are worth the same, and the rule can only cost something
    for row, (value, bound, free, free_bound) in enumerate(
        zip(values, bounds, free_values, free_bounds, strict=True)
    ):
        lows[row] = None if bound is None else bound - free
        highs[row] = None if free_bound is None else value - free_bound
        if same:
            lows[row] = _larger(lows[row], 0)
        same = same and value == free
        if bound != value or free_bound != free:
            break
    return lows, highs


def _larger(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else max(one, other)
