"""The linear relaxation of who serves what: its columns and rows, laid out as whole arrays.

Columns: how far each pair is used (0 to 1); and, for a visit that may have more than one person, how far it is
served. Rows, all of the form ``A·z ≤ b``: a visit has one person at most, or between ``least`` and ``target`` where
it is served; one volunteer is one person; who must come comes; counters hold; the trips of a duty fit into its
length; of visits that would all keep a person busy at one instant, whenever they start, one at most.

Where every trip holds one visit, a pair is a whole trip, so its travel, time away and cost are known. Where the
starts are fixed too, every plan keeps these rows and every solution of them in whole numbers is a plan.
"""

from __future__ import annotations

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from volmatch.engines.once import once_a_day, once_for_all
from volmatch.program.arrays import DAYS, METRES, NO_CAP, SECONDS, TRIPS, Program
from volmatch.program.couplings import Flags

__all__ = ["Layout", "Legs", "is_lone", "lay_out", "legs_of", "spans_of"]

Ints = NDArray[np.int64]

BLOCK = 4_000_000
"""Most cells of a table of instants × spans of one person."""


@frozen
class Legs:
    """What a trip with one visit takes, per pair: shape (pairs,) each; 0 where trips may hold more.

    Attributes
    ----------
    lead, tail
        Seconds from the door to the start of the service, setup included; from its end to the door.
    way, metres
        Seconds and metres of travel.
    """

    lead: Ints
    tail: Ints
    way: Ints
    metres: Ints


def is_lone(program: Program) -> bool:
    """Whether no trip can hold more than one visit."""
    return bool(_lone(program).all())


def _lone(program: Program) -> Flags:
    """Tell of each pair whether it is a whole tour, shape (pairs,)."""
    duty, visit = program.candidates.duty, program.candidates.visit
    lone = program.lone[duty] & (program.duties.trip_tasks[duty] == 1)
    return np.asarray(lone | (program.visits.offroute[visit] == 1))


def legs_of(program: Program) -> Legs:
    """Measure the trips of the pairs whose duty holds one visit a trip. O(pairs)."""
    candidates, duties, visits = program.candidates, program.duties, program.visits
    lead, tail, way, metres = (np.zeros(len(candidates), np.int64) for _ in range(4))
    lone = _lone(program) & (visits.offroute[candidates.visit] == 0)
    for mode in range(len(program.travel.modes)):
        rows = np.flatnonzero(lone & (duties.mode[candidates.duty] == mode))
        home, place = duties.home[candidates.duty[rows]], visits.place[candidates.visit[rows]]
        setup = np.where(home == place, 0, visits.setup[candidates.visit[rows]])
        out, back = program.travel.seconds(mode, home, place), program.travel.seconds(mode, place, home)
        lead[rows], tail[rows], way[rows] = out + setup, back, out + back
        metres[rows] = program.travel.metres(mode, home, place) + program.travel.metres(mode, place, home)
    return Legs(lead, tail, way, metres)


@frozen
class Layout:
    """The relaxation without costs.

    Attributes
    ----------
    matrix, most
        ``A`` and ``b``: whole numbers. The rows of ``always`` come first.
    always
        How many rows belong into every linear program; all others are asked for where they are broken.
    apart
        How many rows come before those of overlaps.
    team
        Shape (visits,): the column that says how far a visit of several people is served, or −1.
    legs
        Trips with one visit.
    """

    program: Program
    matrix: csr_matrix
    most: Ints
    always: int
    apart: int
    team: Ints
    legs: Legs

    @property
    def num_columns(self) -> int:
        """Count the columns."""
        return int(self.matrix.shape[1])

    def costs(self, level: int) -> tuple[Ints, int]:
        """Give what a level charges each column, and its constant; levels below coverage only of lone trips."""
        program, visits = self.program, self.program.visits
        candidates = program.candidates
        costs = np.zeros(self.num_columns, np.int64)
        if level >= 8:
            paid = program.levels[level - 8]
            costs[: len(candidates)] = paid.per_second * self.legs.way + paid.per_metre * self.legs.metres
            costs[: len(candidates)] += paid.per_trip * (visits.offroute[candidates.visit] == 0)
            if len(paid.pair):
                costs[: len(candidates)] += paid.pair
            return costs, 0
        mine = visits.priority == level % 4
        teams = np.flatnonzero(mine & (self.team >= 0))
        if level < 4:
            pairs = np.flatnonzero(mine[candidates.visit] & (self.team[candidates.visit] < 0))
            costs[pairs] = -visits.weight[candidates.visit[pairs]]
            costs[self.team[teams]] = -visits.weight[teams]
            return costs, int(visits.weight[mine].sum())
        pairs = np.flatnonzero(mine[candidates.visit] & (self.team[candidates.visit] >= 0))
        costs[pairs] = -visits.weight[candidates.visit[pairs]]
        costs[self.team[teams]] = visits.weight[teams] * visits.target[teams]
        return costs, 0


def lay_out(program: Program) -> Layout:
    """Lay the relaxation out. O(entries): pairs × the spans of their person that they overlap."""
    visits, pairs = program.visits, program.candidates
    several = np.flatnonzero((visits.target > 1) | (visits.least > 1))
    team = np.full(len(visits), -1)
    team[several] = len(pairs) + np.arange(len(several))
    legs = legs_of(program)
    rows = _Rows(len(pairs) + len(several))
    _people(program, team, rows)
    _musts(program, rows)
    _counters(program, legs, rows)
    always = rows.num_rows
    _lengths(program, legs, rows)
    apart = rows.num_rows
    _cliques(program, legs, rows)
    matrix, most = rows.finished()
    return Layout(program, matrix, most, always, apart, team, legs)


@define
class _Rows:
    """Rows in the making: entries, and the right-hand sides."""

    num_columns: int
    num_rows: int = 0
    _row: list[Ints] = field(factory=list)
    _column: list[Ints] = field(factory=list)
    _factor: list[Ints] = field(factory=list)
    _most: list[Ints] = field(factory=list)

    def add(self, row: Ints, column: Ints, factor: Ints | int, most: Ints) -> None:
        """Add rows, numbered from 0 here, by their entries."""
        self._row.append(row + self.num_rows)
        self._column.append(column)
        self._factor.append(np.broadcast_to(np.asarray(factor, dtype=np.int64), column.shape))
        self._most.append(most)
        self.num_rows += len(most)

    def finished(self) -> tuple[csr_matrix, Ints]:
        """Give the matrix and the right-hand sides."""
        entries = (
            np.concatenate(self._factor),
            (np.concatenate(self._row), np.concatenate(self._column)),
        )
        shape = (self.num_rows, self.num_columns)
        return csr_matrix(entries, shape=shape, dtype=np.int64), np.concatenate(self._most)


def _people(program: Program, team: Ints, rows: _Rows) -> None:
    visits, pairs = program.visits, program.candidates
    column = np.arange(len(pairs))
    single = team[pairs.visit] < 0
    rows.add(pairs.visit[single], column[single], 1, np.ones(len(visits), np.int64))
    several = np.flatnonzero(team >= 0)
    if not len(several):
        return
    number = np.cumsum(team >= 0) - 1
    own, crew = np.arange(len(several)), number[pairs.visit[~single]]
    none = np.zeros(len(several), np.int64)
    entries = np.append(crew, own), np.append(column[~single], team[several])
    ones = np.ones(len(crew), np.int64)
    rows.add(*entries, np.append(-ones, visits.least[several]), none)
    rows.add(*entries, np.append(ones, -visits.target[several]), none)
    owner = program.duties.volunteer[pairs.duty[~single]]
    _, group, size = np.unique(
        pairs.visit[~single] * (int(owner.max(initial=0)) + 1) + owner,
        return_inverse=True,
        return_counts=True,
    )
    twice = size[group] > 1
    _, group = np.unique(group[twice], return_inverse=True)
    rows.add(group, column[~single][twice], 1, np.ones(int(group.max(initial=-1)) + 1, np.int64))


def _musts(program: Program, rows: _Rows) -> None:
    pairs, musts = program.candidates, program.musts
    owner = program.duties.volunteer[pairs.duty]
    for visit, volunteer in zip(musts.visit.tolist(), musts.volunteer.tolist(), strict=True):
        some = np.arange(pairs.ptr[visit], pairs.ptr[visit + 1])
        some = some[owner[some] == volunteer]
        rows.add(np.zeros(len(some), np.int64), some, -1, np.array([-1]))


def _counters(program: Program, legs: Legs, rows: _Rows) -> None:
    """Charge each pair with the least that it can add to a counter; leave out what cannot be reached."""
    counters, duties, pairs = program.counters, program.duties, program.candidates
    order = np.argsort(pairs.duty, kind="stable")
    starts = np.searchsorted(pairs.duty[order], np.arange(len(duties) + 1))
    amounts, once = _amounts(program, legs), once_a_day(program)
    row, column, factor = [], [], []
    most: list[int] = []
    for counter, (kind, cap) in enumerate(zip(counters.kind.tolist(), counters.cap.tolist(), strict=True)):
        own = counters.duty[counters.ptr[counter] : counters.ptr[counter + 1]]
        some = np.concatenate([order[starts[duty] : starts[duty + 1]] for duty in own] or [order[:0]])
        if kind == DAYS and not once[own].all():
            continue  # a day is worked by any of its visits: no row over pairs says so
        if kind == TRIPS:
            _loads(program, some, own, cap, rows)
            cap = min(cap * min(int(duties.trip_tasks[own].max(initial=1)), NO_CAP), NO_CAP)
        amount = amounts[kind][some]
        if amount.sum() > cap:
            row.append(np.full(len(some), len(most)))
            column.append(some)
            factor.append(amount)
            most.append(cap)
    if most:
        rows.add(np.concatenate(row), np.concatenate(column), np.concatenate(factor), np.array(most))


def _loads(program: Program, pairs: Ints, duties: Ints, trips: int, rows: _Rows) -> None:
    """Let so many trips of some duties bring, and collect, no more than they hold together."""
    loads, visit = program.loads, program.candidates.visit[pairs]
    for kind in range(loads.num_kinds):
        most = int(loads.capacity[duties, kind].max(initial=0)) * min(trips, len(pairs))
        for amounts in (loads.brought[visit, kind], loads.collected[visit, kind]):
            # What is fetched on the way is put down again: it does not add up over a trip.
            if amounts.sum() > most and (amounts >= 0).all():
                some = np.flatnonzero(amounts)
                rows.add(np.zeros(len(some), np.int64), pairs[some], amounts[some], np.array([most]))


def _amounts(program: Program, legs: Legs) -> list[Ints]:
    """Give, by kind of counter, the least that each pair adds to it."""
    visits, visit = program.visits, program.candidates.visit
    task = 1 - visits.fetch[visit]
    in_trip = 1 - visits.offroute[visit]
    amounts = [task * in_trip, task, task, task, task * in_trip, task]
    amounts[SECONDS] = legs.lead + program.visits.service[program.candidates.visit] + legs.tail
    amounts[METRES] = legs.metres
    return amounts


def _lengths(program: Program, legs: Legs, rows: _Rows) -> None:
    """Fit the services of each duty, with the whole trip where it holds one visit, into its length."""
    duties, pairs = program.duties, program.candidates
    busy = _amounts(program, legs)[SECONDS]
    length = duties.end - duties.start
    tight = np.bincount(pairs.duty, weights=busy, minlength=len(duties)) > length
    some = np.flatnonzero(tight[pairs.duty])
    number = np.cumsum(tight) - 1
    rows.add(number[pairs.duty[some]], some, busy[some], length[tight])


def spans_of(program: Program, legs: Legs) -> tuple[Ints, Ints]:
    """Give from when to when each pair keeps its person busy, whenever it starts; empty where the end is no later."""
    pairs = program.candidates
    start = pairs.latest - legs.lead
    end = pairs.earliest + program.visits.service[pairs.visit] + legs.tail
    if program.duties.rest.any():
        # Where no two tours are on one day, each keeps the person busy till they have rested.
        end = end + (program.duties.rest * once_for_all(program))[pairs.duty]
    return start, end


def _cliques(program: Program, legs: Legs, rows: _Rows) -> None:
    """Add one row for each largest set of pairs of a person that are busy at one instant for certain."""
    pairs = program.candidates
    start, end = spans_of(program, legs)
    owner = program.duties.volunteer[pairs.duty]
    order = np.lexsort((start, owner))
    order = order[(end > start)[order]]
    row, column, count = [], [], 0
    for group in np.split(order, np.flatnonzero(np.diff(owner[order])) + 1):
        at, member = largest_overlaps(start[group], end[group])
        if len(at):
            row.append(at + count)
            column.append(group[member])
            count += int(at[-1]) + 1
    if count:
        rows.add(np.concatenate(row), np.concatenate(column), 1, np.ones(count, np.int64))


def largest_overlaps(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Give the largest sets, of two or more, of half-open spans that overlap at one instant: (set, span).

    Parameters
    ----------
    start, end
        Shape (spans,); in order of start; every span has a length.

    Notes
    -----
    O(instants × spans). A set is largest where a span of it ends before the next one starts.
    """
    instants = np.unique(start)
    following = np.append(instants[1:], np.iinfo(np.int64).max)
    found, count = [], 0
    for some in np.array_split(np.arange(len(instants)), 1 + len(instants) * len(start) // BLOCK):
        running = (start[None, :] <= instants[some, None]) & (end[None, :] > instants[some, None])
        first_end = np.where(running, end[None, :], np.iinfo(np.int64).max).min(
            axis=1, initial=np.iinfo(np.int64).max
        )
        kept = running[(first_end <= following[some]) & (running.sum(axis=1) > 1)]
        at, member = np.nonzero(kept)
        found.append((at + count, member))
        count += len(kept)
    return np.concatenate([at for at, _ in found]), np.concatenate([member for _, member in found])
