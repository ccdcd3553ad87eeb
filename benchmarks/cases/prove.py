"""How near the bounds come to the plans, level by level, and how soon everything is proven."""

from __future__ import annotations

from typing import Any

from attrs import evolve

import volmatch as vm
from benchmarks.data import urban
from benchmarks.measuring import measured
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark
from benchmarks.solving import levels_of, prepare, served_weight, travel_seconds

FIXED = {"fixed-M": 500, "fixed-L": 2000}
PLAIN = {"trip_limits": {"max_tasks": 1}, "trip_cap": {"per_day": 3}}


@benchmark(
    "prove",
    description=(
        "The gap of every level, and the seconds until all is proven. fixed: each task has one start and each "
        "trip one task; plain: one task a trip, three trips; the others: the urban problem, five tasks a trip."
    ),
    sizes=("fixed-M", "fixed-L", "plain-S", "plain-M", "S", "M"),
    goals=(
        Goal(figure="proven_optimal", least=1, sizes=tuple(FIXED), worst=True),
        Goal(figure="proof_seconds", most=3.0, sizes=("fixed-M",)),
        Goal(figure="proof_seconds", most=20.0, sizes=("fixed-L",)),
        Goal(figure="coverage_gap", most=0.0, sizes=("plain-S", "plain-M")),
        Goal(figure="nearness_gap", most=0.03, sizes=("plain-S",)),
        Goal(figure="coverage_gap", most=0.001, sizes=("S", "M")),
        Goal(figure="nearness_gap", most=0.02, sizes=("S",)),
        Goal(figure="nearness_gap", most=0.05, sizes=("M",)),
    ),
    time_limits={SMOKE: 5.0, "fixed-M": 30.0, "fixed-L": 120.0, "plain-S": 60.0, "S": 120.0, "M": 600.0},
)
def prove(run: Run) -> Outcome:
    """Solve, and compare each level with its bound; a level without a bound has no figure."""
    prepare(run)
    problem = _problem(run)
    result, cost = measured(lambda: vm.solve(problem, time_limit=run.time_limit, seed=run.seed))
    assert result.plan is not None
    optimal = result.status == "optimal"
    figures: dict[str, float] = {
        "solve_seconds": cost.wall_seconds,
        "proven_optimal": int(optimal),
        "served_weight": served_weight(problem, result.plan),
        "travel_seconds": travel_seconds(problem, result.plan),
        **{f"{level.name}_gap": level.gap for level in result.levels if level.gap is not None},
    }
    if optimal:
        figures["proof_seconds"] = cost.wall_seconds
    notes: dict[str, Any] = {"total_weight": sum(task.weight for task in problem.effective_tasks)}
    return Outcome(
        figures=figures,
        cost=cost,
        status=result.status,
        stopped_by=result.stopped_by,
        levels=levels_of(result.levels),
        notes=notes,
    )


def _problem(run: Run) -> vm.Problem:
    if run.size == SMOKE:
        return vm.generate("urban", volunteers=12, tasks=30, seed=1, variant="fixed")
    if run.size in FIXED:
        return vm.generate("urban", volunteers=FIXED[run.size], seed=1, variant="fixed")
    kind, _, letter = run.size.rpartition("-")
    problem = urban(letter, run.data)
    return evolve(problem, rules={**problem.rules, **PLAIN}) if kind else problem
