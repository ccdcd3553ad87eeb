"""The loop: ruin, recreate, keep or take back."""

from __future__ import annotations

import math

from volmatch.engines.search.chance import below, chance
from volmatch.engines.search.columns import (
    AT_HOME,
    BROKEN,
    COST,
    CREW,
    CROWDED,
    END_NEED,
    END_NEXT,
    END_PAIR,
    FIRST_NEED,
    FIRST_NEXT,
    FIRST_PAIR,
    FIXED,
    HELD,
    HUGE,
    ITERATION,
    LINKED,
    NO_START,
    NODES,
    NUM_DUTIES,
    NUM_LEVELS,
    NUM_VISITS,
    OTHER,
    PEOPLE,
    RELIED,
    STOPS,
    TARGET,
    VISIT,
)
from volmatch.engines.search.compiled import compiled, inlined
from volmatch.engines.search.extras import keeps_crowds
from volmatch.engines.search.journal import begin, better, keep, soil
from volmatch.engines.search.moves import BLINK, cheapest, remove, remove_gone, serve, take_back
from volmatch.engines.search.settle import keeps_counters
from volmatch.engines.search.teams import add_people, serve_team
from volmatch.engines.search.tied import fetched_before, fetching_for, tie

MEAN_REMOVED = 10
LONGEST_STRING = 10
MOST_ABSENT = 12
"""Absent visits near a ruin that are tried again."""

WEIGHTY_ORDERS, NUM_ORDERS = 4, 6
MOST_SHORT = 20
WEIGHTY_SHARE = 0.85
"""How often the weighty come first where one in so many visits lacks people."""

PICKY_SHARE = 0.3
"""How often, there, the cheapest of equally weighty visits comes next, whatever the order."""

SHORT_SHARE = 0.1
"""How often a ruin is centred on a visit that lacks people (as it was when the round began)."""


@compiled
def ruin(world, state, journal, seed, mean_length):
    """Remove strings of stops near a visit; write what was removed to ``gone`` and give the number."""
    longest = min(float(LONGEST_STRING), max(1.0, mean_length))
    most_strings = 4.0 * MEAN_REMOVED / (1.0 + longest) - 1.0
    strings = int(chance(state.random) * most_strings + 1.0)
    ruined, num, stamp = 0, 0, journal.counts[ITERATION]
    for spot in range(world.neighbours.shape[1]):
        visit = world.neighbours[seed, spot]
        if ruined >= strings:
            break
        people = state.crews[visit, PEOPLE]
        if people == 0 or world.visits[visit, HELD] == 1 or state.free_visit[visit] == 0:
            continue
        duty = state.crews[visit, CREW + (below(state.random, people) if people > 1 else 0)]
        if journal.noted_duty[duty] == stamp or state.free_duty[duty] == 0:
            continue
        num = _string(world, state, journal, duty, visit, longest, num)
        ruined += 1
    return num


@compiled
def _string(world, state, journal, duty, visit, longest, num):
    """Remove a string of stops of a duty around a visit, half of the time with a gap that stays."""
    row, count, nodes = state.rows[duty], state.sums[duty, STOPS], state.sums[duty, NODES]
    length = min(int(chance(state.random) * min(float(count), longest) + 1.0), count)
    at, node = 0, 1
    while row[node, VISIT] != visit:
        at += 1 if row[node, VISIT] != AT_HOME else 0
        node += 1
    kept = 0
    if 1 < length < count and chance(state.random) < 0.5:
        kept = 1
        while length + kept < count and kept < 3 and chance(state.random) > 0.5:
            kept += 1
    span = min(count, length + kept)
    low, high = max(0, at - span + 1), min(at, count - span)
    first = low + below(state.random, high - low + 1)
    skip = first + below(state.random, length) if kept else count
    start, at = num, -1
    for node in range(1, nodes):
        stop = row[node, VISIT]
        if stop == AT_HOME:
            continue
        at += 1
        if at < first or at >= first + span or skip <= at < skip + kept:
            continue
        if fetching_for(world, stop) >= 0:
            stop = fetching_for(world, stop)  # both go, and come back together
            if is_gone(state, stop, start, num):
                continue
        elif fetched_before(world, stop) >= 0 and is_gone(state, stop, start, num):
            continue
        if world.visits[stop, HELD] == 0 and state.free_visit[stop] == 1:
            state.gone[num] = stop
            num += 1
    remove_gone(world, state, journal, duty, start, num)
    return num


@inlined
def is_gone(state, visit, first, last):
    """Whether a visit stands in a part of ``gone``."""
    for spot in range(first, last):  # noqa: SIM110  (numba has no generators in any())
        if state.gone[spot] == visit:
            return True
    return False


@compiled
def cascade(world, state, journal, num):
    """Remove what waits for visits that were removed, and add it to ``gone``; give the number."""
    spot = 0
    while spot < num:
        visit = state.gone[spot]
        for row in range(tie(world, visit, FIRST_NEXT), tie(world, visit, END_NEXT)):
            other = world.needs[row, OTHER]
            if state.crews[other, PEOPLE] == 0:
                continue
            if world.visits[other, HELD] == 1 or state.free_visit[other] == 0:
                journal.counts[BROKEN] = 1
                continue
            remove(world, state, journal, other)
            state.gone[num] = other
            num += 1
        spot += 1
    return num


@compiled
def absent_near(world, state, seed, num):
    """Add absent visits near a ruin to ``gone``, and such as lack people."""
    added = 0
    for spot in range(world.neighbours.shape[1]):
        visit = world.neighbours[seed, spot]
        if added >= MOST_ABSENT:
            break
        lacks = state.crews[visit, PEOPLE] < world.visits[visit, TARGET] and state.free_visit[visit] == 1
        if not lacks or world.visits[visit, END_PAIR] == world.visits[visit, FIRST_PAIR]:
            continue
        if fetching_for(world, visit) < 0 and not is_gone(state, visit, 0, num):
            state.gone[num] = visit
            num += 1
            added += 1
    return num


@compiled
def arrange(world, state, num, scarce, picky):
    """Sort what is to come back: shuffled, or by one of the ranks; ``picky``: by urgency and weight alone."""
    gone = state.gone
    for spot in range(num - 1, 0, -1):
        other = below(state.random, spot + 1)
        gone[spot], gone[other] = gone[other], gone[spot]
    order = below(state.random, NUM_ORDERS + 2)
    if picky:
        order = 0
    elif scarce and chance(state.random) < WEIGHTY_SHARE:
        order = below(state.random, WEIGHTY_ORDERS)
    if order >= NUM_ORDERS:
        return
    for row in range(1, num):
        visit, spot = gone[row], row
        while spot > 0 and world.orders[gone[spot - 1], order] > world.orders[visit, order]:
            gone[spot] = gone[spot - 1]
            spot -= 1
        gone[spot] = visit


@compiled
def bring_forward(world, state, first, num):
    """Let the visit come next that costs least, of those from a position on that are as urgent and weighty."""
    gone, rank = state.gone, world.orders[state.gone[first], 0]
    best, chosen = HUGE, first
    for spot in range(first, num):
        visit = gone[spot]
        if world.orders[visit, 0] != rank:
            break
        if world.visits[visit, TARGET] > 1 or state.crews[visit, PEOPLE] > 0:
            continue
        pair = cheapest(world, state, visit, BLINK, True)
        if pair >= 0 and state.memory[pair, COST] < best:
            best, chosen = state.memory[pair, COST], spot
    visit = gone[chosen]
    for spot in range(chosen, first, -1):
        gone[spot] = gone[spot - 1]
    gone[first] = visit


@compiled
def unmet(world, state, visit):
    """Give the first visit that must be served before another can be: at last itself."""
    row = tie(world, visit, FIRST_NEED)
    while row < tie(world, visit, END_NEED):
        other = world.needs[row, OTHER]
        row += 1
        if state.crews[other, PEOPLE] == 0:
            visit = other
            row = tie(world, visit, FIRST_NEED)
    return visit


@compiled
def bring(world, state, journal, visit, blink):
    """Serve a visit where it costs least, or let one more person come; whether somebody serves it then."""
    if state.free_visit[visit] == 0:
        return False
    if world.visits[visit, TARGET] == 1:
        if state.crews[visit, PEOPLE] == 0:
            serve(world, state, journal, visit, blink)
    elif state.crews[visit, PEOPLE] == 0:
        serve_team(world, state, journal, visit)
    elif state.crews[visit, FIXED] != NO_START and state.crews[visit, PEOPLE] < world.visits[visit, TARGET]:
        add_people(world, state, journal, visit, -1, world.visits[visit, TARGET])
    return state.crews[visit, PEOPLE] > 0


@compiled
def recreate(world, state, journal, num, blink, picky):
    """Put visits back, each where it costs least; ``picky``: the cheapest of equally weighty ones first."""
    for spot in range(num):
        if picky:
            bring_forward(world, state, spot, num)
        visit = state.gone[spot]
        if tie(world, visit, RELIED) == 1:
            first = unmet(world, state, visit)
            while first != visit and bring(world, state, journal, first, blink):
                first = unmet(world, state, visit)
        bring(world, state, journal, visit, blink)


@compiled
def possible(world, state, journal):
    """Whether every row that was touched can still be, and its counters are within their caps."""
    if journal.counts[BROKEN] == 1:
        return False
    for spot in range(journal.counts[NUM_DUTIES]):
        if not keeps_counters(world, state, journal.duties[spot]):
            return False
    if world.ties[CROWDED] == 1:
        for spot in range(journal.counts[NUM_VISITS]):
            if not keeps_crowds(world, state, journal.visits[spot]):
                return False
    return True


@compiled
def accepted(state, journal, heat, urgency):
    """Decide whether to keep a new value: always if better, by chance if worse on the first that differs."""
    for level in range(NUM_LEVELS):
        worse = state.value[level] - journal.value[level]
        if worse < 0:
            return True
        if worse > 0:
            warmth = heat if level == NUM_LEVELS - 1 else urgency
            return warmth > 0 and chance(state.random) < math.exp(-worse / warmth)
    return True


@compiled
def iterate(world, state, journal, best, asked, num, heat, urgency):
    """Do so many iterations at one temperature, ruining around ``asked``."""
    stops, used = 0, 0
    for duty in range(len(state.sums)):
        stops += state.sums[duty, STOPS]
        used += 1 if state.sums[duty, STOPS] > 0 else 0
    mean, short = stops / max(1, used), state.short
    num_short = 0
    for visit in asked:
        if state.crews[visit, PEOPLE] < world.visits[visit, TARGET]:
            short[num_short] = visit
            num_short += 1
    scarce = num_short * MOST_SHORT > len(asked)
    for _ in range(num):
        begin(state, journal)
        picky = scarce and chance(state.random) < PICKY_SHARE
        seed = asked[below(state.random, len(asked))]
        if num_short > 0 and chance(state.random) < SHORT_SHARE:
            seed = short[below(state.random, num_short)]
        count = ruin(world, state, journal, seed, mean)
        if world.ties[LINKED] == 1:
            count = cascade(world, state, journal, count)
        count = absent_near(world, state, seed, count)
        arrange(world, state, count, scarce, picky)
        recreate(world, state, journal, count, BLINK, picky)
        if not possible(world, state, journal) or not accepted(state, journal, heat, urgency):
            take_back(world, state, journal)
            continue
        soil(journal)
        if better(state.value, best.value):
            keep(state, journal, best)


@compiled
def construct(world, state, journal, best, order):
    """Serve absent visits in an order, each where it costs least, and keep the outcome."""
    for spot in range(len(order)):
        begin(state, journal)
        state.gone[0] = order[spot]
        recreate(world, state, journal, 1, 0.0, False)
        if possible(world, state, journal):
            soil(journal)
        else:
            take_back(world, state, journal)
    if better(state.value, best.value):
        keep(state, journal, best)
