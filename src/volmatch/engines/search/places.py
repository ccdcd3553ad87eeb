"""Where a visit fits best into a duty: every place in its trips, each tested in O(1)."""

from __future__ import annotations

from volmatch.engines.search.columns import (
    AHEAD_METRES,
    AHEAD_SECONDS,
    AT,
    AT_HOME,
    BARS,
    BEFORE,
    CAP,
    CEILING,
    DONE_LATE,
    DONE_TIME,
    DUTY,
    END_NEED,
    END_NEXT,
    END_WINDOW,
    FIRST_NEED,
    FIRST_NEXT,
    FIRST_WINDOW,
    FIXED,
    FLOOR,
    FREEZE,
    GAP,
    HOME,
    HUGE,
    KIND,
    LABELS,
    LATE_PRICE,
    LATEST,
    LIMIT,
    MODE,
    MOST_METRES,
    MOST_SECONDS,
    MOST_TASKS,
    NEVER,
    NO_START,
    NODES,
    NUM_SEVERAL,
    OFFROUTE,
    OTHER,
    PAIR,
    PEOPLE,
    PER_METRE,
    PER_SECOND,
    PER_TRIP,
    READY,
    RELIED,
    SERVICE,
    SET,
    SETUP,
    SINCE,
    STAYS,
    SUM_AWAY,
    TIED,
    TIMED,
    TODO_EARLY,
    TODO_TIME,
    TRIP_METRES,
    TRIP_SECONDS,
    TRIP_TASKS,
    TURNED,
    VISIT,
    WISHED,
    WORKDAY,
)
from volmatch.engines.search.compiled import compiled, inlined
from volmatch.engines.search.journal import copy_nodes
from volmatch.engines.search.rows import first_departure, forward, place_of, splice
from volmatch.engines.search.settle import bounds
from volmatch.engines.search.tied import bond, tie
from volmatch.engines.search.ways import first_start, leg
from volmatch.program.arrays import ERRANDS, METRES, NO_CAP, SECONDS, TASKS, TRIPS


@compiled
def span_of(world, state, visit):
    """Give the first and the last start that visits leave on which this one relies, and which rely on it."""
    low, high = -NEVER, NEVER
    for spot in range(tie(world, visit, FIRST_NEED), tie(world, visit, END_NEED)):
        other = world.needs[spot, OTHER]
        if state.crews[other, PEOPLE] == 0:
            return NEVER, -NEVER
        low = max(low, state.crews[other, FIXED] + world.visits[other, SERVICE] + world.needs[spot, GAP])
    for spot in range(tie(world, visit, FIRST_NEXT), tie(world, visit, END_NEXT)):
        other = world.needs[spot, OTHER]
        if state.crews[other, PEOPLE] > 0:
            high = min(
                high, state.crews[other, FIXED] - world.needs[spot, GAP] - world.visits[visit, SERVICE]
            )
    return low, high


@compiled
def wanted_of(world, visit, pair, low, high):
    """Narrow the starts of a pair to what was promised, and to what is wished for, where that leaves any."""
    first, last = max(low, world.bonds[pair, FLOOR]), min(high, world.bonds[pair, CEILING])
    if first <= last:
        low, high = first, last
    # Who waits for the wished time is punctual.
    if tie(world, visit, LATE_PRICE) > 0 and low < tie(world, visit, WISHED) <= high:
        low = tie(world, visit, WISHED)
    return low, high


@inlined
def window_of(world, state, visit, pair):
    """Give the first and the last allowed start of a pair, and 1 where there are gaps between."""
    fixed, floor, limit = state.crews[visit, FIXED], -NEVER, world.pairs[pair, LIMIT]
    if tie(world, visit, RELIED) == 1:
        floor, high = span_of(world, state, visit)
        limit = min(limit, high)
    if world.ties[TIED] == 1:
        floor = max(floor, world.bonds[pair, SINCE])
    if fixed != NO_START:
        return fixed, (fixed if floor <= fixed <= limit else -NEVER), 0
    first, end = world.visits[visit, FIRST_WINDOW], world.visits[visit, END_WINDOW]
    if first == end:
        return NEVER, -NEVER, 0
    low, high = max(world.windows[first, 0], floor), min(world.windows[end - 1, 1], limit)
    if world.ties[TIED] == 1:
        low, high = wanted_of(world, visit, pair, low, high)
    return low, high, 1 if end - first > 1 else 0


@inlined
def room_of(world, state, duty):
    """Give what the counters of a duty leave: trips, tasks, seconds, metres, and tasks in trips."""
    trips, tasks, seconds, metres, errands = NO_CAP, NO_CAP, NO_CAP, NO_CAP, NO_CAP
    for spot in range(world.of_duty_ptr[duty], world.of_duty_ptr[duty + 1]):
        counter = world.of_duty[spot]
        kind, left = world.counters[counter, KIND], world.counters[counter, CAP] - state.used[counter]
        if kind == TRIPS:
            trips = min(trips, left)
        elif kind == TASKS:
            tasks = min(tasks, left)
        elif kind == METRES:
            metres = min(metres, left)
        elif kind == SECONDS:
            seconds = min(seconds, left)
        elif kind == ERRANDS:
            errands = min(errands, left)
        elif left < 1 and state.active[world.duties[duty, WORKDAY]] == 0:
            tasks = 0  # one more working day is too many
    return trips, tasks, seconds, metres, errands


@inlined
def has_room(world, state, duty, visit, spot):
    """Whether there is room on board for what a visit brings and collects on the way ahead of a node."""
    for kind in range(world.capacity.shape[1]):
        most = world.capacity[duty, kind]
        if (
            state.loads[duty, spot, 2 * kind] + world.brought[visit, kind] > most
            or state.loads[duty, spot, 2 * kind + 1] + world.collected[visit, kind] > most
        ):
            return False
    return True


@compiled
def trial(world, state, duty, visit, pair, low, high, several, where, left):
    """Time a row in full with a visit put in, where no shortcut is exact; whether it and its hours can be."""
    num, scratch = state.sums[duty, NODES], state.scratch
    copy_nodes(state.rows[duty], scratch, num)
    num = splice(world, duty, scratch, num, visit, pair, low, high, several, where)
    ready, end = bounds(world, state, duty)
    away = forward(world, duty, scratch, num, ready, end, True)
    return away >= 0 and away - state.sums[duty, SUM_AWAY] <= left


@inlined
def least_time(row, spot, in_step, service, out_step, low, high):
    """Give the least time of a trip with a visit put in ahead of a node."""
    time, late = row[spot, DONE_TIME] + in_step, row[spot, DONE_LATE]
    wait = max(low - time - late, 0)
    late = min(high - time, late)
    time += wait + service + out_step
    return time + max(row[spot + 1, TODO_EARLY] - time - late, 0) + row[spot + 1, TODO_TIME]


@inlined
def _way(world, mode, here, place, turned):
    """Give the way from a node to the place of a visit, by the row of the visit where there and back are the same."""
    return leg(world, mode, here, place) if turned else leg(world, mode, place, here)


@compiled
def has_barred(world, row, spot, bars):
    """Whether a trip, that of the way ahead of a node, has a stop with one of some labels."""
    first = spot
    while row[first, VISIT] != AT_HOME:
        first -= 1
    first += 1
    while row[first, VISIT] != AT_HOME:
        if tie(world, row[first, VISIT], LABELS) & bars != 0:
            return True
        first += 1
    return False


@compiled
def look(world, state, visit, pair, low, high, several):
    """Find the cheapest place for a visit in the trips of the duty of a pair.

    Returns
    -------
    cost, where
        What it adds to the cost (without what the pair costs by itself), and 2 × the node it comes after, + 1 where it
        is a trip of its own; cost `HUGE` where there is no place. O(nodes).
    """
    duty = world.pairs[pair, DUTY]
    duties, row, num = world.duties, state.rows[duty], state.sums[duty, NODES]
    best, best_where = HUGE, -1
    trips_left, tasks_left, seconds_left, metres_left, errands_left = room_of(world, state, duty)
    remote, bars = tie(world, visit, OFFROUTE) == 1, tie(world, visit, BARS)
    if num + 2 > row.shape[0] or tasks_left < 1 or (errands_left < 1 and not remote):
        return best, best_where
    home, mode, before = duties[duty, HOME], duties[duty, MODE], duties[duty, BEFORE]
    most_tasks, most_metres = duties[duty, MOST_TASKS], duties[duty, MOST_METRES]
    timed, most_seconds = duties[duty, TIMED] == 1, duties[duty, MOST_SECONDS]
    frozen, leaves = world.ties[FREEZE] > -NEVER, first_departure(world, pair)
    hard = timed and (several + state.sums[duty, NUM_SEVERAL] > 0 or frozen)
    per_metre, per_second = world.prices[PER_METRE], world.prices[PER_SECOND]
    turned = world.prices[TURNED] == 1
    place, service = place_of(world, visit, home), world.visits[visit, SERVICE]
    setup = 0 if place == home else world.visits[visit, SETUP]
    out_way, out = leg(world, mode, home, place)
    back_way, back = leg(world, mode, place, home) if turned else (out_way, out)
    alone = per_metre * (out_way + back_way) + per_second * (out + back) + world.prices[PER_TRIP]
    opens = trips_left > 0 and most_tasks > 0 and out_way + back_way <= min(metres_left, most_metres)
    if remote:
        alone, opens, most_tasks, most_seconds, out, back = 0, True, -1, NEVER, 0, 0
    known, in_way, in_step = False, 0, 0
    for spot in range(num):
        ready, is_home = row[spot, READY], row[spot, VISIT] == AT_HOME
        if ready > high:
            break
        if is_home:
            known, in_way, in_step = True, out_way, out
            start = max(max(ready, leaves) + out + setup, low)
            if opens and alone < best and start <= high and start <= before - 1 + out + setup:
                if several == 1:
                    start = first_start(world, visit, start)
                away = out + setup + service + back
                if (
                    start <= min(high, before - 1 + out + setup)
                    and start + service + back <= row[spot, LATEST]
                    and (
                        not timed
                        or (
                            trial(
                                world,
                                state,
                                duty,
                                visit,
                                pair,
                                low,
                                high,
                                several,
                                2 * spot + 1,
                                seconds_left,
                            )
                            if hard
                            else away <= min(most_seconds, seconds_left)
                        )
                    )
                ):
                    best, best_where = alone, 2 * spot + 1
            if spot == num - 1:
                break
        after = spot + 1
        if row[after, LATEST] < low + service:
            known = False
            continue
        if not known:
            in_way, in_step = _way(world, mode, row[spot, AT], place, turned)
        here, next_home = row[after, AT], row[after, VISIT] == AT_HOME
        if next_home:
            out_next_way, out_next = back_way, back
        else:
            out_next_way, out_next = leg(world, mode, place, here)
        added = in_way + out_next_way - row[spot, AHEAD_METRES]
        cost = per_metre * added + per_second * (in_step + out_next - row[spot, AHEAD_SECONDS])
        if cost < best and row[spot, TRIP_TASKS] < most_tasks and added <= metres_left:
            in_lead = in_step + (setup if row[spot, AT] != place else 0)
            out_lead = out_next + (row[after, SET] if here != place else 0)
            start = max((max(ready, leaves) if is_home else ready) + in_lead, low)
            if several == 1:
                start = first_start(world, visit, start)
            if (
                start <= high
                and (not is_home or start <= before - 1 + in_lead)
                and start + service + out_lead <= row[after, LATEST]
                and row[spot, TRIP_METRES] + added <= most_metres
                and has_room(world, state, duty, visit, spot)
                and not (frozen and stays(world, row, after))
                and (bars == 0 or not has_barred(world, row, spot, bars))
            ):
                fits = True
                if hard:
                    fits = trial(world, state, duty, visit, pair, low, high, several, 2 * spot, seconds_left)
                elif timed:
                    away = least_time(row, spot, in_lead, service, out_lead, low, high)
                    fits = away <= most_seconds and away - row[spot, TRIP_SECONDS] <= seconds_left
                if fits:
                    best, best_where = cost, 2 * spot
        known = not turned
        in_way, in_step = out_next_way, out_next
    return best, best_where


@inlined
def stays(world, row, spot):
    """Whether a stop is frozen, so that nothing comes directly before it."""
    return row[spot, PAIR] >= 0 and bond(world, row[spot, PAIR], STAYS) == 1


@compiled
def start_at(world, state, visit, pair, where, low, several):
    """Give the earliest start of a visit at a place that was found."""
    duty = world.pairs[pair, DUTY]
    row, spot, mode = state.rows[duty], where // 2, world.duties[duty, MODE]
    place = place_of(world, visit, world.duties[duty, HOME])
    _, step = leg(world, mode, row[spot, AT], place)
    if place not in (row[spot, AT], world.duties[duty, HOME]):
        step += world.visits[visit, SETUP]
    ready = row[spot, READY]
    if row[spot, VISIT] == AT_HOME:
        ready = max(ready, first_departure(world, pair))
    start = max(ready + step, low)
    return first_start(world, visit, start) if several == 1 else start
