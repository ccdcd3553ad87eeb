"""What may be planned anew at an instant: everything that nobody was told of, around what was promised."""

from __future__ import annotations

from typing import Any

from volmatch.dispatching.book import Book, Pair, pairs_of, times_of
from volmatch.dispatching.seats import HELD
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Pin, Problem
from volmatch.errors import EngineError, ProblemError
from volmatch.ranking import Candidate, candidates
from volmatch.result import Result
from volmatch.solver import solve
from volmatch.verifier import verify

__all__ = ["called", "problem_at", "replanned"]


def problem_at(book: Book, at: int, unasked: set[str], *, with_new_pins: bool = False) -> Problem:
    """Give the problem of an instant. O(problem).

    What was offered or promised is pinned at its start, what has begun stays, nothing starts before the instant, and
    people who may not be asked now get nothing that they do not have.

    Parameters
    ----------
    with_new_pins
        Keep also the pins of the problem that were never planned.
    """
    planned = pairs_of(book.plan)
    held = {pair for pair in planned if book.seats[pair].state in HELD}
    pins = [
        Pin(volunteer=who, task=task, start=start)
        for (task, who), _, start, _ in times_of(book.plan)
        if (task, who) in held
    ]
    kept = planned - held | (set(new_pins(book)) if with_new_pins else set())
    pins += [pin for pin in book.base.pins if (pin.task, pin.volunteer) in kept]
    tasks = [task.id for task in book.base.effective_tasks]
    barred: set[Pair] = {
        (task, who) for who in unasked for task in tasks if (task, who) not in planned | kept
    }
    return book.without(book.lost | barred, book.absent, pins=pins, previous=book.plan, frozen_until=at)


def new_pins(book: Book) -> list[Pair]:
    """Give the pinned pairs that were never planned."""
    return [pair for pin in book.base.pins if (pair := (pin.task, pin.volunteer)) not in book.seats]


def replanned(book: Book, at: int, unasked: set[str], **how: Any) -> Plan:
    """Give the best plan that is found around what was promised, never worse than the one in force.

    Parameters
    ----------
    how
        How long and by which method to search, as in `solve`.
    """
    result = None
    if new_pins(book):
        result = _pinned(book, at, unasked, **how)
    if result is None or result.plan is None:
        result = solve(problem_at(book, at, unasked), start=book.plan, **how)
    if result.plan is None:
        raise EngineError("no plan around what was promised was found")
    violations = verify(book.problem, result.plan)
    if violations:
        raise EngineError(f"the new plan breaks {violations[0].rule!r}")
    return result.plan


def _pinned(book: Book, at: int, unasked: set[str], **how: Any) -> Result | None:
    """Plan with the pins that were never planned, where they still can be kept."""
    try:
        problem = problem_at(book, at, unasked, with_new_pins=True)
    except ProblemError:
        return None
    return solve(problem, **how)


def called(book: Book, at: int, task: str, unasked: set[str]) -> tuple[Candidate, Plan] | None:
    """Give the first who stands by for a task and can take it, disturbing nobody; and the plan with them."""
    standing = [who for who, tasks in book.reserves if task in tasks and who not in unasked]
    if not standing:
        return None
    problem = problem_at(book, at, unasked)
    found = candidates(problem, book.plan, task, k=len(problem.volunteers))
    ways = {way.volunteer: way for way in found.ways if not way.disturbs and way.instead_of is None}
    for who in standing:
        if who in ways:
            return ways[who], ways[who].applied(book.problem, book.plan)
    return None
