"""A plan breaks `workload` when somebody's hours, kilometres or tasks of a day exceed what they can."""

import numpy as np
import pytest

from volmatch.domain.travel import Matrix

from .build import (
    DAY,
    HOUR,
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


def trips(*departures):
    """Trips of 1,100 s and 1,000 m to the job of that number."""
    return [f"ann {at} > job{row} {at + 500}-{at + 600} > {at + 1100}" for row, at in enumerate(departures)]


def made(rule=None, ann=None, *others, count=3):
    days = [(0, 4 * DAY)]
    jobs = [job(f"job{row}", windows=days) for row in range(count)]
    ann = person(**{"offers": days, **(ann or {})})
    return problem(ann, *jobs, *others, rules={"workload": rule or {}})


@pytest.mark.parametrize(
    ("rule", "ann", "departures", "excess"),
    [
        ({}, {}, [0, 2000, 4000], []),
        ({"max_hours_per_day": 2200 / 3600}, {}, [0, 2000], []),
        ({"max_hours_per_day": 2199 / 3600}, {}, [0, 2000], [1]),
        ({"max_hours_per_day": 2199 / 3600}, {}, [0, DAY], []),
        ({"max_hours_per_day": 0}, {}, [0], [1100]),
        ({"max_km_per_day": 2}, {}, [0, 2000], []),
        ({"max_km_per_day": 1.999}, {}, [0, 2000], [1]),
        ({"max_km_per_day": 1}, {}, [0, 2000, 4000], [2000]),
        ({"max_km_per_day": 1}, {}, [0, DAY, 2 * DAY], []),
        ({"max_tasks_per_day": 2}, {}, [0, 2000], []),
        ({"max_tasks_per_day": 2}, {}, [0, 2000, 4000], [1]),
        ({"max_tasks_per_day": 0}, {}, [0], [1]),
        ({}, {"max_hours_per_day": 2199 / 3600}, [0, 2000], [1]),
        ({}, {"max_km_per_day": 1.999}, [0, 2000], [1]),
        ({}, {"max_tasks_per_day": 1}, [0, 2000], [1]),
        ({"max_tasks_per_day": 5}, {"max_tasks_per_day": 1}, [0, 2000], [1]),
        ({"max_tasks_per_day": 1}, {"max_tasks_per_day": 5}, [0, 2000], [1]),
        ({"max_hours_per_day": 9}, {"max_hours_per_day": 0.5}, [0, 2000], [400]),
        ({"max_hours_per_day": 0.5}, {"max_hours_per_day": 9}, [0, 2000], [400]),
        ({"max_km_per_day": 9}, {"max_km_per_day": 1.5}, [0, 2000], [500]),
        # each kind in its own unit, in one day: seconds, metres, tasks
        (
            {"max_hours_per_day": 0.5, "max_km_per_day": 1.5, "max_tasks_per_day": 1},
            {},
            [0, 2000],
            [400, 500, 1],
        ),
        # over midnight everything counts on the day of departure
        ({"max_tasks_per_day": 1}, {}, [DAY - 1, 2 * DAY - 1], []),
        ({"max_tasks_per_day": 1}, {}, [HOUR, DAY - 1], [1]),
        ({"max_hours_per_day": 0.5}, {}, [DAY - 1, DAY + 2000], []),
        ({"max_hours_per_day": 0.5}, {}, [DAY - 2000, DAY - 1], [400]),
    ],
)
def test_hours_kilometres_and_tasks_of_a_day(rule, ann, departures, excess):
    found = broken(made(rule, ann), "workload", *trips(*departures))
    assert found == [(("ann",), by) for by in excess]


def test_hours_are_those_away_from_home_waiting_included():
    of = made({"max_hours_per_day": 1600 / 3600})
    assert broken(of, "workload", "ann 0 > job0 500/1000-1100 > 1600") == []
    assert broken(of, "workload", "ann 0 > job0 500/1000-1100 > 1601") == [(("ann",), 1)]


def test_two_days_beyond_are_two_violations():
    of = made({"max_tasks_per_day": 0})
    found = broken(of, "workload", *trips(0, DAY))
    assert found == [(("ann",), 1), (("ann",), 1)]


def test_nobody_answers_for_somebody_else():
    of = problem(
        person(), person("bob"), job("job0"), job("job1"), rules={"workload": {"max_tasks_per_day": 1}}
    )
    rows = [trips(0)[0], trips(0, 0)[1].replace("ann", "bob")]
    assert broken(of, "workload", *rows) == []


@pytest.mark.parametrize(
    ("rule", "ann", "count"),
    [
        ({}, {}, 3),
        ({"max_tasks_per_day": 1}, {}, 3),
        ({"max_tasks_per_day": 1}, {"offers": [(0, DAY)]}, 1),
        ({"max_tasks_per_day": 1}, {"offers": [(DAY - HOUR, DAY + HOUR)]}, 2),
        ({"max_tasks_per_day": 5}, {"max_tasks_per_day": 1, "offers": [(0, DAY)]}, 1),
        ({"max_tasks_per_day": 1}, {"max_tasks_per_day": 5, "offers": [(0, DAY)]}, 1),
        ({"max_tasks_per_day": 0}, {}, 0),
        ({"max_km_per_day": 0.999}, {}, 0),
        ({"max_km_per_day": 1.5}, {"offers": [(0, DAY)], "max_tasks_per_trip": 1}, 1),
        ({"max_km_per_day": 1}, {"offers": [(0, DAY)]}, 3),  # all three on one trip
        ({"max_hours_per_day": 1300 / 3600}, {"offers": [(0, DAY)]}, 3),
        ({"max_hours_per_day": 1299 / 3600}, {"offers": [(0, DAY)]}, 2),
        ({"max_hours_per_day": 2200 / 3600}, {"offers": [(0, DAY)], "max_tasks_per_trip": 1}, 2),
        ({"max_hours_per_day": 2199 / 3600}, {"offers": [(0, DAY)], "max_tasks_per_trip": 1}, 1),
        ({"max_hours_per_day": 1099 / 3600}, {}, 0),
    ],
)
def test_the_best_plan_keeps_the_caps_and_uses_them(rule, ann, count):
    assert len(served(made(rule, ann))) == count


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({"max_tasks_per_day": 0}, False),
        ({"max_km_per_day": 1}, True),
        ({"max_km_per_day": 0.999}, False),
        ({"max_hours_per_day": 1100 / 3600}, True),
        ({"max_hours_per_day": 1099 / 3600}, False),
    ],
)
def test_a_pair_that_is_more_than_a_days_work(rule, fits):
    of = made(rule)
    assert forbidden_by(of, task="job0") == ([] if fits else ["workload"])
    assert bool(possible(of, task="job0")) == fits


@pytest.mark.parametrize("rule", [{"max_km_per_day": 1}, {"max_hours_per_day": 0.5}])
def test_a_pair_is_not_forbidden_that_another_stop_makes_possible(rule):
    table = np.array([[0, 9000, 100], [9000, 0, 100], [100, 100, 0]], dtype=float)
    travel = Matrix({"walk": {"seconds": table, "metres": table}})
    of = problem(
        person(),
        job("one"),
        job("two", "gate"),
        job("three", "gate"),
        place("gate", 1),
        travel=travel,
        rules={"workload": rule},
    )
    row = "ann 0 > two 100-200 > one 300-400 > three 500-600 > 700"
    assert broken(of, "workload", row) == []
    assert served(of) == ["one", "three", "two"]
    assert forbidden_by(of, task="one") == []


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({"max_tasks_per_day": 1}, True),
        ({"max_tasks_per_day": 0}, False),
        ({"max_km_per_day": 1.6}, True),
        ({"max_km_per_day": 1.599}, False),
        ({"max_hours_per_day": 1800 / 3600}, True),
        ({"max_hours_per_day": 1799 / 3600}, False),
    ],
)
def test_a_pickup_is_no_task_of_its_own_but_takes_time_and_way(rule, fits):
    # Fetched 300 m the other way, 800 m from work; 100 s at either.
    of = problem(person(), job(pickup=fetched()), place("shop", -300), rules={"workload": rule})
    row = "ann 0 > job^ 300-400 > job 1200-1300 > 1800"
    assert (broken(of, "workload", row) == []) == fits
    assert forbidden_by(of) == ([] if fits else ["workload"])
    assert served(of) == (["job"] if fits else [])
