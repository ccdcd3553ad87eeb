"""The brute-force oracle: every plan of a tiny problem, judged by `verify` and `score` alone.

It knows no program and no engine. For each volunteer it lays out every way to serve any of the tasks: each sequence, cut
into trips in each way, at each start on the grid; `verify` judges each lay-out as a plan of its own, and `score` says what
it costs. Then the volunteers' lay-outs are joined: enough people on each task, all at one start. Only the rules
``staffing`` and ``pinned`` speak of several people, so only they are judged on the joined plan instead.

What makes the times finite, and why nothing is lost:

* With every way, setup, duration, window, offer and cap a multiple of the grid, what must hold of the starts are
  differences bounded by multiples of the grid, so if any starts will do, some on the grid do. With windows as long
  as the service there is no choice of starts at all.
* For given starts, a trip leaves home exactly when its first service demands, and returns at once. Waiting before
  the first stop could only help where a cap by the day is evaded by leaving before midnight; the library's engines never do
  that either (program/arrays.py). `early=True` tries earlier departures too; a test of its own shows
  that without caps by the day nothing is gained.

Prefixes that cannot be timed (home too late, outside every offer) are dropped by a necessary condition before
`verify` is asked; ``prune=False`` asks it about all of them.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, permutations, product

import numpy as np
from attrs import define, field

from volmatch.domain.plan import Plan, Stop, Trip
from volmatch.domain.task import PRIORITIES
from volmatch.verifier import score, verify

__all__ = ["Layout", "Optimum", "Oracle", "flat"]

OF_SEVERAL = ("staffing", "pinned")
"""The rules that speak of several people, or of what is missing."""


def flat(levels):
    """Give levels as one vector: eight numbers of coverage, then one each."""
    return (*levels[0].value, *(level.value for level in levels[1:]))


@define(frozen=True)
class Layout:
    """What one volunteer might do: trips, what the levels below coverage charge, and (task, start) of every service."""

    trips: tuple
    cost: tuple
    services: tuple


@define(frozen=True)
class Optimum:
    """The best value, a plan that has it, and how many joined plans were looked at."""

    value: tuple
    plan: Plan
    looked_at: int


@define
class Oracle:
    """Everything about one problem without pins; pins are asked about afterwards."""

    problem: object
    grid: int
    prune: bool = True
    early: bool = False
    started: frozenset = frozenset()
    """Tasks whose start is pinned."""
    _layouts: dict = field(factory=dict)

    # what one volunteer might do

    def layouts(self, volunteer):
        """Give every lay-out of a volunteer that no rule for one person breaks; the cheapest of those alike first.

        Of lay-outs that serve the same tasks at the same starts (of tasks for several people, or pinned; other starts
        concern nobody) one of the least cost is kept.
        """
        if volunteer.id not in self._layouts:
            self._layouts[volunteer.id] = self._lay_out(volunteer)
        return self._layouts[volunteer.id]

    def _lay_out(self, volunteer):
        tasks = [task.id for task in self.problem.effective_tasks]
        ways = [()]
        for count in range(1, len(tasks) + 1):
            for chosen in combinations(tasks, count):
                for order in permutations(chosen):
                    ways += [_cut(order, cuts) for cuts in product((False, True), repeat=count - 1)]
        priced = sorted(((self._cost(volunteer, way), way) for way in ways), key=lambda pair: pair[0])
        known = {}
        for cost, way in priced:
            for trips in self._timed(volunteer, way):
                services = tuple(sorted((stop.task, stop.start) for trip in trips for stop in trip.stops))
                key = frozenset((name, start if self._matters(name) else None) for name, start in services)
                if key not in known and self._allowed(trips):
                    known[key] = Layout(trips, cost, services)
        return known

    def _matters(self, task):
        return self.problem.task(task).people.target > 1 or task in self.started

    def _allowed(self, trips):
        plan = self.plan(trips)
        return all(found.rule in OF_SEVERAL for found in verify(self.problem, plan))

    def _cost(self, volunteer, way):
        """Price a way by `score`: what the levels below coverage charge does not depend on the times."""
        trips = [
            Trip(
                volunteer=volunteer.id,
                depart=0,
                return_=0,
                stops=[Stop(task=name, arrive=0, start=0, end=0) for name in names],
            )
            for names in way
        ]
        return tuple(level.value for level in score(self.problem, self.plan(trips))[1:])

    def plan(self, trips):
        """Make a plan of trips."""
        return Plan(problem=self.problem.name, clock=self.problem.clock, trips=tuple(trips))

    def starts(self, name):
        """Give the starts of a task that are tried: the grid within its windows, and their beginnings."""
        task = self.problem.task(name)
        last = {}
        for window in task.windows:
            first = -(-window.start // self.grid) * self.grid
            for start in {window.start, *range(first, window.end + 1, self.grid)}:
                if start + task.duration_seconds <= window.end:
                    last[start] = None
        return sorted(last)

    def _timed(self, volunteer, way):
        """Give every timing of a way, as tuples of trips, earliest starts first."""
        home, mode = self.problem.place(volunteer.home), self.problem.mode(volunteer)
        yield from self._extend(volunteer, home, mode, list(way), (), None)

    def _extend(self, volunteer, home, mode, way, done, free):
        if not way:
            yield done
            return
        for starts in self._trip_starts(home, mode, way[0], (), None, free):
            for trip in self._trips(volunteer, home, mode, way[0], starts, free):
                if not self.prune or any(
                    o.start <= trip.depart and trip.return_ <= o.end for o in volunteer.available
                ):
                    yield from self._extend(volunteer, home, mode, way[1:], (*done, trip), trip.return_)

    def _trip_starts(self, home, mode, names, starts, now, free):
        """Give the starts of one trip, stop by stop."""
        if len(starts) == len(names):
            yield starts
            return
        row = len(starts)
        here = self._place(names[row - 1]) if row else home
        there = self._place(names[row])
        lead = self._way(mode, here, there) + self._setup(here, there, home)
        ready = now if row else free
        for start in self.starts(names[row]):
            if self.prune and ready is not None and start - lead < ready:
                continue
            end = start + self.problem.task(names[row]).duration_seconds
            yield from self._trip_starts(home, mode, names, (*starts, start), end, free)

    def _trips(self, volunteer, home, mode, names, starts, free):
        stops, here, now = [], home, None
        for name, start in zip(names, starts, strict=True):
            there = self._place(name)
            way = self._way(mode, here, there)
            arrive = start - self._setup(here, there, home) if now is None else now + way
            if now is None:
                depart = arrive - way
            now, here = start + self.problem.task(name).duration_seconds, there
            stops.append(Stop(task=name, arrive=arrive, start=start, end=now))
        back = now + self._way(mode, here, home)
        yield Trip(volunteer=volunteer.id, depart=depart, return_=back, stops=stops)
        if self.early:
            for offer in volunteer.available:
                if not offer.start <= depart <= back <= offer.end:
                    continue
                earlier = max(offer.start, free if free is not None else offer.start)
                for instant in sorted({earlier, *self._midnights(earlier, depart)}):
                    if earlier <= instant < depart:
                        yield Trip(volunteer=volunteer.id, depart=instant, return_=back, stops=stops)

    def _midnights(self, first, last):
        clock = self.problem.clock
        for day in range(clock.day(first), clock.day(last) + 1):
            yield from (clock.midnight(day) - 1, clock.midnight(day))

    def _place(self, name):
        return self.problem.place(self.problem.task(name).location)

    def _way(self, mode, here, there):
        return int(self.problem.network.seconds(mode, np.array([here]), np.array([there]))[0])

    def _setup(self, here, there, home):
        return 0 if there in (here, home) else self.problem.locations[there].setup_seconds

    # what all of them might do

    def optimum(self, pins=()):
        """Give the best plan of all that keep every rule and the pins, or ``None`` where there is none.

        ``pins`` are mappings with ``volunteer``, ``task`` and perhaps ``start``.
        """
        self._pin({pin["task"] for pin in pins if pin.get("start") is not None})
        choices = [self._keeping(volunteer, pins) for volunteer in self.problem.volunteers]
        levels = len(score(self.problem, self.plan(()))) - 1
        best = Best(self)
        self._join(choices, 0, {}, (0,) * levels, [], best)
        if best.value is None:
            return None
        plan = self.plan([trip for layout in best.chosen for trip in layout.trips])
        assert flat(score(self.problem, plan)) == best.value, "the levels do not add up over the volunteers"
        assert not verify(self.problem, plan), "a joined plan broke a rule of one person"
        return Optimum(best.value, plan, best.looked_at)

    def _pin(self, started):
        if not started <= self.started:
            self.started = frozenset(started)
            self._layouts.clear()

    def _keeping(self, volunteer, pins):
        """Give the lay-outs of a volunteer that keep the pins; cheapest first."""
        mine = [pin for pin in pins if pin["volunteer"] == volunteer.id]
        kept = [layout for layout in self.layouts(volunteer).values() if _keeps(layout, mine)]
        return sorted(kept, key=lambda layout: layout.cost)

    def _join(self, choices, row, crews, cost, chosen, best):
        """Try every combination; a crew that is too large or comes at two starts is cut short."""
        if row == len(choices):
            best.offer(crews, cost, chosen)
            return
        for layout in choices[row]:
            joined = self._with(crews, layout)
            if joined is not None:
                total = tuple(a + b for a, b in zip(cost, layout.cost, strict=True))
                self._join(choices, row + 1, joined, total, [*chosen, layout], best)

    def _with(self, crews, layout):
        joined = dict(crews)
        for name, start in layout.services:
            count, known = joined.get(name, (0, start))
            if (count and known != start) or count >= self.problem.task(name).people.target:
                return None
            joined[name] = count + 1, start
        return joined

    def coverage(self, crews):
        """Say the eight numbers of coverage (model.md §6) for so many people by task; ``None`` where a crew is too small."""
        value = [0] * 8
        for task in self.problem.effective_tasks:
            rank, people = PRIORITIES.index(task.priority), crews.get(task.id, (0, 0))[0]
            if 0 < people < task.people.min:
                return None
            if people:
                value[4 + rank] += task.weight * (task.people.target - people)
            else:
                value[rank] += task.weight
        return tuple(value)

    # every plan, for tests that look at all of them

    def plans(self):
        """Give every joined plan that keeps all rules, one for each kind of lay-out."""
        choices = [self._keeping(volunteer, ()) for volunteer in self.problem.volunteers]
        for some in product(*choices):
            crews = {}
            for layout in some:
                crews = self._with(crews, layout) if crews is not None else None
            if crews is not None and self.coverage(crews) is not None:
                yield self.plan([trip for layout in some for trip in layout.trips])


@define
class Best:
    """The best joined plan so far."""

    oracle: Oracle
    value: tuple | None = None
    chosen: list = field(factory=list)
    looked_at: int = 0
    _known: dict = field(factory=dict)

    def offer(self, crews, cost, chosen):
        """Look at one joined plan."""
        key = tuple(sorted((name, count) for name, (count, _) in crews.items()))
        if key not in self._known:
            self._known[key] = self.oracle.coverage(crews)
        coverage = self._known[key]
        if coverage is None:
            return
        self.looked_at += 1
        value = (*coverage, *cost)
        if self.value is None or value < self.value:
            self.value, self.chosen = value, chosen


def _cut(order, cuts):
    trips = [[order[0]]]
    for name, cut in zip(order[1:], cuts, strict=True):
        if cut:
            trips.append([name])
        else:
            trips[-1].append(name)
    return tuple(tuple(trip) for trip in trips)


def _keeps(layout, pins):
    starts = defaultdict(set)
    for name, start in layout.services:
        starts[name].add(start)
    return all(
        pin["task"] in starts and (pin.get("start") is None or pin["start"] in starts[pin["task"]])
        for pin in pins
    )
