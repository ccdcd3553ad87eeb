"""The nodes of one duty: home, stops, home, stops, …, home; putting stops in, taking them out, timing them.

Time runs forward (how early) and backward (how late), so that a place for a visit is tested in O(1). Where time away is
capped, pieces of a trip also know their least time and the departures between which it is possible, and are
joined as in Vidal et al. (2013), doi:10.1016/j.cor.2012.07.018. That needs one window a visit; a duty with a visit of
several windows is timed in full instead (`fit`), which is rare.
"""

from __future__ import annotations

from volmatch.engines.search.columns import (
    AHEAD_METRES,
    AHEAD_SECONDS,
    AT,
    AT_HOME,
    BEFORE,
    DONE_EARLY,
    DONE_LATE,
    DONE_TIME,
    FREEZE,
    GONE,
    HIGH,
    HOME,
    LATEST,
    LOW,
    MIXED,
    MODE,
    MOST_METRES,
    MOST_SECONDS,
    NEVER,
    NUM_NODE,
    OFFROUTE,
    PAIR,
    PLACE,
    READY,
    SERVICE,
    SET,
    SETUP,
    SEVERAL,
    STAYS,
    TIMED,
    TODO_EARLY,
    TODO_LATE,
    TODO_TIME,
    TRIP_METRES,
    TRIP_SECONDS,
    TRIP_TASKS,
    VISIT,
    WORK,
)
from volmatch.engines.search.compiled import compiled, inlined
from volmatch.engines.search.tied import bond, fetching_for, tie
from volmatch.engines.search.ways import first_start, last_start, leg
from volmatch.program.arrays import NO_CAP


@inlined
def step_to(row, spot):
    """Give the seconds from the node before to a node: way and setup."""
    setup = row[spot, SET] if row[spot, AT] != row[spot - 1, AT] else 0
    return row[spot - 1, AHEAD_SECONDS] + setup


@inlined
def is_remote(world, row, spot):
    """Whether a stop is in no trip."""
    return row[spot, VISIT] >= 0 and tie(world, row[spot, VISIT], OFFROUTE) == 1


@inlined
def link(world, mode, row, spot):
    """Measure the way ahead of a node."""
    metres, seconds = leg(world, mode, row[spot, AT], row[spot + 1, AT])
    if world.ties[MIXED] == 1 and (is_remote(world, row, spot) or is_remote(world, row, spot + 1)):
        metres, seconds = 0, 0
    row[spot, AHEAD_METRES], row[spot, AHEAD_SECONDS] = metres, seconds


@inlined
def go_home(row, spot, home):
    """Let a node be home."""
    row[spot, VISIT], row[spot, AT], row[spot, PAIR] = AT_HOME, home, -1
    row[spot, SET] = row[spot, WORK] = row[spot, SEVERAL] = 0
    row[spot, LOW], row[spot, HIGH] = -NEVER, NEVER


@inlined
def place_of(world, visit, home):
    """Give where a visit is done: at home, where that is in no trip."""
    return home if tie(world, visit, OFFROUTE) == 1 else world.visits[visit, PLACE]


@inlined
def first_departure(world, pair):
    """Give the instant from which a tour may depart that begins with a pair (−1: none): a freeze, or any."""
    if pair >= 0 and bond(world, pair, STAYS) == 1:
        return -NEVER
    return world.ties[FREEZE]


@compiled
def tasks_of(world, row, begin, stop):
    """Count the tasks of a trip between two homes; what is in no trip can hold nothing else."""
    if is_remote(world, row, begin + 1):
        return NO_CAP
    tasks = stop - begin - 1
    for spot in range(begin + 1, stop):
        tasks -= 1 if fetching_for(world, row[spot, VISIT]) >= 0 else 0
    return tasks


@compiled
def splice(world, duty, row, num, visit, pair, low, high, several, where):
    """Put a visit into the way ahead of a node, or as a trip of its own after a home; give the number of nodes."""
    spot, alone = where // 2, where % 2
    width, home, mode = 1 + alone, world.duties[duty, HOME], world.duties[duty, MODE]
    for other in range(num - 1, spot, -1):
        for column in range(NUM_NODE):
            row[other + width, column] = row[other, column]
    new, place = spot + 1, place_of(world, visit, home)
    row[new, VISIT], row[new, PAIR], row[new, AT] = visit, pair, place
    row[new, SET] = 0 if place == home else world.visits[visit, SETUP]
    row[new, WORK], row[new, LOW], row[new, HIGH] = world.visits[visit, SERVICE], low, high
    row[new, SEVERAL] = several
    if alone == 1:
        go_home(row, new + 1, home)
        row[new + 1, AHEAD_METRES] = row[spot, AHEAD_METRES]
        row[new + 1, AHEAD_SECONDS] = row[spot, AHEAD_SECONDS]
    link(world, mode, row, spot)
    link(world, mode, row, new)
    return num + width


@compiled
def squeeze(world, duty, row, num):
    """Drop the nodes that are `GONE`, and homes of trips that are empty; give the number of nodes."""
    mode, kept, cut = world.duties[duty, MODE], 0, False
    for spot in range(num):
        visit = row[spot, VISIT]
        if visit == GONE or (visit == AT_HOME and kept > 0 and row[kept - 1, VISIT] == AT_HOME):
            cut = True
            continue
        if kept != spot:
            for column in range(NUM_NODE):
                row[kept, column] = row[spot, column]
        if cut:
            link(world, mode, row, kept - 1)
            cut = False
        kept += 1
    return kept


@inlined
def _prolong(row, spot, step):
    """Join a stop to the piece of its trip before it."""
    time, late = row[spot - 1, DONE_TIME] + step, row[spot - 1, DONE_LATE]
    wait = max(row[spot, LOW] - time - late, 0)
    row[spot, DONE_TIME] = time + wait + row[spot, WORK]
    row[spot, DONE_EARLY] = max(row[spot, LOW] - time, row[spot - 1, DONE_EARLY]) - wait
    row[spot, DONE_LATE] = min(row[spot, HIGH] - time, late)


@inlined
def _precede(row, spot, step):
    """Join a stop to the piece of its trip after it."""
    time, high = row[spot, WORK] + step, row[spot, HIGH]
    wait = max(row[spot + 1, TODO_EARLY] - time - high, 0)
    row[spot, TODO_TIME] = time + wait + row[spot + 1, TODO_TIME]
    row[spot, TODO_EARLY] = max(row[spot + 1, TODO_EARLY] - time, row[spot, LOW]) - wait
    row[spot, TODO_LATE] = min(row[spot + 1, TODO_LATE] - time, high)


@compiled
def forward(world, duty, row, num, ready, end, hard):
    """Start every service as early as can be; give the seconds away in all, or −1 where the row cannot be. O(nodes)."""
    before, timed = world.duties[duty, BEFORE], world.duties[duty, TIMED] == 1
    most_metres, most_seconds = world.duties[duty, MOST_METRES], world.duties[duty, MOST_SECONDS]
    mixed, frozen = world.ties[MIXED] == 1, world.ties[FREEZE] > -NEVER
    begin, metres, away = 0, 0, 0
    row[0, READY], row[0, DONE_TIME], row[0, DONE_EARLY], row[0, DONE_LATE] = ready, 0, ready, before - 1
    for spot in range(1, num):
        step = step_to(row, spot)
        metres += row[spot - 1, AHEAD_METRES]
        if row[spot, VISIT] != AT_HOME:
            start = max(row[spot - 1, READY] + step, row[spot, LOW])
            if frozen and spot - 1 == begin:
                start = max(start, first_departure(world, row[spot, PAIR]) + step)
            if row[spot, SEVERAL] == 1:
                start = first_start(world, row[spot, VISIT], start)
            if start > row[spot, HIGH] or (spot - 1 == begin and start > before - 1 + step):
                return -1
            row[spot, READY] = start + row[spot, WORK]
            if timed:
                _prolong(row, spot, step)
            continue
        back, spent = row[spot - 1, READY] + step, 0
        if hard:
            back, spent = fit(world, duty, row, begin, spot, row[begin, READY], end)
        elif timed:
            spent = row[spot - 1, DONE_TIME] + step
        capped = not mixed or not is_remote(world, row, begin + 1)
        if back > end or (capped and (spent > most_seconds or metres > most_metres)):
            return -1
        row[spot, READY], row[spot, DONE_TIME], row[spot, DONE_EARLY] = back, 0, back
        row[spot, DONE_LATE] = before - 1
        tasks = tasks_of(world, row, begin, spot) if mixed and spot - 1 > begin else spot - begin - 1
        for other in range(begin, spot):
            row[other, TRIP_TASKS], row[other, TRIP_METRES] = tasks, metres
            row[other, TRIP_SECONDS] = spent
        begin, metres, away = spot, 0, away + spent
    return away


@compiled
def backward(world, duty, row, num, end):
    """Write the latest start of each stop with which all that follow can still be. O(nodes)."""
    before, timed = world.duties[duty, BEFORE], world.duties[duty, TIMED] == 1
    row[num - 1, LATEST] = row[num - 1, TODO_LATE] = end
    row[num - 1, TODO_TIME], row[num - 1, TODO_EARLY] = 0, -NEVER
    for spot in range(num - 2, -1, -1):
        step = step_to(row, spot + 1)
        late = row[spot + 1, LATEST] - step
        if row[spot, VISIT] == AT_HOME:
            row[spot, LATEST] = row[spot, TODO_LATE] = min(end, late)
            row[spot, TODO_TIME], row[spot, TODO_EARLY] = 0, -NEVER
            continue
        late = min(late - row[spot, WORK], row[spot, HIGH])
        if row[spot - 1, VISIT] == AT_HOME:
            late = min(late, before - 1 + step_to(row, spot))
        if row[spot, SEVERAL] == 1:
            late = last_start(world, row[spot, VISIT], late)
        row[spot, LATEST] = late
        if timed:
            _precede(row, spot, step)


@compiled
def fit(world, duty, row, begin, stop, ready, end):
    """Time a trip (the stops between two homes) of several windows under its cap, as early as it can be back.

    Writes when the services end; gives the return and the seconds away, or `NEVER` where it cannot be. O(stops), times
    the tries under a cap (see the timing of the exact engines, of which this is the compiled twin).
    """
    before, cap = world.duties[duty, BEFORE], world.duties[duty, MOST_SECONDS]
    if is_remote(world, row, begin + 1):
        cap = NEVER
    ready = max(ready, first_departure(world, row[begin + 1, PAIR]))
    while True:
        now, lead = ready, step_to(row, begin + 1)
        for spot in range(begin + 1, stop):
            start = max(now + step_to(row, spot), row[spot, LOW])
            if row[spot, SEVERAL] == 1:
                start = first_start(world, row[spot, VISIT], start)
            if start > row[spot, HIGH] or (spot == begin + 1 and start > before - 1 + lead):
                return NEVER, 0
            now = start + row[spot, WORK]
            row[spot, READY] = now
        back = now + step_to(row, stop)
        if back > end:
            return NEVER, 0
        late = now
        for spot in range(stop - 1, begin, -1):
            late = min(late - row[spot, WORK], row[spot, HIGH])
            if spot == begin + 1:
                late = min(late, before - 1 + lead)
            if row[spot, SEVERAL] == 1:
                late = last_start(world, row[spot, VISIT], late)
            late -= step_to(row, spot)
        if late < ready:
            return NEVER, 0
        if back - late <= cap:
            return back, back - late
        if back - cap <= ready:
            return NEVER, 0
        ready = back - cap
