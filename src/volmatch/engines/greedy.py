"""A plan at once: visits by urgency, each put where it costs least; teams where most people can come.

Order: what must be served, then priority, then weight (large first), then how few could do it; what a visit needs comes
before it. Visits of several people are the business of `teams`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from volmatch.engines.solution import Solution
from volmatch.engines.state import State
from volmatch.engines.teams import insert_team
from volmatch.program.arrays import Program

__all__ = ["by_urgency", "complete", "greedy", "insert", "insert_all", "keeps_musts"]


def greedy(program: Program, stop: Callable[[], bool] = lambda: False) -> Solution:
    """Build a solution from nothing. O(pairs × stops).

    Parameters
    ----------
    stop
        Asked before each visit; when it says true, what stands is returned.
    """
    return complete(program, Solution.of(()), stop)


def complete(program: Program, solution: Solution, stop: Callable[[], bool] = lambda: False) -> Solution:
    """Serve more visits around what a solution serves already, which stays where it is in each trip."""
    state = State.holding(program, solution.tours)
    insert_all(state, by_urgency(program), stop)
    return state.solution()


def insert_all(state: State, order: Sequence[int], stop: Callable[[], bool] = lambda: False) -> None:
    """Serve visits one after another where each costs least, as far as they fit; what one needs comes before it."""
    musts = _musts(state.program)
    for visit in order:
        if stop():
            return
        for needed in _with_needs(state, visit):
            if not state.people.get(needed):
                insert(state, needed, musts.get(needed, []))


def insert(state: State, visit: int, needed: Sequence[int] = ()) -> None:
    """Serve a visit where it costs least, by those who must; what can be served nowhere stays unserved."""
    if state.program.visits.target[visit] > 1:
        insert_team(state, visit, needed)
    else:
        _insert_one(state, visit, needed)


def _with_needs(state: State, visit: int) -> list[int]:
    """Give a visit after those that must be served before it."""
    needs = [first for first, _ in state.ties.needs.get(visit, ())]
    return [*(earlier for first in needs for earlier in _with_needs(state, first)), visit]


def keeps_musts(program: Program, solution: Solution) -> bool:
    """Whether every visit that must be served by a volunteer is."""
    owners = program.duties.volunteer
    served = {(int(owners[tour.duty]), visit) for tour in solution.tours for visit in tour.visits}
    pairs = zip(program.musts.volunteer.tolist(), program.musts.visit.tolist(), strict=True)
    return all(pair in served for pair in pairs)


def _musts(program: Program) -> dict[int, list[int]]:
    musts: dict[int, list[int]] = {}
    for volunteer, visit in zip(program.musts.volunteer.tolist(), program.musts.visit.tolist(), strict=True):
        musts.setdefault(visit, []).append(volunteer)
    return musts


def by_urgency(program: Program) -> list[int]:
    """Give the visits that somebody could serve, in the order in which they are tried; no fetching by itself."""
    visits = program.visits
    free = np.ones(len(visits), dtype=np.int64)
    free[program.musts.visit] = 0
    choice = np.diff(program.candidates.ptr)
    order = np.lexsort((np.arange(len(visits)), choice, -visits.weight, visits.priority, free))
    served = (choice > 0) & (visits.fetch == 0)
    return [int(visit) for visit in order if served[visit]]


def _insert_one(state: State, visit: int, needed: Sequence[int]) -> None:
    owners = state.program.duties.volunteer
    duties = [duty for duty in state.candidates(visit) if not needed or int(owners[duty]) in needed]
    found = [place for duty in duties if (place := state.best(visit, duty)) is not None]
    if found:
        chosen = min(found, key=lambda place: (place.cost, place.duty))
        if state.relied_on(visit):
            state.timer.fixed[visit] = chosen.start
        state.put(chosen.duty, chosen.tours)
