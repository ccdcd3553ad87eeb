"""The restricted master: the linear program over the trips met so far, which gives duals in floating point.

With few trips the duals of what must be served are wild, and the bounds that they prove worth nothing. So every such
row may be broken at a price, which bounds its dual: about what it costs to go to a visit and back. Where the
solution over all trips still breaks a row, its price is raised (`dearer`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import define, field
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from volmatch.engines.columns.graph import Graph
from volmatch.engines.columns.rows import Rows
from volmatch.engines.columns.trips import Trips

__all__ = ["Master", "Relaxed"]

LARGE = 6_000
"""Columns from which the interior point method is faster."""

TWICE = 0.05
"""What it costs to serve a visit twice, in parts of what it costs not to."""

DEAR, DEARER = 1.5, 2.0
"""What it costs not to serve a visit, in ways there and back; and by how much that is raised."""


@define(eq=False)
class Relaxed:
    """A solution: its value, how far each trip is used, duals of rows, duties and cuts, and the breaks it uses."""

    value: float
    used: NDArray[np.float64]
    rows: NDArray[np.float64]
    duties: NDArray[np.float64]
    cuts: NDArray[np.float64]
    broken: NDArray[np.int64]


@define(eq=False)
class Master:
    """Grows by trips and cuts. Columns: teams, breaks of rows, trips. Rows: those of `Rows`, duties, cuts."""

    graph: Graph
    rows: Rows
    trips: Trips
    cuts: list[tuple[int, ...]] = field(factory=list)
    _cuts_at: dict[int, list[int]] = field(factory=dict, init=False)
    _entries: list[tuple[int, int, int]] = field(factory=list, init=False)
    """(row, column, factor)."""
    _extended: int = field(default=0, init=False)
    _prices: NDArray[np.float64] = field(init=False)
    breaks: NDArray[np.int64] = field(init=False)
    """The row of each break."""

    def __attrs_post_init__(self) -> None:
        """Write down the columns of the teams and of the breaks."""
        rows = self.rows
        teams = rows.teams.tocoo()
        self._entries += zip(teams.row.tolist(), teams.col.tolist(), teams.data.tolist(), strict=True)
        nearest, prices, breaks = self._nearest(), list[float](), list[int]()
        for row in np.flatnonzero(rows.equal | (rows.most < 0)).tolist():
            for factor in (1, -1) if rows.equal[row] else (-1,):
                self._entries.append((row, len(rows.team) + len(prices), factor))
                breaks.append(row)
                prices.append(nearest[row] * (TWICE if factor < 0 and rows.equal[row] else 1.0))
        self._prices, self.breaks = np.array(prices), np.array(breaks, np.int64)

    def _nearest(self) -> NDArray[np.float64]:
        """Give what breaking each row costs at first: the nearest way to its visit and back; of several, the mean."""
        graph, rows, level = self.graph, self.rows, self.rows.program.levels[0]
        duty = np.repeat(np.arange(len(graph.most)), np.diff(graph.ptr))
        node, home = np.arange(len(graph.visit)) - graph.ptr[duty], np.diff(graph.ptr)[duty]
        cost = np.full(len(graph.visit), float(level.per_trip + 1))
        for way in (home * (home + 1) + node, node * (home + 1) + home):
            place = graph.ways[duty] + way
            cost += level.per_metre * graph.metres[place].astype(float)
            cost += level.per_second * graph.seconds[place].astype(float)
        if len(level.pair):
            cost += level.pair[graph.pair]
        nearest = np.full(len(rows.program.visits), np.inf)
        np.minimum.at(nearest, graph.visit, cost)
        nearest[~np.isfinite(nearest)] = 0.0
        factors = abs(rows.visits).astype(float)
        total = np.asarray(factors.sum(axis=1)).ravel()
        mean = np.asarray(factors @ nearest).ravel() / np.maximum(total, 1.0)
        return np.asarray(np.maximum(1.0, DEAR * mean), np.float64)

    def dearer(self, broken: NDArray[np.int64]) -> None:
        """Raise the prices of breaks."""
        self._prices[broken] *= DEARER

    def solve(self, seconds: float, fixed: Sequence[int] = ()) -> Relaxed | None:
        """Solve with all trips there are now, some of them fixed; ``None`` where it fails, or not in time."""
        self._extend()
        rows, count = self.rows, len(self.rows.team) + len(self._prices)
        matrix, most = self.matrix(), self.most()
        equal = np.concatenate([rows.equal, np.zeros(len(most) - len(rows.equal), np.bool_)])
        costs = np.concatenate([np.zeros(len(rows.team)), self._prices, np.array(self.trips.cost, float)])
        high = np.full(len(costs), np.inf)
        high[: len(rows.team)] = 1.0
        low = np.zeros(len(costs))
        low[: len(rows.team)] = rows.needed
        low[[count + trip for trip in fixed]] = 1.0
        if not len(costs):
            none = np.zeros(0, np.int64)
            duals = [np.zeros(len(part)) for part in (rows.most, self.graph.trips, self.cuts)]
            return Relaxed(0.0, none.astype(float), duals[0], duals[1], duals[2], none)
        answer = _solved(costs, matrix, most, equal, np.column_stack([low, high]), seconds)
        if answer is None:
            return None
        found = np.zeros(len(most))
        found[~equal] = -np.asarray(answer.ineqlin.marginals)
        if equal.any():
            found[equal] = -np.asarray(answer.eqlin.marginals)
        parts = np.split(found, [len(rows.most), len(rows.most) + len(self.graph.trips)])
        broken = np.flatnonzero(answer.x[len(rows.team) : count] > 1e-7)
        used = np.asarray(answer.x[count:], np.float64)
        return Relaxed(float(answer.fun), used, parts[0], parts[1], parts[2], broken)

    def matrix(self) -> csr_array:
        """Give all rows over all columns."""
        table = np.array(self._entries, np.int64).reshape(-1, 3)
        shape = len(self.most()), len(self.rows.team) + len(self._prices) + self._extended
        return csr_array((table[:, 2].astype(float), (table[:, 0], table[:, 1])), shape=shape)

    def most(self) -> NDArray[np.float64]:
        """Give the right-hand side of all rows."""
        parts = [self.rows.most, self.graph.trips, np.ones(len(self.cuts))]
        return np.concatenate(parts).astype(float)

    def _extend(self) -> None:
        """Put the trips in that came since the last time."""
        trips, first = self.trips, len(self.rows.team) + len(self._prices)
        duties, cuts = len(self.rows.most), len(self.rows.most) + len(self.graph.trips)
        for trip in range(self._extended, len(trips)):
            self._entries += [(row, first + trip, factor) for row, factor in trips.entries[trip]]
            self._entries.append((duties + trips.duty[trip], first + trip, 1))
            self._entries += [(cuts + cut, first + trip, 1) for cut in self.cuts_of(trip)]
        self._extended = len(trips)

    def cut(self, triples: list[tuple[int, ...]]) -> None:
        """Let trips with two of three visits be at most one, for each of some triples."""
        old = len(self.cuts)
        for visits in triples:
            for visit in visits:
                self._cuts_at.setdefault(visit, []).append(len(self.cuts))
            self.cuts.append(visits)
        row, first = len(self.rows.most) + len(self.graph.trips), len(self.rows.team) + len(self._prices)
        for trip in range(self._extended):
            self._entries += [(row + cut, first + trip, 1) for cut in self.cuts_of(trip) if cut >= old]

    def cuts_of(self, trip: int) -> set[int]:
        """Number the cuts in which a trip stands: those of which it has two visits or all."""
        once: set[int] = set()
        twice: set[int] = set()
        for visit in self.trips.stops[trip]:
            for cut in self._cuts_at.get(visit, ()):
                (twice if cut in once else once).add(cut)
        return twice


def _solved(
    costs: NDArray[np.float64],
    matrix: csr_array,
    most: NDArray[np.float64],
    equal: NDArray[np.bool_],
    bounds: NDArray[np.float64],
    seconds: float,
) -> Any | None:
    """Solve by interior points where it is large; by the simplex method where it is not, or where that fails."""
    deadline = time.monotonic() + seconds
    for method in ("highs-ipm", "highs-ds") if len(costs) > LARGE else ("highs-ds",):
        answer: Any = linprog(  # type: ignore[call-overload]  # the stubs know no sparse matrices
            costs,
            A_ub=matrix[~equal],
            b_ub=most[~equal],
            A_eq=matrix[equal] if equal.any() else None,
            b_eq=most[equal] if equal.any() else None,
            bounds=bounds,
            method=method,
            options={"time_limit": max(deadline - time.monotonic(), 0.1)},
        )
        if answer.status == 0:
            return answer
        if time.monotonic() >= deadline:
            break
    return None
