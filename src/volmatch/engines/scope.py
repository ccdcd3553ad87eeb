"""The part of a program that is free while the rest stays as an incumbent has it.

The whole program is the scope in which nothing is held. In a smaller one, trips of duties outside stay;
of a visit that people outside serve too, the start is held and their number counts; counters have used
what those outside use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from volmatch.engines.solution import Solution, Tour
from volmatch.engines.state import State
from volmatch.program.arrays import TRIPS, Program

__all__ = ["Scope", "part", "whole"]

Ints: TypeAlias = NDArray[np.int64]


@frozen(eq=False)
class Scope:
    """What is free, and what is held around it.

    Attributes
    ----------
    duties, visits
        Numbers of those that are free.
    pairs
        Positions of the candidates between them.
    held
        Trips of other duties.
    outside
        Duties outside that serve a free visit, by visit.
    starts
        Held starts of such visits.
    room
        What is left of the cap of each counter, by counter.
    times
        The instants between which the trips of each duty must lie, by duty.
    incumbent
        The trips that the free duties make now.
    """

    program: Program
    duties: Sequence[int]
    visits: Sequence[int]
    pairs: Ints
    held: Sequence[Tour]
    outside: Mapping[int, Sequence[int]]
    starts: Mapping[int, int]
    room: Mapping[int, int]
    times: Mapping[int, tuple[int, int]]
    incumbent: Mapping[int, Sequence[Tour]]

    @property
    def num_booleans(self) -> int:
        """Estimate the Booleans that a model of this scope needs, before it is built."""
        program = self.program
        size = np.bincount(program.candidates.duty[self.pairs], minlength=len(program.duties))
        lone = program.lone
        arcs = size * (size + 2) + _several_trips(program) * size * (size - 1)
        return int(size[lone].sum() + arcs[~lone].sum())


def whole(program: Program, solution: Solution) -> Scope:
    """Free everything; the solution only serves as a hint."""
    return part(program, solution, range(len(program.duties)), range(len(program.visits)))


def part(program: Program, solution: Solution, duties: Iterable[int], visits: Iterable[int]) -> Scope:
    """Free some duties, with every visit that they serve, and some visits besides. O(stops + pairs of the part)."""
    free = set(duties)
    held = [tour for tour in solution.tours if tour.duty not in free]
    wanted = set(visits) | {
        visit for duty in free for tour in solution.by_duty.get(duty, ()) for visit in tour.visits
    }
    fetched = zip(program.links.first.tolist(), program.links.second.tolist(), strict=True)
    together = program.links.together.tolist()
    for (first, second), joint in zip(fetched, together, strict=True):
        if joint and (first in wanted or second in wanted):
            wanted |= {first, second}
    state = State.holding(program, held)
    outside = {visit: tuple(state.people[visit]) for visit in wanted if state.people.get(visit)}
    starts = {visit: solution.crews[visit][0][1] for visit in outside if not program.visits.fetch[visit]}
    pairs = _pairs(program, sorted(free), sorted(wanted))
    return Scope(
        program=program,
        duties=sorted(free),
        visits=sorted(wanted),
        pairs=pairs,
        held=held,
        outside=outside,
        starts=starts,
        room=state.room(),
        times={duty: state.bounds(duty) for duty in free},
        incumbent={duty: solution.by_duty.get(duty, ()) for duty in free},
    )


def _several_trips(program: Program) -> Ints:
    """Mark the duties of which counters allow more than one trip."""
    counters, several = program.counters, np.ones(len(program.duties), dtype=np.int64)
    for row in np.flatnonzero((counters.kind == TRIPS) & (counters.cap <= 1)):
        several[counters.duty[counters.ptr[row] : counters.ptr[row + 1]]] = 0
    return several


def _pairs(program: Program, duties: Sequence[int], visits: Sequence[int]) -> Ints:
    candidates = program.candidates
    inside = np.zeros(len(program.duties), dtype=bool)
    inside[np.array(duties, dtype=np.int64)] = True
    rows = [np.arange(candidates.ptr[visit], candidates.ptr[visit + 1]) for visit in visits]
    pairs = np.concatenate(rows) if rows else np.zeros(0, np.int64)
    near: Ints = pairs[inside[candidates.duty[pairs]]]
    return near
