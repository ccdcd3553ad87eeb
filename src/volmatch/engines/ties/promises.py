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
    from volmatch.engines.parts import Var
    from volmatch.engines.state import State

__all__ = ["PromiseKeeper", "add_promises", "kept_flag", "promised", "promises_cost"]

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
    for (who, visit), made in _promises(model.scope.program).items():
        for level, low, high, cost in made:
            charged = model.charge.levels[level]
            charged.constant += cost
            kept = kept_flag(model, who, visit, low, high)
            if isinstance(kept, int):
                charged.constant -= cost * kept
            else:
                charged.add(kept, -cost)


def kept_flag(model: Model, who: int, visit: int, low: int, high: int) -> Var | int:
    """Give what can only be 1 if a volunteer serves a visit and starts between; 0 or 1 where that is known."""
    start = model.held_starts.get((who, visit))
    if start is not None:
        return int(low <= start <= high)
    choices = model.people.get(visit, {}).get(who, [])
    if not choices:
        return 0
    known, begins = model.known.get(visit), model.start[visit]
    kept = model.flag((who, visit) in model.who and known is not None and low <= known <= high)
    model.cp.add(kept <= sum(choices))
    if not isinstance(begins, int):
        model.cp.add(begins >= low).only_enforce_if(kept)
        model.cp.add(begins <= high).only_enforce_if(kept)
    elif not low <= begins <= high:
        model.cp.add(kept == 0)
    return kept
