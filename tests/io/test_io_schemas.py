"""The JSON Schemas: published as they are made, true of what is written, and false of typical faults."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from examples import FULL, PLAN, PROBLEM
from hypothesis import given
from jsonschema import Draft202012Validator
from problem_strategies import cases, plans, problems
from test_io_everything import everything
from test_io_everything import plan as whole_plan

import volmatch as vm
from volmatch.io.json import write_plan, write_problem

pytestmark = pytest.mark.filterwarnings("ignore::volmatch.domain.problem.InputWarning")

ROOT = Path(__file__).parents[2]
CHECKS = {kind: Draft202012Validator(vm.json_schema(kind)) for kind in ("problem", "plan")}


def faults(kind: str, raw: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in CHECKS[kind].iter_errors(raw)]


@pytest.mark.parametrize("kind", ["problem", "plan"])
def test_the_published_schemas_are_up_to_date(kind: str) -> None:
    made = vm.json_schema(kind)
    Draft202012Validator.check_schema(made)
    published = ROOT / "docs/schema" / f"{kind}-1.schema.json"
    mend = f"volmatch schema {kind} -o docs/schema/{kind}-1.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == made, mend


@pytest.mark.parametrize("name", ["jiangjin", "jiangbei"])
def test_the_examples_are_valid(name: str) -> None:
    assert (
        faults("problem", json.loads((ROOT / f"docs/examples/{name}.json").read_text(encoding="utf-8"))) == []
    )


def test_what_uses_every_field_is_valid() -> None:
    for text in (PROBLEM, FULL, write_problem(everything())):
        assert faults("problem", json.loads(text)) == []
    for text in (PLAN, write_plan(whole_plan())):
        assert faults("plan", json.loads(text)) == []


@cases(60, 5000)
@given(problems())
def test_every_problem_is_valid(problem: vm.Problem) -> None:
    assert faults("problem", json.loads(write_problem(problem))) == []


@cases(60, 5000)
@given(plans())
def test_every_plan_is_valid(plan: vm.Plan) -> None:
    assert faults("plan", json.loads(write_plan(plan))) == []


def put(*path: str | int, value: Any) -> Callable[[Any], None]:
    def change(raw: Any) -> None:
        for step in path[:-1]:
            raw = raw[step]
        raw[path[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        put("tasks", 0, "colour", value="red"),
        put("task", value=[]),
        put("schema", value="volmatch/plan/1"),
        put("volunteers", 0, "id", value=7),
        put("volunteers", 0, "max_trips", value="two"),
        put("volunteers", 0, "max_trips", value=-1),
        put("volunteers", 0, "available", value="always"),
        put("volunteers", 0, "home", value=None),
        put("tasks", 0, "windows", 0, "start", value="tomorrow"),
        put("tasks", 0, "windows", 0, value={"start": "2020-03-02T09:00"}),
        put("tasks", 0, "priority", value="urgent"),
        put("tasks", 0, "duration_minutes", value="60"),
        put("tasks", 0, "duration_seconds", value=60),
        put("tasks", 0, "people", value=0),
        put("locations", value={}),
        put("locations", 0, "lat", value="29.29"),
        put("rules", "near_residense", value={}),
        put("rules", "near_residence", value={"radius": 2}),
        put("objectives", value=["speed"]),
        put("coordinates", value="wgs-84"),
        put("travel", value={"kind": "car"}),
    ],
)
def test_typical_faults_are_not_valid(change: Callable[[Any], None]) -> None:
    raw = json.loads(PROBLEM)
    change(raw)
    assert faults("problem", raw)


@pytest.mark.parametrize("key", ["schema", "volunteers", "tasks", "locations", "start", "end"])
def test_what_is_missing_is_not_valid(key: str) -> None:
    raw = json.loads(PROBLEM)
    del raw[key]
    assert faults("problem", raw)


@pytest.mark.parametrize(
    "change",
    [
        put("trips", 0, "depart", value="2020-03-02T08:47:12"),
        put("trips", 0, "driver", value="x"),
        put("trips", 0, "stops", 0, "kind", value="lunch"),
        put("status", value="good"),
        put("levels", 0, "value", value="0"),
    ],
)
def test_typical_faults_of_plans_are_not_valid(change: Callable[[Any], None]) -> None:
    raw = copy.deepcopy(json.loads(PLAN))
    change(raw)
    assert faults("plan", raw)


def test_other_words_are_refused() -> None:
    with pytest.raises(ValueError, match="must be"):
        vm.json_schema("recipe")
