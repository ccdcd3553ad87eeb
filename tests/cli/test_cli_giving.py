"""``volmatch sheets``, ``calendar``, ``schema``, and workbooks in every command that reads or writes."""

from __future__ import annotations

import json

import pytest

import volmatch as vm


@pytest.fixture
def planned(folder, volmatch):
    """A working directory with ``problem.json`` and ``plan.json`` in it."""
    assert volmatch("solve problem.json -o plan.json", "greedy").status == 0
    return folder


def test_sheets_in_one_file_or_many(planned, volmatch):
    ran = volmatch("sheets problem.json plan.json -o sheets.html --lang zh")
    assert ran.status == 0, ran.err
    assert "Wrote 2 sheets:  sheets.html" in ran.out
    assert "志愿者 v01" in (planned / "sheets.html").read_text(encoding="utf-8")
    assert volmatch("sheets problem.json plan.json -o each --by place").status == 0
    assert [path.name for path in (planned / "each").iterdir()] == ["gate-1.html"]


def test_calendars_in_one_file_or_many_and_what_changed(planned, volmatch):
    ran = volmatch("calendar problem.json plan.json -o plan.ics")
    assert ran.status == 0, ran.err
    assert volmatch("calendar problem.json plan.json -o each").status == 0
    assert sorted(path.name for path in (planned / "each").iterdir()) == ["v%5Bred%5D02.ics", "v01.ics"]
    raw = json.loads((planned / "plan.json").read_text(encoding="utf-8"))
    raw["trips"] = raw["trips"][1:]
    (planned / "new.json").write_text(json.dumps(raw), encoding="utf-8")
    for words in ("-o new.ics --previous plan.ics", "-o new.ics --previous plan.json"):
        assert volmatch(f"calendar problem.json new.json {words}").status == 0
        assert (planned / "new.ics").read_text(encoding="utf-8").count("STATUS:CANCELLED") == 1
    assert volmatch("calendar problem.json new.json -o each --previous each").status == 0
    assert sum(path.read_text().count("CANCELLED") for path in (planned / "each").iterdir()) == 1


def test_a_plan_that_breaks_rules_is_refused(planned, volmatch):
    raw = json.loads((planned / "problem.json").read_text(encoding="utf-8"))
    raw["rules"]["trip_cap"]["per_day"] = 0
    (planned / "strict.json").write_text(json.dumps(raw), encoding="utf-8")
    for words in ("sheets strict.json plan.json -o x.html", "calendar strict.json plan.json -o x.ics"):
        ran = volmatch(words)
        assert ran.status == 2
        assert "breaks rules" in ran.err
        assert not list(planned.glob("x.*"))
        assert volmatch(f"{words} --allow-broken").status == 0
        for path in planned.glob("x.*"):
            path.unlink()


@pytest.mark.parametrize(
    "words",
    [
        "sheets problem.json plan.json -o x.pdf",
        "sheets problem.json plan.json -o x.html --by day",
        "sheets problem.json plan.json -o x.html --lang fr",
        "calendar problem.json plan.json -o x.ics --volunteer nobody",
        "calendar problem.json plan.json -o x --volunteer v01",
        "calendar problem.json plan.json -o x.ics --previous nowhere.ics",
        "calendar problem.json plan.json -o x.ics --previous problem.json",
        "schema recipe",
    ],
)
def test_what_cannot_be_done_is_told(planned, volmatch, words):
    ran = volmatch(words)
    assert ran.status == 2
    assert ran.err
    assert "Traceback" not in ran.err
    assert not list(planned.glob("x*"))


def test_the_schema_is_shown_or_written(folder, volmatch):
    assert json.loads(volmatch("schema problem").out) == vm.json_schema("problem")
    assert volmatch("schema plan -o plan.schema.json").status == 0
    assert json.loads((folder / "plan.schema.json").read_text(encoding="utf-8")) == vm.json_schema("plan")


def test_workbooks_there_and_back(planned, volmatch):
    volmatch("convert problem.json first.json")
    assert volmatch("convert problem.json problem.xlsx --headings zh").status == 0
    assert volmatch("convert problem.xlsx second.json").status == 0
    assert (planned / "first.json").read_bytes() == (planned / "second.json").read_bytes()
    assert volmatch("convert plan.json plan.xlsx").status == 0
    assert volmatch("convert plan.xlsx plan2.json").status == 0
    assert (planned / "plan.json").read_bytes() == (planned / "plan2.json").read_bytes()
    assert volmatch("verify problem.xlsx plan.xlsx").status == 0
