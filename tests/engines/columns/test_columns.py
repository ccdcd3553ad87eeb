"""The bound on travel holds for every plan, is that of the linear program over all trips at least, and its trips are real."""

import os
import subprocess
import sys
from itertools import permutations
from random import Random

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, linprog, milp

from oracle.enumerate import Oracle, flat
from oracle.problems import build, tiny
from rules.build import HOUR, job, person, place, problem
from volmatch.compile import compile_problem
from volmatch.decode import decode
from volmatch.engines.claims import Claims
from volmatch.engines.columns import bound as bound_module
from volmatch.engines.columns import graph as graph_module
from volmatch.engines.columns.bound import travel_bound
from volmatch.engines.columns.diving import dive
from volmatch.engines.columns.duals import Duals
from volmatch.engines.columns.graph import build as build_graph
from volmatch.engines.columns.packing import pack
from volmatch.engines.columns.pricing import Pricer
from volmatch.engines.columns.rows import Rows
from volmatch.engines.greedy import greedy
from volmatch.engines.solution import Solution, value_of
from volmatch.engines.timing import Timer
from volmatch.errors import ProblemError
from volmatch.verifier import score, verify

AMPLE = 60.0


def town(dice, **more):
    """Single visits and one trip a volunteer, so that a plan is a choice of trips."""
    spots = [place(f"p{k}", dice.randrange(-3000, 3000), dice.randrange(-3000, 3000)) for k in range(5)]
    jobs = []
    for row in range(dice.randint(4, 8)):
        windows = [
            (begin, begin + dice.choice([1800, 3600, 7200]))
            for begin in sorted(dice.sample(range(0, 5 * HOUR, HOUR), dice.choice([1, 1, 2])))
        ]
        if len(windows) == 2 and windows[0][1] >= windows[1][0]:
            windows = windows[:1]
        jobs.append(
            job(
                f"t{row}",
                dice.choice(["p0", "p1", "p2", "p3", "p4", "home"]),
                windows,
                dice.choice([300, 900, 1500]),
                weight=dice.choice([1, 2, 5]),
                priority=dice.choice(["high", "normal", "normal"]),
            )
        )
    people = [
        person(
            f"v{row}",
            dice.choice(["home", "p0", "p1"]),
            [(begin, begin + dice.randrange(2, 6) * HOUR)],
            max_tasks_per_trip=dice.choice([2, 3, 4]),
            max_trips=1,
        )
        for row in range(dice.randint(2, 3))
        for begin in [dice.randrange(0, 3) * HOUR]
    ]
    return problem(*people, *spots, *jobs, **more)


def run(program, solution=None, **more):
    solution = solution or greedy(program)
    value = value_of(program, solution)
    claims = Claims(len(value))
    return travel_bound(program, solution, value, AMPLE, claims, **more), claims, value


def all_trips(program):
    """Give every trip: (duty, stops, cost), by trying all orders."""
    timer, duties = Timer(program), program.duties
    found = []
    for duty in range(len(duties)):
        pairs = program.candidates
        mine = pairs.visit[pairs.duty == duty].tolist()
        for count in range(1, min(len(mine), int(duties.trip_tasks[duty])) + 1):
            for stops in permutations(mine, count):
                tour = timer.tour(duty, stops, int(duties.start[duty]), int(duties.end[duty]))
                if tour is not None:
                    found.append((duty, stops, value_of(program, Solution.of([tour]))[8]))
    return found


def by_choice(program, trips, given):
    """Give the linear and the whole optimum of choosing trips with coverage no worse than given."""
    visits = program.visits
    rows, most = [], []
    for visit in range(len(visits)):
        rows.append([visit in stops for _, stops, _ in trips])
        most.append(1)
    for duty in range(len(program.duties)):
        rows.append([one == duty for one, _, _ in trips])
        most.append(1)
    for rank in range(4):
        weight = np.where(visits.priority == rank, visits.weight, 0)
        rows.append([-int(weight[list(stops)].sum()) for _, stops, _ in trips])
        most.append(given[rank] - int(weight.sum()))
    table, costs = np.array(rows, float), np.array([cost for _, _, cost in trips], float)
    linear = linprog(costs, A_ub=table, b_ub=most, bounds=(0, 1))
    whole = milp(
        costs,
        integrality=np.ones(len(trips)),
        bounds=(0, 1),
        constraints=LinearConstraint(table, -np.inf, most),
    )
    assert linear.status == 0
    assert whole.status == 0
    return linear.fun, round(whole.fun)


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_lies_between_the_linear_program_over_all_trips_and_the_best_plan(seed):
    of = town(Random(seed))
    compiled = compile_problem(of)
    program = compiled.program
    state, claims, value = run(program)
    linear, best = by_choice(program, all_trips(program), value)
    assert state.finished, seed
    assert linear - 1e-3 <= state.bound <= best, seed
    assert claims.at(8, value) == state.bound, seed
    better = pack(state, greedy(program), AMPLE)
    if better is not None:
        assert not verify(of, decode(of, compiled, better)), seed
        assert best <= value_of(program, better)[8] < value[8], seed
        assert value_of(program, better)[:8] <= value[:8], seed
    elif linear >= best - 0.5:
        assert value_of(program, greedy(program))[8] == best, seed


@pytest.mark.parametrize("seed", range(20))
def test_a_dive_gives_a_plan_that_keeps_every_rule_and_is_no_better_than_the_best(seed):
    of = town(Random(1000 + seed))
    compiled = compile_problem(of)
    program = compiled.program
    first = greedy(program)
    state, _, value = run(program, first)
    better = dive(state, first, AMPLE)
    if better is not None:
        assert not verify(of, decode(of, compiled, better)), seed
        found = value_of(program, better)
        assert found < value, seed
        if found[:8] == value[:8]:
            assert by_choice(program, all_trips(program), value)[1] <= found[8], seed


def test_dives_find_better_plans_than_the_greedy_one():
    better = 0
    for seed in range(20):
        program = compile_problem(town(Random(1000 + seed))).program
        state, _, _ = run(program)
        better += dive(state, greedy(program), AMPLE) is not None
    assert better >= 5


def test_programs_with_teams_or_several_trips_are_bounded_but_not_packed():
    jobs = [job(f"t{row}", people={"min": 1, "target": 2}) for row in range(3)]
    for of in (problem(person(max_trips=1), *jobs), problem(person(max_trips=2), job())):
        program = compile_problem(of).program
        first = greedy(program)
        state, _, value = run(program, first)
        assert state.bound is not None
        assert state.bound <= value[8]
        assert pack(state, first, 1.0) is None
        assert dive(state, first, 1.0) is None


def test_most_towns_are_proven_outright():
    proven = 0
    for seed in range(40):
        program = compile_problem(town(Random(seed))).program
        state, _, value = run(program)
        proven += state.bound == by_choice(program, all_trips(program), value)[1]
    assert proven >= 36


@pytest.mark.parametrize("seed", range(120))
def test_no_plan_of_a_tiny_problem_is_below_the_bound(seed):
    """With several trips a day, teams, caps of all kinds and several priorities."""
    case = tiny(700_000 + seed, pins=False)
    of = build(case)
    program = compile_problem(of).program
    if not program.levels:
        pytest.skip("no level below coverage")
    state, claims, value = run(program)
    if state is None:
        pytest.skip("nothing to price")
    proven = claims.at(8, value)
    if proven is None:
        return
    oracle = Oracle(of, case["grid"])
    best = oracle.optimum().value
    within = [best] if all(a <= b for a, b in zip(best[:8], value[:8], strict=True)) else []
    if len(of.volunteers) <= 2:
        plans = (flat(score(of, plan)) for plan in oracle.plans())
        within += [plan for plan in plans if all(a <= b for a, b in zip(plan[:8], value[:8], strict=True))]
    assert all(proven <= plan[8] for plan in within), seed


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_that_keeps_the_pins_is_below_the_bound(seed):
    case = tiny(800_000 + seed, pins=True)
    try:
        of = build(case)
    except ProblemError:
        pytest.skip("a pin breaks a rule by itself")
    program = compile_problem(of).program
    best = Oracle(build(case, pins=False), case["grid"]).optimum(case.get("pins", []))
    if best is None or not program.levels:
        pytest.skip("no plan keeps the pins, or no level")
    claims = Claims(len(best.value))
    travel_bound(program, greedy(program), best.value, AMPLE, claims)
    proven = claims.at(8, best.value)
    assert proven is None or proven <= best.value[8], seed


@pytest.mark.parametrize("seed", range(30))
def test_pricing_finds_the_cheapest_trip_under_any_duals(seed):
    dice = Random(seed)
    program = compile_problem(town(dice)).program
    graph = build_graph(program)
    rows = Rows(program, graph, value_of(program, greedy(program))[:8])
    single = np.arange(len(program.visits)).tolist()
    cuts = [tuple(sorted(dice.sample(single, 3))) for _ in range(3)]
    pricer = Pricer(graph, rows, 1 + seed % 2, lambda: False, cuts)
    duals = Duals(
        4,
        np.array(
            [dice.randrange(-30_000, 5000) if equal else dice.randrange(0, 9000) for equal in rows.equal]
        ),
        np.zeros(len(program.duties), np.int64),
        np.array([dice.choice([0, 3000]) for _ in cuts]),
    )
    lowest = dict.fromkeys(range(len(program.duties)), 0)
    charge = np.asarray(rows.visits.T @ duals.rows)
    for duty, stops, cost in all_trips(program):
        fines = sum(
            int(fine) for fine, cut in zip(duals.cuts, cuts, strict=True) if len({*cut} & {*stops}) > 1
        )
        lowest[duty] = min(lowest[duty], 4 * cost + int(charge[list(stops)].sum()) + fines)
    cutoff = np.zeros(len(program.duties), np.int64)
    for room in (1, 5):
        found = pricer.price(duals, cutoff, room, 1 << 40)
        assert found.whole
        assert found.lowest.tolist() == list(lowest.values()), seed
        assert set(found.duty[found.reduced < 0].tolist()) == {duty for duty in lowest if lowest[duty] < 0}
    hasty = pricer.price(duals, cutoff, 1, 1)
    assert all(a <= b for a, b in zip(hasty.lowest.tolist(), lowest.values(), strict=True)), seed
    assert hasty.bound <= found.bound


@pytest.mark.parametrize("rules", [{"max_km": 6}, {"max_hours": 2}])
def test_caps_of_trips_are_kept_or_only_relaxed(rules):
    for seed in range(15):
        program = compile_problem(town(Random(seed), rules={"trip_limits": rules})).program
        state, _, value = run(program)
        linear, best = by_choice(program, all_trips(program), value)
        assert state.bound <= best, seed
        if "max_km" in rules:
            assert linear - 1e-3 <= state.bound, seed


def test_a_search_that_is_stopped_notes_nothing_wrong():
    program = compile_problem(town(Random(3))).program
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 6

    told = []
    state, claims, value = run(program, cancelled=cancelled, on_better=told.append)
    assert not state.finished
    assert told == sorted(told)
    assert claims.at(8, value) == (told[-1] if told else None)
    assert all(bound <= by_choice(program, all_trips(program), value)[1] for bound in told)


def test_a_search_that_runs_out_of_steps_is_weaker_but_valid(monkeypatch):
    monkeypatch.setattr(bound_module, "BUDGET", 3)
    for seed in range(10):
        program = compile_problem(town(Random(seed))).program
        state, _, value = run(program)
        assert state.bound is None or state.bound <= by_choice(program, all_trips(program), value)[1], seed


def test_programs_with_too_long_trips_or_no_level_are_left_alone(monkeypatch):
    of = town(Random(1))
    monkeypatch.setattr(graph_module, "MOST_STOPS", 1)
    assert run(compile_problem(of).program)[0] is None
    monkeypatch.undo()
    monkeypatch.setattr(graph_module, "MOST_WAYS", 1)
    assert run(compile_problem(of).program)[0] is None
    bare = compile_problem(problem(person(), job(), objectives=["coverage"])).program
    assert travel_bound(bare, greedy(bare), value_of(bare, greedy(bare)), AMPLE, Claims(8)) is None


def test_it_proves_the_same_without_compilation():
    program = compile_problem(town(Random(5))).program
    said = (
        "from random import Random\n"
        "from engines.columns.test_columns import compile_problem, run, town\n"
        "print(run(compile_problem(town(Random(5))).program)[0].bound)\n"
    )
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-c", said],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) == run(program)[0].bound
