"""From Python: load a solution into the tables, let the loop run, read the best back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from attrs import Factory, define, field
from numpy.typing import NDArray

from volmatch.engines.search import columns as at
from volmatch.engines.search.layout import empty_best, empty_journal, empty_state, world_of
from volmatch.engines.search.pointers import view
from volmatch.engines.search.tables import Best, Journal, State, World
from volmatch.engines.search.work import CONSTRUCT, ITERATE, RESTART, RESTORE, compile_parts, work
from volmatch.engines.solution import Solution, Tour
from volmatch.engines.state import State as Exactly
from volmatch.program.arrays import Program

__all__ = ["Annealer"]

HOT, COLD = 6.0, 0.03
"""First and last temperature, in mean costs of a stop."""

URGENT_HOT, URGENT_COLD = 0.1, 0.01
"""The same for coverage, in mean weights."""

ALONE_HOT, ALONE_COLD = 0.5, 0.05
"""The same where there is nothing below coverage."""

NOBODY = np.zeros(0, dtype=np.int64)


@define
class Annealer:
    """One chain of the search on a program; chains of one program share their ``world``."""

    program: Program
    seed: int
    world: World = field(default=Factory(lambda self: world_of(self.program), takes_self=True))
    state: State = field(init=False)
    journal: Journal = field(init=False)
    best: Best = field(init=False)
    _asked: NDArray[np.int64] = field(init=False)
    _unit: float = field(init=False, default=1.0)
    _weight: float = field(init=False, default=1.0)

    def __attrs_post_init__(self) -> None:
        """Lay the program out, with nobody doing anything."""
        self.state = empty_state(self.program, self.world, self.seed)
        self.journal, self.best = empty_journal(self.state), empty_best(self.state)
        visits = self.world.visits
        asked = (visits[:, at.FIRST_PAIR] < visits[:, at.END_PAIR]) & (self.program.visits.fetch == 0)
        self._asked = np.flatnonzero(asked)
        self._weight = max(1.0, float(self.program.visits.weight.mean())) if len(self.program.visits) else 1.0
        compile_parts([view(each) for each in (self.world, self.state, self.journal, self.best)], self._asked)
        self._restore()

    def load(self, solution: Solution) -> None:
        """Take a solution as state and as best."""
        best = empty_best(self.state)
        for visit, crew in solution.crews.items():
            best.fixed[visit] = crew[0][1]
        for duty, tours in solution.by_duty.items():
            nodes = [at.AT_HOME]
            for tour in tours:
                nodes += [*tour.visits, at.AT_HOME]
            best.visits[duty, : len(nodes)] = nodes
            best.nodes[duty] = len(nodes)
        self.best = best
        self._restore()

    def _restore(self) -> None:
        if not self._work(RESTORE, self.state, self.journal):
            raise ValueError("the search was given a solution that does not keep the program")
        self.best.value[:] = self.state.value
        self.measure()

    def measure(self) -> None:
        """Measure what a stop costs, which temperatures follow."""
        stops = max(1, int(self.state.sums[:, at.STOPS].sum()))
        sums, prices = self.state.sums.sum(axis=0), self.world.prices
        ways = prices[at.PER_METRE] * sums[at.SUM_METRES] + prices[at.PER_SECOND] * sums[at.SUM_SECONDS]
        # Levels above that of the ways weigh far more than any of these, so that they get no worse for warmth.
        self._unit = max(1.0, float(ways or abs(self.state.value[8])) / stops)

    def construct(self) -> None:
        """Serve greedily what is absent: by urgency and weight, then those with few candidates. O(pairs × stops)."""
        visits = self.program.visits
        choice = np.diff(self.program.candidates.ptr)
        order = np.lexsort((choice, -visits.weight, visits.priority)).astype(np.int64)
        self._work(
            CONSTRUCT, self.state, self.journal, order[(choice[order] > 0) & (visits.fetch[order] == 0)]
        )
        self.measure()

    def run(self, iterations: int, share: float) -> None:
        """Do some iterations at the temperature that belongs to a share of the whole run, 0 to 1."""
        asked = self._asked[self.state.free_visit[self._asked] == 1]
        if len(asked):
            heat = self._unit * HOT * (COLD / HOT) ** share
            hot, cold = (URGENT_HOT, URGENT_COLD) if self.program.levels else (ALONE_HOT, ALONE_COLD)
            urgency = self._weight * hot * (cold / hot) ** share
            self._work(ITERATE, self.state, self.journal, asked, iterations, heat, urgency)

    def return_to_best(self) -> None:
        """Go on from the best, where it serves more than what stands."""
        if tuple(self.best.value[:8]) < tuple(self.state.value[:8]):
            self._work(RESTORE, self.state, self.journal)

    def restart(self) -> None:
        """Let what stands be the best."""
        self._work(RESTART, self.state, self.journal)

    def _work(
        self,
        kind: int,
        state: State,
        journal: Journal,
        visits: NDArray[np.int64] = NOBODY,
        num: int = 0,
        heat: float = 0.0,
        urgency: float = 0.0,
    ) -> bool:
        tables = [view(each) for each in (self.world, state, journal, self.best)]
        return bool(work(kind, *tables, visits, num, heat, urgency))

    @property
    def value(self) -> tuple[int, ...]:
        """What the best is worth: coverage, then the folded cost."""
        return tuple(int(number) for number in self.best.value)

    def take(self, best: Best) -> bool:
        """Go on from a plan of another chain of the same program; false where that cannot be."""
        for mine, theirs in zip(self.best, best, strict=True):
            mine[:] = theirs
        fits = self._work(RESTORE, self.state, self.journal)
        self.best.value[:] = self.state.value
        return fits

    def solution(self, best: Best | None = None) -> Solution:
        """Read a plan, by default the best of this chain, with the times of model.md §4."""
        state = empty_state(self.program, self.world, 0)
        tables = [view(each) for each in (self.world, state, empty_journal(state), best or self.best)]
        work(RESTORE, *tables, NOBODY, 0, 0.0, 0.0)
        exactly, free = Exactly.holding(self.program, list(self._raw(state))), (0,) * len(self.program.levels)
        for duty in sorted(exactly.tours):
            order = [tour.visits for tour in exactly.tours[duty]]
            tours = exactly.timer.trips(duty, order, *exactly.bounds(duty))
            if tours is not None and exactly.fits(duty, tours) and exactly.paid(duty, tours) <= free:
                exactly.put(duty, tuple(tours))
        return exactly.solution()

    def _raw(self, state: State) -> Iterator[Tour]:
        """Give the trips of a state as the tables time them: every start as early as it can be."""
        duties, visits, leg = self.program.duties, self.program.visits, self.program.travel.leg
        for duty in np.flatnonzero(state.sums[:, at.STOPS]).tolist():
            row = state.rows[duty, : state.sums[duty, at.NODES]]
            homes = np.flatnonzero(row[:, at.VISIT] == at.AT_HOME).tolist()
            home, mode = int(duties.home[duty]), int(duties.mode[duty])
            for begin, end in pairwise(homes):
                stops = tuple(row[begin + 1 : end, at.VISIT].tolist())
                starts = tuple((row[begin + 1 : end, at.READY] - row[begin + 1 : end, at.WORK]).tolist())
                if visits.offroute[stops[0]]:
                    yield Tour(duty, starts[0], stops, starts, int(row[end, at.READY]))
                    continue
                first = int(visits.place[stops[0]])
                setup = 0 if first == home else int(visits.setup[stops[0]])
                depart = starts[0] - setup - leg(mode, home, first)[0]
                yield Tour(duty, depart, stops, starts, int(row[end, at.READY]))
