"""Sixteen young people placed near home: the smaller of the two examples, from the command line."""

from __future__ import annotations

from benchmarks.data import example
from benchmarks.registry import Goal, Outcome, Run, benchmark
from benchmarks.solving import command


@benchmark(
    "jiangjin",
    description="The whole process `volmatch solve docs/examples/jiangjin.json`: 16 volunteers, 22 tasks.",
    sizes=("full",),
    goals=(
        Goal(figure="process_seconds", most=2.0),
        Goal(figure="proven_optimal", least=1, worst=True),
        Goal(figure="violations", most=0, worst=True),
    ),
)
def jiangjin(run: Run) -> Outcome:
    """Solve the file as a user does."""
    answer = command(example("jiangjin"), run)
    return Outcome(
        figures={
            "process_seconds": answer.cost.wall_seconds,
            "proven_optimal": int(answer.plan["status"] == "optimal" and all(answer.proven.values())),
            "violations": answer.num_violations,
        },
        cost=answer.cost,
        status=answer.plan["status"],
        stopped_by=answer.plan["stopped_by"],
        levels=tuple(answer.plan["levels"]),
    )
