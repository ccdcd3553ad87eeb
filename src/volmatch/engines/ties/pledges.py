"""What was promised to people of whom only so many may be let down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from volmatch.engines.solution import Tour
from volmatch.engines.ties.keeper import Keeper
from volmatch.engines.ties.promises import kept_flag
from volmatch.program.arrays import Program

if TYPE_CHECKING:
    from volmatch.engines.model import Model
    from volmatch.engines.state import State

__all__ = ["PledgeKeeper", "add_pledges"]

Pledges = dict[tuple[int, int], list[tuple[int, int]]]
"""First and last starts, by volunteer and visit."""


def _pledges(program: Program) -> Pledges:
    made, pledges = program.pledges, defaultdict(list)
    columns = (made.volunteer, made.visit, made.low, made.high)
    for who, visit, low, high in zip(*(column.tolist() for column in columns), strict=True):
        pledges[who, visit].append((low, high))
    return pledges


class PledgeKeeper(Keeper):
    """Counts what is broken; what is better than before always fits. O(stops of the duty)."""

    def __init__(self, program: Program) -> None:
        self._pledges = _pledges(program)
        self._owner = program.duties.volunteer.tolist()
        self._most = int(program.pledges.most[0])
        self._broken = len(program.pledges)

    def fits(self, state: State, duty: int, tours: Sequence[Tour]) -> bool:
        """Whether no more is broken than may be, or no more than is now."""
        more = self._kept(duty, state.tours.get(duty, ())) - self._kept(duty, tours)
        return more <= 0 or self._broken + more <= self._most

    def put(self, state: State, duty: int, tours: Sequence[Tour]) -> None:
        """Note what is broken then."""
        self._broken += self._kept(duty, state.tours.get(duty, ())) - self._kept(duty, tours)

    def _kept(self, duty: int, tours: Sequence[Tour]) -> int:
        return sum(
            low <= start <= high
            for tour in tours
            for visit, start in zip(tour.visits, tour.starts, strict=True)
            for low, high in self._pledges.get((self._owner[duty], visit), ())
        )


def add_pledges(model: Model) -> None:
    """Break at most so many. O(pledges)."""
    kept = [
        kept_flag(model, who, visit, low, high)
        for (who, visit), rows in _pledges(model.scope.program).items()
        for low, high in rows
    ]
    model.cp.add(sum(kept) >= len(kept) - int(model.scope.program.pledges.most[0]))
