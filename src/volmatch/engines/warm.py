"""Compile everything ahead of time: ``python -m volmatch.engines.warm``, which `make setup` does.

The search and the bounds are kept apart from each other, so two processes compile them side by side.
"""

from __future__ import annotations

import subprocess
import sys
import time

from volmatch.engines.claims import NUM_COVERAGE, Claims
from volmatch.engines.columns.bound import travel_bound
from volmatch.engines.columns.compiled import CACHE
from volmatch.engines.prices.ascent import Prices
from volmatch.engines.prices.ascent import is_ready as prices_ready
from volmatch.engines.relaxation import lay_out
from volmatch.engines.search import warm as search
from volmatch.engines.search.compiled import is_ready
from volmatch.engines.solution import Solution, value_of

__all__ = ["warm"]

BOUNDS = "bounds"
"""The word after the module's name that makes a process compile the bounds alone."""


def warm() -> float:
    """Compile what is not kept from before, of the search and of the bounds; give the seconds that it took."""
    started = time.monotonic()
    beside = None
    if not (CACHE.is_ready() and prices_ready()):
        beside = subprocess.Popen([sys.executable, "-m", "volmatch.engines.warm", BOUNDS])
    search.warm()
    if beside is not None:
        beside.wait()
    _bounds()  # read from the cache, or compiled here where the other process could not
    return time.monotonic() - started


def _bounds() -> None:
    program, nothing = search.smallest_program(), Solution.of(())
    claims = Claims(NUM_COVERAGE + len(program.levels))
    travel_bound(program, nothing, value_of(program, nothing), 60.0, claims)
    layout = lay_out(program)
    Prices(layout).minimise(*layout.costs(2), time.monotonic() + 60.0)


def _main() -> None:
    if BOUNDS in sys.argv[1:]:
        _bounds()
        return
    if not (is_ready() and CACHE.is_ready() and prices_ready()):
        sys.stdout.write("compiling the search (once; half a minute on two cores) …\n")
        sys.stdout.flush()
    sys.stdout.write(f"the search is compiled ({warm():.0f} s)\n")


if __name__ == "__main__":
    _main()
