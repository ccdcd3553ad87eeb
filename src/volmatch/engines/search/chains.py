"""Two chains of the search side by side, until a time or a number of iterations."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import numpy as np
from attrs import define, field

from volmatch.engines.search.driver import Annealer
from volmatch.engines.search.halves import Halves, separable
from volmatch.engines.search.tables import Best
from volmatch.engines.search.warm import warm
from volmatch.engines.solution import Solution
from volmatch.program.arrays import Program

__all__ = ["Chains"]

NUM_CHAINS = 2
"""Where iterations are counted always so many, so that one worker finds what two find."""

FEWEST_SHARED = 1000
"""From so many visits on, the chains share one plan; below, each has its own."""

CHUNK = 500
"""Iterations between two looks at the clock, where iterations are counted."""

CHUNK_SECONDS = 0.2
"""The same in seconds, where they are not."""

REPORT_SHARE = 0.03
"""The most of the time that may go into reading plans for reports."""


@define
class Chains:
    """Chains of `Annealer` from one solution, each with a seed of its own."""

    program: Program
    seed: int
    workers: int
    iterations: int | None = None
    solution: Solution | None = None
    _chains: list[Annealer] = field(init=False)
    _halves: Halves | None = field(init=False, default=None)
    _best: Best = field(init=False)
    _chunk: int = field(init=False, default=CHUNK)
    _next_report: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Compile where that was not done before; load the solution, or else construct one."""
        warm()
        first = Annealer(self.program, self.seed * NUM_CHAINS)
        self._chains = [first]
        # Where the clock decides, one worker gets further with one chain.
        if self.workers > 1 or self.iterations is not None:
            self._chains.append(Annealer(self.program, self.seed * NUM_CHAINS + 1, first.world))
        if self.solution is None:
            first.construct()
            self.solution = first.solution()
        for chain in self._chains:
            chain.load(self.solution)
        large = len(self.program.visits) >= FEWEST_SHARED
        if large and len(self._chains) > 1 and separable(first):
            self._halves = Halves(self._chains, np.random.default_rng(self.seed))
        self._best = _copy(first.best)
        self._next_report = time.monotonic() + 1.0

    def load(self, solution: Solution) -> None:
        """Go on from another solution."""
        for chain in self._chains:
            chain.load(solution)
        self._best = _copy(self._chains[0].best)

    def run(
        self,
        until: float,
        over: Callable[[], bool],
        report: Callable[[Solution], None],
        start: float = 0.0,
    ) -> None:
        """Search until an instant of `time.monotonic`, or for the number of iterations in all.

        Parameters
        ----------
        over
            Asked between chunks; when it says true, the best so far is reported and that is all.
        report
            Given the best solution, every second or, where reading it takes long, less often; and at the end.
        start
            The share of a whole run at whose temperature it begins, 0 (hot) to 1; default 0.
        """
        started = time.monotonic()
        done, most = 0, None if self.iterations is None else self.iterations // NUM_CHAINS
        with ThreadPoolExecutor(min(self.workers, NUM_CHAINS)) as executor:
            while not over():
                now = time.monotonic()
                if now >= until or (most is not None and done >= most):
                    break
                share = (now - started) / (until - started) if most is None else done / most
                share = start + (1 - start) * share
                num = self._chunk if most is None else min(CHUNK, most - done)
                self._round(executor, num, share)
                done += num
                self._adapt(time.monotonic() - now)
                if time.monotonic() > self._next_report:
                    self._report(report)
        self._report(report)

    def _round(self, executor: ThreadPoolExecutor, num: int, share: float) -> None:
        """Let both chains do some iterations, on halves of one plan or on a plan each; keep the best."""
        if self._halves is not None:
            self._halves.cut()
        list(executor.map(_run, self._chains, repeat(num), repeat(share)))
        if self._halves is not None:
            self._halves.join()
            self._keep(self._chains[0])
            if tuple(self._best.value[:8]) < tuple(self._chains[0].state.value[:8]):
                for chain in self._chains:
                    chain.take(self._best)
            return
        for chain in self._chains:
            chain.return_to_best()
            self._keep(chain)

    def _keep(self, chain: Annealer) -> None:
        if chain.value < tuple(self._best.value.tolist()):
            self._best = _copy(chain.best)

    def _adapt(self, seconds: float) -> None:
        """Let a chunk take about so long as it should."""
        factor = min(2.0, max(0.25, CHUNK_SECONDS / max(seconds, 1e-4)))
        self._chunk = max(10, int(self._chunk * factor))

    def _report(self, report: Callable[[Solution], None]) -> None:
        started = time.monotonic()
        report(self._chains[0].solution(self._best))
        now = time.monotonic()
        self._next_report = now + max(1.0, (now - started) / REPORT_SHARE)


def _run(chain: Annealer, num: int, share: float) -> None:
    chain.run(num, share)


def _copy(best: Best) -> Best:
    return Best(*(table.copy() for table in best))
