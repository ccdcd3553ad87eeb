"""A plan breaks `workload` when somebody works on too many days, or rests too little between two of them."""

import numpy as np
import pytest

from volmatch.compile import compile_problem
from volmatch.domain.problem import Pin
from volmatch.errors import ProblemError
from volmatch.program.arrays import DAYS
from volmatch.rules.workload import Workload
from volmatch.verifier import verify

from .alone import found_by
from .build import DAY, HOUR, broken, job, person, plan, problem, served
from .test_workload import made, trips

# -- rest between working days --------------------------------------------------------------------------------------

HOME_AT_TEN = 22 * HOUR - 1100
"""The departure of a trip that is home at 22:00."""


@pytest.mark.parametrize(
    ("hours", "departures", "excess"),
    [
        (None, [HOME_AT_TEN, DAY], []),
        (0, [HOME_AT_TEN, DAY], []),
        (11, [HOME_AT_TEN, DAY + 9 * HOUR], []),
        (11, [HOME_AT_TEN, DAY + 9 * HOUR - 1], [1]),
        (11, [HOME_AT_TEN + 1, DAY + 9 * HOUR], [1]),
        (11, [HOME_AT_TEN, DAY], [9 * HOUR]),
        (0.5, [DAY - 1100, DAY + 1800], []),
        (0.5, [DAY - 1100, DAY + 1799], [1]),
        # within one working day nobody asks for it
        (11, [0, 2000, 4000], []),
        (11, [DAY - 3000, DAY - 1900], []),
        # it is that of the last end and the first start, in whatever order trips are written
        (11, [HOME_AT_TEN, 0, DAY + 9 * HOUR - 1], [1]),
        (11, [DAY + 20 * HOUR, HOME_AT_TEN, DAY + 9 * HOUR - 1], [1]),
        (11, [DAY + 9 * HOUR - 1, DAY + 20 * HOUR, HOME_AT_TEN], [1]),
        # what lasts past midnight belongs to the day on which it began
        (11, [DAY - 100, DAY + 1000 + 11 * HOUR], []),
        (11, [DAY - 100, DAY + 999 + 11 * HOUR], [1]),
        # however many days lie between
        (47, [HOME_AT_TEN, 2 * DAY + 21 * HOUR], []),
        (48, [HOME_AT_TEN, 2 * DAY + 21 * HOUR], [HOUR]),
        # twice too little
        (11, [HOME_AT_TEN, DAY + 22 * HOUR, 3 * DAY], []),
        (15, [0, DAY, 2 * DAY], []),
        (24, [0, DAY, 2 * DAY], [1100, 1100]),
    ],
)
def test_rest_between_working_days(hours, departures, excess):
    of = made({} if hours is None else {"min_rest_hours": hours})
    assert broken(of, "workload", *trips(*departures)) == [(("ann",), by) for by in excess]


def test_the_day_of_a_rest_is_local():
    days = [(0, 4 * DAY)]
    of = problem(
        person(offers=days),
        *(job(f"job{row}", windows=days) for row in range(2)),
        start="2020-03-02T16:00",
        timezone="UTC",
    )
    rows = trips(2 * HOUR, 9 * HOUR)  # 18:00 and 01:00 on the clock of the problem
    assert found_by(Workload(min_rest_hours=11), of, *rows) == [(("ann",), 11 * HOUR - 7 * HOUR + 1100)]
    at_midnight = problem(person(offers=days), *of.tasks, start="2020-03-02T00:00", timezone="UTC")
    assert found_by(Workload(min_rest_hours=11), at_midnight, *rows) == []


# -- working days ---------------------------------------------------------------------------------------------------


def working(*days):
    return trips(*(day * DAY for day in days))


@pytest.mark.parametrize(
    ("rule", "rows", "excess"),
    [
        ({"max_days": 3}, working(0, 1, 3), []),
        ({"max_days": 2}, working(0, 1, 3), [1]),
        ({"max_days": 1}, working(0, 1, 3), [2]),
        ({"max_days": 0}, working(0, 1, 3), [3]),
        ({"max_days": 0}, [], []),
        ({"max_days": 1}, trips(0, 2000, 4000), []),
        ({"max_days": 2}, trips(DAY - 1, DAY + 2000), []),
        ({"max_days": 1}, trips(DAY - 1, DAY + 2000), [1]),
        ({"max_days": 1}, trips(DAY - 1), []),  # one day, though home on the next
        ({"max_days_in_a_row": 3}, working(0, 1, 2), []),
        ({"max_days_in_a_row": 2}, working(0, 1, 2), [1]),
        ({"max_days_in_a_row": 1}, working(0, 1, 2), [2]),
        ({"max_days_in_a_row": 0}, working(0, 1, 2), [3]),
        ({"max_days_in_a_row": 0}, working(0, 2, 3), [1, 2]),
        ({"max_days_in_a_row": 2}, working(0, 1, 3), []),
        ({"max_days_in_a_row": 1}, working(0, 1, 3), [1]),
        ({"max_days_in_a_row": 1}, working(0, 2), []),
        ({"max_days_in_a_row": 1}, working(3, 2, 0), [1]),
        ({"max_days_in_a_row": 1}, trips(0, 2000, 4000), []),
        ({"max_days_in_a_row": 1, "max_days": 1}, working(0, 1, 2), [2, 2]),
    ],
)
def test_days_in_a_row_and_in_all(rule, rows, excess):
    assert broken(made(rule), "workload", *rows) == [(("ann",), by) for by in excess]


@pytest.mark.parametrize(
    ("rule", "departures", "message"),
    [
        (
            {"min_rest_hours": 11},
            [HOME_AT_TEN, DAY],
            "rests 7200 s between two working days; 39600 is the least",
        ),
        ({"max_days": 1}, [0, DAY], "works on 2 days; 1 is the most"),
        ({"max_days_in_a_row": 1}, [0, DAY], "works 2 days in a row; 1 is the most"),
        ({"max_tasks_per_day": 1}, [0, 2000], "has 2 tasks on one day; 1 is the most"),
    ],
)
def test_the_message_names_the_amounts(rule, departures, message):
    of = made(rule)
    assert [str(one) for one in verify(of, plan(of, *trips(*departures)))] == [f"workload: ann {message}"]


@pytest.mark.parametrize(
    ("rule", "sound"),
    [
        ({"min_rest_hours": 2}, True),
        ({"min_rest_hours": 2.001}, False),
        ({"max_days": 2}, True),
        ({"max_days": 1}, False),
        ({"max_days_in_a_row": 2}, True),
        ({"max_days_in_a_row": 1}, False),
    ],
)
def test_pins_on_too_many_days_or_too_close_are_refused(rule, sound):
    starts = HOME_AT_TEN + 500, DAY + 500
    pins = [Pin(volunteer="ann", task=f"job{row}", start=start) for row, start in enumerate(starts)]
    jobs = [job(f"job{row}", windows=[(0, 4 * DAY)]) for row in range(2)]
    one_trip = person(offers=[(0, 4 * DAY)])
    assert problem(one_trip, *jobs, pins=pins, rules={"workload": rule})  # out all night, which is one day
    two_trips = person(offers=[(0, 4 * DAY)], max_tasks_per_trip=1)
    if sound:
        assert problem(two_trips, *jobs, pins=pins, rules={"workload": rule})
    else:
        with pytest.raises(ProblemError, match="contradicts"):
            problem(two_trips, *jobs, pins=pins, rules={"workload": rule})


# -- the program ----------------------------------------------------------------------------------------------------


def windows(of):
    """Give who, cap and days of each counter of working days."""
    program = compile_problem(of).program
    table, duties = program.counters, program.duties
    found = []
    for row in np.flatnonzero(table.kind == DAYS):
        own = table.duty[table.ptr[row] : table.ptr[row + 1]]
        who = np.unique(duties.volunteer[own]).tolist()
        assert len(who) == 1
        assert own.tolist() == sorted(own.tolist())
        found.append((who[0], int(table.cap[row]), duties.day[own].tolist()))
    return found


def days_of(rule, *offers):
    people = [person(f"v{row}", offers=some) for row, some in enumerate(offers)]
    return windows(problem(*people, job(windows=[(0, 9 * DAY)]), rules={"workload": rule}))


WEEK = [(0, 4 * DAY)]
SHIFTS = [
    (day * DAY + start * HOUR, day * DAY + (start + 4) * HOUR) for day in (0, 1, 3) for start in (8, 16)
]


@pytest.mark.parametrize(
    ("rule", "offers", "found"),
    [
        ({"max_days": 2}, [WEEK], [(0, 2, [0, 1, 2, 3])]),
        ({"max_days": 4}, [WEEK], []),  # nobody offers more
        ({"max_days": 2}, [SHIFTS, WEEK[:0]], [(0, 2, [0, 0, 1, 1, 3, 3])]),
        ({"max_days": 3}, [SHIFTS], []),
        ({"max_days_in_a_row": 2}, [WEEK], [(0, 2, [0, 1, 2]), (0, 2, [1, 2, 3])]),
        ({"max_days_in_a_row": 3}, [WEEK], [(0, 3, [0, 1, 2, 3])]),
        ({"max_days_in_a_row": 4}, [WEEK], []),
        ({"max_days_in_a_row": 1}, [SHIFTS], [(0, 1, [0, 0, 1, 1])]),
        ({"max_days_in_a_row": 2}, [SHIFTS], []),
        (
            {"max_days_in_a_row": 1},
            [[(0, 2 * DAY)], SHIFTS, [(DAY, 2 * DAY)], [(DAY, 3 * DAY)]],
            [(0, 1, [0, 1]), (1, 1, [0, 0, 1, 1]), (3, 1, [1, 2])],
        ),
        ({"max_days_in_a_row": 0}, [[(0, 2 * DAY)]], [(0, 0, [0]), (0, 0, [1])]),
        ({"max_days_in_a_row": 0, "max_days": 0}, [[(0, DAY)]], [(0, 0, [0]), (0, 0, [0])]),
    ],
)
def test_counters_of_days_are_written_where_they_can_bind(rule, offers, found):
    assert days_of(rule, *offers) == found


def test_rest_is_written_for_everybody_and_cuts_offers_at_midnight():
    of = problem(person(offers=WEEK), person("bob"), job(), rules={"workload": {"min_rest_hours": 11}})
    duties = compile_problem(of).program.duties
    assert duties.rest.tolist() == [11 * HOUR] * 5
    assert duties.day.tolist() == [0, 1, 2, 3, 0]
    none = problem(person(offers=WEEK), job(), rules={"workload": {"min_rest_hours": 0}})
    assert compile_problem(none).program.duties.rest.tolist() == [0]


# -- the best plans -------------------------------------------------------------------------------------------------

EVENING, MORNING = (20 * HOUR, DAY), (DAY + 6 * HOUR, DAY + 12 * HOUR)


def fixed(*starts, **more):
    """Tasks at given times, at home, of 1,000 s, each a trip of its own, weighing 2, 3, 4, … ."""
    jobs = [
        job(f"job{row}", "home", windows=[(start, start + 1000)], duration=1000, weight=2 + row)
        for row, start in enumerate(starts)
    ]
    return jobs, person(max_tasks_per_trip=1, **more)


@pytest.mark.parametrize(
    ("rule", "starts", "names"),
    [
        # from 22:16:40 to 06:00 and to 10:00
        ({"min_rest_hours": 11}, [22 * HOUR, DAY + 6 * HOUR], [1]),
        ({"min_rest_hours": 11}, [22 * HOUR, DAY + 10 * HOUR], [0, 1]),
        ({"min_rest_hours": 12}, [22 * HOUR, DAY + 10 * HOUR], [1]),
        # who did not work in the evening need not rest in the morning
        ({"min_rest_hours": 12}, [DAY + 6 * HOUR, DAY + 8 * HOUR], [0, 1]),
        ({"min_rest_hours": 12}, [22 * HOUR, DAY + 6 * HOUR, DAY + 8 * HOUR], [1, 2]),
        ({"min_rest_hours": 12}, [20 * HOUR, 22 * HOUR], [0, 1]),
        ({"max_days": 1}, [22 * HOUR, DAY + 6 * HOUR, DAY + 8 * HOUR], [1, 2]),
        ({"max_days": 2}, [22 * HOUR, DAY + 6 * HOUR, DAY + 8 * HOUR], [0, 1, 2]),
        ({"max_days": 0}, [22 * HOUR, DAY + 6 * HOUR], []),
        ({"max_days_in_a_row": 1}, [22 * HOUR, DAY + 6 * HOUR, DAY + 8 * HOUR], [1, 2]),
        ({"max_days_in_a_row": 0}, [22 * HOUR], []),
    ],
)
def test_the_best_plan_keeps_days_and_rest(rule, starts, names):
    jobs, ann = fixed(*starts, offers=[EVENING, MORNING])
    assert served(problem(ann, *jobs, rules={"workload": rule})) == [f"job{row}" for row in names]


@pytest.mark.parametrize(
    ("most", "in_a_row", "count"),
    [
        (None, 5, 6),
        (None, 3, 6),
        (None, 2, 5),
        (None, 1, 4),
        (4, 2, 4),
        (4, None, 4),
        (7, 7, 7),
        (None, 7, 7),
    ],
)
def test_a_week_of_which_some_days_are_off(most, in_a_row, count):
    jobs, ann = fixed(*(day * DAY + 9 * HOUR for day in range(7)), offers=[(0, 7 * DAY)])
    rule = {"max_days": most, "max_days_in_a_row": in_a_row}
    assert len(served(problem(ann, *jobs, rules={"workload": rule}, end="2020-03-09T00:00"))) == count


@pytest.mark.parametrize(("people", "count"), [(12, 60), (13, 63)])
def test_sentinels_of_three_entrances_for_a_week(people, count):
    """One shift a day and five days a week, for three shifts a day at each of three entrances."""
    shifts = [
        (day * DAY + start * HOUR, day * DAY + (start + 5) * HOUR)
        for day in range(7)
        for start in (6, 11, 16)
    ]
    gates = [
        job(f"gate{gate}-{start}", "home", windows=[(start, end)], duration=end - start)
        for gate in range(3)
        for start, end in shifts
    ]
    everybody = [person(f"v{row:02}", offers=[(0, 7 * DAY)], max_tasks_per_day=1) for row in range(people)]
    of = problem(
        *everybody,
        *gates,
        rules={"workload": {"max_days": 5}},
        end="2020-03-09T00:00",
        objectives=["coverage"],
    )
    assert len(served(of)) == count
