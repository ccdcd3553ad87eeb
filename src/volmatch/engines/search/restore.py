"""From a list of visits a duty to a state, timed and summed up."""

from __future__ import annotations

from volmatch.engines.search.columns import (
    AT_HOME,
    DUTY,
    END_PAIR,
    END_WINDOW,
    FIRST_PAIR,
    FIRST_WINDOW,
    FIXED,
    HIGH,
    HOME,
    LIMIT,
    LOW,
    MOST_PEOPLE,
    NO_START,
    NODES,
    NUM_LEVELS,
    OWN,
    PAIR,
    PEOPLE,
    PRIORITY,
    RELIED,
    SINCE,
    STOPS,
    TARGET,
    TIED,
    VISIT,
    WEIGHT,
)
from volmatch.engines.search.compiled import compiled
from volmatch.engines.search.journal import begin
from volmatch.engines.search.moves import charge, join
from volmatch.engines.search.places import window_of
from volmatch.engines.search.rows import go_home, splice
from volmatch.engines.search.settle import chained, keeps_counters, renew, settle, time_cost
from volmatch.engines.search.tied import fetching_for, tie
from volmatch.program.arrays import NO_CAP


@compiled
def _pair_of(world, visit, duty):
    for pair in range(world.visits[visit, FIRST_PAIR], world.visits[visit, END_PAIR]):
        if world.pairs[pair, DUTY] == duty:
            return pair
    return -1


@compiled
def _clear(world, state):
    state.value[:] = 0
    state.used[:] = 0
    state.sizes[:] = 0
    state.active[:] = 0
    state.given[:] = 0
    for crowd in range(len(state.counted)):
        for volunteer in range(state.counted.shape[1]):
            exempt = state.counted[crowd, volunteer] >= NO_CAP
            state.counted[crowd, volunteer] = NO_CAP if exempt else 0
    for volunteer in range(len(state.given)):
        state.value[8] += time_cost(world, volunteer, 0)
    state.crews[:, :] = -1
    for visit in range(len(state.crews)):
        state.crews[visit, PEOPLE], state.crews[visit, FIXED] = 0, NO_START
        state.value[world.visits[visit, PRIORITY]] += world.visits[visit, WEIGHT]
    state.sums[:, :] = 0
    for duty in range(len(state.sums)):
        go_home(state.rows[duty], 0, world.duties[duty, HOME])
        state.sums[duty, NODES] = 1


@compiled
def _fill(world, state, duty, source, num):
    """Write the nodes of a duty; give false where one of its pairs is no candidate."""
    row, spot = state.rows[duty], 0
    alone = 1
    for node in range(1, num):
        visit = source[node]
        if visit == AT_HOME:
            spot, alone = state.sums[duty, NODES] - 1, 1
            continue
        pair = _pair_of(world, visit, duty)
        if pair < 0:
            return False
        low, high, several = window_of(world, state, visit, pair)
        if tie(world, visit, RELIED) == 1:
            low = high = state.crews[visit, FIXED]  # what it relies on may not be written yet
        where = 2 * spot + alone
        state.sums[duty, NODES] = splice(
            world, duty, row, state.sums[duty, NODES], visit, pair, low, high, several, where
        )
        state.value[8] += world.pairs[pair, OWN]
        charge(world, state, visit, -1)
        join(world, state, visit, duty)
        charge(world, state, visit, 1)
        spot, alone = spot + 1, 0
    return True


@compiled
def _settle_loosely(world, state, journal, duty):
    """Time a duty afresh at any allowed starts, where promised and wished ones are what makes it impossible."""
    if world.ties[TIED] == 0:
        return False
    renew(world, state, duty, -1)
    row = state.rows[duty]
    for spot in range(state.sums[duty, NODES]):
        visit = row[spot, VISIT]
        if visit >= 0 and state.crews[visit, FIXED] == NO_START:
            first, end = world.visits[visit, FIRST_WINDOW], world.visits[visit, END_WINDOW]
            row[spot, LOW] = max(world.windows[first, 0], world.bonds[row[spot, PAIR], SINCE])
            row[spot, HIGH] = min(world.windows[end - 1, 1], world.pairs[row[spot, PAIR], LIMIT])
    return settle(world, state, journal, duty)


@compiled
def restore(world, state, journal, source):
    """Let a state be what a `Best` says; false where that cannot be. O(stops)."""
    begin(state, journal)
    _clear(world, state)
    for visit in range(len(source.fixed)):
        shared = world.visits[visit, TARGET] > 1 and fetching_for(world, visit) < 0
        if shared or tie(world, visit, RELIED) == 1:
            state.crews[visit, FIXED] = source.fixed[visit]
    for duty in range(len(source.nodes)):
        if not _fill(world, state, duty, source.visits[duty], source.nodes[duty]):
            return False
        if not settle(world, state, journal, duty) and not _settle_loosely(world, state, journal, duty):
            return False
    for duty in range(len(source.nodes)):
        if chained(world, duty):
            renew(world, state, duty, -1)
            if not settle(world, state, journal, duty) and not _settle_loosely(world, state, journal, duty):
                return False
        if state.sums[duty, STOPS] > 0 and not keeps_counters(world, state, duty):
            return False
    for crowd in range(len(world.crowds)):
        if state.sizes[crowd] > world.crowds[crowd, MOST_PEOPLE]:
            return False
    for visit in range(len(state.crews)):
        if state.crews[visit, PEOPLE] == 0:
            state.crews[visit, FIXED] = NO_START
    for level in range(NUM_LEVELS):
        journal.value[level] = state.value[level]
    return True
