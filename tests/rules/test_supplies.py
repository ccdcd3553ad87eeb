"""A plan breaks `supplies` when more of a shared stock is used on a day, or in all, than there is."""

import numpy as np
import pytest

import volmatch as vm
from volmatch.compile import compile_problem
from volmatch.domain.problem import Pin
from volmatch.domain.task import Pickup
from volmatch.errors import ProblemError
from volmatch.program.arrays import DAYS, ERRANDS, TRIPS
from volmatch.rules.supplies import Supplies, Supply
from volmatch.verifier import verify

from .alone import found_by
from .build import DAY, broken, forbidden_by, job, person, plan, problem, served

WIDE = [(0, 4 * DAY)]


def made(*others, **stocks):
    jobs = [job(f"job{row}", windows=WIDE) for row in range(4)]
    people = [person(name, offers=WIDE) for name in ("ann", "bob")]
    return problem(*people, *jobs, *others, rules={"supplies": stocks})


def trip(at, *jobs, who="ann"):
    """A trip that departs then, for jobs of 100 s, 500 m away."""
    stops = [f"job{name} {at + 500 + 100 * row}-{at + 600 + 100 * row}" for row, name in enumerate(jobs)]
    return " > ".join([f"{who} {at}", *stops, str(at + 1000 + 100 * len(jobs))])


TODAY = [trip(0, 0, 1), trip(0, 2, who="bob")]  # two trips, three tasks
TWO_DAYS = [trip(0, 0, 1), trip(DAY, 2, who="bob")]


@pytest.mark.parametrize(
    ("stock", "rows", "excess"),
    [
        # a day
        ({"per_trip": 1, "per_day": 2}, TODAY, []),
        ({"per_trip": 1, "per_day": 1}, TODAY, [1]),
        ({"per_trip": 1, "per_day": 1}, TWO_DAYS, []),
        ({"per_trip": 3, "per_day": 6}, TODAY, []),
        ({"per_trip": 3, "per_day": 5}, TODAY, [1]),
        ({"per_trip": 3, "per_day": 4}, TODAY, [2]),
        ({"per_task": 1, "per_day": 3}, TODAY, []),
        ({"per_task": 1, "per_day": 2}, TODAY, [1]),
        ({"per_task": 1, "per_day": 2}, TWO_DAYS, []),
        ({"per_task": 2, "per_day": 3}, TWO_DAYS, [1]),
        ({"per_task": 2, "per_day": 1}, TWO_DAYS, [3, 1]),
        # all days
        ({"per_trip": 1, "total": 2}, TWO_DAYS, []),
        ({"per_trip": 1, "total": 1}, TWO_DAYS, [1]),
        ({"per_task": 1, "total": 3}, TWO_DAYS, []),
        ({"per_task": 2, "total": 5}, TWO_DAYS, [1]),
        # both
        ({"per_task": 1, "per_day": 2, "total": 3}, TODAY, [1]),
        ({"per_task": 1, "per_day": 3, "total": 2}, TODAY, [1]),
        ({"per_task": 1, "per_day": 1, "total": 1}, TODAY, [2, 2]),
        # nothing there, nothing used
        ({"per_trip": 1, "total": 0}, [], []),
        ({"per_trip": 1, "total": 0}, TODAY, [2]),
        ({"per_trip": 0, "total": 0, "per_day": 0}, TODAY, []),
        # on the day of departure
        ({"per_trip": 1, "per_day": 1}, [trip(DAY - 1, 0), trip(DAY, 1, who="bob")], []),
        ({"per_trip": 1, "per_day": 1}, [trip(DAY - 1, 0), trip(2 * DAY - 1, 1)], []),
        ({"per_trip": 1, "per_day": 1}, [trip(0, 0), trip(DAY - 1, 1)], [1]),
    ],
)
def test_what_is_used_of_a_stock(stock, rows, excess):
    assert broken(made(masks=stock), "supplies", *rows) == [(("masks",), by) for by in excess]


def test_each_stock_is_counted_by_itself():
    stocks = {
        "masks": {"per_trip": 1, "total": 1},
        "gloves": {"per_task": 2, "total": 5},
        "吃的": {"per_task": 1, "total": 9},
    }
    assert broken(made(**stocks), "supplies", *TODAY) == [(("gloves",), 1), (("masks",), 1)]


def test_each_of_several_people_uses_their_own():
    of = made(job("team", people=2), masks={"per_task": 1, "total": 1})
    rows = [trip(0, 0).replace("job0", "team"), trip(0, 0, who="bob").replace("job0", "team")]
    assert broken(of, "supplies", *rows) == [(("masks",), 1)]


def test_remote_tasks_and_pickups_use_nothing():
    of = problem(person(), job("one", pickup=Pickup(location="home")), job("call", remote=True))
    for use in ({"per_task": 1}, {"per_trip": 1}):
        rule = Supplies(stocks=(("masks", Supply(**use, total=0)),))
        assert found_by(rule, of, "ann at home: call 0-100") == []
    rule = Supplies(stocks=(("masks", Supply(per_task=1, total=0)),))
    assert found_by(rule, of, "ann 0 > one+ 10-20 > one 30-40 > 50") == [(("masks",), 1)]
    assert found_by(rule, of, "ann 0 > one+ 10-20 > 50") == []


@pytest.mark.parametrize(
    ("stock", "message"),
    [
        ({"per_trip": 3, "per_day": 5}, "6 'masks' are used on one day; there are 5"),
        ({"per_trip": 3, "total": 5}, "6 'masks' are used in all; there are 5"),
    ],
)
def test_the_message_names_the_amounts(stock, message):
    of = made(masks=stock)
    assert [str(one) for one in verify(of, plan(of, *TODAY))] == [f"supplies: {message}"]


@pytest.mark.parametrize(
    ("stock", "people", "fits"),
    [
        ({"per_trip": 2, "per_day": 2}, 1, True),
        ({"per_trip": 2, "per_day": 1}, 1, False),
        ({"per_trip": 2, "total": 1}, 1, False),
        ({"per_task": 2, "total": 1}, 1, False),
        ({"per_task": 1, "total": 0}, 1, False),
        ({"per_task": 0, "total": 0}, 1, True),
        ({"per_task": 2, "total": 4}, 2, True),
        ({"per_task": 2, "total": 3}, 2, False),
        ({"per_trip": 2, "total": 3}, 2, False),
        ({"per_task": 2, "total": 3}, {"min": 1, "target": 2}, True),
        # they may set out on two days
        ({"per_task": 2, "per_day": 3}, 2, True),
        ({"per_trip": 2, "per_day": 3}, 2, True),
    ],
)
def test_a_task_that_alone_uses_more_than_there_is(stock, people, fits):
    of = made(job(people=people), masks=stock)
    assert forbidden_by(of) == ([] if fits else ["supplies"])


def test_the_reason_says_what_is_missing():
    of = made(masks={"per_task": 2, "total": 1})
    call = problem(person(), job(remote=True)).effective_tasks[0]
    rule = Supplies(stocks=(("masks", Supply(per_task=2, total=1)),))
    assert (
        rule.forbids(of, of.volunteers[0], of.effective_tasks[0])
        == "would need 2 'masks' for it, and there are 1"
    )
    assert rule.forbids(of, of.volunteers[0], call) == ""


def test_a_team_may_set_out_on_two_days():
    people = person(offers=WIDE), person("bob", "work", offers=WIDE)
    of = problem(
        *people, job(windows=WIDE, people=2), rules={"supplies": {"masks": {"per_trip": 1, "per_day": 1}}}
    )
    late = DAY + 100
    rows = [
        f"ann {late - 500} > job {late}-{late + 100} > {late + 600}",
        f"bob {late} > job {late}-{late + 100} > {late + 100}",
    ]
    assert broken(of, "supplies", *rows) == []


def test_pins_that_use_too_much_are_refused():
    pins = [Pin(volunteer="ann", task="one"), Pin(volunteer="ann", task="two")]
    tasks = person(), job("one"), job("two")
    with pytest.raises(ProblemError, match="supplies: 2 'masks' are used on one day; there are 1"):
        problem(*tasks, pins=pins, rules={"supplies": {"masks": {"per_task": 1, "per_day": 1}}})
    assert problem(*tasks, pins=pins, rules={"supplies": {"masks": {"per_task": 1, "per_day": 2}}})
    assert problem(*tasks, pins=pins, rules={"supplies": {"masks": {"per_trip": 1, "per_day": 1}}})


# -- the program ----------------------------------------------------------------------------------------------------


def counters(of):
    """Give kind, cap, days and number of the volunteers of each counter."""
    program = compile_problem(of).program
    table, duties = program.counters, program.duties
    found = []
    for row in range(len(table)):
        own = table.duty[table.ptr[row] : table.ptr[row + 1]]
        days = np.unique(duties.day[own]).tolist()
        found.append(
            (int(table.kind[row]), int(table.cap[row]), days, len(set(duties.volunteer[own].tolist())))
        )
    return found


@pytest.mark.parametrize(
    ("stock", "found"),
    [
        ({"per_trip": 2, "per_day": 5}, [(TRIPS, 2, [day], 2) for day in range(4)]),
        ({"per_task": 2, "per_day": 6}, [(ERRANDS, 3, [day], 2) for day in range(4)]),
        ({"per_trip": 3, "total": 5}, [(TRIPS, 1, [0], 2)]),  # one duty for all days each
        ({"per_task": 1, "total": 5}, [(ERRANDS, 5, [0], 2)]),
        ({"per_task": 3, "total": 2}, [(ERRANDS, 0, [0], 2)]),
        ({"per_task": 0, "total": 2, "per_day": 0}, []),
        ({"per_task": 1, "total": 2**50}, []),
        (
            {"per_trip": 1, "per_day": 2, "total": 3},
            [*((TRIPS, 2, [day], 2) for day in range(4)), (TRIPS, 3, [0, 1, 2, 3], 2)],
        ),
    ],
)
def test_trips_and_tasks_are_counted_over_everybody(stock, found):
    got = counters(made(masks=stock))
    assert got == found
    assert DAYS not in {kind for kind, *_ in got}


def test_days_are_those_on_which_somebody_may_set_out():
    people = person(offers=[(0, DAY)]), person("bob", offers=[(2 * DAY - 100, 2 * DAY + 5000)])
    of = problem(*people, job(windows=WIDE), rules={"supplies": {"masks": {"per_trip": 1, "per_day": 1}}})
    assert counters(of) == [(TRIPS, 1, [0], 1), (TRIPS, 1, [1], 1), (TRIPS, 1, [2], 1)]


def test_days_are_local():
    of = problem(
        person(offers=[(0, DAY)]),
        job(),
        start="2020-03-02T22:00",
        timezone="Asia/Shanghai",
        rules={"supplies": {"masks": {"per_trip": 1, "per_day": 1}}},
    )
    assert counters(of) == [(TRIPS, 1, [0], 1), (TRIPS, 1, [1], 1)]
    rows = ["ann 6700 > job 7200-7300 > 7800", "ann 40000 > job 40500-40600 > 41100"]
    assert found_by(Supplies(stocks=(("masks", Supply(per_trip=1, per_day=1)),)), of, *rows) == []


@pytest.mark.parametrize(("masks", "count"), [(3, 3), (2, 2), (0, 0), (9, 4)])
@pytest.mark.parametrize("when", ["per_day", "total"])
def test_the_best_plan_uses_what_there_is(masks, count, when):
    people = [person(name, max_tasks_per_trip=1) for name in ("ann", "bob")]
    jobs = [job(f"job{row}") for row in range(4)]
    of = problem(*people, *jobs, rules={"supplies": {"masks": {"per_trip": 1, when: masks}}})
    assert len(served(of)) == count


@pytest.mark.parametrize(
    ("stock", "count"),
    [
        ({"per_task": 1, "per_day": 3}, 3),
        ({"per_task": 2, "total": 5}, 2),
        ({"per_trip": 1, "per_day": 1}, 4),
    ],
)
def test_the_best_plan_counts_tasks_or_trips(stock, count):
    jobs = [job(f"job{row}") for row in range(4)]
    of = problem(person(), person("bob"), *jobs, rules={"supplies": {"masks": stock}})
    assert len(served(of)) == count


@pytest.mark.parametrize(("days", "count"), [(1, 2), (2, 4), (3, 5)])
def test_every_day_has_its_own_stock_and_all_days_one(days, count):
    jobs = [job(f"job{row}", windows=WIDE) for row in range(6)]
    people = [person(name, offers=[(0, days * DAY)], max_tasks_per_trip=1) for name in ("ann", "bob")]
    of = problem(*people, *jobs, rules={"supplies": {"masks": {"per_trip": 1, "per_day": 2, "total": 5}}})
    assert len(served(of)) == count


def test_forty_masks_for_forty_seven_people():
    people = [person(f"v{row:02}", max_tasks_per_trip=1) for row in range(47)]
    jobs = [job(f"t{row:02}") for row in range(47)]
    rules = {"trip_cap": {"per_horizon": 1}, "supplies": {"masks": {"per_trip": 1, "per_day": 40}}}
    assert len(served(problem(*people, *jobs, rules=rules))) == 40


# -- parameters -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            {"masks": {"per_trips": 1, "total": 1}},
            r"rules.supplies.masks: unknown field 'per_trips'. Did you mean 'per_trip'\?",
        ),
        (
            {"masks": {"per_trip": -1, "total": 1}},
            "rules.supplies.masks.per_trip: a whole number, 0 or more, is expected",
        ),
        (
            {"masks": {"per_trip": 1, "total": 1.5}},
            "rules.supplies.masks.total: a whole number, 0 or more, is expected",
        ),
        ({"masks": {"total": 1}}, 'rules.supplies: \'masks\' needs exactly one of "per_trip" and "per_task"'),
        (
            {"masks": {"per_trip": 1, "per_task": 1, "total": 1}},
            "rules.supplies: 'masks' needs exactly one of",
        ),
        ({"masks": {"per_trip": 1}}, 'rules.supplies: \'masks\' needs "per_day", "total" or both'),
        (
            {"masks": 40},
            "rules.supplies.masks: an object with the fields of Supply is expected, not a whole number",
        ),
        ({" masks": {"per_trip": 1, "total": 1}}, "an id begins or ends with a space"),
        ([], "rules.supplies: an object with parameters is expected"),
        (40, "rules.supplies: an object with parameters is expected"),
    ],
)
def test_wrong_supplies_are_refused(said, message):
    with pytest.raises(ProblemError, match=message):
        problem(person(), rules={"supplies": said})
    if isinstance(said, dict):
        with pytest.raises(ProblemError, match=message):
            problem(person(), rules=[Supplies(stocks=said)])


def test_supplies_of_objects_and_of_files_are_alike():
    said = {"masks": {"per_trip": 1, "per_day": 40}, "gloves": {"per_task": 0, "total": 7}}
    of_objects = Supplies(
        stocks={"masks": Supply(per_trip=1, per_day=40), "gloves": Supply(per_task=0, total=7)}
    )
    assert of_objects.parameters() == said
    assert Supplies(stocks=said).parameters() == said
    assert Supplies().parameters() == {}


@pytest.mark.parametrize(
    "said", [(([], Supply()),), ((1, Supply()),), (("masks",),), [("masks", Supply())], "masks"]
)
def test_what_is_no_table_is_refused(said):
    with pytest.raises(
        ProblemError, match=r"rules\.supplies: an object with a value for each name is expected"
    ):
        problem(person(), rules=[Supplies(stocks=said)])


def test_supplies_survive_a_file(tmp_path):
    for rules in (
        {"supplies": {"masks": {"per_trip": 1, "per_day": 40}}},
        [Supplies(stocks={"masks": Supply(per_trip=1, per_day=40)})],
    ):
        vm.save(problem(person(), job(), rules=rules), tmp_path / "problem.json")
        assert vm.load(tmp_path / "problem.json").rules == {
            "supplies": {"masks": {"per_trip": 1, "per_day": 40}}
        }
