"""Changes that can be taken back: visits out, and in again where that costs least."""

from __future__ import annotations

from volmatch.engines.search.chance import chance
from volmatch.engines.search.columns import (
    ALIKE,
    BROKEN,
    COST,
    CREW,
    DUTY,
    END_PAIR,
    FIRST_PAIR,
    FIXED,
    GONE,
    HUGE,
    LEAST,
    LIMIT,
    NO_START,
    NODES,
    NUM_DUTIES,
    NUM_LEVELS,
    OWN,
    PAIR,
    PEOPLE,
    PRIORITY,
    SEEN,
    STOPS,
    TARGET,
    VERSION,
    VISIT,
    WEIGHT,
    WHERE,
)
from volmatch.engines.search.compiled import compiled, inlined
from volmatch.engines.search.journal import note_duty, note_visit, put_back
from volmatch.engines.search.places import look, window_of
from volmatch.engines.search.rows import splice, squeeze
from volmatch.engines.search.settle import keeps_counters, renew, settle

MOST_NEAR = 40
FEWEST_MANY = 48
"""From so many candidates on, only duties are asked that serve one of the nearest visits, and some that are empty."""

BLINK = 0.01
"""How often a duty is overlooked."""


@compiled
def take_back(world, state, journal):
    """Put everything back as it was when the journal was opened."""
    for spot in range(journal.counts[NUM_DUTIES]):
        duty = journal.duties[spot]
        renew(world, state, duty, -1)
        for place in range(world.kin_ptr[duty], world.kin_ptr[duty + 1]):
            journal.counts[VERSION] += 1
            state.versions[world.kin[place]] = journal.counts[VERSION]
    put_back(world, state, journal)
    for spot in range(journal.counts[NUM_DUTIES]):
        renew(world, state, journal.duties[spot], 1)
    for level in range(NUM_LEVELS):
        state.value[level] = journal.value[level]


@compiled
def charge(world, state, visit, sign):
    """Take what coverage charges for a visit out of the value (sign −1), or put it in (1)."""
    people, rank = state.crews[visit, PEOPLE], world.visits[visit, PRIORITY]
    if people >= world.visits[visit, LEAST]:
        seats = world.visits[visit, TARGET] - people
        state.value[4 + rank] += sign * seats * world.visits[visit, WEIGHT]
    else:
        state.value[rank] += sign * world.visits[visit, WEIGHT]


@inlined
def join(state, visit, duty):
    """Count a duty among those that serve a visit."""
    people = state.crews[visit, PEOPLE]
    state.crews[visit, CREW + people] = duty
    state.crews[visit, PEOPLE] = people + 1


@inlined
def leave(state, visit, duty):
    """Count a duty no more among those that serve a visit."""
    last, spot = state.crews[visit, PEOPLE] - 1, 0
    while state.crews[visit, CREW + spot] != duty:
        spot += 1
    state.crews[visit, CREW + spot] = state.crews[visit, CREW + last]
    state.crews[visit, CREW + last] = -1
    state.crews[visit, PEOPLE] = last
    if last == 0:
        state.crews[visit, FIXED] = NO_START


@compiled
def remove(world, state, journal, visit):
    """Take a visit away from all its people."""
    note_visit(state, journal, visit)
    charge(world, state, visit, -1)
    while state.crews[visit, PEOPLE] > 0:
        duty = state.crews[visit, CREW]
        note_duty(world, state, journal, duty)
        renew(world, state, duty, -1)
        row, spot = state.rows[duty], 1
        while row[spot, VISIT] != visit:
            spot += 1
        state.value[8] -= world.pairs[row[spot, PAIR], OWN]
        row[spot, VISIT] = GONE
        leave(state, visit, duty)
        state.sums[duty, NODES] = squeeze(world, duty, row, state.sums[duty, NODES])
        if not settle(world, state, journal, duty):
            journal.counts[BROKEN] = 1
    charge(world, state, visit, 1)


@compiled
def remove_gone(world, state, journal, duty, first, last):
    """Take the visits noted in ``gone`` away; their stops in a duty go at once, and it is timed afresh once."""
    for spot in range(first, last):
        if world.visits[state.gone[spot], TARGET] > 1:
            remove(world, state, journal, state.gone[spot])
    note_duty(world, state, journal, duty)
    renew(world, state, duty, -1)
    row = state.rows[duty]
    for spot in range(first, last):
        visit, node = state.gone[spot], 1
        if state.crews[visit, PEOPLE] == 0:
            continue
        note_visit(state, journal, visit)
        charge(world, state, visit, -1)
        while row[node, VISIT] != visit:
            node += 1
        state.value[8] -= world.pairs[row[node, PAIR], OWN]
        row[node, VISIT] = GONE
        leave(state, visit, duty)
        charge(world, state, visit, 1)
    state.sums[duty, NODES] = squeeze(world, duty, row, state.sums[duty, NODES])
    if not settle(world, state, journal, duty):
        journal.counts[BROKEN] = 1


@compiled
def insert(world, state, journal, visit, pair, where):
    """Put a visit into a duty at a place that was found; false, and nothing done, if it cannot be after all."""
    duty = world.pairs[pair, DUTY]
    note_visit(state, journal, visit)
    note_duty(world, state, journal, duty)
    low, high, several = window_of(world, state, visit, world.pairs[pair, LIMIT])
    charge(world, state, visit, -1)
    renew(world, state, duty, -1)
    row, num = state.rows[duty], state.sums[duty, NODES]
    state.sums[duty, NODES] = splice(world, duty, row, num, visit, pair, low, high, several, where)
    fits = settle(world, state, journal, duty) and keeps_counters(world, state, duty)
    if fits:
        state.value[8] += world.pairs[pair, OWN]
        join(state, visit, duty)
    else:
        renew(world, state, duty, -1)
        row[where // 2 + 1, VISIT] = GONE
        state.sums[duty, NODES] = squeeze(world, duty, row, num + 1 + where % 2)
        if not settle(world, state, journal, duty):
            journal.counts[BROKEN] = 1
    charge(world, state, visit, 1)
    return fits


@compiled
def _mark_near(world, state, visit):
    """Note the duties that serve one of the nearest visits."""
    state.asked[0] += 1
    for spot in range(min(MOST_NEAR, world.neighbours.shape[1])):
        crew = state.crews[world.neighbours[visit, spot]]
        for member in range(crew[PEOPLE]):
            state.near[crew[CREW + member]] = state.asked[0]


@inlined
def _is_far(world, state, duty):
    """Whether a duty is not worth a look: it is elsewhere, or empty and like one that can be had already."""
    if state.near[duty] == state.asked[0]:
        return False
    return state.sums[duty, STOPS] > 0 or state.tried[world.duties[duty, ALIKE]] == state.asked[0]


@compiled
def cheapest(world, state, visit, blink, all_of_them):
    """Find the pair that would cost least now; −1 where there is none.

    What a duty offered is remembered until it changes.
    """
    best, chosen, memory, pairs = HUGE, -1, state.memory, world.pairs
    for pair in range(world.visits[visit, FIRST_PAIR], world.visits[visit, END_PAIR]):
        duty = pairs[pair, DUTY]
        if state.free_duty[duty] == 0 or (not all_of_them and _is_far(world, state, duty)):
            continue
        if memory[pair, SEEN] != state.versions[duty]:
            low, high, several = window_of(world, state, visit, pairs[pair, LIMIT])
            cost, where = look(world, state, visit, duty, low, high, several)
            memory[pair, SEEN], memory[pair, WHERE] = state.versions[duty], where
            memory[pair, COST] = cost + pairs[pair, OWN] if where >= 0 else HUGE
        if memory[pair, COST] < HUGE and state.sums[duty, STOPS] == 0:
            state.tried[world.duties[duty, ALIKE]] = state.asked[0]
        if memory[pair, COST] < best and not (blink > 0 and chance(state.random) < blink):
            best, chosen = memory[pair, COST], pair
    return chosen


@compiled
def serve(world, state, journal, visit, blink):
    """Give a visit of one person to the duty where it costs least; whether that was possible.

    Where very many could, first those are asked who are near already, and one of each kind who is free.
    """
    chosen = -1
    many = world.visits[visit, END_PAIR] - world.visits[visit, FIRST_PAIR] > FEWEST_MANY
    if many:
        _mark_near(world, state, visit)
        chosen = cheapest(world, state, visit, blink, False)
    if chosen < 0:
        chosen = cheapest(world, state, visit, blink, True)
    return chosen >= 0 and insert(world, state, journal, visit, chosen, state.memory[chosen, WHERE])
