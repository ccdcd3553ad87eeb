"""A plan without some people: what is left keeps its starts and every rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from volmatch.dispatching.book import Pair, pairs_of
from volmatch.domain.plan import Plan, Stop, Trip
from volmatch.domain.problem import Problem
from volmatch.errors import EngineError
from volmatch.verifier import verify

__all__ = ["left_by"]


def left_by(problem: Problem, plan: Plan, pairs: Iterable[Pair]) -> tuple[Plan, list[Pair]]:
    """Give a plan without some seats, and the other seats that had to go with them.

    Every other service keeps its start. Where too few are left for a task, or what they are left with breaks a rule
    otherwise, its other seats go too, until the plan keeps every rule; at the worst nothing is left.

    Notes
    -----
    O(stops), and a verification for each round: one where nothing else has to go.
    """
    gone = set(pairs)
    while True:
        left = _without(problem, plan, gone)
        violations = verify(problem, left)
        if not violations:
            return left, sorted(pairs_of(plan) - pairs_of(left) - set(pairs))
        named = {name for violation in violations for name in violation.subjects}
        rest = pairs_of(left)
        more = {pair for pair in rest if pair[0] in named}
        more = more or {pair for pair in rest if pair[1] in named} or rest
        if not more:
            raise EngineError(f"without some people the plan breaks {violations[0].rule!r}")
        gone |= more


def _without(problem: Problem, plan: Plan, gone: set[Pair]) -> Plan:
    trips = (_shortened(problem, trip, gone) for trip in plan.trips)
    remote = [row for row in plan.remote if (row.task, row.volunteer) not in gone]
    return evolve(plan, trips=[trip for trip in trips if trip is not None], remote=remote)


def _shortened(problem: Problem, trip: Trip, gone: set[Pair]) -> Trip | None:
    """Give a trip without some stops, its others at their times, the ways between them direct."""
    kept = [stop for stop in trip.stops if (stop.task, trip.volunteer) not in gone]
    if len(kept) == len(trip.stops):
        return trip
    if not kept:
        return None
    mode = problem.mode(problem.volunteer(trip.volunteer))
    home = problem.place(problem.volunteer(trip.volunteer).home)
    places = [problem.place(_where(problem, stop)) for stop in kept]
    depart = trip.depart
    if kept[0] != trip.stops[0]:
        setup = 0 if places[0] == home else problem.locations[places[0]].setup_seconds
        depart = kept[0].start - setup - problem.network.leg(mode, home, places[0])[0]
    stops = list(_on_the_way(problem, mode, home, depart, kept, places))
    back = kept[-1].end + problem.network.leg(mode, places[-1], home)[0]
    return Trip(volunteer=trip.volunteer, depart=depart, return_=back, stops=tuple(stops))


def _on_the_way(
    problem: Problem, mode: str, here: int, now: int, stops: list[Stop], places: list[int]
) -> Iterator[Stop]:
    for stop, there in zip(stops, places, strict=True):
        yield evolve(stop, arrive=now + problem.network.leg(mode, here, there)[0])
        here, now = there, stop.end


def _where(problem: Problem, stop: Stop) -> str:
    task = problem.task(stop.task)
    place = task.pickup.location if stop.kind == "pickup" and task.pickup is not None else task.location
    return str(place)
