"""Fixed starts and one visit a trip: the whole is one linear program, and nearly always whole by itself.

Every pair is then a trip of known times and costs, so the relaxation (`relaxation`) is exact in whole numbers. All
levels are folded into one objective, each weighing more than what one visit more or less of the next can cost. No
such weight is trusted to keep the order: each level is proven by a bound of its own, for plans that are no worse on
the levels above than what was found,

    level_k ≥ bound(Σ_{j≤k} M_j · level_j) − Σ_{j<k} M_j · value_j        for all plans with level_j ≤ value_j

and where that proves too little, the weights are raised. Where the program's solution is not whole, CP-SAT searches
the pairs whose reduced cost is within the gap; all others are in no better plan.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from volmatch.engines.claims import Claims
from volmatch.engines.cpsat import Limits
from volmatch.engines.folding import Folded
from volmatch.engines.lagrange import Lagrangian, Relaxed, Solver
from volmatch.engines.once import once_for_all
from volmatch.engines.prices.ascent import Prices, is_ready
from volmatch.engines.relaxation import Layout, is_lone, lay_out
from volmatch.engines.rounding import WHOLE, rounded, searched
from volmatch.engines.solution import Solution, Tour, Value, value_of
from volmatch.program.arrays import Program

__all__ = ["applies", "roster"]

Ints = NDArray[np.int64]

MOST_PAIRS = 2_000_000
"""Beyond this many pairs the program would not fit into the memory that is meant for it."""

STEPS = (4, 64, 1024)
"""How many times what one visit can cost on the next level a level weighs; tried in order."""

NEARER, STEPS_NEARER, STEPS_ALONE = (16, 64, 256, 1024), 500, 1000
"""How prices come near the bound of a level: with which weights, in how many steps each; and at first without."""

MOST_BOOLEANS = 50_000

FEWEST_PRICED = 5_000
"""From so many columns on, prices are sooner near the bound than the simplex is at it."""

LINEAR = frozenset({"rest", "days", "errands"})
"""Mechanisms that the rows say whole; rests and days where nobody makes two tours a day."""


def applies(program: Program) -> bool:
    """Whether every trip holds one visit whose start is known."""
    pairs, visits = program.candidates, program.visits
    if not program.mechanisms <= LINEAR or not len(pairs) or len(pairs) > MOST_PAIRS or not is_lone(program):
        return False
    if program.mechanisms & {"rest", "days"} and not once_for_all(program).all():
        return False
    first, last = np.full(len(visits), np.iinfo(np.int64).max), np.full(len(visits), np.iinfo(np.int64).min)
    np.minimum.at(first, pairs.visit, pairs.earliest)
    np.maximum.at(last, pairs.visit, pairs.latest)
    timed = np.diff(pairs.ptr) > 0
    return bool((first[timed] == last[timed]).all() and (visits.service[timed] > 0).all())


def roster(
    program: Program,
    deadline: float,
    claims: Claims,
    cancelled: Callable[[], bool] = lambda: False,
    seed: int = 0,
) -> Solution | None:
    """Solve a program to which this `applies`, and note what is proven of each level.

    Parameters
    ----------
    deadline
        On the clock of `time.monotonic`.
    claims
        Where to note the bounds; they speak of plans no worse above than what is returned.
    cancelled
        Asked between linear programs.

    Returns
    -------
    The best solution found, or ``None`` where there was none in time.

    Notes
    -----
    A few dozen linear programs of some pairs for each visit; O(pairs) memory and the entries of the overlaps.
    """
    layout = lay_out(program)
    solver = Prices(layout) if layout.num_columns >= FEWEST_PRICED and is_ready() else Solver(layout)
    best: Solution | None = None
    for step in STEPS:
        if cancelled() or time.monotonic() >= deadline:
            break
        folded = Folded.of(layout, step)
        if folded is None or not folded.levels:  # too large; or all plans are worth the same
            break
        found = _solved(folded, solver, Limits(deadline, None, cancelled), seed)
        if found is None:
            break
        solution, bound = found
        value = value_of(program, solution)
        if best is None or value < value_of(program, best):
            best = solution
        _claim(folded, solver, value, bound, Limits(deadline, None, cancelled), claims)
        if bound is None or bound < folded.worth(value):
            break  # what is left open is not for larger weights to close
        if all(claims.proves(level, value) for level in range(len(value))):
            break
    return best


def _solved(
    folded: Folded, solver: Solver | Prices, limits: Limits, seed: int
) -> tuple[Solution, int | None] | None:
    """Minimise the folded levels in whole numbers; give the solution and a bound on the objective."""
    costs, constant = folded.first(len(folded.levels))
    relaxed = solver.minimise(costs, constant, limits.deadline)
    if not len(relaxed.values) or relaxed.proof is None:
        return None
    near = np.rint(relaxed.values)
    whole = np.abs(relaxed.values - near).max(initial=0) <= WHOLE
    # Floating point keeps a row with large factors only about; whole numbers say whether it is kept.
    whole = whole and bool((folded.layout.matrix @ near.astype(np.int64) <= folded.layout.most).all())
    # With large weights the simplex may stop short of the optimum, and only the exact bound notices.
    if whole and constant + int(costs @ near.astype(np.int64)) <= relaxed.proof.bound:
        return _read(folded.layout, near), relaxed.proof.bound
    return _whole(folded.layout, costs, constant, relaxed.proof, relaxed.values, limits, seed)


def _whole(
    layout: Layout,
    costs: Ints,
    constant: int,
    proof: Lagrangian,
    values: NDArray[np.float64],
    limits: Limits,
    seed: int,
) -> tuple[Solution, int | None] | None:
    """Search the pairs of small reduced cost; widen the search until no pair outside can be in a better plan."""
    best = rounded(layout, costs, constant, proof, values, limits)
    bound = proof.bound
    gap = max(1, int(np.abs(costs).max(initial=1)) // 4000 if best is None else best[1] - proof.bound)
    while best is None or best[1] > bound:
        free = proof.reduced <= gap * proof.scale
        free |= values > WHOLE
        if best is not None:
            free |= best[0] > 0
        if int(free.sum()) > MOST_BOOLEANS:
            break
        found = searched(layout, costs, constant, free, limits, seed, values if best is None else best[0])
        if found is None:
            break
        chosen, value, proven = found
        if best is None or value < best[1]:
            best = chosen, value
        # A plan with a pair that is not free costs more than the bound by more than the gap.
        outside = -(-(proof.total + gap * proof.scale + 1) // proof.scale)
        bound = max(bound, min(proven, outside) if proven is not None else bound)
        if best[1] <= bound or limits.cancelled() or time.monotonic() >= limits.deadline:
            break
        needed = best[1] - proof.bound
        if needed <= gap:
            break
        gap = needed
    return None if best is None else (_read(layout, best[0]), bound)


def _read(layout: Layout, values: NDArray[np.float64]) -> Solution:
    """Turn chosen pairs into trips."""
    program, legs = layout.program, layout.legs
    pairs, visits = program.candidates, program.visits
    tours = []
    for pair in np.flatnonzero(values[: len(pairs)] > 0.5).tolist():
        visit, start = int(pairs.visit[pair]), int(pairs.earliest[pair])
        back = start + int(visits.service[visit] + legs.tail[pair])
        tours.append(Tour(int(pairs.duty[pair]), start - int(legs.lead[pair]), (visit,), (start,), back))
    return Solution.of(tours)


def _claim(
    folded: Folded, solver: Solver | Prices, value: Value, bound: int | None, limits: Limits, claims: Claims
) -> None:
    """Prove the levels one after another, the last by the bound that there is already."""
    for level in range(len(value)):
        if level not in folded.levels:
            claims.add(level, folded.layout.costs(level)[1], None)
    for count, level in enumerate(folded.levels, start=1):
        last = count == len(folded.levels)
        weights = folded.scaled(count)
        above = sum(weight * value[row] for weight, row in zip(weights[:-1], folded.levels, strict=False))
        proven = bound if last else None
        if not last and not claims.proves(level, value):
            goal = above + value[level]
            if isinstance(solver, Prices):
                proven = _approached(folded, solver, count, goal, limits)
            else:
                costs, constant = folded.first(count)
                relaxed = solver.minimise(costs, constant, limits.deadline, goal, finish=False)
                proven = _closed(folded.layout, costs, constant, relaxed, goal, limits)
        if proven is not None:
            claims.add(level, proven - above, value)


def _approached(folded: Folded, prices: Prices, count: int, goal: int, limits: Limits) -> int | None:
    """Bound the first levels by prices: from those of all levels on, where need be with larger and larger weights.

    Where many plans are as good on a level, steps towards its bound are short; what the next level charges, weighing
    ever less, leads the prices near it.
    """
    costs, constant = folded.first(count)
    begin = prices.minimise(
        costs, constant, limits.deadline, goal, finish=False, steps=STEPS_ALONE, remember=False
    )
    if begin.proof is not None and begin.proof.bound >= goal:
        return begin.proof.bound
    for step in NEARER:
        nearer = Folded.of(folded.layout, step)
        if nearer is None or limits.cancelled():
            break
        prices.minimise(*nearer.first(count + 1), limits.deadline, steps=STEPS_NEARER)
    end = prices.minimise(costs, constant, limits.deadline, goal, finish=False)
    return _closed(folded.layout, costs, constant, end, goal, limits)


def _closed(
    layout: Layout, costs: Ints, constant: int, relaxed: Relaxed, goal: int, limits: Limits
) -> int | None:
    """Bound an objective that a plan brings to ``goal``: as its relaxation does, then in whole numbers."""
    proof = relaxed.proof
    if proof is None or proof.bound >= goal or not len(relaxed.values):
        return proof.bound if proof is not None else None
    free = proof.reduced <= (goal - proof.bound) * proof.scale
    if int(free.sum()) > MOST_BOOLEANS:
        return proof.bound
    found = searched(layout, costs, constant, free, limits, 0, relaxed.values)
    if found is None or found[2] is None:
        return proof.bound
    # Whatever uses a column that is not free is worth ``goal`` at least.
    return max(proof.bound, min(found[2], goal))
