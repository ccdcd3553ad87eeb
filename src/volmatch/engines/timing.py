"""When things happen: times a given order of stops.

For a given order, a trip returns home as early as it can, and then leaves as late as that return allows
(model.md §4). Forward, each service starts as early as it may; backward, from the fixed return, each as
late as it may. Under a cap on the time away, the earliest return whose trip is short enough is found by
moving the departure up until it fits: every trip that fits departs at or after (earliest return − cap),
so nothing is skipped.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from copy import copy
from itertools import pairwise

from attrs import define, field

from volmatch.engines.loads import Holds
from volmatch.engines.solution import Tour
from volmatch.engines.ties.freeze import Frozen
from volmatch.engines.ties.links import Ties
from volmatch.program.arrays import NO_CAP, Program

__all__ = ["Timer"]

_NEVER = 1 << 60


@define
class Timer:
    """Times tours of a program.

    ``fixed`` holds the starts of visits on which others rely; ``spans`` narrows those of others: (first, last).
    """

    program: Program
    fixed: dict[int, int] = field(factory=dict)
    spans: dict[int, tuple[int, int]] = field(factory=dict)
    _low: list[int] = field(init=False)
    _high: list[int] = field(init=False)
    _ptr: list[int] = field(init=False)
    _place: list[int] = field(init=False)
    _setup: list[int] = field(init=False)
    _service: list[int] = field(init=False)
    _limit: dict[tuple[int, int], int] = field(init=False)
    _since: dict[tuple[int, int], int] = field(init=False)
    _holds: Holds = field(init=False)
    _frozen: Frozen = field(init=False)
    _offroute: list[int] = field(init=False)
    _fetch: list[int] = field(init=False)
    _ties: Ties = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Copy what is read most into lists, which Python reads faster than arrays."""
        visits = self.program.visits
        self._low, self._high, self._ptr = visits.low.tolist(), visits.high.tolist(), visits.ptr.tolist()
        self._place, self._setup = visits.place.tolist(), visits.setup.tolist()
        self._service = visits.service.tolist()
        self._holds = Holds.of(self.program)
        self._frozen = Frozen.of(self.program)
        self._offroute, self._fetch = visits.offroute.tolist(), visits.fetch.tolist()
        self._ties = Ties(self.program)
        pairs = self.program.candidates
        self._limit = {
            (int(pairs.visit[row]), int(pairs.duty[row])): int(pairs.limit[row])
            for row in (pairs.limit < NO_CAP).nonzero()[0]
        }
        self._since = {
            (int(pairs.visit[row]), int(pairs.duty[row])): int(pairs.since[row])
            for row in (pairs.since > -NO_CAP).nonzero()[0]
        }

    def first_start(self, visit: int, instant: int, duty: int = -1) -> int:
        """Give the first allowed start at or after an instant; a number beyond all time if there is none."""
        start = self._first_start(visit, max(instant, self._since.get((visit, duty), instant)))
        return start if start <= self._limit.get((visit, duty), _NEVER) else _NEVER

    def last_start(self, visit: int, instant: int, duty: int = -1) -> int:
        """Give the last allowed start at or before an instant; minus that number if there is none."""
        return self._last_start(visit, min(instant, self._limit.get((visit, duty), _NEVER)))

    def _first_start(self, visit: int, instant: int) -> int:
        fixed = self.fixed.get(visit)
        if fixed is not None:
            return fixed if fixed >= instant else _NEVER
        span = self.spans.get(visit)
        if span is not None:
            instant = max(instant, span[0])
        low, high = self._ptr[visit], self._ptr[visit + 1]
        place = bisect_left(self._high, instant, low, high)
        start = _NEVER if place == high else max(instant, self._low[place])
        return start if span is None or start <= span[1] else _NEVER

    def _last_start(self, visit: int, instant: int) -> int:
        fixed = self.fixed.get(visit)
        if fixed is not None:
            return fixed if fixed <= instant else -_NEVER
        span = self.spans.get(visit)
        if span is not None:
            instant = min(instant, span[1])
        low, high = self._ptr[visit], self._ptr[visit + 1]
        place = bisect_right(self._low, instant, low, high) - 1
        start = -_NEVER if place < low else min(instant, self._high[place])
        return start if span is None or start >= span[0] else -_NEVER

    def tour(self, duty: int, visits: Sequence[int], ready: int, end: int) -> Tour | None:
        """Time one trip that departs at ``ready`` or later and is home by ``end``; ``None`` where it cannot be.

        O(stops), times the tries under a cap on the time away.
        """
        duties, who = self.program.duties, int(self.program.duties.volunteer[duty])
        ready = self._frozen.ready(who, visits[0], ready)
        before, cap = int(duties.depart_before[duty]), int(duties.trip_seconds[duty])
        if not self._frozen.allows(who, visits):
            return None
        if self._offroute[visits[0]]:
            ways, setups, cap = [(0, 0), (0, 0)], [0], NO_CAP
        else:
            if not self._may_be_a_trip(duty, visits):
                return None
            ways = self._ways(duty, visits)
            setups = self._setups(int(duties.home[duty]), visits)
            if sum(metres for _, metres in ways) > duties.trip_metres[duty]:
                return None
        while True:
            starts, back = self._forward(duty, visits, ways, setups, ready)
            if back > end:
                return None
            last = before - 1 + ways[0][0] + setups[0]
            starts = self._backward(duty, visits, ways, setups, starts, last)
            depart = starts[0] - setups[0] - ways[0][0]
            if depart < ready:
                return None
            if back - depart <= cap:
                return Tour(duty, depart, tuple(visits), tuple(starts), back)
            if back - cap <= ready:
                return None
            ready = back - cap

    def _may_be_a_trip(self, duty: int, visits: Sequence[int]) -> bool:
        """Whether the stops of a trip are few enough, fetched before they are needed, and can all be carried."""
        if any(self._offroute[visit] for visit in visits):
            return False
        tasks = len(visits) - sum([self._fetch[visit] for visit in visits])
        if tasks > self.program.duties.trip_tasks[duty]:
            return False
        fetches = self._ties.fetches
        if fetches:
            for row, visit in enumerate(visits):
                if any(first not in visits[:row] for first in fetches.get(visit, ())):
                    return False
                if self._fetch[visit] and self._ties.fetched_for[visit] not in visits[row:]:
                    return False
        return self._holds.fit(duty, visits)

    def _ways(self, duty: int, visits: Sequence[int]) -> list[tuple[int, int]]:
        duties, leg = self.program.duties, self.program.travel.leg
        home, mode = int(duties.home[duty]), int(duties.mode[duty])
        places = [home, *(self._place[visit] for visit in visits), home]
        return [leg(mode, a, b) for a, b in pairwise(places)]

    def _setups(self, home: int, visits: Sequence[int]) -> list[int]:
        setups, here = [], home
        for visit in visits:
            there = self._place[visit]
            setups.append(0 if there in (here, home) else self._setup[visit])
            here = there
        return setups

    def _forward(
        self,
        duty: int,
        visits: Sequence[int],
        ways: Sequence[tuple[int, int]],
        setups: Sequence[int],
        ready: int,
    ) -> tuple[list[int], int]:
        now, starts = ready, []
        for visit, way, setup in zip(visits, ways, setups, strict=False):
            start = self.first_start(visit, now + way[0] + setup, duty)
            starts.append(start)
            now = start + self._service[visit]
        return starts, now + ways[-1][0]

    def _backward(
        self,
        duty: int,
        visits: Sequence[int],
        ways: Sequence[tuple[int, int]],
        setups: Sequence[int],
        starts: list[int],
        last_of_first: int,
    ) -> list[int]:
        """Move all but the last start as late as the next one allows, the first not beyond its own limit."""
        late = list(starts)
        for row in range(len(visits) - 1, -1, -1):
            limit = late[row]
            if row < len(visits) - 1:
                limit = late[row + 1] - setups[row + 1] - ways[row + 1][0] - self._service[visits[row]]
            if row == 0:
                limit = min(limit, last_of_first)
            late[row] = self.last_start(visits[row], limit, duty)
        return late

    def trips(self, duty: int, trips: Sequence[Sequence[int]], ready: int, end: int) -> list[Tour] | None:
        """Time the trips of a duty one after another; ``None`` where they do not fit."""
        tours: list[Tour] = []
        for visits in trips:
            tour = self.tour(duty, visits, ready, end)
            if tour is None:
                return None
            tours.append(tour)
            ready = tour.back
        return tours

    def with_fixed(self, starts: Mapping[int, int]) -> Timer:
        """Give a timer in which other visits are fixed; it shares the tables of this one."""
        twin = copy(self)
        twin.fixed = dict(starts)
        return twin

    def with_spans(self, spans: Mapping[int, tuple[int, int]]) -> Timer:
        """Give a timer in which visits start within other spans; it shares the tables of this one."""
        twin = copy(self)
        twin.spans = dict(spans)
        return twin
