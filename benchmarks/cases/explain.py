"""Why a task is not served: how long the answer takes, and whether its repairs work and are found."""

from __future__ import annotations

import statistics
import warnings
from functools import partial

import volmatch as vm
from benchmarks.changes import some_change_works
from benchmarks.data import urban
from benchmarks.measuring import Cost, measured
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark

NUM_TASKS = 5
"""So many unserved tasks of a city are explained."""

NUM_RANDOM = {SMOKE: 2, "random": 500}


@benchmark(
    "explain",
    description=(
        "Explain one unserved task after another, five of a plan of the urban problem (tight = three tasks a "
        "trip); the median. random: one unserved task of each of 500 small problems of every kind: the share of "
        "its repairs that keep every rule and serve it when applied, and, where trying every change of a defined "
        "family by the exact engine finds one, the share of tasks for which a repair is found."
    ),
    sizes=("M-tight", "random"),
    goals=(
        Goal(figure="explain_seconds", most=1.0, sizes=("M-tight",)),
        Goal(figure="share_that_works", least=1.0, sizes=("random",), worst=True),
        Goal(figure="share_found", least=0.95, sizes=("random",), worst=True),
    ),
    time_limits={SMOKE: 2.0, "M-tight": 10.0, "random": 60.0},
)
def explain(run: Run) -> Outcome:
    """Explain the tasks of one large problem, or one of each of many small ones."""
    return _random(run) if run.size in NUM_RANDOM else _city(run)


def _city(run: Run) -> Outcome:
    problem = urban(run.size, run.data)
    plan = vm.solve(problem, time_limit=run.time_limit, seed=run.seed).plan
    assert plan is not None
    tasks = [row.task for row in plan.unserved][: NUM_TASKS + 1]
    explained = [measured(partial(vm.explain, problem, plan, task)) for task in tasks]
    counted = explained[1:] or explained  # the first may load modules
    costs = [cost for _, cost in counted]
    return Outcome(
        figures={
            "explain_seconds": statistics.median(cost.wall_seconds for cost in costs),
            "explain_cpu_seconds": statistics.median(cost.cpu_seconds or 0.0 for cost in costs),
            "repairs": statistics.mean(len(found.repairs) for found, _ in counted),
            "share_complete": statistics.mean(found.complete for found, _ in counted),
        },
        cost=costs[-1],
    )


def _random(run: Run) -> Outcome:
    shown = working = possible = found = 0
    explained: list[Cost] = []
    for number in range(NUM_RANDOM[run.size]):
        problem = _small(run.seed * 10_000 + number)
        plan = vm.solve(problem, time_limit=run.time_limit, iteration_limit=2000).plan
        if plan is None or not plan.unserved:
            continue
        task = plan.unserved[number % len(plan.unserved)].task
        said, cost = measured(partial(vm.explain, problem, plan, task, time_limit=run.time_limit))
        explained.append(cost)
        shown += len(said.repairs)
        working += sum(_works(problem, repair, task) for repair in said.repairs)
        # A repair that is found and works needs no enumeration to say that there is one.
        there_is = bool(said.repairs) or bool(some_change_works(problem, plan, task))
        possible += there_is
        found += there_is and bool(said.repairs)
    return Outcome(
        figures={
            "tasks_explained": len(explained),
            "repairs_shown": shown,
            "share_that_works": working / max(1, shown),
            "share_found": found / max(1, possible),
            "explain_seconds": statistics.median(cost.wall_seconds for cost in explained)
            if explained
            else 0.0,
        },
        cost=explained[-1] if explained else measured(lambda: None)[1],
    )


def _small(seed: int) -> vm.Problem:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", vm.InputWarning)
        kinds = ("mixed", "urban", "errands", "teams", "mixed")
        return vm.generate(kinds[seed % len(kinds)], volunteers=3 + seed % 3, tasks=9 + seed % 4, seed=seed)


def _works(problem: vm.Problem, repair: vm.Repair, task: str) -> bool:
    changed = repair.apply(problem)
    served = set(vm.PlanView(changed, repair.plan).services_of_task)
    better = repair.after[0].value < repair.before[0].value  # type: ignore[operator]
    return task in served and better and not vm.verify(changed, repair.plan)
