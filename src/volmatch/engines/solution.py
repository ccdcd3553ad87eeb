"""What an engine finds: tours (trips by numbers), and what they are worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from attrs import define, frozen

from volmatch.program.arrays import Program

__all__ = ["Solution", "Tour", "Value", "coverage_of", "value_of"]

Value: TypeAlias = tuple[int, ...]
"""Eight numbers of coverage, then one a level; compared in order, smaller is better."""


@frozen(order=True)
class Tour:
    """One trip, or a visit at home that is none: its duty, departure, visits in order, their starts, return."""

    duty: int
    depart: int
    visits: tuple[int, ...]
    starts: tuple[int, ...]
    back: int


@define(slots=False)
class Solution:
    """Tours that keep every mechanism. Treated as immutable; sorted by duty and departure."""

    tours: tuple[Tour, ...]

    @classmethod
    def of(cls, tours: Iterable[Tour]) -> Solution:
        """Sort tours into a solution."""
        return cls(tuple(sorted(tours)))

    @cached_property
    def by_duty(self) -> Mapping[int, Sequence[Tour]]:
        """The tours of each duty that has any, in order of departure."""
        groups = defaultdict(list)
        for tour in self.tours:
            groups[tour.duty].append(tour)
        return dict(groups)

    @cached_property
    def crews(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """The people of each visit that is served: (duty, start)."""
        groups = defaultdict(list)
        for tour in self.tours:
            for visit, start in zip(tour.visits, tour.starts, strict=True):
                groups[visit].append((tour.duty, start))
        return dict(groups)


def is_trip(program: Program, tour: Tour) -> bool:
    """Whether a tour leaves home."""
    return not program.visits.offroute[tour.visits[0]]


def tour_legs(program: Program, tour: Tour) -> tuple[int, int]:
    """Give the seconds of travel and the metres of a tour."""
    if not is_trip(program, tour):
        return 0, 0
    duties, place, leg = program.duties, program.visits.place, program.travel.leg
    home, mode = int(duties.home[tour.duty]), int(duties.mode[tour.duty])
    seconds = metres = 0
    here = home
    for there in [*(int(place[visit]) for visit in tour.visits), home]:
        way = leg(mode, here, there)
        seconds, metres, here = seconds + way[0], metres + way[1], there
    return seconds, metres


def coverage_of(program: Program, people: Mapping[int, int]) -> Value:
    """Give the eight numbers of coverage for the number of people of each visit."""
    visits = program.visits
    value = [0] * 8
    rows = zip(
        visits.priority.tolist(),
        visits.weight.tolist(),
        visits.least.tolist(),
        visits.target.tolist(),
        strict=True,
    )
    for visit, (rank, weight, least, target) in enumerate(rows):
        count = people.get(visit, 0)
        if count >= least:
            value[4 + rank] += weight * (target - count)
        else:
            value[rank] += weight
    return tuple(value)


def value_of(program: Program, solution: Solution) -> Value:
    """Give what a solution is worth on every level. O(visits + stops)."""
    coverage = coverage_of(program, {visit: len(crew) for visit, crew in solution.crews.items()})
    seconds = metres = trips = 0
    for tour in solution.tours:
        way = tour_legs(program, tour)
        seconds, metres, trips = seconds + way[0], metres + way[1], trips + is_trip(program, tour)
    levels = []
    for costs in program.levels:
        total = costs.per_second * seconds + costs.per_metre * metres + costs.per_trip * trips
        if len(costs.pair):
            total += sum(
                int(costs.pair[pair_of(program, v, t.duty)]) for t in solution.tours for v in t.visits
            )
        levels.append(total)
    for level, amount in _tied_costs(program, solution):
        levels[level] += amount
    return (*coverage, *levels)


def _tied_costs(program: Program, solution: Solution) -> Iterator[tuple[int, int]]:
    """Give what the mechanisms that tie things together cost: (level, amount)."""
    from volmatch.engines.ties.balance import balance_cost
    from volmatch.engines.ties.crowds import crowds_cost
    from volmatch.engines.ties.promises import promises_cost
    from volmatch.engines.ties.punctuality import punctuality_cost

    if len(program.crowds):
        yield from crowds_cost(program, solution)
    if len(program.balance):
        yield from balance_cost(program, solution)
    if len(program.promises):
        yield from promises_cost(program, solution)
    if len(program.punctuality):
        yield from punctuality_cost(program, solution)


def pair_of(program: Program, visit: int, duty: int) -> int:
    """Find the position of a pair among the candidates, or −1. O(log candidates of the visit)."""
    pairs = program.candidates
    low, high = int(pairs.ptr[visit]), int(pairs.ptr[visit + 1])
    place = low + int(pairs.duty[low:high].searchsorted(duty))
    return place if place < high and pairs.duty[place] == duty else -1
