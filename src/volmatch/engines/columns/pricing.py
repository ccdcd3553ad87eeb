"""Pricing: the cheapest trips of every duty under whole duals, and the Lagrangian bound that they prove.

With duals u (scaled by a power of two, u ≥ 0 where a row is an inequality), trips t of a duty d in the set T_d and K_d
the most trips that it makes, every plan within the rows costs at least

    −u·most + Σ_teams min(0, u·column) + Σ_d K_d · min(0, min_{t ∈ T_d} (cost_t + u·column_t)),

all of it in whole numbers, so nothing is lost to floating point. What a duty's cheapest trip is bounded by may be
weaker than its true cost (a search that ended early): then so is the bound, but valid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from volmatch.engines.columns.duals import Duals
from volmatch.engines.columns.graph import Graph
from volmatch.engines.columns.paths import price_duties
from volmatch.engines.columns.rows import Rows

__all__ = ["Found", "Pricer"]

Ints = NDArray[np.int64]
CHUNKS_A_WORKER = 8


@frozen(eq=False)
class Found:
    """What pricing found.

    ``bound``: scaled Lagrangian bound. ``lowest``: shape (duties,), what no trip of a duty is below. ``whole``:
    whether every search got through. ``duty``, ``nodes``, ``reduced``: the trips, their nodes (−1 after the last),
    reduced costs without the dual of their duty.
    """

    bound: int
    lowest: Ints
    whole: bool
    steps: int
    duty: Ints
    nodes: Ints
    reduced: Ints


@define(eq=False)
class Pricer:
    """Prices all duties in ``workers`` threads. ``cuts``: triples of visits, of which a trip with two pays."""

    graph: Graph
    rows: Rows
    workers: int
    stop: Callable[[], bool]
    cuts: list[tuple[int, ...]] = field(factory=list)
    _marker: Ints = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Draw a number for each visit, by whose sum sets of visits are told apart."""
        dice = np.random.default_rng(7)
        self._marker = dice.integers(1, 1 << 55, len(self.rows.program.visits))

    def price(self, duals: Duals, cutoff: Ints, room: int, budget: int, alike: bool = False) -> Found | None:
        """Search each duty's trips below its cutoff; ``None`` where it was stopped.

        Trips with the same visits count once, but with ``alike``: then all orders are kept, and a duty with more
        than ``room`` counts as not got through.
        """
        graph, count = self.graph, len(self.graph.most)
        rates, node = self.rows.charges(duals.rows, duals.scale)
        lowest, found, steps = cutoff.copy(), np.zeros(count, np.int64), np.zeros(count, np.int64)
        stops = max(1, int(graph.most.max(initial=1)))
        costs = np.zeros((count, room), np.int64)
        paths = np.full((count, room, stops), -1, np.int16)
        cuts = self._cut_rows(duals.cuts)

        def one(order: Ints) -> bool:
            if self.stop():
                return False
            price_duties(
                graph, order, rates, node, cutoff, budget, cuts, self._marker, room, alike,
                lowest, found, steps, costs, paths,
            )  # fmt: skip
            return True

        if not _each(one, self._chunks(), self.workers):
            return None
        mine = np.arange(room)[None, :] < found[:, None]
        whole = bool((steps >= 0).all())
        bound = self.rows.constant(duals.rows) - int(duals.cuts.sum())
        bound += int((graph.trips * np.minimum(lowest, 0)).sum())
        steps_done, nodes = int(np.abs(steps).sum()), paths[mine].astype(np.int64)
        return Found(bound, lowest, whole, steps_done, np.nonzero(mine)[0], nodes, costs[mine])

    def _cut_rows(self, fines: Ints) -> tuple[Ints, Ints, Ints]:
        """Index the cuts by visit."""
        members: list[list[int]] = [[] for _ in range(len(self.rows.program.visits))]
        for cut, visits in enumerate(self.cuts):
            if fines[cut]:
                for visit in visits:
                    members[visit].append(cut)
        ptr = np.concatenate([[0], np.cumsum([len(some) for some in members])]).astype(np.int64)
        return ptr, np.array([cut for some in members for cut in some], np.int64), fines

    def _chunks(self) -> list[Ints]:
        """Share the duties out so that the longest come first and chunks are alike."""
        order = np.argsort(-np.diff(self.graph.ptr), kind="stable")
        number = max(1, min(len(order), CHUNKS_A_WORKER * self.workers))
        return [order[k::number] for k in range(number)]


def _each(one: Callable[[Ints], bool], chunks: Sequence[Ints], workers: int) -> bool:
    if workers <= 1:
        return all(map(one, chunks))
    with ThreadPoolExecutor(workers) as pool:
        return all(pool.map(one, chunks))
