"""Two chains of the search side by side, until a time or a number of iterations."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import repeat

import numpy as np
from attrs import define, field

from volmatch.engines.search import columns as at
from volmatch.engines.search.driver import Annealer
from volmatch.engines.search.halves import Halves, separable
from volmatch.engines.search.pool import Pool, can_pool
from volmatch.engines.search.tables import Best
from volmatch.engines.search.warm import warm
from volmatch.engines.solution import Solution
from volmatch.program.arrays import Program

__all__ = ["Chains"]

NUM_CHAINS = 2
"""Where iterations are counted always so many, so that one worker finds what two find."""

FEWEST_SHARED = 1000
"""From so many visits on, the chains share one plan; below, each has its own."""

MOST_POOLED = 4000
"""From so many visits on, choosing from the rows met takes more time than it is worth."""

CHUNK = 500
"""Iterations between two looks at the clock, where iterations are counted."""

CHUNK_SECONDS = 0.2
"""The same in seconds, where they are not."""

COOLING_SHARE, CHOOSING_SHARE = 0.75, 0.1
"""Where rows can be pooled: what annealing from hot gets of the time, and choosing; the rest goes on from there."""

WARM = 0.6
"""The share of a run at whose temperature it goes on."""

POOLING_FROM = 0.6
"""The share of a run from which on its rows are kept."""

ITERATIONS_A_VISIT, MOST_CYCLES = 350, 8
"""Iterations for each visit and each stop of a mean row that make a run; where there is time, it is run so often."""

MEASURING_SHARE = 0.02
"""The share of a run after which its speed is known."""

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
    _pool: Pool | None = field(init=False, default=None)
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
        if can_pool(self.program) and len(self.program.visits) <= MOST_POOLED:
            self._pool = Pool(first.world)
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
        now = time.monotonic()
        with ThreadPoolExecutor(min(self.workers, NUM_CHAINS)) as executor:
            cool = partial(self._cool, executor, over, report)
            if self.iterations is not None or start > 0 or self._pool is None:
                cool(now, until, start)
            else:
                cool(now, now + COOLING_SHARE * (until - now), 0.0)
                if not over() and self._choose(CHOOSING_SHARE * (until - now)):
                    self._report(report)
                cool(time.monotonic(), until, WARM)
        self._report(report)

    def _cool(
        self,
        executor: ThreadPoolExecutor,
        over: Callable[[], bool],
        report: Callable[[Solution], None],
        started: float,
        until: float,
        start: float,
    ) -> None:
        """Anneal from the temperature of a share of a run to the end: several times where there is time for it."""
        done, most = 0, None if self.iterations is None else self.iterations // NUM_CHAINS
        cycles, cycle = 1, 0
        while not over():
            now = time.monotonic()
            if now >= until or (most is not None and done >= most):
                return
            share = (now - started) / (until - started) if most is None else done / most
            if most is None and start == 0 and cycle == 0 and share < MEASURING_SHARE:
                cycles = self._cycles(done * (until - started) / max(now - started, 1e-3))
            if int(share * cycles) > cycle:
                cycle = int(share * cycles)
                self._begin_again()
            share = start + (1 - start) * (share * cycles - cycle)
            num = self._chunk if most is None else min(CHUNK, most - done)
            self._round(executor, num, share)
            if self._pool is not None and most is None and share > POOLING_FROM:
                self._fill(self._pool)
            done += num
            self._adapt(time.monotonic() - now)
            if time.monotonic() > self._next_report:
                self._report(report)

    def _cycles(self, iterations: float) -> int:
        """Say how often to cool down in so many iterations of a chain."""
        own = iterations * (len(self._chains) if self._halves is not None else 1)
        stops = self._chains[0].state.sums[:, at.STOPS]
        row = float(stops[stops > 0].mean()) if stops.any() else 1.0
        enough = ITERATIONS_A_VISIT * row * max(1, len(self.program.visits))
        return max(1, min(MOST_CYCLES, round(own / enough)))

    def _begin_again(self) -> None:
        """Forget the best of a chain, so that it goes elsewhere; the best of all is kept."""
        for chain in self._chains:
            chain.restart()

    def _fill(self, pool: Pool) -> None:
        for chain in self._chains[:1] if self._halves is not None else self._chains:
            pool.add(chain)

    def _choose(self, seconds: float) -> bool:
        """Let all chains go on from the best plan: one put together from the pool, if that is better."""
        assert self._pool is not None
        first = self._chains[0]
        chosen = self._pool.choose(first, self._best, seconds)
        better = chosen is not None and first.take(chosen) and first.value < _value(self._best)
        if better:
            self._best = _copy(first.best)
        for chain in self._chains:
            chain.take(self._best)
        return better

    def _round(self, executor: ThreadPoolExecutor, num: int, share: float) -> None:
        """Let both chains do some iterations, on halves of one plan or on a plan each; keep the best."""
        if self._halves is not None:
            self._halves.cut()
        list(executor.map(_run, self._chains, repeat(num), repeat(share)))
        if self._halves is not None:
            self._halves.join()
            self._keep(self._chains[0])
            if _value(self._best)[:8] < tuple(self._chains[0].state.value[:8]):
                for chain in self._chains:
                    chain.take(self._best)
            return
        for chain in self._chains:
            chain.return_to_best()
            self._keep(chain)

    def _keep(self, chain: Annealer) -> None:
        if chain.value < _value(self._best):
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


def _value(best: Best) -> tuple[int, ...]:
    return tuple(best.value.tolist())


def _copy(best: Best) -> Best:
    return Best(*(table.copy() for table in best))
