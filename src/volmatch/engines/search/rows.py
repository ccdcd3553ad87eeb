"""The stops of one duty: timing forward and backward, and putting stops in and out."""

from __future__ import annotations

from volmatch.engines.search.compiled import compiled
from volmatch.engines.search.tables import (
    AHEAD_SECONDS,
    BEFORE,
    BEGINS,
    CREW,
    EARLIEST,
    END,
    FIXED,
    FOLLOWING,
    HOME,
    LATEST,
    LENGTH,
    MODE,
    MOST_METRES,
    MOST_SECONDS,
    NO_START,
    PEOPLE,
    PLACE,
    PRECEDING,
    SERVICE,
    SETUP,
    START,
    SUM_AWAY,
    SUM_METRES,
    SUM_SECONDS,
    SUM_TRIPS,
    TIMED,
    TRIP_METRES,
    TRIP_TASKS,
    VISIT,
)
from volmatch.engines.search.ways import NEVER, first_start, last_start, metres, seconds


@compiled
def setup_of(visits, visit, here, home):
    """Give the seconds of setup of a visit when coming from a place."""
    there = visits[visit, PLACE]
    return 0 if there in (here, home) else visits[visit, SETUP]


@compiled
def bounds(world, state, duty):
    """Give the instants between which the trips of a duty lie, its neighbours in a chain as they are."""
    duties, rows, sums = world.duties, state.rows, state.sums
    ready, end = duties[duty, START], duties[duty, END]
    other = duties[duty, PRECEDING]
    while other >= 0 and sums[other, LENGTH] == 0:
        other = duties[other, PRECEDING]
    if other >= 0:
        last = rows[other, sums[other, LENGTH] - 1, VISIT]
        place, home = world.visits[last, PLACE], duties[other, HOME]
        way = metres(
            world.prices, world.positions, world.detour, world.metres, duties[other, MODE], place, home
        )
        back = seconds(world.prices, world.paces, world.seconds, duties[other, MODE], place, home, way)
        done = rows[other, sums[other, LENGTH] - 1, EARLIEST] + world.visits[last, SERVICE] + back
        ready = max(ready, done)
    other = duties[duty, FOLLOWING]
    while other >= 0 and sums[other, LENGTH] == 0:
        other = duties[other, FOLLOWING]
    if other >= 0:
        first = rows[other, 0, VISIT]
        place, home = world.visits[first, PLACE], duties[other, HOME]
        way = metres(
            world.prices, world.positions, world.detour, world.metres, duties[other, MODE], home, place
        )
        out = seconds(world.prices, world.paces, world.seconds, duties[other, MODE], home, place, way)
        end = min(end, rows[other, 0, EARLIEST] - out - setup_of(world.visits, first, home, home))
    return ready, end


@compiled
def fit_trip(world, state, duty, row, begin, stop, ready, end):
    """Time a trip (positions begin to stop of a row): earliest return under the cap, then latest departure.

    Writes the earliest starts; gives the return and the seconds away, or `NEVER` where it cannot be. O(stops), times
    the tries under a cap (see the timing of the exact engines, of which this is the compiled twin).
    """
    duties, visits, windows, crews = world.duties, world.visits, world.windows, state.crews
    home, mode, cap = duties[duty, HOME], duties[duty, MODE], duties[duty, MOST_SECONDS]
    while True:
        now, here, lead = ready, home, 0
        for position in range(begin, stop):
            visit = row[position, VISIT]
            place = visits[visit, PLACE]
            way = metres(world.prices, world.positions, world.detour, world.metres, mode, here, place)
            step = seconds(world.prices, world.paces, world.seconds, mode, here, place, way)
            step += setup_of(visits, visit, here, home)
            start = first_start(visits, windows, crews, visit, now + step)
            if start >= NEVER:
                return NEVER, 0
            if position == begin:
                lead = step
                if start > duties[duty, BEFORE] - 1 + lead:
                    return NEVER, 0
            row[position, EARLIEST] = start
            now, here = start + visits[visit, SERVICE], place
        way = metres(world.prices, world.positions, world.detour, world.metres, mode, here, home)
        back = now + seconds(world.prices, world.paces, world.seconds, mode, here, home, way)
        if back > end:
            return NEVER, 0
        if duties[duty, TIMED] == 0:
            return back, 0
        late = row[stop - 1, EARLIEST]
        for position in range(stop - 1, begin - 1, -1):
            visit = row[position, VISIT]
            if position < stop - 1:
                ahead = row[position + 1, VISIT]
                here, place = visits[visit, PLACE], visits[ahead, PLACE]
                way = metres(world.prices, world.positions, world.detour, world.metres, mode, here, place)
                step = seconds(world.prices, world.paces, world.seconds, mode, here, place, way)
                late = late - step - setup_of(visits, ahead, here, home) - visits[visit, SERVICE]
            if position == begin:
                late = min(late, duties[duty, BEFORE] - 1 + lead)
            late = last_start(visits, windows, crews, visit, late)
        depart = late - lead
        if depart < ready:
            return NEVER, 0
        if back - depart <= cap:
            return back, back - depart
        if back - cap <= ready:
            return NEVER, 0
        ready = back - cap


@compiled
def recompute(world, state, duty):
    """Time the row of a duty afresh and sum it up; tell whether it can be. O(stops)."""
    duties, visits = world.duties, world.visits
    row, sums = state.rows[duty], state.sums
    home, mode, count = duties[duty, HOME], duties[duty, MODE], sums[duty, LENGTH]
    sums[duty, SUM_METRES] = sums[duty, SUM_SECONDS] = sums[duty, SUM_TRIPS] = sums[duty, SUM_AWAY] = 0
    if count == 0:
        return True
    ready, end = bounds(world, state, duty)
    begin = 0
    while begin < count:
        stop = begin + 1
        while stop < count and row[stop, BEGINS] == 0:
            stop += 1
        ready, away = fit_trip(world, state, duty, row, begin, stop, ready, end)
        if ready >= NEVER:
            return False
        total, here = 0, home
        for position in range(begin, stop + 1):
            place = visits[row[position, VISIT], PLACE] if position < stop else home
            way = metres(world.prices, world.positions, world.detour, world.metres, mode, here, place)
            sums[duty, SUM_SECONDS] += seconds(
                world.prices, world.paces, world.seconds, mode, here, place, way
            )
            total, here = total + way, place
        for position in range(begin, stop):
            row[position, TRIP_TASKS], row[position, TRIP_METRES] = stop - begin, total
        if total > duties[duty, MOST_METRES]:
            return False
        sums[duty, SUM_METRES] += total
        sums[duty, SUM_TRIPS] += 1
        sums[duty, SUM_AWAY] += away
        begin = stop
    _backward(world, state, duty, row, count, end)
    return True


@compiled
def _backward(world, state, duty, row, count, end):
    """Write the latest start of each stop with which all that follow can still be."""
    duties, visits, windows, crews = world.duties, world.visits, world.windows, state.crews
    home, mode = duties[duty, HOME], duties[duty, MODE]
    limit = end
    for position in range(count - 1, -1, -1):
        visit = row[position, VISIT]
        here = visits[visit, PLACE]
        if position == count - 1 or row[position + 1, BEGINS] == 1:
            latest = limit
        else:
            latest = row[position + 1, LATEST] - setup_of(visits, row[position + 1, VISIT], here, home)
        latest -= row[position, AHEAD_SECONDS] + visits[visit, SERVICE]
        if row[position, BEGINS] == 1:
            way = metres(world.prices, world.positions, world.detour, world.metres, mode, home, here)
            lead = seconds(world.prices, world.paces, world.seconds, mode, home, here, way)
            lead += setup_of(visits, visit, home, home)
            latest = min(latest, duties[duty, BEFORE] - 1 + lead)
            latest = last_start(visits, windows, crews, visit, latest)
            limit = latest - lead
        else:
            latest = last_start(visits, windows, crews, visit, latest)
        row[position, LATEST] = latest


@compiled
def put_in(state, duty, visit, position, begins, next_begins):
    """Put a visit at a position of a duty: whether it begins a trip, and whether the stop after it does."""
    row, count = state.rows[duty], state.sums[duty, LENGTH]
    for spot in range(count, position, -1):
        for column in range(row.shape[1]):
            row[spot, column] = row[spot - 1, column]
    row[position, VISIT], row[position, BEGINS] = visit, begins
    if position < count:
        row[position + 1, BEGINS] = next_begins
    state.sums[duty, LENGTH] = count + 1
    crew = state.crews[visit]
    crew[CREW + crew[PEOPLE]] = duty
    crew[PEOPLE] += 1


@compiled
def take_out(state, duty, visit):
    """Take a visit out of a duty; the stop after it begins the trip if the visit did."""
    row, count = state.rows[duty], state.sums[duty, LENGTH]
    position = 0
    while row[position, VISIT] != visit:
        position += 1
    if row[position, BEGINS] == 1 and position + 1 < count:
        row[position + 1, BEGINS] = 1
    for spot in range(position, count - 1):
        for column in range(row.shape[1]):
            row[spot, column] = row[spot + 1, column]
    state.sums[duty, LENGTH] = count - 1
    crew = state.crews[visit]
    spot = 0
    while crew[CREW + spot] != duty:
        spot += 1
    crew[CREW + spot] = crew[CREW + crew[PEOPLE] - 1]
    crew[CREW + crew[PEOPLE] - 1] = -1
    crew[PEOPLE] -= 1
    if crew[PEOPLE] == 0:
        crew[FIXED] = NO_START
