"""What can be proven: rosters as a whole, small programs as a whole, and bounds for all others."""

from __future__ import annotations

import time

from volmatch.engines.bound import coverage_bound
from volmatch.engines.claims import NUM_COVERAGE
from volmatch.engines.greedy import keeps_musts
from volmatch.engines.search.ties import can_search
from volmatch.engines.solution import Solution
from volmatch.search.first import first_plan
from volmatch.search.improving import anneal
from volmatch.search.state import Search

__all__ = ["bound_coverage", "bound_levels", "solve_roster", "solve_whole"]

MOST_BOOLEANS = 10_000
"""The largest program that the exact engine is given whole."""

SECONDS_A_PAIR = 2e-5
"""What it takes to lay out a linear program."""

ROSTER_SHARE = 0.7
"""What the proof of fixed starts gets at most of the time left."""

FEWEST_FILLED = 10_000
"""Where coverage is all that is asked for: from so many pairs on the search comes first."""

FILLING = ((0.45, 0.0), (0.5, 0.6))
"""What it gets of the time left, and from which temperature on (the share of a run): hot, then from what was found."""

MOST_SHARE, LEAST_SHARE, HALF_BOOLEANS = 0.5, 0.15, 3_000
"""What the exact engine gets of the time left: the most up to so many Booleans, and then less and less."""

BOUND_SHARE = 1 / 3
"""What a bound gets at most of the time left."""


def _enough(search: Search, seconds: float) -> bool:
    return seconds > 0.1 + SECONDS_A_PAIR * len(search.program.candidates)


def solve_roster(search: Search) -> bool:
    """Solve the whole as one linear program where all starts are fixed; tell whether all is proven."""
    from volmatch.engines.rostering import applies, roster

    if search.over() or not _enough(search, ROSTER_SHARE * search.left) or not applies(search.program):
        return False
    if _fill(search):
        return True
    seconds = ROSTER_SHARE * search.left
    until = time.monotonic() + seconds
    solution = roster(search.program, until, search.claims, search.cancelled, search.seed)
    if solution is not None and keeps_musts(search.program, solution):
        search.take(solution, "exact")
        search.keep_time_for_reasons()
    return search.proven()


def _fill(search: Search) -> bool:
    """Search for a plan that leaves nothing open, where that is all that is asked of a large roster.

    A linear program has too many solutions there to come near a whole one, and serving everything needs no proof.
    """
    if (
        search.program.levels
        or len(search.program.candidates) < FEWEST_FILLED
        or search.iteration_limit is not None
    ):
        return False
    first_plan(search)
    for share, start in FILLING:
        if search.best is None or search.proven() or search.over():
            break
        anneal(search, share * search.left, start)
    return search.proven()


def bound_coverage(search: Search) -> None:
    """Bound coverage; where there is not enough time for a linear program, only by what nobody can serve."""
    coverage = search.value[:NUM_COVERAGE] if search.value else ()
    seconds = BOUND_SHARE * search.left
    coverage_bound(search.program, coverage, seconds if _enough(search, seconds) else 0.0, search.claims)
    search.tell("bound")


def bound_levels(search: Search) -> None:
    """Bound the levels below coverage where a trip holds one visit."""
    from volmatch.engines.nearness_bound import levels_bound

    seconds = BOUND_SHARE * search.left
    if search.value and _enough(search, seconds):
        levels_bound(search.program, search.value, seconds, search.claims)
        search.tell("bound")


def _share_of_whole(search: Search, num_booleans: int) -> float:
    """Give what the exact engine gets of the time left: the less the larger the model, if the search can go on."""
    if not can_search(search.program):
        return MOST_SHARE
    return max(LEAST_SHARE, min(MOST_SHARE, HALF_BOOLEANS * MOST_SHARE / max(1, num_booleans)))


def solve_whole(search: Search) -> None:
    """Solve the whole in one model where it is small, in a part of the time left where there is another way."""
    from volmatch.engines.scope import whole

    assert search.best is not None
    scope = whole(search.program, search.best)
    if scope.num_booleans > MOST_BOOLEANS and search.method != "exact":
        return
    from volmatch.engines.cpsat import Limits
    from volmatch.engines.exact import optimise

    def staged(solution: Solution) -> None:
        search.take(solution, "exact")
        search.tell("exact")

    share = 1.0 if search.method == "exact" else _share_of_whole(search, scope.num_booleans)
    outcome = optimise(
        scope,
        Limits(time.monotonic() + share * search.left, None, search.cancelled),
        seed=search.seed,
        claims=search.claims,
        skip=lambda stage, values: all(search.claims.proves(level, values) for level in stage.levels),
        on_stage=staged,
    )
    if outcome.solution is not None:
        search.take(outcome.solution, "exact")
