"""JSON: what goes out comes back, byte for byte, and what is written is what model.md says."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import attrs
import numpy as np
import pytest
from examples import PLAN, PROBLEM
from hypothesis import given
from problem_strategies import cases, plans, problems

from volmatch.domain.clock import Clock
from volmatch.domain.location import Location
from volmatch.domain.plan import Level, Plan, RemoteService
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.travel import Matrix
from volmatch.domain.volunteer import Volunteer
from volmatch.errors import FileError
from volmatch.io.json import read_plan, read_problem, write_plan, write_problem

pytestmark = pytest.mark.filterwarnings("ignore::volmatch.domain.problem.InputWarning")


def small(**more: Any) -> Problem:
    said = {
        "volunteers": [],
        "tasks": [],
        "locations": [],
        "start": "2020-03-02T00:00",
        "end": "2020-03-03T00:00",
    }
    return Problem(**{**said, **more})


@cases(300, 20_000)
@given(problems())
def test_a_problem_comes_back(problem: Problem) -> None:
    text = write_problem(problem)
    again = read_problem(text)
    assert again == problem
    assert write_problem(again) == text


@cases(300, 20_000)
@given(plans())
def test_a_plan_comes_back(plan: Plan) -> None:
    text = write_plan(plan)
    again = read_plan(text)
    assert again.on(plan.clock) == plan
    assert write_plan(again) == text


def test_the_example_of_the_model_is_read() -> None:
    problem = read_problem(PROBLEM)
    assert problem.name == "圣泉街道"
    assert problem.task("t1").duration_seconds == 7200
    assert problem.task("t1").min_age == 18
    assert problem.volunteer("v01").available[0].seconds == 36_000
    assert problem.travel.modes == {"walk": 4.5}
    assert read_problem(PROBLEM.encode()) == problem


def test_the_example_plan_of_the_model_is_written_as_it_was_read() -> None:
    plan = read_plan(PLAN)
    written = write_plan(plan)
    assert json.loads(written) == json.loads(PLAN)
    assert json.dumps(json.loads(written)) == json.dumps(json.loads(PLAN))
    assert plan.clock.origin == 0
    assert plan.clock.text(plan.trips[0].depart) == "2020-03-02T08:47:12+08:00"


def test_a_plan_of_numpy_numbers() -> None:
    clock = read_plan(PLAN).clock
    plan = Plan(
        problem="p",
        clock=clock,
        remote=[RemoteService(volunteer="v", task="t", start=np.int64(60), end=np.int64(120))],
        levels=[Level(name="trips", value=np.int64(3), bound=np.int64(2), gap=np.float64(0.5))],
    )
    again = read_plan(write_plan(plan))
    assert again == plan


def test_a_plan_moves_to_the_clock_of_its_problem() -> None:
    problem = read_problem(PROBLEM)
    moved = read_plan(PLAN).on(problem.clock)
    assert moved.trips[0].stops[0].start == 9 * 3600


def test_a_plan_without_instants_counts_in_utc() -> None:
    plan = read_plan('{"schema": "volmatch/plan/1", "problem": "p", "trips": []}')
    assert plan == Plan(problem="p", clock=Clock.of(Clock.at(_moment(), "UTC").moment(0)))
    assert plan.clock.text(0) == "1970-01-01T00:00:00+00:00"


def _moment() -> Any:
    return small().start


def test_one_thing_a_line() -> None:
    lines = write_problem(read_problem(PROBLEM)).splitlines()
    assert ' "locations": [' in lines
    assert '  {"id": "h1", "lat": 29.29, "lon": 106.25},' in lines


def test_defaults_are_left_out() -> None:
    assert json.loads(write_problem(small())) == {
        "schema": "volmatch/problem/1",
        "start": "2020-03-02T00:00:00+00:00",
        "end": "2020-03-03T00:00:00+00:00",
        "locations": [],
        "volunteers": [],
        "tasks": [],
    }


@pytest.mark.parametrize(
    ("duration", "written"),
    [
        (timedelta(hours=2), {"duration_minutes": 120}),
        (90, {"duration_seconds": 90}),
        (0, {"duration_minutes": 0}),
    ],
)
def test_minutes_where_they_are_whole(duration: Any, written: dict[str, int]) -> None:
    place = Location(id="a", lat=1.0, lon=1.0)
    task = Task(id="t", location="a", windows=[(0, 60)], duration=duration)
    raw = json.loads(write_problem(small(tasks=[task], locations=[place])))["tasks"][0]
    assert {key: value for key, value in raw.items() if key.startswith("duration")} == written


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ('"duration_minutes": 2', 120),
        ('"duration_minutes": 0.1', 6),
        ('"duration_minutes": 1.5', 90),
        ('"duration_seconds": 7', 7),
        ('"duration_minutes": null, "duration_seconds": 7', 7),
    ],
)
def test_both_twins_are_read(said: str, seconds: int) -> None:
    problem = read_problem(PROBLEM.replace('"duration_minutes": 120', said))
    assert problem.tasks[0].duration_seconds == seconds


def test_weights_are_written_as_said() -> None:
    problem = read_problem(PROBLEM.replace('"people": 1', '"weight": 0.25'))
    assert problem.effective_tasks[0].weight == 25
    again = read_problem(write_problem(problem))
    assert (again.tasks[0].weight, again.effective_tasks[0].weight) == (0.25, 25)


def test_unreachable_is_null() -> None:
    table = np.array([[0.0, np.inf], [1.5, 0.0]])
    places = [Location(id="a"), Location(id="b")]
    travel = Matrix({"walk": {"seconds": table, "metres": np.zeros((2, 2))}})
    text = write_problem(small(locations=places, travel=travel))
    assert '"seconds": [[0, null], [1.5, 0]]' in text
    assert read_problem(text).travel == travel


def test_null_means_left_out() -> None:
    text = PROBLEM.replace('"age": 22', '"age": null, "radius_km": null')
    assert read_problem(text).volunteers[0].age is None
    text = PROBLEM.replace('"rules": {', '"pins": null, "rules": {')
    assert read_problem(text).pins == ()


def test_the_earlier_plan_moves_to_the_clock_of_the_problem() -> None:
    text = PROBLEM.replace('"objectives":', f'"previous": {PLAN}, "objectives":')
    problem = read_problem(text)
    assert problem.previous is not None
    assert problem.previous.clock == problem.clock
    assert problem.previous.trips[0].stops[0].end == 11 * 3600
    assert read_problem(write_problem(problem)) == problem


def test_numbers_of_thirty_digits() -> None:
    person = Volunteer(id="v", home="a", offered=[10**30 - 1, 1 - 10**30])
    problem = small(volunteers=[person], locations=[Location(id="a", lat=1.0, lon=1.0)])
    assert read_problem(write_problem(problem)) == problem


def test_odd_text_in_free_form_values() -> None:
    person = Volunteer(id="v", home="a", offered={"half": "\ud800", "nul": "\0", "line": "\u2028"})
    problem = small(volunteers=[person], locations=[Location(id="a", lat=1.0, lon=1.0)])
    text = write_problem(problem)
    assert text.encode()
    assert read_problem(text) == problem


def test_parameters_of_numpy() -> None:
    problem = small(rules={"trip_cap": {"per_day": np.int64(2)}}, objectives=("coverage",))
    assert '"rules": {"trip_cap": {"per_day": 2}}' in write_problem(problem)


class _OwnTravel:
    def seconds(self, mode: str, origins: Any, destinations: Any) -> Any: ...

    def metres(self, mode: str, origins: Any, destinations: Any) -> Any: ...


@attrs.frozen
class _OwnRule:
    name = "curfew"


class _Thing:
    pass


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"travel": _OwnTravel()}, "travel: a travel of your own (_OwnTravel) cannot be written"),
        ({"rules": [_OwnRule()]}, "rules.curfew: a rule of your own (_OwnRule) cannot be written"),
        ({"rules": {"trip_cap": {"per_day": _Thing()}}}, "rules.trip_cap.per_day: a _Thing cannot"),
        ({"rules": {"x": {1: 2}}}, "rules.x: a key must be text, not int"),
        ({"objective_options": {"x": float("nan")}}, "objective_options.x: such a number cannot"),
        ({"objective_options": {"x": 10**40}}, "objective_options.x: such a number cannot"),
    ],
)
def test_what_no_file_can_hold(more: dict[str, Any], message: str) -> None:
    with pytest.raises(FileError) as error:
        write_problem(small(**more))
    assert message in str(error.value)


def test_what_is_too_deep_is_not_written() -> None:
    deep: Any = 1
    for _ in range(70):
        deep = [deep]
    with pytest.raises(FileError, match="more than 56 levels"):
        write_problem(small(objective_options={"x": deep}))


def test_a_rule_of_the_library_is_written_as_its_parameters() -> None:
    trip_cap = pytest.importorskip("volmatch.rules.trip_cap")
    problem = small(rules=[trip_cap.TripCap(per_day=2)])
    assert '"rules": {"trip_cap": {"per_day": 2}}' in write_problem(problem)
