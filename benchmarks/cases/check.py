"""How long it takes to make a problem, with everything that is checked on the way."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import volmatch as vm
from benchmarks.measuring import measured
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark

NUM_VOLUNTEERS = {SMOKE: 10, "full": 1_000}
"""With four tasks each, and a location for everybody and everything: 100 and 10,000 objects."""
REPEATS = 3


@benchmark(
    "check",
    description=(
        "Making a `Problem` of 10,000 objects (1,000 volunteers, 4,000 tasks, 5,000 locations) that were "
        "constructed before, with times in whole seconds and with times in text; and loading the same from "
        "JSON. The median of three."
    ),
    sizes=("full",),
    goals=(Goal(figure="made_seconds", most=0.3), Goal(figure="made_from_text_seconds", most=0.3)),
)
def check(run: Run) -> Outcome:
    """Make and load the same problem."""
    problem = vm.generate("urban", volunteers=NUM_VOLUNTEERS[run.size], seed=run.seed)
    objects = sum(map(len, (problem.volunteers, problem.tasks, problem.locations)))
    wholes = [_parts(problem, lambda seconds: seconds) for _ in range(REPEATS)]
    texts = [_parts(problem, problem.clock.text) for _ in range(REPEATS)]
    made, cost = zip(*(measured(partial(vm.Problem, **parts)) for parts in wholes), strict=True)
    from_text = [measured(partial(vm.Problem, **parts)) for parts in texts]
    if made[0] != problem or from_text[0][0] != problem:
        raise RuntimeError("a problem came out otherwise than it was")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "problem.json"
        vm.save(problem, path)
        loaded = [measured(partial(vm.load, path))[1].wall_seconds for _ in range(REPEATS)]
    seconds = statistics.median(each.wall_seconds for each in cost)
    return Outcome(
        figures={
            "objects": objects,
            "made_seconds": seconds,
            "made_from_text_seconds": statistics.median(each.wall_seconds for _, each in from_text),
            "loaded_seconds": statistics.median(loaded),
            "microseconds_per_object": 1e6 * seconds / objects,
        },
        cost=cost[-1],
    )


def _parts(problem: vm.Problem, written: Callable[[int], Any]) -> dict[str, Any]:
    """Construct every object anew, as somebody would who reads them from elsewhere."""

    def stretches(intervals: Iterable[vm.Interval]) -> list[vm.Interval]:
        return [vm.Interval(written(each.start), written(each.end)) for each in intervals]

    return {
        "name": problem.name,
        "timezone": problem.timezone,
        "coordinates": problem.coordinates,
        "start": problem.start,
        "end": problem.end,
        "travel": problem.travel,
        "rules": dict(problem.rules),
        "objectives": list(problem.objectives),
        "task_types": [
            vm.TaskType(id=each.id, skills=list(each.skills or ())) for each in problem.task_types
        ],
        "locations": [vm.Location(id=each.id, x=each.x, y=each.y) for each in problem.locations],
        "volunteers": [
            vm.Volunteer(
                id=each.id,
                home=each.home,
                travel_mode=each.travel_mode,
                skills=list(each.skills),  # type: ignore[arg-type]
                available=stretches(each.available),
            )
            for each in problem.volunteers
        ],
        "tasks": [
            vm.Task(
                id=each.id,
                type=each.type,
                location=each.location,
                people=1,  # type: ignore[arg-type]
                duration=each.duration_seconds,
                weight=each.weight,
                windows=stretches(each.windows),
            )
            for each in problem.tasks
        ],
    }
