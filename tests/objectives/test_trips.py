"""Trips: how many there are."""

from rules.build import job, person, plan, problem
from volmatch.domain.travel import StraightLine
from volmatch.solver import solve

from .build import level


def test_every_trip_counts_one_however_full():
    of = problem(person(), person("bob"), job("a"), job("b"), job("c"))
    assert level(of, plan(of), "trips") == 0
    assert level(of, plan(of, "ann 500 > a 1000-1100 > b 1100-1200 > 1700"), "trips") == 1
    two = ["ann 500 > a 1000-1100 > 1600", "ann 1600 > b 2100-2200 > 2700"]
    assert level(of, plan(of, *two), "trips") == 2
    assert level(of, plan(of, *two, "bob 500 > c 1000-1100 > 1600"), "trips") == 3


def test_trips_are_reported_where_they_are_not_asked_for():
    of = problem(person(), job(), objectives=["coverage", "nearness"])
    result = solve(of)
    assert [one.name for one in result.levels] == ["coverage", "nearness"]
    assert {one.name: one.value for one in result.unranked if one.value} == {"trips": 1, "fairness": 14}
    assert [one.name for one in result.unranked] == [
        "exposed", "trips", "lateness", "fairness", "continuity", "stability", "preferences",
    ]  # fmt: skip


def test_with_equal_metres_the_plan_with_fewer_trips_is_better():
    # Everything is at home: no metres at all, so only trips tell plans apart.
    jobs = [job(name, "home", windows=[(row * 1000, row * 1000 + 100)]) for row, name in enumerate("abc")]
    result = solve(problem(person(), *jobs))
    assert result.status == "optimal"
    assert [one.value for one in result.levels[1:]] == [0, 1]


def test_fewer_trips_before_fewer_metres_where_listed_so():
    # ann alone walks 2 × 500 m twice for one trip each; together with waiting it is one trip.
    of = problem(
        person(),
        job("a", windows=[(1000, 1100)]),
        job("b", windows=[(9000, 9100)]),
        objectives=["coverage", "trips", "nearness"],
        travel=StraightLine({"walk": 3.6}),
    )
    result = solve(of)
    assert [one.name for one in result.levels] == ["coverage", "trips", "nearness"]
    assert [one.value for one in result.levels[1:]] == [1, 1000]
