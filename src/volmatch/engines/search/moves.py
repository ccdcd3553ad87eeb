"""Changes that can be taken back: visits out, and in again where that costs least."""

from __future__ import annotations

from volmatch.engines.search.chance import chance
from volmatch.engines.search.columns import (
    ALIKE,
    BALANCED,
    BROKEN,
    COST,
    CREW,
    CROWDED,
    DUTY,
    END_PAIR,
    FIRST_PAIR,
    FIXED,
    GONE,
    HOME,
    HUGE,
    LEAST,
    MODE,
    NEVER,
    NO_START,
    NODES,
    NUM_DUTIES,
    NUM_LEVELS,
    NUM_VISITS,
    OFFROUTE,
    OWN,
    PAIR,
    PAIRED,
    PEOPLE,
    PLACE,
    PRIORITY,
    RELIED,
    SEEN,
    SERVICE,
    STOPS,
    TARGET,
    VERSION,
    VISIT,
    WEIGHT,
    WHERE,
    WISHES,
)
from volmatch.engines.search.compiled import compiled, inlined
from volmatch.engines.search.extras import count_person, extra
from volmatch.engines.search.journal import note_duty, note_visit, put_back
from volmatch.engines.search.pickups import look_both, splice_both
from volmatch.engines.search.places import look, start_at, window_of
from volmatch.engines.search.rows import splice, squeeze
from volmatch.engines.search.settle import keeps_counters, lateness, renew, settle
from volmatch.engines.search.tied import fetched_before, tie, twin_of
from volmatch.engines.search.ways import leg

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
    if world.ties[CROWDED] == 1:
        _count_crews(world, state, journal, -1)
    put_back(world, state, journal)
    if world.ties[CROWDED] == 1:
        _count_crews(world, state, journal, 1)
    for spot in range(journal.counts[NUM_DUTIES]):
        renew(world, state, journal.duties[spot], 1)
    for level in range(NUM_LEVELS):
        state.value[level] = journal.value[level]


@compiled
def _count_crews(world, state, journal, sign):
    """Count the people of the visits that the journal holds into their groups, or out."""
    for spot in range(journal.counts[NUM_VISITS]):
        visit = journal.visits[spot]
        for member in range(state.crews[visit, PEOPLE]):
            count_person(world, state, visit, state.crews[visit, CREW + member], sign)


@compiled
def charge(world, state, visit, sign):
    """Take what is paid for a visit whoever serves it out of the value (sign −1), or put it in (1)."""
    if world.ties[WISHES] == 1 and world.visits[visit, TARGET] > 1 and state.crews[visit, PEOPLE] > 0:
        state.value[8] += sign * lateness(world, visit, state.crews[visit, FIXED])
    people, rank = state.crews[visit, PEOPLE], world.visits[visit, PRIORITY]
    if people >= world.visits[visit, LEAST]:
        seats = world.visits[visit, TARGET] - people
        state.value[4 + rank] += sign * seats * world.visits[visit, WEIGHT]
    else:
        state.value[rank] += sign * world.visits[visit, WEIGHT]


@inlined
def join(world, state, visit, duty):
    """Count a duty among those that serve a visit."""
    if world.ties[CROWDED] == 1:
        count_person(world, state, visit, duty, 1)
    people = state.crews[visit, PEOPLE]
    state.crews[visit, CREW + people] = duty
    state.crews[visit, PEOPLE] = people + 1


@inlined
def leave(world, state, visit, duty):
    """Count a duty no more among those that serve a visit."""
    if world.ties[CROWDED] == 1:
        count_person(world, state, visit, duty, -1)
    last, spot = state.crews[visit, PEOPLE] - 1, 0
    while state.crews[visit, CREW + spot] != duty:
        spot += 1
    state.crews[visit, CREW + spot] = state.crews[visit, CREW + last]
    state.crews[visit, CREW + last] = -1
    state.crews[visit, PEOPLE] = last
    if last == 0:
        state.crews[visit, FIXED] = NO_START


@inlined
def _mark(world, state, visit, duty):
    """Let the stop of a visit in a duty be gone."""
    row, spot = state.rows[duty], 1
    while row[spot, VISIT] != visit:
        spot += 1
    state.value[8] -= world.pairs[row[spot, PAIR], OWN]
    row[spot, VISIT] = GONE
    leave(world, state, visit, duty)


@compiled
def take_out(world, state, journal, visit, duty):
    """Let the stop of a visit in a duty be gone, and that of what is fetched for it."""
    first = fetched_before(world, visit)
    if first >= 0:
        note_visit(state, journal, first)
        _mark(world, state, first, duty)
    _mark(world, state, visit, duty)


@compiled
def remove(world, state, journal, visit):
    """Take a visit away from all its people."""
    note_visit(state, journal, visit)
    charge(world, state, visit, -1)
    while state.crews[visit, PEOPLE] > 0:
        _release(world, state, journal, visit, state.crews[visit, CREW])
    charge(world, state, visit, 1)


@compiled
def _release(world, state, journal, visit, duty):
    """Take a visit out of the row of one of its people."""
    note_duty(world, state, journal, duty)
    renew(world, state, duty, -1)
    take_out(world, state, journal, visit, duty)
    state.sums[duty, NODES] = squeeze(world, duty, state.rows[duty], state.sums[duty, NODES])
    if not settle(world, state, journal, duty):
        journal.counts[BROKEN] = 1


@compiled
def send_home(world, state, journal, visit, people):
    """Take a visit away from those who came last, so that so many of its people stay; its start is kept."""
    start = state.crews[visit, FIXED]
    note_visit(state, journal, visit)
    charge(world, state, visit, -1)
    while state.crews[visit, PEOPLE] > people:
        _release(world, state, journal, visit, state.crews[visit, CREW + state.crews[visit, PEOPLE] - 1])
    state.crews[visit, FIXED] = start
    charge(world, state, visit, 1)


@compiled
def remove_gone(world, state, journal, duty, first, last):
    """Take the visits noted in ``gone`` away; their stops in a duty go at once, and it is timed afresh once."""
    for spot in range(first, last):
        if world.visits[state.gone[spot], TARGET] > 1:
            remove(world, state, journal, state.gone[spot])
    note_duty(world, state, journal, duty)
    renew(world, state, duty, -1)
    for spot in range(first, last):
        visit = state.gone[spot]
        if state.crews[visit, PEOPLE] == 0:
            continue
        note_visit(state, journal, visit)
        charge(world, state, visit, -1)
        take_out(world, state, journal, visit, duty)
        charge(world, state, visit, 1)
    state.sums[duty, NODES] = squeeze(world, duty, state.rows[duty], state.sums[duty, NODES])
    if not settle(world, state, journal, duty):
        journal.counts[BROKEN] = 1


@compiled
def insert(world, state, journal, visit, pair, where):
    """Put a visit into a duty at a place that was found; false, and nothing done, if it cannot be after all."""
    duty, first = world.pairs[pair, DUTY], fetched_before(world, visit)
    note_visit(state, journal, visit)
    note_duty(world, state, journal, duty)
    charge(world, state, visit, -1)
    renew(world, state, duty, -1)
    row, num = state.rows[duty], state.sums[duty, NODES]
    if first >= 0:
        note_visit(state, journal, first)
        new = splice_both(world, state, row, num, visit, pair, where)
    else:
        low, high, several = window_of(world, state, visit, pair)
        new = splice(world, duty, row, num, visit, pair, low, high, several, where)
    state.sums[duty, NODES] = new
    fits = settle(world, state, journal, duty) and keeps_counters(world, state, duty)
    if fits:
        state.value[8] += world.pairs[pair, OWN]
        join(world, state, visit, duty)
        if first >= 0:
            state.value[8] += world.pairs[twin_of(world, pair), OWN]
            join(world, state, first, duty)
    else:
        renew(world, state, duty, -1)
        for spot in range(1, new):
            if row[spot, VISIT] == visit or (first >= 0 and row[spot, VISIT] == first):
                row[spot, VISIT] = GONE
        state.sums[duty, NODES] = squeeze(world, duty, row, new)
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


@inlined
def find(world, state, visit, pair):
    """Find the cheapest place for a visit, and what is fetched for it, in the duty of a pair: cost and place."""
    if fetched_before(world, visit) >= 0:
        return look_both(world, state, visit, pair)
    low, high, several = window_of(world, state, visit, pair)
    return look(world, state, visit, pair, low, high, several)


@compiled
def tie_cost(world, state, visit, pair):
    """Give what a pair costs because of what other duties do; `HUGE` where it may not be."""
    added = 0
    if world.ties[BALANCED] == 1:
        duties, duty = world.duties, world.pairs[pair, DUTY]
        added = world.visits[visit, SERVICE]
        if state.sums[duty, STOPS] == 0 and tie(world, visit, OFFROUTE) == 0:
            added += 2 * leg(world, duties[duty, MODE], duties[duty, HOME], world.visits[visit, PLACE])[1]
    return extra(world, state, visit, pair, added)


@compiled
def cheapest(world, state, visit, blink, all_of_them):
    """Find the pair that would cost least now; −1 where there is none.

    What a duty offered is remembered until it changes, but for a visit whose start hangs on others.
    """
    best, chosen, memory, pairs = HUGE, -1, state.memory, world.pairs
    relied, paired = tie(world, visit, RELIED) == 1, world.ties[PAIRED] == 1
    for pair in range(world.visits[visit, FIRST_PAIR], world.visits[visit, END_PAIR]):
        duty = pairs[pair, DUTY]
        if state.free_duty[duty] == 0 or (not all_of_them and _is_far(world, state, duty)):
            continue
        if memory[pair, SEEN] != state.versions[duty] or relied:
            cost, where = find(world, state, visit, pair)
            memory[pair, SEEN], memory[pair, WHERE] = state.versions[duty], where
            memory[pair, COST] = cost + pairs[pair, OWN] if where >= 0 else HUGE
        if memory[pair, COST] < HUGE and state.sums[duty, STOPS] == 0:
            state.tried[world.duties[duty, ALIKE]] = state.asked[0]
        cost = memory[pair, COST]
        if paired and cost < HUGE:
            more = tie_cost(world, state, visit, pair)
            cost = cost + more if more < HUGE else HUGE
        if cost < best and not (blink > 0 and chance(state.random) < blink):
            best, chosen = cost, pair
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
    if chosen >= 0 and tie(world, visit, RELIED) == 1:
        return insert_relied(world, state, journal, visit, chosen)
    return chosen >= 0 and insert(world, state, journal, visit, chosen, state.memory[chosen, WHERE])


@compiled
def insert_relied(world, state, journal, visit, pair):
    """Put a visit on whose start others rely into a duty: as early as it can be there, and so it stays."""
    cost, where = find(world, state, visit, pair)
    if cost >= HUGE:
        return False
    start = state.found[0]
    if fetched_before(world, visit) < 0:
        low, _, several = window_of(world, state, visit, pair)
        start = start_at(world, state, visit, pair, where, low, several)
    if start >= NEVER:
        return False
    note_visit(state, journal, visit)
    state.crews[visit, FIXED] = start
    if insert(world, state, journal, visit, pair, where):
        return True
    state.crews[visit, FIXED] = NO_START
    return False
