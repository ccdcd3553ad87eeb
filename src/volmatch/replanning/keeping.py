"""What of a plan can stay as it is once something has changed: a legal plan that takes nothing new in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.replanning.trips import without
from volmatch.rule import Violation
from volmatch.verifier import verify

__all__ = ["deeds", "kept", "released"]

MOST_ROUNDS = 12
"""After so many rounds of taking out what breaks a rule, only what has begun is kept."""


def kept(problem: Problem, plan: Plan) -> Plan | None:
    """Take out of a plan what breaks a rule now, until nothing does; ``None`` where not even what has begun can stay.

    A task is taken from all who serve it where the rule speaks of the task alone, and from one where it names
    somebody. As long as `verify`, a few times.
    """
    until = problem.frozen_until
    left = evolve(plan, unserved=(), levels=(), problem=problem.name)
    for _ in range(MOST_ROUNDS):
        violations = verify(problem, left)
        if not violations:
            return left
        lost = set(_blamed(left, violations)) - _begun(left, until)
        if not lost:
            break
        left = without(problem, left, lost, until)
    free = {(who, task) for who, task, _ in deeds(left)} - _begun(left, until)
    left = without(problem, left, free, until)
    return None if verify(problem, left) else left


def released(problem: Problem, plan: Plan) -> Plan:
    """Let those turn round who are on the way to what can no longer be done there: the rest of a team is gone.

    Of what has begun or departed alone, that which breaks a rule and has not begun is taken out. As long as `verify`.
    """
    until = problem.frozen_until
    gone = _begun(plan, until)
    left = without(problem, plan, {(who, task) for who, task, _ in deeds(plan)} - gone, until)
    started = {(row.volunteer, row.task) for row in left.remote}
    started |= {
        (trip.volunteer, stop.task)
        for trip in left.trips
        for stop in trip.stops
        if until is not None and stop.start < until
    }
    lost = set(_blamed(left, verify(problem, left))) - started
    return without(problem, plan, lost, until)


def deeds(plan: Plan) -> Iterator[tuple[str, str, int]]:
    """Give who serves what, and from when: services in trips, and remote ones."""
    for trip in plan.trips:
        yield from ((trip.volunteer, stop.task, stop.start) for stop in trip.stops if stop.kind == "service")
    yield from ((row.volunteer, row.task, row.start) for row in plan.remote)


def _begun(plan: Plan, until: int | None) -> set[tuple[str, str]]:
    """Give what has begun, and the first stop of a trip that has departed, which stays too."""
    if until is None:
        return set()
    found = {(row.volunteer, row.task) for row in plan.remote if row.start < until}
    for trip in plan.trips:
        found |= {(trip.volunteer, stop.task) for stop in trip.stops if stop.start < until}
        if trip.depart < until and trip.stops:
            found.add((trip.volunteer, trip.stops[0].task))
    return found


def _blamed(plan: Plan, violations: Sequence[Violation]) -> Iterator[tuple[str, str]]:
    """Give what is to be taken out for violations: pairs that they name, else tasks, else all of a person's."""
    every = {(who, task) for who, task, _ in deeds(plan)}
    every |= {(trip.volunteer, stop.task) for trip in plan.trips for stop in trip.stops}
    people, tasks = {who for who, _ in every}, {task for _, task in every}
    for violation in violations:
        named = set(violation.subjects)
        named_people, named_tasks = named & people, named & tasks
        yield from (
            (who, task)
            for who, task in every
            if (not named_people or who in named_people) and (not named_tasks or task in named_tasks)
        )
