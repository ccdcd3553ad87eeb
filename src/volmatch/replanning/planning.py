"""How a plan is made again: repaired around what stays, verified, and searched on from there if there is time."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from volmatch.compile import compile_problem
from volmatch.domain.assembly import with_rule
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.engines.claims import NUM_COVERAGE
from volmatch.replanning.applying import Applied, quietly
from volmatch.replanning.capping import PromisesKept
from volmatch.replanning.keeping import deeds, kept, released
from volmatch.replanning.missing import missing
from volmatch.replanning.news import News
from volmatch.replanning.repairing import repaired
from volmatch.result import Result
from volmatch.rulebook import levels_of
from volmatch.solver import rated, rated_at, solve
from volmatch.verifier import verify, violations_of

__all__ = ["Limits", "planned"]

MOST_SECONDS = 10.0
"""What the repair takes at most where no limit is given; it is over long before, but for the largest changes."""

SMALL_PAIRS, SMALL_SECONDS = 1_500, 5.0
"""Programs of so many pairs are solved to the end where no time limit is given, for so long at most."""

LEAST_SECONDS = 0.01


@frozen
class Limits:
    """How long it may take, how many promises may be broken, and what `solve` is told besides."""

    started: float
    seconds: float | None
    most: int | None
    solving: Mapping[str, Any]

    @property
    def repair_until(self) -> float:
        """When the repair must be over, on the clock of `time.monotonic`."""
        return self.started + (MOST_SECONDS if self.seconds is None else self.seconds / 2)

    @property
    def left(self) -> float:
        """The seconds for the search."""
        return SMALL_SECONDS if self.seconds is None else self.seconds - (time.monotonic() - self.started)


def planned(
    applied: Applied, announced: Plan, news: News, limits: Limits
) -> tuple[Applied, Plan | None, Result]:
    """Repair the plan, and search on where there is time; give what stays of it as well."""
    stays: Plan | None = evolve(applied.plan, unserved=(), levels=())
    capped, result, goes_on = _repaired(applied, announced, stays, news, limits)
    if result is None:  # not everything that is left can stay as it is
        applied, stays = _what_stays(applied)
        capped, result, goes_on = _repaired(applied, announced, stays, news, limits)
    if result is None and stays is not None and not verify(capped, stays):
        result = rated(capped, stays, _nothing(capped), "time_limit")
    left = limits.left
    if result is None or (left > 0 and (goes_on or limits.seconds is not None)):
        start = None if result is None else result.plan
        result = solve(capped, max(left, LEAST_SECONDS), start=start, **limits.solving)
    return applied, stays, result


def _what_stays(applied: Applied) -> tuple[Applied, Plan | None]:
    """Take out what breaks a rule; if even what has begun does, let those turn round who could do nothing there.

    What is pinned may be missing meanwhile: the repair looks after it.
    """
    stays = kept(_loose(applied.problem), applied.plan)
    if stays is None:
        left = released(_loose(applied.problem), applied.plan)
        applied = evolve(applied, problem=quietly(applied.problem, previous=left), plan=left)
        stays = kept(_loose(applied.problem), applied.plan)
    return applied, stays


def _loose(problem: Problem) -> Problem:
    return quietly(problem, pins=()) if problem.pins else problem


def _capped(problem: Problem, most: int | None, promised: tuple[tuple[str, str, int], ...]) -> Problem:
    """Give the problem with a cap on what of the promised may be broken."""
    if most is None or not promised:
        return problem
    return with_rule(problem, PromisesKept(most=most, promised=promised))


def _repaired(
    applied: Applied, announced: Plan, stays: Plan | None, news: News, limits: Limits
) -> tuple[Problem, Result | None, bool]:
    """Repair what is missing around what stays, and verify it.

    Returns
    -------
    The problem with the cap on promises; the answer, if the program can say what stays, and no rule is broken then;
    and whether to search on in any case, because the problem is small.
    """
    promised = () if stays is None else tuple(sorted(set(deeds(stays))))
    problem = _capped(applied.problem, limits.most, promised)
    if stays is None:
        return problem, None, True
    compiled = compile_problem(problem)
    lost = missing(applied, announced.on(problem.clock), stays, news)
    plan = repaired(problem, compiled, stays, *lost, limits.repair_until)
    if plan is None:
        return problem, None, True
    view = PlanView(problem, plan)
    if violations_of(view):
        return problem, None, True
    result = rated_at(view, _nothing(problem), "time_limit", earlier=announced)
    return problem, result, len(compiled.program.candidates) <= SMALL_PAIRS


def _nothing(problem: Problem) -> list[int | None]:
    """Give the bounds of a plan of which nothing is proven."""
    return [None] * (NUM_COVERAGE + len(levels_of(problem)) - 1)
