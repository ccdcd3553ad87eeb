"""From Python: load a solution into the tables, let the loop run, read the best back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from volmatch.engines.search.loop import iterate, keep
from volmatch.engines.search.moves import charge, pair_cost, renew
from volmatch.engines.search.pointers import journal_view, state_view, world_view
from volmatch.engines.search.rows import put_in, recompute
from volmatch.engines.search.tables import (
    BEGINS,
    EARLIEST,
    END_PAIR,
    FIRST_PAIR,
    FIXED,
    LENGTH,
    VISIT,
    Journal,
    State,
    World,
    empty_state,
    journal_for,
    world_of,
)
from volmatch.engines.solution import Solution, Tour, pair_of
from volmatch.engines.state import State as Exactly
from volmatch.program.arrays import NO_CAP, Program

__all__ = ["Annealer"]

HOT, COLD = 12.0, 0.004
"""First and last temperature, in mean costs of a stop."""

URGENT_HOT, URGENT_COLD = 0.3, 0.01
"""The same for coverage, in mean weights."""


@define
class Annealer:
    """One chain of the search on a program, from a solution."""

    program: Program
    seed: int
    world: World = field(init=False)
    state: State = field(init=False)
    best: State = field(init=False)
    _journal: Journal = field(init=False)
    _asked: NDArray[np.int64] = field(init=False)
    _views: tuple[Any, Any, Any, Any] = field(init=False)
    _unit: float = field(init=False, default=1.0)
    _weight: float = field(init=False, default=1.0)

    def __attrs_post_init__(self) -> None:
        """Lay the program out."""
        self.world = world_of(self.program)
        self.state, self.best = empty_state(self.program, self.seed), empty_state(self.program, self.seed)
        self._journal = journal_for(self.state)
        self._views = (
            world_view(self.world),
            state_view(self.state),
            journal_view(self._journal),
            state_view(self.best),
        )
        self._asked = np.flatnonzero(self.world.visits[:, FIRST_PAIR] < self.world.visits[:, END_PAIR])

    def load(self, solution: Solution) -> bool:
        """Take a solution as state and as best; false, and nothing done, where it uses a pair that has a limit."""
        pairs, visits = self.program.candidates, self.program.visits
        used = [pair_of(self.program, visit, tour.duty) for tour in solution.tours for visit in tour.visits]
        if any(pairs.limit[pair] < NO_CAP for pair in used):
            return False
        world, state, _, best = self._views
        for visit, crew in solution.crews.items():
            if visits.target[visit] > 1:
                self.state.crews[visit, FIXED] = crew[0][1]
            charge(world, state, visit, -1)
        for duty, tours in solution.by_duty.items():
            for tour in tours:
                for row, visit in enumerate(tour.visits):
                    spot = int(self.state.sums[duty, LENGTH])
                    put_in(state, duty, visit, spot, 1 if row == 0 else 0, 0)
                    # Duties of one offer look at each other's starts before they are timed here.
                    self.state.rows[duty, spot, EARLIEST] = tour.starts[row]
                    self.state.value[8] += pair_cost(world, visit, duty)
        for duty in sorted(solution.by_duty):
            if not recompute(world, state, duty):
                raise ValueError("the search was given a solution that does not keep the program")
            renew(world, state, duty, 1)
        for visit in solution.crews:
            charge(world, state, visit, 1)
        self._unit = max(1.0, abs(float(self.state.value[8])) / max(1, int(self.state.sums[:, LENGTH].sum())))
        self._weight = max(1.0, float(visits.weight.mean())) if len(visits) else 1.0
        keep(state, best)
        return True

    def run(self, iterations: int, share: float) -> None:
        """Do some iterations at the temperature that belongs to a share of the whole run, 0 to 1."""
        if len(self._asked):
            heat = self._unit * HOT * (COLD / HOT) ** share
            urgency = self._weight * URGENT_HOT * (URGENT_COLD / URGENT_HOT) ** share
            iterate(*self._views, self._asked, iterations, heat, urgency)
            if tuple(self.best.value[:8]) < tuple(self.state.value[:8]):
                keep(self._views[3], self._views[1])  # what serves more is where the search goes on

    @property
    def value(self) -> tuple[int, ...]:
        """What the best is worth: coverage, then the folded cost."""
        return tuple(int(number) for number in self.best.value)

    def solution(self) -> Solution:
        """Read the best, with the times of model.md §4."""
        exactly = Exactly.holding(self.program, list(self._raw()))
        for duty in sorted(exactly.tours):
            order = [tour.visits for tour in exactly.tours[duty]]
            tours = exactly.timer.trips(duty, order, *exactly.bounds(duty))
            if tours is not None and exactly.fits(duty, tours):
                exactly.put(duty, tuple(tours))
        return exactly.solution()

    def _raw(self) -> Iterator[Tour]:
        """Give the trips of the best as the tables time them: every start as early as it can be."""
        duties, visits, leg = self.program.duties, self.program.visits, self.program.travel.leg
        for duty in range(len(self.best.sums)):
            row = self.best.rows[duty, : self.best.sums[duty, LENGTH]]
            cuts = [*np.flatnonzero(row[:, BEGINS] == 1).tolist(), len(row)]
            home, mode = int(duties.home[duty]), int(duties.mode[duty])
            for begin, end in pairwise(cuts):
                stops = tuple(row[begin:end, VISIT].tolist())
                starts = tuple(row[begin:end, EARLIEST].tolist())
                first, last = int(visits.place[stops[0]]), int(visits.place[stops[-1]])
                setup = 0 if first == home else int(visits.setup[stops[0]])
                depart = starts[0] - setup - leg(mode, home, first)[0]
                back = starts[-1] + int(visits.service[stops[-1]]) + leg(mode, last, home)[0]
                yield Tour(duty, depart, stops, starts, back)
