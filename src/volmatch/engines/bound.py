"""Proven bounds on coverage, from a linear relaxation of the assignment.

Columns: how far each pair is used (0 to 1), and how far each visit is served. Rows: a visit needs
``least`` people to be served and has at most ``target``; counters hold; as many trips as they allow bring, and
collect, no more than they hold; the services of a duty fit into
its length; of visits that would all keep a person busy at one instant, whenever they start, one at most
(one row for each largest such set of a volunteer). The optimum of the LP is found by HiGHS in floating
point, but what is reported is not it: any non-negative duals give a valid bound by weak duality, and
that bound is computed in whole numbers (scaled by a power of two) from the duals rounded down.

    bound = ⌈ c₀ − λ·b + Σ_j min(0, c_j + λ·A_j) ⌉        minimise c₀ + c·z,  A·z ≤ b,  0 ≤ z ≤ 1,  λ ≥ 0
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from volmatch.engines.claims import Claims
from volmatch.engines.lone import cliques
from volmatch.program.arrays import METRES, NO_CAP, SECONDS, TASKS, TRIPS, Program

__all__ = ["coverage_bound"]

NUM_RANKS = 4
MOST_PAIRS = 400_000
"""Beyond this many pairs the LP does not pay; the bound is then that of visits that nobody can serve."""


def coverage_bound(program: Program, value: Sequence[int], seconds: float, claims: Claims) -> None:
    """Note a proven lower bound for each of the eight numbers of coverage.

    Parameters
    ----------
    value
        The coverage of an incumbent: the bound of each number is proven for plans within the ones before it.
    seconds
        How long it may take; what is unfinished by then is not noted.
    claims
        Where to note them.

    Notes
    -----
    One LP for each number that is not at its bound yet; simplex on pairs + visits columns.
    """
    deadline = time.monotonic() + seconds
    for level, weight in enumerate(_unservable(program)):
        claims.add(level, weight, None)
    relaxation: _Relaxation | None = None
    for level in range(len(value)):
        left = deadline - time.monotonic()
        if claims.proves(level, value) or left <= 0.05 or len(program.candidates) > MOST_PAIRS:
            continue
        relaxation = relaxation or _Relaxation(program)
        claims.add(level, relaxation.bound(level, value, left), value)


def _unservable(program: Program) -> list[int]:
    """Give the weight, by priority, of the visits for which there are too few people."""
    visits, candidates = program.visits, program.candidates
    owner = program.duties.volunteer[candidates.duty]
    num_owners = int(owner.max(initial=0)) + 1
    people = np.bincount(
        np.unique(candidates.visit * num_owners + owner) // num_owners, minlength=len(visits)
    )
    lost = people < visits.least
    ranks = np.bincount(visits.priority[lost], weights=visits.weight[lost], minlength=NUM_RANKS)
    return [*(int(weight) for weight in ranks), 0, 0, 0, 0]


@frozen
class _Rows:
    """Rows of the LP in the making: entries, and the right-hand side."""

    row: list[NDArray[np.int64]] = field(factory=list)
    column: list[NDArray[np.int64]] = field(factory=list)
    factor: list[NDArray[np.int64]] = field(factory=list)
    most: list[int] = field(factory=list)

    def add(self, columns: NDArray[np.int64], factors: NDArray[np.int64], most: int) -> None:
        self.row.append(np.full(len(columns), len(self.most)))
        self.column.append(columns)
        self.factor.append(factors)
        self.most.append(most)

    def matrix(self, num_columns: int) -> csr_matrix:
        entries = (np.concatenate(self.factor), (np.concatenate(self.row), np.concatenate(self.column)))
        return csr_matrix(entries, shape=(len(self.most), num_columns), dtype=np.int64)


@define
class _Relaxation:
    """The LP: columns are the pairs, then the visits."""

    program: Program
    _matrix: csr_matrix = field(init=False)
    _most: NDArray[np.int64] = field(init=False)
    _num_pairs: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        rows = _Rows()
        self._num_pairs = len(self.program.candidates)
        self._people(rows)
        self._counters(rows)
        self._lengths(rows)
        self._cliques(rows)
        self._matrix = rows.matrix(self._num_pairs + len(self.program.visits))
        self._most = np.array(rows.most, dtype=np.int64)

    def _people(self, rows: _Rows) -> None:
        visits, ptr = self.program.visits, self.program.candidates.ptr
        for visit in range(len(visits)):
            pairs = np.arange(ptr[visit], ptr[visit + 1])
            columns = np.append(pairs, self._num_pairs + visit)
            rows.add(columns, np.append(-np.ones(len(pairs), np.int64), visits.least[visit]), 0)
            rows.add(columns, np.append(np.ones(len(pairs), np.int64), -visits.target[visit]), 0)

    def _counters(self, rows: _Rows) -> None:
        """Charge each pair with the least that it can add to a counter."""
        program, counters = self.program, self.program.counters
        order, starts = self._by_duty()
        for row in range(len(counters)):
            duties = counters.duty[counters.ptr[row] : counters.ptr[row + 1]]
            pairs = (
                np.concatenate([order[starts[duty] : starts[duty + 1]] for duty in duties])
                if len(duties)
                else order[:0]
            )
            kind, cap = int(counters.kind[row]), int(counters.cap[row])
            if kind == TRIPS:
                self._loads(rows, pairs, duties, cap)
                per_trip = min(int(program.duties.trip_tasks[duties].max(initial=1)), NO_CAP)
                cap = min(cap * per_trip, NO_CAP)
            if kind == METRES or (cap >= len(pairs) > 0 and kind in (TRIPS, TASKS)):
                continue
            least = (
                program.visits.service[program.candidates.visit[pairs]]
                if kind == SECONDS
                else np.ones(len(pairs), np.int64)
            )
            if len(pairs):
                rows.add(pairs, least, cap)

    def _loads(self, rows: _Rows, pairs: NDArray[np.int64], duties: NDArray[np.int64], trips: int) -> None:
        """Let so many trips bring, and collect, no more than they hold together."""
        loads, visit = self.program.loads, self.program.candidates.visit[pairs]
        for kind in range(loads.num_kinds):
            most = int(loads.capacity[duties, kind].max(initial=0)) * min(trips, len(pairs))
            for amounts in (loads.brought[visit, kind], loads.collected[visit, kind]):
                if amounts.sum() > most:
                    rows.add(pairs[amounts > 0], amounts[amounts > 0], most)

    def _by_duty(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        duty = self.program.candidates.duty
        order = np.argsort(duty, kind="stable")
        return order, np.searchsorted(duty[order], np.arange(len(self.program.duties) + 1))

    def _lengths(self, rows: _Rows) -> None:
        """Fit the services of each duty, with the whole trip where it holds one visit, into its length."""
        duties = self.program.duties
        order, starts = self._by_duty()
        busy = self._busy()[2]
        for duty in range(len(duties)):
            pairs = order[starts[duty] : starts[duty + 1]]
            if busy[pairs].sum() > duties.end[duty] - duties.start[duty]:
                rows.add(pairs, busy[pairs], int(duties.end[duty] - duties.start[duty]))

    def _busy(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Give, per pair, when its person is busy for certain (from, to), and for how long at least."""
        program, candidates = self.program, self.program.candidates
        service = program.visits.service[candidates.visit]
        lead, tail = np.zeros(len(candidates), np.int64), np.zeros(len(candidates), np.int64)
        lone = program.duties.trip_tasks[candidates.duty] == 1
        for mode in range(len(program.travel.modes)):
            rows = np.flatnonzero(lone & (program.duties.mode[candidates.duty] == mode))
            home, place = (
                program.duties.home[candidates.duty[rows]],
                program.visits.place[candidates.visit[rows]],
            )
            setup = np.where(home == place, 0, program.visits.setup[candidates.visit[rows]])
            lead[rows] = program.travel.seconds(mode, home, place) + setup
            tail[rows] = program.travel.seconds(mode, place, home)
        return candidates.latest - lead, candidates.earliest + service + tail, service + lead + tail

    def _cliques(self, rows: _Rows) -> None:
        owner = self.program.duties.volunteer[self.program.candidates.duty]
        start, end, _ = self._busy()
        order = np.argsort(owner, kind="stable")
        order = order[(end > start)[order]]
        groups = np.split(order, np.flatnonzero(np.diff(owner[order])) + 1) if len(order) else []
        for group in groups:
            spans = list(zip(start[group].tolist(), end[group].tolist(), strict=True))
            for clique in cliques(spans):
                rows.add(group[clique], np.ones(len(clique), np.int64), 1)

    def bound(self, level: int, value: Sequence[int], seconds: float) -> int | None:
        """Bound one number of coverage, the ones before it held at an incumbent's; ``None`` if time ran out."""
        matrix, most = self._matrix, self._most
        for above in range(level):
            costs, constant = self._costs(above)
            matrix = csr_matrix(vstack([matrix, csr_matrix(costs[None, :])], format="csr"))
            most = np.append(most, value[above] - constant)
        costs, constant = self._costs(level)
        answer: Any = linprog(  # type: ignore[call-overload]  # the stubs know no sparse matrices
            costs.astype(float),
            A_ub=matrix.astype(float),
            b_ub=most.astype(float),
            bounds=(0, 1),
            method="highs",
            options={"time_limit": max(seconds, 0.1)},
        )
        if answer.status != 0:
            return None
        return _from_duals(-np.asarray(answer.ineqlin.marginals), matrix, most, costs, constant)

    def _costs(self, level: int) -> tuple[NDArray[np.int64], int]:
        """Give what one number of coverage charges each column, and its constant."""
        visits = self.program.visits
        costs = np.zeros(self._num_pairs + len(visits), np.int64)
        rank = np.flatnonzero(visits.priority == level % NUM_RANKS)
        if level < NUM_RANKS:
            costs[self._num_pairs + rank] = -visits.weight[rank]
            return costs, int(visits.weight[rank].sum())
        costs[self._num_pairs + rank] = visits.weight[rank] * visits.target[rank]
        candidates = self.program.candidates
        mine = visits.priority[candidates.visit] == level - NUM_RANKS
        costs[: self._num_pairs][mine] = -visits.weight[candidates.visit[mine]]
        return costs, 0


def _from_duals(
    duals: NDArray[np.float64],
    matrix: csr_matrix,
    most: NDArray[np.int64],
    costs: NDArray[np.int64],
    constant: int,
) -> int | None:
    """Compute the Lagrangian bound of non-negative duals in whole numbers: valid whatever the duals are worth."""
    safe = np.maximum(duals, 0)
    if not np.isfinite(safe).all():
        return None
    weights = abs(matrix)
    for bits in (30, 20, 10, 0):
        scale = 1 << bits
        # In floating point, what the sums below could come to: they must stay within 64 bits.
        reach = np.abs(costs).sum() * float(scale) + (weights.T @ (safe * scale)).sum()
        if reach + float(np.abs(most) @ (safe * scale)) + abs(constant) * float(scale) < float(1 << 61):
            break
    else:
        return None
    whole = np.floor(safe * scale).astype(np.int64)
    reduced = costs * scale + matrix.T @ whole
    total = constant * scale - int(most @ whole) + int(np.minimum(reduced, 0).sum())
    return -(-total // scale)
