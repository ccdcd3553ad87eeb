"""Pins that break a rule, alone or two together, are refused when a problem is made.

Each pin, and each two pins that share a volunteer or a task, is tried by itself in all the plans that could make
a difference: in either order, in one trip or two, at the pinned start or at every start that is at a bound. If every
such plan breaks a rule, the pins contradict it. What more people could mend (too few of a team) is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, permutations

import numpy as np

from volmatch.domain.plan import Plan, Stop, Trip
from volmatch.domain.problem import Pin, Problem
from volmatch.domain.travel import UNREACHABLE
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.errors import Fault
from volmatch.pairs import first_to_forbid
from volmatch.rule import Rule

__all__ = ["check_pins"]

TIMED = ("available", "travel", "trip_cap", "trip_limits", "workload", "cohorts", "supplies")
"""Rules that a trip breaks by its length or its way, or by the day on which it departs."""

MOST_ATTEMPTS = 2_000
MOST_DAYS = 40
MOST_PAIRS = 20_000
"""Pairs of pins that are tried; the engines find what is wrong with the rest."""


def check_pins(problem: Problem, rules: Sequence[Rule]) -> Iterator[Fault]:
    """Report the pins that break a rule alone, then the pairs of sound pins that break one together."""
    sound = []
    for row, pin in enumerate(problem.pins):
        broken = _forbidden(problem, rules, pin) or _broken(problem, rules, (pin,))
        if broken:
            why = f"{pin.volunteer!r} cannot be pinned to {pin.task!r}: {broken}"
            yield Fault(f"pins[{row}]", pin.task, why, "Remove the pin, or change what it breaks.")
        else:
            sound.append((row, pin))
    for number, ((row, one), (other_row, other)) in enumerate(_related(sound)):
        if number >= MOST_PAIRS:
            return
        broken = _broken(problem, rules, (one, other))
        if broken:
            why = f"contradicts pins[{other_row}] ({other.volunteer!r} to {other.task!r}): {broken}"
            yield Fault(
                f"pins[{row}]", one.task, f"{one.volunteer!r} to {one.task!r} {why}", "Remove one of the two."
            )


def _related(pins: Iterable[tuple[int, Pin]]) -> Iterator[tuple[tuple[int, Pin], tuple[int, Pin]]]:
    groups = defaultdict(list)
    for row, pin in pins:
        groups["volunteer", pin.volunteer].append((row, pin))
        groups["task", pin.task].append((row, pin))
    for group in groups.values():
        yield from (
            (a, b)
            for a, b in combinations(group, 2)
            if (a[1].volunteer, a[1].task) != (b[1].volunteer, b[1].task)
        )


def _forbidden(problem: Problem, rules: Sequence[Rule], pin: Pin) -> str:
    volunteer, task = problem.volunteer(pin.volunteer), problem.task(pin.task)
    rule, why = first_to_forbid(problem, volunteer, task, rules)
    return f"{rule}: {volunteer.id} {why}" if rule else ""


def _broken(problem: Problem, rules: Sequence[Rule], pins: tuple[Pin, ...]) -> str:
    """Name the rule that every plan for these pins alone breaks, or give ``""``."""
    best: list[str] | None = None
    free = not problem.network.direct  # a way through other stops may be shorter: time proves nothing here
    for number, trips in enumerate(_attempts(problem, pins)):
        if number >= MOST_ATTEMPTS:
            return ""  # left for the engines to find
        view = PlanView(problem, Plan(problem=problem.name, clock=problem.clock, trips=trips))
        found = [
            f"{violation.rule}: {violation.message}"
            for rule in rules
            for violation in rule.check(problem, view)
            if not (free and violation.rule in TIMED)
            and not _mendable(problem, violation.rule, violation.subjects, pins)
        ]
        if not found:
            return ""
        if best is None or len(found) < len(best):
            best = found
    return best[0] if best else "" if free else "travel: no time is left for it"


def _mendable(problem: Problem, rule: str, subjects: tuple[str, ...], pins: tuple[Pin, ...]) -> bool:
    """Tell what more people would mend, and other pins, which this plan is not about."""
    if rule == "pinned":
        return (subjects[0], subjects[1]) not in {(pin.volunteer, pin.task) for pin in pins}
    if rule == "staffing":
        people = len({pin.volunteer for pin in pins if pin.task == subjects[0]})
        starts = {pin.start for pin in pins if pin.task == subjects[0]}
        return people <= problem.task(subjects[0]).people.target and len(starts - {None}) < 2  # type: ignore[union-attr]
    if rule == "companions":  # who is missing may come, but who is there stays
        return len({pin.volunteer for pin in pins if pin.task == subjects[2]} & set(subjects[:2])) < 2
    return False


def _attempts(problem: Problem, pins: tuple[Pin, ...]) -> Iterator[list[Trip]]:
    """Lay the pins out in every way that could matter.

    Where a start is free it is one variable between bounds, and two starts differ by at least a gap. If any times
    are possible, so are some at which one start is at a bound and the other at one too or the gap away: an end of
    a window, the first or last moment of an offer, or a departure at midnight, where the day of a trip changes.
    """
    if len(pins) == 2 and pins[0].volunteer != pins[1].volunteer:
        yield from _side_by_side(problem, pins)
        return
    volunteer = problem.volunteer(pins[0].volunteer)
    for order in permutations(pins):
        for together in (True, False) if len(order) > 1 else (True,):
            for starts in _starts(problem, volunteer, order, together):
                trips = _laid_out(problem, volunteer, order, starts, together)
                if trips is not None:
                    yield trips


def _side_by_side(problem: Problem, pins: tuple[Pin, ...]) -> Iterator[list[Trip]]:
    """Try two people on one task at every start that suits one of them."""
    people = [problem.volunteer(pin.volunteer) for pin in pins]
    fixed = {pin.start for pin in pins if pin.start is not None}
    starts = fixed or {
        start for pin, person in zip(pins, people, strict=True) for start in _bounds(problem, person, pin)
    }
    for start in sorted(starts):
        both = [
            _laid_out(problem, person, [pin], [start], together=True)
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
    gap = _gap(problem, volunteer, order, together)
    for start in first:
        later = _next_start(problem, order[1], start + gap)
        others = [other for other in second if other >= start + gap]
        yield from ((start, other) for other in [*([] if later is None else [later]), *others])
    for start in second:
        earlier = _previous_start(problem, order[0], start - gap)
        if earlier is not None:
            yield earlier, start


def _bounds(problem: Problem, volunteer: Volunteer, pin: Pin) -> list[int]:
    """Give the starts of a pin that are at a bound, in order; the pinned one alone where it is given."""
    if pin.start is not None:
        return [pin.start]
    task, home = problem.task(pin.task), problem.place(volunteer.home)
    place = problem.place(task.location or "")
    lead = _way(problem, volunteer, home, place) + _setup(problem, place, home, home)
    tail = (task.duration_seconds or 0) + _way(problem, volunteer, place, home)
    starts = set()
    for low, high in _allowed(problem, pin):
        starts |= {low, high}
        inside = [offer.start + lead for offer in volunteer.available]
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
        for opening in problem.location(task.location or "").open or (window,)
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


def _gap(problem: Problem, volunteer: Volunteer, order: Sequence[Pin], together: bool) -> int:
    """Give the least seconds between the starts of two services."""
    home = problem.place(volunteer.home)
    here, there = (problem.place(problem.task(pin.task).location or "") for pin in order)
    service = problem.task(order[0].task).duration_seconds or 0
    if together:
        return service + _way(problem, volunteer, here, there) + _setup(problem, there, here, home)
    ways = _way(problem, volunteer, here, home) + _way(problem, volunteer, home, there)
    return service + ways + _setup(problem, there, home, home)


def _laid_out(
    problem: Problem, volunteer: Volunteer, order: Sequence[Pin], starts: Sequence[int], together: bool
) -> list[Trip] | None:
    """Make the trips of given starts: one, or one each; ``None`` where there is no way."""
    made: list[Trip] = []
    home = problem.place(volunteer.home)
    for pins, times in (
        [(order, starts)] if together else [([p], [s]) for p, s in zip(order, starts, strict=True)]
    ):
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


def _way(problem: Problem, volunteer: Volunteer, a: int, b: int) -> int:
    return int(problem.network.seconds(problem.mode(volunteer), np.array([a]), np.array([b]))[0])


def _setup(problem: Problem, place: int, here: int, home: int) -> int:
    return 0 if place in (here, home) else problem.locations[place].setup_seconds
