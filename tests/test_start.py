"""A search that goes on from a known plan: never worse, never from a plan that breaks a rule."""

from __future__ import annotations

import warnings

import pytest
from attrs import evolve

import volmatch as vm
from oracle.problems import build, small, tied
from volmatch.compile import compile_problem
from volmatch.decode import decode
from volmatch.encode import encode
from volmatch.engines.solution import value_of
from volmatch.result import flat_values

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
