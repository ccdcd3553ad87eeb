"""Levels as one objective, each weighing more than what one visit more or less of the next can cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from volmatch.engines.claims import NUM_COVERAGE
from volmatch.engines.relaxation import Layout
from volmatch.engines.solution import Value

__all__ = ["Folded"]

Ints = NDArray[np.int64]

MOST_WEIGHT = 1 << 40
"""The largest cost of a column: beyond it floating point loses the last level."""


@define
class Folded:
    """Levels weighed into one objective: ``weights`` beside ``levels``, the last 1."""

    layout: Layout
    levels: Sequence[int]
    weights: Sequence[int]
    parts: Sequence[tuple[Ints, int]] = field(repr=False)

    @classmethod
    def of(cls, layout: Layout, step: int) -> Folded | None:
        """Weigh the levels that can differ at all; ``None`` where the numbers would grow too large."""
        num_levels = NUM_COVERAGE + len(layout.program.levels)
        parts = {level: layout.costs(level) for level in range(num_levels)}
        levels = [level for level in parts if parts[level][0].any()]
        weights: list[int] = []
        largest = 0
        for level in reversed(levels):
            weights.append(step * largest + 1)
            largest += weights[-1] * int(np.abs(parts[level][0]).max())
            if largest > MOST_WEIGHT:
                return None
        return cls(layout, levels, weights[::-1], [parts[level] for level in levels])

    def first(self, count: int) -> tuple[Ints, int]:
        """Fold the first levels, divided by the weight of the last of them."""
        costs, constant = np.zeros(self.layout.num_columns, np.int64), 0
        for weight, part in zip(self.scaled(count), self.parts[:count], strict=True):
            costs += weight * part[0]
            constant += weight * part[1]
        return costs, constant

    def worth(self, value: Value) -> int:
        """Fold the levels of a plan."""
        return sum(weight * value[level] for weight, level in zip(self.weights, self.levels, strict=True))

    def scaled(self, count: int) -> list[int]:
        """Give the weights of the first levels where the last of them weighs 1."""
        return [-(-weight // self.weights[count - 1]) for weight in self.weights[:count]]
