"""A visit and what is fetched for it: both into one trip, the fetching first.

A place of two is written as ``where + PLACES × stops``: ``where`` for what is fetched as in `places.look`, and the
number of stops that stand between it and the visit. Ways are added up first; only what is cheaper than the best so far
is timed, and in full, on a trial row.
"""

from __future__ import annotations

from volmatch.engines.search.columns import (
    AHEAD_METRES,
    AHEAD_SECONDS,
    AT,
    AT_HOME,
    BARS,
    DUTY,
    FREEZE,
    HOME,
    HUGE,
    MODE,
    MOST_TASKS,
    NEVER,
    NODES,
    PER_METRE,
    PER_SECOND,
    PER_TRIP,
    PLACE,
    READY,
    SUM_AWAY,
    TRIP_TASKS,
    VISIT,
    WORK,
)
from volmatch.engines.search.compiled import compiled, inlined
from volmatch.engines.search.journal import copy_nodes
from volmatch.engines.search.places import has_barred, room_of, stays, window_of
from volmatch.engines.search.rows import forward, splice
from volmatch.engines.search.settle import bounds
from volmatch.engines.search.tied import fetched_before, tie, twin_of
from volmatch.engines.search.ways import leg

PLACES = 4096
"""More than twice the nodes of any row."""


@inlined
def fetched_at(where):
    """Give where what is fetched stands, as in `places.look`."""
    return where % PLACES


@inlined
def stops_between(where):
    """Give how many stops stand between what is fetched and the visit."""
    return where // PLACES


@inlined
def _price(world, metres, seconds):
    return world.prices[PER_METRE] * metres + world.prices[PER_SECOND] * seconds


@compiled
def look_both(world, state, visit, pair):
    """Find the cheapest place for a visit and what is fetched for it: cost and place, `HUGE` where there is none.

    Writes to ``found`` when the visit would start there. O(stops²) sums of ways, and O(stops) for each that is timed.
    """
    duty, twin, first = world.pairs[pair, DUTY], twin_of(world, pair), fetched_before(world, visit)
    row, num, duties = state.rows[duty], state.sums[duty, NODES], world.duties
    best, best_where, best_start = HUGE, -1, NEVER
    trips_left, tasks_left, seconds_left, metres_left, errands_left = room_of(world, state, duty)
    low, high, _ = window_of(world, state, visit, pair)
    if twin < 0 or num + 3 > row.shape[0] or min(tasks_left, errands_left) < 1 or low > high:
        return best, best_where
    home, mode, frozen = duties[duty, HOME], duties[duty, MODE], world.ties[FREEZE] > -NEVER
    one, other, bars = (
        world.visits[first, PLACE],
        world.visits[visit, PLACE],
        tie(world, visit, BARS) | tie(world, first, BARS),
    )
    out_metres, out = leg(world, mode, home, one)
    way_metres, way = leg(world, mode, one, other)
    back_metres, back = leg(world, mode, other, home)
    alone = _price(world, out_metres + way_metres + back_metres, out + way + back) + world.prices[PER_TRIP]
    for spot in range(num):
        if row[spot, VISIT] == AT_HOME and trips_left > 0 and duties[duty, MOST_TASKS] > 0 and alone < best:
            start = _trial(world, state, visit, pair, 2 * spot + 1, 0, seconds_left, metres_left)
            if start < NEVER:
                best, best_where, best_start = alone, 2 * spot + 1, start
        if spot == num - 1 or row[spot, READY] > high:
            break
        if row[spot, TRIP_TASKS] >= duties[duty, MOST_TASKS]:
            continue
        if (frozen and stays(world, row, spot + 1)) or (bars != 0 and has_barred(world, row, spot, bars)):
            continue
        in_metres, into = leg(world, mode, row[spot, AT], one)
        next_metres, following = leg(world, mode, one, row[spot + 1, AT])
        to_metres, to = leg(world, mode, other, row[spot + 1, AT])
        cost = _price(
            world,
            in_metres + way_metres + to_metres - row[spot, AHEAD_METRES],
            into + way + to - row[spot, AHEAD_SECONDS],
        )
        if cost < best:
            start = _trial(world, state, visit, pair, 2 * spot, 0, seconds_left, metres_left)
            if start < NEVER:
                best, best_where, best_start = cost, 2 * spot, start
        split = _price(
            world,
            in_metres + next_metres - row[spot, AHEAD_METRES],
            into + following - row[spot, AHEAD_SECONDS],
        )
        after = spot + 1
        while row[after, VISIT] != AT_HOME and split < best:
            if row[after, READY] > high or (frozen and stays(world, row, after + 1)):
                break
            one_metres, one_way = leg(world, mode, row[after, AT], other)
            two_metres, two_way = leg(world, mode, other, row[after + 1, AT])
            cost = split + _price(
                world,
                one_metres + two_metres - row[after, AHEAD_METRES],
                one_way + two_way - row[after, AHEAD_SECONDS],
            )
            if cost < best:
                between = after - spot
                start = _trial(world, state, visit, pair, 2 * spot, between, seconds_left, metres_left)
                if start < NEVER:
                    best, best_where, best_start = cost, 2 * spot + PLACES * between, start
            after += 1
    state.found[0] = best_start
    return best, best_where


@compiled
def splice_both(world, state, row, num, visit, pair, where):
    """Put a visit and what is fetched for it into a row; give the number of nodes."""
    duty, twin, first = world.pairs[pair, DUTY], twin_of(world, pair), fetched_before(world, visit)
    low, high, several = window_of(world, state, first, twin)
    num = splice(world, duty, row, num, first, twin, low, high, several, fetched_at(where))
    low, high, several = window_of(world, state, visit, pair)
    after = fetched_at(where) // 2 + 1 + stops_between(where)
    return splice(world, duty, row, num, visit, pair, low, high, several, 2 * after)


@compiled
def _trial(world, state, visit, pair, where, between, seconds_left, metres_left):
    """Time a row with both put in; give when the visit starts, or `NEVER` where the row cannot be."""
    duty, scratch = world.pairs[pair, DUTY], state.scratch
    num = state.sums[duty, NODES]
    copy_nodes(state.rows[duty], scratch, num)
    before = 0
    for spot in range(num - 1):
        before += scratch[spot, AHEAD_METRES]
    num = splice_both(world, state, scratch, num, visit, pair, where + PLACES * between)
    metres = -before
    for spot in range(num - 1):
        metres += scratch[spot, AHEAD_METRES]
    ready, end = bounds(world, state, duty)
    away = forward(world, duty, scratch, num, ready, end, True)
    if away < 0 or metres > metres_left or away - state.sums[duty, SUM_AWAY] > seconds_left:
        return NEVER
    if not _carries(world, scratch, num, duty):
        return NEVER
    spot = where // 2 + 2 + between
    return scratch[spot, READY] - scratch[spot, WORK]


@compiled
def _carries(world, row, num, duty):
    """Whether there is room on board all along the trips of a row."""
    for kind in range(world.capacity.shape[1]):
        load = 0
        for spot in range(num):
            if row[spot, VISIT] == AT_HOME:
                load, after = 0, spot + 1
                while after < num and row[after, VISIT] != AT_HOME:
                    load += world.brought[row[after, VISIT], kind]
                    after += 1
            else:
                visit = row[spot, VISIT]
                load += world.collected[visit, kind] - world.brought[visit, kind]
            if load > world.capacity[duty, kind]:
                return False
    return True
