"""The demonstration, from end to end."""

from __future__ import annotations

import pytest
from cli_common import present

from volmatch.demo import EXAMPLES, example_path


def examples_there():
    try:
        return all(example_path(example).is_file() for example in EXAMPLES)
    except FileNotFoundError:
        return False


pytestmark = pytest.mark.skipif(not examples_there(), reason="no examples yet")


@pytest.mark.skipif(not present("volmatch.solver"), reason="no solver yet")
def test_demo(folder, volmatch):
    ran = volmatch("demo --time-limit 2 --output plans")
    assert ran.status == 0
    for example in EXAMPLES:
        assert example.title in ran.out
        plan = f"plans/{example.id}-plan.json"
        assert f"Plan file:  {plan}" in ran.out
        assert volmatch(["verify", str(example_path(example)), plan]).status == 0
    assert ran.out.count("every rule holds") == 2
    assert ran.out.count("All of this took") == 2
    assert "Unserved, and why" in ran.out
    assert "Traceback" not in ran.err


def test_demo_writes_to_a_temporary_folder(folder, volmatch, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    ran = volmatch("demo", "greedy")
    assert ran.status == 0
    assert len(list(folder.glob("volmatch-demo-*/*-plan.json"))) == 2


def test_demo_without_a_plan(folder, volmatch):
    assert volmatch("demo --output plans", "unknown").status == 1


def test_a_missing_example_is_said(folder, volmatch, monkeypatch):
    monkeypatch.setattr("volmatch.demo.FOLDERS", ())
    ran = volmatch("demo --output plans", "greedy")
    assert ran.status == 2
    assert "jiangjin.json: the example is missing from this installation" in ran.err
