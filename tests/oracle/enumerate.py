"""The brute-force oracle: every plan of a tiny problem, judged by `verify` and `score` alone.

It knows no program and no engine. For each volunteer it lays out every way to serve any of the tasks: each sequence of
services and pickups, cut into trips and remote services in each way, at each start on the grid; `verify` judges each
lay-out as a plan of its own, and `score` says what it costs. Then the volunteers' lay-outs are joined: enough people on
each task, all at one start. The rules of `OF_SEVERAL` speak of several people, or of what is missing, so they are judged
on the joined plans instead; `verify` looks at these, cheapest first, until one keeps every rule.

What makes the times finite, and why nothing is lost:

* With every way, setup, duration, window, offer, gap, rest and cap a multiple of the grid, what must hold of the starts
  are differences bounded by multiples of the grid, so if any starts will do, some on the grid do. What is paid for times is
  piecewise linear between points of the grid, but for fairness, and for stability beside it: they are only drawn where no
  start of one person depends on another's, or where windows are as long as the service and there is no choice of starts at all.
* For given starts, a trip leaves home exactly when its first service demands, and returns at once. Waiting before
  the first stop could only help where a cap by the day is evaded by leaving before midnight; the library's engines never do
  that either (program/arrays.py). `early=True` tries earlier departures too; a test of its own shows
  that without caps by the day nothing is gained.
* Of lay-outs that differ in nothing that concerns others one is kept: the tasks, the starts of those that others wait for
  or join, and how many trips and services depart on each day where a stock is shared.

Prefixes that cannot be timed (home too late, outside every offer) are dropped by a necessary condition before
`verify` is asked; ``prune=False`` asks it about all of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
from attrs import define, field

from volmatch.domain.clock import Interval
from volmatch.domain.plan import Plan, RemoteService, Stop, Trip
from volmatch.domain.task import PRIORITIES
from volmatch.verifier import score, verify

__all__ = ["Layout", "Optimum", "Oracle", "flat"]

OF_SEVERAL = ("staffing", "pinned", "order", "companions")
"""The rules that speak of several people, or of what is missing."""

TIMED = {"lateness", "fairness", "stability"}
"""The objectives that look at times."""


def flat(levels):
    """Give levels as one vector: eight numbers of coverage, then one each."""
    return (*levels[0].value, *(level.value for level in levels[1:]))


@define(frozen=True)
class Layout:
    """What one volunteer might do: trips and remote services, what the levels below coverage charge more than for nothing,
    and (task, start) of every service.
    """

    rows: tuple
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
    _tied: frozenset = field(init=False)
    _is_timed: bool = field(init=False)
    _nothing: tuple = field(init=False)

    def __attrs_post_init__(self):
        tasks = self.problem.effective_tasks
        waited_for = {before.task for task in tasks for before in task.after}
        self._tied = frozenset(
            task.id for task in tasks if task.people.target > 1 or task.after or task.id in waited_for
        )
        names = [
            name for said in self.problem.objectives for name in ([said] if isinstance(said, str) else said)
        ]
        self._is_timed = not TIMED.isdisjoint(names)
        self._nothing = self._below(())

    # what one volunteer might do

    def layouts(self, volunteer):
        """Give every lay-out of a volunteer that no rule for one person breaks; the cheapest of those alike first.

        Of lay-outs that are alike to everybody else (`_key`) one of the least cost is kept.
        """
        if volunteer.id not in self._layouts:
            self._layouts[volunteer.id] = self._lay_out(volunteer)
        return self._layouts[volunteer.id]

    def _lay_out(self, volunteer):
        priced = [(self._cost(volunteer, way), way) for way in self.ways()]
        if not self._is_timed:
            priced.sort(key=lambda pair: pair[0])
        known = {}
        for cost, way in priced:
            for rows in self._timed(volunteer, way):
                key = self._key(rows)
                if self._is_timed:
                    cost = self._charged(rows)
                if (key not in known or cost < known[key].cost) and self._allowed(volunteer, rows):
                    known[key] = Layout(rows, cost, _services(rows))
        return known

    def ways(self):
        """Give every way to serve some tasks: blocks of (task, kind), each a trip or a remote service."""
        tasks = self.problem.effective_tasks
        ways = []
        for count in range(len(tasks) + 1):
            for chosen in combinations(tasks, count):
                items = [(task.id, "service") for task in chosen]
                items += [
                    (task.id, "pickup") for task in chosen if task.pickup is not None and not task.remote
                ]
                ways += self._blocks(items, ())
        return ways

    def _blocks(self, items, blocks):
        """Go on with a new trip, or with the trip at hand; what is fetched is brought before the trip ends."""
        fetched = [name for name, kind in blocks[-1] if kind == "pickup"] if blocks else []
        brought = [name for name, kind in blocks[-1] if kind == "service"] if blocks else []
        owed = set(fetched) - set(brought)
        if not items:
            yield from () if owed else (blocks,)
            return
        for row, (name, kind) in enumerate(items):
            rest, task = items[:row] + items[row + 1 :], self.problem.task(name)
            needs = kind == "service" and task.pickup is not None and not task.remote
            if not owed and not needs:
                yield from self._blocks(rest, (*blocks, ((name, kind),)))
            goes_on = blocks and not task.remote and not self.problem.task(blocks[-1][0][0]).remote
            if goes_on and (not needs or name in owed):
                yield from self._blocks(rest, (*blocks[:-1], (*blocks[-1], (name, kind))))

    def _key(self, rows):
        """Say of a lay-out all that can concern others."""
        tied = self._tied | self.started
        services = frozenset((name, start if name in tied else None) for name, start in _services(rows))
        if "supplies" not in self.problem.rules:
            return services
        used = Counter()
        for trip in rows:
            if isinstance(trip, Trip):
                used[self.problem.clock.day(trip.depart), "trips"] += 1
                used[self.problem.clock.day(trip.depart), "tasks"] += sum(
                    s.kind == "service" for s in trip.stops
                )
        return services, tuple(sorted(used.items()))

    def _allowed(self, volunteer, rows):
        """Tell whether the rules for one person are kept, and the others as far as this person alone breaks them."""
        return all(
            found.rule in OF_SEVERAL and not (found.rule == "pinned" and found.subjects[0] == volunteer.id)
            for found in verify(self.problem, self.plan(rows))
        )

    def _cost(self, volunteer, way):
        """Price a way by `score`: where no level looks at times, any will do."""
        if self._is_timed:
            return ()
        rows = []
        for block in way:
            name = block[0][0]
            if self.problem.task(name).remote:
                rows.append(RemoteService(volunteer=volunteer.id, task=name, start=0, end=0))
                continue
            stops = [Stop(task=name, kind=kind, arrive=0, start=0, end=0) for name, kind in block]
            rows.append(Trip(volunteer=volunteer.id, depart=0, return_=0, stops=stops))
        return self._charged(tuple(rows))

    def _below(self, rows):
        return tuple(level.value for level in score(self.problem, self.plan(rows))[1:])

    def _charged(self, rows):
        """Say what the levels below coverage charge for some rows alone, beyond what they charge for nothing."""
        return tuple(a - b for a, b in zip(self._below(rows), self._nothing, strict=True))

    def plan(self, rows):
        """Make a plan of trips and remote services."""
        return Plan(
            problem=self.problem.name,
            clock=self.problem.clock,
            trips=[row for row in rows if isinstance(row, Trip)],
            remote=[row for row in rows if isinstance(row, RemoteService)],
        )

    def starts(self, name, kind="service"):
        """Give the starts of a stop that are tried: the grid within its windows, and their beginnings."""
        task = self.problem.task(name)
        windows = task.windows if kind == "service" else task.pickup.windows
        if not windows:  # fetched at any time; the service ends it
            windows = [Interval(self._first(), max(window.end for window in task.windows))]
        last = {}
        for window in windows:
            first = -(-window.start // self.grid) * self.grid
            for start in {window.start, *range(first, window.end + 1, self.grid)}:
                if start + self._length(name, kind) <= window.end:
                    last[start] = None
        return sorted(last)

    def _first(self):
        return min((offer.start for one in self.problem.volunteers for offer in one.available), default=0)

    def _length(self, name, kind):
        task = self.problem.task(name)
        return task.duration_seconds if kind == "service" else task.pickup.seconds

    def _timed(self, volunteer, way):
        """Give every timing of a way, as tuples of trips and remote services, earliest starts first."""
        home, mode = self.problem.place(volunteer.home), self.problem.mode(volunteer)
        yield from self._extend(volunteer, home, mode, list(way), (), None)

    def _extend(self, volunteer, home, mode, way, done, free):
        if not way:
            yield done
            return
        name = way[0][0][0]
        if self.problem.task(name).remote:
            for start in self.starts(name):
                end = start + self._length(name, "service")
                row = RemoteService(volunteer=volunteer.id, task=name, start=start, end=end)
                if not self.prune or (
                    self._offered(volunteer, start, end) and (free is None or start >= free)
                ):
                    yield from self._extend(volunteer, home, mode, way[1:], (*done, row), end)
            return
        for starts in self._trip_starts(home, mode, way[0], (), None, free):
            for trip in self._trips(volunteer, home, mode, way[0], starts, free):
                if not self.prune or self._offered(volunteer, trip.depart, trip.return_):
                    yield from self._extend(volunteer, home, mode, way[1:], (*done, trip), trip.return_)

    def _offered(self, volunteer, start, end):
        return any(offer.start <= start and end <= offer.end for offer in volunteer.available)

    def _trip_starts(self, home, mode, stops, starts, now, free):
        """Give the starts of one trip, stop by stop."""
        if len(starts) == len(stops):
            yield starts
            return
        row = len(starts)
        here = self._place(*stops[row - 1]) if row else home
        there = self._place(*stops[row])
        lead = self._way(mode, here, there) + self._setup(here, there, home)
        ready = now if row else free
        for start in self.starts(*stops[row]):
            if self.prune and ready is not None and start - lead < ready:
                continue
            end = start + self._length(*stops[row])
            yield from self._trip_starts(home, mode, stops, (*starts, start), end, free)

    def _trips(self, volunteer, home, mode, way, starts, free):
        stops, here, now = [], home, None
        for (name, kind), start in zip(way, starts, strict=True):
            there = self._place(name, kind)
            seconds = self._way(mode, here, there)
            arrive = start - self._setup(here, there, home) if now is None else now + seconds
            if now is None:
                depart = arrive - seconds
            now, here = start + self._length(name, kind), there
            stops.append(Stop(task=name, kind=kind, arrive=arrive, start=start, end=now))
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

    def _place(self, name, kind):
        task = self.problem.task(name)
        return self.problem.place(task.location if kind == "service" else task.pickup.location)

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
        joined = []
        for crews, some in self._joined(
            [self._keeping(volunteer, pins) for volunteer in self.problem.volunteers]
        ):
            coverage = self.coverage(crews)
            if coverage is not None:
                joined.append(((*coverage, *self._together(crews, some)), len(joined), some))
        for value, _, some in sorted(joined, key=lambda one: one[:2]):
            plan = self._plan_of(some)
            if verify(self.problem, plan):
                continue
            assert flat(score(self.problem, plan)) == value, "the levels do not add up over the volunteers"
            return Optimum(value, plan, len(joined))
        return None

    def _plan_of(self, some):
        return self.plan([row for layout in some for row in layout.rows])

    def _together(self, crews, some):
        """Add up what the levels below coverage charge; what is paid once for a team is looked at anew."""
        if any(crews[name][0] > 1 and self.problem.task(name).preferred for name in crews):
            return self._below([row for layout in some for row in layout.rows])
        return tuple(sum(part) for part in zip(self._nothing, *(layout.cost for layout in some), strict=True))

    def _pin(self, started):
        if not started <= self.started:
            self.started = frozenset(started)
            self._layouts.clear()

    def _keeping(self, volunteer, pins):
        """Give the lay-outs of a volunteer that keep the pins; cheapest first."""
        mine = [pin for pin in pins if pin["volunteer"] == volunteer.id]
        kept = [layout for layout in self.layouts(volunteer).values() if _keeps(layout, mine)]
        return sorted(kept, key=lambda layout: layout.cost)

    def _joined(self, choices, crews=None, some=()):
        """Give every combination; a crew that is too large or comes at two starts is cut short."""
        crews = crews or {}
        if len(some) == len(choices):
            yield crews, some
            return
        for layout in choices[len(some)]:
            joined = self._with(crews, layout)
            if joined is not None:
                yield from self._joined(choices, joined, (*some, layout))

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
        for crews, some in self._joined(
            [self._keeping(volunteer, ()) for volunteer in self.problem.volunteers]
        ):
            if self.coverage(crews) is not None and not verify(self.problem, self._plan_of(some)):
                yield self._plan_of(some)


def _services(rows):
    """Give (task, start) of every service, sorted."""
    services = [(row.task, row.start) for row in rows if isinstance(row, RemoteService)]
    for trip in rows:
        if isinstance(trip, Trip):
            services += [(stop.task, stop.start) for stop in trip.stops if stop.kind == "service"]
    return tuple(sorted(services))


def _keeps(layout, pins):
    starts = defaultdict(set)
    for name, start in layout.services:
        starts[name].add(start)
    return all(
        pin["task"] in starts and (pin.get("start") is None or pin["start"] in starts[pin["task"]])
        for pin in pins
    )
