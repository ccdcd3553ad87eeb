"""Proven bounds on the levels below coverage, where every trip holds one visit.

Each pair is then a whole trip, so what it costs on every level is known, and the relaxation (`relaxation`) bounds the
sum: no plan that is no worse on the levels above than given values can be below it. Visits that overlap whenever they
start exclude each other for one person; what starts are left free for is not in the relaxation, so a gap may remain.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from volmatch.engines.claims import NUM_COVERAGE, Claims
from volmatch.engines.lagrange import Solver
from volmatch.engines.relaxation import is_lone, lay_out
from volmatch.program.arrays import Program

__all__ = ["levels_bound"]

MOST_PAIRS = 2_000_000
"""Beyond this many pairs the program would not fit into the memory that is meant for it."""


def levels_bound(program: Program, value: Sequence[int], seconds: float, claims: Claims) -> None:
    """Note a bound of each level below coverage; nothing where trips may hold several visits.

    Parameters
    ----------
    value
        All levels of an incumbent: each bound is proven for plans no worse on the levels above.
    seconds
        How long it may take; what is unfinished by then still counts as far as it came.
    claims
        Where to note them.

    Notes
    -----
    A linear program a level, with rows and columns on demand.
    """
    deadline = time.monotonic() + seconds
    pairs = len(program.candidates)
    if not 0 < pairs <= MOST_PAIRS or not is_lone(program) or program.mechanisms:
        return
    layout = None
    for level in range(NUM_COVERAGE, len(value)):
        if claims.proves(level, value) or time.monotonic() >= deadline:
            continue
        layout = layout or lay_out(program)
        above = [(layout.costs(row), value[row]) for row in range(level)]
        held = [(costs, most - constant) for (costs, constant), most in above if costs.any()]
        costs, constant = layout.costs(level)
        proof = Solver(layout, held).minimise(costs, constant, deadline, value[level], finish=False).proof
        claims.add(level, proof.bound if proof is not None else None, value)
