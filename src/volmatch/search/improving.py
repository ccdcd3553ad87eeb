"""What makes a plan better: ruin and recreate, trips chosen by a linear program, neighbourhoods."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from volmatch.engines import PRICED
from volmatch.engines.search.ties import can_search
from volmatch.engines.solution import Solution
from volmatch.search.state import Search

__all__ = ["anneal", "columns_pay", "improve", "price_trips"]

COMPILING_SECONDS = 120.0
"""Time that must be left for the search to be compiled, where that was not done before."""

LOADING_SECONDS = 1.0
"""Time that must be left for the compiled search to be loaded, or the solver of the neighbourhoods."""

SECONDS_OF_COLUMNS = 4e-4
"""What the bound on travel takes for each pair, and each stop of a trip but one, until it is worth anything."""

COLUMNS_SHARE = 0.5
"""What it may take at most of the time left."""

BOUNDING_SHARE = 0.75
"""Part of this that the bound gets at most; the rest goes into a plan of its trips."""

COLUMNS_COMPILING_SECONDS = 8.0
"""Time for the bound on travel where its kernels were not compiled before."""

ITERATIONS_A_NEIGHBOURHOOD = 1000
"""What a neighbourhood of the exact engine counts against a limit of iterations."""


def anneal(search: Search, seconds: float, start: float = 0.0) -> None:
    """Ruin and recreate for some time, from the temperature that belongs to a share of the whole run."""
    from volmatch.engines.search.compiled import is_ready

    if not can_search(search.program) or not _has_room(search.best):
        return
    if search.left < (LOADING_SECONDS if is_ready() else COMPILING_SECONDS):
        return  # compiling and loading cannot be interrupted, and would not be over in time
    if not is_ready():
        search.tell("compiling")
    from volmatch.engines.search.chains import Chains

    if search.chains is None:
        search.chains = Chains(
            search.program, search.seed, search.workers, search.iteration_limit, search.best
        )
    elif search.best is not None and start > 0:
        search.chains.load(search.best)
    until = min(time.monotonic() + seconds, search.deadline)
    # Where iterations are counted they decide alone, for the same plan every time.
    over = search.over if search.iteration_limit is not None else lambda: search.proven() or search.over()
    search.chains.run(until, over, lambda solution: search.take(solution, "search"), start)


def _has_room(solution: Solution | None) -> bool:
    """Whether the rows of ruin and recreate hold all stops of a solution; hundreds in one duty they do not."""
    from volmatch.engines.search import layout

    rows = solution.by_duty.values() if solution is not None else ()
    return all(sum(len(tour.visits) for tour in tours) <= layout.MOST_STOPS for tours in rows)


def columns_pay(search: Search) -> bool:
    """Whether a bound on travel by columns is worth its time.

    What it finds in a given time is not the same every time, so it stays away where iterations are counted.
    """
    program = search.program
    if not program.levels or program.lone.all() or search.iteration_limit is not None:
        return False
    if not program.mechanisms <= PRICED:
        return False
    from volmatch.engines.columns.compiled import CACHE

    stops = min(int(program.duties.trip_tasks.max(initial=1)), len(program.visits))
    wanted = SECONDS_OF_COLUMNS * len(program.candidates) * (stops - 1)
    wanted += 0.0 if CACHE.is_ready() else COLUMNS_COMPILING_SECONDS
    return wanted <= COLUMNS_SHARE * search.left


def price_trips(search: Search, seconds: float) -> None:
    """Bound the level below coverage where trips hold several visits; look for a plan from the trips met."""
    from volmatch.engines.columns.bound import travel_bound
    from volmatch.engines.columns.diving import dive
    from volmatch.engines.columns.packing import pack

    if search.over() or search.best is None or search.value is None:
        return
    until = time.monotonic() + seconds
    tours = [tour for solution in search.found for tour in solution.tours]
    found = travel_bound(
        search.program,
        search.best,
        search.value,
        BOUNDING_SHARE * seconds,
        search.claims,
        workers=search.workers,
        cancelled=search.over,
        tours=tours,
    )
    search.tell("bound")
    if found is None or not found.finished:
        return
    for choose in (dive, pack):
        left = until - time.monotonic()
        if left > 0 and not search.over() and not search.proven():
            better = choose(found, search.best, left)
            if better is not None:
                search.take(better, "columns")


def improve(search: Search) -> None:
    """Solve neighbourhoods until time, iterations or patience of the caller are over."""
    from volmatch.engines.improve import Improver

    assert search.best is not None
    improver = Improver(search.program, search.best, search.seed)
    own = ThreadPoolExecutor(search.workers) if search.executor is None and search.workers > 1 else None
    executor = search.executor or own
    try:
        while not search.over() and not search.proven():
            left = 1 << 60
            if search.iteration_limit is not None:
                left = search.iteration_limit // ITERATIONS_A_NEIGHBOURHOOD - improver.num_iterations
            if left <= 0:
                search.stopped_by = "iteration_limit"
                return
            if improver.round(left, search.left, search.is_proven, executor, search.cancelled):
                search.take(improver.solution, "improve")
    finally:
        if own is not None:
            own.shutdown(wait=False, cancel_futures=True)
