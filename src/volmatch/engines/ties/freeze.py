"""Tours that have begun: their first stops stay as they are, and nothing else departs before the instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from volmatch.program.arrays import Program

if TYPE_CHECKING:
    from volmatch.engines.routes import Routes

__all__ = ["Frozen", "carry_freeze"]


@frozen
class Frozen:
    """What is frozen: who begins a tour with which visit, which visit comes directly before which, and until when."""

    instant: int | None
    begins: frozenset[tuple[int, int]]
    follows: Mapping[tuple[int, int], int]

    @classmethod
    def of(cls, program: Program) -> Frozen:
        """Read it from a program."""
        freeze = program.freeze
        instant = int(freeze.instant[0]) if len(freeze.instant) else None
        return cls(instant, freeze.begins, freeze.follows)

    def ready(self, volunteer: int, first: int, ready: int) -> int:
        """Give the instant from which a tour may depart that begins with a visit."""
        if self.instant is None or (volunteer, first) in self.begins:
            return ready
        return max(ready, self.instant)

    def allows(self, volunteer: int, visits: Sequence[int]) -> bool:
        """Whether the frozen stops of a tour stand where they stood."""
        if self.instant is None:
            return True
        return all(
            (row == 0 or (volunteer, visit) not in self.begins)
            and (
                (volunteer, visit) not in self.follows
                or (row and visits[row - 1] == self.follows[volunteer, visit])
            )
            for row, visit in enumerate(visits)
        )


def carry_freeze(routes: Routes) -> None:
    """Keep the order of frozen stops, and other departures late enough. O(arcs)."""
    frozen = Frozen.of(routes.model.scope.program)
    if frozen.instant is None:
        return
    cp, who = routes.model.cp, int(routes.model.scope.program.duties.volunteer[routes.duty])
    for node in routes.nodes:
        visit = routes.visits[node]
        into = [(a, var) for (a, b), var in routes.then.items() if b == node]
        if (who, visit) in frozen.begins:
            for _, var in into:
                cp.add(var == 0)
        elif (who, visit) in frozen.follows:
            for var in routes.begins(node):
                cp.add(var == 0)
            for a, var in into:
                if routes.visits[a] != frozen.follows[who, visit]:
                    cp.add(var == 0)
        else:
            for var in routes.begins(node):
                cp.add(routes.start(node) - routes.lead(node) >= frozen.instant).only_enforce_if(var)
