"""What is done from home: in no trip, at no place, but it takes time, hours and one of a day's tasks."""

import pytest
from attrs import evolve

from volmatch.domain.problem import Forbidden, Pin
from volmatch.domain.task import TaskType
from volmatch.errors import ProblemError
from volmatch.solver import solve
from volmatch.verifier import verify

from .build import (
    DAY,
    broken,
    fetched,
    forbidden_by,
    job,
    pairs,
    person,
    place,
    plan,
    possible,
    problem,
    served,
    visits,
)


def call(name="call", **more):
    return job(name, **{"where": None, "remote": True, **more})


FAR = place("far", 9_000_000, area="a", access="tag", open=[(0, 10)], setup=77)
"""Nobody gets there; a task that is remote needs nobody to."""


@pytest.mark.parametrize(
    ("offers", "row", "outside"),
    [
        ([(0, 1000)], "ann call 0-100", None),
        ([(0, 1000)], "ann call 900-1000", None),
        ([(0, 1000)], "ann call 901-1001", 1),
        ([(50, 1000)], "ann call 49-149", 1),
        ([(0, 60), (60, 200)], "ann call 10-110", None),
        ([(0, 60), (61, 200)], "ann call 10-110", 50),
    ],
)
def test_it_lies_inside_one_offer(offers, row, outside):
    of = problem(person(offers=offers), call())
    assert broken(of, "available", row) == ([] if outside is None else [(("ann", "call"), outside)])


def test_it_needs_no_way_no_radius_no_tag_no_area_and_no_opening_time():
    rules = {
        "near_residence": {"radius_km": 0.1, "same_area": 1, "pickups": True},
        "trip_cap": {"per_day": 0},
    }
    ann = person(areas=["b"], max_trips=0, max_tasks_per_trip=0, max_km_per_day=0)
    limits = {"trip_limits": {"max_hours": 0, "max_km": 0, "max_tasks": 0}}
    of = problem(
        ann, call(where="far", load={"bags": 3}, collect={"bags": 9}), FAR, rules={**rules, **limits}
    )
    assert verify(of, plan(of, "ann call 5000-5100")) == []
    assert forbidden_by(of, task="call") == []
    assert possible(of, task="call") == [(0, DAY - 100)]
    assert served(of) == ["call"]


def test_a_forbidden_location_is_nowhere_one_has_to_go_for_it():
    of = problem(person(), call(where="far"), FAR, forbidden=[Forbidden(volunteer="ann", location="far")])
    assert verify(of, plan(of, "ann call 0-100")) == []
    assert served(of) == ["call"]
    of = evolve(of, forbidden=[Forbidden(volunteer="ann", task="call")])
    assert broken(of, "qualified", "ann call 0-100") == [(("ann", "call"), 0)]
    assert served(of) == []


def test_skills_ages_and_the_home_still_count():
    for more in ({"skills": ["talk"]}, {"min_age": 18}, {"areas": ["x"]}, {"organisations": ["y"]}):
        of = problem(person(), person("bob", offers=(), skills=["talk"]), call(**more))
        assert broken(of, "qualified", "ann call 0-100") == [(("ann", "call"), 0)]
        assert forbidden_by(of, task="call") == ["qualified"]
        assert pairs(of) == set()


@pytest.mark.parametrize(
    ("row", "outside"), [("ann call 1000-1100", None), ("ann call 999-1099", 1), ("ann call 1000-1099", 1)]
)
def test_its_windows_and_its_length_count(row, outside):
    of = problem(person(), call(where="far", windows=[(1000, 2000)]), FAR)
    assert broken(of, "window", row) == ([] if outside is None else [(("call",), outside)])


@pytest.mark.parametrize(
    ("rows", "overlap"),
    [
        (["ann call 0-100", "ann more 100-200"], None),
        (["ann call 0-100", "ann more 99-199"], 1),
        (["ann call 0-100", "ann 100 > job 600-700 > 1200", "ann more 1200-1300"], None),
        (["ann call 1-101", "ann 100 > job 600-700 > 1200"], 1),
        (["ann call 600-700", "ann 100 > job 600-700 > 1200"], 600),
        (["ann call 600-700", "bob 100 > job 600-700 > 1200"], None),
    ],
)
def test_it_overlaps_no_trip_and_no_other_task(rows, overlap):
    of = problem(person(), person("bob"), call(), call("more"), job())
    assert broken(of, "travel", *rows) == ([] if overlap is None else [(("ann",), overlap)])


def test_hours_and_tasks_of_a_day_count_and_trips_do_not():
    ann = person(max_tasks_per_day=2, max_hours_per_day=0.5, max_trips=1, max_trips_per_day=1)
    of = problem(ann, call(duration=600), call("more", duration=600), call("last", duration=600), job())
    assert broken(of, "workload", "ann call 0-600", "ann more 600-1200") == []
    rows = "ann call 0-600", "ann more 600-1200", "ann last 1200-1800"
    assert broken(of, "workload", *rows) == [(("ann",), 1)]
    rows = "ann call 0-600", "ann 600 > job 1100-1200 > 1801"
    assert broken(of, "workload", *rows) == [(("ann",), 1)]
    assert broken(of, "workload", *rows[:1], "ann 600 > job 1100-1200 > 1800") == []
    assert len(served(of)) == 2


def test_the_day_of_its_start_counts():
    tasks = [call(name, windows=[(0, 3 * DAY)]) for name in ("call", "more")]
    of = problem(person(offers=[(0, 3 * DAY)], max_tasks_per_day=1), *tasks)
    assert broken(of, "workload", f"ann call {DAY - 1}-{DAY + 99}", f"ann more {DAY + 99}-{DAY + 199}") == []
    rows = f"ann call {DAY}-{DAY + 100}", f"ann more {DAY + 100}-{DAY + 200}"
    assert broken(of, "workload", *rows) == [(("ann",), 1)]


@pytest.mark.parametrize(("hours", "fits"), [(600 / 3600, True), (599 / 3600, False)])
def test_one_that_is_longer_than_a_day_may_be_is_forbidden(hours, fits):
    of = problem(person(max_hours_per_day=hours), call(duration=600))
    assert forbidden_by(of, task="call") == ([] if fits else ["workload"])
    assert served(of) == (["call"] if fits else [])


def test_a_team_serves_at_the_same_time_each_at_home():
    of = problem(person(), person("bob"), call(people=2))
    assert broken(of, "staffing", "ann call 0-100", "bob call 0-100") == []
    assert broken(of, "staffing", "ann call 0-100", "bob call 5-105") == [(("call",), 5)]
    assert broken(of, "staffing", "ann call 0-100") == [(("call",), 1)]
    assert served(of) == ["call"]


def test_nothing_is_carried_for_it():
    of = problem(person(), call(load={"bags": 3}, collect={"crates": 1}))
    assert broken(of, "capacity", "ann call 0-100") == []
    assert forbidden_by(of, task="call") == []
    assert visits(of)[0].loads.num_kinds == 0
    assert served(of) == ["call"]


def test_the_program_knows_it_as_a_visit_off_the_route():
    of = problem(person(), call(where="far"), job(), FAR)
    program, names = visits(of)
    assert program.visits.offroute.tolist() == [int(name == "call") for name in sorted(names, key=names.get)]
    assert program.visits.setup[names["call"]] == 0
    assert "offroute" in program.mechanisms


def test_a_pickup_of_a_remote_task_is_refused():
    with pytest.raises(ProblemError, match="pickup"):
        problem(person(), call(pickup=fetched("home")))


def test_it_may_come_from_the_type():
    kind = TaskType(id="online", remote=True)
    of = problem(person(), job("call", None, type="online"), job(type="online", remote=False), kind)
    assert served(of) == ["call", "job"]
    assert len(solve(of).plan.remote) == 1


def test_the_best_plan_makes_no_trip_for_it():
    of = problem(
        *(person(f"v{row}", offers=[(0, 300)]) for row in range(2)), *(call(f"c{row}") for row in range(6))
    )
    result = solve(of, time_limit=30)
    assert result.status == "optimal"
    assert not result.plan.trips
    assert len(result.plan.remote) == 6
    assert [level.value for level in result.levels[1:]] == [0, 0]


AT = {"windows": [(1000, 1100)]}


@pytest.mark.parametrize(
    ("things", "starts", "rule"),
    [
        ([person(), call(), call("more")], (None, None), ""),
        ([person(), call(**AT), call("more", **AT)], (None, None), "travel"),
        ([person(), call(), call("more")], (1000, 1100), ""),
        ([person(), call(), call("more")], (1000, 1099), "travel"),
        ([person(), call(), job("more")], (1000, 1600), ""),
        ([person(), call(), job("more")], (1000, 1599), "travel"),
        ([person(), call(), job("more")], (2200, 1600), ""),
        ([person(), call(), job("more")], (2199, 1600), "travel"),
        ([person(offers=[(0, 1700)]), call(duration=599), job("more")], (None, None), ""),
        ([person(offers=[(0, 1700)]), call(duration=601), job("more")], (None, None), "available"),
    ],
)
def test_pins_on_it_are_judged(things, starts, rule):
    pins = [
        Pin(volunteer="ann", task=name, start=start)
        for name, start in zip(("call", "more"), starts, strict=True)
    ]
    if rule:
        with pytest.raises(ProblemError, match=rule):
            problem(*things, pins=pins)
    else:
        assert served(problem(*things, pins=pins)) == ["call", "more"]


def test_a_pin_on_it_alone_that_breaks_a_rule_is_refused():
    with pytest.raises(ProblemError, match="available"):
        problem(person(offers=[(0, 1000)]), call(), pins=[Pin(volunteer="ann", task="call", start=901)])
    assert served(problem(person(), call(), pins=[Pin(volunteer="ann", task="call", start=901)])) == ["call"]
