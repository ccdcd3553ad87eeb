"""A plan breaks `trip_limits` when a trip has more tasks, hours away from home or kilometres than allowed."""

import numpy as np
import pytest

from volmatch.domain.problem import Pin
from volmatch.domain.travel import Matrix, StraightLine
from volmatch.solver import solve

from .build import (
    broken,
    fetched,
    forbidden_by,
    job,
    person,
    place,
    possible,
    problem,
    served,
)

# Two jobs of 100 s each at work, 500 m away: 1,000 m, and 1,100 or 1,200 s.
ONE = "ann 500 > one 1000-1100 > 1600"
BOTH = "ann 500 > one 1000-1100 > two 1100-1200 > 1700"
WAITING = "ann 0 > one 500/1000-1100 > 1600"


def made(rule=None, ann=None, *others, **more):
    jobs = [job("one"), job("two")]
    return problem(person(**(ann or {})), *jobs, *others, rules={"trip_limits": rule or {}}, **more)


@pytest.mark.parametrize(
    ("rule", "ann", "row", "excess"),
    [
        ({}, {}, BOTH, []),
        ({"max_tasks": 2}, {}, BOTH, []),
        ({"max_tasks": 1}, {}, BOTH, [1]),
        ({"max_tasks": 1}, {}, ONE, []),
        ({"max_tasks": 0}, {}, ONE, [1]),
        ({}, {"max_tasks_per_trip": 1}, BOTH, [1]),
        ({}, {"max_tasks_per_trip": 2}, BOTH, []),
        ({"max_tasks": 5}, {"max_tasks_per_trip": 1}, BOTH, [1]),
        ({"max_hours": 1100 / 3600}, {}, ONE, []),
        ({"max_hours": 1099 / 3600}, {}, ONE, [1]),
        ({"max_hours": 1100 / 3600}, {}, BOTH, [100]),
        ({"max_hours": 1600 / 3600}, {}, WAITING, []),  # waiting is time away from home
        ({"max_hours": 1599 / 3600}, {}, WAITING, [1]),
        ({"max_hours": 0}, {}, ONE, [1100]),
        ({"max_km": 1}, {}, ONE, []),
        ({"max_km": 0.999}, {}, ONE, [1]),
        ({"max_km": 1}, {}, BOTH, []),  # a second task at the same place is no further
        ({"max_km": 0}, {}, ONE, [1000]),
        ({"max_tasks": 1, "max_hours": 0.1, "max_km": 0.5}, {}, BOTH, [1, 840, 500]),
    ],
)
def test_tasks_hours_and_kilometres_of_a_trip(rule, ann, row, excess):
    assert broken(made(rule, ann), "trip_limits", row) == [(("ann",), by) for by in excess]


def test_each_trip_is_judged_by_itself():
    of = made({"max_tasks": 1, "max_km": 1})
    rows = ONE, "ann 1600 > two 2100-2200 > 2700"
    assert broken(of, "trip_limits", *rows) == []


def test_kilometres_are_those_of_the_way_detour_included():
    of = made({"max_km": 1}, travel=StraightLine({"walk": 7.2}, detour=1.001))
    # 500 × 1.001 = 500.5, rounded to the even 500 (model.md: to the nearest integer)
    assert broken(of, "trip_limits", ONE) == []
    of = made({"max_km": 1}, travel=StraightLine({"walk": 7.2}, detour=1.002))
    assert broken(of, "trip_limits", ONE) == [(("ann",), 2)]


@pytest.mark.parametrize(
    ("rule", "ann", "names"),
    [
        ({"max_tasks": 1}, {"max_trips": 1}, 1),
        ({"max_tasks": 2}, {"max_trips": 1}, 2),
        ({"max_tasks": 1}, {"max_trips": 2}, 2),
        ({}, {"max_trips": 1, "max_tasks_per_trip": 1}, 1),
        ({"max_hours": 1200 / 3600}, {"max_trips": 1}, 2),
        ({"max_hours": 1199 / 3600}, {"max_trips": 1}, 1),
        ({"max_hours": 1099 / 3600}, {}, 0),
        ({"max_km": 1}, {"max_trips": 1}, 2),
        ({"max_km": 0.999}, {}, 0),
        ({"max_tasks": 0}, {}, 0),
    ],
)
def test_the_best_plan_keeps_the_limits_and_uses_them(rule, ann, names):
    assert len(served(made(rule, ann))) == names


@pytest.mark.parametrize(
    ("rule", "ann", "fits"),
    [
        ({"max_tasks": 0}, {}, False),
        ({}, {"max_tasks_per_trip": 0}, False),
        ({"max_hours": 1100 / 3600}, {}, True),
        ({"max_hours": 1099 / 3600}, {}, False),
        ({"max_km": 1}, {}, True),
        ({"max_km": 0.999}, {}, False),
    ],
)
def test_a_pair_whose_trip_alone_is_beyond_a_limit(rule, ann, fits):
    of = made(rule, ann)
    assert forbidden_by(of, task="one") == ([] if fits else ["trip_limits"])
    assert bool(possible(of, task="one")) == fits


def test_setup_is_time_away_from_home():
    queue = place("work", 500, setup=60)
    for seconds, fits in ((1160, True), (1159, False)):
        of = made({"max_hours": seconds / 3600}, None, queue)
        assert broken(of, "trip_limits", "ann 440 > one 1000-1100 > 1600") == (
            [] if fits else [(("ann",), 1)]
        )
        assert forbidden_by(of, task="one") == ([] if fits else ["trip_limits"])
        assert bool(possible(of, task="one")) == fits


def test_the_pair_audit_rounds_the_limit_as_the_verifier_does():
    # 1,099.6 s: the verifier allows 1,100
    of = made({"max_hours": 1099.6 / 3600})
    assert (broken(of, "trip_limits", ONE) == []) == (forbidden_by(of, task="one") == [])


def roundabout(cost):
    """From home to work is far, but by the gate it is near."""
    table = np.array([[0, 9000, cost], [9000, 0, cost], [cost, cost, 0]], dtype=float)
    return Matrix({"walk": {"seconds": table, "metres": table}})


@pytest.mark.parametrize("rule", [{"max_km": 1}, {"max_hours": 0.5}])
def test_a_limit_may_be_kept_by_way_of_another_stop(rule):
    of = problem(
        person(),
        job("one"),
        job("two", "gate"),
        job("three", "gate"),
        place("gate", 1),
        travel=roundabout(100),
        rules={"trip_limits": rule},
    )
    row = "ann 0 > two 100-200 > one 300-400 > three 500-600 > 700"
    assert broken(of, "trip_limits", row) == []
    assert served(of) == ["one", "three", "two"]


@pytest.mark.parametrize("rule", [{"max_km": 1}, {"max_hours": 0.5}])
def test_a_pair_is_not_forbidden_that_another_stop_makes_possible(rule):
    of = problem(
        person(),
        job("one"),
        job("two", "gate"),
        job("three", "gate"),
        place("gate", 1),
        travel=roundabout(100),
        rules={"trip_limits": rule},
        pins=[Pin(volunteer="ann", task=name) for name in ("one", "two", "three")],
    )
    assert served(of) == ["one", "three", "two"]


# -- pickups: fetched 300 m the other way, 800 m from work ---------------------------------------------------------------

ERRANDS = "ann 0 > one^ 300-400 > two^ 400-500 > one 1300-1400 > two 1400-1500 > 2000"


def errands(rule, ann=None, setup=0):
    jobs = [job(name, pickup=fetched()) for name in ("one", "two")]
    shop, work = place("shop", -300, setup=setup), place("work", 500, setup=setup)
    return problem(person(**(ann or {})), *jobs, shop, work, rules={"trip_limits": rule})


@pytest.mark.parametrize(
    ("rule", "ann", "excess"),
    [
        ({"max_tasks": 2}, {}, []),
        ({"max_tasks": 1}, {}, [1]),
        ({}, {"max_tasks_per_trip": 2}, []),
        ({"max_km": 1.6}, {}, []),
        ({"max_km": 1.5}, {}, [100]),
        ({"max_hours": 2000 / 3600}, {}, []),
        ({"max_hours": 1999 / 3600}, {}, [1]),
    ],
)
def test_a_pickup_is_no_task_of_its_own_but_on_the_way(rule, ann, excess):
    assert broken(errands(rule, ann), "trip_limits", ERRANDS) == [(("ann",), by) for by in excess]


@pytest.mark.parametrize(
    ("rule", "setup", "fits"),
    [
        ({"max_tasks": 1}, 0, True),
        ({"max_tasks": 0}, 0, False),
        ({"max_km": 1.6}, 0, True),
        ({"max_km": 1.599}, 0, False),
        ({"max_hours": 1800 / 3600}, 0, True),
        ({"max_hours": 1799 / 3600}, 0, False),
        ({"max_hours": 1920 / 3600}, 60, True),
        ({"max_hours": 1919 / 3600}, 60, False),
    ],
)
def test_an_errand_alone_that_is_too_much_is_forbidden(rule, setup, fits):
    of = errands(rule, setup=setup)
    assert forbidden_by(of, task="one") == ([] if fits else ["trip_limits"])
    assert served(of) == (["one", "two"] if fits else [])


def test_one_task_a_trip_still_fetches_and_brings():
    of = errands({"max_tasks": 1})
    result = solve(of, time_limit=30)
    assert [[stop.kind for stop in trip.stops] for trip in result.plan.trips] == [["pickup", "service"]] * 2


def test_limits_beyond_all_measure_are_none():
    # They were too large for the arrays of the program.
    of = problem(person(), job(), rules={"trip_limits": {"max_hours": 2.0**53, "max_km": 2.0**53}})
    assert served(of) == ["job"]
