"""What the benchmarks that solve something have in common."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

import volmatch as vm
from benchmarks.measuring import Cost, measured, process
from benchmarks.registry import SMOKE, Run

__all__ = [
    "Answer",
    "command",
    "first_plan",
    "imported_mb",
    "levels_of",
    "prepare",
    "proven",
    "served_weight",
    "travel_seconds",
]


@frozen(kw_only=True)
class Answer:
    """What ``volmatch solve`` wrote, and what it took as a whole process."""

    plan: Mapping[str, Any]
    num_violations: int
    cost: Cost

    @property
    def proven(self) -> Mapping[str, bool]:
        """Whether each level is proven, by name."""
        return {level["name"]: level["value"] == level["bound"] for level in self.plan["levels"]}


def command(path: Path, run: Run, *, first_use: bool = False) -> Answer:
    """Solve a file as a user does, by the command, and verify what it wrote.

    With ``first_use`` the search finds nothing compiled, as on the day when volmatch was installed.

    Raises
    ------
    RuntimeError
        Where the command failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "plan.json"
        words = ["solve", str(path), "-o", str(target), "--time-limit", f"{run.time_limit:g}"]
        done = process(
            [sys.executable, "-m", "volmatch", *words, "--seed", str(run.seed)],
            {"VOLMATCH_CACHE": folder} if first_use else None,
        )
        if done.exit_status != 0:
            raise RuntimeError(f"volmatch solve ended with {done.exit_status}: {done.stderr.strip()}")
        plan = json.loads(target.read_text(encoding="utf-8"))
        # Only now, so that this process was small when it made the other one.
        violations = vm.verify(vm.load(path), vm.load_plan(target))
    return Answer(plan=plan, num_violations=len(violations), cost=done.cost)


def prepare(run: Run) -> None:
    """Have the search compiled, as it is from the second day on. The smallest size does without."""
    if run.size != SMOKE:
        done = process([sys.executable, "-m", "volmatch.engines.warm"])
        if done.exit_status != 0:
            raise RuntimeError(done.stderr.strip())


def imported_mb() -> float:
    """Give the peak memory, in 10^6 bytes, of a process that imports all that `solve` uses, and does nothing."""
    modules = (
        "engines.search.chains",
        "engines.improve",
        "engines.exact",
        "engines.bound",
        "io.json",
        "verifier",
    )
    done = process([sys.executable, "-c", "import " + ", ".join(f"volmatch.{name}" for name in modules)])
    return done.cost.peak_mb or 0.0


def first_plan(problem: vm.Problem, run: Run) -> tuple[float, vm.Result, Cost]:
    """Give the seconds until `solve` told of a plan, what the first phase ended with, and what that took."""
    seen: list[float] = []
    result, cost = measured(
        lambda: vm.solve(
            problem,
            time_limit=run.time_limit,
            seed=run.seed,
            method="greedy",
            on_progress=lambda progress: seen.append(progress.seconds),
        )
    )
    return seen[0], result, cost


def levels_of(levels: Iterable[vm.Level]) -> tuple[dict[str, Any], ...]:
    """Write levels as in the JSON of a plan."""
    return tuple(
        {"name": level.name, "value": level.value, "bound": level.bound, "gap": level.gap} for level in levels
    )


def proven(result: vm.Result) -> bool:
    """Whether every level of a result is proven."""
    return result.status == "optimal" and all(level.proven for level in result.levels)


def served_weight(problem: vm.Problem, plan: vm.Plan) -> int:
    """Add up the weights of the tasks that are served."""
    waiting = {row.task for row in plan.unserved}
    return sum(task.weight for task in problem.effective_tasks if task.id not in waiting)


def travel_seconds(problem: vm.Problem, plan: vm.Plan) -> int:
    """Add up the seconds that everybody is on the way, from the objects alone."""
    return sum(leg.seconds for trip in vm.PlanView(problem, plan).trips for leg in trip.legs)
