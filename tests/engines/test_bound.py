"""Bounds on coverage hold for every plan, and are reached where the program is simple."""

from itertools import combinations, pairwise, product
from random import Random

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from rules.build import DAY, HOUR, job, person, place, problem
from volmatch.compile import compile_problem
from volmatch.engines import bound as bound_module
from volmatch.engines.claims import Claims
from volmatch.engines.greedy import greedy
from volmatch.engines.lagrange import _Simplex, lagrangian
from volmatch.engines.solution import coverage_of, value_of

WEIGHTS = (1, 2, 5)


def coverage_bound(program, value, seconds):
    """Give what is proven for plans within the values above."""
    claims = Claims(8)
    bound_module.coverage_bound(program, value, seconds, claims)
    return tuple(claims.all_at(value))


def roster(dice):
    """Tasks at fixed times, each a trip of its own, so that every plan can be counted."""
    jobs = []
    for row in range(dice.randint(2, 4)):
        begin = dice.randrange(0, 12) * 300
        jobs.append(
            job(
                f"t{row}",
                dice.choice(["work", "home", "far"]),
                [(begin, begin + 300)],
                300,
                priority=dice.choice(["critical", "normal", "normal", "low"]),
                weight=dice.choice(WEIGHTS),
                people=dice.choice([1, 1, 2, {"min": 1, "target": 2}, {"min": 2, "target": 3}]),
                skills=dice.choice([[], [], ["s"]]),
            )
        )
    people = [
        person(
            f"v{row}",
            dice.choice(["home", "work"]),
            [(begin, begin + dice.randrange(4, 16) * 300)],
            max_tasks_per_trip=1,
            max_trips=dice.choice([None, 1, 2]),
            max_tasks_per_day=dice.choice([None, None, 2]),
            skills=dice.choice([[], ["s"]]),
        )
        for row in range(dice.randint(2, 3))
        for begin in [dice.randrange(0, 6) * 300]
    ]
    rules = {"workload": {"max_hours_per_day": dice.choice([None, None, 0.4])}}
    return problem(*people, person("spare", offers=(), skills=["s"]), *jobs, place("far", 900), rules=rules)


def coverages(program):
    """Give the coverage of every plan: all choices of people for every task, kept where all caps hold."""
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
    found = set()
    for plan in product(*options):
        if keeps(program, [row for crew in plan for row in crew]):
            found.add(coverage_of(program, {visit: len(crew) for visit, crew in enumerate(plan)}))
    return found


def keeps(program, rows):
    pairs, duties, visits, counters = program.candidates, program.duties, program.visits, program.counters
    busy, amounts = {}, {}
    for row in rows:
        visit, duty = int(pairs.visit[row]), int(pairs.duty[row])
        home, mode, there = int(duties.home[duty]), int(duties.mode[duty]), int(visits.place[visit])
        out, back = program.travel.leg(mode, home, there), program.travel.leg(mode, there, home)
        start = int(visits.low[visits.ptr[visit]])
        away = start - out[0], start + int(visits.service[visit]) + back[0]
        busy.setdefault(int(duties.volunteer[duty]), []).append(away)
        sums = amounts.setdefault(duty, [0, 0, 0, 0])
        for kind, amount in enumerate((1, away[1] - away[0], out[1] + back[1], 1)):
            sums[kind] += amount
    for times in busy.values():
        times.sort()
        if any(a[1] > b[0] for a, b in pairwise(times)):
            return False
    for row in range(len(counters)):
        members = counters.duty[counters.ptr[row] : counters.ptr[row + 1]].tolist()
        if sum(amounts.get(duty, [0] * 4)[counters.kind[row]] for duty in members) > counters.cap[row]:
            return False
    return True


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_is_below_the_bound(seed):
    program = compile_problem(roster(Random(seed))).program
    plans = coverages(program)
    best = min(plans)
    for incumbent in {best, value_of(program, greedy(program))[:8], max(plans)}:
        found = coverage_bound(program, incumbent, 20.0)
        for level, proven in enumerate(found):
            no_worse = [
                plan
                for plan in plans
                if plan[:level] <= incumbent[:level]
                and all(a <= b for a, b in zip(plan[:level], incumbent[:level], strict=True))
            ]
            assert proven <= min(plan[level] for plan in no_worse), (seed, level)


def test_most_rosters_are_proven_outright():
    proven = 0
    for seed in range(60):
        program = compile_problem(roster(Random(seed))).program
        best = min(coverages(program))
        proven += coverage_bound(program, best, 20.0) == best
    assert proven >= 50


def bound_of(*things, **more):
    program = compile_problem(problem(*things, **more)).program
    return coverage_bound(program, value_of(program, greedy(program))[:8], 20.0)


def test_a_task_that_nobody_can_serve_is_proven_lost():
    assert bound_of(person(radius_km=0.1), job(weight=7, priority="high")) == (0, 7, 0, 0, 0, 0, 0, 0)
    assert bound_of(job(weight=7, priority="low")) == (0, 0, 0, 7, 0, 0, 0, 0)


def test_a_team_for_which_there_are_too_few_people_is_proven_lost():
    assert bound_of(person(), person("bob"), job(people=3, weight=2)) == (0, 0, 2, 0, 0, 0, 0, 0)


def test_two_offers_of_one_person_are_one_person():
    offers = [(0, 5000), (6000, 9000)]
    assert bound_of(person(offers=offers), job(people=2)) == (0, 0, 1, 0, 0, 0, 0, 0)


def test_of_tasks_at_one_instant_one_is_proven_lost():
    window = [(1000, 1100)]
    jobs = [job(name, windows=window, weight=weight) for name, weight in (("a", 3), ("b", 5), ("c", 4))]
    assert bound_of(person(), *jobs) == (0, 0, 7, 0, 0, 0, 0, 0)


def test_trips_that_only_just_overlap_are_seen():
    # home between the two takes 1,000 s
    jobs = [job("a", windows=[(1000, 1100)]), job("b", windows=[(2099, 2199)])]
    assert bound_of(person(max_tasks_per_trip=1), *jobs) == (0, 0, 1, 0, 0, 0, 0, 0)
    jobs[1] = job("b", windows=[(2100, 2200)])
    assert bound_of(person(max_tasks_per_trip=1), *jobs) == (0,) * 8


def test_caps_on_trips_tasks_and_hours_are_seen():
    jobs = [job(f"t{row}") for row in range(5)]
    assert bound_of(person(max_trips=2, max_tasks_per_trip=1), *jobs)[2] == 3
    assert bound_of(person(max_trips=2, max_tasks_per_trip=2), *jobs)[2] == 1
    assert bound_of(person(max_tasks_per_day=2), *jobs)[2] == 3
    long = [job(f"t{row}", "home", duration=HOUR) for row in range(5)]
    assert bound_of(person(max_hours_per_day=3), *long)[2] == 2
    assert bound_of(person(offers=[(0, 3 * HOUR)]), *long)[2] == 2
    assert (
        bound_of(
            person(offers=[(0, 2 * DAY)], max_hours_per_day=3),
            *(job(f"t{row}", "home", [(0, 2 * DAY)], HOUR) for row in range(5)),
        )[2]
        == 0
    )


@pytest.mark.parametrize(
    ("ann", "lost"),
    [
        ({"max_trips": 2, "max_tasks_per_trip": 2}, 1),
        ({"max_trips": 1}, 0),
        ({"max_trips": 1, "max_tasks_per_trip": 3}, 2),
    ],
)
def test_a_poor_plan_does_not_hide_a_bound_that_is_too_high(ann, lost):
    program = compile_problem(problem(person(**ann), *(job(f"t{row}") for row in range(5)))).program
    assert coverage_bound(program, (0, 0, 5, 0, 0, 0, 0, 0), 20.0) == (0, 0, lost, 0, 0, 0, 0, 0)


def test_missing_seats_are_bounded_too():
    people = {"min": 1, "target": 3}
    assert bound_of(person(), person("bob"), job(people=people, weight=2)) == (0, 0, 0, 0, 0, 0, 2, 0)


def test_without_time_only_what_is_free_of_charge_is_known():
    window = [(1000, 1100)]
    program = compile_problem(
        problem(person(), job("a", windows=window), job("b", windows=window), job("c", people=2))
    ).program
    assert coverage_bound(program, (0, 0, 2, 0, 0, 0, 0, 0), 0.0) == (0, 0, 1, 0, 0, 0, 0, 0)


def test_a_program_beyond_the_largest_lp_is_bounded_without(monkeypatch):
    monkeypatch.setattr(bound_module, "MOST_PAIRS", 1)
    window = [(1000, 1100)]
    assert bound_of(person(), job("a", windows=window), job("b", windows=window)) == (0,) * 8


def test_an_lp_that_fails_proves_nothing(monkeypatch):
    monkeypatch.setattr(_Simplex, "solve", lambda *args: None)
    window = [(1000, 1100)]
    assert bound_of(person(), job("a", windows=window), job("b", windows=window)) == (0,) * 8


@pytest.mark.parametrize("seed", range(40))
def test_any_duals_give_a_valid_bound(seed):
    dice = np.random.default_rng(seed)
    matrix = dice.integers(-3, 4, (5, 6))
    most = dice.integers(0, 6, 5)
    costs, constant = dice.integers(-9, 10, 6), int(dice.integers(-5, 6))
    plans = [bits for bits in product((0, 1), repeat=6) if (matrix @ bits <= most).all()]
    best = min(constant + int(costs @ np.array(bits)) for bits in plans)
    for _ in range(20):
        duals = dice.uniform(-1, 5, 5) * dice.integers(0, 2, 5)
        found = lagrangian(duals, csr_matrix(matrix), most, costs, constant)
        assert found is None or found.bound <= best
