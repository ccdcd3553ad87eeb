"""A plan from the linear program: trips that it uses most are fixed, step by step, and it is solved and priced again.

Visits may be served twice on the way, or not at all, at the master's prices; at the end each is taken out of the trip
where that saves most, and what is missing is put where it costs least.
"""

from __future__ import annotations

import time

import numpy as np

from volmatch.engines.columns.bound import TravelBound
from volmatch.engines.columns.master import Relaxed
from volmatch.engines.solution import Solution, Tour, tour_legs, value_of
from volmatch.engines.state import State
from volmatch.program.arrays import Program

__all__ = ["dive"]

SURE = 0.8
"""Trips that are used so far are fixed at once."""

MOST_ROUNDS = 8
"""Rounds of pricing in a step while some row is still broken."""

MOST_MISSING = 30
"""Visits more than the solution lacks that are put in at the end, one by one; a dive that lacks more has failed."""

MOST_RELEASES = 12
"""How often trips are let go of again, since something can no longer be served."""

MOST_A_STEP = 0.05
"""Part of the trips that is fixed in a step, where they are not all but used in full."""


def dive(state: TravelBound, solution: Solution, seconds: float) -> Solution | None:
    """Look for a better plan than a solution; ``None`` where none is found.

    Parameters
    ----------
    state
        What `travel_bound` returned. Trips that are met on the way stay in it; its bound is not touched.
    seconds
        How long it may take; it stops within a round of pricing of it.

    Notes
    -----
    Only for programs without visits of several people, and with one trip a duty: there the order of visits says all.
    What is returned was timed and counted anew, so it keeps every mechanism. A few tens of linear programs.
    """
    rows = state.master.rows
    if len(rows.team) or state.pricer.graph.trips.max(initial=0) > 1 or not len(state.trips):
        return None
    deadline = time.monotonic() + seconds
    fixed: list[int] = []
    state.deadline = deadline
    rounds = releases = 0
    while time.monotonic() < deadline and not state.cancelled():
        relaxed = state.master.solve(deadline - time.monotonic(), fixed)
        if relaxed is None:
            break
        rounds += 1
        new = state.widen(relaxed)
        if len(relaxed.broken) and rounds < MOST_ROUNDS:
            if new:
                continue
            rounds = MOST_ROUNDS
        if len(relaxed.broken) and rounds == MOST_ROUNDS and releases < MOST_RELEASES:
            kept = _released(state, relaxed, fixed)
            releases, rounds, fixed = releases + 1, 0 if len(kept) < len(fixed) else rounds + 1, kept
            state.master.dearer(relaxed.broken)
            continue
        sure = _surest(relaxed, set(fixed))
        if not sure:
            return _completed(state, fixed, solution)
        fixed, rounds = fixed + sure, 0
    return None if state.cancelled() else _completed(state, fixed, solution)


def _released(state: TravelBound, relaxed: Relaxed, fixed: list[int]) -> list[int]:
    """Let go of the trips of duties that may serve what is broken; give those that stay fixed."""
    rows, graph = state.master.rows, state.pricer.graph
    wanted = rows.visits[state.master.breaks[relaxed.broken]].indices
    duty = np.repeat(np.arange(len(graph.most)), np.diff(graph.ptr))
    able = set(duty[np.isin(graph.visit, wanted)].tolist())
    return [trip for trip in fixed if state.trips.duty[trip] not in able]


def _surest(relaxed: Relaxed, fixed: set[int]) -> list[int]:
    """Choose the trips to be fixed next, at least one if any is used."""
    order = np.argsort(-relaxed.used, kind="stable")
    open_ = [trip for trip in order[relaxed.used[order] > 1e-4].tolist() if trip not in fixed]
    full = [trip for trip in open_ if relaxed.used[trip] > 1 - 1e-6]
    most = max(1, int(MOST_A_STEP * (len(open_) + len(fixed))))
    sure = [trip for trip in open_[len(full) :] if relaxed.used[trip] >= SURE]
    return full + (sure or open_[len(full) : len(full) + 1])[:most]


def _completed(state: TravelBound, fixed: list[int], solution: Solution) -> Solution | None:
    """Make a plan of trips, if it is better than the solution."""
    program, trips = state.program, state.trips
    stops = _each_once(program, {trips.duty[trip]: list(trips.stops[trip]) for trip in fixed})
    made = State.holding(program, ())
    for duty, visits in sorted(stops.items()):
        ready, end = made.bounds(duty)
        tour = made.timer.tour(duty, visits, ready, end) if visits else None
        if tour is not None and made.fits(duty, (tour,)):
            made.put(duty, (tour,))
    priority, weight = program.visits.priority, program.visits.weight
    missing = [visit for visit in range(len(weight)) if not made.people.get(visit)]
    if len(missing) > len(weight) - len(solution.crews) + MOST_MISSING:
        return None
    for visit in sorted(missing, key=lambda visit: (priority[visit], -weight[visit])):
        if state.cancelled():
            return None
        ways = [made.best(visit, duty) for duty in made.candidates(visit)]
        best = min((way for way in ways if way), key=lambda way: (way.cost, way.duty), default=None)
        if best is not None:
            made.put(best.duty, best.tours)
    better = made.solution()
    musts = zip(program.musts.volunteer.tolist(), program.musts.visit.tolist(), strict=True)
    kept = all(made.serves(volunteer, visit) for volunteer, visit in musts)
    return better if kept and value_of(program, better) < value_of(program, solution) else None


def _each_once(program: Program, stops: dict[int, list[int]]) -> dict[int, list[int]]:
    """Take visits that several trips serve out of all but one, each time where that saves most."""
    level = program.levels[0]

    def cost(duty: int, visits: list[int]) -> int:
        seconds, metres = _legs(program, duty, visits)
        return level.per_metre * metres + level.per_second * seconds + level.per_trip * bool(visits)

    where: dict[int, list[int]] = {}
    for duty, visits in stops.items():
        for visit in visits:
            where.setdefault(visit, []).append(duty)
    for visit, duties in where.items():
        while len(duties) > 1:
            without = {duty: [other for other in stops[duty] if other != visit] for duty in duties}
            duty = max(duties, key=lambda duty: cost(duty, stops[duty]) - cost(duty, without[duty]))
            stops[duty] = without[duty]
            duties.remove(duty)
    return stops


def _legs(program: Program, duty: int, visits: list[int]) -> tuple[int, int]:
    """Give seconds and metres of a trip, none where it has no visit."""
    return tour_legs(program, Tour(duty, 0, tuple(visits), (), 0)) if visits else (0, 0)
