"""The first plan alone."""

from __future__ import annotations

from benchmarks.data import urban
from benchmarks.registry import Goal, Outcome, Run, benchmark
from benchmarks.solving import first_plan, levels_of, prepare, served_weight, travel_seconds


@benchmark(
    "greedy",
    description='The first plan of the urban problem, `method="greedy"`; tight = three tasks a trip, else five.',
    sizes=("S", "S-tight", "M", "M-tight", "L"),
    goals=(
        Goal(figure="first_plan_seconds", most=1.0, sizes=("M", "M-tight")),
        Goal(figure="first_plan_seconds", most=3.0, sizes=("L",)),
    ),
)
def greedy(run: Run) -> Outcome:
    """Make the first plan, and measure it from the objects alone."""
    prepare(run)
    problem = urban(run.size, run.data)
    seconds, result, cost = first_plan(problem, run)
    assert result.plan is not None
    return Outcome(
        figures={
            "first_plan_seconds": seconds,
            "solve_seconds": cost.wall_seconds,
            "served_weight": served_weight(problem, result.plan),
            "travel_seconds": travel_seconds(problem, result.plan),
        },
        cost=cost,
        status=result.status,
        stopped_by=result.stopped_by,
        levels=levels_of(result.levels),
        notes={"total_weight": sum(task.weight for task in problem.effective_tasks)},
    )
