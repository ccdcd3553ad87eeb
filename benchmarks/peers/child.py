"""One solver on one problem, in a process of its own with so much memory and no more.

``python -m benchmarks.peers.child '{"solver": "vroom", "size": "S", …}'`` writes the plan to a file, if there
is one, and its seconds as the last line of its standard output.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import volmatch as vm
from benchmarks.data import urban
from benchmarks.measuring import measured
from benchmarks.peers import peer

__all__ = ["OUT_OF_MEMORY"]

OUT_OF_MEMORY = 4
"""The exit status of a solver that asked for more memory than it may have, and said so."""


def main(words: list[str]) -> int:
    """Plan, and write what came out."""
    asked: dict[str, Any] = json.loads(words[0])
    _confine(asked["memory_bytes"])
    problem = urban(asked["size"], Path(asked["data"]))
    work = partial(
        peer(asked["solver"]).plan,
        problem,
        time_limit=asked["time_limit"],
        threads=asked["threads"],
        seed=asked["seed"],
    )
    try:
        plan, cost = measured(work)
    except MemoryError:
        return OUT_OF_MEMORY
    if plan is not None:
        vm.save(plan, asked["plan"])
    said = {"wall_seconds": cost.wall_seconds, "cpu_seconds": cost.cpu_seconds}
    sys.stdout.write("\n" + json.dumps(said) + "\n")
    return 0


def _confine(num_bytes: int) -> None:
    """Have memory beyond this refused, so that one solver cannot take the machine down."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (num_bytes, num_bytes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
