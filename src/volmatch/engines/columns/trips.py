"""The columns: trips as orders of visits of a duty, their measures, and what rows they stand in."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from volmatch.engines.columns.graph import Graph
from volmatch.engines.columns.rows import Rows
from volmatch.engines.solution import Tour
from volmatch.program.arrays import METRES, SECONDS, TASKS, TRIPS

__all__ = ["Trips"]

Ints = NDArray[np.int64]
Entries = list[tuple[int, int]]


@define(eq=False)
class Trips:
    """Trips met so far; of those of a duty with the same visits, only one order that costs least is kept.

    By trip: ``duty``, ``stops`` (visits in order), ``cost`` on the level, ``entries`` (row, factor) in the master.
    """

    graph: Graph
    rows: Rows
    duty: list[int] = field(factory=list)
    stops: list[tuple[int, ...]] = field(factory=list)
    cost: list[int] = field(factory=list)
    entries: list[Entries] = field(factory=list)
    _known: dict[tuple[int, tuple[int, ...] | frozenset[int]], int] = field(factory=dict, init=False)
    _counters: list[list[int]] = field(init=False)
    _rows_of_visit: list[Entries] = field(init=False)
    _rows_of_node: dict[int, list[int]] = field(factory=dict, init=False)
    _place: dict[tuple[int, int], int] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        """Index the rows by duty and by visit."""
        graph, rows = self.graph, self.rows
        self._counters = [[] for _ in graph.most]
        for row, (_, duties) in rows.per_duty.items():
            for duty in duties.tolist():
                self._counters[duty].append(row)
        columns = rows.visits.tocsc()
        self._rows_of_visit = [
            list(zip(columns.indices[a:b].tolist(), columns.data[a:b].tolist(), strict=True))
            for a, b in zip(columns.indptr[:-1], columns.indptr[1:], strict=True)
        ]
        for row, nodes in rows.per_pair.items():
            for node in nodes.tolist():
                self._rows_of_node.setdefault(node, []).append(row)
        for duty in range(len(graph.most)):
            for row in range(graph.ptr[duty], graph.ptr[duty + 1]):
                self._place[duty, int(graph.visit[row])] = row - int(graph.ptr[duty])

    def __len__(self) -> int:
        """Count the trips."""
        return len(self.duty)

    def add_tours(self, tours: Iterable[Tour]) -> None:
        """Add the trips of a solution, and each of their visits alone."""
        for tour in tours:
            for stops in {tour.visits, *((visit,) for visit in tour.visits)}:
                nodes = [self._place.get((tour.duty, visit), -1) for visit in stops]
                if min(nodes) >= 0 and (
                    len(stops) > 1 or stops == tour.visits or self._alone(tour.duty, nodes[0])
                ):
                    self.add(tour.duty, nodes)

    def _alone(self, duty: int, node: int) -> bool:
        """Whether a trip to one visit alone is possible."""
        graph = self.graph
        home = int(graph.ptr[duty + 1] - graph.ptr[duty])
        out = int(graph.ways[duty]) + home * (home + 1) + node
        back = int(graph.ways[duty]) + node * (home + 1) + home
        row = int(graph.ptr[duty]) + node
        earliest = int(graph.start[duty] + graph.lag[out])
        spans = range(int(graph.span[row]), int(graph.span[row + 1]))
        starts = (max(earliest, int(graph.span_low[k])) for k in spans if graph.span_high[k] >= earliest)
        start = min(starts, default=None)
        busy = int(graph.lag[out]) + int(graph.service[row]) + int(graph.lag[back])
        return (
            start is not None
            and start < graph.before[duty] + graph.lag[out]
            and start + graph.service[row] + graph.lag[back] <= graph.end[duty]
            and busy <= graph.cap_busy[duty]
            and int(graph.metres[out]) + int(graph.metres[back]) <= graph.cap_metres[duty]
        )

    def add(self, duty: int, nodes: list[int]) -> int:
        """Add a trip by its nodes; −1 where it is there already, or a cheaper one to the same visits."""
        graph, level = self.graph, self.rows.program.levels[0]
        first = int(graph.ptr[duty])
        stops = tuple(int(graph.visit[first + node]) for node in nodes)
        metres, seconds, busy = self._measures(duty, nodes)
        cost = level.per_metre * metres + level.per_second * seconds + level.per_trip
        if len(level.pair):
            cost += int(level.pair[graph.pair[[first + node for node in nodes]]].sum())
        key = (duty, stops) if self._counters[duty] else (duty, frozenset(stops))
        known = self._known.get(key)
        if known is not None and self.cost[known] <= cost:
            return -1
        self._known[key] = len(self.duty)
        sums = {TRIPS: 1, SECONDS: busy, METRES: metres, TASKS: len(nodes)}
        entries = [(row, sums[self.rows.per_duty[row][0]]) for row in self._counters[duty]]
        together: dict[int, int] = {}
        for visit in stops:
            for row, factor in self._rows_of_visit[visit]:
                together[row] = together.get(row, 0) + factor
        if self._rows_of_node:
            entries += [(row, -1) for node in nodes for row in self._rows_of_node.get(first + node, ())]
        self.duty.append(duty)
        self.stops.append(stops)
        self.cost.append(cost)
        self.entries.append(entries + list(together.items()))
        return len(self.duty) - 1

    def _measures(self, duty: int, nodes: list[int]) -> tuple[int, int, int]:
        """Give metres, seconds of travel, and seconds away without waiting."""
        graph = self.graph
        home = int(graph.ptr[duty + 1] - graph.ptr[duty])
        here, metres, seconds = home, 0, 0
        busy = int(sum(int(graph.service[graph.ptr[duty] + node]) for node in nodes))
        for there in (*nodes, home):
            k = int(graph.ways[duty]) + here * (home + 1) + there
            metres, seconds = metres + int(graph.metres[k]), seconds + int(graph.seconds[k])
            busy, here = busy + int(graph.lag[k]), there
        return metres, seconds, busy
