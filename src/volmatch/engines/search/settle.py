"""After a change of a duty: time it afresh, sum it up, and let those know that depend on it."""

from __future__ import annotations

from volmatch.engines.search.columns import (
    AHEAD_METRES,
    AHEAD_SECONDS,
    AT_HOME,
    CAP,
    END,
    FOLLOWING,
    KIND,
    NODES,
    NUM_SEVERAL,
    PER_METRE,
    PER_SECOND,
    PER_TRIP,
    PRECEDING,
    READY,
    SEVERAL,
    START,
    STOPS,
    SUM_AWAY,
    SUM_METRES,
    SUM_SECONDS,
    SUM_TRIPS,
    TIMED,
    VERSION,
    VISIT,
    WORK,
)
from volmatch.engines.search.compiled import compiled, inlined
from volmatch.engines.search.journal import note_duty
from volmatch.engines.search.rows import backward, forward, step_to
from volmatch.program.arrays import METRES, SECONDS, TRIPS


@compiled
def bounds(world, state, duty):
    """Give the instants between which the trips of a duty lie, its neighbours in a chain as they are."""
    duties, rows, sums = world.duties, state.rows, state.sums
    ready, end = duties[duty, START], duties[duty, END]
    other = duties[duty, PRECEDING]
    while other >= 0 and sums[other, STOPS] == 0:
        other = duties[other, PRECEDING]
    if other >= 0:
        ready = max(ready, rows[other, sums[other, NODES] - 1, READY])
    other = duties[duty, FOLLOWING]
    while other >= 0 and sums[other, STOPS] == 0:
        other = duties[other, FOLLOWING]
    if other >= 0:
        row = rows[other]
        end = min(end, row[1, READY] - row[1, WORK] - step_to(row, 1))
    return ready, end


@inlined
def chained(world, duty):
    """Whether a duty continues, or is continued by, that of another day."""
    return world.duties[duty, FOLLOWING] >= 0 or world.duties[duty, PRECEDING] >= 0


@compiled
def retime(world, state, journal, duty):
    """Time and sum up one duty; tell whether it can be. O(nodes)."""
    row, sums, num = state.rows[duty], state.sums, state.sums[duty, NODES]
    ready, end = world.duties[duty, START], world.duties[duty, END]
    if chained(world, duty):
        ready, end = bounds(world, state, duty)
    metres, seconds, several, homes = 0, 0, 0, 0
    for spot in range(num):
        several += row[spot, SEVERAL]
        homes += 1 if row[spot, VISIT] == AT_HOME else 0
        if spot < num - 1:
            metres += row[spot, AHEAD_METRES]
            seconds += row[spot, AHEAD_SECONDS]
    sums[duty, SUM_METRES], sums[duty, SUM_SECONDS], sums[duty, NUM_SEVERAL] = metres, seconds, several
    sums[duty, SUM_TRIPS], sums[duty, STOPS] = homes - 1, num - homes
    journal.counts[VERSION] += 1
    state.versions[duty] = journal.counts[VERSION]
    hard = several > 0 and world.duties[duty, TIMED] == 1
    away = forward(world, duty, row, num, ready, end, hard)
    sums[duty, SUM_AWAY] = max(away, 0)
    backward(world, duty, row, num, end)
    return away >= 0 and carry(world, state, duty, num)


@compiled
def carry(world, state, duty, num):
    """Sum up what is on board on every way of a duty; tell whether there is room for it. O(nodes × kinds)."""
    row, loads, kinds = state.rows[duty], state.loads[duty], world.capacity.shape[1]
    fits = True
    for kind in range(kinds):
        begin = 0
        for stop in range(1, num):
            if row[stop, VISIT] != AT_HOME:
                continue
            load = 0
            for spot in range(begin + 1, stop):
                load += world.brought[row[spot, VISIT], kind]
            most = load
            for spot in range(begin, stop):
                if spot > begin:
                    visit = row[spot, VISIT]
                    load += world.collected[visit, kind] - world.brought[visit, kind]
                most = max(most, load)
                loads[spot, 2 * kind], loads[spot, 2 * kind + 1] = most, load
            fits = fits and most <= world.capacity[duty, kind]
            for spot in range(stop - 2, begin - 1, -1):
                loads[spot, 2 * kind + 1] = max(loads[spot, 2 * kind + 1], loads[spot + 1, 2 * kind + 1])
            begin = stop
    return fits


@compiled
def renew(world, state, duty, sign):
    """Take the sums of a duty out of value and counters (sign −1), or put them in (1)."""
    sums, prices = state.sums[duty], world.prices
    state.value[8] += sign * (
        prices[PER_METRE] * sums[SUM_METRES]
        + prices[PER_SECOND] * sums[SUM_SECONDS]
        + prices[PER_TRIP] * sums[SUM_TRIPS]
    )
    for spot in range(world.of_duty_ptr[duty], world.of_duty_ptr[duty + 1]):
        counter = world.of_duty[spot]
        kind = world.counters[counter, KIND]
        amount = sums[STOPS]
        if kind == TRIPS:
            amount = sums[SUM_TRIPS]
        elif kind == SECONDS:
            amount = sums[SUM_AWAY]
        elif kind == METRES:
            amount = sums[SUM_METRES]
        state.used[counter] += sign * amount


@compiled
def settle(world, state, journal, duty):
    """Time a duty afresh whose sums were taken out, and put them in; tell whether it can be.

    Duties in one chain look at each other's times, so all of them are timed afresh; the others that share a counter
    get a new version, since what they can take has changed.
    """
    fits = retime(world, state, journal, duty)
    renew(world, state, duty, 1)
    first, last = world.kin_ptr[duty], world.kin_ptr[duty + 1]
    if first == last:
        return fits
    for spot in range(first, last):
        other = world.kin[spot]
        journal.counts[VERSION] += 1
        if fits and chained(world, duty) and chained(world, other):
            note_duty(world, state, journal, other)
            renew(world, state, other, -1)
            fits = retime(world, state, journal, other) and fits
            renew(world, state, other, 1)
        state.versions[other] = journal.counts[VERSION]
    if fits and chained(world, duty):
        renew(world, state, duty, -1)
        fits = retime(world, state, journal, duty)
        renew(world, state, duty, 1)
    return fits


@compiled
def keeps_counters(world, state, duty):
    """Whether the counters of a duty are within their caps."""
    for spot in range(world.of_duty_ptr[duty], world.of_duty_ptr[duty + 1]):
        counter = world.of_duty[spot]
        if state.used[counter] > world.counters[counter, CAP]:
            return False
    return True
