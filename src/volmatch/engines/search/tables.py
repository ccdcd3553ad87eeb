"""The tables of the search: a program laid out for compiled code, and the state that it changes.

Column names are constants, so that ``duties[d, END]`` reads as it should. All tables are
int64 unless they say otherwise.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from volmatch.program.arrays import NO_CAP, SECONDS, Program

__all__ = ["Journal", "State", "World", "empty_state", "journal_for", "world_of"]

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

# Columns of ``duties``.
HOME, MODE, START, BEFORE, END, MOST_TASKS, MOST_SECONDS, MOST_METRES = range(8)
FOLLOWING, PRECEDING, OWNER, TIMED, NUM_DUTY = 8, 9, 10, 11, 12
# Columns of ``visits``.
(
    PLACE,
    SETUP,
    SERVICE,
    LEAST,
    TARGET,
    FIRST_WINDOW,
    END_WINDOW,
    FIRST_PAIR,
    END_PAIR,
    HELD,
    PRIORITY,
    WEIGHT,
    NUM_VISIT,
) = range(13)
# Columns of a position of ``rows``.
VISIT, BEGINS, EARLIEST, LATEST, TRIP_TASKS, TRIP_METRES, AHEAD_METRES, AHEAD_SECONDS, NUM_STOP = range(9)
# Columns of ``sums``, per duty.
LENGTH, SUM_METRES, SUM_SECONDS, SUM_TRIPS, SUM_AWAY, NUM_SUM = range(6)
# Columns of ``crews``: people now, fixed start (`NO_START` = none), then their duties.
PEOPLE, FIXED, CREW = 0, 1, 2
NO_START = -(1 << 60)
# Columns of ``counters``.
KIND, CAP = 0, 1
# Entries of ``prices``.
PER_METRE, PER_SECOND, PER_TRIP, GEOMETRY, NUM_PLACES = range(5)
PLANE, SPHERE, TABLE = range(3)

MOST_STOPS = 400
NEIGHBOURS = 60


class World(NamedTuple):
    """What does not change. n, v, p, c: numbers of duties, visits, pairs, counters.

    Attributes
    ----------
    duties (n, 12), visits (v, 12), windows (w, 2)
        Columns as named above; a window is the first and the last allowed start.
    pairs (p, 2)
        Duty and cost of each candidate, by visit.
    counters (c, 2), of_duty_ptr (n + 1), of_duty
        Kind and cap; the counters of each duty.
    neighbours (v, k)
        Visits near by, nearest first, itself included; −1 = no more.
    orders (v, 4)
        Ranks by which visits may be put back: urgency and weight, few candidates, long service, many people.
    prices (5,)
        What a metre, a second and a trip cost, how places are measured, and their number.
    positions (places, 3) float64, paces (modes,), detour (1,) float64
        For straight lines.
    seconds, metres (modes, places, places)
        For tables; empty otherwise.
    """

    duties: Ints
    visits: Ints
    windows: Ints
    pairs: Ints
    counters: Ints
    of_duty_ptr: Ints
    of_duty: Ints
    neighbours: Ints
    orders: Ints
    prices: Ints
    positions: Floats
    paces: Ints
    detour: Floats
    seconds: Ints
    metres: Ints


class State(NamedTuple):
    """What an iteration changes.

    Attributes
    ----------
    rows (n, most, 8), sums (n, 5)
        The stops of each duty, and sums over them.
    crews (v, 2 + largest target)
        The duties that serve each visit.
    used (c,)
        What counters hold.
    value (9,)
        Eight numbers of coverage, then the cost of all levels below.
    random (1,) uint64
        The state of the random numbers.
    scratch (most, 8)
        A row on trial.
    """

    rows: Ints
    sums: Ints
    crews: Ints
    used: Ints
    value: Ints
    random: NDArray[np.uint64]
    scratch: Ints


class Journal(NamedTuple):
    """What an iteration has changed, so that it can be taken back.

    Attributes
    ----------
    counts (4,)
        Duties and visits noted, the number of the iteration, and 1 where a row can no longer be: where a way
        through a third place is shorter, a trip may grow when a stop is taken out.
    duties, rows, sums; visits, crews
        What was noted, and how it stood.
    noted_duty (n,), noted_visit (v,)
        The iteration in which each was last noted.
    value (9,)
        As it stood.
    """

    counts: Ints
    duties: Ints
    rows: Ints
    sums: Ints
    visits: Ints
    crews: Ints
    noted_duty: Ints
    noted_visit: Ints
    value: Ints


def journal_for(state: State) -> Journal:
    """Make an empty journal with room for every duty and visit."""
    return Journal(
        counts=np.zeros(4, dtype=np.int64),
        duties=np.zeros(len(state.rows), dtype=np.int64),
        rows=np.zeros_like(state.rows),
        sums=np.zeros_like(state.sums),
        visits=np.zeros(len(state.crews), dtype=np.int64),
        crews=np.zeros_like(state.crews),
        noted_duty=np.zeros(len(state.rows), dtype=np.int64),
        noted_visit=np.zeros(len(state.crews), dtype=np.int64),
        value=np.zeros_like(state.value),
    )


def world_of(program: Program) -> World:
    """Lay a program out. O(pairs + visits × neighbours)."""
    counters = program.counters
    duty_of = counters.duty
    counter_of = np.repeat(np.arange(len(counters)), np.diff(counters.ptr))
    order = np.argsort(duty_of, kind="stable")
    geometry, seconds, metres = _travel(program)
    positions = np.zeros((len(program.travel.network.positions), 3))
    known = np.nan_to_num(program.travel.network.positions)
    positions[:, : known.shape[1]] = known
    factors, pair = _folded(program)
    free = program.candidates.limit >= NO_CAP
    straight = program.travel.straight
    return World(
        duties=_duties(program),
        visits=_visits(program),
        windows=np.ascontiguousarray(np.stack([program.visits.low, program.visits.high], axis=1)),
        pairs=np.ascontiguousarray(np.stack([program.candidates.duty[free], pair[free]], axis=1)),
        counters=np.ascontiguousarray(np.stack([counters.kind, counters.cap], axis=1)),
        of_duty_ptr=np.searchsorted(duty_of[order], np.arange(len(program.duties) + 1)).astype(np.int64),
        of_duty=counter_of[order].astype(np.int64),
        neighbours=_neighbours(program),
        orders=_orders(program),
        prices=np.array([*factors, geometry, len(positions)], dtype=np.int64),
        positions=positions,
        paces=np.array(
            [
                program.travel.network.metres_per_hour(mode) if straight else 1
                for mode in program.travel.modes
            ],
            dtype=np.int64,
        ),
        detour=np.array([program.travel.network.travel.detour if straight else 1.0]),
        seconds=seconds,
        metres=metres,
    )


def _duties(program: Program) -> Ints:
    duties, counters = program.duties, program.counters
    table = np.zeros((len(duties), NUM_DUTY), dtype=np.int64)
    for column, values in (
        (HOME, duties.home),
        (MODE, duties.mode),
        (START, duties.start),
        (BEFORE, duties.depart_before),
        (END, duties.end),
        (MOST_TASKS, duties.trip_tasks),
        (MOST_SECONDS, duties.trip_seconds),
        (MOST_METRES, duties.trip_metres),
        (FOLLOWING, duties.following),
        (OWNER, duties.volunteer),
    ):
        table[:, column] = values
    table[:, PRECEDING] = -1
    chained = np.flatnonzero(duties.following >= 0)
    table[duties.following[chained], PRECEDING] = chained
    table[:, TIMED] = duties.trip_seconds < NO_CAP
    kind = np.repeat(counters.kind, np.diff(counters.ptr))
    table[counters.duty[kind == SECONDS], TIMED] = 1
    return table


def _free(program: Program) -> tuple[Ints, Ints]:
    """Give visit and duty of the pairs that the search uses: all but those with a limit of their own.

    Rows know the windows of a visit, not of a pair; what an expiring skill allows is left to the exact engine.
    """
    free = program.candidates.limit >= NO_CAP
    return program.candidates.visit[free], program.candidates.duty[free]


def _visits(program: Program) -> Ints:
    visits = program.visits
    table = np.zeros((len(visits), NUM_VISIT), dtype=np.int64)
    for column, values in (
        (PLACE, visits.place),
        (SETUP, visits.setup),
        (SERVICE, visits.service),
        (LEAST, visits.least),
        (TARGET, visits.target),
        (FIRST_WINDOW, visits.ptr[:-1]),
        (END_WINDOW, visits.ptr[1:]),
        (FIRST_PAIR, np.searchsorted(_free(program)[0], np.arange(len(visits)))),
        (END_PAIR, np.searchsorted(_free(program)[0], np.arange(1, len(visits) + 1))),
        (PRIORITY, visits.priority),
        (WEIGHT, visits.weight),
    ):
        table[:, column] = values
    table[program.musts.visit, HELD] = 1
    return table


def _travel(program: Program) -> tuple[int, Ints, Ints]:
    network = program.travel.network
    empty = np.zeros((1, 1, 1), dtype=np.int64)
    if program.travel.straight:
        return (PLANE if network.positions.shape[1] == 2 else SPHERE), empty, empty
    count = len(network.positions)
    a, b = np.repeat(np.arange(count), count), np.tile(np.arange(count), count)
    shape = (len(program.travel.modes), count, count)
    seconds = np.stack([program.travel.seconds(mode, a, b) for mode in range(shape[0])]).reshape(shape)
    metres = np.stack([program.travel.metres(mode, a, b) for mode in range(shape[0])]).reshape(shape)
    return TABLE, seconds, metres


def _folded(program: Program) -> tuple[list[int], Ints]:
    """Fold the levels below coverage into one cost that keeps their order, while it fits into 62 bits."""
    prices, pair = [0, 0, 0], np.zeros(len(program.candidates), dtype=np.int64)
    factor = 1
    stops = int(program.visits.target.sum()) + 1
    for costs in reversed(program.levels):
        one = max(
            int(np.abs(costs.pair).max(initial=0)),
            200_000 * (costs.per_metre + costs.per_second),
            costs.per_trip,
        )
        for row, price in enumerate((costs.per_metre, costs.per_second, costs.per_trip)):
            prices[row] += factor * price
        if len(costs.pair):
            pair += factor * costs.pair
        most = factor * (2 * one * stops + 1)
        factor = most if most < 1 << 44 else factor
    return prices, pair


def _orders(program: Program) -> Ints:
    visits = program.visits
    choice = np.diff(program.candidates.ptr)
    keys = [
        np.lexsort((-visits.weight, visits.priority)),
        np.lexsort((visits.priority, choice)),
        np.lexsort((-visits.service, visits.priority)),
        np.lexsort((-visits.weight, visits.priority, -visits.target)),
    ]
    ranks = np.zeros((len(visits), len(keys)), dtype=np.int64)
    for column, key in enumerate(keys):
        ranks[key, column] = np.arange(len(visits))
    return ranks


def _neighbours(program: Program) -> Ints:
    """Give, per visit, the visits whose places are nearest (by a table: by metres of the first mode)."""
    visits = program.visits
    count = min(NEIGHBOURS, len(visits))
    if count == 0:
        return np.zeros((0, 1), dtype=np.int64)
    if program.travel.straight:
        points = program.travel.network.positions[visits.place]
        found = cKDTree(points).query(points, k=count)[1]
        return np.ascontiguousarray(found.reshape(len(visits), count), dtype=np.int64)
    table = np.zeros((len(visits), count), dtype=np.int64)
    for row in range(len(visits)):
        metres = program.travel.metres(0, np.repeat(visits.place[row], len(visits)), visits.place)
        table[row] = np.argsort(metres, kind="stable")[:count]
    return table


def empty_state(program: Program, seed: int) -> State:
    """Give the state in which nobody does anything."""
    count, visits = len(program.duties), len(program.visits)
    state = State(
        rows=np.zeros((count, row_length(program), NUM_STOP), dtype=np.int64),
        sums=np.zeros((count, NUM_SUM), dtype=np.int64),
        crews=np.full((visits, CREW + int(program.visits.target.max(initial=1))), -1, dtype=np.int64),
        used=np.zeros(max(1, len(program.counters)), dtype=np.int64),
        value=np.zeros(9, dtype=np.int64),
        scratch=np.zeros((row_length(program) + 1, NUM_STOP), dtype=np.int64),
        random=np.array([(seed * 2 + 1) * 0x9E3779B97F4A7C15 & (1 << 64) - 1], dtype=np.uint64),
    )
    state.crews[:, PEOPLE], state.crews[:, FIXED] = 0, NO_START
    np.add.at(state.value, program.visits.priority, program.visits.weight)
    return state


def row_length(program: Program) -> int:
    """Bound the stops of a duty: its candidates, and how many of the shortest of their services fit into it."""
    duty, visit = program.candidates.duty, program.candidates.visit
    if not len(duty):
        return 2
    order = np.lexsort((program.visits.service[visit], duty))
    service, owner = program.visits.service[visit[order]], duty[order]
    total = np.cumsum(service)
    first = np.searchsorted(owner, np.arange(len(program.duties)))
    before = np.where(first[owner] > 0, total[first[owner] - 1], 0)
    fits = total - before <= (program.duties.end - program.duties.start)[owner]
    return int(min(MOST_STOPS, np.bincount(owner[fits], minlength=1).max(initial=1))) + 2
