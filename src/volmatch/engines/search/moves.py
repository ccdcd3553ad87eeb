"""Changes that can be taken back: a journal of rows, the value kept up to date, ruin and recreate."""

from __future__ import annotations

from volmatch.engines.search.chance import below
from volmatch.engines.search.compiled import compiled
from volmatch.engines.search.places import FRONT, INSIDE, best_place
from volmatch.engines.search.rows import put_in, recompute, take_out
from volmatch.engines.search.tables import (
    BEGINS,
    CAP,
    CREW,
    END_PAIR,
    END_WINDOW,
    FIRST_PAIR,
    FIRST_WINDOW,
    FIXED,
    KIND,
    LEAST,
    LENGTH,
    NO_START,
    NUM_STOP,
    NUM_SUM,
    OWNER,
    PEOPLE,
    PER_METRE,
    PER_SECOND,
    PER_TRIP,
    PRIORITY,
    SUM_AWAY,
    SUM_METRES,
    SUM_SECONDS,
    SUM_TRIPS,
    TARGET,
    WEIGHT,
)
from volmatch.engines.search.ways import NEVER
from volmatch.program.arrays import METRES, SECONDS, TRIPS

HUGE = 1 << 61
MOST_STARTS = 10


@compiled
def copy_row(source, goal, count):
    """Copy the first stops of a row."""
    for spot in range(count):
        for column in range(NUM_STOP):
            goal[spot, column] = source[spot, column]


@compiled
def note_duty(state, journal, duty):
    """Copy the row of a duty to the journal, the first time that it changes."""
    if journal.noted_duty[duty] == journal.counts[2]:
        return
    spot = journal.counts[0]
    journal.noted_duty[duty] = journal.counts[2]
    journal.duties[spot] = duty
    copy_row(state.rows[duty], journal.rows[spot], state.sums[duty, LENGTH])
    for column in range(NUM_SUM):
        journal.sums[spot, column] = state.sums[duty, column]
    journal.counts[0] = spot + 1


@compiled
def note_visit(state, journal, visit):
    """Copy the crew of a visit to the journal, the first time that it changes."""
    if journal.noted_visit[visit] == journal.counts[2]:
        return
    spot = journal.counts[1]
    journal.noted_visit[visit] = journal.counts[2]
    journal.visits[spot] = visit
    for column in range(state.crews.shape[1]):
        journal.crews[spot, column] = state.crews[visit, column]
    journal.counts[1] = spot + 1


@compiled
def begin(state, journal):
    """Open the journal of a new iteration."""
    journal.counts[0] = journal.counts[1] = journal.counts[3] = 0
    journal.counts[2] += 1
    for level in range(9):
        journal.value[level] = state.value[level]


@compiled
def take_back(world, state, journal):
    """Put everything back as it was when the journal was opened."""
    for spot in range(journal.counts[0]):
        duty = journal.duties[spot]
        renew(world, state, duty, -1)
        copy_row(journal.rows[spot], state.rows[duty], journal.sums[spot, LENGTH])
        for column in range(NUM_SUM):
            state.sums[duty, column] = journal.sums[spot, column]
        renew(world, state, duty, 1)
    for spot in range(journal.counts[1]):
        for column in range(state.crews.shape[1]):
            state.crews[journal.visits[spot], column] = journal.crews[spot, column]
    for level in range(9):
        state.value[level] = journal.value[level]


@compiled
def renew(world, state, duty, sign):
    """Take the sums of a duty out of value and counters (sign −1), or put them in (1)."""
    sums, prices = state.sums[duty], world.prices
    state.value[8] += sign * (
        prices[PER_METRE] * sums[SUM_METRES]
        + prices[PER_SECOND] * sums[SUM_SECONDS]
        + prices[PER_TRIP] * sums[SUM_TRIPS]
    )
    for spot in range(world.of_duty_ptr[duty], world.of_duty_ptr[duty + 1]):
        counter = world.of_duty[spot]
        kind = world.counters[counter, KIND]
        amount = sums[LENGTH]
        if kind == TRIPS:
            amount = sums[SUM_TRIPS]
        elif kind == SECONDS:
            amount = sums[SUM_AWAY]
        elif kind == METRES:
            amount = sums[SUM_METRES]
        state.used[counter] += sign * amount


@compiled
def charge(world, state, visit, sign):
    """Take what coverage charges for a visit out of the value (sign −1), or put it in (1)."""
    people, rank = state.crews[visit, PEOPLE], world.visits[visit, PRIORITY]
    if people >= world.visits[visit, LEAST]:
        seats = world.visits[visit, TARGET] - people
        state.value[4 + rank] += sign * seats * world.visits[visit, WEIGHT]
    else:
        state.value[rank] += sign * world.visits[visit, WEIGHT]


@compiled
def pair_cost(world, visit, duty):
    """Give what a pair costs by itself."""
    low, high = world.visits[visit, FIRST_PAIR], world.visits[visit, END_PAIR]
    while low < high:
        middle = (low + high) // 2
        if world.pairs[middle, 0] < duty:
            low = middle + 1
        else:
            high = middle
    return world.pairs[low, 1]


@compiled
def remove(world, state, journal, visit):
    """Take a visit away from all its people. Rows are left for `settle` to time afresh."""
    note_visit(state, journal, visit)
    charge(world, state, visit, -1)
    while state.crews[visit, PEOPLE] > 0:
        duty = state.crews[visit, CREW]
        note_duty(state, journal, duty)
        renew(world, state, duty, -1)
        state.value[8] -= pair_cost(world, visit, duty)
        take_out(state, duty, visit)
        if not recompute(world, state, duty):
            journal.counts[3] = 1
        renew(world, state, duty, 1)
    charge(world, state, visit, 1)


@compiled
def remove_some(world, state, journal, duty, gone, start, num):
    """Take visits of one duty away from all their people; the duty is timed afresh once."""
    for row in range(start, num):
        if world.visits[gone[row], TARGET] > 1:
            remove(world, state, journal, gone[row])
    note_duty(state, journal, duty)
    renew(world, state, duty, -1)
    for row in range(start, num):
        visit = gone[row]
        if state.crews[visit, PEOPLE] > 0:
            note_visit(state, journal, visit)
            charge(world, state, visit, -1)
            state.value[8] -= pair_cost(world, visit, duty)
            take_out(state, duty, visit)
            charge(world, state, visit, 1)
    if not recompute(world, state, duty):
        journal.counts[3] = 1
    renew(world, state, duty, 1)


@compiled
def insert(world, state, journal, visit, duty, position, kind):
    """Put a visit into a duty, at a place that was found possible; false, and nothing done, if it is not."""
    note_visit(state, journal, visit)
    note_duty(state, journal, duty)
    charge(world, state, visit, -1)
    renew(world, state, duty, -1)
    follows = state.sums[duty, LENGTH] > position and state.rows[duty, position, BEGINS] == 1
    put_in(state, duty, visit, position, 0 if kind == INSIDE else 1, 1 if follows and kind != FRONT else 0)
    fits = recompute(world, state, duty)
    if fits:
        state.value[8] += pair_cost(world, visit, duty)
    else:
        take_out(state, duty, visit)
        if follows:
            state.rows[duty, position, BEGINS] = 1
        recompute(world, state, duty)
    renew(world, state, duty, 1)
    charge(world, state, visit, 1)
    return fits


@compiled
def serve(world, state, journal, visit):
    """Give a visit of one person to the duty where it costs least; whether that was possible."""
    best, chosen, position, kind = HUGE, -1, -1, 0
    for pair in range(world.visits[visit, FIRST_PAIR], world.visits[visit, END_PAIR]):
        duty, own = world.pairs[pair, 0], world.pairs[pair, 1]
        cost, place, how, _ = best_place(world, state, visit, duty, best - own, True)
        if place >= 0:
            best, chosen, position, kind = cost + own, duty, place, how
    return chosen >= 0 and insert(world, state, journal, visit, chosen, position, kind)


@compiled
def serve_team(world, state, journal, visit, starts, costs):
    """Bring a visit of several people back: the common start at which most come, then cheapest."""
    visits, crew = world.visits, state.crews[visit]
    note_visit(state, journal, visit)
    count = _starts_of_team(world, state, visit, starts)
    best_people, best_cost, best_start = 0, HUGE, NO_START
    for row in range(count):
        crew[FIXED] = starts[row]
        people, cost = _people_at(world, state, visit, costs)
        if people > best_people or (people == best_people and cost < best_cost):
            best_people, best_cost, best_start = people, cost, starts[row]
    crew[FIXED] = NO_START
    if best_people < visits[visit, LEAST]:
        return False
    crew[FIXED] = best_start
    while crew[PEOPLE] < visits[visit, TARGET] and add_member(world, state, journal, visit):
        crew[FIXED] = best_start
    if crew[PEOPLE] < visits[visit, LEAST]:
        remove(world, state, journal, visit)
        crew[FIXED] = NO_START
        return False
    return True


@compiled
def _starts_of_team(world, state, visit, starts):
    visits, count = world.visits, 0
    for row in range(visits[visit, FIRST_WINDOW], visits[visit, END_WINDOW]):
        if count < MOST_STARTS // 2:
            starts[count] = world.windows[row, 0]
            count += 1
    first, num = visits[visit, FIRST_PAIR], visits[visit, END_PAIR] - visits[visit, FIRST_PAIR]
    for _ in range(MOST_STARTS - count):
        if num == 0:
            break
        pair = first + below(state.random, num)
        _, place, _, start = best_place(world, state, visit, world.pairs[pair, 0], HUGE, False)
        if place >= 0 and start < NEVER:
            starts[count] = start
            count += 1
    return count


@compiled
def _people_at(world, state, visit, costs):
    """Count the different people who could come at the fixed start, up to the target, and what the cheapest cost."""
    target, num, last = world.visits[visit, TARGET], 0, -1
    for pair in range(world.visits[visit, FIRST_PAIR], world.visits[visit, END_PAIR]):
        duty = world.pairs[pair, 0]
        owner = world.duties[duty, OWNER]
        cost, place, _, _ = best_place(world, state, visit, duty, HUGE, False)
        if place < 0:
            continue
        cost += world.pairs[pair, 1]
        if owner == last and num > 0:  # duties of one person stand together
            costs[num - 1] = min(costs[num - 1], cost)
        else:
            costs[num] = cost
            num += 1
        last = owner
    costs[:num].sort()
    people = min(num, target)
    return people, costs[:people].sum()


@compiled
def add_member(world, state, journal, visit):
    """Let one more person serve a visit at its fixed start, the cheapest who can; whether there was one."""
    best, chosen, position, kind = HUGE, -1, -1, 0
    for pair in range(world.visits[visit, FIRST_PAIR], world.visits[visit, END_PAIR]):
        duty, own = world.pairs[pair, 0], world.pairs[pair, 1]
        if _is_there(world, state, visit, world.duties[duty, OWNER]):
            continue
        cost, place, how, _ = best_place(world, state, visit, duty, best - own, False)
        if place >= 0:
            best, chosen, position, kind = cost + own, duty, place, how
    return chosen >= 0 and insert(world, state, journal, visit, chosen, position, kind)


@compiled
def _is_there(world, state, visit, owner):
    crew = state.crews[visit]
    for spot in range(crew[PEOPLE]):  # noqa: SIM110  (numba has no generators in any())
        if world.duties[crew[CREW + spot], OWNER] == owner:
            return True
    return False


@compiled
def possible(world, state, journal):
    """Whether every row that was touched can still be, and its counters are within their caps."""
    if journal.counts[3] == 1:
        return False
    for spot in range(journal.counts[0]):
        duty = journal.duties[spot]
        for place in range(world.of_duty_ptr[duty], world.of_duty_ptr[duty + 1]):
            counter = world.of_duty[place]
            if state.used[counter] > world.counters[counter, CAP]:
                return False
    return True
