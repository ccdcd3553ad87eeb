"""``volmatch compare``: what a coordinator reads of two plans."""

from __future__ import annotations

import json

import pytest
from cli_common import DAY, put


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    """Whatever ran before, no cell is broken."""
    monkeypatch.setenv("COLUMNS", "160")


def moment(text):
    return f"{DAY}T{text}:00+08:00"


def stop(task, start, end):
    return {
        "task": task,
        "kind": "service",
        "arrive": moment(start),
        "start": moment(start),
        "end": moment(end),
    }


def trip(volunteer, depart, back, *stops):
    return {"volunteer": volunteer, "depart": moment(depart), "return": moment(back), "stops": list(stops)}


def put_plan(name, *trips, problem="圣泉街道"):
    put({"schema": "volmatch/plan/1", "problem": problem, "trips": list(trips), "remote": []}, name)


MORNING = trip("v01", "08:30", "11:30", stop("t1", "09:00", "11:00"))
LATER = trip("v[red]02", "12:30", "15:00", stop("t2", "13:30", "14:30"))
AFTERNOON = trip("v[red]02", "12:30", "14:30", stop("t2", "13:00", "14:00"))


@pytest.fixture
def pair(folder):
    put_plan("a.json", MORNING, LATER)
    put_plan("b.json", AFTERNOON)
    return folder


def blocks(text):
    """Give what is shown in blocks of lines, runs of spaces as one."""
    return [[" ".join(line.split()) for line in block.splitlines()] for block in text.split("\n\n")]


def test_at_a_glance(pair, volmatch):
    ran = volmatch("compare problem.json a.json b.json")
    assert (ran.status, ran.err) == (0, "")
    files, verdict, levels, tasks, moved, people = blocks(ran.out)
    assert files == ["A: a.json", "B: b.json"]
    assert verdict == ["A is better: coverage decides."]
    assert levels[0] == "Level A B Better"
    assert levels[1].startswith("coverage unserved: 1 critical unserved: 1 critical, 1 normal A")
    assert levels[2].startswith("nearness ")
    assert " B by " in levels[2]
    assert levels[3] == "not asked for:"
    assert levels[4] == "trips 2 trips 1 trip B by 1 trip"
    assert tasks == ["Only in A t1", "Only in B none", "At another time 1 task"]
    assert moved == ["Task Starts in B", "t2 30 min earlier"]
    assert people[0] == "In B Gains Loses Trips Away Travel"
    assert people[1].startswith("v01 – t1 -1 -3 h -")
    assert people[2] == "v[red]02 – – -30 min"


def test_the_other_way_round(pair, volmatch):
    out = volmatch("compare problem.json b.json a.json").out
    assert "B is better: coverage decides." in out
    assert ["Only in A none", "Only in B t1", "At another time 1 task"] in blocks(out)
    assert "30 min later" in out
    assert "+3 h" in out


def test_the_same(pair, volmatch):
    ran = volmatch("compare problem.json a.json a.json")
    assert ran.status == 0
    _, verdict, levels = blocks(ran.out)
    assert verdict == ["A and B are the same."]
    assert [line.rsplit(" ", 2)[1:] for line in levels[1:]] == [["the", "same"]] * 2


def test_equally_good(folder, volmatch):
    put_plan("a.json", AFTERNOON)
    put_plan("b.json", LATER)
    out = volmatch("compare problem.json a.json b.json").out
    assert "A and B are equally good." in out
    put_plan("b.json", trip("v[red]02", "12:30", "14:31", stop("t2", "13:00", "14:00")))
    assert "+1 min" in volmatch("compare problem.json a.json b.json").out


def test_moved_by_less_than_a_minute(folder, volmatch):
    put_plan("a.json", AFTERNOON)
    row = json.loads(json.dumps(AFTERNOON).replace("13:00:00", "13:00:20").replace("14:00:00", "14:00:20"))
    put_plan("b.json", row)
    out = volmatch("compare problem.json a.json b.json").out
    assert "At another time  1 task" in out
    assert "Starts in B" not in out


def test_a_broken_plan(pair, volmatch):
    put_plan("b.json", MORNING, trip("v99", "12:30", "14:30", stop("t2", "13:00", "14:00")))
    ran = volmatch("compare problem.json a.json b.json")
    assert ran.status == 0
    assert "A is better: B breaks rules." in ran.out
    assert "B must not be used: 1 violation." in ran.out
    assert "v99: no such volunteer" in ran.out
    assert "A must not" not in ran.out


def test_two_broken_plans_and_many_violations(pair, volmatch):
    late = [trip("v01", "03:00", "04:00", stop("t1", "03:10", "03:20")) for _ in range(4)]
    put_plan("a.json", *late)
    put_plan("b.json", *late[:1])
    ran = volmatch("compare problem.json a.json b.json")
    assert ran.status == 0
    assert "B would be better: nearness decides." in ran.out
    first, second = ran.out.split("B must not be used: 3 violations of 3 rules.")
    assert "A must not be used: 17 violations of 5 rules." in first
    assert "… and 12 more" in first
    assert "more" not in second


def test_other_people(folder, volmatch, small):
    small["volunteers"][1]["available"][0]["start"] = f"{DAY}T06:00"
    put(small)
    put_plan("a.json", MORNING)
    put_plan("b.json", {**MORNING, "volunteer": "v[red]02"})
    out = volmatch("compare problem.json a.json b.json").out
    assert ["Only in A none", "Only in B none", "Served by others 1 task"] in blocks(out)
    assert ["Task Served in A by Served in B by", "t1 v01 v[red]02"] in blocks(out)


def test_plans_of_another_problem_are_warned_of(pair, volmatch):
    put_plan("b.json", AFTERNOON, problem="another")
    ran = volmatch("compare problem.json a.json b.json")
    assert ran.status == 0
    assert ran.err == "warning: plan B names another problem than this one\n"


def test_long_tables_are_cut(folder, volmatch, small):
    small["tasks"] = [
        dict(small["tasks"][1], id=f"t{row:02}", windows=[
            {"start": f"{DAY}T13:{row:02}", "end": f"{DAY}T23:00"}])
        for row in range(25)
    ]  # fmt: skip
    put(small)
    rows = [stop(f"t{row:02}", f"14:{row:02}", f"15:{row:02}") for row in range(25)]
    put_plan("a.json", trip("v[red]02", "12:30", "20:00", *rows))
    rows = [stop(f"t{row:02}", f"15:{row:02}", f"16:{row:02}") for row in range(25)]
    put_plan("b.json", trip("v[red]02", "12:30", "20:00", *rows))
    out = volmatch("compare problem.json a.json b.json").out
    assert "At another time  25 tasks" in out
    assert "t19   1 h later" in out
    assert "t20" not in out.split("Starts in B")[1]
    assert "… and 5 more" in out
    put_plan("b.json")
    out = volmatch("compare problem.json a.json b.json").out
    assert "t00, t01, t02, t03, t04, t05 and 19 more" in out
