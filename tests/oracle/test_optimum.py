"""(a) (c) (d) On tiny problems: the optimum, the plans and the candidates are those of the brute-force oracle."""

import pytest

from oracle.checks import candidates, count, every_plan, optimum, searched, sweep
from oracle.enumerate import Oracle
from oracle.problems import build, joined, tied, tiny

BATCH = 25


def batches(push, nightly):
    """Cut seeds into batches, so that a run on several processes shares them out."""
    return [range(start, start + BATCH) for start in range(0, count(push, nightly), BATCH)]


def named(seeds):
    return f"{seeds.start}-{seeds.stop - 1}"


@pytest.mark.parametrize("seeds", batches(300, 10_000), ids=named)
def test_the_optimum_is_that_of_every_plan_enumerated(seeds):
    sweep(optimum, tiny, seeds)


@pytest.mark.parametrize("seeds", batches(100, 3_000), ids=named)
def test_pins_are_infeasible_exactly_where_no_plan_keeps_them(seeds):
    sweep(optimum, lambda seed: tiny(100_000 + seed, pins=True), seeds)


@pytest.mark.parametrize("seeds", batches(300, 10_000), ids=named)
def test_the_optimum_of_what_is_tied_together_is_that_of_every_plan_enumerated(seeds):
    sweep(optimum, tied, seeds)


@pytest.mark.parametrize("seeds", batches(100, 3_000), ids=named)
def test_pins_on_what_is_tied_together_are_infeasible_exactly_where_no_plan_keeps_them(seeds):
    sweep(optimum, lambda seed: tied(100_000 + seed, pins=True), seeds)


@pytest.mark.parametrize("check", [optimum, searched])
@pytest.mark.parametrize("seeds", batches(100, 3_000), ids=named)
def test_who_serves_only_together_does_so_in_every_engine(check, seeds):
    sweep(check, joined, seeds)


@pytest.mark.parametrize("seeds", batches(100, 3_000), ids=named)
def test_plans_of_what_is_tied_together_are_accepted_when_pinned(seeds):
    sweep(every_plan, lambda seed: tied(200_000 + seed, pins=False), seeds)


@pytest.mark.parametrize("seeds", batches(100, 3_000), ids=named)
def test_what_can_be_planned_and_is_tied_together_is_a_candidate(seeds):
    sweep(candidates, lambda seed: tied(300_000 + seed, pins=False), seeds)


@pytest.mark.parametrize("seeds", batches(150, 3_000), ids=named)
def test_plans_that_the_verifier_accepts_are_accepted_when_pinned(seeds):
    sweep(every_plan, lambda seed: tiny(200_000 + seed, pins=False), seeds)


@pytest.mark.parametrize("seeds", batches(150, 3_000), ids=named)
def test_what_can_be_planned_is_a_candidate_and_forbidden_by_no_rule(seeds):
    sweep(candidates, lambda seed: tiny(300_000 + seed, pins=False), seeds)


def small_enough(case):
    return len(case["volunteers"]) <= 2 and len(case["tasks"]) <= 3


@pytest.mark.parametrize("seeds", batches(50, 500), ids=named)
def test_the_oracle_loses_nothing_by_pruning(seeds):
    for seed in seeds:
        case = (tied if seed % 2 else tiny)(400_000 + seed, pins=False)
        if not small_enough(case):
            continue
        problem = build(case)
        pruned, full = (Oracle(problem, case["grid"], prune=prune).optimum() for prune in (True, False))
        assert (pruned and pruned.value) == (full and full.value), seed


@pytest.mark.parametrize("seeds", batches(100, 2_000), ids=named)
def test_leaving_home_early_gains_nothing_without_caps_by_the_day(seeds):
    for seed in seeds:
        case = tiny(500_000 + seed, pins=False, plain=True)
        problem = build(case)
        late, early = (Oracle(problem, case["grid"], early=early).optimum() for early in (False, True))
        assert late.value == early.value, seed
