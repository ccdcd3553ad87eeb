"""Nearness: metres or seconds travelled in all trips, or straight lines from home to the services."""

import math

import pytest

from rules.build import job, person, place, plan, problem
from volmatch.domain.travel import StraightLine
from volmatch.solver import solve

from .build import level

# Places on a line at 0, 300.4 and 700.6 m; 4.5 km/h, detour 1.3.
LEG = {
    ("home", "near"): round(300.4 * 1.3),  # 391
    ("near", "far"): round(400.2 * 1.3),  # 520
    ("far", "home"): round(700.6 * 1.3),  # 911
}


def made(measure=None, **more):
    return problem(
        person(),
        person("bob", "far"),
        job("a", "near", people={"min": 1, "target": 2}),
        job("b", "far"),
        job("c", "home"),
        place("near", 300.4),
        place("far", 700.6),
        travel=StraightLine({"walk": 4.5}, detour=1.3),
        objective_options={"nearness": {"measure": measure}} if measure else {},
        **more,
    )


def seconds(metres):
    return math.ceil(3600 * metres / 4500)


ROUND = "ann 0 > a 5000-5100 > b 6000-6100 > 9000"
THERE = "bob 1000 > a 5000-5100 > 9000"
HOME = "ann 10000 > c 10000-10100 > 10100"


def test_metres_are_those_of_every_leg_each_rounded():
    assert LEG == {("home", "near"): 391, ("near", "far"): 520, ("far", "home"): 911}
    of = made()
    assert level(of, plan(of, ROUND), "nearness") == 391 + 520 + 911
    assert level(of, plan(of, ROUND, THERE), "nearness") == 391 + 520 + 911 + 2 * 520
    assert level(of, plan(of, HOME), "nearness") == 0
    assert level(of, plan(of), "nearness") == 0


def test_metres_is_the_default_and_can_be_named():
    of = made("metres")
    assert level(of, plan(of, ROUND), "nearness") == 391 + 520 + 911


def test_seconds_are_those_of_travel_alone_each_leg_rounded_up():
    of = made("seconds")
    legs = seconds(391) + seconds(520) + seconds(911)
    assert legs == 313 + 416 + 729
    assert level(of, plan(of, ROUND), "nearness") == legs
    assert level(of, plan(of, ROUND, THERE, HOME), "nearness") == legs + 2 * 416


def test_home_distance_is_one_way_straight_and_summed_over_assignments():
    of = made("home_distance")
    assert level(of, plan(of, ROUND), "nearness") == 300 + 701
    assert level(of, plan(of, ROUND, THERE), "nearness") == 300 + 701 + 400
    assert level(of, plan(of, HOME), "nearness") == 0


@pytest.mark.parametrize(("x", "rounded"), [(0.4, 0), (0.6, 1), (1.5, 2), (2.5, 2), (10.49, 10)])
def test_each_home_distance_is_rounded(x, rounded):
    of = problem(
        person(),
        job(),
        job("two"),
        place("work", x),
        objective_options={"nearness": {"measure": "home_distance"}},
    )
    row = "ann 0 > job 1000-1100 > two 1100-1200 > 9000"
    assert level(of, plan(of, row), "nearness") == 2 * rounded


@pytest.mark.parametrize(
    ("measure", "value"),
    [("metres", 2 * 391), ("seconds", 2 * 313), ("home_distance", 300)],
)
def test_the_best_plan_is_measured_alike_by_engine_and_verifier(measure, value):
    of = problem(
        person(),
        person("cat", "beyond"),
        job("a", "near"),
        place("near", 300.4),
        place("beyond", 900),
        travel=StraightLine({"walk": 4.5}, detour=1.3),
        objective_options={"nearness": {"measure": measure}},
    )
    result = solve(of)
    assert result.status == "optimal"
    assert (result.levels[1].name, result.levels[1].value, result.levels[1].bound) == (
        "nearness",
        value,
        value,
    )


def test_two_tasks_on_one_trip_are_nearer_than_on_two():
    result = solve(problem(person(), job("a"), job("b")))
    assert result.levels[1].value == 1000
    assert len(result.plan.trips) == 1


def test_by_home_distance_trips_do_not_matter_but_people_do():
    options = {"nearness": {"measure": "home_distance"}}
    window = [(1000, 1100)]
    of = problem(
        person("ann", "home"),
        person("bob", "work"),
        person("cat", "work", offers=()),
        job("a", windows=window),
        job("b", windows=window),
        objective_options=options,
        objectives=["coverage", "nearness"],
    )
    assert solve(of).levels[1].value == 500
