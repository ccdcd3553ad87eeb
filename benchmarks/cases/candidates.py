"""How long one waits for who could take a task now."""

from __future__ import annotations

import statistics
from functools import partial
from random import Random

from attrs import evolve

import volmatch as vm
from benchmarks.measuring import measured
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark

VOLUNTEERS = {SMOKE: 200, "10k": 10_000, "100k": 100_000}
TASKS = {SMOKE: 100, "10k": 2000, "100k": 2000}
QUESTIONS = {SMOKE: 5, "10k": 100, "100k": 100}


@benchmark(
    "candidates",
    description=(
        "The urban problem with many volunteers and 2,000 tasks, of which about half are planned; for tasks drawn "
        "from all of them the ten best who could take each now. *Warm*: problem and plan were asked about before. "
        "*New plan*: the first question about another plan of the same problem. *Cold*: the first question about the "
        "problem, which compiles it."
    ),
    sizes=("10k", "100k"),
    goals=(Goal(figure="warm_median_seconds", most=0.010, sizes=("100k",)),),
)
def asked(run: Run) -> Outcome:
    """Ask many questions of one plan."""
    problem = vm.generate("urban", volunteers=VOLUNTEERS[run.size], tasks=TASKS[run.size], seed=run.seed)
    random = Random(run.seed)
    tasks = [task.id for task in problem.effective_tasks]
    draft = vm.solve(problem, time_limit=600, method="greedy").plan
    assert draft is not None
    half = [trip for trip in draft.trips if random.random() < 0.5]
    plan = evolve(draft, trips=half, unserved=())
    _, cold = measured(partial(vm.candidates, problem, plan, tasks[0]))
    other = evolve(plan, trips=half[:-1])
    _, renewed = measured(partial(vm.candidates, problem, other, tasks[0]))
    vm.candidates(problem, plan, tasks[0])
    asked = random.sample(tasks, QUESTIONS[run.size])
    answers = [measured(partial(vm.candidates, problem, plan, task)) for task in asked]
    seconds = [cost.wall_seconds for _, cost in answers]
    cpu = [cost.cpu_seconds or cost.wall_seconds for _, cost in answers]
    ways = [way for found, _ in answers for way in found.ways]
    for way in ways[:: max(1, len(ways) // 20)]:
        way.applied(problem, plan)  # verified
    return Outcome(
        figures={
            "warm_median_seconds": statistics.median(seconds),
            "warm_cpu_median_seconds": statistics.median(cpu),
            "warm_worst_seconds": max(seconds),
            "new_plan_seconds": renewed.wall_seconds,
            "cold_seconds": cold.wall_seconds,
            "cold_cpu_seconds": cold.cpu_seconds or cold.wall_seconds,
            "mean_ways": len(ways) / len(asked),
            "planned_trips": len(half),
        },
        cost=cold,
    )
