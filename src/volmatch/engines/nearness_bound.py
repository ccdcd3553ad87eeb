"""Proven bounds on the levels below coverage, where every trip holds one visit.

Each pair is then a whole trip, so what it costs on every level is known, and the relaxation (`relaxation`) bounds the
sum: no plan that is no worse on the levels above than given values can be below it. Visits that overlap whenever they
start exclude each other for one person; what starts are left free for is not in the relaxation, so a gap may remain.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from volmatch.engines.bound import level_bound
from volmatch.engines.claims import NUM_COVERAGE, Claims
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
        claims.add(level, level_bound(layout, level, value, deadline), value)
