"""People who serve only together: to a visit of several people they all come, or none of them.

A *unit* is somebody who may come alone, or a whole party. How many people a visit can have is then a small knapsack:
parties by dynamic programming, and the cheapest single people beside them.
"""

from __future__ import annotations

from volmatch.engines.search.columns import (
    DUTY,
    END_PAIR,
    FIRST_PAIR,
    HEADS,
    HUGE,
    LAST_UNIT,
    LEAST,
    OF_GROUP,
    OWNER,
    PARTY,
    PARTY_COST,
    PEOPLE,
    SIZE,
    TARGET,
    UNIT,
    UNIT_COST,
)
from volmatch.engines.search.compiled import compiled
from volmatch.engines.search.members import add_member, counts, is_there, offer
from volmatch.engines.search.moves import send_home


@compiled
def parties_at(world, state, visit):
    """Count the people who could come at the fixed start, up to the target, and what the cheapest cost."""
    num = _units_at(world, state, visit, -1)
    people, cost, _ = _fill_seats(state, num, world.visits[visit, TARGET], -1)
    return people, cost


@compiled
def add_party(world, state, journal, visit, group, most):
    """Let one more unit come at the fixed start; whether there was one.

    It is one of those with whom most seats can be taken, then at least cost: with somebody of a group, or (−1) anybody;
    then only up to ``most`` people, if these are enough.
    """
    num = _units_at(world, state, visit, group)
    there = state.crews[visit, PEOPLE]
    seats = world.visits[visit, TARGET] - there
    if group >= 0:
        chosen = _unit_of_group(state, num, seats)
    else:
        people, _, chosen = _fill_seats(state, num, most - there, -1)
        if there + people < world.visits[visit, LEAST]:
            _, _, chosen = _fill_seats(state, num, seats, -1)
    return chosen >= 0 and _bring_all(world, state, journal, visit, state.units[chosen, UNIT])


@compiled
def _units_at(world, state, visit, group):
    """Write to ``units`` who could come at the fixed start, parties only whole; give the number. O(pairs)."""
    units, num, last, own = state.units, 0, -1, 0
    for pair in range(world.visits[visit, FIRST_PAIR], world.visits[visit, END_PAIR]):
        owner = world.duties[world.pairs[pair, DUTY], OWNER]
        if is_there(world, state, visit, owner):
            continue
        cost, where = offer(world, state, visit, pair)
        if where < 0:
            continue
        if owner == last:  # duties of one person stand together, and people of one party
            units[num - 1, UNIT_COST] += min(cost - own, 0)
            own = min(cost, own)
            continue
        party = world.parties[owner, PARTY]
        if num == 0 or units[num - 1, UNIT] != party:
            num = _whole(world, units, num)
            units[num, UNIT], units[num, HEADS] = party, 0
            units[num, UNIT_COST], units[num, OF_GROUP] = 0, 0
            num += 1
        units[num - 1, HEADS] += 1
        units[num - 1, UNIT_COST] += cost
        if group >= 0 and counts(world, state, visit, group, owner):
            units[num - 1, OF_GROUP] += 1
        last, own = owner, cost
    return _whole(world, units, num)


@compiled
def _whole(world, units, num):
    """Give the number of units without the last, where some of that party cannot come."""
    if num > 0 and units[num - 1, HEADS] < world.parties[units[num - 1, UNIT], SIZE]:
        return num - 1
    return num


@compiled
def _fill_seats(state, num, seats, left_out):
    """Give how many people fill so many seats best, what they cost, and a unit among them (−1: nobody).

    Best are most people, then least cost; ``left_out``: a unit that is not asked. O(units × seats).
    """
    spread, best_people, best_cost, chosen = state.spread, 0, 0, -1
    singles, cheapest = _cheapest_singles(state, num, seats, left_out)
    _spread_parties(state, num, seats, left_out)
    for joined in range(seats + 1):
        if spread[PARTY_COST, joined] >= HUGE:
            continue
        alone = min(singles, seats - joined)
        people, cost = joined + alone, spread[PARTY_COST, joined]
        for spot in range(alone):
            cost += state.costs[spot]
        if people > best_people or (people == best_people and cost < best_cost):
            best_people, best_cost = people, cost
            chosen = spread[LAST_UNIT, joined] if joined > 0 else cheapest
    return best_people, best_cost, chosen


@compiled
def _cheapest_singles(state, num, most, left_out):
    """Write what the cheapest cost who come alone to ``costs``, in order; give how many, and the first of them."""
    count, first, costs = 0, -1, state.costs
    for row in range(num):
        if state.units[row, HEADS] > 1 or row == left_out or most == 0:
            continue
        cost, spot = state.units[row, UNIT_COST], count
        if count < most:
            count += 1
        elif cost < costs[count - 1]:
            spot -= 1
        else:
            continue
        while spot > 0 and costs[spot - 1] > cost:
            costs[spot] = costs[spot - 1]
            spot -= 1
        costs[spot] = cost
        if spot == 0:
            first = row
    return count, first


@compiled
def _spread_parties(state, num, most, left_out):
    """Write to ``spread`` what each number of people in parties costs at least, and the last unit among them."""
    units, spread = state.units, state.spread
    for people in range(most + 1):
        spread[PARTY_COST, people], spread[LAST_UNIT, people] = HUGE, -1
    spread[PARTY_COST, 0] = 0
    for row in range(num):
        heads, cost = units[row, HEADS], units[row, UNIT_COST]
        if heads < 2 or row == left_out:
            continue
        for people in range(most, heads - 1, -1):
            before = spread[PARTY_COST, people - heads]
            if before < HUGE and before + cost < spread[PARTY_COST, people]:
                spread[PARTY_COST, people], spread[LAST_UNIT, people] = before + cost, row


@compiled
def _unit_of_group(state, num, seats):
    """Give the unit with somebody of a group beside which the seats are filled best; −1 where there is none."""
    units, single, best_people, best_cost, chosen = state.units, -1, 0, 0, -1
    for row in range(num):
        if units[row, OF_GROUP] == 0 or units[row, HEADS] > 1:
            continue
        if single < 0 or units[row, UNIT_COST] < units[single, UNIT_COST]:
            single = row
    for row in range(num):
        heads = units[row, HEADS]
        if units[row, OF_GROUP] == 0 or heads > seats or (heads == 1 and row != single):
            continue
        people, cost, _ = _fill_seats(state, num, seats - heads, row)
        people, cost = people + heads, cost + units[row, UNIT_COST]
        if people > best_people or (people == best_people and cost < best_cost):
            best_people, best_cost, chosen = people, cost, row
    return chosen


@compiled
def _bring_all(world, state, journal, visit, party):
    """Let all of a party come at the fixed start, each where it costs least now, or, where one cannot, none of them."""
    before = state.crews[visit, PEOPLE]
    for _ in range(world.parties[party, SIZE]):
        if not add_member(world, state, journal, visit, -1, party):
            send_home(world, state, journal, visit, before)
            return False
    return True
