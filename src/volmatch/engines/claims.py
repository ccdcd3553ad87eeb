"""What has been proven of each level, and of which plans it speaks.

A bound of a level is proven for plans that are no worse, number by number, on the levels above than some given values.
It says nothing of a plan that is better above on one number and worse on the next, so the given values are
kept with it, and a bound counts for a plan only where all of the plan's values above are within them.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field

__all__ = ["Claims"]


@define
class Claims:
    """Proven bounds of ``num_levels`` levels; those of coverage, the first eight, are at least 0 for every plan."""

    num_levels: int
    _made: list[list[tuple[int, tuple[int, ...]]]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Start with what is always true."""
        self._made = [[] for _ in range(self.num_levels)]

    def add(self, level: int, bound: int | None, given: Sequence[int] | None) -> None:
        """Note a bound of a level, for plans within the given values above; ``None`` = for every plan."""
        if bound is not None:
            self._made[level].append((bound, tuple(given[:level]) if given is not None else ()))

    def at(self, level: int, values: Sequence[int]) -> int | None:
        """Give the best bound of a level that speaks of plans of these values; ``None`` where there is none."""
        known = [0] if level < NUM_COVERAGE else []
        for bound, given in self._made[level]:
            if all(value <= most for value, most in zip(values, given, strict=False)):
                known.append(bound)
        return max(known, default=None)

    def proves(self, level: int, values: Sequence[int]) -> bool:
        """Whether no plan that is as good above can be better than these values on a level."""
        return self.at(level, values) == values[level]

    def all_at(self, values: Sequence[int]) -> list[int | None]:
        """Give the bounds of all levels for plans of these values."""
        return [self.at(level, values) for level in range(self.num_levels)]


NUM_COVERAGE = 8
