"""The restricted master: the linear program over the trips met so far, which gives duals. Floating point is fine here.

With few trips the duals of what must be served are wild, and the bounds that they prove worth nothing. So every such row may
be broken at a price, which bounds its dual: about what it costs to go to a visit and back. Where the solution over
all trips still breaks a row, its price is raised (`dearer`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import define, field
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from volmatch.engines.columns.graph import Graph
from volmatch.engines.columns.rows import Rows
from volmatch.engines.columns.trips import Trips

__all__ = ["Master", "Relaxed"]

TWICE = 0.05
"""What it costs to serve a visit twice, in parts of what it costs not to."""

DEAR, DEARER = 1.5, 2.0
"""What it costs not to serve a visit, in ways there and back; and by how much that is raised."""

PARAMETERS = "use_preprocessing: false use_dual_simplex: false"


@define(eq=False)
class Relaxed:
    """A solution of the linear program: its value, how far each trip is used, and duals of rows, duties and cuts."""

    value: float
    used: NDArray[np.float64]
    rows: NDArray[np.float64]
    duties: NDArray[np.float64]
    cuts: NDArray[np.float64]


@define(eq=False)
class Master:
    """Grows by trips and cuts; GLOP goes on from where it stood."""

    graph: Graph
    rows: Rows
    trips: Trips
    cuts: list[tuple[int, ...]] = field(factory=list)
    _solver: Any = field(init=False)
    _people: list[Any] = field(init=False)
    _duties: list[Any] = field(init=False)
    _cut_rows: list[Any] = field(factory=list, init=False)
    _breaks: list[tuple[Any, float]] = field(factory=list, init=False)
    _cuts_at: dict[int, list[int]] = field(factory=dict, init=False)
    _columns: list[Any] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        """Lay out the rows, and the columns of the teams."""
        solver = pywraplp.Solver.CreateSolver("GLOP")
        solver.SetSolverSpecificParametersAsString(PARAMETERS)
        infinity, rows = solver.infinity(), self.rows
        self._solver = solver
        self._people = [
            solver.Constraint(float(most) if equal else -infinity, float(most))
            for most, equal in zip(rows.most.tolist(), rows.equal.tolist(), strict=True)
        ]
        self._duties = [solver.Constraint(-infinity, float(trips)) for trips in self.graph.trips.tolist()]
        solver.Objective().SetMinimization()
        columns = rows.teams.tocsc()
        self._free()
        for team, needed in enumerate(rows.needed.tolist()):
            column = solver.NumVar(1.0 if needed else 0.0, 1.0, "")
            for k in range(columns.indptr[team], columns.indptr[team + 1]):
                self._people[columns.indices[k]].SetCoefficient(column, float(columns.data[k]))

    def _free(self) -> None:
        """Let every row that asks for service be broken at a price, and visits be served twice at a lower one."""
        rows, solver = self.rows, self._solver
        prices = self._prices()
        for row in np.flatnonzero(rows.equal | (rows.most < 0)).tolist():
            equal = bool(rows.equal[row])
            for factor, price in ((1.0, prices[row]), (-1.0, prices[row] * TWICE)) if equal else ((-1.0, prices[row]),):
                column = solver.NumVar(0.0, solver.infinity(), "")
                self._people[row].SetCoefficient(column, factor)
                solver.Objective().SetCoefficient(column, price)
                self._breaks.append((column, price))

    def _prices(self) -> NDArray[np.float64]:
        """Give what each row's break costs: the way to its visit and back, for the nearest; of several visits, the mean."""
        graph, rows, level = self.graph, self.rows, self.rows.program.levels[0]
        duty = np.repeat(np.arange(len(graph.most)), np.diff(graph.ptr))
        node, home = np.arange(len(graph.visit)) - graph.ptr[duty], np.diff(graph.ptr)[duty]
        out = graph.ways[duty] + home * (home + 1) + node
        back = graph.ways[duty] + node * (home + 1) + home
        cost = np.full(len(graph.visit), float(level.per_trip + 1))
        for way in (out, back):
            cost += level.per_metre * graph.metres[way].astype(float) + level.per_second * graph.seconds[way].astype(float)
        if len(level.pair):
            cost += level.pair[graph.pair]
        nearest = np.full(len(rows.program.visits), np.inf)
        np.minimum.at(nearest, graph.visit, cost)
        nearest[~np.isfinite(nearest)] = 0.0
        weights = abs(rows.visits).astype(float)
        total = np.asarray(weights.sum(axis=1)).ravel()
        return np.maximum(1.0, DEAR * np.asarray(weights @ nearest).ravel() / np.maximum(total, 1.0))

    def dearer(self) -> bool:
        """Raise the prices of rows that are broken; false where none is."""
        broken = [k for k, (column, _) in enumerate(self._breaks) if column.solution_value() > 1e-7]
        for k in broken:
            column, price = self._breaks[k]
            self._breaks[k] = column, price * DEARER
            self._solver.Objective().SetCoefficient(column, price * DEARER)
        return bool(broken)

    def solve(self, seconds: float) -> Relaxed | None:
        """Solve with all trips there are now; ``None`` where it fails, or is not over in time."""
        self._extend()
        solver = self._solver
        solver.SetTimeLimit(max(1, int(1000 * seconds)))
        status = solver.Solve()
        if status != pywraplp.Solver.OPTIMAL:
            return None
        return Relaxed(
            solver.Objective().Value(),
            np.array([column.solution_value() for column in self._columns]),
            -np.array([row.dual_value() for row in self._people]),
            -np.array([row.dual_value() for row in self._duties]),
            -np.array([row.dual_value() for row in self._cut_rows]),
        )

    def _extend(self) -> None:
        """Put the trips in that came since the last time."""
        solver, trips = self._solver, self.trips
        objective, infinity = solver.Objective(), solver.infinity()
        for trip in range(len(self._columns), len(trips)):
            column = solver.NumVar(0.0, infinity, "")
            objective.SetCoefficient(column, float(trips.cost[trip]))
            self._duties[trips.duty[trip]].SetCoefficient(column, 1.0)
            for row, factor in trips.entries[trip]:
                if factor:
                    self._people[row].SetCoefficient(column, float(factor))
            for cut in self.cuts_of(trip):
                self._cut_rows[cut].SetCoefficient(column, 1.0)
            self._columns.append(column)

    def cut(self, visits: tuple[int, ...]) -> None:
        """Let trips with two of three visits be at most one."""
        row = self._solver.Constraint(-self._solver.infinity(), 1.0)
        for trip, column in enumerate(self._columns):
            if len(set(self.trips.stops[trip]).intersection(visits)) > 1:
                row.SetCoefficient(column, 1.0)
        for visit in visits:
            self._cuts_at.setdefault(visit, []).append(len(self.cuts))
        self._cut_rows.append(row)
        self.cuts.append(visits)

    def cuts_of(self, trip: int) -> set[int]:
        """Number the cuts in which a trip stands: those of which it has two visits or all."""
        once: set[int] = set()
        twice: set[int] = set()
        for visit in self.trips.stops[trip]:
            for cut in self._cuts_at.get(visit, ()):
                (twice if cut in once else once).add(cut)
        return twice
