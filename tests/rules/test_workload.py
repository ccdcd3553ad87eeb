"""A plan breaks `workload` when somebody does too much on a day, works on too many days, or rests too little between."""

import numpy as np
import pytest

from volmatch.compile import compile_problem
from volmatch.domain.travel import Matrix
from volmatch.rules.workload import Workload

from .alone import found_by
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
        ({"max_days": 0}, False),
        ({"max_days_in_a_row": 0}, False),
        ({"max_days": 1, "max_days_in_a_row": 1, "min_rest_hours": 1000}, True),
    ],
)
def test_a_pair_that_is_more_than_a_days_work(rule, fits):
    of = made(rule)
    assert forbidden_by(of, task="job0") == ([] if fits else ["workload"])
    if 0 not in (rule.get("max_days"), rule.get("max_days_in_a_row")):  # those are counted, not left out
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


def test_caps_beyond_all_measure_are_none():
    # They were too large for the arrays of the program.
    most = {"max_hours_per_day": 2.0**53, "max_km_per_day": 2.0**53, "max_tasks_per_day": 2**53}
    days = {"min_rest_hours": 2.0**53, "max_days": 2**53, "max_days_in_a_row": 2**53}
    assert served(made(most, most)) == ["job0", "job1", "job2"]
    assert compile_problem(made({**most, **days})).program.duties.rest[0] > 300 * 366 * DAY


# -- remote tasks ---------------------------------------------------------------------------------------------------


def calls(*times):
    """Remote tasks by number, of 600 s, at those times."""
    return [f"ann at home: call{row} {at}-{at + 600}" for row, at in enumerate(times)]


def with_calls():
    days = [(0, 4 * DAY)]
    jobs = [job(f"job{row}", windows=days) for row in range(3)]
    remote = [job(f"call{row}", windows=days, duration=600, remote=True) for row in range(3)]
    return problem(person(offers=days), *jobs, *remote)


@pytest.mark.parametrize(
    ("rule", "rows", "excess"),
    [
        # hours and tasks count at home too, kilometres do not
        ({"max_hours_per_day": 1200 / 3600}, calls(0, 600), []),
        ({"max_hours_per_day": 1199 / 3600}, calls(0, 600), [1]),
        ({"max_hours_per_day": 1700 / 3600}, [*calls(0), *trips(1000)], []),
        ({"max_hours_per_day": 1699 / 3600}, [*calls(0), *trips(1000)], [1]),
        ({"max_tasks_per_day": 2}, [*calls(0), *trips(1000)], []),
        ({"max_tasks_per_day": 1}, [*calls(0), *trips(1000)], [1]),
        ({"max_km_per_day": 0}, calls(0, 600), []),
        ({"max_km_per_day": 1}, [*calls(0), *trips(1000)], []),
        # on the day on which they start
        ({"max_hours_per_day": 600 / 3600}, calls(DAY - 300, DAY + 300), []),
        ({"max_hours_per_day": 600 / 3600}, calls(DAY - 700, DAY - 100), [600]),
        ({"max_tasks_per_day": 1}, calls(DAY - 1, DAY + 599), []),
        # working days and rest
        ({"max_days": 1}, calls(0, 600), []),
        ({"max_days": 1}, calls(0, DAY), [1]),
        ({"max_days": 1}, [*calls(0), *trips(DAY)], [1]),
        ({"max_days": 1}, [*calls(0), *trips(1000)], []),
        ({"max_days": 1}, calls(DAY - 600, DAY - 1), []),
        ({"max_days_in_a_row": 1}, [*calls(0), *trips(DAY)], [1]),
        ({"max_days_in_a_row": 1}, [*calls(0), *trips(2 * DAY)], []),
        ({"min_rest_hours": 11}, [*calls(DAY - 600), *trips(DAY + 11 * HOUR)], []),
        ({"min_rest_hours": 11}, [*calls(DAY - 600), *trips(DAY + 11 * HOUR - 1)], [1]),
        ({"min_rest_hours": 11}, [*calls(DAY + 11 * HOUR), *trips(DAY - 1100)], []),
        ({"min_rest_hours": 11}, [*calls(DAY + 11 * HOUR - 1), *trips(DAY - 1100)], [1]),
        ({"min_rest_hours": 11}, [*calls(DAY - 600, 0), *trips(DAY - 5000)], []),
    ],
)
def test_remote_tasks_take_time_and_make_working_days(rule, rows, excess):
    assert found_by(Workload(**rule), with_calls(), *rows) == [(("ann",), by) for by in excess]


def test_a_remote_task_that_is_more_than_a_days_work():
    of = with_calls()
    call, ann = of.task("call0"), of.volunteers[0]
    assert Workload(max_hours_per_day=600 / 3600, max_km_per_day=0).forbids(of, ann, call) == ""
    assert Workload(max_hours_per_day=599 / 3600).forbids(of, ann, call) == "would serve for too many hours"
    assert Workload(max_tasks_per_day=0).forbids(of, ann, call) == "takes no tasks"
    assert Workload(max_days=0).forbids(of, ann, call) == "works on no day"
