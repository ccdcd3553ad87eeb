"""The order of the duties of one person: tours of an earlier one are over, and a rest is kept between working days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from volmatch.engines.state import rest_between

if TYPE_CHECKING:
    from volmatch.engines.model import Model

__all__ = ["add_order"]


def add_order(model: Model) -> None:
    """Let the tours of each duty depart when those before are over, by instants handed on. O(tours of the model).

    ``over`` is the last end up to a duty; ``free`` is when the tours of a duty may depart: after what came before on
    the same day, and a rest after what came before on others.
    """
    scope = model.scope
    for chain in _chains(model):
        first = min(scope.times[duty][0] for duty in chain)
        last = max(max(scope.times[duty]) for duty in chain)
        rest = int(scope.program.duties.rest[chain].max())
        first -= rest  # nobody need rest who has done nothing yet
        over = free = None
        before, ended, freed = -1, first, first
        for duty in chain:
            gap = rest_between(scope.program, before, duty) if before >= 0 else 0
            freed = max(ended + gap, 0 if gap else freed) if before >= 0 else first
            ended = max((ended, *(tour.back for tour in model.tours_of(duty))))
            own = model.number(first, last, ended)
            now_free = model.number(first, last + rest, freed)
            if over is not None:
                model.cp.add(own >= over)
                model.cp.add(now_free >= over + gap)
                if not gap:
                    model.cp.add(now_free >= free)
            for var, instant in model.ends[duty]:
                model.cp.add(own >= instant).only_enforce_if(var)
            for var, instant in model.departs[duty]:
                model.cp.add(instant >= now_free).only_enforce_if(var)
            over, free, before = own, now_free, duty


def _chains(model: Model) -> Iterator[list[int]]:
    """Give the free duties that follow one another, where their times are not ordered already."""
    scope, duties = model.scope, model.scope.program.duties
    following = duties.following.tolist()
    free = {duty for duty in scope.duties if model.ends[duty]}
    led = {duty for duty in following if duty >= 0}
    for duty in range(len(duties)):
        if duty in led or following[duty] < 0:
            continue
        chain = [duty]
        while following[chain[-1]] >= 0:
            chain.append(following[chain[-1]])
        chain = [each for each in chain if each in free]
        ordered = all(scope.program.lone[each] for each in chain) and not duties.rest[chain].any()
        if len(chain) > 1 and not ordered and not set(chain) <= model.rested:
            yield chain
