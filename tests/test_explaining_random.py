"""Explanations of random problems: every repair works when it is applied, and nearly every one there is gets found."""

from __future__ import annotations

import warnings

import pytest
from attrs import evolve

import volmatch as vm
from oracle.problems import build, small, tied
from volmatch.domain.task import PRIORITIES

CASES = [(draw, seed) for draw in (small, tied) for seed in range(30)]


def solved(draw, seed):
    try:
        problem = build(draw(seed))
    except vm.ProblemError:  # pins that contradict each other
        pytest.skip("no such problem")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return problem, vm.solve(problem, time_limit=60, iteration_limit=2000).plan


def check(problem, plan, repair):
    changed = repair.apply(problem)
    assert vm.verify(changed, repair.plan) == []
    assert tuple(level.value for level in vm.score(changed, repair.plan)) == tuple(
        level.value for level in repair.after
    )
    assert repair.after[0].value < repair.before[0].value
    sides = (problem, plan), (changed, repair.plan)
    old, new = (set(vm.PlanView(*side).services_of_task) for side in sides)
    assert (set(repair.gained), set(repair.lost)) == (new - old, old - new)


@pytest.mark.parametrize(("draw", "seed"), CASES, ids=lambda one: getattr(one, "__name__", one))
def test_every_repair_works_when_applied(draw, seed):
    problem, plan = solved(draw, seed)
    if plan is None or not plan.unserved:
        return
    task = plan.unserved[seed % len(plan.unserved)].task
    said = vm.explain(problem, plan, task, time_limit=300)
    assert said.complete
    assert said.reason == next(row.reason for row in plan.unserved if row.task == task)
    counts = {}
    for row in said.blocked:
        counts[row.rule] = counts.get(row.rule, 0) + row.count
    assert counts == dict(next(row.blocked_by for row in plan.unserved if row.task == task))
    assert len(said.able) + sum(counts.values()) == len(problem.volunteers)
    rank = PRIORITIES.index(problem.task(task).priority)
    for repair in said.repairs:
        check(problem, plan, repair)
        assert task in repair.gained
        assert all(PRIORITIES.index(problem.task(one).priority) >= rank for one in repair.lost)
    for lang in ("en", "zh"):
        assert said.text(lang)


@pytest.mark.parametrize("seed", range(4))
def test_all_at_once(seed):
    problem, plan = solved(small, seed)
    if plan is None:
        return
    said = vm.explain(problem, plan, time_limit=300)
    assert sorted(task for cause in said.causes for task in cause.tasks) == [
        row.task for row in plan.unserved
    ]
    for repair in said.repairs:
        check(problem, plan, repair)
    assert said.text("zh")


def test_a_worse_plan_needs_no_change():
    problem, plan = solved(small, 3)
    trip = next(iter(plan.trips))
    worse = evolve(plan, trips=[one for one in plan.trips if one is not trip])
    if vm.verify(problem, worse):
        pytest.skip("others depend on this trip")
    task = next(stop.task for stop in trip.stops if stop.kind == "service")
    if not any(stop.task == task for one in worse.trips for stop in one.stops):
        said = vm.explain(problem, worse, task, time_limit=300)
        assert said.repairs[0].change is None
        check(problem, worse, said.repairs[0])
