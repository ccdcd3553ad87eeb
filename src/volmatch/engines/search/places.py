"""Where a visit fits best: every place in the trips of a duty, each tested in O(1)."""

from __future__ import annotations

from volmatch.engines.search.chance import chance
from volmatch.engines.search.compiled import compiled
from volmatch.engines.search.rows import bounds, fit_trip, setup_of
from volmatch.engines.search.tables import (
    AHEAD_METRES,
    AHEAD_SECONDS,
    BEFORE,
    BEGINS,
    CAP,
    EARLIEST,
    END,
    FOLLOWING,
    HOME,
    KIND,
    LATEST,
    LENGTH,
    MODE,
    MOST_METRES,
    MOST_TASKS,
    NUM_STOP,
    PER_METRE,
    PER_SECOND,
    PER_TRIP,
    PLACE,
    PRECEDING,
    SERVICE,
    START,
    SUM_AWAY,
    TIMED,
    TRIP_METRES,
    TRIP_TASKS,
    VISIT,
)
from volmatch.engines.search.ways import NEVER, first_start, last_start, metres, seconds
from volmatch.program.arrays import METRES, NO_CAP, SECONDS, TASKS, TRIPS

INSIDE, FRONT, ALONE = 0, 1, 2
"""A place continues the trip before it, begins the trip after it, or is a trip of its own."""


BLINK = 0.01
"""How often a place is overlooked."""


@compiled
def room(world, state, duty, kind):
    """Give what the counters of a duty leave of one kind."""
    least = NO_CAP
    for spot in range(world.of_duty_ptr[duty], world.of_duty_ptr[duty + 1]):
        counter = world.of_duty[spot]
        if world.counters[counter, KIND] == kind:
            least = min(least, world.counters[counter, CAP] - state.used[counter])
    return least


@compiled
def leg(world, mode, a, b):
    """Give metres and seconds of a way."""
    way = metres(world.prices, world.positions, world.detour, world.metres, mode, a, b)
    return way, seconds(world.prices, world.paces, world.seconds, mode, a, b, way)


@compiled
def best_place(world, state, visit, duty, most, blinks):
    """Find the cheapest place for a visit in a duty, cheaper than ``most``.

    Returns
    -------
    cost, position, kind (`INSIDE`, `FRONT` or `ALONE`), earliest start there; cost ``most`` where there is none.
    """
    duties, visits, row = world.duties, world.visits, state.rows[duty]
    count, home, mode = state.sums[duty, LENGTH], duties[duty, HOME], duties[duty, MODE]
    best, best_position, best_kind, best_start = most, -1, 0, NEVER
    new_trips, more_metres, more_tasks = NO_CAP, NO_CAP, NO_CAP
    for spot in range(world.of_duty_ptr[duty], world.of_duty_ptr[duty + 1]):
        counter = world.of_duty[spot]
        kind, left = world.counters[counter, KIND], world.counters[counter, CAP] - state.used[counter]
        if kind == TRIPS:
            new_trips = min(new_trips, left)
        elif kind == METRES:
            more_metres = min(more_metres, left)
        elif kind == TASKS:
            more_tasks = min(more_tasks, left)
    if count >= row.shape[0] - 2 or more_tasks < 1:
        return best, best_position, best_kind, best_start
    if duties[duty, FOLLOWING] < 0 and duties[duty, PRECEDING] < 0:
        ready, end = duties[duty, START], duties[duty, END]
    else:
        ready, end = bounds(world, state, duty)
    prices, place, service = world.prices, visits[visit, PLACE], visits[visit, SERVICE]
    low, high = first_start(visits, world.windows, state.crews, visit, -NEVER), NEVER
    high = last_start(visits, world.windows, state.crews, visit, high)
    out_way, out = leg(world, mode, home, place)
    back_way, back = leg(world, mode, place, home)
    lead = out + setup_of(visits, visit, home, home)
    last_first = duties[duty, BEFORE] - 1 + lead
    done = ready  # when the volunteer is home from the trips before a position
    i_place, i_way, i_step, ahead, ahead_step, left = home, 0, 0, 0, 0, 0
    for position in range(count + 1):
        opens = position == count or row[position, BEGINS] == 1
        next_place, next_visit = home, -1
        if position > 0:
            previous = row[position - 1, VISIT]
            left = row[position - 1, EARLIEST] + visits[previous, SERVICE]
            if left > high:
                break
            i_place = visits[previous, PLACE]
        if position < count:
            if low + service > row[position, LATEST]:
                continue
            next_visit = row[position, VISIT]
            next_place = visits[next_visit, PLACE]
        if position > 0:
            i_way, i_step = leg(world, mode, i_place, place)
            ahead, ahead_step = row[position - 1, AHEAD_METRES], row[position - 1, AHEAD_SECONDS]
        n_way, n_step, h_way, h_step = back_way, back, 0, 0
        if position < count:
            n_way, n_step = leg(world, mode, place, next_place)
            if opens:
                h_way, h_step = leg(world, mode, home, next_place)
                h_step += setup_of(visits, next_visit, home, home)
        # Continue the trip before.
        if position > 0 and row[position - 1, TRIP_TASKS] < duties[duty, MOST_TASKS]:
            if opens:
                added, added_seconds = i_way + back_way - ahead, i_step + back - ahead_step
            else:
                added, added_seconds = i_way + n_way - ahead, i_step + n_step - ahead_step
            cost = prices[PER_METRE] * added + prices[PER_SECOND] * added_seconds
            if (
                cost < best
                and added <= more_metres
                and row[position - 1, TRIP_METRES] + added <= duties[duty, MOST_METRES]
            ):
                arrival = left + i_step + setup_of(visits, visit, i_place, home)
                start = first_start(visits, world.windows, state.crews, visit, arrival)
                if opens:
                    latest = row[position, LATEST] if position < count else end
                    free = start + service + back + h_step <= latest
                else:
                    arrival = start + service + n_step + setup_of(visits, next_visit, place, home)
                    free = arrival <= row[position, LATEST]
                if (
                    free
                    and not (blinks and chance(state.random) < BLINK)
                    and (
                        duties[duty, TIMED] == 0
                        or trial(world, state, duty, visit, position, INSIDE, ready, end)
                    )
                ):
                    best, best_position, best_kind, best_start = cost, position, INSIDE, start
        if not opens:
            continue
        if position > 0:
            done = left + ahead_step
        start = first_start(visits, world.windows, state.crews, visit, done + lead)
        if start >= NEVER or start > last_first:
            continue
        # Begin the trip after.
        if position < count and row[position, TRIP_TASKS] < duties[duty, MOST_TASKS]:
            added, added_seconds = out_way + n_way - h_way, out + n_step - h_step
            added_seconds += setup_of(visits, next_visit, home, home)
            cost = prices[PER_METRE] * added + prices[PER_SECOND] * added_seconds
            arrival = start + service + n_step + setup_of(visits, next_visit, place, home)
            if (
                arrival <= row[position, LATEST]
                and cost < best
                and added <= more_metres
                and row[position, TRIP_METRES] + added <= duties[duty, MOST_METRES]
                and not (blinks and chance(state.random) < BLINK)
                and (
                    duties[duty, TIMED] == 0 or trial(world, state, duty, visit, position, FRONT, ready, end)
                )
            ):
                best, best_position, best_kind, best_start = cost, position, FRONT, start
        # A trip of its own.
        added = out_way + back_way
        cost = prices[PER_METRE] * added + prices[PER_SECOND] * (out + back) + prices[PER_TRIP]
        if (
            new_trips > 0
            and cost < best
            and duties[duty, MOST_TASKS] >= 1
            and added <= more_metres
            and added <= duties[duty, MOST_METRES]
            and start + service + back + h_step <= (row[position, LATEST] if position < count else end)
            and not (blinks and chance(state.random) < BLINK)
            and (duties[duty, TIMED] == 0 or trial(world, state, duty, visit, position, ALONE, ready, end))
        ):
            best, best_position, best_kind, best_start = cost, position, ALONE, start
    return best, best_position, best_kind, best_start


@compiled
def trial(world, state, duty, visit, position, kind, ready, end):
    """Time a row in full with a visit put in: every trip under its cap, and the hours that counters leave."""
    row, scratch, count = state.rows[duty], state.scratch, state.sums[duty, LENGTH]
    for spot in range(count + 1):
        source = spot if spot < position else spot - 1
        for column in range(NUM_STOP):
            scratch[spot, column] = row[source, column]
    scratch[position, VISIT] = visit
    scratch[position, BEGINS] = 0 if kind == INSIDE else 1
    if position < count and kind == FRONT:
        scratch[position + 1, BEGINS] = 0
    total, begin = 0, 0
    while begin < count + 1:
        stop = begin + 1
        while stop < count + 1 and scratch[stop, BEGINS] == 0:
            stop += 1
        ready, away = fit_trip(world, state, duty, scratch, begin, stop, ready, end)
        if ready >= NEVER:
            return False
        total += away
        begin = stop
    return total - state.sums[duty, SUM_AWAY] <= room(world, state, duty, SECONDS)
