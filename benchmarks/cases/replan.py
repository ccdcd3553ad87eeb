"""A plan made again when one person drops out: how long it takes, and how many others must be told otherwise."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence

import volmatch as vm
from benchmarks.data import urban
from benchmarks.measuring import measured
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark
from benchmarks.solving import levels_of, prepare, served_weight

NUM_PEOPLE = 5
MOST_CHANGES = 3


@benchmark(
    "replan",
    description=(
        "The urban problem, planned by the search; then one of the five busiest people drops out, each in turn from "
        "the same plan: `replan` from the call to its return, verified, problem and plan in memory, at most three "
        "promises of others broken. Cold = the first of the process, modules loaded; warm = the median of the "
        "others. Beside it without the cap, and for the first a whole search that goes on for the limit given."
    ),
    sizes=("S", "S-tight", "M", "M-tight"),
    goals=(
        Goal(figure="warm_seconds", most=0.2, sizes=("M", "M-tight")),
        Goal(figure="most_promises_moved", most=MOST_CHANGES, worst=True, sizes=("M", "M-tight")),
    ),
    time_limits={"S": 10, "S-tight": 10},
)
def replan(run: Run) -> Outcome:
    """Plan, and plan again for one after another."""
    prepare(run)
    problem = urban(run.size, run.data)
    method = "greedy" if run.size == SMOKE else "search"
    plan = vm.solve(problem, time_limit=run.time_limit, seed=run.seed, method=method).plan
    assert plan is not None
    _load(problem)
    weights = {task.id: task.weight for task in problem.effective_tasks}
    capped, freely, seconds, cpu_seconds = [], [], [], []
    cost = None
    for name in _busiest(plan, 2 if run.size == SMOKE else NUM_PEOPLE):
        out = [vm.Dropout(volunteer=name)]
        found, cost = measured(lambda out=out: vm.replan(problem, plan, out, max_changes=MOST_CHANGES))
        capped.append(found)
        seconds.append(cost.wall_seconds)
        cpu_seconds.append(cost.cpu_seconds)
        freely.append(vm.replan(problem, plan, out))
    whole = vm.replan(
        problem, plan, [vm.Dropout(volunteer=_busiest(plan, 1)[0])], time_limit=run.time_limit, seed=run.seed
    )
    before = served_weight(problem, plan)
    assert cost is not None
    return Outcome(
        figures={
            "cold_seconds": seconds[0],
            "warm_seconds": statistics.median(seconds[1:]),
            "warm_cpu_seconds": statistics.median(cpu_seconds[1:]),
            "slowest_seconds": max(seconds),
            "most_promises_moved": max(found.num_changes for found in capped),
            "mean_weight_lost": statistics.mean(before - _weight(found, weights) for found in capped),
            "most_promises_moved_without_cap": max(found.num_changes for found in freely),
            "mean_weight_lost_without_cap": statistics.mean(before - _weight(f, weights) for f in freely),
            "first_weight_lost": before - _weight(capped[0], weights),
            "first_weight_lost_by_whole_search": before - _weight(whole, weights),
            "first_promises_moved_by_whole_search": whole.num_changes,
        },
        cost=cost,
        status=capped[-1].result.status,
        stopped_by=capped[-1].result.stopped_by,
        levels=levels_of(capped[-1].result.levels),
        notes={"served_weight_before": before, "freed_tasks": [_freed(plan, found) for found in capped]},
    )


def _busiest(plan: vm.Plan, number: int) -> Sequence[str]:
    """Name those with most stops; those of as many in the order of their ids."""
    stops = Counter(trip.volunteer for trip in plan.trips for _ in trip.stops)
    return sorted(stops, key=lambda name: (-stops[name], name))[:number]


def _load(problem: vm.Problem) -> None:
    """Load what is used, so that no import is measured."""
    empty = vm.Plan(problem=problem.name, clock=problem.clock)
    vm.replan(problem, empty, [])


def _weight(found: vm.Replanned, weights: dict[str, int]) -> int:
    assert found.plan is not None
    waiting = {row.task for row in found.plan.unserved}
    return sum(weight for task, weight in weights.items() if task not in waiting)


def _freed(plan: vm.Plan, found: vm.Replanned) -> int:
    return sum(len(trip.stops) for trip in plan.trips) - found.num_kept - found.num_changes
