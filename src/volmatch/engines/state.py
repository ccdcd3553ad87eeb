"""A solution in the making: tours of each duty, what counters hold, and where a visit fits best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from attrs import define, field, frozen

from volmatch.engines.places import Places
from volmatch.engines.solution import Solution, Tour
from volmatch.engines.sums import Sums
from volmatch.engines.ties.keeper import Keeper, keepers_of
from volmatch.engines.ties.links import ANY, Ties
from volmatch.engines.ties.promises import promised
from volmatch.engines.ties.punctuality import wished
from volmatch.engines.timing import Timer
from volmatch.program.arrays import Program

__all__ = ["Insertion", "State", "rest_between"]


@frozen
class Insertion:
    """A way to serve a visit by a duty: what it adds to each level, and the duty's tours with it."""

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
    """Tours by duty, and the sums that counters cap.

    Parameters
    ----------
    program
        What must be kept.
    timer
        Times tours; holds the starts of visits on which others rely.
    """

    program: Program
    timer: Timer
    tours: dict[int, tuple[Tour, ...]] = field(factory=dict)
    people: dict[int, list[int]] = field(factory=dict)
    """The duties that serve each visit."""
    starts: dict[int, int] = field(factory=dict)
    """When each visit starts that is served; of what each fetches when they like, one of the starts."""
    ties: Ties = field(init=False)
    places: Places = field(init=False)
    _sums: Sums = field(init=False)
    _keepers: list[Keeper] = field(init=False)
    _preceding: list[int] = field(init=False)
    _owned: dict[int, list[int]] = field(init=False)
    _wishes: dict[int, tuple[int, int]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Index the duties."""
        program = self.program
        self._sums, self._keepers = Sums(program), keepers_of(program)
        self.ties, self._wishes = Ties(program), {**promised(program), **wished(program)}
        self.places = Places(program, self.ties)
        self._preceding = [-1] * len(program.duties)
        for duty, following in enumerate(program.duties.following.tolist()):
            if following >= 0:
                self._preceding[following] = duty
        self._owned = defaultdict(list)
        for duty, owner in enumerate(program.duties.volunteer.tolist()):
            self._owned[owner].append(duty)

    @classmethod
    def holding(cls, program: Program, tours: Sequence[Tour]) -> State:
        """Make a state of the tours of a solution; visits on which others rely keep their starts."""
        state = cls(program, Timer(program))
        grouped = Solution.of(tours)
        for visit, crew in grouped.crews.items():
            if state.relied_on(visit):
                state.timer.fixed[visit] = crew[0][1]
        for duty, some in grouped.by_duty.items():
            state.put(duty, tuple(some))
        return state

    def relied_on(self, visit: int) -> bool:
        """Whether others rely on when a visit starts: those who serve it too, or visits that wait for it."""
        shared = self.program.visits.target[visit] > 1 and not self.program.visits.fetch[visit]
        return bool(shared) or visit in self.ties.timed

    def put(self, duty: int, tours: tuple[Tour, ...]) -> None:
        """Let a duty make these tours instead of those it has."""
        for keeper in self._keepers:
            keeper.put(self, duty, tours)
        self._sums.put(duty, self.tours.get(duty, ()), tours)
        for sign, some in ((-1, self.tours.get(duty, ())), (1, tours)):
            for tour in some:
                for visit, start in zip(tour.visits, tour.starts, strict=True):
                    crew = self.people.setdefault(visit, [])
                    if sign < 0:
                        crew.remove(duty)
                    else:
                        crew.append(duty)
                        self.starts[visit] = start
                    if not crew:
                        self.starts.pop(visit, None)
        if tours:
            self.tours[duty] = tours
        else:
            self.tours.pop(duty, None)

    def fits(self, duty: int, tours: Sequence[Tour]) -> bool:
        """Whether a duty may make these tours instead of those it has, for all that has to do with others."""
        return self._sums.fits(duty, self.tours.get(duty, ()), tours) and all(
            keeper.fits(self, duty, tours) for keeper in self._keepers
        )

    def duties_of(self, duty: int) -> Sequence[int]:
        """Give the duties of the person whose duty this is."""
        return self._owned[int(self.program.duties.volunteer[duty])]

    def bounds(self, duty: int) -> tuple[int, int]:
        """Give the instants between which the tours of a duty lie, with those of its neighbours as they are."""
        duties = self.program.duties
        ready, end = int(duties.start[duty]), int(duties.end[duty])
        other = self._preceding[duty]
        while other >= 0:
            if other in self.tours:
                ready = max(ready, self.tours[other][-1].back + rest_between(self.program, other, duty))
                break
            other = self._preceding[other]
        other = int(duties.following[duty])
        while other >= 0:
            if other in self.tours:
                end = min(end, self.tours[other][0].depart - rest_between(self.program, duty, other))
                break
            other = int(duties.following[other])
        return ready, end

    def room(self) -> dict[int, int]:
        """Give what is left of each counter's cap."""
        return self._sums.room()

    def serves(self, volunteer: int, visit: int) -> bool:
        """Whether a volunteer serves a visit already."""
        owners = self.program.duties.volunteer
        return any(owners[duty] == volunteer for duty in self.people.get(visit, ()))

    def best(self, visit: int, duty: int, timer: Timer | None = None) -> Insertion | None:
        """Find the cheapest place for a visit, and what is fetched for it, in the tours of a duty; ``None`` = nowhere.

        Places are tried in order of cost, each timed in full. O(stops²) at worst, O(stops³) with something to fetch.
        """
        timer = timer or self.timer
        span = self.ties.span(visit, self.starts) if visit in self.ties.timed else ANY
        if span is None or not span[0] <= timer.fixed.get(visit, span[0]) <= span[1]:
            return None
        timers = [timer if span == ANY else timer.with_spans({visit: span})]
        if self._wishes:
            timers.insert(0, timer.with_spans({**self._wishes, **({} if span == ANY else {visit: span})}))
        ready, end = self.bounds(duty)
        current = [list(tour.visits) for tour in self.tours.get(duty, ())]
        found: Insertion | None = None
        places = self.places.of(visit, duty, current)
        if not self.program.visits.offroute[visit] and not self._sums.has_room_for_trip(duty):
            places = (place for place in places if len(place[1]) <= len(current))
        for cost, trips in sorted(places, key=lambda place: place[0]):
            timed = (each.trips(duty, trips, ready, end) for each in timers)
            tours = next((tours for tours in timed if tours is not None), None)
            if tours is None or not self.fits(duty, tours):
                continue
            if not self._keepers:
                return Insertion(cost, duty, visit, tuple(tours))
            whole = self._with_ties(cost, duty, tours)
            if found is None or whole < found.cost:
                found = Insertion(whole, duty, visit, tuple(tours))
        return found

    def paid(self, duty: int, tours: Sequence[Tour]) -> tuple[int, ...]:
        """Give what the mechanisms that tie things together charge more, by level, if a duty makes these tours."""
        return self._with_ties((0,) * len(self.program.levels), duty, tours)

    def _with_ties(self, cost: Sequence[int], duty: int, tours: Sequence[Tour]) -> tuple[int, ...]:
        total = list(cost)
        for keeper in self._keepers:
            for level, amount in keeper.paid(self, duty, tours):
                total[level] += amount
        return tuple(total)

    def solution(self) -> Solution:
        """Give what stands now."""
        return Solution.of(tour for tours in self.tours.values() for tour in tours)

    def candidates(self, visit: int) -> list[int]:
        """Give the duties that may serve a visit."""
        pairs = self.program.candidates
        return [int(duty) for duty in np.asarray(pairs.duty[pairs.ptr[visit] : pairs.ptr[visit + 1]])]


def rest_between(program: Program, earlier: int, later: int) -> int:
    """Give the least seconds between the tours of two duties of one person: a rest, if their days differ."""
    duties = program.duties
    return int(duties.rest[later]) if duties.workday[earlier] != duties.workday[later] else 0
