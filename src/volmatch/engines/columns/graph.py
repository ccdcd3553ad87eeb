"""What trips of each duty can be made of: its candidate visits, and the ways among them.

Of each duty, the nodes are its candidates, in order of their latest start, and home, which comes last. Ways
between all of them are tables of int32, duty after duty; ``nodes²`` entries each.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volmatch.program.arrays import TRIPS, Program

__all__ = ["MOST_STOPS", "Graph", "build"]

MOST_STOPS = 8
"""Programs with longer trips are not priced."""

MOST_WAYS = 60_000_000
"""Programs with larger tables are not priced."""

FAR = 1 << 30
"""Seconds and metres beyond this are taken for this: whatever becomes possible by it only lowers a bound."""


class Graph(NamedTuple):
    """Nodes and ways of all duties.

    Node *i* of duty *d* is row ``ptr[d] + i``; its way to node *j* stands at
    ``ways[d] + i * (nodes + 1) + j``, where ``nodes = ptr[d + 1] - ptr[d]`` is also the number of home.

    ``span`` are the intervals of starts of each row, ``low`` and ``high`` the first and last of them. ``lag`` is
    seconds from the end of a service to the next start at the earliest: the way, and the setup. ``most`` is the
    largest number of stops in a trip, ``trips`` of trips of the duty.
    """

    ptr: NDArray[np.int64]
    pair: NDArray[np.int64]
    visit: NDArray[np.int64]
    service: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    span: NDArray[np.int64]
    span_low: NDArray[np.int64]
    span_high: NDArray[np.int64]
    ways: NDArray[np.int64]
    lag: NDArray[np.int32]
    seconds: NDArray[np.int32]
    metres: NDArray[np.int32]
    start: NDArray[np.int64]
    before: NDArray[np.int64]
    end: NDArray[np.int64]
    cap_busy: NDArray[np.int64]
    cap_metres: NDArray[np.int64]
    most: NDArray[np.int64]
    trips: NDArray[np.int64]


def build(program: Program) -> Graph | None:
    """Lay out the graph of each duty; ``None`` where trips are too long, or the tables too large, to be priced.

    O(Σ candidates of a duty²).
    """
    pairs, duties = program.candidates, program.duties
    rows = np.flatnonzero(pairs.earliest <= np.minimum(pairs.latest, pairs.limit))
    rows = rows[np.lexsort((pairs.visit[rows], pairs.latest[rows], pairs.duty[rows]))]
    spans = _spans(program, rows)
    has = np.diff(spans[0]) > 0
    if not has.all():
        rows = rows[has]
        spans = _spans(program, rows)
    ptr = np.searchsorted(pairs.duty[rows], np.arange(len(duties) + 1))
    size = np.diff(ptr) + 1
    ways = np.concatenate([[0], np.cumsum(size * size)])
    service = program.visits.service[pairs.visit[rows]]
    most = _most_stops(program, ptr, service)
    if ways[-1] > MOST_WAYS or most.max(initial=0) > MOST_STOPS:
        return None
    lag, seconds, metres = _ways(program, pairs.visit[rows], ptr, ways)
    return Graph(
        ptr=ptr,
        pair=rows,
        visit=pairs.visit[rows],
        service=service,
        low=spans[1][spans[0][:-1]] if len(rows) else service,
        high=spans[2][spans[0][1:] - 1] if len(rows) else service,
        span=spans[0],
        span_low=spans[1],
        span_high=spans[2],
        ways=ways,
        lag=lag,
        seconds=seconds,
        metres=metres,
        start=duties.start,
        before=duties.depart_before,
        end=duties.end,
        cap_busy=duties.trip_seconds,
        cap_metres=duties.trip_metres,
        most=most,
        trips=_most_trips(program, ptr, service),
    )


def _spans(
    program: Program, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Cut the starts of each row's visit to those its duty can make."""
    visits, pairs = program.visits, program.candidates
    count = np.diff(visits.ptr)[pairs.visit[rows]]
    owner = np.repeat(np.arange(len(rows)), count)
    first = np.concatenate([[0], np.cumsum(count)])
    place = visits.ptr[pairs.visit[rows]][owner] + np.arange(len(owner)) - first[owner]
    low = np.maximum(visits.low[place], pairs.earliest[rows][owner])
    high = np.minimum(visits.high[place], np.minimum(pairs.latest, pairs.limit)[rows][owner])
    kept = low <= high
    ptr = np.concatenate([[0], np.cumsum(np.bincount(owner[kept], minlength=len(rows)))])
    return ptr, low[kept], high[kept]


def _ways(
    program: Program, visit: NDArray[np.int64], ptr: NDArray[np.int64], ways: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Give lags, seconds and metres between all nodes of each duty; duty by duty, since these tables are large."""
    duties, visits = program.duties, program.visits
    lag, seconds, metres = (np.zeros(ways[-1], np.int32) for _ in range(3))
    for duty in range(len(duties)):
        nodes, mode = visit[ptr[duty] : ptr[duty + 1]], int(duties.mode[duty])
        home, size = duties.home[duty], len(nodes) + 1
        places = np.append(visits.place[nodes], home)
        origin, target = np.repeat(places, size), np.tile(places, size)
        free = (target == home) | (origin == target)
        setup = np.where(free, 0, np.tile(np.append(visits.setup[nodes], 0), size))
        part = slice(ways[duty], ways[duty + 1])
        seconds[part] = np.minimum(program.travel.seconds(mode, origin, target), FAR)
        metres[part] = np.minimum(program.travel.metres(mode, origin, target), FAR)
        lag[part] = seconds[part] + np.minimum(setup, FAR - 1)
    return lag, seconds, metres


def _most_stops(program: Program, ptr: NDArray[np.int64], service: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the stops that a trip of each duty can have: capped, or as many of the shortest as fit its length."""
    duties = program.duties
    most = np.zeros(len(duties), np.int64)
    for duty in range(len(duties)):
        shortest = np.cumsum(np.sort(service[ptr[duty] : ptr[duty + 1]]))
        room = min(duties.end[duty] - duties.start[duty], duties.trip_seconds[duty])
        most[duty] = min(int(np.count_nonzero(shortest <= room)), int(duties.trip_tasks[duty]))
    return most


def _most_trips(program: Program, ptr: NDArray[np.int64], service: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the trips that each duty can make: capped, or as many as fit its length with one stop each."""
    duties, counters = program.duties, program.counters
    most = np.zeros(len(duties), np.int64)
    for duty in range(len(duties)):
        shortest = np.cumsum(np.sort(service[ptr[duty] : ptr[duty + 1]]))
        most[duty] = np.count_nonzero(shortest <= duties.end[duty] - duties.start[duty])
    for row in np.flatnonzero(counters.kind == TRIPS).tolist():
        mine = counters.duty[counters.ptr[row] : counters.ptr[row + 1]]
        most[mine] = np.minimum(most[mine], counters.cap[row])
    return most
