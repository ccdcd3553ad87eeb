"""Pins that break a rule, alone or two together, are refused when a problem is made.

Each pin, and each two pins that share a volunteer or a task, is tried by itself in the few plans in
which it could be kept: in either order, in one trip or two, at the pinned start or the earliest
possible. If every such plan breaks a rule, the pins contradict it. What more people could mend (too few
of a team) is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, permutations, product

import numpy as np

from volmatch.domain.clock import Interval
from volmatch.domain.plan import Plan, Stop, Trip
from volmatch.domain.problem import Pin, Problem
from volmatch.domain.task import Task
from volmatch.domain.travel import UNREACHABLE
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.errors import Fault
from volmatch.pairs import first_to_forbid
from volmatch.rule import Rule

__all__ = ["check_pins"]

TIMED = ("available", "travel", "trip_cap", "trip_limits", "workload")
"""Rules that a trip breaks by its length or its way."""

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
    # Where a start is free, or a way through other stops may be shorter, time alone proves nothing here.
    free = not problem.network.direct or any(pin.start is None for pin in pins)
    for trips in _attempts(problem, pins):
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
    return False


def _attempts(problem: Problem, pins: tuple[Pin, ...]) -> Iterator[list[Trip]]:
    if len(pins) == 2 and pins[0].volunteer != pins[1].volunteer:
        yield from _side_by_side(problem, pins)
        return
    volunteer = problem.volunteer(pins[0].volunteer)
    for order in permutations(pins):
        for trips in [[list(order)], [[pin] for pin in order]] if len(order) == 2 else [[list(order)]]:
            for offers in product(volunteer.available, repeat=len(trips)):
                plan = _laid_out(problem, volunteer, trips, offers)
                if plan is not None:
                    yield plan


def _side_by_side(problem: Problem, pins: tuple[Pin, ...]) -> Iterator[list[Trip]]:
    """Try two people on one task at every start that suits one of them."""
    starts = {pin.start for pin in pins} - {None}
    for pin in pins:
        for trips in _attempts(problem, (pin,)):
            starts.add(trips[0].stops[0].start)
    for start in sorted(start for start in starts if start is not None):
        both = [
            _attempts(problem, (Pin(volunteer=pin.volunteer, task=pin.task, start=start),)) for pin in pins
        ]
        for one, other in product(*both):
            yield [*one, *other]


def _laid_out(
    problem: Problem, volunteer: Volunteer, trips: Sequence[Sequence[Pin]], offers: Sequence[Interval]
) -> list[Trip] | None:
    """Time trips one after another, each stop as early as it can be, departures late."""
    made: list[Trip] = []
    ready = -(1 << 60)
    for pins, offer in zip(trips, offers, strict=True):
        now, here = max(ready, offer.start), problem.place(volunteer.home)
        stops: list[Stop] = []
        home, first_leg = here, 0
        for pin in pins:
            task = problem.task(pin.task)
            place = problem.place(task.location or "")
            way = _seconds(problem, volunteer, here, place)
            if way >= UNREACHABLE:
                return None
            setup = 0 if place in (here, home) else problem.locations[place].setup_seconds
            start = _start(problem, task, now + way + setup) if pin.start is None else pin.start
            if start is None:
                return None
            first_leg = first_leg if stops else way
            stops.append(
                Stop(
                    task=task.id, arrive=start - setup, start=start, end=start + (task.duration_seconds or 0)
                )
            )
            now, here = stops[-1].end, place
        ready = now + _seconds(problem, volunteer, here, home)
        if ready >= UNREACHABLE:
            return None
        made.append(
            Trip(
                volunteer=volunteer.id, depart=stops[0].arrive - first_leg, return_=ready, stops=tuple(stops)
            )
        )
    return made


def _seconds(problem: Problem, volunteer: Volunteer, a: int, b: int) -> int:
    return int(problem.network.seconds(problem.mode(volunteer), np.array([a]), np.array([b]))[0])


def _start(problem: Problem, task: Task, earliest: int) -> int | None:
    """Give the first start from an instant on at which the task may be served."""
    duration = task.duration_seconds or 0
    starts = [
        max(window.start, opening.start, earliest)
        for window in task.windows
        for opening in problem.location(task.location or "").open or (window,)
        if max(window.start, opening.start, earliest) + duration <= min(window.end, opening.end)
    ]
    return min(starts, default=None)
