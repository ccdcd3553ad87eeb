"""One run in a process of its own: ``python -m benchmarks.single '{"benchmark": …, "size": …}'``.

Writes the row as the last line of its standard output. The driver starts it, so that peak memory and
first imports are those of this run alone.
"""

from __future__ import annotations

import json
import sys

from benchmarks.data import DataMissingError, NotInstalledError
from benchmarks.registry import Run, registered
from benchmarks.rows import load_average, made_row

__all__ = ["MISSING"]

MISSING = 3
"""The exit status when an instance is missing, or a solver to compare with."""


def main(words: list[str]) -> int:
    """Run, and write the row."""
    asked = json.loads(words[0])
    benchmark = registered()[asked.pop("benchmark")]
    run = Run(**asked)
    load = load_average()
    try:
        outcome = benchmark.run(run)
    except (DataMissingError, NotInstalledError) as missing:
        sys.stderr.write(f"{missing}\n")
        return MISSING
    sys.stdout.write(json.dumps(made_row(benchmark, run, outcome, load), ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
