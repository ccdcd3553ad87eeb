"""The compiled search on what ties visits, people and days together: every plan is legal, worth what it says, and no
better than the best; and nearly always it is the best."""

import time
from random import Random

import pytest
from attrs import evolve

from oracle.enumerate import flat
from oracle.test_tied import case
from rules.test_people_enumerated import TASKS, drawn
from volmatch.compile import compile_problem
from volmatch.decode import decode
from volmatch.engines.cpsat import Limits
from volmatch.engines.exact import optimise
from volmatch.engines.greedy import greedy, keeps_musts
from volmatch.engines.scope import whole
from volmatch.engines.search.chains import Chains
from volmatch.engines.search.ties import can_search
from volmatch.engines.solution import value_of
from volmatch.verifier import score, verify

AMPLE = 300.0
PAID = ["exposed", "lateness", "fairness", "continuity", "stability"]
pytestmark = pytest.mark.filterwarnings("ignore::volmatch.domain.problem.InputWarning")

FAMILIES = ("lone", "several", "mixed", "begun")


def problem_of(family, seed):
    several = family == "several"
    tasks = TASKS[:3] if several else TASKS
    of = (
        case(seed)
        if family == "begun"
        else drawn(Random(seed), tasks, several=several, mixed=family == "mixed")
    )
    levels = Random(seed + 7).sample(PAID, 2) if seed % 2 else []
    return evolve(of, objectives=["coverage", *levels, "nearness"])


def searched(of, seed):
    """Give what the search and the exact engine make of a problem, or nothing where there is nothing to search."""
    compiled = compile_problem(of)
    program = compiled.program
    if not can_search(program):
        return None
    first = greedy(program)
    kept = keeps_musts(program, first)
    best = optimise(whole(program, first), Limits(time.monotonic() + AMPLE), feasible=kept)
    if best.solution is None:
        assert best.infeasible, seed
        return None
    found = []
    start = first if kept else best.solution
    Chains(program, seed, 1, 1_000, start).run(time.monotonic() + AMPLE, lambda: False, found.append)
    solution = found[-1] if found else start
    plan = decode(of, compiled, solution)
    assert verify(of, plan) == [], (seed, verify(of, plan))
    assert flat(score(of, plan)) == value_of(program, solution), seed
    return value_of(program, solution), value_of(program, best.solution)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_plan_is_broken_and_most_are_the_best(family):
    pairs = [searched(problem_of(family, seed), seed) for seed in range(60)]
    values = [pair for pair in pairs if pair is not None]
    assert len(values) > 30
    assert all(found >= best for found, best in values)
    assert sum(found == best for found, best in values) >= 0.85 * len(values)


def test_who_must_serve_together_is_left_to_the_exact_engine():
    program = compile_problem(
        next(of for of in (problem_of("lone", seed) for seed in range(99)) if _together(of))
    ).program
    assert not can_search(program)


def _together(of):
    return bool(compile_problem(of).program.partners.together.any())
