"""After a change of a duty: time it afresh, sum it up, and let those know that depend on it."""

from __future__ import annotations

from volmatch.engines.search.columns import (
    AHEAD_METRES,
    AHEAD_SECONDS,
    AT_HOME,
    BALANCED,
    BASE,
    CAP,
    END,
    FOLLOWING,
    FREEZE,
    KIND,
    LABELLED,
    LABELS,
    LATE_PRICE,
    MIXED,
    NEVER,
    NODES,
    NUM_SEVERAL,
    OFFERED,
    OFFROUTE,
    OWNER,
    PER_METRE,
    PER_SECOND,
    PER_TRIP,
    PRECEDING,
    READY,
    REST,
    SEVERAL,
    START,
    STOPS,
    SUM_AWAY,
    SUM_ERRANDS,
    SUM_LABELS,
    SUM_LATE,
    SUM_METRES,
    SUM_SECONDS,
    SUM_TASKS,
    SUM_TRIPS,
    TARGET,
    TIED,
    TIME_PRICE,
    TIMED,
    UNWISHED,
    VERSION,
    VISIT,
    WISHED,
    WISHES,
    WORK,
    WORKDAY,
)
from volmatch.engines.search.compiled import compiled, inlined
from volmatch.engines.search.journal import note_duty
from volmatch.engines.search.rows import backward, forward, step_to
from volmatch.engines.search.tied import fetching_for, tie
from volmatch.program.arrays import DAYS, ERRANDS, METRES, SECONDS, TRIPS


@inlined
def rest_between(world, earlier, later):
    """Give the least seconds between two duties of one person."""
    duties = world.duties
    return duties[later, REST] if duties[earlier, WORKDAY] != duties[later, WORKDAY] else 0


@compiled
def bounds(world, state, duty):
    """Give the instants between which the trips of a duty lie, its neighbours in a chain as they are."""
    duties, rows, sums = world.duties, state.rows, state.sums
    ready, end = duties[duty, START], duties[duty, END]
    other = duties[duty, PRECEDING]
    while other >= 0 and sums[other, STOPS] == 0:
        other = duties[other, PRECEDING]
    if other >= 0:
        ready = max(ready, rows[other, sums[other, NODES] - 1, READY] + rest_between(world, other, duty))
    other = duties[duty, FOLLOWING]
    while other >= 0 and sums[other, STOPS] == 0:
        other = duties[other, FOLLOWING]
    if other >= 0:
        row = rows[other]
        end = min(end, row[1, READY] - row[1, WORK] - step_to(row, 1) - rest_between(world, duty, other))
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
    sums[duty, SUM_TASKS] = sums[duty, SUM_ERRANDS] = num - homes
    journal.counts[VERSION] += 1
    state.versions[duty] = journal.counts[VERSION]
    hard = (several > 0 or world.ties[FREEZE] > -NEVER) and world.duties[duty, TIMED] == 1
    away = forward(world, duty, row, num, ready, end, hard)
    sums[duty, SUM_AWAY] = max(away, 0)
    backward(world, duty, row, num, end)
    if world.ties[MIXED] == 1 or world.ties[LABELLED] == 1 or world.ties[WISHES] == 1:
        sum_ties(world, state, duty, num)
    return away >= 0 and carry(world, state, duty, num)


@compiled
def sum_ties(world, state, duty, num):
    """Sum up what else is known of the stops of a duty: which are tasks, their labels, their unwished starts."""
    row, sums, visits = state.rows[duty], state.sums[duty], world.visits
    remote, fetched, labels, late = 0, 0, 0, 0
    for spot in range(num):
        visit = row[spot, VISIT]
        if visit < 0:
            continue
        remote += tie(world, visit, OFFROUTE)
        fetched += 1 if fetching_for(world, visit) >= 0 else 0
        labels |= tie(world, visit, LABELS)
        if visits[visit, TARGET] == 1:
            late += lateness(world, visit, row[spot, READY] - row[spot, WORK])
    sums[SUM_TRIPS] -= remote
    sums[SUM_TASKS] -= fetched
    sums[SUM_ERRANDS] -= fetched + remote
    sums[SUM_LABELS], sums[SUM_LATE] = labels, late


@inlined
def lateness(world, visit, start):
    """Give what it costs that a visit starts at an instant."""
    outside = max(0, tie(world, visit, WISHED) - start, start - tie(world, visit, UNWISHED))
    return tie(world, visit, LATE_PRICE) * outside


@inlined
def time_cost(world, volunteer, seconds):
    """Give what it costs that a volunteer gives so many seconds."""
    base, offered, price = (
        world.balances[volunteer, BASE],
        world.balances[volunteer, OFFERED],
        world.balances[volunteer, TIME_PRICE],
    )
    return price * ((base + seconds) * (base + seconds) // offered) if offered > 0 else 0


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
def renew_ties(world, state, duty, sign):
    """Do the same for unwished starts, time given and the working day; give 1 if that becomes one, or none."""
    sums = state.sums[duty]
    state.value[8] += sign * sums[SUM_LATE]
    if world.ties[BALANCED] == 1:
        owner = world.duties[duty, OWNER]
        before = state.given[owner]
        state.given[owner] = before + sign * sums[SUM_AWAY]
        state.value[8] += time_cost(world, owner, state.given[owner]) - time_cost(world, owner, before)
    if sums[STOPS] == 0:
        return 0
    workday = world.duties[duty, WORKDAY]
    state.active[workday] += sign
    return 1 if state.active[workday] == (1 if sign > 0 else 0) else 0


@compiled
def renew(world, state, duty, sign):
    """Take the sums of a duty out of value and counters (sign −1), or put them in (1)."""
    sums, prices = state.sums[duty], world.prices
    state.value[8] += sign * (
        prices[PER_METRE] * sums[SUM_METRES]
        + prices[PER_SECOND] * sums[SUM_SECONDS]
        + prices[PER_TRIP] * sums[SUM_TRIPS]
    )
    turns = renew_ties(world, state, duty, sign) if world.ties[TIED] == 1 else 0
    for spot in range(world.of_duty_ptr[duty], world.of_duty_ptr[duty + 1]):
        counter = world.of_duty[spot]
        kind = world.counters[counter, KIND]
        amount = sums[SUM_TASKS]
        if kind == TRIPS:
            amount = sums[SUM_TRIPS]
        elif kind == SECONDS:
            amount = sums[SUM_AWAY]
        elif kind == METRES:
            amount = sums[SUM_METRES]
        elif kind == ERRANDS:
            amount = sums[SUM_ERRANDS]
        elif kind == DAYS:
            amount = turns
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
