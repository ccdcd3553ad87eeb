"""volmatch beside what a user would pick instead."""

from __future__ import annotations

import volmatch as vm
from benchmarks.data import urban, urban_file
from benchmarks.peers import PLAIN, SEEDLESS, TRIPS
from benchmarks.peers.page import PAGE
from benchmarks.peers.running import attempt, version_of
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark
from benchmarks.solving import prepare, served_weight, travel_seconds

SIZES = ("S", "S-tight", "S-plain", "M", "M-tight", "M-plain", "L", "L-tight", "L-plain")
BOTH = {f"{letter}-both": (letter, f"{letter}-tight") for letter in "SML"}


def solvers(size: str) -> tuple[str, ...]:
    """Name those who can be told of a size; each shows at its smallest that it works."""
    if size == SMOKE:
        return (*TRIPS, *(name for name in PLAIN if name not in TRIPS))
    return PLAIN if size.endswith("-plain") else TRIPS


@benchmark(
    "peers",
    description=(
        "The urban problem, given to volmatch and to the solvers that a user would pick instead: the same "
        "problem, metres, seconds, time limit and two threads (PyVRP and the routing library use one), 12 GB "
        "of memory. Each is asked to serve as much weight as it can and then to travel as few metres; plans "
        "are verified and measured from the objects alone. Slack = five tasks a trip, tight = three, plain = "
        "three trips with one task each. Seconds are from the problem in memory to the plan, however long "
        "that took; who takes more than ten times the limit is stopped. The best peer of a size is the best "
        "valid plan of the others, all seeds: most weight, then least travel; the ratio is that of the travel "
        "of volmatch to its, where volmatch serves as much in every run. Means of the seeds, the worst in "
        "brackets; VROOM and the routing library take no seed, and run once."
    ),
    sizes=SIZES,
    goals=(
        Goal(figure="violations", most=0, worst=True),
        Goal(figure="weight_above_best_peer", least=0, sizes=SIZES, worst=True),
        Goal(figure="travel_to_best_peer", most=0.94, sizes=("S-both",)),
        Goal(figure="travel_to_best_peer", most=0.85, sizes=("M-both", "L-both")),
    ),
    time_limits={SMOKE: 1.0},
    groups=BOTH,
    solvers=solvers,
    seedless=SEEDLESS,
    page=PAGE,
)
def peers(run: Run) -> Outcome:
    """Let one solver plan once."""
    solver = run.solver or "volmatch"
    version = version_of(solver)
    urban_file(run.size, run.data)  # missing data is said here, and is no failure of the solver
    size = "smoke-plain" if run.size == SMOKE and solver not in TRIPS else run.size
    if solver == "volmatch":
        prepare(run)
    tried = attempt(solver, size, run)
    figures: dict[str, float] = {"solve_seconds": tried.cost.wall_seconds}
    broken: list[str] = []
    if tried.plan is not None:
        # Only now, so that this process was small when it made the other one.
        problem = urban(size, run.data)
        found = vm.verify(problem, tried.plan)
        broken = sorted({violation.rule for violation in found})
        figures |= {
            "served_weight": served_weight(problem, tried.plan),
            "travel_seconds": travel_seconds(problem, tried.plan),
            "violations": len(found),
        }
    return Outcome(
        figures=figures,
        cost=tried.cost,
        status=tried.status,
        notes={"solver": solver, "version": version, "broken_rules": broken},
    )
