"""The price of a rule: the same problem solved with it and without it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor

from attrs import evolve

from volmatch.domain.findings import nearest
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.remaking import remade
from volmatch.domain.view import PlanView
from volmatch.errors import Fault, InputError
from volmatch.pricing.intervals import priced_levels
from volmatch.pricing.priced import Price, PricedLevel
from volmatch.result import Progress, Result, flat_values, holding
from volmatch.rulebook import RULES, rules_of
from volmatch.solver import CancelToken, rated, solve
from volmatch.verifier import score, verify

__all__ = ["Price", "PricedLevel", "price"]

LEAST_SHARE = 0.02
"""Of the time, what the run without the rule gets in any case; it can fall back on the plan that keeps the rule."""


def price(
    problem: Problem,
    rule: str,
    time_limit: float = 30.0,
    iteration_limit: int | None = None,
    seed: int = 0,
    workers: int | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: CancelToken | None = None,
) -> Price:
    """Say what a rule costs, level by level, by solving with it and without it.

    Without a rule means without its parameters in ``problem.rules``, or without the object of a user's own rule that
    stands there. What single volunteers, task types and tasks say for themselves (``max_trips``, ``radius_km`` …) goes
    on to hold. A plan that keeps the rule is a plan without it too: if a short search finds nothing better, that one is
    the answer without, so that no rule ever seems to be worth less than nothing.

    Parameters
    ----------
    problem
        What is to be solved.
    rule
        The name of the rule in ``problem.rules``, such as ``"cohorts"``.
    time_limit
        Seconds for both runs together, above 0; default 30. The run with the rule comes first and gets half at most.
    iteration_limit, seed, workers, executor, cancel
        As in `solve`, for each of the two runs.
    on_progress
        As in `solve`; the seconds go on from the first run to the second.

    Returns
    -------
    A `Price`; ``print`` shows it in plain English, with ids and amounts only.

    Raises
    ------
    InputError
        Where the rule cannot be taken away: there is no such rule, or it has no parameters here.
    EngineError, ValueError
        As in `solve`.

    Notes
    -----
    As long as two runs of `solve`.

    Examples
    --------
    >>> print(price(problem, "cohorts"))  # doctest: +SKIP
    The rule 'cohorts' costs 1 task: without it 10 of 10 tasks would be served instead of 9. That is proven.
    """
    free = _without(problem, rule)
    started = time.monotonic()
    kept = solve(
        problem,
        time_limit / 2,
        iteration_limit=iteration_limit,
        seed=seed,
        workers=workers,
        executor=executor,
        on_progress=on_progress,
        cancel=cancel,
    )
    passed = time.monotonic() - started
    lifted = solve(
        free,
        max(time_limit - passed, LEAST_SHARE * time_limit),
        iteration_limit=iteration_limit,
        seed=seed,
        workers=workers,
        executor=executor,
        on_progress=None if on_progress is None else _later(on_progress, passed),
        cancel=_cancelled() if kept.stopped_by == "cancelled" else cancel,
    )
    return _priced(problem, free, rule, kept, lifted)


def _without(problem: Problem, rule: str) -> Problem:
    """Give the problem without what its ``rules`` say of one of them."""
    said = {made.name: made.parameters() for made in rules_of(problem) if isinstance(made, RULES)}
    able = [name for name in problem.rules if said.get(name, True)]
    if rule not in able:
        known = rule in said
        what = (
            "this rule has no parameters here that could be taken away" if known else "there is no such rule"
        )
        those = (
            f"those that can be taken away: {', '.join(able)}" if able else "no rule can be taken away here"
        )
        guess = "" if known else nearest(str(rule), dict.fromkeys(able))
        raise InputError([Fault("rules", str(rule), f"{what}; {those}", guess)])
    rest = {name: parameters for name, parameters in problem.rules.items() if name != rule}
    return remade(problem, rules=rest)


def _later(on_progress: Callable[[Progress], None], passed: float) -> Callable[[Progress], None]:
    return lambda progress: on_progress(evolve(progress, seconds=progress.seconds + passed))


def _cancelled() -> CancelToken:
    """Let the run without the rule end at once where the other was cancelled, by a token or by Ctrl-C."""
    token = CancelToken()
    token.cancel()
    return token


def _priced(problem: Problem, free: Problem, rule: str, kept: Result, lifted: Result) -> Price:
    """Let each run take over the plan of the other where that is better and legal, and set the two side by side."""
    if kept.plan is not None and _is_better(kept, lifted):
        lifted = _adopted(free, lifted, kept.plan)
    elif lifted.plan is not None and _is_better(lifted, kept) and not verify(problem, lifted.plan):
        kept = _adopted(problem, kept, lifted.plan)
    with_it, without_it = _served(problem, kept.plan), _served(free, lifted.plan)
    return Price(
        rule=rule,
        with_rule=kept,
        without_rule=lifted,
        levels=tuple(priced_levels(kept.levels, lifted.levels)),
        num_tasks=len(problem.effective_tasks),
        served_with=len(with_it),
        served_without=len(without_it),
        gained=tuple(sorted(without_it - with_it)),
        lost=tuple(sorted(with_it - without_it)),
    )


def _is_better(one: Result, other: Result) -> bool:
    return other.plan is None or flat_values(one.levels) < flat_values(other.levels)


def _adopted(problem: Problem, result: Result, plan: Plan) -> Result:
    """Give the result with a better plan, and of its bounds those that hold for that one too."""
    bounds = holding(flat_values(score(problem, plan)), result.levels)
    return evolve(rated(problem, plan, bounds, result.stopped_by, result.message), seconds=result.seconds)


def _served(problem: Problem, plan: Plan | None) -> set[str]:
    if plan is None:
        return set()
    view = PlanView(problem, plan)
    return {task.id for task in problem.effective_tasks if view.served(task)}
