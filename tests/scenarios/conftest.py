"""The scenarios are examples of the documentation, and run from there."""

import importlib.util
import sys
from pathlib import Path

import pytest

import volmatch as vm

FOLDER = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture(scope="session")
def scenario():
    """Give a function that imports an example by the name of its file."""

    def imported(name):
        if name not in sys.modules:
            spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
            sys.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules[name])
        return sys.modules[name]

    return imported


@pytest.fixture
def backwards(tmp_path):
    """Give a function that saves a plan, loads it, and finds it the same and without violations."""

    def travelled(problem, plan):
        vm.save(plan, tmp_path / "plan.json")
        back = vm.load_plan(tmp_path / "plan.json")
        assert vm.verify(problem, back) == []
        found = [(level.name, level.value) for level in vm.score(problem, back)]
        assert found == [(level.name, level.value) for level in plan.levels]
        return back

    return travelled
