"""A program laid out for compiled code, and the empty tables of a chain."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.spatial import cKDTree

from volmatch.engines.search import columns as at
from volmatch.engines.search.tables import Best, Floats, Ints, Journal, State, World
from volmatch.engines.search.ties import counted_of, largest_tie, party_of, tables_of, tie_pairs
from volmatch.program.arrays import NO_CAP, SECONDS, TRIPS, Program

__all__ = ["empty_best", "empty_journal", "empty_state", "world_of"]

MOST_STOPS = 400
NEIGHBOURS = 60
MOST_KIN = 64
"""A counter over more duties than this is only looked at when an iteration is over."""


def world_of(program: Program) -> World:
    """Lay a program out. O(pairs log pairs + visits × neighbours)."""
    counters = program.counters
    counter_of = np.repeat(np.arange(len(counters)), np.diff(counters.ptr))
    order = np.argsort(counters.duty, kind="stable")
    geometry, seconds, metres = _travel(program)
    known = np.nan_to_num(program.travel.network.positions)
    positions = np.zeros((len(known), 3))
    positions[:, : known.shape[1]] = known
    prices, pair, factors = _folded(program)
    duties = _duties(program)
    ties = tables_of(program, factors)
    pairs, bonds = _pairs(program, pair, positions if program.travel.straight else None, metres, factors)
    kin_ptr, kin = _kin(program)
    loads = program.loads
    network, straight = program.travel.network, program.travel.straight
    return World(
        duties=duties,
        visits=_visits(program),
        tied=np.ascontiguousarray(ties.tied),
        windows=np.ascontiguousarray(np.stack([program.visits.low, program.visits.high], axis=1)),
        pairs=pairs,
        bonds=bonds,
        counters=np.ascontiguousarray(np.stack([counters.kind, counters.cap], axis=1)),
        of_duty_ptr=np.searchsorted(counters.duty[order], np.arange(len(program.duties) + 1)).astype(
            np.int64
        ),
        of_duty=counter_of[order].astype(np.int64),
        kin_ptr=kin_ptr,
        kin=kin,
        neighbours=_neighbours(program),
        orders=_orders(program),
        brought=np.array(loads.brought).reshape(len(program.visits), loads.num_kinds),
        collected=np.array(loads.collected).reshape(len(program.visits), loads.num_kinds),
        capacity=np.array(loads.capacity).reshape(len(program.duties), loads.num_kinds),
        ties=ties.ties,
        needs=ties.needs,
        exclusions=ties.exclusions,
        own_ptr=ties.own_ptr,
        own=ties.own,
        crowds=np.ascontiguousarray(ties.crowds),
        crowd_of=ties.crowd_of.astype(np.int64),
        quorums=np.ascontiguousarray(ties.quorums),
        members=ties.members,
        apart_ptr=ties.apart_ptr,
        apart=ties.apart,
        parties=np.ascontiguousarray(ties.parties),
        balances=ties.balances,
        prices=np.array([*prices, geometry, _turned(seconds) or _turned(metres)], dtype=np.int64),
        positions=positions,
        paces=np.array(
            [network.metres_per_hour(mode) if straight else 1 for mode in program.travel.modes],
            dtype=np.int64,
        ),
        detour=np.array([network.travel.detour if straight else 1.0]),
        seconds=seconds,
        metres=metres,
    )


def _duties(program: Program) -> Ints:
    duties, counters = program.duties, program.counters
    table = np.zeros((len(duties), at.NUM_DUTY), dtype=np.int64)
    for column, values in (
        (at.HOME, duties.home),
        (at.MODE, duties.mode),
        (at.START, duties.start),
        (at.BEFORE, duties.depart_before),
        (at.END, duties.end),
        (at.MOST_TASKS, duties.trip_tasks),
        (at.MOST_SECONDS, duties.trip_seconds),
        (at.MOST_METRES, duties.trip_metres),
        (at.FOLLOWING, duties.following),
        (at.OWNER, duties.volunteer),
        (at.WORKDAY, duties.workday),
        (at.DAY, duties.day),
        (at.REST, duties.rest),
    ):
        table[:, column] = values
    table[:, at.PRECEDING] = -1
    chained = np.flatnonzero(duties.following >= 0)
    table[duties.following[chained], at.PRECEDING] = chained
    table[:, at.TIMED] = duties.trip_seconds < NO_CAP
    kind = np.repeat(counters.kind, np.diff(counters.ptr))
    table[counters.duty[kind == SECONDS], at.TIMED] = 1
    table[np.isin(duties.volunteer, program.balance.volunteer), at.TIMED] = 1
    table[:, at.ALIKE] = _alike(program, table)
    return table


def _alike(program: Program, table: Ints) -> Ints:
    """Number the kinds of duties that differ only in whose they are."""
    if any(len(costs.pair) for costs in program.levels) or program.mechanisms - {"loads"} or not len(table):
        return np.arange(len(table))
    columns = [at.HOME, at.MODE, at.START, at.BEFORE, at.END, at.MOST_TASKS, at.MOST_SECONDS, at.MOST_METRES]
    rows = np.concatenate(
        [table[:, columns], np.array(program.loads.capacity).reshape(len(table), -1)], axis=1
    )
    return np.unique(rows, axis=0, return_inverse=True)[1].reshape(len(table)).astype(np.int64)


def _visits(program: Program) -> Ints:
    visits, ptr = program.visits, program.candidates.ptr
    table = np.zeros((len(visits), at.NUM_VISIT), dtype=np.int64)
    for column, values in (
        (at.PLACE, visits.place),
        (at.SETUP, visits.setup),
        (at.SERVICE, visits.service),
        (at.LEAST, visits.least),
        (at.TARGET, visits.target),
        (at.FIRST_WINDOW, visits.ptr[:-1]),
        (at.END_WINDOW, visits.ptr[1:]),
        (at.FIRST_PAIR, ptr[:-1]),
        (at.END_PAIR, ptr[1:]),
        (at.PRIORITY, visits.priority),
        (at.WEIGHT, visits.weight),
    ):
        table[:, column] = values
    table[program.musts.visit, at.HELD] = 1
    return table


def _pairs(
    program: Program, own: Ints, positions: Floats | None, metres: Ints, factors: Sequence[int]
) -> tuple[Ints, Ints]:
    """Sort the candidates of a visit by the way from home, nearest first; those of a team by party and volunteer."""
    pairs, duties, visits = program.candidates, program.duties, program.visits
    home, place = duties.home[pairs.duty], visits.place[pairs.visit]
    if positions is None:
        way = metres[duties.mode[pairs.duty], home, place].astype(np.float64)
    else:
        way = np.square(positions[home] - positions[place]).sum(axis=1)
    key = np.where(visits.target[pairs.visit] > 1, party_of(program)[duties.volunteer[pairs.duty]], way)
    order = np.lexsort((pairs.duty, key, pairs.visit))
    limit = np.where(pairs.limit >= NO_CAP, at.NEVER, pairs.limit)
    table = np.stack([pairs.duty, own, limit], axis=1)
    if not program.mechanisms - {"loads"}:
        return np.ascontiguousarray(table[order]), np.zeros((0, at.NUM_BOND), dtype=np.int64)
    bonds = np.zeros((len(pairs), at.NUM_BOND), dtype=np.int64)
    bonds[:, at.FLOOR], bonds[:, at.CEILING] = -at.NEVER, at.NEVER
    tie_pairs(program, table, bonds, factors)
    table, bonds = table[order], bonds[order]
    _add_twins(program, table, bonds, pairs.visit[order])
    return np.ascontiguousarray(table), np.ascontiguousarray(bonds)


def _add_twins(program: Program, table: Ints, bonds: Ints, visit: Ints) -> None:
    """Note, for each pair, where that of what is fetched stands."""
    links = program.links
    for first, second in zip(links.first.tolist(), links.second.tolist(), strict=True):
        mine, theirs = np.flatnonzero(visit == second), np.flatnonzero(visit == first)
        place = {int(table[row, at.DUTY]): row for row in theirs.tolist()}
        for row in mine.tolist():
            bonds[row, at.TWIN] = place.get(int(table[row, at.DUTY]), -1) + 1


def _kin(program: Program) -> tuple[Ints, Ints]:
    """Give, per duty, the others in its chain and under its counters."""
    counters, following = program.counters, program.duties.following
    kin: list[set[int]] = [set() for _ in range(len(program.duties))]
    groups = [counters.duty[first:last].tolist() for first, last in pairwise(counters.ptr.tolist())]
    groups = [group for group in groups if 1 < len(group) <= MOST_KIN]
    starts = np.setdiff1d(np.flatnonzero(following >= 0), following)
    for start in starts.tolist():
        chain = [start]
        while following[chain[-1]] >= 0:
            chain.append(int(following[chain[-1]]))
        groups.append(chain)
    for group in groups:
        for duty in group:
            kin[duty].update(group)
    for duty, others in enumerate(kin):
        others.discard(duty)
    ptr = np.concatenate([[0], np.cumsum([len(others) for others in kin])]).astype(np.int64)
    return ptr, np.array([other for others in kin for other in sorted(others)], dtype=np.int64)


def _travel(program: Program) -> tuple[int, Ints, Ints]:
    network = program.travel.network
    empty = np.zeros((1, 1, 1), dtype=np.int64)
    if program.travel.straight:
        return (at.PLANE if network.positions.shape[1] == 2 else at.SPHERE), empty, empty
    count = len(network.positions)
    a, b = np.repeat(np.arange(count), count), np.tile(np.arange(count), count)
    shape = (len(program.travel.modes), count, count)
    seconds = np.stack([program.travel.seconds(mode, a, b) for mode in range(shape[0])]).reshape(shape)
    metres = np.stack([program.travel.metres(mode, a, b) for mode in range(shape[0])]).reshape(shape)
    return at.TABLE, seconds, metres


def _turned(table: Ints) -> bool:
    """Whether a way back may differ from the way there."""
    return not np.array_equal(table, table.transpose(0, 2, 1))


def _folded(program: Program) -> tuple[list[int], Ints, list[int]]:
    """Fold the levels below coverage into one cost that keeps their order, while it fits into 62 bits.

    Gives the prices of a metre, a second and a trip, the cost of each pair, and the factor of each level.
    """
    prices, pair = [0, 0, 0], np.zeros(len(program.candidates), dtype=np.int64)
    factor, factors = 1, [0] * len(program.levels)
    stops = int(program.visits.target.sum()) + 1
    for level, costs in reversed(list(enumerate(program.levels))):
        factors[level] = factor
        one = max(
            int(np.abs(costs.pair).max(initial=0)),
            200_000 * (costs.per_metre + costs.per_second),
            costs.per_trip,
            largest_tie(program, level),
        )
        for row, price in enumerate((costs.per_metre, costs.per_second, costs.per_trip)):
            prices[row] += factor * price
        if len(costs.pair):
            pair += factor * costs.pair
        most = factor * (2 * one * stops + 1)
        factor = most if most < 1 << 44 else factor
    if (
        not any(prices)
        and not pair.any()
        and not any(largest_tie(program, level) for level in range(len(factors)))
    ):
        prices[1] = 1  # nothing below coverage: short ways leave time for more
    return prices, pair, factors


def _orders(program: Program) -> Ints:
    """Rank the visits in several ways; those that are alike have the same rank, so that chance decides."""
    visits, choice = program.visits, np.diff(program.candidates.ptr)
    urgency, weight, long, many = visits.priority, -visits.weight, -visits.service, -visits.target
    keys = (
        (urgency, weight),
        (urgency, weight, choice),
        (urgency, weight, long),
        (many, urgency, weight),
        (urgency, choice),
        (urgency, long),
    )
    ranks = [
        np.unique(np.stack(key, axis=1), axis=0, return_inverse=True)[1].reshape(len(visits)) for key in keys
    ]
    return np.ascontiguousarray(np.stack(ranks, axis=1), dtype=np.int64)


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


def empty_state(program: Program, world: World, seed: int) -> State:
    """Give room for a state; it says nothing before something was restored to it."""
    count, visits, most = len(program.duties), len(program.visits), row_length(program)
    most_pairs, joined = int(np.diff(program.candidates.ptr).max(initial=0)), world.ties[at.JOINED] == 1
    return State(
        rows=np.zeros((count, most, at.NUM_NODE), dtype=np.int64),
        sums=np.zeros((count, at.NUM_SUM), dtype=np.int64),
        loads=np.zeros((count, most, 2 * world.capacity.shape[1]), dtype=np.int64),
        versions=np.zeros(count, dtype=np.int64),
        crews=np.full((visits, at.CREW + int(program.visits.target.max(initial=1))), -1, dtype=np.int64),
        used=np.zeros(max(1, len(program.counters)), dtype=np.int64),
        value=np.zeros(at.NUM_LEVELS, dtype=np.int64),
        memory=np.full((len(world.pairs), at.NUM_MEMORY), -1, dtype=np.int64),
        counted=counted_of(program),
        sizes=np.zeros(max(1, len(world.crowds)), dtype=np.int64),
        active=np.zeros(int(program.duties.workday.max(initial=0)) + 1, dtype=np.int64),
        given=np.zeros(len(world.balances), dtype=np.int64),
        found=np.zeros(1, dtype=np.int64),
        free_duty=np.ones(count, dtype=np.int8),
        free_visit=np.ones(visits, dtype=np.int8),
        near=np.zeros(count, dtype=np.int64),
        tried=np.zeros(count, dtype=np.int64),
        asked=np.zeros(1, dtype=np.int64),
        random=np.array([(seed * 2 + 1) * 0x9E3779B97F4A7C15 & (1 << 64) - 1], dtype=np.uint64),
        scratch=np.zeros((most + 2, at.NUM_NODE), dtype=np.int64),
        gone=np.zeros(2 * visits + NEIGHBOURS + MOST_STOPS, dtype=np.int64),
        short=np.zeros(visits, dtype=np.int64),
        starts=np.zeros(64, dtype=np.int64),
        costs=np.zeros(most_pairs + 1, dtype=np.int64),
        units=np.zeros((most_pairs + 1 if joined else 0, at.NUM_UNIT), dtype=np.int64),
        spread=np.zeros((2, int(program.visits.target.max(initial=1)) + 1), dtype=np.int64),
    )


def empty_journal(state: State) -> Journal:
    """Make an empty journal with room for every duty and visit."""
    duties, visits = len(state.rows), len(state.crews)
    return Journal(
        counts=np.zeros(at.NUM_COUNTS, dtype=np.int64),
        duties=np.zeros(duties, dtype=np.int64),
        rows=np.zeros_like(state.rows),
        sums=np.zeros_like(state.sums),
        loads=np.zeros_like(state.loads),
        versions=np.zeros(duties, dtype=np.int64),
        visits=np.zeros(visits, dtype=np.int64),
        crews=np.zeros_like(state.crews),
        noted_duty=np.zeros(duties, dtype=np.int64),
        noted_visit=np.zeros(visits, dtype=np.int64),
        value=np.zeros_like(state.value),
        dirty_duties=np.zeros(duties, dtype=np.int64),
        dirty_visits=np.zeros(visits, dtype=np.int64),
        is_dirty_duty=np.zeros(duties, dtype=np.int64),
        is_dirty_visit=np.zeros(visits, dtype=np.int64),
    )


def empty_best(state: State) -> Best:
    """Give the plan in which nobody does anything, whose value is still to be told."""
    duties, most = state.rows.shape[:2]
    return Best(
        visits=np.full((duties, most), at.AT_HOME, dtype=np.int64),
        nodes=np.ones(duties, dtype=np.int64),
        fixed=np.full(len(state.crews), at.NO_START, dtype=np.int64),
        value=np.full(at.NUM_LEVELS, at.HUGE, dtype=np.int64),
    )


def row_length(program: Program) -> int:
    """Bound the nodes of a duty: its stops (its candidates, how many of the shortest fit into it) and homes between."""
    duty, visit = program.candidates.duty, program.candidates.visit
    if not len(duty):
        return 4
    order = np.lexsort((program.visits.service[visit], duty))
    service, owner = program.visits.service[visit[order]], duty[order]
    total = np.cumsum(service)
    first = np.searchsorted(owner, np.arange(len(program.duties)))
    before = np.where(first[owner] > 0, total[first[owner] - 1], 0)
    fits = total - before <= (program.duties.end - program.duties.start)[owner]
    stops = np.minimum(MOST_STOPS, np.bincount(owner[fits], minlength=len(program.duties)))
    trips, counters = stops.copy(), program.counters
    kind, cap = (np.repeat(values, np.diff(counters.ptr)) for values in (counters.kind, counters.cap))
    np.minimum.at(trips, counters.duty[kind == TRIPS], np.maximum(cap[kind == TRIPS], 0))
    each = np.minimum(program.duties.trip_tasks, MOST_STOPS) * (2 if program.visits.fetch.any() else 1)
    if not program.visits.offroute.any():
        stops = np.minimum(stops, trips * each)
    else:
        trips = stops  # what is done at home stands between homes as well
    return int((stops + trips).max(initial=1)) + 4
