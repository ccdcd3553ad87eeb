"""The relaxation: its overlaps and ways are those counted by hand, and its bound is that of the whole linear program."""

import time
from math import ceil
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from rules.build import job, person, place, problem
from volmatch.compile import compile_problem
from volmatch.engines import lagrange, relaxation
from volmatch.engines.lagrange import Solver
from volmatch.engines.relaxation import largest_overlaps, lay_out, legs_of


@pytest.mark.parametrize("block", [1, 4_000_000])
@pytest.mark.parametrize("seed", range(20))
def test_largest_overlaps_are_those_of_every_instant(seed, block, monkeypatch):
    monkeypatch.setattr(relaxation, "BLOCK", block)
    dice = Random(seed)
    spans = sorted((begin, begin + dice.randint(1, 6)) for begin in dice.choices(range(20), k=10))
    at, member = largest_overlaps(*np.array(spans).T)
    found = [frozenset(member[at == row].tolist()) for row in range(int(at.max(initial=-1)) + 1)]
    every = {
        frozenset(row for row, (start, end) in enumerate(spans) if start <= instant < end)
        for instant in range(30)
    }
    largest = {some for some in every if len(some) > 1 and not any(some < other for other in every)}
    assert len(found) == len(set(found))
    assert set(found) == largest, seed


def test_setups_are_waited_for_but_at_home():
    places = (place("home", setup=40), place("work", 500, setup=40))
    of = problem(person(max_tasks_per_trip=1), job(), job("in", "home"), *places)
    legs = legs_of(compile_problem(of).program)
    assert sorted(legs.lead.tolist()) == [0, 540]
    assert sorted(legs.tail.tolist()) == [0, 500]
    assert sorted(legs.way.tolist()) == [0, 1000]
    assert sorted(legs.metres.tolist()) == [0, 1000]


def crowded(dice):
    """More people than a program starts with, so that columns and overlaps are asked for."""
    spots = [place(f"p{row}", dice.randrange(3000), dice.randrange(3000)) for row in range(20)]
    people = [
        person(f"v{row}", f"p{row}", [(0, 40_000)], max_tasks_per_trip=1, max_trips=dice.choice([1, 1, 2]))
        for row in range(14)
    ]
    jobs = [
        job(
            f"t{row}",
            f"p{dice.randrange(20)}",
            [(begin, begin + 600)],
            600,
            people=dice.choice([1, 1, 1, {"min": 1, "target": 3}]),
        )
        for row in range(12)
        for begin in [20_000 + dice.randrange(4) * 600]
    ]
    return problem(*people, *spots, *jobs)


@pytest.mark.parametrize("seed", range(6))
def test_with_rows_and_columns_on_demand_the_bound_is_that_of_the_whole_program(seed, monkeypatch):
    monkeypatch.setattr(lagrange, "CHEAPEST", 1)
    dice = Random(seed)
    layout = lay_out(compile_problem(crowded(dice)).program)
    weights = dice.choice([(100_000, 2000, 1), (1000, 500, 1)])
    parts = [(weight, layout.costs(level)) for weight, level in zip(weights, (2, 6, 8), strict=True)]
    costs = sum(weight * part for weight, (part, _) in parts)
    constant = sum(weight * part for weight, (_, part) in parts)
    best = linprog(costs, A_ub=layout.matrix.astype(float), b_ub=layout.most, bounds=(0, 1))
    assert best.status == 0
    found = Solver(layout).minimise(costs, constant, time.monotonic() + 60)
    assert found.proof.bound == ceil(best.fun + constant - 1e-4), seed
    assert costs @ found.values == pytest.approx(best.fun, abs=1e-3), seed
    assert (layout.matrix @ found.values <= layout.most + 1e-5).all(), seed
