"""What thirty seconds of search are worth."""

from __future__ import annotations

import volmatch as vm
from benchmarks.data import urban
from benchmarks.measuring import measured
from benchmarks.peers import BEST
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark
from benchmarks.solving import levels_of, prepare, served_weight, travel_seconds

SLACK_AND_TIGHT = {"S": ("S", "S-tight"), "M": ("M", "M-tight")}


@benchmark(
    "search",
    description=(
        "The urban problem, whole `solve` with its limit; tight = three tasks a trip, else five. The best "
        "peer is the best valid plan of four other solvers on the same file, however long it took; the goal "
        "for travel is one for the mean of slack and tight. Allowed are 1.1 × the limit + 2 s."
    ),
    sizes=("S", "S-tight", "M", "M-tight", "L"),
    goals=(
        Goal(figure="first_plan_seconds", most=1.0, sizes=SLACK_AND_TIGHT["M"]),
        Goal(figure="first_plan_seconds", most=3.0, sizes=("L",)),
        Goal(figure="weight_above_best_peer", least=0),
        Goal(figure="travel_to_best_peer", most=0.94, sizes=SLACK_AND_TIGHT["S"]),
        Goal(figure="travel_to_best_peer", most=0.85, sizes=(*SLACK_AND_TIGHT["M"], "L")),
        Goal(figure="coverage_gap", most=0.001),
        Goal(figure="share_of_allowed_time", most=1.0, worst=True),
        Goal(figure="peak_mb", most=200, sizes=SLACK_AND_TIGHT["M"]),
        Goal(figure="peak_mb", most=500, sizes=("L",)),
    ),
    time_limits={SMOKE: 1.0},
)
def search(run: Run) -> Outcome:
    """Solve, and measure the plan from the objects alone."""
    prepare(run)
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
    weight, travel = served_weight(problem, result.plan), travel_seconds(problem, result.plan)
    figures = {
        "first_plan_seconds": seen["first plan"],
        "solve_seconds": cost.wall_seconds,
        "share_of_allowed_time": cost.wall_seconds / run.allowed_seconds,
        "served_weight": weight,
        "travel_seconds": travel,
    }
    if run.size in BEST:
        figures["weight_above_best_peer"] = weight - BEST[run.size].served_weight
        figures["travel_to_best_peer"] = travel / BEST[run.size].travel_seconds
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
