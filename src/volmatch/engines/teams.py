"""Several people for one visit: a common start, and the cheapest different people who can come then.

A few starts are tried: the openings of its windows and the earliest start of each candidate. The one with most
people, then least cost, is taken. Those come first who must, then who is wanted for a quorum, each with those who go
where they go.
"""

from __future__ import annotations

from collections.abc import Sequence

from volmatch.engines.state import Insertion, State
from volmatch.engines.ties.people import apart_of, quorums_of
from volmatch.engines.timing import Timer

__all__ = ["insert_team"]

MOST_STARTS = 12
"""Common starts that are tried."""


def insert_team(state: State, visit: int, needed: Sequence[int]) -> None:
    """Serve a visit by as many people as can come together, if they are enough. O(starts × candidates)."""
    duties = state.candidates(visit)
    alone = [place for duty in duties if (place := state.best(visit, duty)) is not None]
    if not alone:
        return
    visits = state.program.visits
    openings = visits.low[visits.ptr[visit] : visits.ptr[visit + 1]].tolist()
    starts = sorted({*openings, *(place.start for place in alone)})
    step = max(1, len(starts) // MOST_STARTS)
    best: tuple[tuple[int, tuple[int, ...]], int, list[Insertion]] | None = None
    for start in starts[::step]:
        timer = state.timer.with_fixed({**state.timer.fixed, visit: start})
        team = _team(state, visit, [place.duty for place in alone], timer, needed, start)
        if len(team) >= visits.least[visit]:
            worth = (
                -len(team),
                tuple(sum(column) for column in zip(*(place.cost for place in team), strict=True)),
            )
            if best is None or worth < best[0]:
                best = worth, start, team
    if best is None:
        return
    state.timer.fixed[visit] = best[1]
    if not _put(state, best[2]):
        del state.timer.fixed[visit]


def _put(state: State, team: Sequence[Insertion]) -> bool:
    """Let all come; where one no longer fits beside the others, nobody does, and it says so."""
    before = {place.duty: state.tours.get(place.duty, ()) for place in team}
    for place in team:
        if not state.fits(place.duty, place.tours):
            for duty, tours in before.items():
                state.put(duty, tours)
            return False
        state.put(place.duty, place.tours)
    return True


def _team(
    state: State, visit: int, duties: Sequence[int], timer: Timer, needed: Sequence[int], start: int
) -> list[Insertion]:
    """Choose the cheapest different people who can all come at a fixed start; those who must come first."""
    owners, most = state.program.duties.volunteer, int(state.program.visits.target[visit])
    places = [place for duty in duties if (place := state.best(visit, duty, timer)) is not None]
    places.sort(key=lambda place: (place.cost, place.duty))
    able: dict[int, Insertion] = {}
    for place in places:
        able.setdefault(int(owners[place.duty]), place)
    apart, parties = apart_of(state.program), state.program.partners.parties
    quorums = [
        (count, {who for who, last in group.items() if start <= last})
        for count, group in quorums_of(state.program).get(visit, ())
    ]
    team: set[int] = set()

    def join(who: int) -> None:
        """Let somebody come, with all who go where they go, if they all can and there is room."""
        party = parties.get(who, {who}) - team
        at_odds = any(apart.get(one, set()) & (team | party) for one in party)
        if party <= able.keys() and len(team) + len(party) <= most and not at_odds:
            team.update(party)

    for who in needed:
        join(who)
    for count, group in quorums:
        for who in able:
            if who in group and len(team & group) < count:
                join(who)
    for who in able:
        join(who)
    enough = all(len(team & group) >= count for count, group in quorums)
    return [able[who] for who in able if who in team] if enough and team >= set(needed) else []
