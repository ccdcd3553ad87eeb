"""Whether a search ends when it was told to."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import volmatch as vm
from benchmarks.data import example
from benchmarks.measuring import Cost, measured
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark
from benchmarks.solving import command, prepare


@benchmark(
    "limits",
    description=(
        "Seconds until a search of 1, 5 and 20 s ends, on the day of Jiangbei and on an urban problem of "
        "200 volunteers and 800 tasks; as a whole process, with reading and writing, and as a call inside "
        "one; and as the first process after volmatch was installed, when the search has to be compiled. "
        "Allowed is 1.1 × the limit + 2 s; the share is that of the slowest."
    ),
    sizes=("1", "5", "20"),
    goals=(Goal(figure="worst_share_of_allowed", most=1.0, worst=True),),
    time_limits={SMOKE: 0.3, "1": 1.0, "5": 5.0, "20": 20.0},
)
def limits(run: Run) -> Outcome:
    """Solve both problems both ways; of the smallest size the urban one alone."""
    prepare(run)
    costs = dict(_costs(run))
    figures = {f"{name}_seconds": cost.wall_seconds for name, cost in costs.items()}
    worst = max(costs.values(), key=lambda cost: cost.wall_seconds)
    return Outcome(
        figures={
            **figures,
            "allowed_seconds": run.allowed_seconds,
            "worst_share_of_allowed": worst.wall_seconds / run.allowed_seconds,
        },
        cost=worst,
    )


def _costs(run: Run) -> Iterator[tuple[str, Cost]]:
    with tempfile.TemporaryDirectory() as folder:
        paths = {"urban": Path(folder) / "urban.json", "jiangbei": example("jiangbei")}
        vm.save(_urban(run), paths["urban"])
        for name in ("urban",) if run.size == SMOKE else paths:
            yield f"{name}_process", command(paths[name], run).cost
            yield f"{name}_call", _call(vm.load(paths[name]), run)
        if run.size != SMOKE:
            yield "urban_first_use", command(paths["urban"], run, first_use=True).cost


def _call(problem: vm.Problem, run: Run) -> Cost:
    return measured(partial(vm.solve, problem, time_limit=run.time_limit, seed=run.seed))[1]


def _urban(run: Run) -> vm.Problem:
    num = 12 if run.size == SMOKE else 200
    return vm.generate("urban", volunteers=num, tasks=4 * num, seed=run.seed)
