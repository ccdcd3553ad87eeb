"""What thirty seconds of search are worth."""

from __future__ import annotations

import volmatch as vm
from benchmarks.data import urban
from benchmarks.measuring import measured
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark
from benchmarks.solving import imported_mb, levels_of, prepare, served_weight, travel_seconds


@benchmark(
    "search",
    description=(
        "The urban problem, whole `solve` with its limit; tight = three tasks a trip, else five. Allowed are "
        "1.1 × the limit + 2 s. Memory is the peak of the process above that of one that only imports what "
        "is used. Other solvers on the same files: `peers`."
    ),
    sizes=("S", "S-tight", "M", "M-tight", "L", "L-tight"),
    goals=(
        Goal(figure="first_plan_seconds", most=1.0, sizes=("M", "M-tight")),
        Goal(figure="first_plan_seconds", most=3.0, sizes=("L", "L-tight")),
        Goal(figure="coverage_gap", most=0.001),
        Goal(figure="share_of_allowed_time", most=1.0, worst=True),
        Goal(figure="mb_above_imports", most=200, sizes=("M", "M-tight")),
        Goal(figure="mb_above_imports", most=500, sizes=("L", "L-tight")),
    ),
    time_limits={SMOKE: 1.0},
)
def search(run: Run) -> Outcome:
    """Solve, and measure the plan from the objects alone."""
    prepare(run)
    imports = imported_mb()
    problem = urban(run.size, run.data)
    seen: dict[str, float] = {}

    def watch(progress: vm.Progress) -> None:
        seen.setdefault(progress.phase, progress.seconds)
        if progress.values:
            seen.setdefault("first plan", progress.seconds)

    result, cost = measured(
        lambda: vm.solve(problem, time_limit=run.time_limit, seed=run.seed, on_progress=watch)
    )
    assert result.plan is not None
    figures = {
        "mb_above_imports": (cost.peak_mb or 0.0) - imports,
        "first_plan_seconds": seen["first plan"],
        "solve_seconds": cost.wall_seconds,
        "share_of_allowed_time": cost.wall_seconds / run.allowed_seconds,
        "served_weight": served_weight(problem, result.plan),
        "travel_seconds": travel_seconds(problem, result.plan),
    }
    return Outcome(
        figures=figures,
        cost=cost,
        status=result.status,
        stopped_by=result.stopped_by,
        levels=levels_of(result.levels),
        notes={
            "seconds_of_phases": seen,
            "total_weight": sum(task.weight for task in problem.effective_tasks),
        },
    )
