"""What a start outside the wished times costs, once for all people of a visit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from volmatch.engines.solution import Solution, Tour
from volmatch.engines.ties.keeper import Keeper, Paid
from volmatch.program.arrays import Program

if TYPE_CHECKING:
    from volmatch.engines.model import Model
    from volmatch.engines.state import State

__all__ = ["PunctualityKeeper", "add_punctuality", "punctuality_cost", "wished"]

Wish = tuple[int, int, int, int]
"""Level, first and last start, cost a second."""


def _wishes(program: Program) -> dict[int, list[Wish]]:
    made = program.punctuality
    wishes = defaultdict(list)
    columns = (made.visit, made.level, made.low, made.high, made.cost)
    for visit, *rest in zip(*(column.tolist() for column in columns), strict=True):
        wishes[visit].append((rest[0], rest[1], rest[2], rest[3]))
    return wishes


def wished(program: Program) -> dict[int, tuple[int, int]]:
    """Give the starts that cost nothing, of visits of which they are known: (first, last)."""
    found = {}
    for visit, wishes in _wishes(program).items():
        low, high = max(wish[1] for wish in wishes), min(wish[2] for wish in wishes)
        if low <= high:
            found[visit] = low, high
    return found


def _outside(wish: Wish, start: int) -> int:
    _, low, high, cost = wish
    return cost * max(0, low - start, start - high)


class PunctualityKeeper(Keeper):
    """Charges a visit with the first of its people. O(stops of the duty)."""

    def __init__(self, program: Program) -> None:
        self._wishes = _wishes(program)

    def paid(self, state: State, duty: int, tours: Sequence[Tour]) -> Paid:
        """What the starts of a duty cost more."""
        for sign, some in ((-1, state.tours.get(duty, ())), (1, tours)):
            for tour in some:
                for visit, start in zip(tour.visits, tour.starts, strict=True):
                    if any(other != duty for other in state.people.get(visit, ())):
                        continue
                    for wish in self._wishes.get(visit, ()):
                        yield wish[0], sign * _outside(wish, start)


def punctuality_cost(program: Program, solution: Solution) -> Paid:
    """What the starts of a solution cost."""
    for visit, wishes in _wishes(program).items():
        crew = solution.crews.get(visit)
        if crew:
            for wish in wishes:
                yield wish[0], _outside(wish, crew[0][1])


def add_punctuality(model: Model) -> None:
    """Charge the seconds outside, where a visit is served. O(terms)."""
    held = {
        visit: start
        for tour in model.scope.held
        for visit, start in zip(tour.visits, tour.starts, strict=True)
    }
    for visit, wishes in _wishes(model.scope.program).items():
        for wish in wishes:
            level, low, high, cost = wish
            charged = model.charge.levels[level]
            if visit in held:
                charged.constant += _outside(wish, held[visit])
                continue
            if not model.people.get(visit):
                continue
            start = model.start[visit]
            if isinstance(start, int):
                charged.add(model.is_served(visit), _outside(wish, start))
                continue
            first, last = model.span(visit)
            most = max(0, low - first, last - high)
            if not most:
                continue
            known = model.known.get(visit)
            late = model.number(0, most, 0 if known is None else max(0, low - known, known - high))
            served = model.is_served(visit)
            model.cp.add(late >= low - start).only_enforce_if(served)
            model.cp.add(late >= start - high).only_enforce_if(served)
            charged.add(late, cost, most)
