"""Other solvers: what they are told, and how their runs are judged."""

import json
import re
import sys
from collections import Counter
from xml.etree import ElementTree

import numpy as np
import pytest
from attrs import evolve
from benchmarks.__main__ import main
from benchmarks.cases import peers as case
from benchmarks.data import NotInstalledError, urban
from benchmarks.drawing import Bar, bars
from benchmarks.measuring import Cost, Finished, process
from benchmarks.peers import PEERS, PLAIN, TRIPS, peer
from benchmarks.peers.page import NAMES, PAGE
from benchmarks.peers.peer import form_of, plan_of
from benchmarks.peers.running import _status, version_of
from benchmarks.registry import NOBODY, SMOKE
from benchmarks.report import drawings, report

import volmatch as vm
from volmatch.rulebook import rules_of

KEPT = {
    "batch": "2026-11-23",
    "command": "python -m benchmarks run peers --size S",
    "date": "2026-11-23T08:00:00+00:00",
    "load": 0.5,
    "machine": {"system": "Linux", "cpu": "a chip", "cores": 2, "memory_gb": 8.0},
    "versions": {"python": "3.11.9", "volmatch": "0.1.0", "source": "abc"},
    "stopped_by": "",
    "levels": [],
}


def smoke(variant=""):
    return urban(f"{SMOKE}-{variant}" if variant else SMOKE, None)


def test_everybody_is_named():
    assert set(PEERS) == set(NAMES) == {*TRIPS, *PLAIN}
    assert all(callable(peer(name).plan) and peer(name).PACKAGE for name in PEERS)


def test_the_form_allows_who_the_rules_allow():
    problem = smoke()
    form = form_of(problem)
    rules = [rule for rule in rules_of(problem) if rule.name in ("qualified", "near_residence")]
    assert 0 < form.allowed.sum() < form.allowed.size
    for row, volunteer in enumerate(problem.volunteers):
        for column, task in enumerate(problem.effective_tasks):
            barred = any(rule.forbids(problem, volunteer, task) for rule in rules)
            assert form.allowed[row, column] == (not barred)


def test_the_ways_of_the_form_are_those_of_the_problem():
    problem = smoke()
    form, draws = form_of(problem), np.random.default_rng(3)
    for a, b in draws.integers(len(problem.locations), size=(50, 2)).tolist():
        assert (form.seconds[a, b], form.metres[a, b]) == problem.network.leg("bike", a, b)


def test_the_form_holds_no_more_than_the_urban_problem():
    with pytest.raises(ValueError, match="not the urban problem"):
        form_of(evolve(smoke(), rules={"trip_cap": {"per_horizon": 1}}))
    with pytest.raises(ValueError, match="not the urban problem"):
        form_of(evolve(smoke(), objectives=["coverage"]))


def test_routes_get_times_that_keep_the_rules():
    """A greedy plan, reduced to its routes, is worth the same with the times of the routes."""
    problem = smoke()
    plan = vm.solve(problem, time_limit=5, method="greedy").plan
    people = {volunteer.id: row for row, volunteer in enumerate(problem.volunteers)}
    tasks = {task.id: row for row, task in enumerate(problem.tasks)}
    routes = [(people[trip.volunteer], [tasks[stop.task] for stop in trip.stops]) for trip in plan.trips]
    again = plan_of(form_of(problem), routes)
    assert vm.verify(problem, again) == []
    assert [level.value for level in vm.score(problem, again)] == [level.value for level in plan.levels]


def test_a_route_that_cannot_be_kept_is_seen_by_the_verifier():
    problem = smoke()
    everything = plan_of(form_of(problem), [(0, range(len(problem.tasks)))])
    assert {"trip_limits", "window"} <= {violation.rule for violation in vm.verify(problem, everything)}


def test_a_process_that_takes_too_long_is_killed():
    done = process([sys.executable, "-c", "import time; time.sleep(60)"], patience=0.2)
    assert done.exit_status is None


def finished(exit_status, stderr=""):
    cost = Cost(wall_seconds=1.0, cpu_seconds=1.0, peak_mb=1.0)
    return Finished(exit_status=exit_status, stdout="", stderr=stderr, cost=cost)


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (finished(0), "no plan"),
        (finished(None), "stopped after 40 s"),
        (finished(4), "out of memory"),
        (finished(-6, "terminate called after throwing an instance of 'std::bad_alloc'"), "out of memory"),
        (finished(1, "Traceback …\nValueError: /home/somebody/x is wrong"), "failed with ValueError"),
        (finished(-11), "failed with status -11"),
    ],
)
def test_a_failure_is_a_result(done, said):
    assert _status(done, None, 40) == said


def test_memory_is_confined():
    code = "from benchmarks.peers.child import _confine; _confine(1 << 30); bytearray(1 << 31)"
    done = process([sys.executable, "-c", code])
    assert _status(done, None, 40) == ("out of memory" if sys.platform != "win32" else "no plan")


def test_what_is_not_installed_is_said_with_the_extra(monkeypatch):
    monkeypatch.setattr(peer("vroom"), "PACKAGE", "no-such-package")
    with pytest.raises(NotInstalledError, match=r"no-such-package is not installed.*make setup-bench"):
        version_of("vroom")


def test_a_solver_that_is_asked_at_none_of_the_sizes_is_bad_input(capsys):
    assert main(["run", "peers", "--size", "S-plain", "--solver", "vroom"]) == 2
    assert "nobody of vroom is asked" in capsys.readouterr().err


def test_a_group_stands_for_its_sizes(tmp_path, capfd):
    words = ["run", "peers", "--size", "S-both", "--solver", "volmatch", "--seeds", "1"]
    assert main([*words, "--data", str(tmp_path), "--out", str(tmp_path / "rows.jsonl")]) == 2
    assert "There is no urban/S.json" in capfd.readouterr().err


def test_who_takes_no_seed_runs_once(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr("benchmarks.__main__._single", lambda name, missing, run: asked.append(run) or 2)
    assert main(["run", "peers", "--size", "S", "--seeds", "3", "--out", str(tmp_path / "rows.jsonl")]) == 2
    assert Counter(run.solver for run in asked) == {
        "volmatch": 3,
        "vroom": 1,
        "pyvrp": 3,
        "ortools-routing": 1,
    }


def row(solver, weight, travel, violations=0, status="plan"):
    figures = {"solve_seconds": 1.0}
    if status == "plan":
        figures |= {"served_weight": weight, "travel_seconds": travel, "violations": violations}
    return {
        "solver": solver,
        "status": status,
        "figures": figures,
        "notes": {"version": "1.0"},
        "wall_seconds": 1.0,
        "cpu_seconds": 2.0,
        "peak_mb": 3.0,
    }


def test_only_valid_plans_are_compared_with():
    rows = [
        row("volmatch", 100, 90),
        row("volmatch", 100, 80),
        row("vroom", 100, 100),
        row("pyvrp", 101, 50, violations=1),
        row("ortools-routing", 0, 0, status="out of memory"),
    ]
    summary = PAGE.summary({"S": rows, "S-tight": [row("volmatch", 9, 10), row("vroom", 8, 5)]})
    assert summary["S"]["weight_above_best_peer"] == [0, 0]
    assert summary["S"]["travel_to_best_peer"] == [0.9, 0.8]
    assert summary["S-tight"]["travel_to_best_peer"] == [2.0]
    assert summary["S-both"]["travel_to_best_peer"] == [pytest.approx((0.85 + 2.0) / 2)]
    page = PAGE.section({"S": rows})
    assert "| **volmatch 1.0** | 100 | 85 (90) | 0 |" in page
    assert "| PyVRP 1.0 | 101 | 50 | 1 |" in page
    assert "| OR-Tools routing 1.0 | – | – | – | 1 | 2 | 3 | out of memory |" in page
    assert "| S | 100 | 85 (90) | VROOM | 100 | 100 | 0.850 (0.900) |" in page


def test_travel_is_not_compared_where_less_is_served():
    rows = [row("volmatch", 99, 10), row("vroom", 100, 100)]
    summary = PAGE.summary({"S": rows, "S-tight": [row("volmatch", 9, 10), row("vroom", 8, 5)]})
    assert "travel_to_best_peer" not in summary["S"]
    assert summary["S-both"] == {"travel_to_best_peer": []}
    assert "| S | 99 | 10 | VROOM | 100 | 100 | – |" in PAGE.section({"S": rows})


def test_a_goal_that_cannot_be_judged_is_missed(tmp_path):
    pair = [row("volmatch", 99, 10), row("vroom", 100, 100)]
    rows = [
        {**KEPT, **each, "size": size, "command": KEPT["command"].replace("S", size)}
        for size in ("S", "S-tight")
        for each in pair
    ]
    (tmp_path / "peers.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    page = report(tmp_path)
    assert "| `peers` S-both | travel to best peer | ≤ 0.940 | – | **missed** |" in page
    assert "| `peers` S | weight above best peer | ≥ 0 in every run | -1 | **missed** |" in page
    assert "| `peers` S | violations | ≤ 0 in every run | 0 | met |" in page
    assert set(drawings(tmp_path)) == {"peers-S.svg", "peers-S-tight.svg"}
    assert (
        "- S, S-tight: `python -m benchmarks run peers --size S S-tight` on 2026-11-23, 2 runs each" in page
    )


def test_nobody_to_compare_with():
    rows = [row("volmatch", 99, 10), row("vroom", 0, 0, status="no plan")]
    assert PAGE.summary({"S": rows})["S"] == {
        "violations": [0],
        "weight_above_best_peer": [99],
        NOBODY: [],
    }
    assert "| S | 99 | 10 | – | – | – | – |" in PAGE.section({"S": rows})
    assert NOBODY not in PAGE.summary({"S": [row("volmatch", 99, 10)]})["S"]


def test_a_ratio_to_nobody_is_neither_met_nor_missed(tmp_path):
    rows = [
        {**KEPT, **each, "size": size, "command": KEPT["command"].replace("S", size)}
        for size in ("S", "S-tight")
        for each in (row("volmatch", 99, 10), row("vroom", 0, 0, status="no plan"))
    ]
    (tmp_path / "peers.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    assert "| `peers` S-both | travel to best peer | ≤ 0.940 | – | nothing to compare with |" in report(
        tmp_path
    )


def test_bars_are_drawn_from_a_common_zero():
    text = bars(("a < b", [Bar("one", 2.0, "2 s", strong=True), Bar("two", -1.0, "−1 s")]))
    drawn = ElementTree.fromstring(text)
    rects = [each for each in drawn if each.tag.endswith("rect")][1:]
    left, width = ([float(each.get(name)) for each in rects] for name in ("x", "width"))
    assert width[0] == pytest.approx(2 * width[1], abs=0.2)
    assert left[0] == pytest.approx(left[1] + width[1], abs=0.2)
    assert rects[0].get("fill") != rects[1].get("fill")
    assert re.search("a &lt; b", text)


def test_travel_is_drawn_of_those_who_serve_as_much():
    rows = [row("volmatch", 100, 90), row("vroom", 99, 80), row("ortools-routing", 0, 0)]
    text = PAGE.plots({"S": rows})["peers-S.svg"]
    assert [text.count(NAMES[name]) for name in ("volmatch", "vroom", "ortools-routing")] == [2, 2, 1]


def test_who_is_asked_at_each_size():
    assert case.solvers("M") == TRIPS
    assert case.solvers("M-plain") == PLAIN
    assert set(case.solvers(SMOKE)) == set(PEERS)
