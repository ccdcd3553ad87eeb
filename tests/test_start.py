"""A search that goes on from a known plan: never worse, never from a plan that breaks a rule."""

from __future__ import annotations

import copy
import warnings

import pytest
from attrs import evolve

import volmatch as vm
from oracle.enumerate import Oracle
from oracle.problems import build, small, tied
from volmatch.compile import compile_problem
from volmatch.decode import decode
from volmatch.encode import encode
from volmatch.engines.solution import value_of
from volmatch.result import flat_bounds, flat_values

CASES = [(small, seed) for seed in range(40)] + [(tied, seed) for seed in range(40)]


def solved(draw, seed, method="greedy"):
    try:
        problem = build(draw(seed))
    except vm.ProblemError:  # pins that contradict each other
        pytest.skip("no such problem")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return problem, vm.solve(problem, time_limit=5, method=method)


@pytest.mark.parametrize(("draw", "seed"), CASES, ids=lambda one: getattr(one, "__name__", one))
def test_a_plan_becomes_a_solution_and_a_plan_again(draw, seed):
    problem, result = solved(draw, seed)
    if result.plan is None:
        return
    compiled = compile_problem(problem)
    solution = encode(problem, compiled, result.plan)
    assert solution is not None
    assert value_of(compiled.program, solution) == flat_values(result.levels)
    again = decode(problem, compiled, solution)
    assert (again.trips, again.remote) == (result.plan.trips, result.plan.remote)


@pytest.mark.parametrize("seed", range(8))
def test_going_on_is_never_worse(seed):
    problem, result = solved(small, seed, "exact")
    if result.plan is None:
        return
    # The greedy plan alone may be worse than what is known.
    again = vm.solve(problem, time_limit=5, method="greedy", start=result.plan)
    assert flat_values(again.levels) <= flat_values(result.levels)
    assert vm.verify(problem, again.plan) == []


def test_a_plan_that_the_program_cannot_say_is_kept_all_the_same(monkeypatch):
    problem, result = solved(small, 3)
    monkeypatch.setattr("volmatch.solver.encode", lambda *_: None)
    again = vm.solve(problem, time_limit=5, method="greedy", start=result.plan)
    assert flat_values(again.levels) <= flat_values(result.levels)


def test_a_plan_that_breaks_a_rule_is_refused():
    problem, result = next(
        (problem, result)
        for problem, result in (solved(small, seed) for seed in range(10))
        if result.plan is not None and result.plan.trips
    )
    trip, *others = result.plan.trips
    late = evolve(result.plan, trips=[evolve(trip, depart=trip.depart + 10**6), *others])
    with pytest.raises(vm.InputError, match="no search can go on from it"):
        vm.solve(problem, start=late)


HOUR = 3600
BEFORE_MIDNIGHT = {
    "start": "2020-03-02T18:00",
    "locations": [{"id": "p", "x": 0, "y": 0}, {"id": "q", "x": 6000, "y": 0}],
    "travel": {"modes": {"walk": 6.0}},
    "volunteers": [{"id": "v", "home": "p", "available": [[0, 20 * HOUR]]}],
    "tasks": [
        {"id": "a", "location": "q", "duration": HOUR, "windows": [[8 * HOUR, 9 * HOUR]]},
        {"id": "b", "location": "q", "duration": HOUR, "windows": [[14 * HOUR, 15 * HOUR]]},
    ],
    "rules": {"trip_cap": {"per_day": 1}, "trip_limits": {"max_tasks": 1}},
}
"""One trip a day; who leaves before midnight for what is served after it has two."""


@pytest.mark.parametrize("method", ["auto", "exact"])
@pytest.mark.parametrize("evening", [False, True])
def test_nothing_is_proven_of_a_plan_that_no_engine_plans(method, evening):
    case = copy.deepcopy(BEFORE_MIDNIGHT)
    if evening:  # so that the visit may be served in the duty before midnight as well, but not as wanted
        case["tasks"][0]["windows"].insert(0, [2 * HOUR, 3 * HOUR])
        case["tasks"][0]["preferred"] = [8 * HOUR, 9 * HOUR]
        case["objectives"] = ["coverage", "lateness"]
    problem = build(case)
    start = Oracle(problem, HOUR, early=True).optimum().plan
    assert min(trip.depart for trip in start.trips) == 0
    assert encode(problem, compile_problem(problem), start) is None
    result = vm.solve(problem, time_limit=30, method=method, start=start)
    assert flat_values(result.levels) == flat_values(vm.score(problem, start))
    assert all(bound is None or bound <= 0 for bound in flat_bounds(result.levels))
    assert result.status == "feasible"
