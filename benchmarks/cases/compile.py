"""How fast a problem becomes a program: candidate pairs a second."""

from __future__ import annotations

import statistics
from functools import partial
from typing import TYPE_CHECKING

import volmatch as vm
from benchmarks.data import urban
from benchmarks.measuring import measured
from benchmarks.registry import Goal, Outcome, Run, benchmark

if TYPE_CHECKING:
    from volmatch.program.arrays import Program

REPEATS = 5


@benchmark(
    "compile",
    description=(
        "From the urban problem to its program, the median of five in one process; the first one also "
        "loads scipy. The physical limit is to look at each candidate pair once: the floor is one pass of "
        "numpy that reads both places of each pair and measures between them."
    ),
    sizes=("S", "M", "L"),
    goals=(Goal(figure="pairs_per_second", least=1_000_000),),
)
def compiled(run: Run) -> Outcome:
    """Compile several times."""
    problem = urban(run.size, run.data)
    first, cold = measured(partial(_program, problem))
    costs = [measured(partial(_program, problem))[1] for _ in range(REPEATS)]
    seconds = statistics.median(cost.wall_seconds for cost in costs)
    cpu = statistics.median(cost.cpu_seconds or cost.wall_seconds for cost in costs)
    floor = statistics.median(_floor_seconds(problem, first) for _ in range(REPEATS))
    pairs = len(first.candidates)
    return Outcome(
        figures={
            "pairs": pairs,
            "compile_seconds": seconds,
            "pairs_per_second": pairs / seconds,
            "pairs_per_cpu_second": pairs / cpu,
            "first_compile_seconds": cold.wall_seconds,
            "floor_seconds": floor,
            "times_the_floor": seconds / floor,
        },
        cost=costs[-1],
    )


def _program(problem: vm.Problem) -> Program:
    # Imported here, so that processes for other benchmarks stay small.
    from volmatch.compile import compile_problem

    return compile_problem(problem).program


def _floor_seconds(problem: vm.Problem, program: Program) -> float:
    """Time the least that anything could do: look at each candidate pair once."""
    places = problem.network.positions

    def look() -> None:
        homes = places[program.duties.home[program.candidates.duty]]
        doors = places[program.visits.place[program.candidates.visit]]
        ((homes - doors) ** 2).sum(axis=1)

    return measured(look)[1].wall_seconds
