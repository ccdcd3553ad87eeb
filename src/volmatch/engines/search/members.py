"""One more person for a visit of several people, at its fixed start."""

from __future__ import annotations

from volmatch.engines.search.columns import (
    CREW,
    DUTY,
    END_PAIR,
    FIRST_PAIR,
    FIXED,
    HUGE,
    OWN,
    OWNER,
    PAIRED,
    PARTY,
    PEOPLE,
)
from volmatch.engines.search.compiled import compiled, inlined
from volmatch.engines.search.moves import find, insert, tie_cost


@compiled
def offer(world, state, visit, pair):
    """Give what a pair would cost now, and where; `HUGE` where it cannot be."""
    duty = world.pairs[pair, DUTY]
    if state.free_duty[duty] == 0:
        return HUGE, -1
    cost, where = find(world, state, visit, pair)
    if where < 0:
        return HUGE, -1
    if world.ties[PAIRED] == 1:
        tie = tie_cost(world, state, visit, pair)
        if tie >= HUGE:
            return HUGE, -1
        cost += tie
    return cost + world.pairs[pair, OWN], where


@compiled
def add_member(world, state, journal, visit, group, party):
    """Let the cheapest person (of a group, of a party; −1: of any) come as well at the fixed start; whether one can."""
    best, chosen, best_where = HUGE, -1, -1
    for pair in range(world.visits[visit, FIRST_PAIR], world.visits[visit, END_PAIR]):
        owner = world.duties[world.pairs[pair, DUTY], OWNER]
        if is_there(world, state, visit, owner) or (
            group >= 0 and not counts(world, state, visit, group, owner)
        ):
            continue
        if party >= 0 and world.parties[owner, PARTY] != party:
            continue
        cost, where = offer(world, state, visit, pair)
        if where >= 0 and cost < best:
            best, chosen, best_where = cost, pair, where
    start = state.crews[visit, FIXED]
    if chosen < 0:
        return False
    fits = insert(world, state, journal, visit, chosen, best_where)
    state.crews[visit, FIXED] = start
    return fits


@inlined
def counts(world, state, visit, group, owner):
    """Whether somebody counts among a group at the fixed start of a visit."""
    return state.crews[visit, FIXED] <= world.members[group, owner]


@compiled
def is_there(world, state, visit, owner):
    """Whether a volunteer serves a visit already."""
    crew = state.crews[visit]
    for spot in range(crew[PEOPLE]):  # noqa: SIM110  (numba has no generators in any())
        if world.duties[crew[CREW + spot], OWNER] == owner:
            return True
    return False
