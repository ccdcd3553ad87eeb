"""A comparison in plain English: ids and amounts only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from volmatch.domain.task import PRIORITIES
from volmatch.rule import Value

if TYPE_CHECKING:
    from volmatch.comparing.comparison import ChangedTask, ComparedVolunteer, Comparison

__all__ = ["sentences", "worth"]

MOST_LINES = 20


def sentences(found: Comparison) -> Iterator[str]:
    """Say which plan is better and why, then what changes, the most important first."""
    yield _verdict(found)
    for side, violations in (("A", found.violations_a), ("B", found.violations_b)):
        if violations:
            rules = Counter(violation.rule for violation in violations)
            said = ", ".join(f"{rule} ({count})" for rule, count in rules.items())
            yield f"Plan {side} must not be used; it breaks {said}."
    for level in found.levels:
        name = level.name if level.asked else f"{level.name} (not asked for)"
        if level.better:
            better = level.better.upper()
            yield f"{name}: {worth(level.a)} in A, {worth(level.b)} in B; {better} is better"
        elif level.asked:
            yield f"{name}: {worth(level.a)} in both"
    if found.lost:
        yield f"Served in A only: {', '.join(_few(found.lost))}"
    if found.gained:
        yield f"Served in B only: {', '.join(_few(found.gained))}"
    yield from _few([f"{one.task}: {_change(one)}" for one in found.changed])
    yield from _few([f"{one.task}: {_shift(one.seconds)}" for one in found.moved])
    yield from _few([_of_one(one) for one in found.volunteers])


def _verdict(found: Comparison) -> str:
    if found.better is None:
        return "The plans are the same." if found.same else "Neither plan is better."
    better = found.better.upper()
    if bool(found.violations_a) != bool(found.violations_b):
        return f"Plan {better} is better: the other breaks rules."
    verb = "would be" if found.violations_a else "is"
    decided = found.decided_by.name if found.decided_by else ""
    return f"Plan {better} {verb} better: {decided} decides."


def worth(value: Value) -> str:
    """Write a value; of coverage what is not 0."""
    if not isinstance(value, tuple):
        return f"{value}"
    halves = {"unserved": value[:4], "short of target": value[4:]}
    parts = [
        f"{number} {priority} {what}"
        for what, numbers in halves.items()
        for number, priority in zip(numbers, PRIORITIES, strict=True)
        if number
    ]
    return ", ".join(parts) or "all served"


def _change(one: ChangedTask) -> str:
    gone, come = ", ".join(one.gone), ", ".join(one.come)
    if gone and come:
        return f"from {gone} to {come}"
    return f"without {gone} in B" if gone else f"with {come} too in B"


def _shift(seconds: int) -> str:
    return f"{abs(seconds)} s {'later' if seconds > 0 else 'earlier'} in B"


def _of_one(one: ComparedVolunteer) -> str:
    tasks = [f"gains {', '.join(one.gained)}"] if one.gained else []
    tasks += [f"loses {', '.join(one.lost)}"] if one.lost else []
    trips = " trip" if abs(one.trips) == 1 else " trips"
    amounts = ((one.trips, trips), (one.seconds, " s away"), (one.metres, " m"))
    more = [f"{number:+}{unit}" for number, unit in amounts if number]
    return f"{one.volunteer}: {'; '.join(tasks + more)}"


def _few(rows: Sequence[str]) -> Iterator[str]:
    yield from rows[:MOST_LINES]
    if len(rows) > MOST_LINES:
        yield f"… and {len(rows) - MOST_LINES} more"
