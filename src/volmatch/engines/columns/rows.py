"""The rows of the master: what trips together must keep, of which each is relaxed where it is not linear in trips.

Every row reads ``sum ≤ most``, or ``= most`` where ``equal``. What a row charges a trip is a sum over its visits
(``visits``), or over its metres, seconds away, visits or the trip itself (counters, kept for some duties only), or
over the pairs of a volunteer and a visit (musts). Visits of several people have a column each, "served" from 0 to 1.

Coverage no worse than that of the given plan: a visit whose weight is above the weight lost there must be served. Of
the others, with ``lost`` the weight lost and any whole k > 0, Σ ⌊weight ÷ k⌋ over the lost ones is at most ⌊lost ÷ k⌋
(Chvátal and Gomory).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import define, field
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from volmatch.engines.columns.graph import Graph
from volmatch.program.arrays import METRES, SECONDS, TASKS, TRIPS, Program

__all__ = ["Rows"]

NUM_RANKS = 4
MOST_DIVISORS = 12

Ints = NDArray[np.int64]


@define
class _Draft:
    """Rows in the making: by row, (columns, factors) of the visits and of the teams."""

    visits: list[tuple[Ints, Ints]] = field(factory=list)
    teams: list[tuple[Ints, Ints]] = field(factory=list)
    most: list[int] = field(factory=list)
    equal: list[bool] = field(factory=list)

    def add(self, visits: Ints, factors: Ints, most: int, equal: bool = False) -> None:
        self.visits.append((visits, factors))
        self.teams.append((visits[:0], factors[:0]))
        self.most.append(most)
        self.equal.append(equal)

    def team(self, teams: Ints, factors: Ints) -> None:
        """Give the last row teams."""
        self.teams[-1] = teams, factors


def _matrix(rows: Sequence[tuple[Ints, Ints]], width: int) -> csr_matrix:
    """Make a sparse matrix of rows."""
    ptr = np.concatenate([[0], np.cumsum([len(columns) for columns, _ in rows])]).astype(np.int64)
    none = [np.empty(0, np.int64)]
    columns = np.concatenate([*none, *(columns for columns, _ in rows)])
    factors = np.concatenate([*none, *(factors for _, factors in rows)])
    return csr_matrix((factors, columns, ptr), shape=(len(rows), width), dtype=np.int64)


@define(eq=False)
class Rows:
    """The rows for plans whose eight numbers of coverage are no worse than ``given``.

    Attributes
    ----------
    visits, teams
        Sparse, (rows, visits) and (rows, teams): factor for each person at a visit, and for a team's being served.
    most, equal
        Shape (rows,): the right-hand side, and whether it is met exactly.
    team, needed
        Shape (teams,): number of the visit, and whether it must be served.
    per_duty
        By row: (kind, duties) of a counter.
    per_pair
        By row: rows of the graph which serve a must.
    """

    program: Program
    graph: Graph
    given: Sequence[int]
    visits: csr_matrix = field(init=False)
    teams: csr_matrix = field(init=False)
    most: Ints = field(init=False)
    equal: NDArray[np.bool_] = field(init=False)
    team: Ints = field(init=False)
    needed: NDArray[np.bool_] = field(init=False)
    per_duty: dict[int, tuple[int, Ints]] = field(factory=dict, init=False)
    per_pair: dict[int, Ints] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        """Write the rows."""
        visits = self.program.visits
        self.team = np.flatnonzero(visits.target > 1)
        lost = np.asarray(self.given[:NUM_RANKS], np.int64)[visits.priority]
        needed = visits.weight > lost
        self.needed = needed[self.team]
        draft = _Draft()
        self._people(draft, needed)
        self._coverage(draft, needed)
        self._counters(draft)
        self._musts(draft)
        self.visits = _matrix(draft.visits, len(visits))
        self.teams = _matrix(draft.teams, len(self.team))
        self.most = np.array(draft.most, np.int64)
        self.equal = np.array(draft.equal, np.bool_)

    def _people(self, draft: _Draft, needed: NDArray[np.bool_]) -> None:
        visits, one = self.program.visits, np.ones(1, np.int64)
        for visit in range(len(visits)):
            if visits.target[visit] == 1:
                draft.add(np.array([visit]), one, 1, bool(needed[visit]))
        for row, visit in enumerate(self.team.tolist()):
            draft.add(np.array([visit]), one, 0)
            draft.team(np.array([row]), -visits.target[[visit]])
            draft.add(np.array([visit]), -one, 0)
            draft.team(np.array([row]), visits.least[[visit]])

    def _coverage(self, draft: _Draft, needed: NDArray[np.bool_]) -> None:
        visits, team = self.program.visits, self.team
        for rank in range(NUM_RANKS):
            open_ = (visits.priority == rank) & ~needed & (visits.weight > 0)
            lost = int(self.given[rank])
            singles = np.flatnonzero(open_ & (visits.target == 1))
            teams = np.flatnonzero(open_[team])
            weights = np.append(visits.weight[open_], 1) if open_.any() else visits.weight[:0]
            for divisor in np.unique(weights)[:MOST_DIVISORS].tolist():
                weight = visits.weight // divisor
                total = int(weight[singles].sum() + weight[team[teams]].sum())
                if total > lost // divisor:
                    draft.add(singles, -weight[singles], lost // divisor - total)
                    draft.team(teams, -weight[team[teams]])
            mine = np.flatnonzero(visits.priority[team] == rank)
            if len(mine):
                draft.add(team[mine], -visits.weight[team[mine]], int(self.given[NUM_RANKS + rank]))
                draft.team(mine, (visits.weight * visits.target)[team[mine]])

    def _counters(self, draft: _Draft) -> None:
        """Trips of one duty are capped by ``Graph.trips`` already; where it makes several, their times must fit in."""
        counters, none = self.program.counters, np.empty(0, np.int64)
        for row in range(len(counters)):
            kind, duties = int(counters.kind[row]), counters.duty[counters.ptr[row] : counters.ptr[row + 1]]
            if kind == TRIPS and len(duties) == 1:
                continue
            self.per_duty[len(draft.most)] = kind, duties
            draft.add(none, none, int(counters.cap[row]))
        for duty in np.flatnonzero(self.graph.trips > 1):
            self.per_duty[len(draft.most)] = SECONDS, np.array([duty])
            draft.add(none, none, int(self.graph.end[duty] - self.graph.start[duty]))

    def _musts(self, draft: _Draft) -> None:
        musts, graph, none = self.program.musts, self.graph, np.empty(0, np.int64)
        duty = np.repeat(np.arange(len(graph.most)), np.diff(graph.ptr))
        for volunteer, visit in zip(musts.volunteer, musts.visit, strict=True):
            self.per_pair[len(draft.most)] = np.flatnonzero(
                (self.program.duties.volunteer[duty] == volunteer) & (graph.visit == visit)
            )
            draft.add(none, none, -1)

    def charges(self, duals: Ints, scale: int) -> tuple[Ints, Ints]:
        """Give what duals charge, with the scaled costs of the level: rates (duties, 4), and by row of the graph."""
        level, graph = self.program.levels[0], self.graph
        rates = np.zeros((len(graph.most), 4), np.int64)
        rates[:, :] = np.array([level.per_metre, level.per_second, 0, level.per_trip], np.int64) * scale
        node = np.asarray(self.visits.T @ duals)[graph.visit]
        if len(level.pair):
            node = node + level.pair[graph.pair] * scale
        tasks = np.zeros(len(graph.most), np.int64)
        for row, (kind, duties) in self.per_duty.items():
            if kind == TASKS:
                tasks[duties] += duals[row]
            else:
                rates[duties, {METRES: 0, SECONDS: 2, TRIPS: 3}[kind]] += duals[row]
        node = node + np.repeat(tasks, np.diff(graph.ptr))
        for row, some in self.per_pair.items():
            node[some] -= duals[row]
        return rates, node

    def constant(self, duals: Ints) -> int:
        """Give the part of the Lagrangian bound that no trip has a part in."""
        team = np.asarray(self.teams.T @ duals)
        return int(np.where(self.needed, team, np.minimum(team, 0)).sum()) - int(duals @ self.most)
