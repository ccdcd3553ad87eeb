"""A plan breaks `capacity` when somebody has more of a kind on board, at any moment of a trip, than they can carry."""

import pytest

from volmatch.compile import compile_problem
from volmatch.domain.problem import Pin
from volmatch.errors import ProblemError
from volmatch.program.arrays import NO_CAP
from volmatch.solver import solve

from .build import broken, broken_alone, forbidden_by, job, person, possible, problem, served

# Jobs of 100 s at work, 500 m away.
ONE = "ann 500 > one 1000-1100 > 1600"
BOTH = "ann 500 > one 1000-1100 > two 1100-1200 > 1700"
BACK = "ann 500 > two 1000-1100 > one 1100-1200 > 1700"
APART = "ann 500 > one 1000-1100 > 1600", "ann 1600 > two 2100-2200 > 2700"


def made(one=None, two=None, capacity=None, **more):
    ann = {} if capacity is None else {"capacity": capacity}
    return problem(person(**ann), job("one", **(one or {})), job("two", **(two or {})), **more)


def load(**amounts):
    return {"load": amounts}


def collect(**amounts):
    return {"collect": amounts}


@pytest.mark.parametrize(
    ("one", "two", "capacity", "rows", "excess"),
    [
        # brought: both are on board when leaving home
        (load(bags=2), load(bags=3), {"bags": 5}, [BOTH], []),
        (load(bags=2), load(bags=3), {"bags": 4}, [BOTH], [1]),
        (load(bags=2), load(bags=3), {"bags": 3}, [BOTH], [2]),
        (load(bags=2), load(bags=3), {"bags": 3}, APART, []),
        # collected: both are on board when coming home
        (collect(bags=2), collect(bags=3), {"bags": 5}, [BOTH], []),
        (collect(bags=2), collect(bags=3), {"bags": 4}, [BOTH], [1]),
        (collect(bags=2), collect(bags=3), {"bags": 3}, APART, []),
        # brought, then collected: never at once; the other way round both are on board in between
        (load(bags=2), collect(bags=3), {"bags": 3}, [BOTH], []),
        (load(bags=2), collect(bags=3), {"bags": 3}, [BACK], [2]),
        (load(bags=2), collect(bags=3), {"bags": 5}, [BACK], []),
        # at a service the one is put down before the other is taken up
        ({**load(bags=4), **collect(bags=4)}, {}, {"bags": 4}, [ONE], []),
        ({**load(bags=4), **collect(bags=3)}, {}, {"bags": 3}, [ONE], [1]),
        ({**load(bags=3), **collect(bags=4)}, {}, {"bags": 3}, [ONE], [1]),
        # between the two: one collected, one yet to be brought
        ({**load(bags=1), **collect(bags=3)}, load(bags=2), {"bags": 5}, [BOTH], []),
        ({**load(bags=1), **collect(bags=3)}, load(bags=2), {"bags": 4}, [BOTH], [1]),
        ({**load(bags=1), **collect(bags=3)}, load(bags=2), {"bags": 3}, [BACK], []),
        # kinds are weighed one by one; one not named is 0
        (load(bags=2), load(crates=2), {"bags": 2, "crates": 2}, [BOTH], []),
        (load(bags=2), load(crates=2), {"bags": 2, "crates": 1}, [BOTH], [1]),
        (load(bags=2, crates=3), load(crates=2), {"bags": 1, "crates": 1}, [BOTH], [1, 4]),
        (load(bags=1), {}, {}, [ONE], [1]),
        (load(bags=1), {}, {"crates": 9}, [ONE], [1]),
        (load(bags=0), collect(bags=0), {}, [BOTH], []),
        ({}, {}, {"bags": 0}, [BOTH], []),
    ],
)
def test_what_is_on_board_along_a_trip(one, two, capacity, rows, excess):
    assert broken(made(one, two, capacity), "capacity", *rows) == [(("ann",), by) for by in excess]


def test_the_message_names_the_amounts():
    (found,) = (one.message for one in _violations(made(load(bags=2), load(bags=3), {"bags": 4}), BOTH))
    assert found == "a trip of ann has 5 'bags' on board; 4 is the most"


def _violations(of, *rows):
    from volmatch.verifier import verify

    from .build import plan

    return verify(of, plan(of, *rows))


def test_each_of_several_people_carries_the_whole_load():
    people = person(capacity={"bags": 3}), person("bob", capacity={"bags": 2})
    of = problem(*people, job(load={"bags": 3}, people=2))
    rows = "ann 500 > job 1000-1100 > 1600", "bob 500 > job 1000-1100 > 1600"
    assert broken(of, "capacity", *rows) == [(("bob",), 1)]


def test_a_task_served_twice_on_a_trip_is_brought_twice():
    of = made(load(bags=2), {}, {"bags": 3})
    row = "ann 500 > one 1000-1100 > one 1100-1200 > 1700"
    assert broken_alone(of, "capacity", row) == [(("ann",), 1)]


@pytest.mark.parametrize(
    ("task", "capacity", "fits"),
    [
        (load(bags=3), {"bags": 3}, True),
        (load(bags=3), {"bags": 2}, False),
        (collect(bags=3), {"bags": 3}, True),
        (collect(bags=3), {"bags": 2}, False),
        ({**load(bags=3), **collect(bags=3)}, {"bags": 3}, True),
        (load(bags=1), {}, False),
        (load(bags=1), None, False),
        (load(bags=0), None, True),
        (load(bags=1, crates=1), {"bags": 1}, False),
        (load(bags=1, crates=1), {"bags": 1, "crates": 1}, True),
    ],
)
def test_a_pair_whose_load_alone_is_too_much(task, capacity, fits):
    of = made(task, {}, capacity)
    assert forbidden_by(of, task="one") == ([] if fits else ["capacity"])
    assert bool(possible(of, task="one")) == fits
    assert ("one" in served(of)) == fits


def test_the_reason_says_what_is_too_much():
    of = made(load(bags=7), {}, {"bags": 6})
    (unserved,) = solve(of).plan.unserved
    assert (unserved.task, unserved.reason, dict(unserved.blocked_by)) == ("one", "capacity", {"capacity": 1})
    with pytest.raises(ProblemError, match="capacity: ann can carry 6 'bags', not 7"):
        made(load(bags=7), {}, {"bags": 6}, pins=[Pin(volunteer="ann", task="one")])


@pytest.mark.parametrize(
    ("one", "two", "bags", "count"),
    [
        (load(bags=2), load(bags=3), 5, 2),
        (load(bags=2), load(bags=3), 4, 1),
        (collect(bags=2), collect(bags=3), 5, 2),
        (collect(bags=2), collect(bags=3), 4, 1),
        (load(bags=2), collect(bags=3), 3, 2),
        ({**load(bags=2), **collect(bags=2)}, {**load(bags=2), **collect(bags=2)}, 4, 2),
        ({**load(bags=2), **collect(bags=2)}, {**load(bags=2), **collect(bags=2)}, 3, 1),
        ({**load(bags=1), **collect(bags=3)}, load(bags=2), 3, 2),
    ],
)
@pytest.mark.parametrize("trips", [1, None])
def test_the_best_plan_keeps_what_is_on_board_and_uses_it(one, two, bags, count, trips):
    of = made(one, two, {"bags": bags}, rules={"trip_cap": {"per_horizon": trips}})
    assert len(served(of)) == (count if trips else 2)


def test_the_order_of_stops_is_chosen_by_what_is_on_board():
    one, two = {"windows": [(3000, 9000)], **load(bags=3)}, {"windows": [(0, 9000)], **collect(bags=3)}
    of = made(one, two, {"bags": 3}, rules={"trip_cap": {"per_horizon": 1}})
    (trip,) = solve(of).plan.trips
    assert [stop.task for stop in trip.stops] == ["one", "two"]


def test_pins_that_cannot_be_carried_together_are_refused():
    pins = [Pin(volunteer="ann", task=name) for name in ("one", "two")]
    bags = load(bags=2), load(bags=2)
    assert served(made(*bags, {"bags": 3}, pins=pins)) == ["one", "two"]
    once = {"trip_cap": {"per_horizon": 1}}
    assert served(made(*bags, {"bags": 4}, pins=pins, rules=once)) == ["one", "two"]
    with pytest.raises(ProblemError, match=r"capacity|trip_cap"):
        made(*bags, {"bags": 3}, pins=pins, rules=once)


@pytest.mark.parametrize(
    ("loads", "capacity", "trip_tasks", "binds", "at_once"),
    [
        ([2, 3], 5, None, False, None),
        ([2, 3], 4, None, False, 1),  # the two together are too much: one a trip says it all
        ([1, 2, 3], 4, None, True, 2),
        ([1, 2, 3], 4, 2, True, 2),
        ([1, 2, 3], 4, 1, False, 1),
        ([2, 3, 9], 5, None, False, 2),  # the third fits nobody
        ([2, 2, 2], 4, 2, False, 2),
        ([2, 2, 2], 4, 3, False, 2),
        ([0, 2, 2], 3, None, True, None),
        ([0, 0], 0, None, False, None),
        ([1, 1], 0, None, False, 0),
    ],
)
def test_only_kinds_that_can_bind_reach_the_engines(loads, capacity, trip_tasks, binds, at_once):
    jobs = [job(f"t{row}", load={"bags": amount}) for row, amount in enumerate(loads)]
    ann = person(capacity={"bags": capacity}, max_tasks_per_trip=trip_tasks)
    program = compile_problem(problem(ann, *jobs)).program
    assert program.loads.num_kinds == binds
    assert ("loads" in program.mechanisms) == binds
    assert program.duties.trip_tasks.tolist() == [NO_CAP if at_once is None else at_once]
    if binds:
        assert program.loads.brought.tolist() == [[amount] for amount in loads]
        assert program.loads.collected.tolist() == [[0] for _ in loads]
        assert program.loads.capacity.tolist() == [[capacity]]
        assert all(
            table.flags.c_contiguous
            for table in (program.loads.brought, program.loads.collected, program.loads.capacity)
        )


def test_amounts_that_cannot_be_added_up_are_refused():
    half = 2**52
    assert made(load(bags=half), collect(bags=half), {"bags": 1})
    with pytest.raises(ProblemError, match="'bags' add up to more than 2\\^53"):
        made(load(bags=half), collect(bags=half + 1), {"bags": 1})


def test_the_largest_amounts_are_kept():
    half = 2**52
    once = {"trip_cap": {"per_horizon": 1}}
    assert len(served(made(load(bags=half), load(bags=half), {"bags": 2**53}, rules=once))) == 2
    assert len(served(made(load(bags=half), load(bags=half), {"bags": 2**53 - 1}, rules=once))) == 1
