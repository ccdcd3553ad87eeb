"""What must hold of a case: each check gives ``""``, or a sentence that says what is wrong.

`sweep` runs a check over many drawn cases; of those that fail it shrinks the first and reports seed and case.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from random import Random

import volmatch.engines.cpsat as cpsat
import volmatch.engines.exact as exact
from oracle.enumerate import Oracle, flat
from oracle.problems import build, show, shrink
from volmatch.compile import compile_problem
from volmatch.decode import decode
from volmatch.engines.bound import coverage_bound, level_bound
from volmatch.engines.claims import Claims
from volmatch.engines.cpsat import Limits
from volmatch.engines.exact import optimise
from volmatch.engines.greedy import greedy, keeps_musts
from volmatch.engines.relaxation import is_lone, lay_out
from volmatch.engines.scope import whole
from volmatch.engines.solution import value_of
from volmatch.errors import ProblemError
from volmatch.rulebook import rules_of
from volmatch.search import proofs
from volmatch.solver import solve
from volmatch.verifier import score, verify

NIGHTLY = os.environ.get("VOLMATCH_NIGHTLY") == "1"
AMPLE = 300.0
"""Seconds that no tiny problem needs; it is the number of iterations that ends a search that proves nothing."""


def count(push, nightly):
    """How many cases are looked at."""
    return nightly if NIGHTLY else push


def sweep(check, make, seeds):
    """Run a check over the cases that ``make`` draws from seeds; fail with the first that fails, shrunk."""
    failed = []
    for seed in seeds:
        case = make(seed)
        why = check(case)
        if why:
            failed.append((seed, why, case))
    if failed:
        seed, why, case = failed[0]
        case = shrink(case, check)
        others = "; ".join(f"seed {seed}: {why}" for seed, why, _ in failed[1:6])
        raise AssertionError(
            f"{len(failed)} of {len(seeds)} failed; seed {seed}: {why}\n{show(case)}\nothers: {others}"
        )


def answer(problem, **options):
    """Solve as far as it goes: to a proof, or a few neighbourhoods where there is none."""
    return solve(problem, **{"time_limit": AMPLE, "iteration_limit": 2, "workers": 1, **options})


def bounds_of(result):
    """Give the bounds as one vector."""
    return (*result.levels[0].bound, *(level.bound for level in result.levels[1:]))


def no_worse(one, other):
    """Whether each number is no larger."""
    return all(a <= b for a, b in zip(one, other, strict=True))


@contextmanager
def patched(module, **values):
    """Replace names of a module for a while."""
    before = {name: getattr(module, name) for name in values}
    for name, value in values.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(module, name, value)


# ------------------------------------------------------------------------------------------------- (a) the optimum


def optimum(case):
    """The library's optimum is that of the oracle; pins are infeasible where the oracle has no plan, only there."""
    best = Oracle(build(case, pins=False), case["grid"]).optimum(case.get("pins", []))
    try:
        problem = build(case)
    except ProblemError as error:
        return f"pins with a plan were refused: {error.faults[0]}" if best else ""
    result = answer(problem)
    if best is None:
        return (
            ""
            if (result.status, result.plan) == ("infeasible", None)
            else f"{result.status}, but there is no plan"
        )
    return _proven(problem, result, best.value)


def _proven(problem, result, value):
    if result.plan is None:
        return f"{result.status}, but there is a plan worth {value}"
    if verify(problem, result.plan):
        return f"broken: {verify(problem, result.plan)[0]}"
    found = flat(result.levels)
    if found != value:
        return f"{result.status} at {found}; the oracle has {value}"
    if found != flat(score(problem, result.plan)):
        return "the levels are not those of the plan"
    if result.status != "optimal" or bounds_of(result) != value or result.message:
        return f"not proven: {result.status}, value {value}, bounds {bounds_of(result)} {result.message}"
    return ""


def searched(case):
    """The search alone gives a plan that keeps every rule and is no better than the best, or knows that there is none."""
    best = Oracle(build(case, pins=False), case["grid"]).optimum(case.get("pins", []))
    try:
        problem = build(case)
    except ProblemError as error:
        return f"pins with a plan were refused: {error.faults[0]}" if best else ""
    result = answer(problem, method="search", iteration_limit=400)
    if result.message or (result.plan is None) != (best is None):
        return f"{result.status} {result.message}; the oracle has {best and best.value}"
    if best is not None and (verify(problem, result.plan) or flat(result.levels) < best.value):
        return f"{flat(result.levels)}; the oracle has {best.value}"
    return ""


# ---------------------------------------------------------------------------------- (b) the engines, one by another


def engines(case):
    """Greedy ≥ improved ≥ exact ≥ bounds (as costs), with presolve and without."""
    problem = build(case)
    compiled = compile_problem(problem)
    program = compiled.program
    first = greedy(program)
    if not keeps_musts(program, first):  # what has begun may be beyond greedy, or beyond anybody
        return _found(problem, answer(problem))
    claims = Claims(8 + len(program.levels))
    best = optimise(whole(program, first), Limits(time.monotonic() + AMPLE), claims=claims)
    start, value = value_of(program, first), value_of(program, best.solution)
    for name, solution, worth in (("greedy", first, start), ("exact", best.solution, value)):
        plan = decode(problem, compiled, solution)
        if verify(problem, plan):
            return f"{name} breaks {verify(problem, plan)[0]}"
        if flat(score(problem, plan)) != worth:
            return f"{name} says {worth}; its plan is worth {flat(score(problem, plan))}"
    if not best.complete:
        return "the exact engine did not finish"
    if start < value:
        return f"greedy has {start}, exact {value}"
    if tuple(claims.all_at(value)) != value:
        return f"the exact engine proves {claims.all_at(value)} of {value}"
    return (
        _bounds(program, start, value)
        or _without_presolve(program, first, value)
        or _improved(problem, value)
    )


def _found(problem, result):
    if result.plan is None:
        return "" if result.status == "infeasible" else f"{result.status}, with neither a plan nor a proof"
    return str(verify(problem, result.plan) or result.message or "")


def _bounds(program, start, value):
    layout = lay_out(program)
    for level in range(len(value) if is_lone(program) else 8):
        bound = level_bound(layout, level, value, time.monotonic() + AMPLE)
        if bound is not None and bound > value[level]:
            return f"the linear bound of level {level} is {bound}, above {value}"
    claims = Claims(8)
    coverage_bound(program, start[:8], AMPLE, claims)
    for level in range(8):
        bound = claims.at(level, value)
        if bound is not None and bound > value[level]:
            return f"the bound of level {level} from {start} is {bound}, above {value}"
    return ""


def _without_presolve(program, first, value):
    def run(cp, objective, variables, limits, *, seed=0, num_booleans=0):
        cp.minimize(objective.expression())
        return cpsat._once(cp, objective, variables, limits, seed, num_booleans, presolve=False)

    with patched(exact, run=run):
        plain = optimise(whole(program, first), Limits(time.monotonic() + AMPLE))
    found = value_of(program, plain.solution)
    return "" if found == value else f"{value} with presolve, {found} without"


def _improved(problem, value):
    with patched(proofs, MOST_BOOLEANS=-1):
        result = answer(problem, iteration_limit=2000)
    found, bounds = flat(result.levels), bounds_of(result)
    if result.message or verify(problem, result.plan):
        return f"the improver's plan is broken: {result.message}"
    if found < value:
        return f"the improver has {found}, better than the proven {value}"
    if result.status == "optimal" and found != value:
        return f"optimal at {found}, but {value} is better"
    for level, bound in enumerate(bounds):
        if bound is None:
            continue
        if bound > found[level] or (no_worse(value[:level], found[:level]) and bound > value[level]):
            return f"the bound of level {level} is {bound} at {found}, the optimum {value}"
    return ""


# ------------------------------------------------------------------------------------- (c) (d) plans and candidates


def every_plan(case):
    """Plans that the verifier accepts are accepted by the engine when everything of them is pinned."""
    oracle = Oracle(build(case, pins=False), case["grid"])
    random = Random(case["name"])
    plans = list(_some(oracle.plans(), 400))
    for plan in random.sample(plans, min(len(plans), 4)):
        why = _pinned(case, plan)
        if why:
            return why
    return ""


def _some(rows, most):
    for _, row in zip(range(most), rows, strict=False):
        yield row


def _pinned(case, plan):
    served = [
        (trip.volunteer, stop.task, stop.start)
        for trip in plan.trips
        for stop in trip.stops
        if stop.kind == "service"
    ]
    served += [(row.volunteer, row.task, row.start) for row in plan.remote]
    pairs = {(volunteer, task) for volunteer, task, _ in served}
    fixed = dict(case)
    fixed["pins"] = [
        {"volunteer": volunteer, "task": task, "start": start} for volunteer, task, start in served
    ]
    fixed["forbidden"] = [
        *case.get("forbidden", []),
        *(
            {"volunteer": volunteer["id"], "task": task["id"]}
            for volunteer in case["volunteers"]
            for task in case["tasks"]
            if (volunteer["id"], task["id"]) not in pairs
        ),
    ]
    try:
        problem = build(fixed)
    except ProblemError as error:
        return f"a plan that keeps every rule, pinned, is refused: {error.faults[0]}"
    result = answer(problem)
    if result.plan is None:
        return f"a plan that keeps every rule, pinned, is {result.status}: {served}"
    if verify(problem, plan):
        return f"pinned, the plan breaks {verify(problem, plan)[0]}"
    if result.status != "optimal" or flat(result.levels) > flat(score(problem, plan)):
        return f"pinned, {result.status} {flat(result.levels)} is worse than {flat(score(problem, plan))}"
    return ""


def candidates(case):
    """Pairs of plans are candidates and forbidden by no rule; candidates pass what looks at pairs alone."""
    problem = build(case, pins=False)
    compiled = compile_problem(problem)
    program, rules = compiled.program, rules_of(problem)
    pairs, duties = program.candidates, program.duties
    bounds = {}
    for visit, duty, low, high in zip(
        pairs.visit.tolist(), pairs.duty.tolist(), pairs.earliest.tolist(), pairs.latest.tolist(), strict=True
    ):
        if visit >= len(compiled.tasks):
            continue  # a pickup
        key = compiled.volunteers[duties.volunteer[duty]], compiled.tasks[visit]
        bounds.setdefault(key, []).append((low, high))
        lone = duties.trip_tasks[duty] == 1
        for rule in rules:
            why = rule.forbids(problem, problem.volunteer(key[0]), problem.task(key[1]))
            if (
                why
                and rule.name not in ("trip_cap", "order")
                and (lone or rule.name in ("qualified", "window", "near_residence", "capacity"))
            ):
                return f"{key} is a candidate, but {rule.name}: {why}"
    for name, task, start in _services(problem, case["grid"]):
        if not any(low <= start <= high for low, high in bounds.get((name, task), ())):
            return f"{name} may serve {task} at {start}, but the candidates are {bounds.get((name, task))}"
        for rule in rules:
            why = rule.forbids(problem, problem.volunteer(name), problem.task(task))
            if why:
                return f"{name} may serve {task}, but {rule.name}: {why}"
    return ""


def _services(problem, grid):
    oracle = Oracle(problem, grid)
    found = set()
    for plan in _some(oracle.plans(), 1000):
        found |= {
            (trip.volunteer, s.task, s.start)
            for trip in plan.trips
            for s in trip.stops
            if s.kind == "service"
        }
        found |= {(row.volunteer, row.task, row.start) for row in plan.remote}
    return sorted(found)
