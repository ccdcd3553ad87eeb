"""A repair at once: what is missing is served around everything that stays, by those who can take it in most easily.

Each missing visit, the urgent first, goes where it costs least. Where it fits nowhere, it takes the place of one that
fits elsewhere, or of one that matters less, which is then looked after in the same way: so the chain ends.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from attrs import define, evolve, field, frozen

from volmatch.compile import Compiled
from volmatch.decode import decode
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.encode import encode
from volmatch.engines.greedy import by_urgency, insert_all
from volmatch.engines.solution import Tour
from volmatch.engines.state import Insertion, State

__all__ = ["repaired"]

MOST_DUTIES = 24
"""Duties, nearest first, in which a visit is tried in place of another."""

MOST_REPLACED = 8
"""Visits, those that matter least first, for which another place is looked for."""


def repaired(
    problem: Problem,
    compiled: Compiled,
    stays: Plan,
    tasks: Iterable[str],
    people: Iterable[str],
    deadline: float,
) -> Plan | None:
    """Serve tasks around a plan; ``None`` where the program cannot say that plan. O(tasks × candidates × stops).

    Parameters
    ----------
    compiled
        That of the problem.
    tasks
        Ids of what is missing, or short of people.
    people
        Ids of those who have more time now: what nobody serves is tried with them last.
    deadline
        On the clock of `time.monotonic`; what stands by then is given.
    """
    solution = encode(problem, compiled, stays)
    if solution is None:
        return None
    numbers = {name: row for row, name in enumerate(compiled.tasks)}
    repair = _Repair(State.holding(compiled.program, solution.tours), deadline)
    repair.run({numbers[name] for name in tasks})
    rows = {name: row for row, name in enumerate(compiled.volunteers)}
    repair.fill({rows[name] for name in people})
    return decode(problem, compiled, repair.state.solution())


@frozen
class _Exchange:
    """A visit that goes, and the place that another takes then in the tours that are there before."""

    place: Insertion
    before: tuple[Tour, ...]
    gone: int


@define
class _Repair:
    """A state, and how much each visit matters: the smaller the more."""

    state: State
    deadline: float
    rank: dict[int, tuple[int, int]] = field(init=False)
    held: set[int] = field(init=False)
    """Visits that must be served."""

    def __attrs_post_init__(self) -> None:
        """Note what matters."""
        program = self.state.program
        ranks = zip(program.visits.priority.tolist(), (-program.visits.weight).tolist(), strict=True)
        self.rank = dict(enumerate(ranks))
        self.held = set(program.musts.visit.tolist())

    def over(self) -> bool:
        """Whether time is up."""
        return time.monotonic() > self.deadline

    def run(self, missing: set[int]) -> None:
        """Insert, then exchange; what is pushed out is missing next."""
        order = [visit for visit in by_urgency(self.state.program) if visit in missing]
        while order and not self.over():
            visit = order.pop(0)
            insert_all(self.state, [visit], self.over)
            if not self.state.people.get(visit) and self._may_go(visit):
                gone = self._exchange(visit)
                order = sorted([*order, *gone], key=lambda one: (self.rank[one], one))

    def fill(self, people: set[int]) -> None:
        """Serve what nobody serves, where somebody of these can."""
        program = self.state.program
        pairs = program.candidates
        free = np.isin(program.duties.volunteer[pairs.duty], sorted(people))
        near = set(pairs.visit[free].tolist())
        order = [visit for visit in by_urgency(program) if visit in near and not self.state.people.get(visit)]
        insert_all(self.state, order, self.over)

    def _exchange(self, visit: int) -> list[int]:
        """Serve a visit in place of one that matters less, or that fits elsewhere; give what is missing then."""
        options = sorted(
            self._options(visit), key=lambda option: (self.rank[option.gone], option.place.cost), reverse=True
        )
        for option in options[:MOST_REPLACED]:
            self._put(option)
            insert_all(self.state, [option.gone], self.over)
            if self.state.people.get(option.gone):
                return []
            self._take_back(option)
        worse = [option for option in options if self.rank[option.gone] > self.rank[visit]]
        if not worse:
            return []
        least = max(self.rank[option.gone] for option in worse)
        chosen = min(
            (one for one in worse if self.rank[one.gone] == least),
            key=lambda one: (one.place.cost, one.place.duty),
        )
        self._put(chosen)
        return [chosen.gone]

    def _options(self, visit: int) -> Iterator[_Exchange]:
        """List where a visit fits if another one goes."""
        state = self.state
        for duty in self._nearest(visit):
            before = state.tours.get(duty, ())
            for gone in [stop for tour in before for stop in tour.visits]:
                if not self._may_go(gone) or self.rank[gone] < self.rank[visit]:
                    continue
                state.put(duty, _shorter(before, gone))
                place = state.best(visit, duty)
                state.put(duty, before)
                if place is not None:
                    yield _Exchange(place, before, gone)

    def _may_go(self, visit: int) -> bool:
        """Whether a visit concerns nobody but the one who serves it."""
        state, visits = self.state, self.state.program.visits
        return (
            not visits.fetch[visit]
            and not visits.offroute[visit]
            and visits.target[visit] == 1
            and visit not in self.held
            and visit not in state.ties.fetches
            and visit not in state.ties.timed
        )

    def _nearest(self, visit: int) -> list[int]:
        """Give the candidates that pass nearest by, nearest first."""
        state, program = self.state, self.state.program
        duties, place, leg = program.duties, program.visits.place, program.travel.leg
        there = int(place[visit])
        ways = []
        for duty in state.candidates(visit):
            stops = [int(place[stop]) for tour in state.tours.get(duty, ()) for stop in tour.visits]
            if stops:
                ways.append((min(leg(int(duties.mode[duty]), stop, there)[1] for stop in stops), duty))
        return [duty for _, duty in sorted(ways)[:MOST_DUTIES]]

    def _put(self, option: _Exchange) -> None:
        self.state.put(option.place.duty, option.place.tours)

    def _take_back(self, option: _Exchange) -> None:
        self.state.put(option.place.duty, option.before)


def _shorter(tours: Sequence[Tour], gone: int) -> tuple[Tour, ...]:
    """Give tours without a visit; their times are those of before."""
    left = []
    for tour in tours:
        rows = [row for row, visit in enumerate(tour.visits) if visit != gone]
        if rows:
            visits, starts = (tuple(each[row] for row in rows) for each in (tour.visits, tour.starts))
            left.append(evolve(tour, visits=visits, starts=starts))
    return tuple(left)
