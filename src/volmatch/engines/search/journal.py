"""What an iteration has changed, so that it can be taken back; and the best, kept by what has changed since."""

from __future__ import annotations

from volmatch.engines.search.columns import (
    BROKEN,
    FIXED,
    ITERATION,
    NODES,
    NUM_DIRTY_DUTIES,
    NUM_DIRTY_VISITS,
    NUM_DUTIES,
    NUM_LEVELS,
    NUM_NODE,
    NUM_SUM,
    NUM_VISITS,
    VISIT,
)
from volmatch.engines.search.compiled import compiled


@compiled
def copy_nodes(source, goal, num):
    """Copy the first nodes of a row."""
    for spot in range(num):
        for column in range(NUM_NODE):
            goal[spot, column] = source[spot, column]


@compiled
def _copy_loads(world, source, goal, num):
    for spot in range(num):
        for column in range(2 * world.capacity.shape[1]):
            goal[spot, column] = source[spot, column]


@compiled
def note_duty(world, state, journal, duty):
    """Copy the row of a duty to the journal, the first time that it changes."""
    if journal.noted_duty[duty] == journal.counts[ITERATION]:
        return
    spot, num = journal.counts[NUM_DUTIES], state.sums[duty, NODES]
    journal.noted_duty[duty] = journal.counts[ITERATION]
    journal.duties[spot] = duty
    journal.versions[spot] = state.versions[duty]
    copy_nodes(state.rows[duty], journal.rows[spot], num)
    _copy_loads(world, state.loads[duty], journal.loads[spot], num)
    for column in range(NUM_SUM):
        journal.sums[spot, column] = state.sums[duty, column]
    journal.counts[NUM_DUTIES] = spot + 1


@compiled
def note_visit(state, journal, visit):
    """Copy the crew of a visit to the journal, the first time that it changes."""
    if journal.noted_visit[visit] == journal.counts[ITERATION]:
        return
    spot = journal.counts[NUM_VISITS]
    journal.noted_visit[visit] = journal.counts[ITERATION]
    journal.visits[spot] = visit
    for column in range(state.crews.shape[1]):
        journal.crews[spot, column] = state.crews[visit, column]
    journal.counts[NUM_VISITS] = spot + 1


@compiled
def begin(state, journal):
    """Open the journal of a new iteration."""
    journal.counts[NUM_DUTIES] = journal.counts[NUM_VISITS] = journal.counts[BROKEN] = 0
    journal.counts[ITERATION] += 1
    for level in range(NUM_LEVELS):
        journal.value[level] = state.value[level]


@compiled
def put_back(world, state, journal):
    """Put rows and crews back as they were when the journal was opened; counters and value are for the caller."""
    for spot in range(journal.counts[NUM_DUTIES]):
        duty = journal.duties[spot]
        num = journal.sums[spot, NODES]
        copy_nodes(journal.rows[spot], state.rows[duty], num)
        _copy_loads(world, journal.loads[spot], state.loads[duty], num)
        state.versions[duty] = journal.versions[spot]
        for column in range(NUM_SUM):
            state.sums[duty, column] = journal.sums[spot, column]
    for spot in range(journal.counts[NUM_VISITS]):
        for column in range(state.crews.shape[1]):
            state.crews[journal.visits[spot], column] = journal.crews[spot, column]


@compiled
def soil(journal):
    """Note that what the journal holds differs from the best."""
    for spot in range(journal.counts[NUM_DUTIES]):
        duty = journal.duties[spot]
        if journal.is_dirty_duty[duty] == 0:
            journal.is_dirty_duty[duty] = 1
            journal.dirty_duties[journal.counts[NUM_DIRTY_DUTIES]] = duty
            journal.counts[NUM_DIRTY_DUTIES] += 1
    for spot in range(journal.counts[NUM_VISITS]):
        visit = journal.visits[spot]
        if journal.is_dirty_visit[visit] == 0:
            journal.is_dirty_visit[visit] = 1
            journal.dirty_visits[journal.counts[NUM_DIRTY_VISITS]] = visit
            journal.counts[NUM_DIRTY_VISITS] += 1


@compiled
def keep(state, journal, best):
    """Copy what has changed since to the best."""
    for spot in range(journal.counts[NUM_DIRTY_DUTIES]):
        duty = journal.dirty_duties[spot]
        journal.is_dirty_duty[duty] = 0
        best.nodes[duty] = state.sums[duty, NODES]
        for node in range(best.nodes[duty]):
            best.visits[duty, node] = state.rows[duty, node, VISIT]
    for spot in range(journal.counts[NUM_DIRTY_VISITS]):
        visit = journal.dirty_visits[spot]
        journal.is_dirty_visit[visit] = 0
        best.fixed[visit] = state.crews[visit, FIXED]
    journal.counts[NUM_DIRTY_DUTIES] = journal.counts[NUM_DIRTY_VISITS] = 0
    for level in range(NUM_LEVELS):
        best.value[level] = state.value[level]


@compiled
def keep_all(state, journal, best):
    """Copy a state to the best whole."""
    num_duties, num_visits = len(state.sums), len(state.crews)
    for duty in range(num_duties):
        journal.dirty_duties[duty] = duty
    for visit in range(num_visits):
        journal.dirty_visits[visit] = visit
    journal.counts[NUM_DIRTY_DUTIES], journal.counts[NUM_DIRTY_VISITS] = num_duties, num_visits
    keep(state, journal, best)


@compiled
def better(value, other):
    """Compare two values in order."""
    for level in range(NUM_LEVELS):
        if value[level] != other[level]:
            return value[level] < other[level]
    return False
