"""A plan from the trips met: the best choice among those that a better plan could have, by integer programming.

A trip whose reduced cost, at the duals of the best bound, is not below the gap between that bound and the plan, is in
no better plan, and is left out.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from volmatch.engines.claims import NUM_COVERAGE
from volmatch.engines.columns.bound import TravelBound
from volmatch.engines.solution import Solution, Tour, value_of
from volmatch.engines.state import State
from volmatch.program.arrays import Program

__all__ = ["pack"]

MOST_TRIPS = 20_000
"""Trips that are chosen from."""


def pack(state: TravelBound, solution: Solution, seconds: float) -> Solution | None:
    """Choose trips so that coverage is no worse and the level costs less; ``None`` where nothing better is found.

    Parameters
    ----------
    state
        What `travel_bound` returned, for this solution.
    seconds
        How long the integer program may take. It cannot be interrupted, but keeps to that within about a second.

    Notes
    -----
    Only for programs without visits of several people, and with one trip a duty: there the order of visits says all.
    The trips are timed and counted anew, so what is returned keeps every mechanism. Single-threaded.
    """
    rows = state.master.rows
    if len(rows.team) or state.pricer.graph.trips.max(initial=0) > 1 or state.center is None:
        return None
    some = _worth_it(state)
    chosen = _choose(state, some, seconds)
    if chosen is None:
        return None
    trips = state.trips
    better = _timed(state.program, [(trips.duty[trip], trips.stops[trip]) for trip in chosen.tolist()])
    if better is None or value_of(state.program, better) >= value_of(state.program, solution):
        return None
    return better


def _worth_it(state: TravelBound) -> NDArray[np.int64]:
    """Number the trips that a better plan could have, those of least reduced cost first."""
    center, found = state.center, state.center_found
    assert center is not None
    assert found is not None
    gap = int(state.value[NUM_COVERAGE]) * state.scale - found.bound
    duty = np.array(state.trips.duty, np.int64)
    reduced = np.array([state.reduced(trip, center) for trip in range(len(duty))], np.int64)
    # What the trip adds to the bound, in place of the cheapest of its duty or of none.
    reduced -= center.duties[duty] + np.minimum(found.lowest, 0)[duty]
    order = np.argsort(reduced, kind="stable")
    return order[reduced[order] < gap][:MOST_TRIPS]


def _choose(state: TravelBound, some: NDArray[np.int64], seconds: float) -> NDArray[np.int64] | None:
    """Solve the integer program over some trips; their numbers, or ``None`` where there is no solution in time."""
    rows, trips, cuts = state.master.rows, state.trips, state.master.cuts
    entries: list[tuple[int, int, int]] = []
    base = len(rows.most)
    for column, trip in enumerate(some.tolist()):
        entries += [(row, column, factor) for row, factor in trips.entries[trip]]
        entries.append((base + trips.duty[trip], column, 1))
        first = base + len(state.pricer.graph.trips)
        entries += [(first + cut, column, 1) for cut in state.master.cuts_of(trip)]
    most = np.concatenate([rows.most, state.pricer.graph.trips, np.ones(len(cuts), np.int64)])
    least = np.full(len(most), -np.inf)
    least[: len(rows.most)][rows.equal] = rows.most[rows.equal]
    if not entries:
        return None
    table = np.array(entries, np.int64)
    matrix = csc_array((table[:, 2].astype(float), (table[:, 0], table[:, 1])), shape=(len(most), len(some)))
    answer: Any = milp(
        np.array([trips.cost[trip] for trip in some.tolist()], float),
        integrality=np.ones(len(some), np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, least, most.astype(float)),
        options={"time_limit": max(seconds, 0.1), "mip_rel_gap": 0.0},
    )
    return None if answer.x is None else some[np.flatnonzero(np.asarray(answer.x) > 0.5)]


def _timed(program: Program, trips: list[tuple[int, tuple[int, ...]]]) -> Solution | None:
    """Time trips and count them; ``None`` where they break what the master relaxed."""
    state = State.holding(program, ())
    for duty, stops in sorted(trips):
        ready, end = state.bounds(duty)
        tour: Tour | None = state.timer.tour(duty, stops, ready, end)
        if tour is None or not state.fits(duty, (tour,)):
            return None
        state.put(duty, (tour,))
    return state.solution()
