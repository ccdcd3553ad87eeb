"""The errands of one day: the larger of the two examples, from the command line."""

from __future__ import annotations

import volmatch as vm
from benchmarks.data import example
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark
from benchmarks.solving import command, prepare


@benchmark(
    "jiangbei",
    description=(
        "The whole process `volmatch solve docs/examples/jiangbei.json`: 47 volunteers, 120 tasks. The "
        "limit of 25 s is such that even the latest end that it allows (1.1 × + 2 s) is within the goal. "
        "Then, in a process that runs already, the seconds until coverage is proven."
    ),
    sizes=("full",),
    goals=(
        Goal(figure="process_seconds", most=30.0),
        Goal(figure="coverage_proven", least=1, worst=True),
        Goal(figure="violations", most=0, worst=True),
    ),
    time_limits={SMOKE: 0.3, "full": 25.0},
)
def jiangbei(run: Run) -> Outcome:
    """Solve the file as a user does, then in this process until coverage is proven."""
    prepare(run)
    path = example("jiangbei")
    answer = command(path, run)
    figures = {
        "process_seconds": answer.cost.wall_seconds,
        "coverage_proven": int(answer.proven["coverage"]),
        "violations": answer.num_violations,
    }
    when = _coverage_proven(vm.load(path), run)
    return Outcome(
        figures=figures if when is None else {**figures, "seconds_until_coverage_is_proven": when},
        cost=answer.cost,
        status=answer.plan["status"],
        stopped_by=answer.plan["stopped_by"],
        levels=tuple(answer.plan["levels"]),
    )


def _coverage_proven(problem: vm.Problem, run: Run) -> float | None:
    """Solve until coverage is proven, and say when that was; ``None`` = not within the limit."""
    cancel = vm.CancelToken()
    seen: list[float] = []

    def watch(progress: vm.Progress) -> None:
        if progress.values and progress.values[0] == progress.bounds[0] and not seen:
            seen.append(progress.seconds)
            cancel.cancel()

    vm.solve(problem, time_limit=run.time_limit, seed=run.seed, on_progress=watch, cancel=cancel)
    return seen[0] if seen else None
