"""Proven bounds on coverage, from a linear relaxation of the assignment.

The relaxation is that of `relaxation`; it is solved, and its duals are turned into a bound in whole numbers, by
`lagrange`. Each of the eight numbers has a program of its own, with the ones before it held at an incumbent's.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from volmatch.engines.claims import Claims
from volmatch.engines.lagrange import Solver
from volmatch.engines.relaxation import Layout, lay_out
from volmatch.program.arrays import Program

__all__ = ["coverage_bound", "level_bound"]

NUM_RANKS = 4
MOST_PAIRS = 2_000_000
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
    One LP for each number that is not at its bound yet, with rows and columns on demand.
    """
    deadline = time.monotonic() + seconds
    for level, weight in enumerate(_unservable(program)):
        claims.add(level, weight, None)
    layout: Layout | None = None
    for level in range(len(value)):
        left = deadline - time.monotonic()
        if claims.proves(level, value) or left <= 0.05 or not 0 < len(program.candidates) <= MOST_PAIRS:
            continue
        layout = layout or lay_out(program)
        claims.add(level, level_bound(layout, level, value, deadline), value)


def level_bound(layout: Layout, level: int, value: Sequence[int], deadline: float) -> int | None:
    """Bound one level for plans that are no worse than ``value`` on the levels above; ``None`` without a bound."""
    above = [(layout.costs(row), value[row]) for row in range(level)]
    held = [(costs, most - constant) for (costs, constant), most in above if costs.any()]
    costs, constant = layout.costs(level)
    proof = Solver(layout, held).minimise(costs, constant, deadline, value[level], finish=False).proof
    return proof.bound if proof is not None else None


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
