"""The examples of every help text work as they stand."""

from __future__ import annotations

import shutil

import pytest

pytest.importorskip("openpyxl")

COMMANDS = (
    "verify", "show", "explain", "shortage", "candidates", "replan", "standby", "compare", "sheets",
    "calendar", "generate", "convert", "schema",
)  # fmt: skip
ANSWERED = (0, 1)
"""``standby`` may answer "no"."""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A folder with what a reader of the help has made before."""
    import volmatch as vm

    folder = tmp_path_factory.mktemp("reader")
    problem = vm.generate("urban", volunteers=10, tasks=12, seed=1, geography="chongqing")
    vm.save(problem, folder / "problem.json")
    vm.save(problem, folder / "tables")
    plan = vm.solve(problem, time_limit=5, iteration_limit=20).plan
    for name in ("plan", "monday", "tuesday", "new"):
        vm.save(plan, folder / f"{name}.json")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_of_the_help(served, tmp_path, volmatch, monkeypatch, command):
    here = tmp_path / "here"
    shutil.copytree(served, here)
    monkeypatch.chdir(here)
    monkeypatch.setenv("COLUMNS", "80")
    shown = volmatch(f"{command} --help").out.split("Example")[1].splitlines()[1:]
    lines = [line.strip() for line in shown if line.strip()]
    assert lines
    for line in lines:
        assert line.startswith(f"volmatch {command} ")
        if " tables " in line and "gb18030" in line and command == "convert":
            volmatch("convert problem.json tables --encoding gb18030")
        ran = volmatch(line.removeprefix("volmatch "))
        assert ran.status in ANSWERED, (line, ran.err)
