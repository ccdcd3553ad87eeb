"""Visits of which one needs the other: a pickup before its delivery in one trip, or one visit after another is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from attrs import define

from volmatch.program.arrays import Program

if TYPE_CHECKING:
    from volmatch.engines.model import Model
    from volmatch.engines.routes import Routes

T = TypeVar("T")

__all__ = ["ANY", "Ties", "add_links", "carry_links"]

NEVER = 1 << 60
ANY = (-NEVER, NEVER)
"""The span of a visit whose start nobody waits for."""


@define(slots=False)
class Ties:
    """The links of a program, by visit."""

    program: Program

    @cached_property
    def fetched_for(self) -> Mapping[int, int]:
        """The visit for which something is fetched, by the fetching visit."""
        return {first: second for first, second, together, _ in self._rows if together}

    @cached_property
    def fetches(self) -> Mapping[int, Sequence[int]]:
        """The visits that must come before in the same trip, by the visit that needs them."""
        return _grouped((second, first) for first, second, together, _ in self._rows if together)

    @cached_property
    def needs(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """The visits that must be over, and the least gap, by the visit that needs them."""
        return _grouped((second, (first, gap)) for first, second, together, gap in self._rows if not together)

    @cached_property
    def needed_by(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """The visits that need a visit, and the least gap, by the visit that is needed."""
        return _grouped((first, (second, gap)) for first, second, together, gap in self._rows if not together)

    @cached_property
    def timed(self) -> frozenset[int]:
        """The visits whose start others rely on: it stays once it is chosen."""
        return frozenset({*self.needs, *self.needed_by})

    def span(self, visit: int, starts: Mapping[int, int]) -> tuple[int, int] | None:
        """Give the starts that those who are served leave to a visit; ``None`` where one that it needs is not served.

        Parameters
        ----------
        starts
            When each visit that is served starts, by visit.
        """
        service = self.program.visits.service
        low, high = ANY
        for first, gap in self.needs.get(visit, ()):
            if first not in starts:
                return None
            low = max(low, starts[first] + int(service[first]) + gap)
        for second, gap in self.needed_by.get(visit, ()):
            if second in starts:
                high = min(high, starts[second] - gap - int(service[visit]))
        return low, high

    @cached_property
    def _rows(self) -> list[tuple[int, int, int, int]]:
        links = self.program.links
        columns = (links.first, links.second, links.together, links.gap)
        return list(zip(*(column.tolist() for column in columns), strict=True))


def _grouped(rows: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    groups: dict[int, list[T]] = defaultdict(list)
    for key, value in rows:
        groups[key].append(value)
    return dict(groups)


def add_links(model: Model) -> None:
    """Serve the second of a link only with, or after, the first. O(links + pairs of linked visits)."""
    links = model.scope.program.links
    columns = (links.first, links.second, links.together, links.gap)
    free = set(model.scope.visits)
    for first, second, together, gap in zip(*(column.tolist() for column in columns), strict=True):
        if together:
            _join(model, first, second)
        elif first in free or second in free:
            _follow(model, first, second, gap)


def _join(model: Model, first: int, second: int) -> None:
    """Let the same duties serve both; `carry_links` keeps their order and trip."""
    sides = [model.by_duty_of(visit) for visit in (first, second)]
    for duty in sides[0].keys() | sides[1].keys():
        one, other = (side.get(duty) for side in sides)
        if one is None or other is None:
            model.cp.add((one if other is None else other) == 0)
        else:
            model.cp.add(one == other)


def _follow(model: Model, first: int, second: int, gap: int) -> None:
    service = int(model.scope.program.visits.service[first])
    if not model.may_be_served(second):
        return
    after = model.is_served(second)
    if not model.may_be_served(first):
        model.cp.add(after == 0)
        return
    model.cp.add(after <= model.is_served(first))
    model.cp.add(model.start[second] >= model.start[first] + service + gap).only_enforce_if(after)


def carry_links(routes: Routes) -> None:
    """Keep a visit and what is fetched for it in one trip, in order: trips and stops are numbered. O(arcs) rows."""
    ties = Ties(routes.model.scope.program)
    node_of = {visit: node for node, visit in enumerate(routes.visits)}
    pairs = [
        (node_of[first], node_of[second])
        for first, second in ties.fetched_for.items()
        if first in node_of and second in node_of
    ]
    if not pairs:
        return
    cp, count = routes.model.cp, len(routes.pairs)
    place, trip = {}, {}
    for number, tour in enumerate(routes.tours):
        for row, visit in enumerate(tour.visits):
            place[node_of[visit]], trip[node_of[visit]] = row + 1, number
    order = [None, *(routes.model.number(1, count, place.get(node, 1)) for node in routes.nodes)]
    of_trip = [None, *(routes.model.number(0, count, trip.get(node, 0)) for node in routes.nodes)]
    for (a, b), var in routes.then.items():
        cp.add(order[b] >= order[a] + 1).only_enforce_if(var)
        cp.add(of_trip[b] == of_trip[a]).only_enforce_if(var)
    for (a, b), var in routes.via.items():
        cp.add(of_trip[b] == of_trip[a] + 1).only_enforce_if(var)
    for first, second in pairs:
        served = routes.served(second)
        cp.add(order[second] >= order[first] + 1).only_enforce_if(served)
        cp.add(of_trip[second] == of_trip[first]).only_enforce_if(served)
