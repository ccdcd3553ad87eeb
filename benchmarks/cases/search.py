"""What thirty seconds of search are worth."""

from __future__ import annotations

import volmatch as vm
from benchmarks.data import urban
from benchmarks.measuring import measured
from benchmarks.peers import BEST
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark
from benchmarks.solving import levels_of, served_weight, travel_seconds

SLACK_AND_TIGHT = {"S": ("S", "S-tight"), "M": ("M", "M-tight")}


@benchmark(
    "search",
    description=(
        "The urban problem, whole `solve` with its limit; tight = three tasks a trip, else five. The best "
        "peer is the best valid plan of four other solvers on the same file, however long it took; the goal "
        "for travel is one for the mean of slack and tight."
    ),
    sizes=("S", "S-tight", "M", "M-tight", "L"),
    goals=(
        Goal(figure="first_plan_seconds", most=1.0, sizes=SLACK_AND_TIGHT["M"]),
        Goal(figure="first_plan_seconds", most=3.0, sizes=("L",)),
        Goal(figure="weight_above_best_peer", least=0),
        Goal(figure="travel_to_best_peer", most=0.94, sizes=SLACK_AND_TIGHT["S"]),
        Goal(figure="travel_to_best_peer", most=0.85, sizes=(*SLACK_AND_TIGHT["M"], "L")),
        Goal(figure="coverage_gap", most=0.001),
        Goal(figure="peak_mb", most=200, sizes=SLACK_AND_TIGHT["M"]),
        Goal(figure="peak_mb", most=500, sizes=("L",)),
    ),
    time_limits={SMOKE: 1.0},
)
def search(run: Run) -> Outcome:
    """Solve, and measure the plan from the objects alone."""
    problem = urban(run.size, run.data)
    first: list[float] = []

    def watch(progress: vm.Progress) -> None:
        if progress.values and not first:
            first.append(progress.seconds)

    result, cost = measured(
        lambda: vm.solve(problem, time_limit=run.time_limit, seed=run.seed, on_progress=watch)
    )
    assert result.plan is not None
    weight, travel = served_weight(problem, result.plan), travel_seconds(problem, result.plan)
    figures = {
        "first_plan_seconds": first[0],
        "solve_seconds": cost.wall_seconds,
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
        notes={"total_weight": sum(task.weight for task in problem.effective_tasks)},
    )
