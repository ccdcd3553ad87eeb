"""Every benchmark runs at its smallest size. What it takes is never asserted."""

import json
import math
import platform
from pathlib import Path

import pytest
from benchmarks.data import NotInstalledError
from benchmarks.registry import SMOKE, Run, registered
from benchmarks.rows import figures_of, made_row


@pytest.mark.parametrize("name", registered())
def test_it_runs_and_gives_a_row(name):
    benchmark = registered()[name]
    # No data: the smallest size must need none.
    run = Run(size=SMOKE, time_limit=benchmark.limit(SMOKE), data=Path("nowhere"))
    row = made_row(benchmark, run, benchmark.run(run), load=None)
    assert json.loads(json.dumps(row)) == row
    assert row["benchmark"] == name
    assert row["wall_seconds"] > 0
    assert row["figures"]
    assert all(math.isfinite(value) for value in figures_of(row).values())
    assert {"python", "volmatch", "ortools", "numpy", "source"} <= row["versions"].keys()
    assert {"cores", "cpu", "memory_gb"} <= row["machine"].keys()


@pytest.mark.parametrize("name", ["jiangbei", "jiangjin"])
def test_what_the_command_wrote_keeps_the_rules(name):
    benchmark = registered()[name]
    outcome = benchmark.run(Run(size=SMOKE, time_limit=benchmark.limit(SMOKE)))
    assert outcome.figures["violations"] == 0
    assert [level["name"] for level in outcome.levels][:1] == ["coverage"]


def test_the_scenarios_come_out_right():
    benchmark = registered()["scenarios"]
    outcome = benchmark.run(Run(size=SMOKE, time_limit=60))
    assert outcome.figures["share_right_and_proven"] == 1


def test_a_row_does_not_name_the_machine():
    benchmark = registered()["check"]
    row = made_row(benchmark, Run(size=SMOKE), benchmark.run(Run(size=SMOKE)), load=None)
    said = json.dumps({**row, "machine": {**row["machine"], "cpu": ""}})
    assert platform.node() not in said
    assert str(Path.home()) not in said
    assert str(Path.cwd()) not in said


@pytest.mark.parametrize("solver", registered()["peers"].solvers(SMOKE))
def test_each_solver_plans_and_keeps_the_rules(solver):
    benchmark = registered()["peers"]
    try:
        # volmatch ends as soon as all is proven; on a busy machine it may take long to load before that.
        limit = 30.0 if solver == "volmatch" else benchmark.limit(SMOKE)
        outcome = benchmark.run(Run(size=SMOKE, solver=solver, time_limit=limit))
    except NotInstalledError as missing:
        pytest.skip(str(missing))
    assert outcome.status == "plan"
    assert outcome.notes["broken_rules"] == []
    assert outcome.figures["violations"] == 0
    assert outcome.figures["served_weight"] > 0


def test_the_smallest_published_instance_is_solved_to_the_best_known():
    benchmark = registered()["published"]
    figures = benchmark.run(Run(size=SMOKE, time_limit=5)).figures
    assert (figures["gap"], figures["faults"], figures["unserved"]) == (0, 0, 0)
