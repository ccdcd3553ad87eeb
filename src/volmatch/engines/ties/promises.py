"""What was promised: who serves what, and about when."""

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

__all__ = ["PromiseKeeper", "add_promises", "promised", "promises_cost"]

Promise = tuple[int, int, int, int]
"""Level, first and last start, cost."""


def _promises(program: Program) -> dict[tuple[int, int], list[Promise]]:
    """Give what was promised of each volunteer and visit."""
    made = program.promises
    promises = defaultdict(list)
    columns = (made.volunteer, made.visit, made.level, made.low, made.high, made.cost)
    for who, visit, *rest in zip(*(column.tolist() for column in columns), strict=True):
        promises[who, visit].append((rest[0], rest[1], rest[2], rest[3]))
    return promises


def promised(program: Program) -> dict[int, tuple[int, int]]:
    """Give the starts that were promised, of visits that were promised to somebody: (first, last)."""
    return {visit: (made[0][1], made[0][2]) for (_, visit), made in _promises(program).items()}


class PromiseKeeper(Keeper):
    """Looks at the starts of what a person serves. O(stops of the duty)."""

    def __init__(self, program: Program) -> None:
        self._promises = _promises(program)
        self._owner = program.duties.volunteer.tolist()

    def paid(self, state: State, duty: int, tours: Sequence[Tour]) -> Paid:
        """What is kept is no longer paid for."""
        for sign, some in ((1, state.tours.get(duty, ())), (-1, tours)):
            for tour in some:
                for visit, start in zip(tour.visits, tour.starts, strict=True):
                    for level, low, high, cost in self._promises.get((self._owner[duty], visit), ()):
                        if low <= start <= high:
                            yield level, sign * cost


def promises_cost(program: Program, solution: Solution) -> Paid:
    """What is broken costs."""
    owner = program.duties.volunteer
    for (who, visit), made in _promises(program).items():
        starts = [start for duty, start in solution.crews.get(visit, ()) if owner[duty] == who]
        for level, low, high, cost in made:
            if not any(low <= start <= high for start in starts):
                yield level, cost


def add_promises(model: Model) -> None:
    """Let a promise be kept by who serves the visit and starts in time. O(promises)."""
    owner = model.scope.program.duties.volunteer
    held = {
        (int(owner[tour.duty]), visit): start
        for tour in model.scope.held
        for visit, start in zip(tour.visits, tour.starts, strict=True)
    }
    for (who, visit), made in _promises(model.scope.program).items():
        choices = model.people.get(visit, {}).get(who, [])
        for level, low, high, cost in made:
            charged = model.charge.levels[level]
            charged.constant += cost
            if (who, visit) in held:
                charged.constant -= cost if low <= held[who, visit] <= high else 0
            elif choices:
                start = model.start[visit]
                known = model.known.get(visit)
                kept = model.flag((who, visit) in model.who and known is not None and low <= known <= high)
                model.cp.add(kept <= sum(choices))
                if isinstance(start, int):
                    if not low <= start <= high:
                        model.cp.add(kept == 0)
                else:
                    model.cp.add(start >= low).only_enforce_if(kept)
                    model.cp.add(start <= high).only_enforce_if(kept)
                charged.add(kept, -cost)
