"""The loop: ruin, recreate, keep or take back."""

from __future__ import annotations

import math

import numpy as np

from volmatch.engines.search.chance import below, chance
from volmatch.engines.search.compiled import compiled
from volmatch.engines.search.moves import (
    add_member,
    begin,
    copy_row,
    possible,
    remove_some,
    serve,
    serve_team,
    take_back,
)
from volmatch.engines.search.tables import (
    CREW,
    END_PAIR,
    FIRST_PAIR,
    FIXED,
    HELD,
    LENGTH,
    NO_START,
    PEOPLE,
    TARGET,
    VISIT,
)

MEAN_REMOVED = 10
LONGEST_STRING = 10
MOST_ABSENT = 12
"""Absent visits near a ruin that are tried again."""

NUM_ORDERS = 4
SHORT_SHARE = 0.1
"""How often a ruin is centred on a visit that lacks people (as it was when the round began)."""


@compiled
def ruin(world, state, journal, seed, mean_length, gone):
    """Remove strings of stops near a visit; write what was removed to ``gone`` and give the number."""
    longest = min(LONGEST_STRING, max(1.0, mean_length))
    most_strings = 4.0 * MEAN_REMOVED / (1.0 + longest) - 1.0
    strings = int(chance(state.random) * most_strings + 1.0)
    ruined, num, stamp = 0, 0, journal.counts[2]
    for row in range(world.neighbours.shape[1]):
        visit = world.neighbours[seed, row]
        if visit < 0 or ruined >= strings or num >= len(gone) - LONGEST_STRING - MOST_ABSENT:
            break
        people = state.crews[visit, PEOPLE]
        if people == 0 or world.visits[visit, HELD] == 1:
            continue
        duty = state.crews[visit, CREW + (below(state.random, people) if people > 1 else 0)]
        if journal.noted_duty[duty] == stamp:
            continue
        num = _string(world, state, journal, duty, visit, longest, gone, num)
        ruined += 1
    return num


@compiled
def _string(world, state, journal, duty, visit, longest, gone, num):
    """Remove a string of stops of a duty around a visit, half of the time with a gap that stays."""
    count = state.sums[duty, LENGTH]
    length = int(chance(state.random) * min(float(count), longest) + 1.0)
    length = min(length, count)
    at = 0
    while state.rows[duty, at, VISIT] != visit:
        at += 1
    kept = 0
    if length > 1 and length < count and chance(state.random) < 0.5:
        kept = 1
        while length + kept < count and chance(state.random) > 0.01 and kept < 3:
            kept += 1
            if chance(state.random) < 0.5:
                break
    span = min(count, length + kept)
    low = max(0, at - span + 1)
    high = min(at, count - span)
    first = low + below(state.random, high - low + 1)
    skip = first + below(state.random, length) if kept else count
    start = num
    for position in range(first, first + span):
        if skip <= position < skip + kept:
            continue
        stop = state.rows[duty, position, VISIT]
        if world.visits[stop, HELD] == 0:
            gone[num] = stop
            num += 1
    remove_some(world, state, journal, duty, gone, start, num)
    return num


@compiled
def _absent_near(world, state, seed, gone, num):
    """Add absent visits near a ruin, and such as lack people."""
    added = 0
    for row in range(world.neighbours.shape[1]):
        visit = world.neighbours[seed, row]
        if visit < 0 or added >= MOST_ABSENT:
            break
        lacks = state.crews[visit, PEOPLE] < world.visits[visit, TARGET]
        if not lacks or world.visits[visit, END_PAIR] == world.visits[visit, FIRST_PAIR]:
            continue
        known = False
        for spot in range(num):
            known = known or gone[spot] == visit
        if not known:
            gone[num] = visit
            num += 1
            added += 1
    return num


@compiled
def _arrange(world, state, gone, num):
    """Sort what is to come back: shuffled, or by one of the ranks."""
    for row in range(num - 1, 0, -1):
        other = below(state.random, row + 1)
        gone[row], gone[other] = gone[other], gone[row]
    order = below(state.random, NUM_ORDERS + 2)
    if order >= NUM_ORDERS:
        return
    for row in range(1, num):
        visit, spot = gone[row], row
        while spot > 0 and world.orders[gone[spot - 1], order] > world.orders[visit, order]:
            gone[spot] = gone[spot - 1]
            spot -= 1
        gone[spot] = visit


@compiled
def recreate(world, state, journal, gone, num, starts, costs):
    """Put visits back, each where it costs least."""
    for row in range(num):
        visit = gone[row]
        if world.visits[visit, TARGET] == 1:
            if state.crews[visit, PEOPLE] == 0:
                serve(world, state, journal, visit)
        elif state.crews[visit, PEOPLE] == 0:
            serve_team(world, state, journal, visit, starts, costs)
        elif state.crews[visit, FIXED] != NO_START:
            add_member(world, state, journal, visit)


@compiled
def accepted(state, journal, heat, urgency):
    """Decide whether to keep a new value: always if better, by chance if worse on the first that differs."""
    for level in range(9):
        worse = state.value[level] - journal.value[level]
        if worse < 0:
            return True
        if worse > 0:
            warmth = heat if level == 8 else urgency
            return warmth > 0 and chance(state.random) < math.exp(-worse / warmth)
    return True


@compiled
def better(value, other):
    """Compare two values in order."""
    for level in range(9):
        if value[level] != other[level]:
            return value[level] < other[level]
    return False


@compiled
def keep(state, best):
    """Copy a state to the best."""
    for duty in range(len(state.sums)):
        copy_row(state.rows[duty], best.rows[duty], state.sums[duty, LENGTH])
    best.sums[:] = state.sums
    best.crews[:] = state.crews
    best.used[:] = state.used
    best.value[:] = state.value


@compiled
def iterate(world, state, journal, best, asked, num, heat, urgency):
    """Do so many iterations at one temperature; ``asked`` are the visits with candidates."""
    gone = np.zeros(len(state.crews) + 4 * (LONGEST_STRING + MOST_ABSENT), dtype=np.int64)
    starts = np.zeros(64, dtype=np.int64)
    costs = np.zeros(len(world.pairs) + 1, dtype=np.int64)
    stops, used = 0, 0
    for duty in range(len(state.sums)):
        stops += state.sums[duty, LENGTH]
        used += 1 if state.sums[duty, LENGTH] > 0 else 0
    mean = stops / max(1, used)
    short = np.zeros(len(asked), dtype=np.int64)
    num_short = 0
    for visit in asked:
        if state.crews[visit, PEOPLE] < world.visits[visit, TARGET]:
            short[num_short] = visit
            num_short += 1
    for _ in range(num):
        begin(state, journal)
        seed = asked[below(state.random, len(asked))]
        if num_short > 0 and chance(state.random) < SHORT_SHARE:
            seed = short[below(state.random, num_short)]
        count = ruin(world, state, journal, seed, mean, gone)
        count = _absent_near(world, state, seed, gone, count)
        _arrange(world, state, gone, count)
        recreate(world, state, journal, gone, count, starts, costs)
        if not possible(world, state, journal) or not accepted(state, journal, heat, urgency):
            take_back(world, state, journal)
        elif better(state.value, best.value):
            keep(state, best)
