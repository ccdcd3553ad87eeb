"""Every exit status, and that nothing is written where it should not be."""

from __future__ import annotations

import json
import sys

import pytest
from cli_common import DAY, present, put

from volmatch.errors import Fault, FileError

needs_generator = pytest.mark.skipif(not present("volmatch.generator"), reason="no generator yet")


def files(folder):
    return {path.name for path in folder.rglob("*")}


def test_done(folder, volmatch):
    ran = volmatch("solve problem.json -o plan.json", "greedy")
    assert ran.status == 0
    assert "2 of 3 tasks" in ran.out
    assert "Plan file:  plan.json" in ran.out
    assert volmatch("verify problem.json plan.json").status == 0
    assert volmatch("convert problem.json tables").status == 0
    assert volmatch("convert tables again.json").status == 0
    assert volmatch("verify tables plan.json").status == 0
    assert volmatch("convert plan.json plan-tables").status == 0
    assert volmatch("verify problem.json plan-tables").status == 0


def test_convert_there_and_back_is_the_same(folder, volmatch):
    volmatch("convert problem.json first.json")
    volmatch("convert first.json tables --headings zh --encoding gb18030")
    assert volmatch("convert tables second.json").status == 2
    assert volmatch("convert tables second.json --encoding gb18030").status == 0
    assert (folder / "first.json").read_bytes() == (folder / "second.json").read_bytes()
    volmatch("solve problem.json -o plan.json", "greedy")
    volmatch("convert plan.json plan-tables")
    volmatch("convert plan-tables plan2.json")
    assert (folder / "plan.json").read_bytes() == (folder / "plan2.json").read_bytes()


@needs_generator
def test_generate(folder, volmatch):
    ran = volmatch("generate --volunteers 8 --tasks 12 --seed 3 -o made.json")
    assert ran.status == 0
    assert "8 volunteers, 12 tasks" in ran.out
    first = (folder / "made.json").read_bytes()
    volmatch("generate --volunteers 8 --tasks 12 --seed 3 -o made.json")
    assert (folder / "made.json").read_bytes() == first
    assert volmatch("solve made.json -q", "greedy").status == 0


@needs_generator
@pytest.mark.parametrize("words", ["--volunteers 0", "--kind zoo", "--days 0", "--tasks -1"])
def test_generate_refuses(folder, volmatch, words):
    ran = volmatch(f"generate -o made.json {words}")
    assert ran.status == 2
    assert words.split()[0].strip("-") in ran.err
    assert files(folder) == {"problem.json"}


def test_the_answer_is_no_where_rules_are_broken(folder, volmatch):
    volmatch("solve problem.json -o plan.json", "greedy")
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    plan["trips"][0]["volunteer"] = "v99"
    plan["trips"][1]["depart"] = f"{DAY}T03:00:00+08:00"
    put(plan, "plan.json")
    ran = volmatch("verify problem.json plan.json")
    assert ran.status == 1
    assert "must not be used" in ran.out
    assert "v99: no such volunteer" in ran.out
    assert "available" in ran.out


@pytest.mark.parametrize(
    ("how", "said"), [("infeasible", "No plan keeps all pins: proven"), ("unknown", "was found in")]
)
def test_the_answer_is_no_where_there_is_no_plan(folder, volmatch, how, said):
    ran = volmatch("solve problem.json -o plan.json", how)
    assert ran.status == 1
    assert said in ran.out
    assert files(folder) == {"problem.json"}
    assert said in volmatch("solve problem.json -o plan.json --quiet", how).err


@pytest.mark.skipif(not present("volmatch.solver"), reason="no solver yet")
def test_three_pins_that_no_plan_keeps(folder, volmatch, small):
    small["rules"] = {"trip_cap": {"per_day": 2}, "trip_limits": {"max_tasks": 1}}
    small["tasks"] = [
        dict(small["tasks"][0], id=f"t{hour}", duration_minutes=30, windows=[
            {"start": f"{DAY}T{hour:02}:00", "end": f"{DAY}T{hour:02}:30"}])
        for hour in (9, 10, 11)
    ]  # fmt: skip
    small["volunteers"][0]["available"][0]["end"] = f"{DAY}T20:00"
    small["pins"] = [{"volunteer": "v01", "task": task["id"]} for task in small["tasks"]]
    put(small)
    ran = volmatch("solve problem.json -o plan.json --time-limit 10")
    assert ran.status == 1
    assert "No plan" in ran.out
    assert files(folder) == {"problem.json"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("solve nowhere.json", "nowhere.json: there is no such file"),
        ("solve problem.json -o gone/plan.json", "there is no folder 'gone'"),
        ("solve problem.json -o plan.txt", "there is no format '.txt'"),
        ("solve problem.json -o problem.json", "would be overwritten"),
        ("solve problem.json --time-limit 0", "--time-limit"),
        ("solve problem.json --time-limit nan", "--time-limit"),
        ("solve problem.json --time-limit soon", "--time-limit"),
        ("solve problem.json --seed -1", "--seed"),
        ("solve problem.json --iterations -1", "--iterations"),
        ("solve problem.json --method magic", "--method: one of"),
        ("solve problem.json --encoding klingon", "--encoding"),
        ("solve problem.json --encoding base64", "encoding"),
        ("solve", "PROBLEM"),
        ("slove problem.json", "solve"),
        ("verify problem.json", "PLAN"),
        ("verify problem.json problem.json", "a plan is expected"),
        ("verify problem.json nowhere.json", "there is no such file"),
        ("compare problem.json", "PLAN_A"),
        ("compare problem.json nowhere.json", "PLAN_B"),
        ("compare problem.json nowhere.json problem.json", "nowhere.json: there is no such file"),
        ("compare problem.json problem.json problem.json", "a plan is expected"),
        ("compare nowhere.json problem.json problem.json", "nowhere.json: there is no such file"),
        ("convert problem.json", "TO"),
        ("convert problem.json problem.json", "would be overwritten"),
        ("convert problem.json tables --headings fr", "en and zh"),
        ("convert nowhere tables", "there is no such file"),
        ("demo --time-limit -3", "--time-limit"),
        ("demo --output gone/deep", "gone/deep: no such file or directory"),
        ("demo --output problem.json", "problem.json: file exists"),
    ],
)
def test_bad_input(folder, volmatch, words, said):
    ran = volmatch(words, "greedy")
    assert ran.status == 2
    assert said in ran.err
    assert ran.out == ""
    assert files(folder) == {"problem.json"}


def test_all_faults_are_listed(folder, volmatch, small):
    small["tasks"][0]["location"] = "gate-2"
    small["tasks"][1]["windows"] = []
    small["volunteers"][0]["agee"] = 3
    put(small)
    ran = volmatch("solve problem.json -o plan.json", "greedy")
    assert ran.status == 2
    assert "faults in problem.json" in ran.err.splitlines()[0]
    for said in ("gate-2", "a task has no window", "'agee'", "Did you mean 'age'?"):
        assert said in ran.err
    assert files(folder) == {"problem.json"}


@pytest.mark.parametrize("words", ["solve problem.json -o closed/plan.json", "demo --output closed"])
def test_a_closed_folder(folder, volmatch, monkeypatch, words):
    # Root may write anywhere, so that permissions alone would test nothing there.
    (folder / "closed").mkdir()
    monkeypatch.setattr("os.access", lambda path, mode: False)
    ran = volmatch(words, "greedy")
    assert ran.status == 2
    assert "permission denied" in ran.err
    assert files(folder) == {"problem.json", "closed"}


def test_a_plan_that_cannot_be_saved_is_shown(folder, volmatch, monkeypatch):
    def full(thing, path, **tables):
        raise FileError([Fault(str(path), "", "no space is left on the disk")])

    monkeypatch.setattr("volmatch.io.files.save", full)
    ran = volmatch("solve problem.json -o plan.json", "greedy")
    assert ran.status == 2
    assert "no space is left" in ran.err
    assert "13:00–14:00  t2" in ran.out
    assert "Plan file" not in ran.out


def test_interrupted_before_there_is_a_plan(folder, volmatch):
    ran = volmatch("solve problem.json -o plan.json", "interrupted")
    assert ran.status == 130
    assert ran.err == "error: interrupted\n"
    assert files(folder) == {"problem.json"}


def test_a_search_that_broke_off_still_has_a_plan(folder, volmatch):
    ran = volmatch("solve problem.json -o plan.json", "error")
    assert ran.status == 0
    assert "The search broke off" in ran.out
    assert "warning: an engine failed: RuntimeError" in ran.err
    assert volmatch("verify problem.json plan.json").status == 0


def test_an_engine_that_failed(folder, volmatch):
    ran = volmatch("solve problem.json -o plan.json", "fails")
    assert ran.status == 70
    assert "an engine failed" in ran.err
    assert files(folder) == {"problem.json"}


def test_a_fault_of_ours_says_where_but_not_what(folder, volmatch):
    ran = volmatch("solve problem.json -o plan.json", "raises")
    assert ran.status == 70
    assert "ZeroDivisionError in cli_stand_in.py, line" in ran.err
    assert "Wang" not in ran.err
    assert "Traceback" not in ran.err


def test_a_fault_of_ours_can_be_looked_at(folder, volmatch, monkeypatch):
    monkeypatch.setenv("VOLMATCH_TRACEBACK", "1")
    assert "Traceback" in volmatch("solve problem.json", "raises").err


def test_without_typer(volmatch, monkeypatch):
    monkeypatch.setitem(sys.modules, "typer", None)
    ran = volmatch("--help")
    assert ran.status == 2
    assert ran.err == "volmatch: the command line needs typer and rich: pip install 'volmatch[cli]'\n"


def test_quiet(folder, volmatch):
    assert volmatch("solve problem.json -o plan.json --quiet", "greedy") == (0, "", "")
    assert files(folder) == {"problem.json", "plan.json"}
