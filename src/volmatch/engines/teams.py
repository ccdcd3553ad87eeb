"""Several people for one visit: a common start, and the cheapest different people who can come then.

A few starts are tried: the openings of its windows and the earliest start of each candidate. The one with most
people, then least cost, is taken. Those come first who must, then who is wanted for a quorum, each with those who go
where they go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from volmatch.engines.state import Insertion, State
from volmatch.engines.ties.people import apart_of, quorums_of

__all__ = ["common_starts", "insert_team", "team_of"]

MOST_STARTS = 12
"""Common starts that are tried."""


def insert_team(state: State, visit: int, needed: Sequence[int]) -> None:
    """Serve a visit by as many people as can come together, if they are enough. O(starts × candidates)."""
    duties = state.candidates(visit)
    alone = [place for duty in duties if (place := state.best(visit, duty)) is not None]
    best: tuple[tuple[int, tuple[int, ...]], int, list[Insertion]] | None = None
    for places in common_starts(state, visit, alone):
        team = team_of(state, visit, places, needed)
        if len(team) >= state.program.visits.least[visit]:
            worth = (
                -len(team),
                tuple(sum(column) for column in zip(*(place.cost for place in team), strict=True)),
            )
            if best is None or worth < best[0]:
                best = worth, team[0].start, team
    if best is None:
        return
    state.timer.fixed[visit] = best[1]
    if not _put(state, best[2]):
        del state.timer.fixed[visit]


def common_starts(state: State, visit: int, alone: Sequence[Insertion]) -> Iterator[list[Insertion]]:
    """Give, for each start that is tried, where all who could come at some time have room then.

    Parameters
    ----------
    alone
        Where each has room by themselves.
    """
    visits = state.program.visits
    openings = visits.low[visits.ptr[visit] : visits.ptr[visit + 1]].tolist()
    starts = sorted({*openings, *(place.start for place in alone)}) if alone else []
    for start in starts[:: max(1, len(starts) // MOST_STARTS)]:
        timer = state.timer.with_fixed({**state.timer.fixed, visit: start})
        places = (state.best(visit, place.duty, timer) for place in alone)
        yield [place for place in places if place is not None]


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


def team_of(state: State, visit: int, places: Sequence[Insertion], needed: Sequence[int]) -> list[Insertion]:
    """Choose the cheapest different people who can all come at the same start; those who must come first."""
    if not places:
        return []
    owners, most = state.program.duties.volunteer, int(state.program.visits.target[visit])
    start = places[0].start
    able: dict[int, Insertion] = {}
    for place in sorted(places, key=lambda place: (place.cost, place.duty)):
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
