"""``volmatch replan``: what a coordinator types, reads and gets written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_common import DAY, put


@pytest.fixture
def planned(folder, small, volmatch):
    """A problem with somebody to spare, and its plan."""
    small["volunteers"].append(
        {
            "id": "v03",
            "home": "h2",
            "age": 40,
            "available": [{"start": f"{DAY}T08:00", "end": f"{DAY}T22:00"}],
        }
    )
    put(small)
    assert volmatch("solve problem.json -o plan.json --quiet").status == 0
    return folder


def served(name):
    plan = json.loads(Path(name).read_text(encoding="utf-8"))
    return {(trip["volunteer"], stop["task"]) for trip in plan["trips"] for stop in trip["stops"]}


def test_somebody_calls_off(planned, volmatch):
    (out,) = {who for who, task in served("plan.json") if task == "t1"}
    ran = volmatch(f"replan problem.json plan.json --drop {out} -o new.json --problem-output changed.json")
    assert ran.status == 0
    assert "Every promise to others is kept, to within 15 minutes." in ran.out
    assert f"{out}: no longer t1" in ran.out
    assert "travel" not in ran.err  # what is searched below coverage is promises, not travel
    assert out not in {who for who, _ in served("new.json")}
    assert volmatch("verify changed.json new.json").status == 0


def test_in_chinese(planned, volmatch):
    ran = volmatch("replan problem.json plan.json --cancel t2 --lang zh --quiet")
    assert ran.status == 0
    assert "需要通知" in ran.out


def test_ids_with_colons_lateness_and_more_tasks(planned, volmatch):
    put([{"id": "t:9", "location": "gate-1", "duration_minutes": 10, "windows": [
        {"start": f"{DAY}T09:00", "end": f"{DAY}T21:00"}]}], "more.json")  # fmt: skip
    ran = volmatch("replan problem.json plan.json --add more.json -o new.json --problem-output changed.json")
    assert (ran.status, "Served now: t:9." in ran.out) == (0, True)
    (who,) = {who for who, task in served("new.json") if task == "t:9"}
    again = volmatch(f"replan changed.json new.json --decline {who}:t:9 --late {who}:5")
    assert again.status == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--drop v1", "  --drop v1: there is no volunteer 'v1'"),
        ("--cancel t1 --decline v03:t9", "  --decline v03:t9: there is no task 't9'"),
        ("--decline v03", "VOLUNTEER:TASK is expected"),
        ("--late v03:soon", "VOLUNTEER:MINUTES is expected"),
        ("--frozen-until noon", "  --frozen-until: an instant is expected"),
        ("--lang fr", "one of en, zh is expected"),
        ("--add nowhere.json", "there is no such file"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written(planned, volmatch, words, told):
    ran = volmatch(f"replan problem.json plan.json {words} -o new.json")
    assert ran.status == 2
    assert told in ran.err
    assert not Path("new.json").exists()
