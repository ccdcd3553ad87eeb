"""Where a visit could stand among the tours of a duty, and what the way costs there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from attrs import define

from volmatch.engines.solution import pair_of
from volmatch.engines.ties.links import Ties
from volmatch.program.arrays import Program

__all__ = ["Places"]

Trips: TypeAlias = list[list[int]]
Place: TypeAlias = tuple[tuple[int, ...], Trips]
"""What it adds to each level, and the tours with it."""


@define
class Places:
    """Lists the places of visits; times and caps are not looked at."""

    program: Program
    ties: Ties

    def of(self, visit: int, duty: int, trips: Trips) -> Iterator[Place]:
        """Give the places for a visit: a tour of its own anywhere between, or anywhere in a trip. O(stops)."""
        fetches = self.ties.fetches.get(visit, ())
        if fetches:
            yield from self._with_fetching(visit, fetches, duty, trips)
            return
        own = self._own(visit, duty)
        if self.program.visits.offroute[visit]:
            for row in range(len(trips) + 1):
                yield self._cost(own, (0, 0), 0), [*trips[:row], [visit], *trips[row:]]
            return
        for row in range(len(trips) + 1):
            yield self._cost(own, self._way(duty, [visit]), 1), [*trips[:row], [visit], *trips[row:]]
        most = int(self.program.duties.trip_tasks[duty])
        for row, stops in enumerate(trips):
            if self._tasks(stops) >= most or self.program.visits.offroute[stops[0]]:
                continue
            for spot in range(len(stops) + 1):
                longer = [*stops[:spot], visit, *stops[spot:]]
                added = self._detour(duty, stops, spot, visit)
                yield self._cost(own, added, 0), [*trips[:row], longer, *trips[row + 1 :]]

    def _with_fetching(self, visit: int, fetches: Sequence[int], duty: int, trips: Trips) -> Iterator[Place]:
        """Give the places for a visit and what is fetched for it before, in this order. O(stops²) for one fetching."""
        both = [self._own(each, duty) for each in (visit, *fetches)]
        own = tuple(sum(amounts) for amounts in zip(*both, strict=True))
        alone = [*fetches, visit]
        for row in range(len(trips) + 1):
            yield self._cost(own, self._way(duty, alone), 1), [*trips[:row], alone, *trips[row:]]
        most = int(self.program.duties.trip_tasks[duty])
        for row, stops in enumerate(trips):
            if self._tasks(stops) >= most or self.program.visits.offroute[stops[0]]:
                continue
            before = self._way(duty, stops)
            for longer in _merged(stops, alone):
                after = self._way(duty, longer)
                added = after[0] - before[0], after[1] - before[1]
                yield self._cost(own, added, 0), [*trips[:row], longer, *trips[row + 1 :]]

    def _tasks(self, stops: Sequence[int]) -> int:
        return len(stops) - sum(int(self.program.visits.fetch[stop]) for stop in stops)

    def _way(self, duty: int, stops: Sequence[int]) -> tuple[int, int]:
        duties, leg, place = self.program.duties, self.program.travel.leg, self.program.visits.place
        here = home = int(duties.home[duty])
        mode, seconds, metres = int(duties.mode[duty]), 0, 0
        for there in [*(int(place[stop]) for stop in stops), home]:
            way = leg(mode, here, there)
            seconds, metres, here = seconds + way[0], metres + way[1], there
        return seconds, metres

    def _detour(self, duty: int, stops: Sequence[int], spot: int, visit: int) -> tuple[int, int]:
        """Give the seconds and metres that a visit adds between two stops."""
        duties, leg, place = self.program.duties, self.program.travel.leg, self.program.visits.place
        home, mode, here = int(duties.home[duty]), int(duties.mode[duty]), int(place[visit])
        before = int(place[stops[spot - 1]]) if spot else home
        after = int(place[stops[spot]]) if spot < len(stops) else home
        one, two, gone = leg(mode, before, here), leg(mode, here, after), leg(mode, before, after)
        return one[0] + two[0] - gone[0], one[1] + two[1] - gone[1]

    def _own(self, visit: int, duty: int) -> tuple[int, ...]:
        """Give what the pair costs by itself, by level."""
        pair = pair_of(self.program, visit, duty)
        return tuple(int(level.pair[pair]) if len(level.pair) else 0 for level in self.program.levels)

    def _cost(self, own: tuple[int, ...], added: tuple[int, int], trips: int) -> tuple[int, ...]:
        return tuple(
            level.per_second * added[0] + level.per_metre * added[1] + level.per_trip * trips + amount
            for level, amount in zip(self.program.levels, own, strict=True)
        )


def _merged(stops: Sequence[int], others: Sequence[int]) -> Iterator[list[int]]:
    """Give every way to stand some stops among others, both in their order."""
    if not others:
        yield list(stops)
        return
    for spot in range(len(stops) + 1):
        for rest in _merged(stops[spot:], others[1:]):
            yield [*stops[:spot], others[0], *rest]
