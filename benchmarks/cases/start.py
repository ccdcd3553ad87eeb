"""How long ``import volmatch`` takes, and what it loads."""

from __future__ import annotations

import json
import statistics
import sys

from benchmarks.measuring import Cost, Finished, process
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark

NOT_AT_START = ("numba", "ortools", "pandas")
HEAVY = (*NOT_AT_START, "cattrs", "icalendar", "numpy", "plotly", "rich", "scipy", "typer")
NUM_PROCESSES = 7

# Run by a fresh interpreter; tells the seconds and what of the heavy modules is loaded, as JSON.
IMPORT = """
import time
started = time.perf_counter()
{work}
seconds = time.perf_counter() - started
import json, sys
print(json.dumps([seconds, sorted(name for name in {heavy} if name in sys.modules)]))
"""


@benchmark(
    "start",
    description=(
        "`import volmatch` in fresh processes, the median of seven; with `solve`, which loads the solver "
        "when it is first used; and the whole process beside one that imports nothing."
    ),
    sizes=("full",),
    goals=(Goal(figure="import_seconds", most=0.25), Goal(figure="heavy_modules_loaded", most=0, worst=True)),
)
def start(run: Run) -> Outcome:
    """Import in several processes, one after another."""
    times = 1 if run.size == SMOKE else NUM_PROCESSES
    # One that does not count, so that the files are in memory.
    _imported("import volmatch")
    bare = [_fresh("pass") for _ in range(times)]
    plain = [_imported("import volmatch") for _ in range(times)]
    solving = [_imported("import volmatch; volmatch.Problem, volmatch.solve") for _ in range(times)]
    heavy = plain[0][1]
    return Outcome(
        figures={
            "import_seconds": statistics.median(seconds for seconds, _, _ in plain),
            "import_and_solve_seconds": statistics.median(seconds for seconds, _, _ in solving),
            "process_seconds": statistics.median(done.cost.wall_seconds for _, _, done in plain),
            "bare_process_seconds": statistics.median(done.cost.wall_seconds for done in bare),
            "heavy_modules_loaded": len(set(heavy) & set(NOT_AT_START)),
        },
        cost=_middle([done.cost for _, _, done in plain]),
        notes={"import_loads": heavy, "solve_loads": solving[0][1]},
    )


def _fresh(code: str) -> Finished:
    done = process([sys.executable, "-c", code])
    if done.exit_status != 0:
        raise RuntimeError(done.stderr.strip())
    return done


def _imported(work: str) -> tuple[float, list[str], Finished]:
    done = _fresh(IMPORT.format(work=work, heavy=HEAVY))
    seconds, loaded = json.loads(done.stdout)
    return seconds, loaded, done


def _middle(costs: list[Cost]) -> Cost:
    return sorted(costs, key=lambda cost: cost.wall_seconds)[len(costs) // 2]
