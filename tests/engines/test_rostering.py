"""Fixed starts and one visit a trip: the proof equals enumeration, level by level."""

import time
from itertools import combinations, product
from random import Random

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from engines.test_bound import keeps
from rules.build import DAY, job, person, place, problem
from volmatch.compile import compile_problem
from volmatch.domain.problem import Pin
from volmatch.engines import rostering
from volmatch.engines.claims import Claims
from volmatch.engines.lagrange import Solver, _Simplex
from volmatch.engines.nearness_bound import levels_bound
from volmatch.engines.relaxation import lay_out
from volmatch.engines.solution import Solution, Tour, value_of
from volmatch.solver import solve

OBJECTIVES = (
    ("coverage", "nearness"),
    ("coverage", "trips", "nearness"),
    ("coverage", "nearness", "trips"),
)


def drawn(seed, *, pinned=False):
    """Tasks at fixed times on a line, teams, classes, skills and caps; small enough to enumerate."""
    dice = Random(seed)
    jobs = []
    for row in range(dice.randint(2, 5)):
        begin = dice.randrange(0, 14) * 300
        jobs.append(
            job(
                f"t{row}",
                dice.choice(["work", "home", "far"]),
                [(begin, begin + 300)],
                300,
                priority=dice.choice(["critical", "normal", "normal", "low"]),
                weight=dice.choice((1, 2, 5)),
                people=dice.choice([1, 1, 1, 2, {"min": 1, "target": 2}]),
                skills=dice.choice([[], [], ["s"]]),
            )
        )
    people = [
        person(
            f"v{row}",
            dice.choice(["home", "work"]),
            [(begin, begin + dice.randrange(4, 18) * 300)],
            max_tasks_per_trip=1,
            max_trips=dice.choice([None, 1, 2]),
            max_tasks_per_day=dice.choice([None, None, 2]),
            skills=dice.choice([[], ["s"]]),
        )
        for row in range(dice.randint(2, 3))
        for begin in [dice.randrange(0, 6) * 300]
    ]
    rules = {"workload": {"max_hours_per_day": dice.choice([None, None, 0.4])}}
    return problem(
        *people,
        person("spare", offers=(), skills=["s"]),
        *jobs,
        place("far", 900),
        rules=rules,
        objectives=dice.choice(OBJECTIVES),
    )


def every_solution(program):
    """Give every plan: all crews of every visit, where all caps and times hold."""
    pairs, duties, visits = program.candidates, program.duties, program.visits
    options = []
    for visit in range(len(visits)):
        rows = range(pairs.ptr[visit], pairs.ptr[visit + 1])
        crews = [
            crew
            for size in range(visits.least[visit], visits.target[visit] + 1)
            for crew in combinations(rows, size)
            if len({duties.volunteer[pairs.duty[row]] for row in crew}) == size
        ]
        options.append([(), *crews])
    for plan in product(*options):
        chosen = [row for crew in plan for row in crew]
        if keeps(program, chosen):
            yield Solution.of(trip(program, row) for row in chosen)


def trip(program, row):
    pairs, duties, visits = program.candidates, program.duties, program.visits
    visit, duty = int(pairs.visit[row]), int(pairs.duty[row])
    home, mode, there = int(duties.home[duty]), int(duties.mode[duty]), int(visits.place[visit])
    start = int(pairs.earliest[row])
    out, back = program.travel.leg(mode, home, there)[0], program.travel.leg(mode, there, home)[0]
    return Tour(duty, start - out, (visit,), (start,), start + int(visits.service[visit]) + back)


def proven(program):
    claims = Claims(8 + len(program.levels))
    solution = rostering.roster(program, time.monotonic() + 60, claims)
    assert solution is not None
    return value_of(program, solution), claims


@pytest.mark.parametrize("seed", range(80))
def test_the_proof_is_that_of_every_plan_enumerated(seed):
    program = compile_problem(drawn(seed)).program
    if not len(program.candidates):
        return
    assert rostering.applies(program), seed
    values = [value_of(program, solution) for solution in every_solution(program)]
    value, claims = proven(program)
    assert value == min(values), seed
    assert claims.all_at(value) == list(value), seed


@pytest.mark.parametrize("seed", range(30))
def test_bounds_of_any_weights_hold_for_every_plan(seed):
    program = compile_problem(drawn(1000 + seed)).program
    if not len(program.candidates):
        return
    layout, dice = lay_out(program), Random(seed)
    weights = [dice.choice((0, 1, 7, 1000)) for _ in range(8 + len(program.levels))]
    parts = [layout.costs(level) for level in range(len(weights))]
    costs = sum(weight * part[0] for weight, part in zip(weights, parts, strict=True))
    constant = sum(weight * part[1] for weight, part in zip(weights, parts, strict=True))
    proof = Solver(layout).minimise(costs, constant, time.monotonic() + 60).proof
    assert proof is not None
    for solution in every_solution(program):
        value = value_of(program, solution)
        worth = sum(weight * number for weight, number in zip(weights, value, strict=True))
        assert proof.bound <= worth, seed


def test_solve_proves_every_level_of_a_roster():
    window = [(1000, 1100)]
    jobs = [job(name, windows=window, weight=weight) for name, weight in (("a", 3), ("b", 5), ("c", 4))]
    people = [person(max_tasks_per_trip=1), person("bob", "work", max_tasks_per_trip=1)]
    result = solve(problem(*people, *jobs), time_limit=30)
    assert (result.status, result.stopped_by) == ("optimal", "proof")
    assert result.levels[0].value == (0, 0, 3, 0, 0, 0, 0, 0)
    assert all(level.value == level.bound for level in result.levels)


def test_a_roster_in_which_all_plans_are_worth_the_same_is_proven_too():
    of = problem(
        person(max_tasks_per_trip=1),
        job(windows=[(1000, 1100)], weight=0),
        objectives=["coverage"],
    )
    assert rostering.applies(compile_problem(of).program)
    result = solve(of, time_limit=10)
    assert (result.status, result.stopped_by) == ("optimal", "proof")


def test_a_pin_is_kept_though_another_plan_is_better():
    window = [(1000, 1100)]
    jobs = [job("a", windows=window, weight=3), job("b", windows=window, weight=5)]
    made = problem(person(max_tasks_per_trip=1), *jobs, pins=[Pin(volunteer="ann", task="a")])
    program = compile_problem(made).program
    assert rostering.applies(program)
    value, claims = proven(program)
    assert value[:8] == (0, 0, 5, 0, 0, 0, 0, 0)
    assert claims.all_at(value) == list(value)


def test_what_is_not_whole_is_searched(monkeypatch):
    # Two trips of three each, of which any two overlap but never three, and a cap: halves are the best of the relaxation.
    seen = []
    found = rostering._whole
    monkeypatch.setattr(rostering, "_whole", lambda *args: seen.append(1) or found(*args))
    for seed in range(300):
        program = compile_problem(drawn(5000 + seed)).program
        if len(program.candidates):
            values = [value_of(program, solution) for solution in every_solution(program)]
            before = len(seen)
            value, claims = proven(program)
            if len(seen) > before:
                assert value == min(values), seed
                assert claims.all_at(value) == list(value), seed
                return
    assert seen


def test_windows_and_longer_trips_are_left_to_the_other_engines():
    window = [(1000, 1200)]
    assert not rostering.applies(
        compile_problem(problem(person(max_tasks_per_trip=1), job(windows=window))).program
    )
    window = [(1000, 1100)]
    assert not rostering.applies(compile_problem(problem(person(), job(windows=window))).program)
    assert rostering.applies(
        compile_problem(problem(person(max_tasks_per_trip=1), job(windows=window))).program
    )


def test_several_days_are_one_program():
    offers = [(0, 2 * DAY)]
    jobs = [job(f"d{day}", windows=[(day * DAY + 1000, day * DAY + 1100)]) for day in range(2)]
    program = compile_problem(problem(person(offers=offers, max_tasks_per_trip=1), *jobs)).program
    value, claims = proven(program)
    assert value[:8] == (0,) * 8
    assert claims.all_at(value) == list(value)


@pytest.mark.parametrize("seed", range(40))
def test_bounds_of_levels_hold_for_every_plan_no_worse_above(seed):
    program = compile_problem(drawn(2000 + seed)).program
    values = sorted({value_of(program, solution) for solution in every_solution(program)})
    for incumbent in {values[0], values[len(values) // 2], values[-1]}:
        claims = Claims(len(incumbent))
        levels_bound(program, incumbent, 60.0, claims)
        for level in range(8, len(incumbent)):
            proven = claims.at(level, incumbent)
            no_worse = [
                value[level]
                for value in values
                if all(a <= b for a, b in zip(value[:level], incumbent[:level], strict=True))
            ]
            assert proven is None or proven <= min(no_worse), (seed, level)


def test_travel_of_one_task_a_trip_is_bounded_although_starts_are_free():
    people = [person(max_tasks_per_trip=1), person("bob", "work", max_tasks_per_trip=1)]
    program = compile_problem(problem(*people, job(), job("other", "home"))).program
    claims = Claims(9)
    value = (0,) * 8 + (2000,)
    levels_bound(program, value, 60.0, claims)
    assert claims.at(8, value) == 0
    claims = Claims(9)
    program = compile_problem(problem(person(max_tasks_per_trip=1), job(), job("other"))).program
    levels_bound(program, value, 60.0, claims)
    assert claims.at(8, value) == 2000


def test_tasks_that_may_share_a_trip_are_not_counted_as_trips():
    program = compile_problem(
        problem(person(), job(), job("other"), objectives=("coverage", "trips"))
    ).program
    claims, value = Claims(9), (0,) * 8 + (2,)
    levels_bound(program, value, 60.0, claims)
    assert (claims.at(8, value) or 0) <= 1


def test_a_program_that_cannot_be_solved_is_tried_afresh_and_then_given_up():
    # Going on from a basis ended abnormally on 2,000 × 8,000, and so did what was to start afresh.
    matrix = csr_matrix(np.array([[-1], [1]]))
    simplex = _Simplex(matrix, np.array([-2, 1]), np.array([1]), np.array([np.inf]))
    everything = np.ones(2, dtype=bool)
    simplex.add_rows(everything)
    simplex.add_columns(everything[:1])
    assert simplex.solve(time.monotonic() + 10) is None
    assert simplex.solve(time.monotonic() - 1) is None


def test_a_program_goes_on_where_rows_and_columns_are_added():
    matrix = csr_matrix(np.array([[-1, -1], [1, 0]]))
    simplex = _Simplex(matrix, np.array([-2, 1]), np.array([1, 3]), np.array([np.inf, np.inf]))
    simplex.add_rows(np.array([True, False]))
    simplex.add_columns(np.array([True, False]))
    values, duals = simplex.solve(time.monotonic() + 10)
    assert (values.tolist(), duals.tolist()) == ([2, 0], [1, 0])
    simplex.add_rows(np.array([False, True]))
    simplex.add_columns(np.array([False, True]))
    values, duals = simplex.solve(time.monotonic() + 10)
    assert (values.tolist(), duals.tolist()) == ([1, 1], [3, 2])
