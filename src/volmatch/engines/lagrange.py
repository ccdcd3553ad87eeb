"""Linear programs with rows and columns on demand, and the bound that their duals prove.

Few of the pairs of a visit are ever worth using, and few of the largest overlaps of a person are ever in the way, so
the program starts with the cheapest pairs and without the rows that may be asked for, and takes in what is broken
until nothing is. GLOP solves it in floating point, but what is reported is not its optimum: any non-negative duals
give a valid bound by weak duality, over *all* rows and columns, in whole numbers scaled by a power of two.

    bound = ⌈ c₀ − λ·b + Σ_j min(0, c_j + λ·A_j) ⌉        minimise c₀ + c·z,  A·z ≤ b,  0 ≤ z ≤ 1,  λ ≥ 0
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from volmatch.engines.relaxation import Layout

__all__ = ["Lagrangian", "Relaxed", "Solver", "lagrangian"]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]

CHEAPEST = 8
"""Pairs of each visit with which a program starts."""

EARLY = 3
"""Rounds in which rows and columns are taken in together; later columns only where no row is broken."""

COMPANY = 8
"""One pair for so many visits comes along with the pairs that are wanted, since prices still move."""

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
        Shape (columns,): its solution, which may break rows if it was not to be finished; empty where time was up.
    proof
        The best bound; ``None`` where there is none.
    """

    values: Floats
    proof: Lagrangian | None


def lagrangian(
    duals: Floats, matrix: csr_matrix, most: Ints, costs: Ints, constant: int
) -> Lagrangian | None:
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
    held: Sequence[tuple[Ints, int]] = ()
    """More rows, for all programs: factors of the columns, and the right-hand side."""
    _matrix: csr_matrix = field(init=False)
    _most: Ints = field(init=False)
    _rows: Flags = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Start with the rows that belong into every program."""
        layout = self.layout
        self._matrix, self._most = layout.matrix, layout.most
        if self.held:
            more = [csr_matrix(factors[None, :]) for factors, _ in self.held]
            self._matrix = csr_matrix(vstack([layout.matrix, *more], format="csr"))
            self._most = np.append(layout.most, np.array([limit for _, limit in self.held], dtype=np.int64))
        number = np.arange(len(self._most))
        self._rows = (number < layout.always) | (number >= len(layout.most))

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
        simplex = _Simplex(self._matrix, self._most, costs, self._tops())
        simplex.add_rows(self._rows)
        simplex.add_columns(self._first_columns(costs))
        transposed, best = self._matrix.T.tocsr(), None
        round_, solved = 0, simplex.solve(deadline)
        while solved is not None:
            values, duals = solved
            priced = costs + transposed @ duals
            proof = lagrangian(self._repaired(duals, priced), self._matrix, self._most, costs, constant)
            if proof is not None and (best is None or proof.total > best.total):
                best = proof
            if not finish and goal is not None and best is not None and best.bound >= goal:
                return Relaxed(values, best)
            broken = (self._matrix @ values > self._most + EPSILON) & ~simplex.rows
            wanted = self._wanted(simplex.columns, priced)
            if not broken.any() and not wanted.any():
                return Relaxed(values, best)
            simplex.add_rows(broken)
            if round_ < EARLY or not broken.any():
                simplex.add_columns(wanted)
            self._rows |= broken
            round_, solved = round_ + 1, simplex.solve(deadline)
        return Relaxed(np.zeros(0), best)

    def _tops(self) -> Floats:
        """Bound the columns that no row keeps below 1 anyway, so that the price of the others is that of the row."""
        single = np.zeros(self.layout.num_columns, dtype=bool)
        visit = self.layout.program.candidates.visit
        single[: len(visit)] = self.layout.team[visit] < 0
        return np.where(single, np.inf, 1.0)

    def _first_columns(self, costs: Ints) -> Flags:
        pairs = self.layout.program.candidates
        cheap = np.ones(self.layout.num_columns, dtype=bool)
        order = np.lexsort((costs[: len(pairs)], pairs.visit))
        rank = np.arange(len(pairs)) - pairs.ptr[pairs.visit[order]]
        most = np.maximum(CHEAPEST, 3 * self.layout.program.visits.target[pairs.visit[order]])
        cheap[order] = rank < most
        owner = self.layout.program.duties.volunteer[pairs.duty]
        musts = self.layout.program.musts
        if len(musts):
            width = int(max(owner.max(initial=0), musts.volunteer.max())) + 1
            cheap[: len(pairs)] |= np.isin(pairs.visit * width + owner, musts.visit * width + musts.volunteer)
        return cheap

    def _wanted(self, present: Flags, priced: Floats) -> Flags:
        """Give the columns that would lower the objective, and some that nearly would; none without the former."""
        absent = np.flatnonzero(~present)
        lowering = int((priced[absent] < -EPSILON).sum())
        wanted = np.zeros(len(present), dtype=bool)
        if lowering:
            more = min(lowering + len(self.layout.program.visits) // COMPANY, len(absent))
            wanted[absent[np.argpartition(priced[absent], more - 1)[:more]]] = True
        return wanted

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


class _Simplex:
    """A linear program in GLOP that grows and goes on from where it stood."""

    def __init__(self, matrix: csr_matrix, most: Ints, costs: Ints, tops: Floats) -> None:
        from ortools.linear_solver import pywraplp

        self._by_row, self._by_column, self._most = matrix, matrix.tocsc(), most
        self._costs, self._tops = costs, tops
        self._glop = pywraplp.Solver.CreateSolver("GLOP")
        # Preprocessing would forget the basis.
        self._glop.SetSolverSpecificParametersAsString("use_preprocessing:false")
        self._parameters = pywraplp.MPSolverParameters()
        self._parameters.SetIntegerParam(self._parameters.PRESOLVE, self._parameters.PRESOLVE_OFF)
        self._afresh = pywraplp.MPSolverParameters()
        self._afresh.SetIntegerParam(self._afresh.INCREMENTALITY, self._afresh.INCREMENTALITY_OFF)
        self._optimal = pywraplp.Solver.OPTIMAL
        self._glop.Objective().SetMinimization()
        self._row: dict[int, Any] = {}
        self._column: dict[int, Any] = {}
        self.rows = np.zeros(len(most), dtype=bool)
        self.columns = np.zeros(len(costs), dtype=bool)

    def add_rows(self, rows: Flags) -> None:
        """Take rows in."""
        matrix, infinity = self._by_row, self._glop.infinity()
        for row in np.flatnonzero(rows & ~self.rows).tolist():
            made = self._glop.Constraint(-infinity, float(self._most[row]))
            self._row[row] = made
            inside = slice(matrix.indptr[row], matrix.indptr[row + 1])
            for column, factor in zip(
                matrix.indices[inside].tolist(), matrix.data[inside].tolist(), strict=True
            ):
                if column in self._column:
                    made.SetCoefficient(self._column[column], float(factor))
        self.rows |= rows

    def add_columns(self, columns: Flags) -> None:
        """Take columns in."""
        matrix, objective = self._by_column, self._glop.Objective()
        for column in np.flatnonzero(columns & ~self.columns).tolist():
            top = float(self._tops[column])
            made = self._glop.NumVar(0.0, top if np.isfinite(top) else self._glop.infinity(), "")
            self._column[column] = made
            objective.SetCoefficient(made, float(self._costs[column]))
            inside = slice(matrix.indptr[column], matrix.indptr[column + 1])
            for row, factor in zip(
                matrix.indices[inside].tolist(), matrix.data[inside].tolist(), strict=True
            ):
                if row in self._row:
                    self._row[row].SetCoefficient(made, float(factor))
        self.columns |= columns

    def solve(self, deadline: float) -> tuple[Floats, Floats] | None:
        """Minimise: the values of the columns and the duals of the rows, or ``None`` without an optimum."""
        left = deadline - time.monotonic()
        if left <= 0:
            return None
        self._glop.SetTimeLimit(max(1, int(1000 * left)))
        if self._glop.Solve(self._parameters) != self._optimal:
            # Going on from a basis may end in numbers that GLOP gives up on; from none it starts afresh.
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            self._glop.SetTimeLimit(max(1, int(1000 * left)))
            if self._glop.Solve(self._afresh) != self._optimal:
                return None
        values, duals = np.zeros(len(self.columns)), np.zeros(len(self.rows))
        for column, variable in self._column.items():
            values[column] = variable.solution_value()
        for row, constraint in self._row.items():
            duals[row] = max(0.0, -constraint.dual_value())
        return values, duals
