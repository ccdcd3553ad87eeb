"""Problems and plans as data frames: both come back, and what frames do to values on the way is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from problem_strategies import cases, plans, problems
from test_io_everything import everything
from test_io_everything import plan as whole_plan

import volmatch as vm
from volmatch.io.json import write_plan, write_problem

pytestmark = pytest.mark.filterwarnings("ignore::volmatch.domain.problem.InputWarning")


@cases(60, 5000)
@given(problems())
def test_a_problem_comes_back(problem: vm.Problem) -> None:
    again = vm.from_frames(problem.to_frames())
    assert again == problem
    assert write_problem(again) == write_problem(problem)


@cases(60, 5000)
@given(plans())
def test_a_plan_comes_back(plan: vm.Plan) -> None:
    again = vm.plan_from_frames(plan.to_frames())
    assert again.on(plan.clock) == plan
    assert write_plan(again.on(plan.clock)) == write_plan(plan)


def test_a_problem_with_everything_comes_back_with_its_types() -> None:
    of = everything()
    frames = of.to_frames()
    assert vm.from_frames(frames) == of
    assert {"previous_trips", "previous_stops", "pickup_windows"} <= frames.keys()
    people, offers = frames["volunteers"], frames["available"]
    assert str(people["max_trips"].dtype) == "Int64"
    assert str(people["age"].dtype) == "float64"
    assert str(people["id"].dtype) == "string"
    assert str(offers["start"].dtype) == "datetime64[s, Asia/Shanghai]"
    assert str(frames["tasks"]["remote"].dtype) == "boolean"


@pytest.mark.parametrize("how", ["shuffled columns", "categories", "nanoseconds", "objects"])
def test_what_people_do_with_frames_does_no_harm(how: str) -> None:
    of = everything()
    frames = of.to_frames()
    for name, frame in frames.items():
        if how == "shuffled columns":
            frames[name] = frame[list(reversed(frame.columns))]
        elif how == "categories" and name != "problem":
            texts = [c for c in frame.columns if str(frame[c].dtype) == "string"]
            frames[name] = frame.astype(dict.fromkeys(texts, "category")).set_index(frame.index + 100)
        elif how == "nanoseconds":
            times = [c for c in frame.columns if str(frame[c].dtype).startswith("datetime64")]
            frames[name] = frame.astype(dict.fromkeys(times, "datetime64[ns, UTC]"))
        elif how == "objects":
            frames[name] = frame.astype(object)
    assert vm.from_frames(frames) == of


def test_frames_of_polars_are_read() -> None:
    of = everything()
    frames = {}
    for name, frame in of.to_frames().items():
        values = {c: [None if pd.isna(v) else v for v in frame[c].tolist()] for c in frame.columns}
        plain = {
            c: [v.to_pydatetime() if isinstance(v, pd.Timestamp) else v for v in vs]
            for c, vs in values.items()
        }
        frames[name] = pl.DataFrame(plain)
    assert frames["available"].schema["start"] == pl.Datetime("us", "Asia/Shanghai")
    assert vm.from_frames(frames) == of


def small(**changed: Any) -> dict[str, Any]:
    times = {"start": ["2020-03-02T08:00"], "end": ["2020-03-02T18:00"]}
    frames = {
        "locations": pd.DataFrame({"id": ["007", "g"], "x": [0, 500], "y": [0, 0]}),
        "volunteers": pd.DataFrame({"id": ["v01", "v02"], "home": ["007", "007"], "age": [30, None]}),
        "available": pd.DataFrame({"volunteer": ["v01"], **times}),
        "tasks": pd.DataFrame({"id": ["t1"], "location": ["g"], "duration_minutes": [60]}),
        "windows": pd.DataFrame({"task": ["t1"], **times}),
    }
    return {name: frame for name, frame in (frames | changed).items() if frame is not None}


DAY = {"start": "2020-03-02T00:00", "end": "2020-03-03T00:00", "coordinates": "planar"}


def test_frames_made_by_hand() -> None:
    problem = vm.from_frames(small(), **DAY, rules={"trip_cap": {"per_day": 1}}, timezone="Asia/Shanghai")
    assert problem.volunteer("v01").age == 30  # a float to pandas, because the other age is missing
    assert problem.volunteer("v02").age is None
    assert problem.rules == {"trip_cap": {"per_day": 1}}
    assert problem.clock.zone.key == "Asia/Shanghai"


def test_settings_take_the_place_of_those_in_a_frame() -> None:
    said = pd.DataFrame({"key": [*DAY, "name"], "value": [*DAY.values(), "old"]})
    assert vm.from_frames(small(problem=said), name="new").name == "new"
    assert vm.from_frames(small(problem=said)).name == "old"


@pytest.mark.parametrize(
    "skills",
    [[["nurse", "cook"], None], ["nurse|cook", float("nan")], [{"nurse": None, "cook": None}, pd.NA]],
)
def test_lists_may_be_lists(skills: list[Any]) -> None:
    people = pd.DataFrame(
        {"id": ["v01", "v02"], "home": ["g", "g"], "skills": pd.Series(skills, dtype=object)}
    )
    problem = vm.from_frames(small(volunteers=people), **DAY)
    assert problem.volunteer("v01").skills == {"nurse": None, "cook": None}
    assert problem.volunteer("v02").skills == {}


def test_amounts_may_be_mappings() -> None:
    people = pd.DataFrame(
        {"id": ["v01"], "home": ["g"], "capacity": [{"bags": 6}], "offered": [{"x": [1, None]}]}
    )
    ann = vm.from_frames(small(volunteers=people), **DAY).volunteer("v01")
    assert (ann.capacity, ann.offered) == ({"bags": 6}, {"x": [1, None]})


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, pd.NaT])
def test_nothing_has_many_names(nothing: Any) -> None:
    people = pd.DataFrame({"id": ["v01"], "home": ["g"], "max_trips": pd.Series([nothing], dtype=object)})
    assert vm.from_frames(small(volunteers=people), **DAY).volunteer("v01").max_trips is None


@pytest.mark.parametrize("empty", [pd.DataFrame(), pd.DataFrame({"volunteer": [], "task": []}), None])
def test_empty_frames_say_nothing(empty: Any) -> None:
    assert vm.from_frames(small(pins=empty), **DAY).pins == ()


def test_time_zones_are_kept() -> None:
    start = pd.Timestamp("2020-03-02 08:00", tz="Europe/Berlin")
    times = {"start": [start], "end": [start + timedelta(hours=10)]}
    frames = small(
        available=pd.DataFrame({"volunteer": ["v01"], **times}),
        windows=pd.DataFrame({"task": ["t1"], **times}),
    )
    said = {**DAY, "start": datetime(2020, 3, 2, tzinfo=UTC), "end": datetime(2020, 3, 3, tzinfo=UTC)}
    assert vm.from_frames(frames, **said).volunteer("v01").available[0].start == 7 * 3600


FAULTS = [
    (
        {"locations": pd.DataFrame({"id": [7, 8], "x": [0, 1], "y": [0, 1]})},
        "locations row 0, column id: text is expected, not a number. Make the column one of text",
    ),
    ({"volunteers": pd.DataFrame({"id": ["v01"], "home": [7.0]})}, "volunteers row 0, column home: text is expected"),
    ({"tasks": pd.DataFrame({"id": ["t1"], "duration_minutes": [1.01]})}, "tasks row 0, column duration_minutes"),
    ({"tasks": pd.DataFrame({"id": ["t1"], "loction": ["g"]})}, "tasks, column loction: unknown heading 'loction'"),
    ({"tasks": pd.DataFrame([["t1", "t1"]], columns=["id", "id"])}, "tasks, column id: the column is given twice"),
    ({"tasks": pd.DataFrame({"location": ["g"]})}, "tasks: the column 'id' is missing"),
    ({"tasks": [1, 2]}, "tasks: a data frame is expected, not list"),
    ({"tasks": None}, "tasks: the frame is missing. A problem is a dictionary of frames with"),
    ({"windws": pd.DataFrame()}, "windws: the frame is none of a problem's. Did you mean 'windows'?"),
    (
        {"available": pd.DataFrame({"volunteer": ["v9"], "start": ["2020-03-02T08:00"], "end": ["2020-03-02T09:00"]})},
        "available row 0, column volunteer: there is no volunteer 'v9'",
    ),
    (
        {"available": pd.DataFrame({"volunteer": ["v01"], "start": [8], "end": ["2020-03-02T09:00"]})},
        "available row 0, column start: an instant is expected, not a number",
    ),
    (
        {"tasks": pd.DataFrame({"id": ["t1"], "location": ["g"], "lifted": ["perhaps"]})},
        "tasks row 0, column lifted (t1): true or false is expected, not text",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "told"), FAULTS)
def test_what_is_wrong_is_told_with_its_place(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(vm.InputError) as caught:
        vm.from_frames(small(**changed), **DAY)
    assert any(str(fault).startswith(told) for fault in caught.value.faults), str(caught.value)


def test_lists_of_things_are_no_settings() -> None:
    with pytest.raises(vm.FileError, match=r"pins: this is no setting\. Give it as a frame"):
        vm.from_frames(small(), **DAY, pins=[vm.Pin(volunteer="v01", task="t1")])


def test_unknown_settings_are_told() -> None:
    with pytest.raises(vm.FileError, match="'timezon'"):
        vm.from_frames(small(), **DAY, timezon="UTC")


def test_the_services_of_a_plan_are_one_frame() -> None:
    frame = whole_plan().to_frame()
    assert list(frame.columns) == [
        "trip",
        "volunteer",
        "task",
        "kind",
        "depart",
        "arrive",
        "start",
        "end",
        "return",
    ]
    assert frame["kind"].tolist() == ["pickup", "service", "remote"]
    assert frame["start"][1] == pd.Timestamp("2020-03-02 10:00", tz="Asia/Shanghai")
    assert pd.isna(frame["depart"][2])
    assert pd.isna(frame["trip"][2])


def test_a_plan_without_anything_has_frames_too() -> None:
    plan = vm.Plan(problem="x", clock=everything().clock)
    assert vm.plan_from_frames(plan.to_frames()).on(plan.clock) == plan
    assert len(plan.to_frame()) == 0
