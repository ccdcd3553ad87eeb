"""Loads: what the engines hold to be possible is what the rule allows, for every order of every few stops."""

from itertools import chain, combinations, permutations, product
from random import Random

import numpy as np
import pytest

from rules.build import DAY, job, person, problem
from volmatch.compile import compile_problem
from volmatch.decode import decode
from volmatch.domain.view import PlanView
from volmatch.engines.bound import coverage_bound
from volmatch.engines.claims import Claims
from volmatch.engines.cpsat import Limits
from volmatch.engines.exact import optimise
from volmatch.engines.greedy import greedy
from volmatch.engines.improve import Improver
from volmatch.engines.scope import part, whole
from volmatch.engines.solution import Solution, coverage_of, value_of
from volmatch.engines.timing import Timer
from volmatch.generator import generate
from volmatch.rules.capacity import Capacity
from volmatch.solver import solve
from volmatch.verifier import verify

FAR_OFF = 1e12


def loaded(seed, people=2, tasks=4, **more):
    """Make a problem in which nothing but loads, and the number of trips, keeps anybody from anything."""
    dice = Random(seed)
    kinds = dice.choice([["bags"], ["bags", "crates"]])
    fields = dice.choice([["load"], ["collect"], ["load", "collect"], ["load", "collect"]])

    def amounts(least, most):
        return {kind: dice.randint(least, most) for kind in kinds}

    who = [
        person(f"v{row}", capacity=amounts(2, 5), max_trips=dice.choice([1, 1, 2]), travel_mode="walk")
        for row in range(people)
    ]
    what = [
        job(
            f"t{row}",
            dice.choice(["home", "work"]),
            [(0, DAY)],
            weight=dice.randint(1, 4),
            **{field: amounts(0, 3) for field in fields},
        )
        for row in range(tasks)
    ]
    return problem(*who, *what, **more)


def orders(visits):
    return chain.from_iterable(permutations(visits, count) for count in range(1, len(visits) + 1))


def overloaded(of, compiled, tours):
    view = PlanView(of, decode(of, compiled, Solution.of(tours)))
    return list(Capacity().check(of, view))


@pytest.mark.parametrize("seed", range(30))
def test_a_trip_can_be_timed_exactly_where_the_rule_allows_it(seed):
    of = loaded(seed)
    compiled = compile_problem(of)
    program = compiled.program
    loads = program.loads
    free = Timer(compile_problem(of_without_loads(of)).program)
    timer = Timer(program)
    candidates = set(zip(program.candidates.duty.tolist(), program.candidates.visit.tolist(), strict=True))
    seen = set()
    for duty in range(len(program.duties)):
        for visits in orders(range(len(program.visits))):
            tour = free.tour(duty, visits, 0, DAY)
            allowed = not overloaded(of, compiled, [tour])
            could = all((duty, visit) in candidates for visit in visits)
            assert (could and timer.tour(duty, visits, 0, DAY) is not None) == allowed, (seed, duty, visits)
            seen.add(allowed)
    assert True in seen
    assert loads.num_kinds == 0 or False in seen


def of_without_loads(of):
    from attrs import evolve

    return evolve(of, tasks=[evolve(task, load={}, collect={}) for task in of.tasks])


def best_coverage(of):
    """Give the best coverage of every plan: who serves what, on how many trips, in which order, judged by the rule."""
    compiled = compile_problem(of)
    program = compiled.program
    free = Timer(compile_problem(of_without_loads(of)).program)
    tasks = range(len(program.visits))
    able = []
    for duty, volunteer in enumerate(program.duties.volunteer.tolist()):
        most = of.volunteer(compiled.volunteers[volunteer]).max_trips
        one = {
            frozenset(visits)
            for visits in orders(tasks)
            if not overloaded(of, compiled, [free.tour(duty, visits, 0, DAY)])
        } | {frozenset()}
        able.append({a | b for a in one for b in one} if most == 2 else one)
    return min(
        coverage_of(program, dict.fromkeys(frozenset().union(*chosen), 1)) for chosen in product(*able)
    )


@pytest.mark.parametrize("seed", range(40))
def test_the_exact_engine_against_every_plan(seed):
    of = loaded(1000 + seed)
    compiled = compile_problem(of)
    program = compiled.program
    first = greedy(program)
    outcome = optimise(whole(program, first), Limits(FAR_OFF))
    assert outcome.complete
    for solution in (first, outcome.solution):
        assert verify(of, decode(of, compiled, solution)) == []
    value = value_of(program, outcome.solution)
    assert value[:8] == best_coverage(of), seed
    assert value_of(program, first) >= value


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_on_coverage_holds(seed):
    of = loaded(1000 + seed)
    program = compile_problem(of).program
    best = best_coverage(of)
    for value in (best, value_of(program, greedy(program))[:8]):
        claims = Claims(8)
        coverage_bound(program, value, 100, claims)
        assert all(bound <= worth for bound, worth in zip(claims.all_at(best), best, strict=True)), seed


@pytest.mark.parametrize(
    ("loads", "capacity", "trips", "unserved"),
    [
        ([2, 3], 5, 1, 0),
        ([2, 3], 4, 1, 1),
        ([2, 2, 2, 2], 4, 1, 2),
        ([2, 2, 2, 2], 3, 1, 3),
        ([2, 2, 2, 2, 2], 4, 2, 1),
        ([2, 2, 2, 2, 2], 4, None, 0),
    ],
)
@pytest.mark.parametrize("field", ["load", "collect"])
def test_the_bound_knows_what_all_trips_hold_together(loads, capacity, trips, unserved, field):
    jobs = [job(f"t{row}", **{field: {"bags": amount}}) for row, amount in enumerate(loads)]
    program = compile_problem(problem(person(capacity={"bags": capacity}, max_trips=trips), *jobs)).program
    claims = Claims(8)
    coverage_bound(program, (0, 0, len(loads), 0, 0, 0, 0, 0), 100, claims)
    assert claims.at(2, (0, 0, len(loads), 0, 0, 0, 0, 0)) == unserved


@pytest.mark.parametrize("seed", range(10))
def test_neighbourhoods_keep_loads(seed):
    of = loaded(2000 + seed, people=4, tasks=8)
    compiled = compile_problem(of)
    program = compiled.program
    improver = Improver(program, greedy(program), seed)
    before = improver.value
    improver.round(3, FAR_OFF, lambda level: False)
    assert improver.value <= before
    assert verify(of, decode(of, compiled, improver.solution)) == []
    duties = sorted(Random(seed).sample(range(len(program.duties)), 2))
    outcome = optimise(part(program, improver.solution, duties, range(len(program.visits))), Limits(FAR_OFF))
    assert outcome.complete
    assert verify(of, decode(of, compiled, outcome.solution)) == []
    assert value_of(program, outcome.solution) <= improver.value


@pytest.mark.parametrize("seed", range(6))
def test_the_hint_of_the_exact_model_is_a_solution_of_it(seed):
    from ortools.sat.python import cp_model

    from volmatch.engines.model import Model
    from volmatch.engines.reading import read

    of = loaded(3000 + seed, tasks=6)
    program = compile_problem(of).program
    first = greedy(program)
    model = Model(whole(program, first))
    for var, value in zip(model.variables, model.hinted, strict=True):
        model.cp.add(var == value)
    assert cp_model.CpSolver().solve(model.cp) == cp_model.OPTIMAL
    assert read(model, model.hinted) == first


@pytest.mark.parametrize("seed", range(3))
def test_errands_with_loads(seed):
    of = generate("errands", volunteers=12, tasks=40, seed=seed, variant="loads")
    program = compile_problem(of).program
    assert program.loads.num_kinds == 2
    first = greedy(program)
    result = solve(of, time_limit=300, iteration_limit=6000, workers=1)
    assert (result.message, verify(of, result.plan)) == ("", [])
    assert (*result.levels[0].value, *(level.value for level in result.levels[1:])) <= value_of(
        program, first
    )
    assert any(len(trip.stops) > 1 for trip in result.plan.trips)


def test_what_cannot_bind_costs_the_engines_nothing():
    of = problem(person(capacity={"bags": 9}), *(job(f"t{row}", load={"bags": 3}) for row in range(3)))
    program = compile_problem(of).program
    assert program.loads.num_kinds == 0
    assert program.mechanisms == frozenset()
    assert program.loads.brought.dtype == np.int64


def test_several_trips_are_planned_where_one_cannot_hold_everything():
    of = problem(person(capacity={"bags": 2}), *(job(f"t{row}", load={"bags": 1}) for row in range(5)))
    result = solve(of, time_limit=30)
    assert result.status == "optimal"
    assert sorted(len(trip.stops) for trip in result.plan.trips) == [1, 2, 2]
    assert verify(of, result.plan) == []


def test_pairs_of_volunteer_and_task_that_are_too_heavy_are_no_candidates():
    who = [person(f"v{most}", capacity={"bags": most}) for most in range(4)]
    what = [job(f"t{amount}", collect={"bags": amount}) for amount in range(4)]
    pairs = compile_problem(problem(*who, *what)).program.candidates
    found = set(zip(pairs.visit.tolist(), pairs.duty.tolist(), strict=True))
    assert found == {(amount, most) for amount, most in product(range(4), repeat=2) if amount <= most}
    assert len(found) == len(list(combinations(range(5), 2)))
