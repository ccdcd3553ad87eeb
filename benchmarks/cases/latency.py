"""How long one has to wait for each single thing."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import volmatch as vm
from benchmarks.data import urban
from benchmarks.measuring import measured
from benchmarks.registry import Goal, Outcome, Run, benchmark
from benchmarks.solving import first_plan

T = TypeVar("T")

REPEATS = 5


@benchmark(
    "latency",
    description=(
        "The urban problem, each thing by itself in one process: load the problem from JSON and save it, "
        "compile it, the first plan (from the call of `solve`; its process has compiled once before), verify "
        "and score that plan, save it and load it. The median of five, but for the first plan; the first "
        "call of each, which may load modules, does not count."
    ),
    sizes=("S", "M", "L"),
    goals=(
        Goal(figure="first_plan_seconds", most=1.0, sizes=("M",)),
        Goal(figure="first_plan_seconds", most=3.0, sizes=("L",)),
    ),
)
def latency(run: Run) -> Outcome:
    """Time one thing after another."""
    from volmatch.compile import compile_problem

    problem = urban(run.size, run.data)
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        kept, planned = Path(folder) / "problem.json", Path(folder) / "plan.json"
        seconds["save_problem"], _ = _median(partial(vm.save, problem, kept))
        seconds["load_problem"], _ = _median(partial(vm.load, kept))
        seconds["compile"], _ = _median(partial(compile_problem, problem))
        seconds["first_plan"], first, cost = first_plan(problem, run)
        plan = first.plan
        assert plan is not None
        seconds["verify"], broken = _median(partial(vm.verify, problem, plan))
        seconds["score"], _ = _median(partial(vm.score, problem, plan))
        seconds["save_plan"], _ = _median(partial(vm.save, plan, planned))
        seconds["load_plan"], _ = _median(partial(vm.load_plan, planned))
    if broken:
        raise RuntimeError(f"the first plan breaks {broken[0].rule!r}")
    return Outcome(figures={f"{name}_seconds": value for name, value in seconds.items()}, cost=cost)


def _median(work: Callable[[], T]) -> tuple[float, T]:
    """Do something five times after once; give the median of the seconds, and what came out."""
    done = work()
    return statistics.median(measured(work)[1].wall_seconds for _ in range(REPEATS)), done
