"""Two chains of the search side by side, until a time or a number of iterations."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from attrs import define, field

from volmatch.engines.search.driver import Annealer
from volmatch.engines.search.warm import warm
from volmatch.engines.solution import Solution
from volmatch.program.arrays import Program

__all__ = ["Chains"]

NUM_CHAINS = 2
"""Always so many, so that one worker finds what two find."""

CHUNK = 500
"""Iterations between two looks at the clock, where iterations are counted."""

CHUNK_SECONDS = 0.1
"""The same in seconds, where they are not."""

REPORT_SECONDS = 1.0


@define
class Chains:
    """Chains of `Annealer` from one solution, each with a seed of its own."""

    program: Program
    solution: Solution
    seed: int
    workers: int
    _chains: list[Annealer] = field(init=False)
    _chunk: int = field(init=False, default=CHUNK)
    _reported: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Compile where that was not done before, and load the solution."""
        warm()
        chains = [Annealer(self.program, self.seed * NUM_CHAINS + row) for row in range(NUM_CHAINS)]
        self._chains = chains if all(chain.load(self.solution) for chain in chains) else []
        self._reported = time.monotonic()

    def run(
        self,
        until: float,
        iterations: int | None,
        over: Callable[[], bool],
        report: Callable[[Solution], None],
    ) -> None:
        """Search until an instant of `time.monotonic`, or for so many iterations in all.

        Parameters
        ----------
        over
            Asked between chunks; when it says true, the best so far is reported and that is all.
        report
            Given the best solution, about every second and at the end.
        """
        if not self._chains:
            return  # the solution uses a pair that has a limit of its own
        started = time.monotonic()
        done, most = 0, None if iterations is None else iterations // NUM_CHAINS
        with ThreadPoolExecutor(min(self.workers, NUM_CHAINS)) as executor:
            while not over():
                now = time.monotonic()
                if now >= until or (most is not None and done >= most):
                    break
                share = (now - started) / (until - started) if most is None else done / most
                num = self._chunk if most is None else min(CHUNK, most - done)
                list(executor.map(_run, self._chains, [num] * NUM_CHAINS, [share] * NUM_CHAINS))
                done += num
                self._adapt(time.monotonic() - now)
                if time.monotonic() - self._reported > REPORT_SECONDS:
                    self._report(report)
        self._report(report)

    def _adapt(self, seconds: float) -> None:
        """Let a chunk take about a tenth of a second."""
        factor = min(2.0, max(0.25, CHUNK_SECONDS / max(seconds, 1e-4)))
        self._chunk = max(10, int(self._chunk * factor))

    def _report(self, report: Callable[[Solution], None]) -> None:
        """Give the best of the chains; the first of equals."""
        best = min(self._chains, key=lambda chain: chain.value)
        report(best.solution())
        self._reported = time.monotonic()


def _run(chain: Annealer, num: int, share: float) -> None:
    chain.run(num, share)
