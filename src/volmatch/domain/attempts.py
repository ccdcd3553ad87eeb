"""Every way to lay out one pin, or two, that could make a difference: plans of nothing else, for rules to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import TypeAlias

import numpy as np

from volmatch.domain.plan import RemoteService, Stop, Trip
from volmatch.domain.problem import Pin, Problem
from volmatch.domain.task import Task
from volmatch.domain.travel import UNREACHABLE
from volmatch.domain.volunteer import Volunteer

__all__ = ["attempts"]

Row: TypeAlias = Trip | RemoteService

MOST_DAYS = 40


def attempts(problem: Problem, pins: tuple[Pin, ...]) -> Iterator[list[Row]]:
    """Lay the pins out in every way that could matter.

    Where a start is free it is one variable between bounds, and two starts differ by at least a gap. If any times
    are possible, so are some at which one start is at a bound and the other at one too or the gap away: an end of
    a window, the first or last moment of an offer, a departure at midnight, where the day of a trip changes, or when
    what is frozen ends.
    """
    if len(pins) == 2 and pins[0].volunteer != pins[1].volunteer:
        yield from _side_by_side(problem, pins)
        return
    volunteer = problem.volunteer(pins[0].volunteer)
    remote = any(problem.task(pin.task).remote for pin in pins)
    for order in permutations(pins):
        for together in (False,) if remote else (True, False) if len(order) > 1 else (True,):
            for starts in _starts(problem, volunteer, order, together):
                trips = _laid_out(problem, volunteer, order, starts, together)
                if trips is not None:
                    yield trips


def _side_by_side(problem: Problem, pins: tuple[Pin, ...]) -> Iterator[list[Row]]:
    """Try two people on one task at every start that suits one of them."""
    people = [problem.volunteer(pin.volunteer) for pin in pins]
    fixed = {pin.start for pin in pins if pin.start is not None}
    starts = fixed or {
        start for pin, person in zip(pins, people, strict=True) for start in _bounds(problem, person, pin)
    }
    for start in sorted(starts):
        both = [
            _laid_out(problem, person, [pin], [start], together=False)
            for pin, person in zip(pins, people, strict=True)
        ]
        if both[0] is not None and both[1] is not None:
            yield [*both[0], *both[1]]


def _starts(
    problem: Problem, volunteer: Volunteer, order: Sequence[Pin], together: bool
) -> Iterator[tuple[int, ...]]:
    first = _bounds(problem, volunteer, order[0])
    if len(order) == 1:
        yield from ((start,) for start in first)
        return
    second = _bounds(problem, volunteer, order[1])
    gaps = _gaps(problem, volunteer, order, together)
    for start in first:
        later = {_next_start(problem, order[1], start + gap) for gap in gaps} - {None}
        later |= {other for other in second if other >= start + min(gaps)}
        yield from ((start, other) for other in sorted(one for one in later if one is not None))
    for start in second:
        earlier = {_previous_start(problem, order[0], start - gap) for gap in gaps}
        yield from ((one, start) for one in sorted(one for one in earlier if one is not None))


def _bounds(problem: Problem, volunteer: Volunteer, pin: Pin) -> list[int]:
    """Give the starts of a pin that are at a bound, in order; the pinned one alone where it is given."""
    if pin.start is not None:
        return [pin.start]
    task = problem.task(pin.task)
    lead, tail = (
        _lead(problem, volunteer, task),
        (task.duration_seconds or 0) + _back(problem, volunteer, task),
    )
    starts, until = set(), problem.frozen_until
    for low, high in _allowed(problem, pin):
        starts |= {low, high}
        inside = [offer.start + lead for offer in volunteer.available]
        inside += [] if until is None else [until, until + lead]
        inside += [offer.end - tail for offer in volunteer.available]
        first = problem.clock.day(low - lead) if lead < UNREACHABLE else 0
        days = range(first, first + min(MOST_DAYS, (high - low) // 86_400 + 2))
        midnights = [problem.clock.midnight(day) + lead for day in days]
        inside += [*midnights, *(midnight - 1 for midnight in midnights)]
        starts |= {start for start in inside if low <= start <= high}
    return sorted(starts)


def _allowed(problem: Problem, pin: Pin) -> list[tuple[int, int]]:
    """Give the intervals in which the service may start, both ends included."""
    task = problem.task(pin.task)
    duration = task.duration_seconds or 0
    overlaps = [
        (max(window.start, opening.start), min(window.end, opening.end) - duration)
        for window in task.windows
        for opening in (() if task.remote else problem.location(task.location or "").open) or (window,)
    ]
    return sorted((low, high) for low, high in overlaps if low <= high)


def _next_start(problem: Problem, pin: Pin, instant: int) -> int | None:
    if pin.start is not None:
        return pin.start if pin.start >= instant else None
    return min((max(low, instant) for low, high in _allowed(problem, pin) if high >= instant), default=None)


def _previous_start(problem: Problem, pin: Pin, instant: int) -> int | None:
    if pin.start is not None:
        return pin.start if pin.start <= instant else None
    return max((min(high, instant) for low, high in _allowed(problem, pin) if low <= instant), default=None)


def _gaps(problem: Problem, volunteer: Volunteer, order: Sequence[Pin], together: bool) -> set[int]:
    """Give the least seconds between the starts of two services, by the way and by what else must lie between."""
    one, other = (problem.task(pin.task) for pin in order)
    service = one.duration_seconds or 0
    waits = max((after.min_gap_seconds for after in other.after if after.task == one.id), default=0)
    ways = _back(problem, volunteer, one) + _lead(problem, volunteer, other)
    if together:
        home, here, there = (
            problem.place(name) for name in (volunteer.home, one.location or "", other.location or "")
        )
        ways = _way(problem, volunteer, here, there) + _setup(problem, there, here, home)
    return {service + ways, service + max(ways, waits)}


def _laid_out(
    problem: Problem, volunteer: Volunteer, order: Sequence[Pin], starts: Sequence[int], together: bool
) -> list[Row] | None:
    """Make the trips of given starts: one, or one each (none for what is remote); ``None`` where there is no way."""
    made: list[Row] = []
    home = problem.place(volunteer.home)
    for pins, times in (
        [(order, starts)] if together else [([p], [s]) for p, s in zip(order, starts, strict=True)]
    ):
        alone = problem.task(pins[0].task)
        if alone.remote:
            end = times[0] + (alone.duration_seconds or 0)
            made.append(RemoteService(volunteer=volunteer.id, task=alone.id, start=times[0], end=end))
            continue
        here = home
        stops: list[Stop] = []
        depart = 0
        for pin, start in zip(pins, times, strict=True):
            task = problem.task(pin.task)
            place = problem.place(task.location or "")
            setup = _setup(problem, place, here, home)
            if not stops:
                depart = start - setup - _way(problem, volunteer, home, place)
            end = start + (task.duration_seconds or 0)
            stops.append(Stop(task=task.id, arrive=start - setup, start=start, end=end))
            here = place
        back = stops[-1].end + _way(problem, volunteer, here, home)
        if back - depart >= UNREACHABLE:
            return None
        made.append(Trip(volunteer=volunteer.id, depart=depart, return_=back, stops=tuple(stops)))
    return made


def _lead(problem: Problem, volunteer: Volunteer, task: Task) -> int:
    """Give the seconds from leaving home to the start of a service."""
    if task.remote:
        return 0
    home, place = problem.place(volunteer.home), problem.place(task.location or "")
    return _way(problem, volunteer, home, place) + _setup(problem, place, home, home)


def _back(problem: Problem, volunteer: Volunteer, task: Task) -> int:
    """Give the seconds of the way home from a service."""
    home, place = problem.place(volunteer.home), problem.place(task.location or volunteer.home)
    return 0 if task.remote else _way(problem, volunteer, place, home)


def _way(problem: Problem, volunteer: Volunteer, a: int, b: int) -> int:
    return int(problem.network.seconds(problem.mode(volunteer), np.array([a]), np.array([b]))[0])


def _setup(problem: Problem, place: int, here: int, home: int) -> int:
    return 0 if place in (here, home) else problem.locations[place].setup_seconds
