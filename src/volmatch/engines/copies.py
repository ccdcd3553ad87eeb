"""How many copies of some volunteers it takes until everything is served: a bound, and a first guess.

The rows of the linear relaxation (`relaxation`) that speak of one volunteer alone hold for each copy of them, so for
*n* copies together they hold with *n* times their right-hand side. With a whole number of copies for each volunteer
this is a program without any symmetry between copies:

    minimise Σ n_k + W·Σ s_v    every visit wanted is served, or s_v = 1;  A·x ≤ b;  A_k·x_k ≤ n_k·b_k;  x_k ≤ n_k

Every plan with so many copies keeps these rows, so its minimum is a bound. Not every solution is a plan: what a trip
of several visits takes, and all that ties visits together, is left out.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from volmatch.engines.bound import level_bound
from volmatch.engines.copy_rows import MOST_WHOLE, Copied, lay_out_copies
from volmatch.engines.cpsat import Limits, run
from volmatch.engines.parts import Linear
from volmatch.engines.relaxation import Layout, lay_out
from volmatch.program.arrays import Candidates, Program

__all__ = ["Copies", "fewest_copies"]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


@frozen
class Copies:
    """What came of it.

    Attributes
    ----------
    counts
        How many copies of each volunteer may do; empty where nothing was found in time.
    bound
        No plan that serves all that is wanted has fewer copies in all: proven. ``None`` where nothing is known, or
        where no number of copies is enough.
    each
        The most visits that one copy of each volunteer could serve: proven.
    """

    counts: tuple[int, ...] = ()
    bound: int | None = None
    each: tuple[int, ...] = ()


def fewest_copies(
    program: Program, kinds: Sequence[int], wanted: Flags, limits: Limits, seed: int = 0
) -> Copies:
    """Bound how many copies of some volunteers a plan needs that serves all visits wanted.

    Parameters
    ----------
    kinds
        Numbers of the volunteers who may be copied; every other is there once.
    wanted
        Shape (visits,).

    Notes
    -----
    One program of a column for each pair, whole up to `MOST_WHOLE`. Beyond, first the fewest visits that those who
    are there once leave open are bounded, of which a copy takes so many at most; then the linear program, if there is
    time.
    """
    if not wanted.any():
        return Copies((0,) * len(kinds), 0)
    layout = lay_out(program)
    model = lay_out_copies(layout, kinds, np.flatnonzero(wanted))
    each = tuple(_most_of(layout, kind) for kind in kinds)
    if model.matrix.shape[1] <= MOST_WHOLE:
        return evolve(_searched(model, limits, seed), each=each)
    counted = _counted(program, kinds, wanted, max(each, default=0), limits)
    found = _relaxed(model, limits)
    bounds = [bound for bound in (counted, found.bound) if bound is not None]
    return Copies(found.counts, max(bounds, default=None), each)


def _most_of(layout: Layout, kind: int) -> int:
    """Bound the visits that one copy can serve, by the rows that speak of one volunteer."""
    from scipy.optimize import linprog

    pairs, services = layout.program.candidates, layout.program.visits.fetch == 0
    own = np.flatnonzero((layout.program.duties.volunteer[pairs.duty] == kind) & services[pairs.visit])
    if not len(own):
        return 0
    some = layout.matrix[:, own].tocsr()
    # Rows with a negative factor speak of what must be, or of teams.
    rows = np.flatnonzero((np.diff(some.indptr) > 0) & (layout.matrix.min(axis=1).toarray().ravel() >= 0))
    matrix, most = some[rows], layout.most[rows]
    costs, top = np.full(len(own), -1), np.ones(len(own), np.int64)
    found = linprog(  # type: ignore[call-overload]
        costs.astype(float), A_ub=matrix.astype(float), b_ub=most.astype(float), bounds=(0, 1), method="highs"
    )
    if found.x is None or found.status != 0:
        return len(own)
    duals = np.maximum(0.0, -np.asarray(found.ineqlin.marginals, dtype=float))
    least = _proven(duals, matrix, most, costs, top)
    return len(own) if least is None else min(len(own), -least)


def _counted(program: Program, kinds: Sequence[int], wanted: Flags, most: int, limits: Limits) -> int | None:
    """Bound the visits that are left open without any copy, and divide by the most that one can take."""
    pairs = program.candidates
    keep = ~np.isin(program.duties.volunteer[pairs.duty], np.array(kinds, dtype=np.int64))
    ptr = np.append(0, np.cumsum(np.bincount(pairs.visit[keep], minlength=len(program.visits))))
    fields = (pairs.visit, pairs.duty, pairs.earliest, pairs.latest, pairs.limit)
    alone = evolve(program, candidates=Candidates(ptr, *(column[keep] for column in fields)), levels=())
    until = time.monotonic() + (limits.deadline - time.monotonic()) / 2
    weight = int(program.visits.weight.sum())
    ranks = set(program.visits.priority[program.visits.fetch == 0].tolist())
    if not most or len(ranks) != 1 or not keep.any() or (program.visits.weight[wanted] != 1).any():
        return None
    level = ranks.pop()
    value = [0] * level + [weight] + [0] * (7 - level)
    bound = level_bound(lay_out(alone), level, value, until)
    unwanted = weight - int(wanted.sum())
    return None if bound is None else max(0, -(-(bound - unwanted) // most))


def _searched(model: Copied, limits: Limits, seed: int) -> Copies:
    """Minimise in whole numbers, by CP-SAT."""
    from ortools.sat.python import cp_model

    cp = cp_model.CpModel()
    variables = [cp.new_int_var(0, top, "") for top in model.top.tolist()]
    matrix = model.matrix
    tops = np.asarray(matrix.maximum(0) @ model.top).ravel()
    for row in np.flatnonzero(tops > model.most).tolist():
        inside = slice(matrix.indptr[row], matrix.indptr[row + 1])
        some = [variables[column] for column in matrix.indices[inside].tolist()]
        factors = matrix.data[inside].tolist()
        cp.add(cp_model.LinearExpr.weighted_sum(some, factors) <= int(model.most[row]))
    objective = Linear()
    for column in np.flatnonzero(model.costs).tolist():
        objective.add(variables[column], int(model.costs[column]), int(model.top[column]))
    copies = variables[model.first_copy : model.first_copy + model.num_kinds]
    answer = run(cp, objective, copies, limits, seed=seed, num_booleans=len(variables))
    bound = answer.bound if answer.bound is not None and answer.bound < model.weight else None
    return Copies(answer.values, bound)


def _relaxed(model: Copied, limits: Limits) -> Copies:
    """Solve the linear program; what its duals prove is computed in whole numbers."""
    from scipy.optimize import linprog

    num_columns = len(model.costs) - model.num_wanted
    matrix, costs, top = model.matrix[:, :num_columns], model.costs[:num_columns], model.top[:num_columns]
    found = linprog(  # type: ignore[call-overload]
        costs.astype(float),
        A_ub=matrix.astype(float),
        b_ub=model.most.astype(float),
        bounds=np.stack([np.zeros(num_columns), top.astype(float)], axis=1),
        method="highs",
        options={"time_limit": max(0.1, limits.deadline - time.monotonic())},
    )
    if found.x is None or found.ineqlin is None or found.status != 0:
        return Copies()
    copies = found.x[model.first_copy : model.first_copy + model.num_kinds]
    duals = np.maximum(0.0, -np.asarray(found.ineqlin.marginals, dtype=float))
    counts = tuple(int(np.ceil(count - 1e-6)) for count in copies)
    bound = _proven(duals, matrix, model.most, costs, top)
    return Copies(counts, None if bound is None else max(0, bound))


def _proven(duals: NDArray[np.float64], matrix: csr_matrix, most: Ints, costs: Ints, top: Ints) -> int | None:
    """Compute ⌈ −λ·b + Σ_j top_j · min(0, c_j + λ·A_j) ⌉ in whole numbers: valid whatever the duals are worth."""
    if not np.isfinite(duals).all():
        return None
    weights = abs(matrix).astype(float)
    for bits in (30, 20, 10):
        scale = 1 << bits
        reach = ((np.abs(costs) * scale + weights.T @ (duals * scale)) * top).sum()
        if reach + float(np.abs(most) @ (duals * scale)) < float(1 << 61):
            break
    else:
        return None
    whole = np.floor(duals * scale + 0.5).astype(np.int64)
    reduced = costs * scale + matrix.T @ whole
    total = -int(most @ whole) + int((top * np.minimum(reduced, 0)).sum())
    return -(-total // scale)
