"""What is on board along a trip: tested for a given order (`Holds`), and kept by the exact model (`carry_loads`).

In the model, ``left`` is what is still to be brought on a trip after a visit, and ``taken`` what was collected on it
so far. Both follow the arcs between visits of one trip and begin anew at home. On the way from a visit both are on
board; on the way from home, what the first visit is brought and what is left after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from volmatch.domain.kinds import LARGEST
from volmatch.program.arrays import Program

if TYPE_CHECKING:
    from volmatch.engines.routes import Routes

__all__ = ["Holds", "carry_loads"]


@frozen(eq=False)
class Holds:
    """What people can have on board: per kind, ``brought`` and ``collected`` by visit, and ``capacity`` by duty."""

    kinds: Sequence[tuple[list[int], list[int], list[int]]]

    @classmethod
    def of(cls, program: Program) -> Holds:
        """Copy the loads of a program into lists, which Python reads faster than arrays."""
        loads = program.loads
        tables = (loads.brought.T, loads.collected.T, loads.capacity.T)
        return cls(list(zip(*(table.tolist() for table in tables), strict=True)))

    def fit(self, duty: int, visits: Sequence[int]) -> bool:
        """Whether a trip of a duty, in this order, never has too much on board. O(stops × kinds)."""
        for brought, collected, capacity in self.kinds:
            most = capacity[duty]
            on_board = sum([brought[visit] for visit in visits])
            if on_board > most:
                return False
            for visit in visits:
                on_board += collected[visit] - brought[visit]
                if on_board > most:
                    return False
        return True


def carry_loads(routes: Routes) -> None:
    """Keep what is on board within the capacity of a duty. O(arcs × kinds) rows, of kinds that can bind."""
    loads = routes.model.scope.program.loads
    for kind in range(loads.num_kinds):
        visits = routes.visits[1:]
        brought = [0, *loads.brought[visits, kind].tolist()]
        collected = [0, *loads.collected[visits, kind].tolist()]
        most = int(loads.capacity[routes.duty, kind])
        if sum(map(max, brought, collected)) > most:
            _carry(routes, brought, collected, most)


def _carry(routes: Routes, brought: list[int], collected: list[int], most: int) -> None:
    """Write one kind; amounts by node."""
    fetched = any(amount < 0 for amount in collected)
    summed = [not fetched and _trips_hold(routes, amounts, most) for amounts in (brought, collected)]
    if routes.most_trips <= 1 and all(summed) and not (any(brought) and any(collected)):
        return  # one trip that only brings, or only collects: its sum says it all
    cp, number = routes.model.cp, routes.model.number
    hints = _hinted(routes, brought, collected)
    left, taken = [0], [0]
    for node in routes.nodes:
        left.append(number(0, most - brought[node], hints[node][0]))
        taken.append(number(max(0, collected[node]), most, hints[node][1]))
        cp.add(left[node] + taken[node] <= most)
    for (a, b), var in routes.then.items():
        cp.add(left[a] >= left[b] + brought[b]).only_enforce_if(var)
        cp.add(taken[b] >= taken[a] + collected[b]).only_enforce_if(var)


def _trips_hold(routes: Routes, amounts: list[int], most: int) -> bool:
    """Say that all trips together bring (or collect) no more than they hold; false where the numbers are too large."""
    begins = [var for node in routes.nodes if not routes.remote[node] for var in routes.begins(node)]
    if most * len(begins) > LARGEST:
        return False
    total = sum(amounts[node] * routes.served(node) for node in routes.nodes)
    if any(amounts):
        routes.model.cp.add(total <= most * sum(begins))
    return True


def _hinted(routes: Routes, brought: list[int], collected: list[int]) -> list[tuple[int, int]]:
    """Give, by node, what is left and taken in the trips that are made now."""
    node_of = {visit: node for node, visit in enumerate(routes.visits)}
    hints = [(0, amount) for amount in collected]
    for tour in routes.tours:
        nodes = [node_of[visit] for visit in tour.visits]
        left, taken = sum(brought[node] for node in nodes), 0
        for node in nodes:
            left, taken = left - brought[node], taken + collected[node]
            hints[node] = left, taken
    return hints
