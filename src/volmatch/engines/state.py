"""A solution in the making: trips of each duty, what counters hold, and where a visit fits best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
from attrs import define, field, frozen

from volmatch.engines.solution import Solution, Tour, pair_of, tour_legs
from volmatch.engines.timing import Timer
from volmatch.program.arrays import Program

__all__ = ["Insertion", "State"]

Trips: TypeAlias = list[list[int]]


@frozen
class Insertion:
    """A way to serve a visit by a duty: what it adds to each level, and the duty's trips with it."""

    cost: tuple[int, ...]
    duty: int
    visit: int
    tours: tuple[Tour, ...]

    @property
    def start(self) -> int:
        """When the visit starts."""
        return next(t.starts[t.visits.index(self.visit)] for t in self.tours if self.visit in t.visits)


@define
class State:
    """Trips by duty, and the sums that counters cap.

    Parameters
    ----------
    program
        What must be kept.
    timer
        Times trips; holds the starts of visits that several people serve.
    """

    program: Program
    timer: Timer
    tours: dict[int, tuple[Tour, ...]] = field(factory=dict)
    people: dict[int, list[int]] = field(factory=dict)
    """The duties that serve each visit."""
    _used: list[int] = field(init=False)
    _counters: list[list[int]] = field(init=False)
    _preceding: list[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Index the counters by duty."""
        program = self.program
        counters = program.counters
        self._used = [0] * len(counters)
        self._counters = [[] for _ in range(len(program.duties))]
        for counter in range(len(counters)):
            for duty in counters.duty[counters.ptr[counter] : counters.ptr[counter + 1]].tolist():
                self._counters[duty].append(counter)
        self._preceding = [-1] * len(program.duties)
        for duty, following in enumerate(program.duties.following.tolist()):
            if following >= 0:
                self._preceding[following] = duty

    @classmethod
    def holding(cls, program: Program, tours: Sequence[Tour]) -> State:
        """Make a state of the tours of a solution; visits of several people keep their starts."""
        state = cls(program, Timer(program))
        grouped = Solution.of(tours)
        for visit, crew in grouped.crews.items():
            if program.visits.target[visit] > 1:
                state.timer.fixed[visit] = crew[0][1]
        for duty, some in grouped.by_duty.items():
            state.put(duty, tuple(some))
        return state

    def put(self, duty: int, tours: tuple[Tour, ...]) -> None:
        """Let a duty make these trips instead of those it has."""
        for sign, some in ((-1, self.tours.get(duty, ())), (1, tours)):
            for counter, amount in self._amounts(duty, some):
                self._used[counter] += sign * amount
            for tour in some:
                for visit in tour.visits:
                    crew = self.people.setdefault(visit, [])
                    if sign < 0:
                        crew.remove(duty)
                    else:
                        crew.append(duty)
        if tours:
            self.tours[duty] = tours
        else:
            self.tours.pop(duty, None)

    def _amounts(self, duty: int, tours: Sequence[Tour]) -> Iterator[tuple[int, int]]:
        if not self._counters[duty] or not tours:
            return
        kinds = self.program.counters.kind
        metres = sum(tour_legs(self.program, tour)[1] for tour in tours)
        sums = (len(tours), sum(t.back - t.depart for t in tours), metres, sum(len(t.visits) for t in tours))
        for counter in self._counters[duty]:
            yield counter, sums[kinds[counter]]

    def fits(self, duty: int, tours: Sequence[Tour]) -> bool:
        """Whether the counters allow a duty to make these trips instead of those it has."""
        before = dict(self._amounts(duty, self.tours.get(duty, ())))
        caps = self.program.counters.cap
        return all(
            self._used[counter] - before.get(counter, 0) + amount <= caps[counter]
            for counter, amount in self._amounts(duty, tours)
        )

    def bounds(self, duty: int) -> tuple[int, int]:
        """Give the instants between which the trips of a duty lie, with those of its neighbours as they are."""
        duties = self.program.duties
        ready, end = int(duties.start[duty]), int(duties.end[duty])
        other = self._preceding[duty]
        while other >= 0:
            if other in self.tours:
                ready = max(ready, self.tours[other][-1].back)
                break
            other = self._preceding[other]
        other = int(duties.following[duty])
        while other >= 0:
            if other in self.tours:
                end = min(end, self.tours[other][0].depart)
                break
            other = int(duties.following[other])
        return ready, end

    def room(self) -> dict[int, int]:
        """Give what is left of each counter's cap."""
        return {row: int(cap) - self._used[row] for row, cap in enumerate(self.program.counters.cap.tolist())}

    def serves(self, volunteer: int, visit: int) -> bool:
        """Whether a volunteer serves a visit already."""
        owners = self.program.duties.volunteer
        return any(owners[duty] == volunteer for duty in self.people.get(visit, ()))

    def best(self, visit: int, duty: int, timer: Timer | None = None) -> Insertion | None:
        """Find the cheapest place for a visit in the trips of a duty; ``None`` where it fits nowhere.

        Places are tried in order of cost, each timed in full. O(stops²) at worst.
        """
        timer = timer or self.timer
        ready, end = self.bounds(duty)
        current = [list(tour.visits) for tour in self.tours.get(duty, ())]
        for cost, trips in sorted(self._places(visit, duty, current), key=lambda place: place[0]):
            tours = timer.trips(duty, trips, ready, end)
            if tours is not None and self.fits(duty, tours):
                return Insertion(cost, duty, visit, tuple(tours))
        return None

    def _places(self, visit: int, duty: int, trips: Trips) -> Iterator[tuple[tuple[int, ...], Trips]]:
        program = self.program
        home, mode = int(program.duties.home[duty]), int(program.duties.mode[duty])
        place, leg = program.visits.place, program.travel.leg
        here = int(place[visit])
        pair = pair_of(program, visit, duty)
        most = int(program.duties.trip_tasks[duty])
        out, back = leg(mode, home, here), leg(mode, here, home)
        for row in range(len(trips) + 1):
            added = (out[0] + back[0], out[1] + back[1])
            yield self._cost(pair, added, 1), [*trips[:row], [visit], *trips[row:]]
        for row, stops in enumerate(trips):
            if len(stops) >= most:
                continue
            places = [home, *(int(place[stop]) for stop in stops), home]
            for spot in range(len(stops) + 1):
                one, two = leg(mode, places[spot], here), leg(mode, here, places[spot + 1])
                gone = leg(mode, places[spot], places[spot + 1])
                added = (one[0] + two[0] - gone[0], one[1] + two[1] - gone[1])
                longer = [*stops[:spot], visit, *stops[spot:]]
                yield self._cost(pair, added, 0), [*trips[:row], longer, *trips[row + 1 :]]

    def _cost(self, pair: int, added: tuple[int, int], trips: int) -> tuple[int, ...]:
        return tuple(
            level.per_second * added[0]
            + level.per_metre * added[1]
            + level.per_trip * trips
            + (int(level.pair[pair]) if len(level.pair) else 0)
            for level in self.program.levels
        )

    def solution(self) -> Solution:
        """Give what stands now."""
        return Solution.of(tour for tours in self.tours.values() for tour in tours)

    def candidates(self, visit: int) -> list[int]:
        """Give the duties that may serve a visit."""
        pairs = self.program.candidates
        return [int(duty) for duty in np.asarray(pairs.duty[pairs.ptr[visit] : pairs.ptr[visit + 1]])]
