"""The story of `solve`: compile, a plan at once, a bound beside it, exact or neighbourhoods, verify."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from attrs import evolve

from volmatch.compile import compile_problem
from volmatch.decode import decode
from volmatch.domain.plan import Level, Plan
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.encode import encode
from volmatch.engines.solution import Solution, value_of
from volmatch.errors import EngineError, Fault, InputError
from volmatch.reasons import note_found, unserved_at
from volmatch.result import Progress, Result, coverage_gap, flat_values, level_gap
from volmatch.search import Search, run
from volmatch.verifier import levels_at, score, unranked_at, verify, violations_of

__all__ = ["METHODS", "CancelToken", "rated", "rated_at", "solve"]

METHODS = ("auto", "greedy", "search", "exact")


class CancelToken:
    """Stops a `solve` that runs elsewhere: call `cancel` from any thread.

    Examples
    --------
    >>> token = CancelToken()
    >>> token.cancel()
    >>> token.cancelled
    True
    """

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the search to stop and return the best plan so far."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._event.is_set()


def solve(
    problem: Problem,
    time_limit: float = 30.0,
    iteration_limit: int | None = None,
    seed: int = 0,
    workers: int | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: CancelToken | None = None,
    *,
    method: str = "auto",
    start: Plan | None = None,
) -> Result:
    """Find who should do what, where and when, and prove how good that is.

    What is returned was verified by `verify`, which shares no code with the engines; there is no switch
    for it.

    Parameters
    ----------
    problem
        What is to be solved.
    time_limit
        Seconds, above 0; default 30. Kept within 1.1 × the limit + 2 s, compilation and verification
        included.
    iteration_limit
        Most iterations of ruin and recreate, 0 or more; ``None`` = no limit. A neighbourhood of the
        exact engine counts a thousand. Where this ends the search before the clock does, the same
        problem, seed and limit give the same plan, for any number of workers.
    seed
        Any whole number; default 0.
    workers
        Threads that solve neighbourhoods; default 2.
    executor
        Where neighbourhoods are solved instead: any `concurrent.futures.Executor`.
    on_progress
        Called with a `Progress` whenever something better is known, from the calling thread.
    cancel
        A `CancelToken`; Ctrl-C does the same.
    method
        ``"auto"`` (default), ``"greedy"`` (the first plan alone, or ``start`` with what still fits), ``"search"``
        (ruin and recreate to the end, nothing proven), or ``"exact"`` (the whole in one model, however large).
    start
        A plan that keeps every rule, to go on from: the answer is never worse. Default none.

    Raises
    ------
    InputError
        Where ``start`` breaks a rule.
    EngineError
        Where an engine failed before there was any plan.
    ValueError
        Where an argument is out of its range.

    Notes
    -----
    Compilation is linear in the pairs within reach; the search takes the time it is given unless
    everything is proven.
    """
    _check_arguments(time_limit, iteration_limit, workers, method)
    started = time.monotonic()
    if start is not None:
        _check_start(problem, start)
    compiled = compile_problem(problem)
    search = Search(
        program=compiled.program,
        started=started,
        deadline=started + time_limit - _reserve(problem, time_limit),
        seed=seed,
        iteration_limit=iteration_limit,
        workers=2 if workers is None else workers,
        executor=executor,
        cancelled=lambda: cancel is not None and cancel.cancelled,
        on_progress=on_progress,
        method=method,
    )
    try:
        known = None if start is None else encode(problem, compiled, start)
        if known is not None:
            search.take(known, "start")
            search.keep_time_for_reasons()
        run(search)
    except KeyboardInterrupt:
        search.stopped_by = "cancelled"
    except Exception as error:
        if not search.found:
            raise EngineError(f"an engine failed: {type(error).__name__}") from error
        search.stopped_by, search.message = "error", f"an engine failed: {type(error).__name__}"
    result = _finished(problem, search, lambda solution: decode(problem, compiled, solution), started)
    return result if start is None else _no_worse(problem, result, start)


def _check_start(problem: Problem, start: Plan) -> None:
    violations = verify(problem, start)
    if violations:
        broken = f"this plan breaks a rule ({violations[0]}); no search can go on from it"
        raise InputError([Fault("start", problem.name, broken, "Give a plan that keeps every rule.")])


def _no_worse(problem: Problem, result: Result, start: Plan) -> Result:
    """Give the plan that was known where nothing better was found: the program cannot say quite every plan.

    What is proven speaks of the plans that the program can say, so not of this one.
    """
    values = flat_values(score(problem, start))
    if result.plan is not None and flat_values(result.levels) <= values:
        return result
    known = rated(problem, start, [None] * len(values), result.stopped_by, result.message)
    return evolve(known, seconds=result.seconds)


def _check_arguments(
    time_limit: float, iteration_limit: int | None, workers: int | None, method: str
) -> None:
    if not time_limit > 0:
        raise ValueError("time_limit must be above 0 seconds")
    if iteration_limit is not None and iteration_limit < 0:
        raise ValueError("iteration_limit must be 0 or more")
    if workers is not None and workers < 1:
        raise ValueError("workers must be 1 or more")
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}")


def _reserve(problem: Problem, time_limit: float) -> float:
    """Keep time for verification: about 0.1 ms a task, at most a third of the limit."""
    return min(time_limit / 3, 0.05 + 1e-4 * len(problem.effective_tasks))


def _finished(
    problem: Problem, search: Search, plan_of: Callable[[Solution], Plan], started: float
) -> Result:
    """Verify the best solution; if it fails, which is a mistake of ours, fall back to an earlier one and say so."""
    bound = len(search.program.musts) > 0  # to pins, or to what has begun: an empty plan would not do
    if search.best is None and not bound:
        search.take(
            Solution.of(()), "greedy"
        )  # interrupted before anything was planned: nobody goes anywhere
    if search.best is None:
        status = "infeasible" if search.infeasible else "unknown"
        stopped = "proof" if search.infeasible else search.stopped_by
        return Result(
            status=status,
            stopped_by=stopped,
            plan=None,
            seconds=time.monotonic() - started,
            message=search.message,
        )
    for solution in search.found:
        view = PlanView(problem, plan_of(solution))
        violations = violations_of(view)
        if not violations:
            return _result(search, solution, view, started)
        search.stopped_by = "error"
        search.message = f"a plan was discarded because it broke {violations[0].rule!r}"
    if bound:
        raise EngineError("no plan that was found passed verification")
    nothing = Solution.of(())
    empty = plan_of(nothing)
    if verify(problem, empty):  # a rule of a user's own may ask that something is done
        raise EngineError("no plan that was found passed verification")
    return _result(search, nothing, PlanView(problem, empty), started)


def _result(search: Search, solution: Solution, view: PlanView, started: float) -> Result:
    bounds = search.claims.all_at(value_of(search.program, solution))
    result = rated_at(view, bounds, search.stopped_by, search.message)
    return evolve(result, seconds=time.monotonic() - started)


def rated(
    problem: Problem, plan: Plan, bounds: Sequence[int | None], stopped_by: str, message: str = ""
) -> Result:
    """Make the answer of a plan that was verified; see `rated_at`."""
    return rated_at(PlanView(problem, plan), bounds, stopped_by, message)


def rated_at(
    view: PlanView,
    bounds: Sequence[int | None],
    stopped_by: str,
    message: str = "",
    earlier: Plan | None = None,
) -> Result:
    """Make the answer of a plan that was verified, and is seen together with its problem already.

    Parameters
    ----------
    bounds
        What is proven of this plan: eight numbers of coverage, and one of each level below.
    earlier
        A plan for nearly the same problem, whose reasons may be known already.
    """
    rows = enumerate(levels_at(view))
    levels = tuple(_with_bound(view.problem, level, bounds, row) for row, level in rows)
    if all(level.proven for level in levels):
        status, stopped_by = "optimal", "proof" if stopped_by != "error" else stopped_by
    else:
        status = "cancelled" if stopped_by == "cancelled" else "feasible"
    plan = evolve(
        view.plan, status=status, stopped_by=stopped_by, levels=levels, unserved=unserved_at(view, earlier)
    )
    note_found(view.problem, plan)
    return Result(
        status=status,
        stopped_by=stopped_by,
        plan=plan,
        levels=levels,
        unranked=unranked_at(view),
        message=message,
    )


def _with_bound(problem: Problem, level: Level, bounds: Sequence[int | None], row: int) -> Level:
    if row == 0:
        eight = tuple(0 if bound is None else bound for bound in bounds[:8])
        return evolve(level, bound=eight, gap=coverage_gap(problem, level.value, eight))  # type: ignore[arg-type]
    bound = bounds[7 + row]
    return evolve(level, bound=bound, gap=level_gap(level.value, bound))  # type: ignore[arg-type]
