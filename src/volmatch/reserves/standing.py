"""Who could stand in for somebody on a task, and which tasks one person could do on one day."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TypeAlias

from attrs import evolve, frozen

from volmatch.domain.plan import Plan, RemoteService, Trip
from volmatch.domain.problem import Problem
from volmatch.ranking import Candidate, candidates
from volmatch.reserves.calling import Post, StandIn
from volmatch.verifier import verify

__all__ = ["stand_ins"]

OF_OTHERS = ("staffing", "order", "companions", "pinned")
"""Rules that a person's part of a plan breaks because the others are not in it."""

Ways: TypeAlias = dict[str, dict[str, StandIn]]
"""By task and volunteer."""


@frozen
class _Way:
    task: str
    row: Trip | RemoteService
    alone: bool
    """Whether it is a trip of its own, or done from home."""


def stand_ins(problem: Problem, plan: Plan, posts: Sequence[Post]) -> Ways:
    """Give, for each of some tasks, who could stand in beside what they have, disturbing nobody.

    O(tasks × able volunteers), and for each volunteer a verification of their day for every pair of their tasks.
    """
    ways: dict[str, list[_Way]] = {}
    for post in posts:
        for one in candidates(problem, plan, post.task, k=max(1, len(problem.volunteers))).ways:
            if not (one.disturbs or one.with_others or one.volunteer in post.crew):
                ways.setdefault(one.volunteer, []).append(_way_of(one))
    found: Ways = {post.task: {} for post in posts}
    for who, mine in ways.items():
        clashes = _clashes(problem, plan, who, mine)
        for way in mine:
            row = way.row
            start, end = (row.depart, row.return_) if isinstance(row, Trip) else (row.start, row.end)
            found[way.task][who] = StandIn(start, end, frozenset(clashes[way.task]))
    return found


def _way_of(one: Candidate) -> _Way:
    if one.trip is not None:
        return _Way(one.task, one.trip, all(stop.task == one.task for stop in one.trip.stops))
    assert one.remote_service is not None
    return _Way(one.task, one.remote_service, True)


def _clashes(problem: Problem, plan: Plan, who: str, ways: Sequence[_Way]) -> dict[str, set[str]]:
    """Give for each task the others that the same person cannot do as well."""
    clashes: dict[str, set[str]] = {way.task: set() for way in ways}
    for a, b in combinations(ways, 2):
        if not _fit(problem, plan, who, [a, b]):
            clashes[a.task].add(b.task)
            clashes[b.task].add(a.task)
    # What goes two by two may not go all together: then it is one task a person.
    if (
        len(ways) > 2
        and any(len(mine) < len(ways) - 2 for mine in clashes.values())
        and not _fit(problem, plan, who, list(ways))
    ):
        return {way.task: {other.task for other in ways} - {way.task} for way in ways}
    return clashes


def _fit(problem: Problem, plan: Plan, who: str, ways: Sequence[_Way]) -> bool:
    if not all(way.alone for way in ways):
        return False
    rows = [way.row for way in ways]
    trips = [row for row in rows if isinstance(row, Trip)] + [t for t in plan.trips if t.volunteer == who]
    remote = [row for row in rows if isinstance(row, RemoteService)]
    remote += [row for row in plan.remote if row.volunteer == who]
    day = evolve(plan.on(problem.clock), trips=trips, remote=remote)
    return all(one.rule in OF_OTHERS for one in verify(problem, day))
