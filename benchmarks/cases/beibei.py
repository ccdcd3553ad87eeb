"""The whole of Beibei: a week of shifts at 280 gates, filled and proven."""

from __future__ import annotations

import volmatch as vm
from benchmarks.data import example_module
from benchmarks.measuring import measured
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark
from benchmarks.solving import levels_of, prepare


@benchmark(
    "beibei",
    description=(
        "Scenario 17: 1,216 sentinels, 280 gates, three shifts a day for a week; 588,000 pairs. Every shift that "
        "can be filled is, and it is proven."
    ),
    sizes=("full",),
    goals=(
        Goal(figure="coverage_proven", least=1.0, worst=True),
        Goal(figure="proof_seconds", most=60.0),
    ),
    time_limits={SMOKE: 10.0, "full": 60.0},
)
def beibei(run: Run) -> Outcome:
    """Solve it until all is proven, or time is up."""
    prepare(run)
    problem = example_module("scenario_17_beibei").beibei(0.02 if run.size == SMOKE else 1.0)
    result, cost = measured(lambda: vm.solve(problem, time_limit=run.time_limit, seed=run.seed))
    assert result.plan is not None
    coverage = result.levels[0]
    figures: dict[str, float] = {
        "solve_seconds": cost.wall_seconds,
        "open_shifts": len(result.plan.unserved),
        "coverage_proven": int(coverage.proven),
    }
    if coverage.proven:
        figures["proof_seconds"] = cost.wall_seconds
    return Outcome(
        figures=figures,
        cost=cost,
        status=result.status,
        stopped_by=result.stopped_by,
        levels=levels_of(result.levels),
    )
