"""Duties whose trips may hold several visits: one round of each duty through home, with times that follow along.

Node 0 is home. A duty's whole stretch of time is one circuit: ``out`` from home to its first visit,
``then`` from a visit straight to another, ``via`` from a visit home and out again to another (a new
trip begins), ``home`` from its last visit; a visit that the duty does not serve loops to itself. So
trips are in order by construction. What is capped per trip (visits, metres, seconds away, loads) is carried
along, and only where it can bind.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field

from volmatch.engines.loads import carry_loads
from volmatch.engines.parts import Charge, Var
from volmatch.engines.solution import Tour
from volmatch.engines.ties.balance import balanced
from volmatch.engines.ties.freeze import carry_freeze
from volmatch.engines.ties.labels import carry_labels
from volmatch.engines.ties.links import carry_links
from volmatch.program.arrays import ERRANDS, METRES, NO_CAP, SECONDS, TASKS, TRIPS
from volmatch.program.travel import UNREACHABLE

if TYPE_CHECKING:
    from volmatch.engines.model import Model

__all__ = ["add_routes"]


def add_routes(model: Model, duty: int, pairs: Sequence[int], charge: Charge) -> None:
    """Add the trips of one duty that may serve the visits of some pairs. O(visits²) Booleans."""
    routes = Routes(model, duty, list(pairs), charge)
    routes.arcs()
    routes.times()
    routes.carry_tasks()
    routes.carry_metres()
    routes.carry_departures()
    carry_loads(routes)
    for mechanism, carry in CARRIED.items():
        if mechanism in model.scope.program.mechanisms:
            carry(routes)


CARRIED = {"links": carry_links, "labels": carry_labels, "freeze": carry_freeze}
"""What else is carried along trips, by mechanism."""


@define(eq=False)
class Routes:
    """One duty of a model. Arrays are indexed by node: 0 home, then the visits of the pairs."""

    model: Model
    duty: int
    pairs: list[int]
    charge: Charge
    visits: list[int] = field(init=False)
    seconds: list[list[int]] = field(init=False)
    metres: list[list[int]] = field(init=False)
    setup: list[list[int]] = field(init=False)
    service: list[int] = field(init=False)
    low: list[int] = field(init=False)
    high: list[int] = field(init=False)
    remote: list[bool] = field(init=False)
    counts: list[int] = field(init=False)
    """1 for a task, 0 for home and for what is only fetched."""
    out: dict[int, Var] = field(factory=dict)
    home: dict[int, Var] = field(factory=dict)
    then: dict[tuple[int, int], Var] = field(factory=dict)
    via: dict[tuple[int, int], Var] = field(factory=dict)
    tours: Sequence[Tour] = field(init=False)
    _leaves: set[int] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        program, scope = self.model.scope.program, self.model.scope
        candidates, duties = program.candidates, program.duties
        self.visits = [-1, *(int(candidates.visit[pair]) for pair in self.pairs)]
        home, mode = int(duties.home[self.duty]), int(duties.mode[self.duty])
        self.remote = [False, *(bool(program.visits.offroute[visit]) for visit in self.visits[1:])]
        self.counts = [0, *(int(not program.visits.fetch[visit]) for visit in self.visits[1:])]
        places = np.array([home, *(program.place_for(visit, self.duty) for visit in self.visits[1:])])
        count = len(places)
        a, b = np.repeat(places, count), np.tile(places, count)
        here = np.repeat(self.remote, count) | np.tile(self.remote, count)  # done at home: there is no way
        self.seconds = np.where(here, 0, program.travel.seconds(mode, a, b)).reshape(count, count).tolist()
        self.metres = np.where(here, 0, program.travel.metres(mode, a, b)).reshape(count, count).tolist()
        setups = np.array([0, *(int(program.visits.setup[visit]) for visit in self.visits[1:])])
        free = (places[:, None] == places[None, :]) | (places == home)[None, :]
        self.setup = np.where(free, 0, setups[None, :]).tolist()
        self.service = [0, *(int(program.visits.service[visit]) for visit in self.visits[1:])]
        self.low = [0, *(int(candidates.earliest[pair]) for pair in self.pairs)]
        self.high = [0, *(int(candidates.latest[pair]) for pair in self.pairs)]
        self.tours = scope.incumbent.get(self.duty, ())

    def start(self, node: int) -> Var | int:
        return self.model.start_of(self.visits[node], self.duty)

    def served(self, node: int) -> Var:
        return self.model.served[self.pairs[node - 1]]

    @property
    def nodes(self) -> range:
        return range(1, len(self.visits))

    @property
    def most_trips(self) -> int:
        """The most trips that the counters leave to this duty."""
        counters, most = self.model.scope.program.counters, len(self.pairs)
        for row in (counters.kind == TRIPS).nonzero()[0].tolist():
            if self.duty in counters.duty[counters.ptr[row] : counters.ptr[row + 1]]:
                most = min(most, self.model.scope.room[row])
        return most

    def lead(self, node: int) -> int:
        """Seconds from the door at home to the start of a visit."""
        return self.seconds[0][node] + self.setup[0][node]

    def tail(self, node: int) -> int:
        """Seconds from the start of a visit to the door at home."""
        return self.service[node] + self.seconds[node][0]

    def arcs(self) -> None:
        """Make the arcs that time and ways allow, join them to a circuit, and charge them."""
        self._arcs_home()
        several = self.most_trips > 1
        direct, new_trip = self._hinted()
        for a in self.nodes:
            for b in self.nodes:
                if a == b:
                    continue
                hint = (self.visits[a], self.visits[b])
                apart = self.remote[a] or self.remote[b]
                if not apart and self.low[a] + self._gap(a, b) <= self.high[b]:
                    self.then[a, b] = self.model.flag(hint in direct)
                    self.model.then[self.duty, *hint] = self.then[a, b]
                if (several or apart) and b in self._leaves and self._returns(a, b):
                    self.via[a, b] = self.model.flag(hint in new_trip)
                    self.model.begins[self.duty, self.visits[b]].append(self.via[a, b])
        self._join()
        self._charge()

    def _hinted(self) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        direct = {pair for tour in self.tours for pair in pairwise(tour.visits)}
        return direct, {(a.visits[-1], b.visits[0]) for a, b in pairwise(self.tours)}

    def _gap(self, a: int, b: int) -> int:
        return self.service[a] + self.seconds[a][b] + self.setup[a][b]

    def _returns(self, a: int, b: int) -> bool:
        """Whether one can come home from a visit in time to leave for another."""
        before = int(self.model.scope.program.duties.depart_before[self.duty])
        back = self.low[a] + self.tail(a)
        return back < before and back + self.lead(b) <= self.high[b]

    def _arcs_home(self) -> None:
        ready, end = self.model.scope.times[self.duty]
        before = int(self.model.scope.program.duties.depart_before[self.duty])
        first = {tour.visits[0] for tour in self.tours[:1]}
        last = {tour.visits[-1] for tour in self.tours[-1:]}
        for node, visit in enumerate(self.visits[1:], 1):
            lead = self.lead(node)
            in_time = max(self.low[node], ready + lead) <= min(self.high[node], before - 1 + lead)
            if in_time and self.seconds[0][node] < UNREACHABLE:
                self._leaves.add(node)
                self.out[node] = self.model.flag(visit in first)
                self.model.begins[self.duty, visit].append(self.out[node])
            if self.low[node] + self.tail(node) <= end:
                self.home[node] = self.model.flag(visit in last)

    def _join(self) -> None:
        if self.most_trips < 1:
            out = [~self.served(node) for node in self.nodes if not self.remote[node]]
            self.model.cp.add_bool_and(*out)
        arcs = [(0, node, var) for node, var in self.out.items()]
        arcs += [(node, 0, var) for node, var in self.home.items()]
        arcs += [(a, b, var) for ways in (self.then, self.via) for (a, b), var in ways.items()]
        arcs += [(node, node, ~self.served(node)) for node in self.nodes]
        idle = self.model.flag(not self.tours)
        arcs.append((0, 0, idle))
        # Visits without length at one place could make a round of their own otherwise.
        self.model.cp.add_bool_and(*(~self.served(node) for node in self.nodes)).only_enforce_if(idle)
        self.model.cp.add_circuit(arcs)

    def _charge(self) -> None:
        charge, duty = self.charge, self.duty
        trip = [0 if remote else 1 for remote in self.remote]
        steps = [(var, [(0, node)], trip[node]) for node, var in self.out.items()]
        steps += [(var, [(node, 0)], 0) for node, var in self.home.items()]
        steps += [(var, [(a, b)], 0) for (a, b), var in self.then.items()]
        steps += [(var, [(a, 0), (0, b)], trip[b]) for (a, b), var in self.via.items()]
        for var, legs, trips in steps:
            seconds = sum(self.seconds[a][b] for a, b in legs)
            metres = sum(self.metres[a][b] for a, b in legs)
            charge.way(var, seconds, metres, trips=trips)
            charge.sums[duty, METRES].add(var, metres)
            charge.sums[duty, TRIPS].add(var, trips)
        for node in self.nodes:
            charge.way(self.served(node), 0, 0, pair=self.pairs[node - 1])
            charge.sums[duty, TASKS].add(self.served(node), self.counts[node])
            charge.sums[duty, ERRANDS].add(self.served(node), 0 if self.remote[node] else self.counts[node])

    def times(self) -> None:
        """Let the starts follow along the arcs, between the times of the duty."""
        cp = self.model.cp
        ready, end = self.model.scope.times[self.duty]
        before = int(self.model.scope.program.duties.depart_before[self.duty])
        for node, var in self.out.items():
            cp.add(self.start(node) >= ready + self.lead(node)).only_enforce_if(var)
        for node in self._leaves:
            for var in self.model.begins[self.duty, self.visits[node]]:
                cp.add(self.start(node) <= before - 1 + self.lead(node)).only_enforce_if(var)
        for node, var in self.home.items():
            cp.add(self.start(node) + self.tail(node) <= end).only_enforce_if(var)
        for (a, b), var in self.then.items():
            cp.add(self.start(b) >= self.start(a) + self._gap(a, b)).only_enforce_if(var)
        for (a, b), var in self.via.items():
            gap = self.tail(a) + self.lead(b)
            cp.add(self.start(b) >= self.start(a) + gap).only_enforce_if(var)
        for node in self.nodes:
            cp.add(self.start(node) >= self.low[node]).only_enforce_if(self.served(node))
            cp.add(self.start(node) <= self.high[node]).only_enforce_if(self.served(node))
        for node in self.nodes:
            for var in self.begins(node):
                self.model.departs[self.duty].append((var, self.start(node) - self.lead(node)))
            if node in self.home:
                self.model.ends[self.duty].append((self.home[node], self.start(node) + self.tail(node)))

    def ends(self, node: int) -> list[Var]:
        """The arcs with which a trip ends after a visit."""
        return [
            *([self.home[node]] if node in self.home else []),
            *(v for (a, _), v in self.via.items() if a == node),
        ]

    def begins(self, node: int) -> list[Var]:
        """The arcs with which a trip begins with a visit."""
        return self.model.begins[self.duty, self.visits[node]]

    def carry_tasks(self) -> None:
        """Number the visits of a trip, where there could be too many."""
        most = int(self.model.scope.program.duties.trip_tasks[self.duty])
        if most >= sum(self.counts):
            return
        counts = dict(zip(self.visits, self.counts, strict=True))
        rank = {
            visit: row
            for tour in self.tours
            for visit, row in zip(tour.visits, accumulate(counts[v] for v in tour.visits), strict=True)
        }
        position = [
            self.model.number(count, max(count, most), rank.get(visit, count))
            for visit, count in counts.items()
        ]
        for (a, b), var in self.then.items():
            self.model.cp.add(position[b] >= position[a] + self.counts[b]).only_enforce_if(var)
        if most < 1:
            tasks = [~self.served(node) for node in self.nodes if self.counts[node] and not self.remote[node]]
            self.model.cp.add_bool_and(*tasks)

    def carry_metres(self) -> None:
        """Add up the metres of a trip, where there could be too many."""
        most = int(self.model.scope.program.duties.trip_metres[self.duty])
        if most >= NO_CAP:
            return
        gone = self._metres_hinted()
        sofar = [0, *(self.model.number(0, most, gone[node]) for node in self.nodes)]
        for node in self.nodes:
            for var in self.begins(node):
                self.model.cp.add(sofar[node] >= self.metres[0][node]).only_enforce_if(var)
            for var in () if self.remote[node] else self.ends(node):
                self.model.cp.add(sofar[node] + self.metres[node][0] <= most).only_enforce_if(var)
        for (a, b), var in self.then.items():
            self.model.cp.add(sofar[b] >= sofar[a] + self.metres[a][b]).only_enforce_if(var)

    def _metres_hinted(self) -> dict[int, int]:
        node_of = {visit: node for node, visit in enumerate(self.visits)}
        gone = dict.fromkeys(self.nodes, 0)
        for tour in self.tours:
            here = total = 0
            for visit in tour.visits:
                total += self.metres[here][node_of[visit]]
                here = node_of[visit]
                gone[here] = total
        return gone

    def carry_departures(self) -> None:
        """Carry the departure of a trip, where its length is capped or summed."""
        scope = self.model.scope
        cap, counted = int(scope.program.duties.trip_seconds[self.duty]), self._seconds_counted()
        if cap >= NO_CAP and not counted:
            return
        cp = self.model.cp
        ready, end = scope.times[self.duty]
        left = {visit: tour.depart for tour in self.tours for visit in tour.visits}
        depart = [
            0,
            *(self.model.number(ready, max(ready, end), left.get(v, ready)) for v in self.visits[1:]),
        ]
        for (a, b), var in self.then.items():
            cp.add(depart[b] == depart[a]).only_enforce_if(var)
        for node in self.nodes:
            for var in self.begins(node):
                cp.add(depart[node] == self.start(node) - self.lead(node)).only_enforce_if(var)
            away = self.start(node) + self.tail(node) - depart[node]
            most = max(0, end - ready)
            spent = self._spent(node, most if self.remote[node] else min(cap, most)) if counted else None
            for var in self.ends(node):
                if not self.remote[node]:
                    cp.add(away <= cap).only_enforce_if(var)
                if spent is not None:
                    cp.add(spent >= away).only_enforce_if(var)

    def _seconds_counted(self) -> bool:
        program = self.model.scope.program
        counters = program.counters
        if int(program.duties.volunteer[self.duty]) in balanced(program):
            return True
        rows = (counters.kind == SECONDS).nonzero()[0].tolist()
        return any(self.duty in counters.duty[counters.ptr[row] : counters.ptr[row + 1]] for row in rows)

    def _spent(self, node: int, most: int) -> Var:
        """Make the time away of the trip that ends with a visit; 0 where none does."""
        ends = {tour.visits[-1]: tour.back - tour.depart for tour in self.tours}
        spent = self.model.number(0, most, ends.get(self.visits[node], 0))
        self.charge.sums[self.duty, SECONDS].add(spent, 1, most)
        return spent
