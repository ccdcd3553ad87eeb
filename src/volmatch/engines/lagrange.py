"""Linear programs with rows and columns on demand, and the bound that their duals prove.

Few of the pairs of a visit are ever worth using, and few of the largest overlaps of a person are ever in the way, so
the program starts with the cheapest pairs and without the rows that may be asked for, and takes in what is broken
until nothing is. GLOP solves it in floating point, but what is reported is not its optimum: any non-negative duals
give a valid bound by weak duality, over *all* rows and columns, in whole numbers scaled by a power of two.

    bound = ⌈ c₀ − λ·b + Σ_j min(0, c_j + λ·A_j) ⌉        minimise c₀ + c·z,  A·z ≤ b,  0 ≤ z ≤ 1,  λ ≥ 0
"""

from __future__ import annotations

import time
from itertools import count
from typing import TypeAlias

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from volmatch.engines.relaxation import Layout

__all__ = ["Lagrangian", "Relaxed", "Solver", "lagrangian"]

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

CHEAPEST = 10
"""Pairs of each visit with which a program starts."""

KEPT = 4
"""Pairs, for each visit, that are kept once prices are known: those with the least reduced costs."""

SETTLING = 2
"""Rounds after which prices are known well enough for that."""

EPSILON = 1e-6


@frozen
class Lagrangian:
    """What non-negative whole multipliers of the rows prove.

    Attributes
    ----------
    bound
        No solution costs less.
    scale
        By what the multipliers and the reduced costs are multiplied.
    reduced
        Shape (columns,): the reduced costs.
    total
        The bound before it is rounded, scaled.
    """

    bound: int
    scale: int
    reduced: Ints
    total: int


@frozen
class Relaxed:
    """What came of a linear program.

    Attributes
    ----------
    values
        Shape (columns,): its solution; empty where it was not finished: then there may be a bound nevertheless.
    proof
        The best bound; ``None`` where there is none.
    """

    values: Floats
    proof: Lagrangian | None


def lagrangian(duals: Floats, matrix: csr_matrix, most: Ints, costs: Ints, constant: int) -> Lagrangian | None:
    """Compute the bound of non-negative duals in whole numbers: valid whatever the duals are worth."""
    safe = np.maximum(duals, 0)
    if not np.isfinite(safe).all():
        return None
    weights, limits = abs(matrix).astype(float), np.abs(most).astype(float)
    for bits in (30, 20, 10, 0):
        scale = 1 << bits
        # In floating point, what the sums below could come to: they must stay within 64 bits.
        reach = np.abs(costs).astype(float).sum() * scale + (weights.T @ (safe * scale)).sum()
        if reach + float(limits @ (safe * scale)) + abs(constant) * float(scale) < float(1 << 61):
            break
    else:
        return None
    # Duals of whole costs are mostly whole: to the nearest of a scale, not down, loses least of them.
    whole = np.floor(safe * scale + 0.5).astype(np.int64)
    reduced = costs * scale + matrix.T @ whole
    total = constant * scale - int(most @ whole) + int(np.minimum(reduced, 0).sum())
    return Lagrangian(-(-total // scale), scale, reduced, total)


@define
class Solver:
    """Solves the programs of one layout with changing costs; rows that were needed once stay."""

    layout: Layout
    held: list[tuple[Ints, int]] = field(factory=list)
    """More rows, for all programs: factors of the columns, and the right-hand side."""
    _rows: NDArray[np.bool_] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Start with the rows that belong into every program."""
        self._rows = np.arange(len(self.layout.most)) < self.layout.always

    def minimise(
        self, costs: Ints, constant: int, deadline: float, goal: int | None = None, *, finish: bool = True
    ) -> Relaxed:
        """Minimise over all rows and columns.

        Parameters
        ----------
        deadline
            On the clock of `time.monotonic`.
        goal
            A bound beyond which nothing can be proven; with ``finish`` off, reaching it is enough.
        finish
            Go on until no row is broken.
        """
        matrix, most = self._all_rows()
        columns = self._first_columns(costs)
        # A column that a row keeps below 1 anyway gets no bound, so that the price is that of the row.
        tops = np.where(self.layout.in_single, np.inf, 1.0)
        transposed, best = matrix.T.tocsr(), None
        margin = 0.0
        for round_ in count():
            rows = np.flatnonzero(np.append(self._rows, np.ones(len(self.held), bool)))
            chosen = np.flatnonzero(columns)
            solved = _glop(matrix[rows][:, chosen], most[rows], costs[chosen], tops[chosen], deadline)
            if solved is None:
                return Relaxed(np.zeros(0), best)
            values, duals = np.zeros(len(columns)), np.zeros(len(most))
            values[chosen], duals[rows] = solved
            priced = costs + transposed @ duals
            proof = lagrangian(self._repaired(duals, priced), matrix, most, costs, constant)
            if proof is not None and (best is None or proof.total > best.total):
                best = proof
            if not finish and goal is not None and best is not None and best.bound >= goal:
                return Relaxed(values, best)
            broken = (matrix @ values > most + EPSILON)[: len(self._rows)] & ~self._rows
            wanted = ~columns & (priced < -EPSILON)
            reached = best is not None and constant + costs @ values <= best.total / best.scale + 0.01
            if not broken.any() and (reached or not wanted.any()):
                return Relaxed(values, best)
            self._rows |= broken
            if round_ == SETTLING:
                kept = self._worth_keeping(priced[chosen])
                columns &= priced <= kept
                margin = kept / 4
            # Prices still move, so what is about to be wanted comes along.
            columns |= priced < margin if wanted.any() else wanted

    def _all_rows(self) -> tuple[csr_matrix, Ints]:
        layout = self.layout
        if not self.held:
            return layout.matrix, layout.most
        from scipy.sparse import vstack

        more = [csr_matrix(factors[None, :]) for factors, _ in self.held]
        most = np.append(layout.most, np.array([limit for _, limit in self.held], dtype=np.int64))
        return csr_matrix(vstack([layout.matrix, *more], format="csr")), most

    def _first_columns(self, costs: Ints) -> NDArray[np.bool_]:
        pairs = self.layout.program.candidates
        cheap = np.ones(self.layout.num_columns, dtype=bool)
        order = np.lexsort((costs[: len(pairs)], pairs.visit))
        rank = np.arange(len(pairs)) - pairs.ptr[pairs.visit[order]]
        most = np.maximum(CHEAPEST, 3 * self.layout.program.visits.target[pairs.visit[order]])
        cheap[order] = rank < most
        return cheap

    def _worth_keeping(self, priced: Floats) -> float:
        """Give the reduced cost up to which columns are kept."""
        last = min(KEPT * len(self.layout.program.visits), len(priced) - 1)
        return max(float(np.partition(priced, last)[last]), 0.0) if len(priced) else 0.0

    def _repaired(self, duals: Floats, priced: Floats) -> Floats:
        """Raise the dual of a visit of one person by what its pairs lack: it costs that once, not for each pair."""
        program, pairs = self.layout.program, self.layout.program.candidates
        lack = -priced[: len(pairs)]
        lack[self.layout.team[pairs.visit] >= 0] = 0
        raised = np.zeros(len(program.visits))
        np.maximum.at(raised, pairs.visit, lack)
        better = duals.copy()
        better[: len(program.visits)] += raised
        return better


def _glop(
    matrix: csr_matrix, most: Ints, costs: Ints, tops: Floats, deadline: float
) -> tuple[Floats, Floats] | None:
    """Minimise by simplex: the values of the columns and the duals of the rows, or ``None`` without an optimum."""
    from ortools.linear_solver.python import model_builder_helper as helper

    seconds = deadline - time.monotonic()
    if seconds <= 0:
        return None
    num_rows, num_columns = matrix.shape
    model = helper.ModelBuilderHelper()
    model.fill_model_from_sparse_data(
        np.zeros(num_columns),
        tops,
        costs.astype(float),
        np.full(num_rows, -np.inf),
        most.astype(float),
        matrix.astype(float),
    )
    solver = helper.ModelSolverHelper("glop")
    solver.set_time_limit_in_seconds(seconds)
    solver.solve(model)
    if not solver.has_solution() or solver.status() != helper.SolveStatus.OPTIMAL:
        return None
    return np.array(solver.variable_values()), -np.array(solver.dual_values())
