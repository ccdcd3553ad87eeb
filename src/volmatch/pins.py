"""Pins that break a rule, alone or two together, are refused when a problem is made.

Each pin, and each two pins that share a volunteer or a task, is tried by itself in all the plans that could make
a difference: in either order, in one trip or two, at the pinned start or at every start that is at a bound. If every
such plan breaks a rule, the pins contradict it. What more people or tasks could mend (too few of a team, a task that is
to come before) is left out, and so are pickups, which may be anywhere in a trip, and what an earlier plan has frozen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from volmatch.domain.attempts import attempts
from volmatch.domain.plan import Plan, RemoteService, Trip
from volmatch.domain.problem import Pin, Problem
from volmatch.domain.view import PlanView
from volmatch.errors import Fault
from volmatch.pairs import first_to_forbid
from volmatch.rule import Rule

__all__ = ["check_pins"]

TIMED = ("available", "travel", "trip_cap", "trip_limits", "workload", "cohorts", "supplies")
"""Rules that a trip breaks by its length or its way, or by the day on which it departs."""

MOST_ATTEMPTS = 2_000
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
    if any(problem.task(pin.task).pickup is not None for pin in pins):
        return ""
    best: list[str] | None = None
    rules = [rule for rule in rules if not rule.of_whole_plans]
    free = not problem.network.direct  # a way through other stops may be shorter: time proves nothing here
    for number, rows in enumerate(attempts(problem, pins)):
        if number >= MOST_ATTEMPTS:
            return ""  # left for the engines to find
        trips = [row for row in rows if isinstance(row, Trip)]
        remote = [row for row in rows if isinstance(row, RemoteService)]
        plan = Plan(problem=problem.name, clock=problem.clock, trips=trips, remote=remote)
        view = PlanView(problem, plan)
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
    if rule == "order":
        return subjects[1] not in {pin.task for pin in pins}
    if rule == "pinned" and problem.frozen_until is not None and problem.previous is not None:
        return True
    if rule == "pinned":
        return (subjects[0], subjects[1]) not in {(pin.volunteer, pin.task) for pin in pins}
    if rule == "staffing":
        people = len({pin.volunteer for pin in pins if pin.task == subjects[0]})
        starts = {pin.start for pin in pins if pin.task == subjects[0]}
        return people <= problem.task(subjects[0]).people.target and len(starts - {None}) < 2  # type: ignore[union-attr]
    if rule == "companions":  # who is missing may come, but who is there stays
        return len({pin.volunteer for pin in pins if pin.task == subjects[2]} & set(subjects[:2])) < 2
    return False
