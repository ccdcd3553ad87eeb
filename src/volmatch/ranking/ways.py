"""Ways to serve a visit in a plan, by numbers.

Beside what is there, instead of somebody, with others, or in place of another visit.

Everything is tried in the state itself, which is put back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from attrs import frozen

from volmatch.engines.solution import Tour, is_trip, pair_of, tour_legs
from volmatch.engines.state import Insertion, State
from volmatch.engines.teams import common_starts, team_of

__all__ = ["Changes", "Way", "ways_of"]

Changes: TypeAlias = Mapping[int, tuple[Tour, ...]]
"""The tours of duties instead of those they have."""


@frozen
class Way:
    """A way to serve a visit: who, what it adds to every level, and the tours that change.

    ``cost`` has eight numbers of coverage, then one a level; ``instead`` is a volunteer or −1; ``dropped`` the visits
    that lose somebody for it.
    """

    cost: tuple[int, ...]
    who: int
    changes: Changes
    instead: int = -1
    dropped: tuple[int, ...] = ()


def ways_of(state: State, visit: int, k: int) -> list[Way]:
    """Give the best ways, one a person at most. O(able duties × stops²)."""
    visits, crew = state.program.visits, state.people.get(visit, [])
    if len(crew) >= visits.target[visit]:
        found = [way for duty in list(crew) for way in _instead(state, visit, duty, k)]
    elif not crew and (visits.least[visit] > 1 or len(state.program.quorums) or len(state.program.partners)):
        found = _together(state, visit) if visits.target[visit] > 1 else _beside(state, visit, k)
    else:
        found = _beside(state, visit, k)
    if not found and len(crew) + 1 >= visits.least[visit] and len(crew) < visits.target[visit]:
        found = list(_in_place(state, visit))
    best: dict[int, Way] = {}
    for way in sorted(found, key=lambda way: (way.cost, way.who)):
        best.setdefault(way.who, way)
    return list(best.values())[:k]


def _beside(state: State, visit: int, k: int) -> list[Way]:
    """Give the ways that leave everybody what they have. Only the best are priced in full."""
    places = _cheapest(state, _places(state, visit), k)
    return [way for one in places for way in _way(state, _owner(state, one.duty), {one.duty: one.tours})]


def _cheapest(state: State, places: Iterable[Insertion], k: int) -> list[Insertion]:
    """Give the cheapest place of each of the k people who have the cheapest."""
    chosen: dict[int, Insertion] = {}
    for place in sorted(places, key=lambda place: (place.cost, _owner(state, place.duty))):
        chosen.setdefault(_owner(state, place.duty), place)
        if len(chosen) == k:
            break
    return list(chosen.values())


def _instead(state: State, visit: int, holder: int, k: int) -> Iterator[Way]:
    """Give the ways in which somebody else comes instead of one duty that serves the visit."""
    left = _without(state, holder, visit)
    if left is None or _is_must(state, holder, visit):
        return
    owner = _owner(state, holder)
    with _trying(state, {holder: left}):
        able = [place for place in _places(state, visit) if _owner(state, place.duty) != owner]
    for place in _cheapest(state, able, k):
        changes = {holder: left, place.duty: place.tours}
        yield from _way(state, _owner(state, place.duty), changes, instead=owner)


def _together(state: State, visit: int) -> list[Way]:
    """Give, for each who could come, the best team that they are in."""
    found: list[Way] = []
    for places in common_starts(state, visit, list(_places(state, visit))):
        for who in {_owner(state, place.duty) for place in places}:
            team = team_of(state, visit, places, [who])
            if len(team) >= state.program.visits.least[visit]:
                found += _way(state, who, {place.duty: place.tours for place in team})
    return found


def _in_place(state: State, visit: int) -> Iterator[Way]:
    """Give the ways in which somebody drops another visit for this one."""
    for duty in state.candidates(visit):
        if state.serves(_owner(state, duty), visit):
            continue
        for tour in state.tours.get(duty, ()):
            for other in tour.visits:
                changes = _dropped(state, duty, other)
                if changes is None:
                    continue
                with _trying(state, changes):
                    place = state.best(visit, duty)
                if place is not None:
                    rest = {one: tours for one, tours in changes.items() if one != duty}
                    whole = {**rest, duty: place.tours}
                    yield from _way(state, _owner(state, duty), whole, dropped=(other,))


def _dropped(state: State, duty: int, other: int) -> Changes | None:
    """Give the tours without a visit: of this duty, or of all that serve it if too few would be left."""
    visits, crew = state.program.visits, state.people[other]
    served = any(second in state.people for second, _ in state.ties.needed_by.get(other, ()))
    if visits.fetch[other] or served:
        return None
    alone = len(crew) - 1 >= visits.least[other]
    changes = {}
    for one in [duty] if alone else list(crew):
        left = _without(state, one, other)
        if left is None or _is_must(state, one, other):
            return None
        changes[one] = left
    return changes


def _places(state: State, visit: int) -> Iterator[Insertion]:
    for duty in state.candidates(visit):
        if not state.serves(_owner(state, duty), visit):
            place = state.best(visit, duty)
            if place is not None:
                yield place


def _without(state: State, duty: int, visit: int) -> tuple[Tour, ...] | None:
    """Give the tours of a duty without a visit and what is fetched for it; ``None`` where that cannot be timed."""
    gone = {visit, *state.ties.fetches.get(visit, ())}
    kept = [[one for one in tour.visits if one not in gone] for tour in state.tours[duty]]
    timed = state.timer.trips(duty, [stops for stops in kept if stops], *state.bounds(duty))
    return None if timed is None else tuple(timed)


def _is_must(state: State, duty: int, visit: int) -> bool:
    musts = state.program.musts
    return bool(((musts.volunteer == _owner(state, duty)) & (musts.visit == visit)).any())


def _owner(state: State, duty: int) -> int:
    return int(state.program.duties.volunteer[duty])


@contextmanager
def _trying(state: State, changes: Changes) -> Iterator[None]:
    """Let duties make other tours for a while."""
    before = {duty: state.tours.get(duty, ()) for duty in changes}
    try:
        for duty, tours in changes.items():
            state.put(duty, tours)
        yield
    finally:
        for duty, tours in reversed(before.items()):
            state.put(duty, tours)


def _way(
    state: State, who: int, changes: Changes, instead: int = -1, dropped: Sequence[int] = ()
) -> Iterator[Way]:
    """Price some changes on every level, one after another; nothing where one no longer fits beside the others."""
    program = state.program
    before = {duty: state.tours.get(duty, ()) for duty in changes}
    touched = {
        visit
        for side in (before, changes)
        for tours in side.values()
        for tour in tours
        for visit in tour.visits
        if not program.visits.fetch[visit]
    }
    crews = {visit: len(state.people.get(visit, ())) for visit in touched}
    levels = [0] * len(program.levels)
    try:
        for duty, tours in changes.items():
            if _gains(before[duty], tours) and not state.fits(duty, tours):
                return
            for row, amount in enumerate(state.paid(duty, tours)):
                levels[row] += amount + _travelled(state, row, tours) - _travelled(state, row, before[duty])
            state.put(duty, tours)
        coverage = [0] * 8
        for visit in touched:
            _cover(state, visit, len(state.people.get(visit, ())), 1, coverage)
            _cover(state, visit, crews[visit], -1, coverage)
    finally:
        for duty, tours in reversed(before.items()):
            state.put(duty, tours)
    yield Way((*coverage, *levels), who, dict(changes), instead, tuple(dropped))


def _gains(before: Sequence[Tour], after: Sequence[Tour]) -> bool:
    had = {visit for tour in before for visit in tour.visits}
    return any(visit not in had for tour in after for visit in tour.visits)


def _travelled(state: State, row: int, tours: Sequence[Tour]) -> int:
    """Give what tours cost on a level by themselves."""
    program, level, total = state.program, state.program.levels[row], 0
    for tour in tours:
        seconds, metres = tour_legs(program, tour)
        total += level.per_second * seconds + level.per_metre * metres
        total += level.per_trip * is_trip(program, tour)
        if len(level.pair):
            total += sum(int(level.pair[pair_of(program, visit, tour.duty)]) for visit in tour.visits)
    return total


def _cover(state: State, visit: int, people: int, sign: int, coverage: list[int]) -> None:
    visits = state.program.visits
    rank, weight = int(visits.priority[visit]), int(visits.weight[visit])
    if people >= visits.least[visit]:
        coverage[4 + rank] += sign * weight * (int(visits.target[visit]) - people)
    else:
        coverage[rank] += sign * weight
