"""Print what `solve` gives for some seeds, one line each: run by itself under different hash seeds, and by the tests."""

import sys
from pathlib import Path
from random import Random


def line(case, *, seed=0, workers=1, shuffle=0):
    """Solve a case by neighbourhoods alone, and write the answer down to the last second."""
    from oracle.checks import AMPLE, patched
    from oracle.problems import build
    from volmatch.search import proofs
    from volmatch.solver import solve

    if shuffle:
        dice = Random(shuffle)
        case = {**case}
        for key in ("volunteers", "tasks", "task_types", "forbidden", "pins"):
            case[key] = dice.sample(case.get(key, []), len(case.get(key, [])))
    with patched(proofs, MOST_BOOLEANS=-1):
        result = solve(build(case), time_limit=AMPLE, iteration_limit=6, seed=seed, workers=workers)
    return repr(
        (
            result.status,
            result.stopped_by,
            result.levels,
            result.plan and (result.plan.trips, result.plan.unserved),
        )
    )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from oracle.problems import small

    sys.stdout.writelines(line(small(int(number))) + "\n" for number in sys.argv[1:])
