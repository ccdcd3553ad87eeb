"""Levels one after another: what is minimised at each stage, and what its bound says of each level.

Levels of coverage are packed into one objective while the numbers stay small: level by level times a
factor larger than all that follow can come to, so that the sum compares exactly as the levels do, in
order. A proven bound on such a sum unpacks to bounds on its levels: the first is proven outright; each
later one holds for plans no worse on the ones before, so it says something only where those are at
their bounds.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from volmatch.engines.parts import Linear

__all__ = ["NUM_COVERAGE", "Stage", "stages_of"]

NUM_COVERAGE = 8
MOST_PACKED = 10**9
"""The largest sum of a packed objective: beyond it the LP of the solver loses digits."""


@frozen
class Stage:
    """Consecutive levels minimised together.

    Attributes
    ----------
    levels
        Positions among all levels.
    factors
        What each is multiplied by; the last by 1.
    """

    levels: tuple[int, ...]
    factors: tuple[int, ...]

    def objective(self, levels: Sequence[Linear]) -> Linear:
        """Add the levels up."""
        total = Linear()
        for level, factor in zip(self.levels, self.factors, strict=True):
            part = levels[level]
            for variable, amount in zip(part.variables, part.factors, strict=True):
                total.add(variable, amount * factor)
            total.constant += part.constant * factor
        return total

    def unpack(self, bound: int, values: Sequence[int]) -> list[int | None]:
        """Give what a proven bound on the sum proves of each level, at plans as good as ``values`` before it."""
        bounds: list[int | None] = []
        rest, level_with_it = bound, True
        for level, factor in zip(self.levels, self.factors, strict=True):
            lowest = 0 if level < NUM_COVERAGE else None
            if not level_with_it:
                bounds.append(lowest)
                continue
            share = -(-rest // factor) if factor == 1 else rest // factor
            bounds.append(share if lowest is None else max(share, lowest))
            level_with_it = share >= values[level]
            rest -= share * factor
        return bounds


def stages_of(levels: Sequence[Linear]) -> list[Stage]:
    """Pack the levels of coverage that can be above 0 as far as they go; every other level is a stage."""
    stages: list[Stage] = []
    packed: list[int] = []
    for level in range(NUM_COVERAGE):
        if _top(levels[level]) <= 0:
            continue
        if packed and _product(levels, [*packed, level]) > MOST_PACKED:
            stages.append(_packed(levels, packed))
            packed = []
        packed.append(level)
    if packed:
        stages.append(_packed(levels, packed))
    return [*stages, *(Stage((level,), (1,)) for level in range(NUM_COVERAGE, len(levels)))]


def _top(level: Linear) -> int:
    return level.constant + level.most


def _product(levels: Sequence[Linear], packed: Sequence[int]) -> int:
    product = 1
    for level in packed:
        product *= _top(levels[level]) + 1
    return product


def _packed(levels: Sequence[Linear], packed: Sequence[int]) -> Stage:
    return Stage(tuple(packed), tuple(_product(levels, packed[row + 1 :]) for row in range(len(packed))))
