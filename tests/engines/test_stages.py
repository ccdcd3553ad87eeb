"""Levels packed into one objective compare as the levels do, and bounds on the sum unpack to valid bounds."""

from itertools import product

import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from volmatch.engines.parts import Linear
from volmatch.engines.stages import MOST_PACKED, NUM_COVERAGE, Stage, stages_of


@frozen
class Bit:
    """Stands for a Boolean of a model."""

    index: int


def linear(factors, constant):
    made = Linear(constant=constant)
    for index, factor in enumerate(factors):
        made.add(Bit(index), factor)
    return made


def levels_of(rows):
    """Eight levels that are never below 0, and then others that may be."""
    coverage = [
        linear(factors, extra + sum(-factor for factor in factors if factor < 0))
        for factors, extra in rows[:NUM_COVERAGE]
    ]
    return coverage + [linear(factors, extra) for factors, extra in rows[NUM_COVERAGE:]]


NUM_BITS = 4
amounts = st.lists(st.integers(-6, 6), min_size=NUM_BITS, max_size=NUM_BITS)
one_level = st.tuples(amounts, st.integers(0, 3)) | st.just(([0] * NUM_BITS, 0))
some_levels = st.lists(one_level, min_size=NUM_COVERAGE, max_size=NUM_COVERAGE + 2)
PLANS = [dict(enumerate(bits)) for bits in product((0, 1), repeat=NUM_BITS)]


def value(levels, plan):
    return [level.at(plan) for level in levels]


@settings(deadline=None)
@given(some_levels)
def test_every_level_that_can_be_above_nothing_is_in_one_stage_in_order(rows):
    levels = levels_of(rows)
    packed = [level for stage in stages_of(levels) for level in stage.levels]
    assert packed == sorted(set(packed))
    left_out = set(range(len(levels))) - set(packed)
    assert all(level < NUM_COVERAGE and levels[level].at(plan) == 0 for level in left_out for plan in PLANS)
    for stage in stages_of(levels):
        assert stage.factors[-1] == 1
        assert len(stage.levels) == 1 or max(stage.levels) < NUM_COVERAGE


@settings(deadline=None)
@given(some_levels)
def test_the_sum_compares_as_the_levels_in_order(rows):
    levels = levels_of(rows)
    for stage in stages_of(levels):
        objective = stage.objective(levels)
        ranked = sorted(
            (objective.at(plan), [levels[level].at(plan) for level in stage.levels]) for plan in PLANS
        )
        assert [row[1] for row in ranked] == sorted(row[1] for row in ranked)
        assert len({row[0] for row in ranked}) == len({tuple(row[1]) for row in ranked})
        assert all(objective.least <= row[0] for row in ranked)


@settings(deadline=None, max_examples=300)
@given(some_levels, st.sampled_from(PLANS), st.integers(0, 60))
def test_unpacked_bounds_hold_for_every_plan_that_is_no_worse_above(rows, incumbent, slack):
    levels = levels_of(rows)
    values = value(levels, incumbent)
    free = PLANS
    for stage in stages_of(levels):
        objective = stage.objective(levels)
        bound = min(objective.at(plan) for plan in free) - slack
        for level, proven in zip(stage.levels, stage.unpack(bound, values), strict=True):
            if proven is not None:
                assert all(levels[level].at(plan) >= proven for plan in free), (stage, bound)
            free = [plan for plan in free if levels[level].at(plan) <= values[level]]


@settings(deadline=None)
@given(some_levels)
def test_the_bound_of_an_optimum_proves_every_level(rows):
    levels = levels_of(rows)
    free = PLANS
    for stage in stages_of(levels):
        objective = stage.objective(levels)
        best = min(free, key=objective.at)
        values = value(levels, best)
        assert stage.unpack(objective.at(best), values) == [values[level] for level in stage.levels]
        free = [plan for plan in free if all(levels[n].at(plan) <= values[n] for n in stage.levels)]


def test_levels_too_large_to_pack_are_stages_of_their_own():
    big = linear([MOST_PACKED] * NUM_BITS, 0)
    levels = [big, big, *(linear([1] * NUM_BITS, 0) for _ in range(6))]
    stages = stages_of(levels)
    assert [stage.levels for stage in stages[:2]] == [(0,), (1,)]
    assert all(stage.factors == (1,) for stage in stages[:2])
    assert stages[2].levels == (2, 3, 4, 5, 6, 7)


@pytest.mark.parametrize(
    ("bound", "values", "bounds"),
    [
        (23, [2, 3], [2, 3]),
        (22, [2, 3], [2, 2]),
        (20, [2, 3], [2, 0]),
        (19, [2, 3], [1, 0]),  # the first is not proven, so the second says nothing
        (-5, [0, 0], [0, 0]),
        (0, [0, 0], [0, 0]),
    ],
)
def test_by_hand(bound, values, bounds):
    assert Stage((0, 1), (10, 1)).unpack(bound, values) == bounds


def test_a_level_below_coverage_may_be_negative():
    assert Stage((8,), (1,)).unpack(-7, [0] * 8 + [-7]) == [-7]
