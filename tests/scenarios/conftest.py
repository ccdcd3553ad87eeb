"""The scenarios are examples of the documentation, and run from there."""

import importlib
import sys
from functools import partial
from pathlib import Path

import pytest

import volmatch as vm

FOLDER = Path(__file__).parents[2] / "docs" / "examples"

SEARCHED = {"iteration_limit": 2000, "time_limit": 300}
"""More iterations than problems of this size need; the time is for compiling, where that was not done before."""


@pytest.fixture(scope="session")
def scenario():
    """Give a function that imports an example by the name of its file."""
    sys.path.insert(0, str(FOLDER))
    try:
        yield importlib.import_module
    finally:
        sys.path.remove(str(FOLDER))


@pytest.fixture(scope="session")
def told(scenario):
    """Give what the examples share to tell a plan."""
    return scenario("telling")


@pytest.fixture
def backwards(tmp_path):
    """Give a function that saves a plan, loads it, and finds it the same and without violations."""

    def travelled(problem, plan):
        assert vm.verify(problem, plan) == []
        vm.save(plan, tmp_path / "plan.json")
        back = vm.load_plan(tmp_path / "plan.json")
        assert vm.verify(problem, back) == []
        found = [(level.name, level.value) for level in vm.score(problem, back)]
        assert found == [(level.name, level.value) for level in plan.levels]
        return back

    return travelled


@pytest.fixture
def first_plans(monkeypatch):
    """Let a story be told of first plans, where it takes long to prove that there are no better ones."""
    monkeypatch.setattr(vm, "solve", partial(vm.solve, method="greedy"))


@pytest.fixture(params=["auto", "exact", "search"])
def solved(request, backwards):
    """Give a function that solves a problem in each way; only the search leaves something to prove."""

    def by(problem):
        limits = SEARCHED if request.param == "search" else {"time_limit": 60}
        result = vm.solve(problem, method=request.param, **limits)
        assert request.param == "search" or result.status == "optimal"
        backwards(problem, result.plan)
        return result

    return by
