"""One problem that uses every field there is, and a plan with every kind of row: both come back from every format."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

import volmatch as vm
from volmatch.domain.clock import Interval
from volmatch.domain.plan import Level, RemoteService, Stop, Trip, Unserved
from volmatch.domain.volunteer import History
from volmatch.io.json import read_plan, read_problem, write_plan, write_problem

pytestmark = pytest.mark.filterwarnings("ignore::volmatch.domain.problem.InputWarning")

HOUR, DAY = 3600, 86_400
FORMATS = ["json", "en", "zh"]

RULES = {
    "near_residence": {"radius_km": 2.5, "same_area": 2, "pickups": True},
    "trip_cap": {"per_day": 2, "per_horizon": 5},
    "trip_limits": {"max_tasks": 3, "max_hours": 4.5, "max_km": 12.25},
    "workload": {"max_hours_per_day": 8, "min_rest_hours": 11, "max_days_in_a_row": 5, "max_days": 6},
    "cohorts": {"exclusive": [["isolated", "frail"], ["洁净", "dirty"]], "scope": {"days": 3}},
    "exposure": {"per": "cohort", "cohorts": ["isolated"], "max_people": 1},
    "companions": {"apart": [["ann", "bob"]], "together": [["bob", "cleo"]]},
    "supplies": {"masks": {"per_trip": 1, "per_day": 40}, "egg trays": {"per_task": 2, "total": 100}},
}


def everything() -> vm.Problem:
    shared: dict[str, Any] = {
        "skills": ["nurse"], "min_age": 18, "max_age": 70.5, "radius_km": 1.5, "lifted": True, "cohort": "frail",
        "priority": "high", "people": {"min": 2, "target": 3}, "areas": ["江津区/圣泉街道"], "organisations": ["red"],
    }  # fmt: skip
    places = [
        vm.Location(id=name, lat=29.29 + row / 1000, lon=106.25, area="江津区/圣泉街道")
        for row, name in enumerate(("home", "shop", "flat"))
    ]
    fetch = vm.Pickup(
        location="shop",
        duration=timedelta(minutes=15),
        windows=[(8 * HOUR, 9 * HOUR), (10 * HOUR, 11 * HOUR)],
    )
    visit = vm.Task(
        id="visit", type="care", location="flat", windows=[(9 * HOUR, 12 * HOUR), (14 * HOUR, 15 * HOUR)],
        preferred=(9 * HOUR, 10 * HOUR), duration=timedelta(seconds=90), weight=0.25, beneficiary="l-7",
        load={"bags": 1}, collect={"bags": 2, "bins": 1}, pickup=fetch,
        team=[vm.Member(count=2, skill="nurse", min_age=30), vm.Member(max_age=59)],
        repeat="RRULE:FREQ=DAILY;COUNT=4\nEXDATE:20200304", **shared,
    )  # fmt: skip
    again = attrs.evolve(
        visit, id="again", repeat="FREQ=WEEKLY;BYDAY=MO,TU", pickup=None, type=None,
        after=[vm.After(task="visit", min_gap=timedelta(minutes=30))], duration=60,
    )  # fmt: skip
    call = vm.Task(
        id="call", remote=True, windows=[(13 * HOUR, 14 * HOUR)], duration=600,
        after=[vm.After(task="visit@2020-03-03", min_gap=45), vm.After(task="note")],
    )  # fmt: skip
    note = vm.Task(id="note", remote=True, windows=[(8 * HOUR, 9 * HOUR)], duration=600)
    ann = vm.Volunteer(
        id="ann", home="home", available=[(0, DAY)], skills={"nurse": "2020-03-10", "cook": None}, age=44.5,
        travel_mode="walk", radius_km=3, areas=["江津区"], access=["gate"], capacity={"bags": 6}, max_trips=4,
        max_trips_per_day=2, max_hours_per_day=7.5, max_km_per_day=20, max_tasks_per_trip=3, max_tasks_per_day=5,
        organisation="red", reliability=0.95, declined=["again", "visit@2020-03-02"], offered={"from": [1, None]},
        history=History(trips=3, hours=7.5, offered_hours=20, exposures=1),
        familiar=vm.Familiar(beneficiaries=["l-7", "l-8"], locations=["flat"]),
        likes=[vm.Like(value=3, task="visit"), vm.Like(value=-2, task="again@2020-03-03"), vm.Like(value=1, location="flat")],
    )  # fmt: skip
    clock = vm.Clock.at(datetime(2020, 3, 2), "Asia/Shanghai")
    earlier = vm.Plan(problem="x", clock=clock, trips=trips(8 * HOUR), remote=remote(8 * HOUR))
    return vm.Problem(
        volunteers=[ann, attrs.evolve(ann, id="bob", skills=["nurse"], declined=[]), attrs.evolve(ann, id="cleo")],
        tasks=[visit, again, call, note],
        locations=[attrs.evolve(places[0], setup=90, access="gate", open=[(0, DAY), (DAY, 4 * DAY)]), *places[1:]],
        task_types=[vm.TaskType(id="care", duration=timedelta(hours=1), remote=False, **shared)],
        start="2020-03-02T00:00", end="2020-03-06T00:00", timezone="Asia/Shanghai", coordinates="GCJ02", name="圣泉街道",
        travel=vm.StraightLine({"walk": 4.5, "bike": 12}, detour=1.3),
        rules=RULES,
        objectives=["coverage", "stability", {"nearness": 1, "fairness": 50}, "exposed"],
        objective_options={"nearness": {"measure": "seconds"}, "exposed": {"cohorts": ["isolated", "frail"]}},
        pins=[vm.Pin(volunteer="bob", task="visit@2020-03-02", start=9 * HOUR), vm.Pin(volunteer="bob", task="call")],
        forbidden=[vm.Forbidden(volunteer="bob", task="again"), vm.Forbidden(volunteer="bob", beneficiary="l-9"), vm.Forbidden(volunteer="cleo", location="flat")],
        previous=earlier, frozen_until=12 * HOUR,
    )  # fmt: skip


def trips(start: int) -> list[vm.Trip]:
    stops = [
        Stop(task="visit@2020-03-02", kind="pickup", arrive=start, start=start + 60, end=start + 960),
        Stop(task="visit@2020-03-02", arrive=start + 1000, start=start + HOUR, end=start + HOUR + 90),
    ]
    return [Trip(volunteer="bob", depart=start - 600, return_=start + 2 * HOUR, stops=tuple(stops))]


def remote(start: int) -> list[vm.RemoteService]:
    return [RemoteService(volunteer="bob", task="call", start=start + 5 * HOUR, end=start + 5 * HOUR + 600)]


def plan() -> vm.Plan:
    of = everything()
    return vm.Plan(
        problem=of.name,
        clock=of.clock,
        trips=trips(9 * HOUR),
        remote=remote(9 * HOUR),
        unserved=[Unserved(task="again@2020-03-03", reason="order", blocked_by={"order": 2, "qualified": 1})],
        levels=[
            Level(name="coverage", value=(0, 25, 0, 0, 0, 0, 0, 0), bound=(0,) * 8, gap=0.5),
            Level(name="nearness×1 + fairness×50", value=2**40, bound=None),
        ],
        status="optimal",
        stopped_by="proof",
    )


def test_every_field_is_used() -> None:
    """So that a new field is not forgotten here."""
    of = everything()
    for things in (of.locations, of.task_types, of.volunteers, of.tasks, of.pins, of.forbidden):
        fields = {item.name: item.default for item in attrs.fields(type(things[0]))}
        used = {name for thing in things for name in fields if getattr(thing, name) != fields[name]}
        assert used | {"x", "y"} >= fields.keys(), type(things[0])
    assert {key for key, value in attrs.asdict(of, recurse=False).items() if not value and key[0] != "_"} <= {
        "warnings"
    }


@pytest.mark.parametrize("form", FORMATS)
def test_a_problem_with_everything_comes_back(form: str, tmp_path: Path) -> None:
    of = everything()
    if form == "json":
        again = read_problem(write_problem(of))
    else:
        vm.save(of, tmp_path / "folder", headings=form)
        again = vm.load(tmp_path / "folder")
    assert again == of
    assert write_problem(again) == write_problem(of)
    assert again.effective_tasks == of.effective_tasks
    assert again.occurrences("visit") == tuple(f"visit@2020-03-0{day}" for day in (2, 3, 5))
    assert again.rules == RULES
    assert again.previous is not None
    assert [stop.kind for stop in again.previous.trips[0].stops] == ["pickup", "service"]
    assert again.previous.remote == of.previous.remote  # type: ignore[union-attr]
    assert again.frozen_until == 12 * HOUR


@pytest.mark.parametrize("form", FORMATS)
def test_a_plan_with_everything_comes_back(form: str, tmp_path: Path) -> None:
    made = plan()
    if form == "json":
        again = read_plan(write_plan(made))
    else:
        vm.save(made, tmp_path / "folder", headings=form)
        again = vm.load_plan(tmp_path / "folder")
    assert again.on(made.clock) == made
    assert write_plan(again) == write_plan(made)


def test_a_plan_of_a_problem_with_repeats_is_solved_written_and_read(tmp_path: Path) -> None:
    home = vm.Location(id="home", x=0.0, y=0.0)
    of = vm.Problem(
        volunteers=[vm.Volunteer(id="ann", home="home", available=[(0, 3 * DAY)])],
        tasks=[
            vm.Task(
                id="visit",
                location="home",
                windows=[Interval(HOUR, 2 * HOUR)],
                duration=60,
                repeat="FREQ=DAILY",
            )
        ],
        locations=[home],
        start="2020-03-28T00:00",
        end="2020-03-31T00:00",
        timezone="Europe/Berlin",
        coordinates="planar",
    )
    result = vm.solve(of, time_limit=20)
    assert result.plan is not None
    vm.save(of, tmp_path / "problem.json")
    vm.save(result.plan, tmp_path / "plan.json")
    again, read = vm.load(tmp_path / "problem.json"), vm.load_plan(tmp_path / "plan.json")
    assert {stop.task for trip in read.trips for stop in trip.stops} == {
        f"visit@2020-03-{day}" for day in (28, 29, 30)
    }
    assert vm.verify(again, read) == []
    assert attrs.evolve(again, previous=read).previous == result.plan.on(of.clock)
