"""The order in which engines are asked."""

from __future__ import annotations

from volmatch.engines import UNDERSTANDS
from volmatch.engines.claims import NUM_COVERAGE
from volmatch.engines.greedy import complete
from volmatch.errors import EngineError
from volmatch.search.first import first_plan
from volmatch.search.improving import LOADING_SECONDS, anneal, columns_pay, improve, price_trips
from volmatch.search.proofs import bound_coverage, bound_levels, solve_roster, solve_whole
from volmatch.search.state import Search

__all__ = ["run"]

ANNEALING_SHARE = 0.95
"""What ruin and recreate gets of the time left; neighbourhoods get the rest."""

FIRST_SHARE, PRICING_SHARE = 0.45, 0.75
"""Where trips are priced: what ruin and recreate gets before, and pricing then, of the time left."""

WARM = 0.6
"""The share of a run at whose temperature ruin and recreate goes on from a plan that is good already."""


def run(search: Search) -> None:
    """Ask the engines one after another, until everything is proven or time is up."""
    _refuse_unknown(search)
    if search.method == "auto" and solve_roster(search):
        return
    if search.best is None:
        first_plan(search)
    else:  # a plan to go on from may leave out what fits at once
        search.take(complete(search.program, search.best, search.over), "greedy")
    if search.method == "greedy" or search.best is None or search.over():
        return
    if search.method == "search":
        anneal(search, search.left)
        if search.iteration_limit is not None and not search.over():
            search.stopped_by = "iteration_limit"
        return
    bound_coverage(search)
    bound_levels(search)
    if search.proven() or search.over():
        return
    solve_whole(search)
    if search.method == "exact" or search.proven() or search.over():
        return
    _improve(search)


def _improve(search: Search) -> None:
    """Make the plan better until all is proven or time is up; bound again what the better plan asks for."""
    before = search.value
    if columns_pay(search):
        anneal(search, FIRST_SHARE * search.left)
        price_trips(search, PRICING_SHARE * search.left)
        if not search.proven():
            anneal(search, ANNEALING_SHARE * search.left, WARM)
    else:
        anneal(search, ANNEALING_SHARE * search.left)
    _bound_again(search, before)
    if not search.proven() and not search.over() and search.left > LOADING_SECONDS / 2:
        improve(search)
        _bound_again(search, before)


def _bound_again(search: Search, before: tuple[int, ...] | None) -> None:
    """Bound once more where coverage has changed, since bounds speak of plans within given values."""
    if search.value is None or before is None or search.value[:NUM_COVERAGE] == before[:NUM_COVERAGE]:
        return
    if not search.proven():
        bound_coverage(search)
        bound_levels(search)


def _refuse_unknown(search: Search) -> None:
    unknown = search.program.mechanisms - UNDERSTANDS
    if unknown:
        raise EngineError(f"no engine keeps {', '.join(sorted(unknown))}")
