"""The bound of prices, made better step by step; at any prices it is proven, in whole numbers.

Each row λ of the relaxation that is not about overlaps has a price, and everybody is left with the cheapest set of
items of which no two overlap (Lagrangian relaxation; the overlaps stay whole, since intervals are a perfect graph):

    bound = ⌈ c₀ − λ·b + Σ_person min_{timetables T} Σ_{j ∈ T} (c_j + λ·A_j) ⌉

The reduced cost of a column is what the cheapest timetable with it costs more than the cheapest of all: no plan that
uses it costs less than the bound and that. It is the largest that any duals of the rows of overlaps could prove.
Prices are raised where too much is used and lowered where too little is: subgradients with Polyak's steps
(B. T. Polyak, *Minimization of unsmooth functionals*, 1969), to seven digits in one or two thousand steps.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
from attrs import define, field
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from volmatch.engines.lagrange import Lagrangian, Relaxed
from volmatch.engines.prices.compiled import CACHE
from volmatch.engines.prices.kernels import ALPHA, TOP, climb, margins
from volmatch.engines.prices.timetable import Timetables
from volmatch.engines.relaxation import Layout

__all__ = ["Prices", "is_ready"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

STEPS = 50
"""Steps between two looks at the clock."""

MOST_STEPS = 2500
PATIENCE = 20
SHRINK = 0.7
MOMENTUM = 0.5
"""How a climb goes; measured on 500 × 2,000 and 2,000 × 8,000."""

SHORTEST = 1e-9
"""A step of which so little is left that the bound moves no more."""

NEARLY = 0.9
"""The part of what a visit brings that is its first price."""

LEAST = -1e300
"""Below every bound."""

ABOVE = 1e-3
"""How far above the bound the least target lies, as a part of it."""

is_ready = CACHE.is_ready


@define(eq=False)
class Prices:
    """Bounds the costs of one layout; prices that were found for some costs are where the next begin."""

    layout: Layout
    _tables: Timetables = field(init=False)
    _rows: csr_matrix = field(init=False)
    """By item, in the order of the timetables: the rows that have a price."""
    _most: Ints = field(init=False)
    _known: Floats | None = None
    _largest: int = 1

    def __attrs_post_init__(self) -> None:
        """Sort the columns, and take the rows by column."""
        layout = self.layout
        self._tables = Timetables.of(layout)
        self._rows = layout.matrix[: layout.apart].T.tocsr()[self._tables.order]
        self._most = layout.most[: layout.apart]

    def minimise(
        self,
        costs: Ints,
        constant: int,
        deadline: float,
        goal: int | None = None,
        *,
        finish: bool = True,
        steps: int = MOST_STEPS,
        remember: bool = True,
    ) -> Relaxed:
        """Bound the costs over all rows and columns.

        Parameters
        ----------
        deadline
            On the clock of `time.monotonic`.
        goal
            A bound beyond which nothing can be proven; with ``finish`` off, reaching it is enough.
        steps
            How many steps it may take at most.
        remember
            Let the next costs begin where these end.

        Returns
        -------
        No solution, only the proof: the values are all 0.

        Notes
        -----
        O(columns + entries) a step; 0.4 ms a step on 500 × 2,000, 2 ms on 2,000 × 8,000.
        """
        proof, prices = None, np.zeros(0)
        for start in self._starts(costs):
            proven = self._proof(costs, constant, start)
            if not len(prices) or _better(proof, proven) is proven:
                proof, prices = proven, start
        begin, target = prices, constant if goal is None else goal
        for prices in self._climb(costs, constant, begin, target, deadline, steps):
            if goal is not None and not finish:
                proof = _better(proof, self._proof(costs, constant, prices))
                if proof is not None and proof.bound >= goal:
                    break
        proof = _better(proof, self._proof(costs, constant, prices))
        CACHE.mark_ready()
        if remember:
            self._known, self._largest = prices, int(np.abs(costs).max(initial=1))
        return Relaxed(np.zeros(self.layout.num_columns), proof)

    def _starts(self, costs: Ints) -> list[Floats]:
        """Give prices to begin with: nearly what the best use of a visit brings, and those found before, to scale."""
        pairs = self.layout.program.candidates
        prices = np.zeros(len(self._most))
        np.maximum.at(prices, pairs.visit, -costs[: len(pairs)].astype(float))
        prices *= NEARLY
        if self._known is None:
            return [prices]
        return [prices, self._known * (int(np.abs(costs).max(initial=1)) / self._largest)]

    def _climb(
        self, costs: Ints, constant: int, prices: Floats, target: int, deadline: float, steps: int
    ) -> Iterator[Floats]:
        """Make prices better, some steps at a time; the best so far, each time."""
        tables, rows = self._tables, self._rows
        best, at, direction = prices.copy(), prices.copy(), np.zeros(len(prices))
        state = np.array([LEAST, 1.0, 0.0])
        for _ in range(0, steps, STEPS):
            if time.monotonic() >= deadline or state[ALPHA] < SHORTEST:
                return
            # A target that is reached was too low: no bound is above the value of a plan, but none may be known.
            aim = max(float(target - constant), state[TOP] + ABOVE * abs(state[TOP]))
            climb(
                tables.ptr, tables.before, costs[tables.order].astype(float),
                rows.indptr.astype(np.int64), rows.indices.astype(np.int64), rows.data.astype(float),
                self._most.astype(float), at, direction, best, state, aim, STEPS, PATIENCE, SHRINK, MOMENTUM,
            )  # fmt: skip
            yield best

    def _proof(self, costs: Ints, constant: int, prices: Floats) -> Lagrangian | None:
        """Compute the bound of prices in whole numbers: valid whatever they are worth."""
        scale = self._scale(costs, constant, prices)
        if scale is None:
            return None
        whole = np.floor(prices * scale + 0.5).astype(np.int64)
        tables = self._tables
        priced = costs[tables.order] * scale + self._rows @ whole
        margin = np.zeros(len(priced), np.int64)
        cheapest = margins(tables.ptr, tables.before, tables.after, tables.by_start, priced, margin)
        total = constant * scale - int(self._most @ whole) + int(cheapest)
        reduced = np.empty(len(priced), np.int64)
        reduced[tables.order] = margin
        return Lagrangian(-(-total // scale), scale, reduced, total)

    def _scale(self, costs: Ints, constant: int, prices: Floats) -> int | None:
        """Give by what prices can be multiplied so that all sums stay within 64 bits."""
        if not np.isfinite(prices).all():
            return None
        reach = np.abs(costs).astype(float).sum() + (abs(self._rows).astype(float) @ (prices + 1)).sum()
        reach += float(np.abs(self._most) @ (prices + 1)) + abs(constant)
        return next((1 << bits for bits in (30, 20, 10, 0) if reach < (1 << 59 >> bits)), None)


def _better(one: Lagrangian | None, other: Lagrangian | None) -> Lagrangian | None:
    """Give the proof with the larger bound."""
    if one is None or other is None:
        return other if one is None else one
    return one if one.total * other.scale > other.total * one.scale else other
