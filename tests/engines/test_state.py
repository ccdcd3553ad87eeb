"""A solution in the making: teams, counters, chained duties, and where a visit fits best."""

from itertools import permutations
from random import Random

import numpy as np
import pytest

from objectives.build import random_problem
from rules.build import DAY, HOUR, job, person, place, problem
from volmatch.compile import compile_problem
from volmatch.decode import decode
from volmatch.domain.problem import Pin
from volmatch.engines.greedy import complete, greedy, insert_all, keeps_musts
from volmatch.engines.scope import part, whole
from volmatch.engines.solution import Solution, Tour, pair_of, tour_legs, value_of
from volmatch.engines.state import State
from volmatch.engines.timing import Timer
from volmatch.program.arrays import METRES, SECONDS, TASKS, TRIPS
from volmatch.verifier import verify


def program_of(*things, **more):
    return compile_problem(problem(*things, **more)).program


def put(state, duty, *orders):
    tours = state.timer.trips(duty, orders, *state.bounds(duty))
    assert tours is not None
    state.put(duty, tuple(tours))


def counters(program):
    """Give (kind, duties, cap) of every counter."""
    count = program.counters
    return [
        (int(count.kind[row]), count.duty[count.ptr[row] : count.ptr[row + 1]].tolist(), int(count.cap[row]))
        for row in range(len(count))
    ]


def test_counters_are_made_of_caps_by_day_and_in_all():
    program = program_of(
        person(offers=[(0, DAY + HOUR)], max_trips_per_day=2, max_trips=3, max_km_per_day=5),
        person("bob", offers=[(0, DAY + HOUR)]),
        job(),
        rules={"workload": {"max_tasks_per_day": 4, "max_hours_per_day": 1}},
    )
    assert program.duties.volunteer.tolist() == [0, 0, 1, 1]
    assert program.duties.following.tolist() == [1, -1, 3, -1]
    assert program.duties.start.tolist() == [0, DAY, 0, DAY]
    assert program.duties.depart_before.tolist() == [DAY, DAY + HOUR] * 2
    assert program.duties.end.tolist() == [DAY + HOUR] * 4
    found = counters(program)
    assert (TRIPS, [0], 2) in found
    assert (TRIPS, [1], 2) in found
    assert (TRIPS, [0, 1], 3) in found
    assert (METRES, [0], 5000) in found
    assert (SECONDS, [2], 3600) in found
    assert (TASKS, [3], 4) in found
    assert len(found) == 2 * 4 + 1 + 2 * 2


def test_two_intervals_of_one_day_share_the_counter_of_the_day():
    program = program_of(person(offers=[(0, HOUR), (2 * HOUR, 3 * HOUR)], max_trips_per_day=1), job())
    assert counters(program) == [(TRIPS, [0, 1], 1)]
    state = State(program, Timer(program))
    put(state, 0, [0])
    assert state.room() == {0: 0}
    other = state.timer.tour(1, [0], 2 * HOUR, 3 * HOUR)
    assert not state.fits(1, [other])
    state.put(0, ())
    assert state.room() == {0: 1}
    assert state.fits(1, [other])


def test_sums_follow_what_is_put_and_taken_away():
    program = program_of(
        person(),
        job("one"),
        job("two"),
        rules={
            "workload": {"max_hours_per_day": 1, "max_km_per_day": 9, "max_tasks_per_day": 5},
            "trip_cap": {"per_day": 4},
        },
    )
    state = State(program, Timer(program))
    names = {kind: row for row, (kind, _, _) in enumerate(counters(program))}

    def used():
        room = state.room()
        return [
            counters(program)[names[kind]][2] - room[names[kind]] for kind in (TRIPS, SECONDS, METRES, TASKS)
        ]

    assert used() == [0, 0, 0, 0]
    put(state, 0, [0, 1])
    assert used() == [1, 1200, 1000, 2]
    put(state, 0, [0], [1])
    assert used() == [2, 2200, 2000, 2]
    put(state, 0)
    assert used() == [0, 0, 0, 0]
    assert state.people == {0: [], 1: []}


def test_new_trips_stand_in_the_place_of_those_before():
    program = program_of(person(max_trips=1), job("one"), job("two"))
    state = State(program, Timer(program))
    put(state, 0, [0])
    both = state.timer.trips(0, [[0, 1]], 0, DAY)
    assert state.fits(0, both)
    assert not state.fits(0, state.timer.trips(0, [[0], [1]], 0, DAY))
    assert state.best(1, 0) is not None


def test_trips_of_chained_duties_keep_out_of_each_others_way():
    # The first day's trip comes home after midnight; the second day's may leave only then.
    late = DAY - 100
    program = program_of(
        person(offers=[(DAY - HOUR, DAY + HOUR)], max_trips_per_day=1, max_tasks_per_trip=1),
        job("one", windows=[(late, late + 100)]),
        job("two"),
    )
    state = State(program, Timer(program))
    assert state.bounds(0) == (DAY - HOUR, DAY + HOUR)
    put(state, 0, [0])
    assert state.tours[0][0].back == late + 600
    assert state.bounds(1) == (late + 600, DAY + HOUR)
    tight = State(program, Timer(program))
    # a trip of the second day holds the first day's back before it
    tour = Tour(1, DAY + 5, (1,), (DAY + 505,), DAY + 1105)
    tight.put(1, (tour,))
    assert tight.bounds(0) == (DAY - HOUR, DAY + 5)
    assert tight.bounds(1) == (DAY, DAY + HOUR)


def test_chains_reach_over_days_without_a_trip():
    program = program_of(
        person(offers=[(DAY - HOUR, 3 * DAY)], max_trips_per_day=1),
        job("one", windows=[(DAY - 100, 3 * DAY)], duration=DAY + 100),
    )
    assert len(program.duties) == 3
    state = State(program, Timer(program))
    put(state, 0, [0])
    assert state.tours[0][0].back > 2 * DAY
    assert state.bounds(2)[0] == state.tours[0][0].back


def test_a_visit_of_several_people_keeps_its_start():
    program = program_of(person(), person("bob"), job(people=2), job("solo"))
    tours = [Tour(0, 500, (0,), (1000,), 1600)]
    state = State.holding(program, tours)
    assert state.timer.fixed == {0: 1000}
    found = state.best(0, 1)
    assert (found.start, found.tours[0].depart) == (1000, 500)
    assert state.serves(0, 0)
    assert not state.serves(1, 0)


def test_the_cheapest_place_is_found_among_all():
    for seed in range(25):
        dice = Random(seed)
        spots = [place(f"p{row}", dice.randrange(400), dice.randrange(400)) for row in range(4)]
        jobs = []
        for row in range(4):
            begin = dice.randrange(0, 1500)
            jobs.append(job(f"t{row}", f"p{row}", [(begin, begin + dice.randrange(200, 3000))], 50))
        program = program_of(
            person(max_trips=dice.choice([1, 2, 3]), max_tasks_per_trip=dice.choice([None, 2])),
            *jobs,
            *spots,
        )
        state = State(program, Timer(program))
        pairs = [visit for visit in range(4) if pair_of(program, visit, 0) >= 0]
        for visit in pairs:
            found = state.best(visit, 0)
            assert (found.cost if found else None) == cheapest(program, state, visit), seed
            if found:
                before = value_of(program, state.solution())
                state.put(0, found.tours)
                after = value_of(program, state.solution())
                assert found.cost == tuple(b - a for a, b in zip(before[8:], after[8:], strict=True))


def cheapest(program, state, visit):
    """Try every way to add a visit to the trips as they stand, in order, and price the whole of it."""
    now = [list(tour.visits) for tour in state.tours.get(0, ())]
    before = value_of(program, Solution.of(state.tours.get(0, ())))[8:]
    costs = []
    for trips in every_way(now, visit):
        tours = state.timer.trips(0, trips, *state.bounds(0))
        if tours is not None and state.fits(0, tours):
            after = value_of(program, Solution.of(tours))[8:]
            costs.append(tuple(b - a for a, b in zip(before, after, strict=True)))
    return min(costs, default=None)


def every_way(trips, visit):
    for row in range(len(trips) + 1):
        yield [*trips[:row], [visit], *trips[row:]]
    for row, stops in enumerate(trips):
        for spot in range(len(stops) + 1):
            yield [*trips[:row], [*stops[:spot], visit, *stops[spot:]], *trips[row + 1 :]]


def test_where_nothing_fits_nothing_is_given():
    program = program_of(person(offers=[(0, 1100)]), job("one"), job("two", windows=[(900, 1000)]))
    state = State(program, Timer(program))
    put(state, 0, [0])
    assert state.best(1, 0) is None


# -- greedy ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_the_first_plan_keeps_every_rule(seed):
    dice = Random(seed)
    rules = {
        "trip_cap": {"per_day": dice.choice([None, 1, 2])},
        "trip_limits": {"max_hours": dice.choice([None, 2]), "max_km": dice.choice([None, 2])},
        "workload": {
            "max_hours_per_day": dice.choice([None, 3]),
            "max_tasks_per_day": dice.choice([None, 3]),
        },
        "near_residence": {"radius_km": dice.choice([None, 0.6])},
    }
    of = random_problem(seed, rules=rules, start="2020-03-02T20:00", timezone="Asia/Shanghai")
    compiled = compile_problem(of)
    found = greedy(compiled.program)
    assert verify(of, decode(of, compiled, found)) == []
    assert greedy(compiled.program) == found
    assert value_of(compiled.program, found) <= value_of(compiled.program, Solution.of(()))
    # what it leaves out fits nowhere without moving something
    state = State.holding(compiled.program, found.tours)
    for visit in range(len(compiled.program.visits)):
        if not state.people.get(visit) and compiled.program.visits.target[visit] == 1:
            assert all(state.best(visit, duty) is None for duty in state.candidates(visit))


def test_a_team_comes_when_most_people_can():
    of = problem(
        person("ann", offers=[(0, 5000)]),
        person("bob", offers=[(3000, 9000)]),
        person("cat", offers=[(3000, 9000)]),
        job(people={"min": 1, "target": 3}, duration=600),
    )
    compiled = compile_problem(of)
    found = greedy(compiled.program)
    assert len(found.crews[0]) == 3
    assert {start for _, start in found.crews[0]} == {3500}
    assert verify(of, decode(of, compiled, found)) == []


def test_a_team_too_small_does_not_come_at_all():
    program = program_of(person(), person("bob"), job(people={"min": 3, "target": 4}))
    assert greedy(program).tours == ()


def test_the_same_person_with_two_offers_is_one_member():
    program = program_of(person(offers=[(0, 5000), (6000, 9000)]), job(people=2))
    assert greedy(program).tours == ()


def test_the_urgent_come_first_then_the_heavy():
    window = [(1000, 1100)]
    jobs = [
        job("a", windows=window, priority="low", weight=9),
        job("b", windows=window, priority="high", weight=1),
        job("c", windows=window, priority="high", weight=2),
    ]
    assert list(greedy(program_of(person(), *jobs)).crews) == [2]


def test_pinned_visits_are_placed_first_and_by_whom_they_are_pinned():
    window = [(1000, 1100)]
    of = problem(
        person(),
        person("bob", "work"),
        job("a", windows=window, priority="low"),
        job("b", windows=window, priority="critical"),
        job("team", people=2, windows=[(5000, 5100)]),
        person("cat"),
        pins=[Pin(volunteer="ann", task="a"), Pin(volunteer="cat", task="team")],
    )
    compiled = compile_problem(of)
    found = greedy(compiled.program)
    assert keeps_musts(compiled.program, found)
    assert not keeps_musts(compiled.program, Solution.of(()))
    assert verify(of, decode(of, compiled, found)) == []
    assert found.crews[0][0][0] == 0
    assert 2 in {int(compiled.program.duties.volunteer[duty]) for duty, _ in found.crews[2]}


def test_it_stops_when_told():
    program = program_of(person(), job("a"), job("b"), job("c"))
    calls = []
    found = greedy(program, lambda: len(calls) > 1 or calls.append(1))
    assert len(found.crews) == 2


def test_completing_keeps_what_stands():
    program = program_of(person(), job("a"), job("b"))
    held = Solution.of([Tour(0, 5000, (1,), (5500,), 6100)])
    found = complete(program, held)
    assert set(found.crews) == {0, 1}
    state = State.holding(program, held.tours)
    insert_all(state, [1, 0])
    assert state.solution().crews.keys() == {0, 1}


# -- scopes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_a_part_holds_the_rest_and_the_whole_holds_nothing(seed):
    of = random_problem(seed, rules={"trip_cap": {"per_day": 2}})
    program = compile_problem(of).program
    found = greedy(program)
    everything = whole(program, found)
    assert (everything.held, everything.outside, everything.starts) == ([], {}, {})
    assert sorted(everything.pairs.tolist()) == list(range(len(program.candidates)))
    duty = Random(seed).randrange(len(program.duties))
    scope = part(program, found, [duty], [])
    assert set(scope.duties) == {duty}
    assert set(scope.visits) == {v for tour in found.by_duty.get(duty, ()) for v in tour.visits}
    assert all(tour.duty != duty for tour in scope.held)
    assert Solution.of([*scope.held, *scope.incumbent[duty]]) == found
    for visit in scope.visits:
        others = [other for other, _ in found.crews[visit] if other != duty]
        assert sorted(scope.outside.get(visit, ())) == sorted(others)
        assert (visit in scope.starts) == bool(others)
    assert np.isin(program.candidates.duty[scope.pairs], [duty]).all()
    for row, (_, duties, cap) in enumerate(counters(program)):
        spent = sum(len(found.by_duty.get(other, ())) for other in duties if other != duty)
        assert scope.room[row] == cap - spent


def test_metres_and_seconds_of_a_tour():
    program = program_of(person(), job("a"), job("b", "far"), place("far", 500, 300))
    for order in permutations((0, 1)):
        tour = Timer(program).tour(0, list(order), 0, 9000)
        # √(500² + 300²) = 583.1 m, rounded
        assert tour_legs(program, tour) == (500 + 300 + 583, 500 + 300 + 583)
