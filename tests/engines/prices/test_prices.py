"""Bounds by prices: below every plan enumerated, and as good as the linear program of largest overlaps."""

import time
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest

from engines import test_rostering as rosters
from engines.test_rostering import drawn, every_solution
from rules.build import job, person, problem
from volmatch import generate
from volmatch.compile import compile_problem
from volmatch.engines import rostering
from volmatch.engines.folding import Folded
from volmatch.engines.lagrange import Solver
from volmatch.engines.prices.ascent import Prices
from volmatch.engines.prices.timetable import Timetables
from volmatch.engines.relaxation import lay_out, spans_of
from volmatch.engines.solution import value_of
from volmatch.search import Search, improving, proofs
from volmatch.search.first import first_plan
from volmatch.solver import solve


def weighed(layout, dice):
    """Fold all levels with weights that are drawn."""
    weights = [dice.choice((0, 1, 7, 1000)) for _ in range(8 + len(layout.program.levels))]
    parts = [layout.costs(level) for level in range(len(weights))]
    costs = sum(weight * part[0] for weight, part in zip(weights, parts, strict=True))
    return weights, costs, sum(weight * part[1] for weight, part in zip(weights, parts, strict=True))


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_costs_less_than_the_bound_and_what_its_pairs_cost_more(seed):
    program = compile_problem(drawn(3000 + seed)).program
    if not len(program.candidates):
        return
    layout, dice = lay_out(program), Random(seed)
    weights, costs, constant = weighed(layout, dice)
    proofs = [Prices(layout).minimise(costs, constant, time.monotonic() + 60).proof]
    anything = np.array([dice.random() * 2000 for _ in range(layout.apart)])
    proofs.append(Prices(layout)._proof(costs, constant, anything))
    pairs = program.candidates
    for solution in every_solution(program):
        value = value_of(program, solution)
        worth = sum(weight * number for weight, number in zip(weights, value, strict=True))
        used = {(tour.duty, visit) for tour in solution.tours for visit in tour.visits}
        rows = [row for row in range(len(pairs)) if (pairs.duty[row], pairs.visit[row]) in used]
        for proof in proofs:
            assert proof.bound <= worth, seed
            most = max((int(proof.reduced[row]) for row in rows), default=0)
            assert proof.total + most <= worth * proof.scale, seed


@pytest.mark.parametrize("seed", range(3))
def test_the_bound_comes_near_that_of_the_linear_program(seed):
    made = generate("urban", volunteers=40, seed=seed, variant="fixed")
    layout = lay_out(compile_problem(made).program)
    costs, constant = Folded.of(layout, 4).first(2)
    exact = Solver(layout).minimise(costs, constant, time.monotonic() + 60).proof
    near = Prices(layout).minimise(costs, constant, time.monotonic() + 60).proof
    assert exact.bound * (1 - 1e-5) <= near.bound <= exact.bound + 1, seed


def test_prices_found_before_are_where_the_next_begin_and_a_goal_is_enough():
    made = generate("urban", volunteers=40, seed=1, variant="fixed")
    layout = lay_out(compile_problem(made).program)
    prices, exact = Prices(layout), Solver(layout)
    prices.minimise(*Folded.of(layout, 4).first(2), time.monotonic() + 60)
    goal = exact.minimise(*layout.costs(2), time.monotonic() + 60).proof.bound
    assert prices.minimise(*layout.costs(2), time.monotonic() + 60, goal, finish=False).proof.bound == goal
    late = prices.minimise(*layout.costs(2), time.monotonic() - 1, goal).proof
    assert late.bound <= goal


def test_multipliers_that_are_no_numbers_prove_nothing():
    layout = lay_out(compile_problem(drawn(3001)).program)
    costs, constant = layout.costs(2)
    assert Prices(layout)._proof(costs, constant, np.full(layout.apart, np.inf)) is None
    assert Prices(layout)._proof(costs, constant, np.full(layout.apart, 1e300)) is None


@pytest.mark.parametrize("seed", range(30))
def test_rosters_are_proven_by_prices_as_by_enumeration(seed, monkeypatch):
    monkeypatch.setattr(rostering, "FEWEST_PRICED", 0)
    monkeypatch.setattr(rostering, "is_ready", lambda: True)
    rosters.test_the_proof_is_that_of_every_plan_enumerated(6000 + seed)


@pytest.mark.parametrize("seed", range(10))
def test_timetables_know_what_is_over_before_and_what_begins_after(seed):
    program = compile_problem(drawn(7000 + seed)).program
    if not len(program.candidates):
        return
    layout = lay_out(program)
    tables, (start, end) = Timetables.of(layout), spans_of(program, layout.legs)
    for first, last in zip(tables.ptr[:-1].tolist(), tables.ptr[1:].tolist(), strict=True):
        items = tables.order[first:last]
        if items[0] >= len(start):
            assert last == first + 1
            continue
        by_start = items[tables.by_start[first:last]]
        assert (np.diff(end[items]) >= 0).all()
        assert (np.diff(start[by_start]) >= 0).all()
        for row, item in enumerate(items.tolist(), first):
            assert tables.before[row] == (end[items] <= start[item]).sum()
            assert tables.after[row] == (start[by_start] < end[item]).sum()


def shifts(num, **more):
    """Make shifts at one time and two people, of whom each serves one."""
    people = [person(max_tasks_per_trip=1), person("bob", "work", max_tasks_per_trip=1)]
    jobs = [job(f"t{row}", windows=[(1000, 1100)]) for row in range(num)]
    return problem(*people, *jobs, objectives=["coverage"], **more)


def test_what_can_be_filled_needs_no_linear_program(monkeypatch):
    monkeypatch.setattr(proofs, "FEWEST_FILLED", 0)
    monkeypatch.setattr(rostering, "roster", lambda *args: pytest.fail("a linear program was asked"))
    result = solve(shifts(2), time_limit=10)
    assert (result.status, result.stopped_by) == ("optimal", "proof")


def test_what_cannot_be_filled_is_still_proven(monkeypatch):
    monkeypatch.setattr(proofs, "FEWEST_FILLED", 0)
    monkeypatch.setattr(proofs, "anneal", lambda *args: None)
    result = solve(shifts(3), time_limit=10)
    assert (result.status, result.levels[0].value[2]) == ("optimal", 1)


def test_a_search_is_over_once_all_is_proven():
    program = compile_problem(shifts(2)).program
    made = Search(
        program=program,
        started=time.monotonic(),
        deadline=time.monotonic() + 500,
        seed=0,
        iteration_limit=None,
        workers=1,
        executor=None,
        cancelled=lambda: False,
        on_progress=None,
        method="auto",
    )
    first_plan(made)
    asked = []
    made.chains = SimpleNamespace(run=lambda until, over, report, start: asked.append(over()))
    improving.anneal(made, 400.0)
    assert asked == [True]
    assert made.stopped_by == "proof"
