"""A plan at once: visits by urgency, each put where it costs least; teams where most people can come.

Order: what must be served, then priority, then weight (large first), then how few could do it. For a
visit of several people a few common starts are tried (the openings of its windows and the earliest
start of each candidate), and the one with most people, then least cost, is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from volmatch.engines.solution import Solution
from volmatch.engines.state import Insertion, State
from volmatch.engines.timing import Timer
from volmatch.program.arrays import Program

__all__ = ["complete", "greedy", "insert_all", "keeps_musts"]

MOST_STARTS = 12
"""Common starts of a team that are tried."""


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
    insert_all(state, _order(program), stop)
    return state.solution()


def insert_all(state: State, order: Sequence[int], stop: Callable[[], bool] = lambda: False) -> None:
    """Serve visits one after another where each costs least, as far as they fit."""
    musts = _musts(state.program)
    for visit in order:
        if stop():
            return
        if state.people.get(visit):
            continue
        needed = musts.get(visit, [])
        if state.program.visits.target[visit] > 1:
            _insert_team(state, visit, needed)
        else:
            _insert_one(state, visit, needed)


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


def _order(program: Program) -> list[int]:
    visits = program.visits
    free = np.ones(len(visits), dtype=np.int64)
    free[program.musts.visit] = 0
    choice = np.diff(program.candidates.ptr)
    order = np.lexsort((np.arange(len(visits)), choice, -visits.weight, visits.priority, free))
    return [int(visit) for visit in order if choice[visit] > 0]


def _insert_one(state: State, visit: int, needed: list[int]) -> None:
    owners = state.program.duties.volunteer
    duties = [duty for duty in state.candidates(visit) if not needed or int(owners[duty]) in needed]
    found = [place for duty in duties if (place := state.best(visit, duty)) is not None]
    if found:
        chosen = min(found, key=lambda place: (place.cost, place.duty))
        state.put(chosen.duty, chosen.tours)


def _insert_team(state: State, visit: int, needed: list[int]) -> None:
    duties = state.candidates(visit)
    alone = [place for duty in duties if (place := state.best(visit, duty)) is not None]
    if not alone:
        return
    visits = state.program.visits
    openings = visits.low[visits.ptr[visit] : visits.ptr[visit + 1]].tolist()
    starts = sorted({*openings, *(place.start for place in alone)})
    step = max(1, len(starts) // MOST_STARTS)
    best: tuple[tuple[int, tuple[int, ...]], int, list[Insertion]] | None = None
    for start in starts[::step]:
        timer = state.timer.with_fixed({**state.timer.fixed, visit: start})
        team = _team(state, visit, [place.duty for place in alone], timer, needed)
        if len(team) >= visits.least[visit]:
            worth = (
                -len(team),
                tuple(sum(column) for column in zip(*(place.cost for place in team), strict=True)),
            )
            if best is None or worth < best[0]:
                best = worth, start, team
    if best is not None:
        state.timer.fixed[visit] = best[1]
        for place in best[2]:
            state.put(place.duty, place.tours)


def _team(
    state: State, visit: int, duties: Sequence[int], timer: Timer, needed: list[int]
) -> list[Insertion]:
    """Choose the cheapest different people who can all come at a fixed start; those who must come first."""
    owners, most = state.program.duties.volunteer, int(state.program.visits.target[visit])
    places = [place for duty in duties if (place := state.best(visit, duty, timer)) is not None]
    places.sort(key=lambda place: (int(owners[place.duty]) not in needed, place.cost, place.duty))
    team: dict[int, Insertion] = {}
    for place in places:
        if len(team) < most:
            team.setdefault(int(owners[place.duty]), place)
    if any(volunteer not in team for volunteer in needed):
        return []
    return list(team.values())
