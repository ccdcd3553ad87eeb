"""Visits of several people, who stand in the rows of all of them with one fixed start."""

from __future__ import annotations

from volmatch.engines.search.chance import below, chance
from volmatch.engines.search.columns import (
    COUNT,
    CREW,
    DUTY,
    END_PAIR,
    END_QUORUM,
    END_WINDOW,
    FIRST_PAIR,
    FIRST_QUORUM,
    FIRST_WINDOW,
    FIXED,
    GROUP,
    HUGE,
    JOINED,
    LEAST,
    NEVER,
    NO_START,
    OWNER,
    PEOPLE,
    TARGET,
)
from volmatch.engines.search.compiled import compiled, inlined
from volmatch.engines.search.journal import note_visit
from volmatch.engines.search.members import add_member, counts, offer
from volmatch.engines.search.moves import remove
from volmatch.engines.search.parties import add_party, parties_at
from volmatch.engines.search.places import start_at, window_of
from volmatch.engines.search.tied import fetched_before, tie

MOST_STARTS = 10
FEW_SHARE = 0.2
"""How often a team has no more people than it needs."""


@compiled
def serve_team(world, state, journal, visit):
    """Bring a visit of several people back: the common start at which most come, then cheapest."""
    visits, crew, starts = world.visits, state.crews[visit], state.starts
    note_visit(state, journal, visit)
    count = _starts_of_team(world, state, visit)
    best_people, best_cost, best_start = 0, HUGE, NO_START
    joined = world.ties[JOINED] == 1
    for spot in range(count):
        crew[FIXED] = starts[spot]
        if joined:
            people, cost = parties_at(world, state, visit)
        else:
            people, cost = _people_at(world, state, visit)
        if people > best_people or (people == best_people and cost < best_cost):
            best_people, best_cost, best_start = people, cost, starts[spot]
    crew[FIXED] = NO_START
    if best_people < visits[visit, LEAST]:
        return False
    crew[FIXED] = best_start
    complete = _add_quorums(world, state, journal, visit)
    # Now and then as few as will do: who is not needed here may be needed elsewhere.
    most = visits[visit, LEAST] if chance(state.random) < FEW_SHARE else visits[visit, TARGET]
    while complete and crew[PEOPLE] < most and add_people(world, state, journal, visit, -1, most):
        pass
    if not complete or crew[PEOPLE] < visits[visit, LEAST]:
        remove(world, state, journal, visit)
        crew[FIXED] = NO_START
        return False
    return True


@inlined
def add_people(world, state, journal, visit, group, most):
    """Let one more person come, of a group or (−1) anybody, or those who serve only together; whether some could.

    ``most``: how many people the visit needs at most, unless only more could come.
    """
    if world.ties[JOINED] == 1:
        return add_party(world, state, journal, visit, group, most)
    return add_member(world, state, journal, visit, group, -1)


@compiled
def _add_quorums(world, state, journal, visit):
    """Let those come first who must be among the people of a visit; whether there were enough of each group."""
    for row in range(tie(world, visit, FIRST_QUORUM), tie(world, visit, END_QUORUM)):
        group = world.quorums[row, GROUP]
        while True:
            there, crew = 0, state.crews[visit]
            for spot in range(crew[PEOPLE]):
                owner = world.duties[crew[CREW + spot], OWNER]
                there += 1 if counts(world, state, visit, group, owner) else 0
            if there >= world.quorums[row, COUNT]:
                break
            most = world.visits[visit, TARGET]
            if crew[PEOPLE] >= most or not add_people(world, state, journal, visit, group, most):
                return False
    return True


@compiled
def _starts_of_team(world, state, visit):
    """Write common starts to try to ``starts``: openings of windows, and when some of the candidates could be there."""
    visits, count = world.visits, 0
    for window in range(visits[visit, FIRST_WINDOW], visits[visit, END_WINDOW]):
        if count < MOST_STARTS // 2:
            state.starts[count] = world.windows[window, 0]
            count += 1
    first, num = visits[visit, FIRST_PAIR], visits[visit, END_PAIR] - visits[visit, FIRST_PAIR]
    for _ in range(MOST_STARTS - count):
        if num == 0:
            break
        pair = first + below(state.random, num)
        _, where = offer(world, state, visit, pair)
        if where >= 0:
            start = state.found[0]
            if fetched_before(world, visit) < 0:
                low, _, several = window_of(world, state, visit, pair)
                start = start_at(world, state, visit, pair, where, low, several)
            if start < NEVER:
                state.starts[count] = start
                count += 1
    return count


@compiled
def _people_at(world, state, visit):
    """Count the different people who could come at the fixed start, up to the target, and what the cheapest cost."""
    target, num, last, costs = world.visits[visit, TARGET], 0, -1, state.costs
    for pair in range(world.visits[visit, FIRST_PAIR], world.visits[visit, END_PAIR]):
        owner = world.duties[world.pairs[pair, DUTY], OWNER]
        cost, where = offer(world, state, visit, pair)
        if where < 0:
            continue
        if owner == last and num > 0:  # duties of one person stand together
            costs[num - 1] = min(costs[num - 1], cost)
        else:
            costs[num] = cost
            num += 1
        last = owner
    total, people = 0, min(num, target)
    for chosen in range(people):
        least = chosen
        for spot in range(chosen + 1, num):
            if costs[spot] < costs[least]:
                least = spot
        costs[chosen], costs[least] = costs[least], costs[chosen]
        total += costs[chosen]
    return people, total
