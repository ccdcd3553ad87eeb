"""Whole numbers where the relaxation has fractions: a good plan by branch and bound, and a proof by CP-SAT.

HiGHS looks among the pairs of least reduced cost and proves nothing; CP-SAT minimises over the columns that it is
given and proves that in whole numbers.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from volmatch.engines.cpsat import Limits, run
from volmatch.engines.lagrange import Lagrangian
from volmatch.engines.parts import Linear
from volmatch.engines.relaxation import Layout

__all__ = ["WHOLE", "rounded", "searched"]

Ints = NDArray[np.int64]

WHOLE = 1e-6
"""How far a value may be from a whole number to count as one."""


MOST_A_VISIT = 3
"""Pairs for each two visits among which branch and bound looks."""


def rounded(
    layout: Layout,
    costs: Ints,
    constant: int,
    proof: Lagrangian,
    values: NDArray[np.float64],
    limits: Limits,
) -> tuple[NDArray[np.float64], int] | None:
    """Look for a good plan among the pairs of least reduced cost by branch and bound; it proves nothing."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    few = min(MOST_A_VISIT * len(layout.program.visits) // 2, layout.num_columns - 1)
    free = (proof.reduced <= np.partition(proof.reduced, few)[few]) | (values > WHOLE)
    free[len(layout.program.candidates) :] = True
    columns = np.flatnonzero(free)
    matrix = layout.matrix[:, columns].tocsr()
    rows = np.flatnonzero(np.asarray(matrix.maximum(0).sum(axis=1)).ravel() > layout.most)
    rows = np.union1d(rows, np.flatnonzero(layout.most < 0))
    found = milp(
        costs[columns].astype(float),
        constraints=LinearConstraint(matrix[rows].astype(float), -np.inf, layout.most[rows].astype(float)),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(columns), dtype=np.int64),
        options={"time_limit": max(0.1, (limits.deadline - time.monotonic()) / 4), "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return None
    near = np.zeros(layout.num_columns)
    near[columns] = np.rint(found.x)
    if (layout.matrix @ near.astype(np.int64) > layout.most).any():
        return None
    return near, constant + int(costs @ near.astype(np.int64))


def searched(
    layout: Layout,
    costs: Ints,
    constant: int,
    free: NDArray[np.bool_],
    limits: Limits,
    seed: int,
    hint: NDArray[np.float64],
) -> tuple[NDArray[np.float64], int, int | None] | None:
    """Minimise over some columns by CP-SAT: values, what they cost, and what is proven of these columns."""
    from ortools.sat.python import cp_model

    columns = np.flatnonzero(free)
    cp = cp_model.CpModel()
    variables = [cp.new_bool_var("") for _ in columns]
    matrix = layout.matrix[:, columns].tocsr()
    tops = np.asarray(matrix.maximum(0).sum(axis=1)).ravel()
    for row in np.flatnonzero((tops > layout.most) | (layout.most < 0)).tolist():
        inside = slice(matrix.indptr[row], matrix.indptr[row + 1])
        some = [variables[column] for column in matrix.indices[inside]]
        factors = matrix.data[inside]
        if layout.most[row] == 1 and (factors == 1).all():
            cp.add_at_most_one(some)
        else:
            cp.add(cp_model.LinearExpr.weighted_sum(some, factors.tolist()) <= int(layout.most[row]))
    objective = Linear(variables, costs[columns].tolist(), constant)
    for variable, value in zip(variables, hint[columns].tolist(), strict=True):
        cp.add_hint(variable, round(value))
    # The linear program is nearly whole: cuts close the rest at once, and presolving takes fifty times longer.
    answer = run(cp, objective, variables, limits, seed=seed, num_booleans=len(columns), presolve=False)
    if answer.status not in ("optimal", "feasible"):
        return None
    values = np.zeros(layout.num_columns)
    values[columns] = answer.values
    return values, constant + int(costs @ values.astype(np.int64)), answer.bound
