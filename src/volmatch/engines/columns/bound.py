"""A proven lower bound on the first level below coverage, for programs with trips of several visits: column generation.

The master chooses trips so that coverage is no worse than that of the given plan (`rows.py`); trips are priced exactly
(`pricing.py`), at duals between those of the best bound so far and those of the master (smoothing, after Wentges), so
that the bound rises early: it is valid after every round, whether the linear program is finished or not. When it is,
subset-row cuts are added (`cuts.py`), and so on until the bound meets the plan, or time is up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from volmatch.engines.claims import NUM_COVERAGE, Claims
from volmatch.engines.columns.compiled import CACHE
from volmatch.engines.columns.cuts import violated
from volmatch.engines.columns.duals import Duals, between, whole
from volmatch.engines.columns.graph import build
from volmatch.engines.columns.master import Master, Relaxed
from volmatch.engines.columns.pricing import Found, Pricer
from volmatch.engines.columns.rows import Rows
from volmatch.engines.columns.trips import Trips
from volmatch.engines.solution import Solution, Tour
from volmatch.program.arrays import Program

__all__ = ["TravelBound", "travel_bound"]

Ints = NDArray[np.int64]

SMOOTHING = 0.7
"""How far prices stay with those of the best bound."""

ROOM = 6
"""Trips that a duty offers in a round."""

BUDGET = 400_000
"""Steps of the search for the cheapest trip of a duty in a round."""

CUTS_A_ROUND = 60
"""Cuts that are added at once, or one for eight visits if that is more."""

COARSE, FINE = 0.005, 0.0003
"""How near the bound comes to the linear program, in parts of it, before prices are raised or cuts added."""


def travel_bound(
    program: Program,
    solution: Solution,
    value: Sequence[int],
    seconds: float,
    claims: Claims,
    *,
    workers: int = 1,
    cancelled: Callable[[], bool] = lambda: False,
    on_better: Callable[[int], None] | None = None,
    tours: Sequence[Tour] = (),
) -> TravelBound | None:
    """Prove that no plan with coverage as good as that of a solution costs less than a bound on level 8.

    Parameters
    ----------
    solution, value
        A plan, and what it is worth: the bound is noted for plans whose coverage is no worse number by number.
    seconds
        How long it may take; it stops within about a second of it (the compilation, once, takes longer).
    claims
        Where each better bound is noted, from the calling thread.
    workers
        Threads that price.
    cancelled
        Asked often, from any of the threads; when it says yes, it stops.
    on_better
        Called with each better bound.
    tours
        More trips to start from.

    Returns
    -------
    The state, with the trips met and the last linear program, or ``None`` where the program's trips are too long or too
    many to be priced, or there is no level below coverage.

    Notes
    -----
    A round costs O(duties × stops × candidates²) and the search for the cheapest trips; there are some tens of rounds.
    """
    deadline = time.monotonic() + seconds
    if not program.levels or not len(program.duties):
        return None
    state = TravelBound(program, tuple(value), deadline, claims, workers, cancelled, on_better)
    if not state.start(solution, tours):
        return None
    state.run()
    return state


@define(eq=False)
class TravelBound:
    """One run; see `travel_bound`. ``bound`` is proven so far; ``finished``: more time would not raise it."""

    program: Program
    value: tuple[int, ...]
    deadline: float
    claims: Claims
    workers: int
    cancelled: Callable[[], bool]
    on_better: Callable[[int], None] | None
    bound: int | None = None
    finished: bool = False
    rounds: int = 0
    relaxed: Relaxed | None = None
    pricer: Pricer = field(init=False)
    master: Master = field(init=False)
    trips: Trips = field(init=False)
    center: Duals | None = None
    center_found: Found | None = None
    scale: int = 0

    def start(self, solution: Solution, tours: Sequence[Tour]) -> bool:
        """Lay everything out; false where the program cannot be priced."""
        graph = build(self.program)
        if graph is None:
            return False
        rows = Rows(self.program, graph, self.value[:NUM_COVERAGE])
        self.trips = Trips(graph, rows)
        self.trips.add_tours([*solution.tours, *tours])
        self.pricer = Pricer(graph, rows, self.workers, self._over)
        self.master = Master(graph, rows, self.trips)
        return True

    def _left(self) -> float:
        return self.deadline - time.monotonic()

    def _over(self) -> bool:
        return self._left() <= 0 or self.cancelled()

    def run(self) -> None:
        """Rounds of column generation, dearer breaks and cuts, until time is up or nothing more is to be had.

        Only what is left when there are neither is solved to the end: the tail of a linear program is long.
        """
        slack = COARSE
        while not self._over():
            if not self._generate(slack):
                return
            if self.relaxed is not None and len(self.relaxed.broken):
                self.master.dearer(self.relaxed.broken)
                slack = max(slack, FINE)
            elif self._met():
                self.finished = True
                return
            elif slack > FINE or self._separate():
                slack = FINE
            elif slack > 0:
                slack = 0.0
            else:
                self.finished = True
                return

    def _met(self) -> bool:
        return self.bound is not None and self.bound >= self.value[NUM_COVERAGE]

    def _generate(self, slack: float) -> bool:
        """Solve the linear program over all trips, but for a part ``slack`` of it; false where it was stopped."""
        while not self._over():
            self.relaxed = self.master.solve(self._left())
            if self.relaxed is None:
                return False
            duals = self._rounded(self.relaxed)
            if duals is None:
                return False
            new, share = 0, SMOOTHING if self.center is not None else 0.0
            while not new:
                found = self._price(between(self.center, duals, share))
                if found is None:
                    return False
                new = self._take(found, duals)
                if self._met() or self._closed(slack):
                    return True
                if not new and share == 0.0:
                    return found.whole
                share = share - 0.35 if share > 0.35 else 0.0
        return False

    def _closed(self, slack: float) -> bool:
        """Whether the bound has come up to the value of the linear program, which can only fall."""
        assert self.relaxed is not None
        value = self.relaxed.value
        return self.bound is not None and self.bound >= np.ceil(value - (slack + 1e-6) * abs(value))

    def _rounded(self, relaxed: Relaxed) -> Duals | None:
        """Make whole duals; the first say how fine they are."""
        duals = whole(relaxed, self.master.rows, self.scale or None)
        if duals is not None:
            self.scale = duals.scale
        return duals

    def _price(self, duals: Duals) -> Found | None:
        found = self.pricer.price(duals, -duals.duties, ROOM, BUDGET)
        if found is None:
            return None
        self.rounds += 1
        CACHE.mark_ready()
        if self.center_found is None or found.bound > self.center_found.bound:
            self.center, self.center_found = duals, found
            self._note(-(-found.bound // duals.scale))
        return found

    def _note(self, bound: int) -> None:
        """Keep and tell a better bound."""
        if self.bound is None or bound > self.bound:
            self.bound = bound
            self.claims.add(NUM_COVERAGE, bound, self.value)
            if self.on_better is not None:
                self.on_better(bound)

    def _take(self, found: Found, duals: Duals) -> int:
        """Take in the trips that the master's own duals find worth it; give their number."""
        before = len(self.trips)
        for duty, nodes in zip(found.duty.tolist(), found.nodes.tolist(), strict=True):
            self.trips.add(duty, [node for node in nodes if node >= 0])
        new = 0
        for trip in range(before, len(self.trips)):
            new += self.reduced(trip, duals) < -duals.scale // 1000
        return new

    def widen(self, relaxed: Relaxed) -> int:
        """Take in trips that would improve a solution of the master; give their number."""
        duals = self._rounded(relaxed)
        found = self._price(duals) if duals is not None else None
        return self._take(found, duals) if found is not None and duals is not None else 0

    def reduced(self, trip: int, duals: Duals) -> int:
        """Give the reduced cost of a trip, that of its duty included, scaled."""
        trips, total = self.trips, int(duals.duties[self.trips.duty[trip]])
        total += trips.cost[trip] * duals.scale
        total += sum(int(duals.rows[row]) * factor for row, factor in trips.entries[trip])
        # Cuts that are younger than the duals have none.
        return total + sum(int(duals.cuts[cut]) for cut in self.master.cuts_of(trip) if cut < len(duals.cuts))

    def _separate(self) -> bool:
        """Add the cuts that the solution of the linear program violates most; false where it violates none."""
        assert self.relaxed is not None
        new = violated(self.master, self.relaxed, max(CUTS_A_ROUND, len(self.program.visits) // 8))
        self.master.cut(new)
        self.pricer.cuts = list(self.master.cuts)
        return bool(new)
