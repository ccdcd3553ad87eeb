"""A plan made again when something has changed: what is lost is repaired, and as little as possible of the rest moves.

`apply` makes the changed problem, `kept` the part of the plan that can stay; `repaired` serves what is missing around
it at once, and `solve` goes on from there if there is time. What begins before ``frozen_until`` is kept by the rule
``pinned``, promises by the level ``stability``, and a cap on promises by the rule `PromisesKept`.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any

from attrs import evolve

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.errors import Fault, InputError
from volmatch.reasons import was_found
from volmatch.replanning.applying import Applied, Dropped, apply, unpinned
from volmatch.replanning.changes import (
    CancelTask,
    Change,
    Decline,
    Dropout,
    Late,
    MovedWindow,
    NewTask,
    NewVolunteer,
)
from volmatch.replanning.keeping import deeds
from volmatch.replanning.news import read_changes
from volmatch.replanning.planning import Limits, planned
from volmatch.replanning.replanned import ChangedVolunteer, Replanned, changed_volunteers, num_broken
from volmatch.result import Progress, Result
from volmatch.solver import CancelToken
from volmatch.verifier import verify

__all__ = [
    "CancelTask",
    "Change",
    "ChangedVolunteer",
    "Decline",
    "Dropout",
    "Dropped",
    "Late",
    "MovedWindow",
    "NewTask",
    "NewVolunteer",
    "Replanned",
    "replan",
]


def replan(
    problem: Problem,
    plan: Plan,
    changes: Sequence[Change],
    frozen_until: Any = None,
    max_changes: int | None = None,
    time_limit: float | None = None,
    iteration_limit: int | None = None,
    seed: int = 0,
    workers: int | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: CancelToken | None = None,
) -> Replanned:
    """Make a plan again after somebody drops out, is late or declines, or tasks come, go or move.

    What has begun stays. Of the rest as much as possible is served, the urgent first; then as few promises as
    possible are broken (``stability`` ranks directly after ``coverage``, unless the problem's objectives name it
    elsewhere); then the other levels.

    Parameters
    ----------
    problem, plan
        The plan that was announced, and what it was made for. It keeps every rule.
    changes
        Any number of `Dropout`, `NewTask`, `CancelTask`, `MovedWindow`, `Late`, `Decline` and `NewVolunteer`.
    frozen_until
        An instant, as a datetime, ISO-8601 text or whole seconds since the problem's start: what starts before it has
        begun and stays, and nothing new starts before it. Default the problem's own, else nothing has begun.
    max_changes
        At most so many promises of others are broken, 0 or more, whatever that costs; ``None`` (default) = as
        few as the levels above ask for.
    time_limit
        Seconds, above 0. Default ``None``: the plan is repaired at once, around everything that stays, and only a
        small problem (up to 1,500 pairs of volunteer and task) is then solved to the end, for 5 seconds at most.
        With a limit the search goes on from the repair until everything is proven or time is up.
    iteration_limit, seed, workers, executor, on_progress, cancel
        As in `solve`.

    Returns
    -------
    A `Replanned`; ``print`` says what is new for whom, with ids and times only.

    Raises
    ------
    InputError
        Where changes name what is not there, contradict each other or undo what has begun, all of them at once;
        and where the plan broke a rule before anything changed.
    EngineError, ValueError
        As in `solve`.

    Notes
    -----
    The repair: O(problem + pairs in reach) to make the changed problem and compile it, O(stops) to verify, and
    O(candidates × stops) for each task that is missing. A plan that `solve` or `replan` has just given for this very
    problem need not be verified again, nor asked again why each other task is unserved. Bounds are proven by the
    search alone; those of a plan with ``max_changes`` speak of plans within that cap.

    Examples
    --------
    >>> news = replan(problem, result.plan, [Dropout(volunteer="v07")])  # doctest: +SKIP
    >>> print(news)  # doctest: +SKIP
    2 people have to be told; 19 promises stay as they were.
    No promise to anybody else moved.
    substitute: now also gate-07 (09:00)
    v07: no longer gate-07
    """
    if max_changes is not None and (type(max_changes) is not int or max_changes < 0):
        raise ValueError("max_changes must be a whole number, 0 or more")
    if time_limit is not None and not time_limit > 0:
        raise ValueError("time_limit must be above 0 seconds")
    started = time.monotonic()
    if not was_found(problem, plan):
        _check_plan(problem, plan)
    announced = plan.on(problem.clock)
    news = read_changes(problem, announced, changes, frozen_until)
    limits = Limits(
        started=started,
        seconds=time_limit,
        most=max_changes,
        solving={
            "iteration_limit": iteration_limit,
            "seed": seed,
            "workers": workers,
            "executor": executor,
            "on_progress": on_progress,
            "cancel": cancel,
        },
    )
    applied = apply(problem, announced, news)
    applied, stays, result = planned(applied, plan, news, limits)
    if result.plan is None:
        looser = unpinned(applied, news)
        if looser is not applied:
            applied, stays, result = planned(looser, plan, news, limits)
    return _told(announced, applied, stays, evolve(result, seconds=time.monotonic() - started))


def _check_plan(problem: Problem, plan: Plan) -> None:
    violations = verify(problem, plan)
    if violations:
        broken = f"this plan broke a rule before anything changed ({violations[0]})"
        raise InputError([Fault("plan", problem.name, broken, "Give a plan that keeps every rule.")])


def _told(before: Plan, applied: Applied, stays: Plan | None, result: Result) -> Replanned:
    """Set the new plan beside the announced one."""
    after, promised = result.plan, set(deeds(stays)) if stays is not None else set()
    if after is None:
        return Replanned(
            result=result,
            problem=applied.problem,
            changes=(),
            num_changes=0,
            num_kept=0,
            dropped=applied.dropped,
        )
    broken = num_broken(stays, after) if stays is not None else 0
    old, new = (_served(applied.problem, one) for one in (before, after))
    return Replanned(
        result=result,
        problem=applied.problem,
        changes=tuple(changed_volunteers(before, after)),
        num_changes=broken,
        num_kept=len(promised) - broken,
        lost=tuple(sorted(old - new)),
        gained=tuple(sorted(new - old)),
        dropped=applied.dropped,
    )


def _served(problem: Problem, plan: Plan) -> set[str]:
    people = Counter(task for _, task in {(who, task) for who, task, _ in deeds(plan)})
    known = (task for task in people if problem.knows("task", task))
    return {task for task in known if people[task] >= problem.task(task).people.min}  # type: ignore[union-attr]
