"""What a pair costs, and whether it may be, because of what other duties do: labels, groups, partners, days, time."""

from __future__ import annotations

from volmatch.engines.search.columns import (
    ANOTHER,
    BALANCED,
    CREW,
    CROWDED,
    DAY,
    DUTY,
    END_CROWD,
    FIRST_CROWD,
    HUGE,
    LABELLED,
    LABELS,
    MOST_PEOPLE,
    ONE,
    OWNER,
    PEOPLE,
    PRICE,
    SCOPE,
    STOPS,
    SUM_LABELS,
)
from volmatch.engines.search.compiled import compiled, inlined
from volmatch.engines.search.settle import time_cost
from volmatch.engines.search.tied import fetched_before, tie
from volmatch.program.arrays import NO_CAP


@inlined
def labels_of(world, visit):
    """Give the labels of a visit and of what is fetched for it."""
    first = fetched_before(world, visit)
    return tie(world, visit, LABELS) | (tie(world, first, LABELS) if first >= 0 else 0)


@compiled
def extra(world, state, visit, pair, added):
    """Give what a pair costs beyond its place, `HUGE` where it may not be; ``added``: seconds away, about."""
    duty = world.pairs[pair, DUTY]
    owner, cost = world.duties[duty, OWNER], 0
    if world.ties[LABELLED] == 1 and is_excluded(world, state, visit, duty):
        return HUGE
    if world.apart_ptr[owner] < world.apart_ptr[owner + 1] and is_at_odds(world, state, visit, owner):
        return HUGE
    if world.ties[CROWDED] == 1:
        cost = crowd_cost(world, state, visit, owner)
        first = fetched_before(world, visit)
        if first >= 0 and cost < HUGE:
            more = crowd_cost(world, state, first, owner)
            cost = cost + more if more < HUGE else HUGE
        if cost >= HUGE:
            return HUGE
    if world.ties[BALANCED] == 1:
        given = state.given[owner]
        cost += time_cost(world, owner, given + added) - time_cost(world, owner, given)
    return cost


@compiled
def crowd_cost(world, state, visit, owner):
    """Give what it costs that a volunteer joins the groups of a visit; `HUGE` where one is full."""
    cost = 0
    for spot in range(tie(world, visit, FIRST_CROWD), tie(world, visit, END_CROWD)):
        crowd = world.crowd_of[spot]
        if state.counted[crowd, owner] == 0:
            if state.sizes[crowd] >= world.crowds[crowd, MOST_PEOPLE]:
                return HUGE
            cost += world.crowds[crowd, PRICE]
    return cost


@compiled
def is_excluded(world, state, visit, duty):
    """Whether labels of a visit (and what is fetched for it) and of what its volunteer serves exclude each other."""
    mine, owner = labels_of(world, visit), world.duties[duty, OWNER]
    if mine == 0:
        return False
    for row in range(len(world.exclusions)):
        one, another = world.exclusions[row, ONE], world.exclusions[row, ANOTHER]
        barred = (another if mine & one != 0 else 0) | (one if mine & another != 0 else 0)
        if barred == 0:
            continue
        scope = world.exclusions[row, SCOPE]
        for spot in range(world.own_ptr[owner], world.own_ptr[owner + 1]):
            other = world.own[spot]
            apart = abs(world.duties[other, DAY] - world.duties[duty, DAY])
            near = scope == 0 or apart < scope
            if near and state.sums[other, STOPS] > 0 and state.sums[other, SUM_LABELS] & barred != 0:
                return True
    return False


@compiled
def is_at_odds(world, state, visit, owner):
    """Whether somebody serves a visit whom a volunteer must not meet."""
    crew = state.crews[visit]
    for member in range(crew[PEOPLE]):
        other = world.duties[crew[CREW + member], OWNER]
        for spot in range(world.apart_ptr[owner], world.apart_ptr[owner + 1]):
            if world.apart[spot] == other:
                return True
    return False


@compiled
def count_person(world, state, visit, duty, sign):
    """Count a volunteer into the groups of a visit (sign 1) or out of them, and charge for that."""
    owner = world.duties[duty, OWNER]
    for spot in range(tie(world, visit, FIRST_CROWD), tie(world, visit, END_CROWD)):
        crowd = world.crowd_of[spot]
        before = state.counted[crowd, owner]
        state.counted[crowd, owner] = before + sign
        if before >= NO_CAP or (before + sign) * before != 0:
            continue
        state.sizes[crowd] += sign
        state.value[8] += sign * world.crowds[crowd, PRICE]


@compiled
def keeps_crowds(world, state, visit):
    """Whether no group of a visit has too many people."""
    for spot in range(tie(world, visit, FIRST_CROWD), tie(world, visit, END_CROWD)):
        crowd = world.crowd_of[spot]
        if state.sizes[crowd] > world.crowds[crowd, MOST_PEOPLE]:
            return False
    return True
