"""The first plan: at once, with every pin kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from volmatch.engines.greedy import complete, greedy, keeps_musts
from volmatch.engines.search.ties import can_search
from volmatch.engines.solution import Solution
from volmatch.search.state import Search

if TYPE_CHECKING:
    from volmatch.engines.exact import Outcome

__all__ = ["first_plan"]

MOST_PINNED_BOOLEANS = 100_000
"""The largest model that is tried to tell whether pins can be kept."""

FEWEST_PAIRS = 10_000
"""From so many pairs on, loading compiled code pays."""


def first_plan(search: Search) -> None:
    """Serve greedily; where pins are lost that way, place them exactly and serve the rest around."""
    first = _constructed(search) or greedy(search.program, search.over)
    if not keeps_musts(search.program, first):
        musts = _pinned_visits(search)
        if musts is None:
            return
        first = complete(search.program, musts, search.over)
    search.take(first, "greedy")
    search.keep_time_for_reasons()


def _constructed(search: Search) -> Solution | None:
    """Let compiled code serve greedily where that pays; it knows of no pins."""
    program = search.program
    if len(program.candidates) <= FEWEST_PAIRS or len(program.musts) or not can_search(program):
        return None
    from volmatch.engines.search.compiled import is_ready

    if not is_ready():
        return None
    from volmatch.engines.search.chains import Chains

    search.chains = Chains(search.program, search.seed, search.workers, search.iteration_limit)
    return search.chains.solution


def _pinned_visits(search: Search) -> Solution | None:
    """Place the pinned visits alone, since every other may stay unserved; if that fails, with all others around.

    A way through other stops may be shorter (by a table of ways, or by rounding), so only the latter proves that
    there is no plan.
    """
    visits = sorted(set(search.program.musts.visit.tolist()))
    pairs = search.program.candidates
    duties = sorted(
        {duty for visit in visits for duty in pairs.duty[pairs.ptr[visit] : pairs.ptr[visit + 1]].tolist()}
    )
    alone = _placed(search, duties, visits)
    if alone.solution is not None or not alone.infeasible or search.over():
        return alone.solution
    if search.program.mechanisms:  # what is pinned may need what others do
        duties, visits = list(range(len(search.program.duties))), list(range(len(search.program.visits)))
    reached = np.isin(pairs.duty, np.array(duties, dtype=np.int64))
    every = _placed(search, duties, sorted({*visits, *pairs.visit[reached].tolist()}))
    search.infeasible = every.infeasible
    return every.solution


def _placed(search: Search, duties: Sequence[int], visits: Sequence[int]) -> Outcome:
    from volmatch.engines.cpsat import Limits
    from volmatch.engines.exact import Outcome, optimise
    from volmatch.engines.scope import part

    scope = part(search.program, Solution.of(()), duties, visits)
    if scope.num_booleans > MOST_PINNED_BOOLEANS:
        return Outcome(None)
    limits = Limits(search.deadline, None, search.cancelled)
    return optimise(scope, limits, seed=search.seed, feasible=False)
