"""Ruin and recreate beside the exact engine, on a town in which tasks and people are tied together."""

from __future__ import annotations

import math

from attrs import evolve

import volmatch as vm
from benchmarks.measuring import measured
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark
from benchmarks.solving import levels_of, prepare, served_weight, travel_seconds


def town(size: str) -> vm.Problem:
    """Give a town with teams, pickups, cohorts and exposure; in ``S-partners`` some serve only together."""
    people, tasks = (12, 30) if size == SMOKE else (100, 400)
    problem = vm.generate(
        "urban", volunteers=people, tasks=tasks, teams=0.1, pickups=0.2, cohorts=2, exposure=2
    )
    if size == "S-tied":
        return problem
    return evolve(
        problem, rules={**problem.rules, "companions": {"together": couples(problem, people // 12)}}
    )


def couples(problem: vm.Problem, count: int) -> list[tuple[str, str]]:
    """Pair the first volunteers, each with the nearest who is in no pair yet."""
    where = {place.id: (place.lat or 0.0, place.lon or 0.0) for place in problem.locations}
    left = {one.id: where[one.home] for one in problem.volunteers}
    pairs = []
    for one in list(left):
        if len(pairs) == count or one not in left:
            continue
        home = left.pop(one)
        nearest = min(left, key=lambda other: (math.dist(home, left[other]), other))
        del left[nearest]
        pairs.append((one, nearest))
    return pairs


@benchmark(
    "ties",
    description=(
        "The urban problem of size S with teams, pickups, cohorts that keep apart and two people a beneficiary "
        "at most; partners = besides, eight pairs of neighbours serve only together. Whole `solve`, once with "
        "everything, once with ruin and recreate alone, once with the exact engine alone. Travel can be "
        "compared where as much is served: so `solve` is asked once more, for the tasks alone that the exact "
        "engine serves (`travel_on_its_tasks`: metres to those of the exact engine; only where no less of them "
        "is served)."
    ),
    sizes=("S-tied", "S-partners"),
    goals=(
        Goal(figure="weight_above_exact", least=0, worst=True),
        Goal(figure="search_weight_above_exact", least=0, worst=True),
        Goal(figure="coverage_on_its_tasks", least=1, worst=True),
        Goal(figure="travel_on_its_tasks", most=0.95, worst=True),
    ),
    time_limits={SMOKE: 1.0, "S-tied": 60.0, "S-partners": 60.0},
)
def ties(run: Run) -> Outcome:
    """Solve three ways, and once more what the exact engine serves."""
    prepare(run)
    problem = town(run.size)

    def solved(of: vm.Problem, method: str) -> vm.Result:
        return vm.solve(of, time_limit=run.time_limit, seed=run.seed, method=method)

    exact, alone = solved(problem, "exact"), solved(problem, "search")
    result, cost = measured(lambda: solved(problem, "auto"))
    assert exact.plan is not None
    assert alone.plan is not None
    assert result.plan is not None
    left_out = {row.task for row in exact.plan.unserved}
    fewer = evolve(problem, tasks=[task for task in problem.tasks if task.id not in left_out])
    again = solved(fewer, "auto")
    assert again.plan is not None
    theirs = vm.score(fewer, evolve(exact.plan, unserved=()))
    as_much = again.levels[0].value <= theirs[0].value
    figures = {
        "solve_seconds": cost.wall_seconds,
        "served_weight": served_weight(problem, result.plan),
        "travel_seconds": travel_seconds(problem, result.plan),
        "weight_above_exact": served_weight(problem, result.plan) - served_weight(problem, exact.plan),
        "search_weight_above_exact": served_weight(problem, alone.plan) - served_weight(problem, exact.plan),
        "coverage_on_its_tasks": float(as_much),
    }
    if as_much and theirs[1].value:
        figures["travel_on_its_tasks"] = again.levels[1].value / theirs[1].value
    levels = {"exact": exact, "search": alone, "on the tasks of the exact engine": again}
    return Outcome(
        figures=figures,
        cost=cost,
        status=result.status,
        stopped_by=result.stopped_by,
        levels=levels_of(result.levels),
        notes={
            "levels_of": {name: levels_of(one.levels) for name, one in levels.items()},
            "violations": len(vm.verify(problem, result.plan)) + len(vm.verify(fewer, again.plan)),
            "total_weight": sum(task.weight for task in problem.effective_tasks),
        },
    )
