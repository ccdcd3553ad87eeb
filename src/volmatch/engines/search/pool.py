"""Rows that the search has met, and the best plan that can be put together from them.

Annealing ends in one plan or another, each good in places. So the rows (all that one duty does) of plans on the way are
kept, and a set packing program chooses among them: every visit once at most, every duty one row at most (duties that
are alike share theirs), coverage no worse than that of the best plan, at least cost. It is solved by HiGHS over those
rows that the duals of its relaxation leave a chance.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from attrs import define, field
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix, vstack

from volmatch.engines.search import columns as at
from volmatch.engines.search.driver import Annealer
from volmatch.engines.search.layout import empty_best
from volmatch.engines.search.tables import Best, Floats, Ints, World
from volmatch.program.arrays import Program

__all__ = ["Pool", "can_pool"]

MOST_ROWS_A_DUTY = 60
"""Rows that are kept per duty on average; the oldest go first."""

MOST_CHOSEN = 6000
"""Rows that the program in whole numbers has at most, those with the least reduced cost."""

Row = tuple[int, ...]


def can_pool(program: Program) -> bool:
    """Whether rows stand for themselves: one person a visit, no duty that looks at another."""
    alone = bool((program.visits.target <= 1).all()) and not (program.duties.following >= 0).any()
    alone = alone and program.mechanisms <= {"loads"}
    return alone and bool((np.diff(program.counters.ptr) <= 1).all()) and not len(program.musts)


@define
class Pool:
    """Rows of one world, by kind of duty and nodes, with their costs; the latest are last."""

    world: World
    _rows: dict[tuple[int, Row], int] = field(factory=dict)
    _seen: dict[int, Ints] = field(factory=dict)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._rows)

    def add(self, annealer: Annealer) -> None:
        """Take in the rows of a chain that have changed since it was asked last."""
        state = annealer.state
        seen = self._seen.get(id(annealer))
        changed = state.versions != seen if seen is not None else np.ones(len(state.versions), dtype=bool)
        self._seen[id(annealer)] = state.versions.copy()
        for duty in np.flatnonzero(changed & (state.sums[:, at.STOPS] > 0)).tolist():
            row = state.rows[duty, : state.sums[duty, at.NODES]]
            key = int(self.world.duties[duty, at.ALIKE]), tuple(row[:, at.VISIT].tolist())
            self._rows.pop(key, None)
            self._rows[key] = self._cost(state.sums[duty], row[1:, at.PAIR])
        while len(self._rows) > MOST_ROWS_A_DUTY * len(state.sums):
            del self._rows[next(iter(self._rows))]

    def _cost(self, sums: Ints, pairs: Ints) -> int:
        prices = self.world.prices
        own = int(self.world.pairs[pairs[pairs >= 0], at.OWN].sum())
        return own + int(
            prices[at.PER_METRE] * sums[at.SUM_METRES]
            + prices[at.PER_SECOND] * sums[at.SUM_SECONDS]
            + prices[at.PER_TRIP] * sums[at.SUM_TRIPS]
        )

    def choose(self, annealer: Annealer, best: Best, seconds: float) -> Best | None:
        """Put the best plan together that the rows allow; ``None`` where none was found that is better.

        Parameters
        ----------
        best
            The best plan so far: what is chosen covers no less, number by number.
        seconds
            How long it may take, about.
        """
        until = time.monotonic() + seconds
        rows = list(self._rows)
        costs = np.array([self._rows[row] for row in rows], dtype=float)
        if not len(rows) or best.value[4:8].any():
            return None
        matrix, most = self._program(rows, best)
        options: Any = {"time_limit": seconds}
        relaxed = linprog(costs, A_ub=matrix, b_ub=most, bounds=(0, 1), method="highs", options=options)  # type: ignore[call-overload]
        if relaxed.status != 0:
            return None
        reduced = costs - matrix.T @ relaxed.ineqlin.marginals
        kept = _promising(reduced, float(best.value[8]) - float(relaxed.fun))
        left = until - time.monotonic()
        if left <= 0 or not len(kept):
            return None
        chosen = milp(
            costs[kept],
            constraints=LinearConstraint(matrix[:, kept], -np.inf, most),
            integrality=np.ones(len(kept), dtype=np.int64),
            bounds=Bounds(0, 1),
            options={"time_limit": left, "mip_rel_gap": 1e-6},
        )
        if chosen.x is None:
            return None
        return self._plan(annealer, [rows[kept[spot]] for spot in np.flatnonzero(chosen.x > 0.5)])

    def _program(self, rows: list[tuple[int, Row]], best: Best) -> tuple[csr_matrix, Floats]:
        """Lay out the rows: a visit once, as many of a kind as there are duties, each class no less than the best."""
        visits, alike = self.world.visits, self.world.duties[:, at.ALIKE]
        sizes = np.bincount(alike)
        entries = [(visit, column) for column, (_, nodes) in enumerate(rows) for visit in nodes if visit >= 0]
        of_visit = np.array(entries, dtype=np.int64).reshape(-1, 2)
        kinds = np.array([kind for kind, _ in rows], dtype=np.int64)
        count = len(rows)
        once = csr_matrix((np.ones(len(of_visit)), of_visit.T), shape=(len(visits), count))
        crews = csr_matrix((np.ones(count), (kinds, np.arange(count))), shape=(len(sizes), count))
        priority, weight = visits[:, at.PRIORITY], visits[:, at.WEIGHT]
        classes = np.unique(priority)
        worth = csr_matrix(np.stack([-weight * (priority == rank) for rank in classes]))
        least = [float(best.value[rank] - weight[priority == rank].sum()) for rank in classes]
        most = np.concatenate([np.ones(len(visits)), sizes, np.array(least)])
        return csr_matrix(vstack([once, crews, worth @ once])), most

    def _plan(self, annealer: Annealer, rows: list[tuple[int, Row]]) -> Best | None:
        """Give rows to duties, those of a kind in their order."""
        plan = empty_best(annealer.state)
        free = {
            int(kind): np.flatnonzero(self.world.duties[:, at.ALIKE] == kind).tolist()
            for kind in {kind for kind, _ in rows}
        }
        for kind, nodes in rows:
            if not free[kind]:
                return None
            duty = free[kind].pop(0)
            plan.visits[duty, : len(nodes)] = nodes
            plan.nodes[duty] = len(nodes)
        return plan


def _promising(reduced: Floats, gap: float) -> Ints:
    """Give the columns whose reduced cost is within the gap, the most promising first if there are too many."""
    kept = np.flatnonzero(reduced <= gap + 1e-6 * max(1.0, abs(gap)))
    return kept[np.argsort(reduced[kept], kind="stable")[:MOST_CHOSEN]].astype(np.int64)
