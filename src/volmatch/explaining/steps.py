"""The changes that may let a task be served, from small to large: what is tried.

A *ladder* is a row of changes each of which allows all that the ones before it allow, so that the smallest that works
is found by halving. A *choice* is a few changes of different people, one of whom may do; each is tried by itself.
Values lie on a coordinator's grid: 0.1 km, 5 minutes, half an hour a day, one trip, one year.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen

from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.explaining.audit import Audit
from volmatch.explaining.changes import Change, NewRule, NewTask, NewWindows
from volmatch.rule import Rule

__all__ = ["Steps", "radius_above", "rule_steps", "task_steps"]

KM_STEP = 0.1
MINUTES_STEP, MOST_MINUTES = 5, 240
CAPS: Mapping[str, Mapping[str, float]] = {
    "trip_cap": {"per_day": 1, "per_horizon": 1},
    "trip_limits": {"max_tasks": 1, "max_hours": 0.5, "max_km": 1.0},
    "workload": {
        "max_tasks_per_day": 1,
        "max_days": 1,
        "max_days_in_a_row": 1,
        "max_hours_per_day": 0.5,
        "max_km_per_day": 1.0,
        "min_rest_hours": -0.5,
    },
    "exposure": {"max_people": 1},
}
"""Caps of rules, and the step by which each is eased."""

MOST_STEPS = 16
"""So many steps of a cap are tried."""


@frozen
class Steps:
    """Changes to try: a ladder, smallest first and each allowing more, or (``alone``) a choice of which one will do."""

    changes: tuple[Change, ...]
    alone: bool = False


def rule_steps(problem: Problem, rules: Sequence[Rule], distances: Iterable[float]) -> Iterator[Steps]:
    """Ease a radius or a cap of a rule for everybody.

    Parameters
    ----------
    distances
        Metres from homes to tasks that a wider radius could bring into reach.
    """
    for rule in rules:
        if rule.name == "near_residence" and getattr(rule, "radius_km", None) is not None:
            old: float = rule.radius_km  # type: ignore[attr-defined]
            yield Steps(tuple(_rule(rule, "radius_km", old, new) for new in radius_above(old, distances)))
        for name, step in CAPS.get(rule.name, {}).items():
            old = getattr(rule, name, None)  # type: ignore[assignment]
            if old is not None:
                yield Steps(tuple(_rule(rule, name, old, new) for new in _eased(old, step)))


def _rule(rule: Rule, parameter: str, old: float, new: float) -> NewRule:
    return NewRule(rule=rule.name, parameter=parameter, old=old, new=new)


def radius_above(old: float, distances: Iterable[float]) -> list[float]:
    """Give the radii in kilometres, rounded up to a tenth, that bring any of these metres into reach."""
    tenths = {math.ceil(metres / 1000 / KM_STEP - 1e-9) for metres in distances if math.isfinite(metres)}
    return [round(tenth * KM_STEP, 1) for tenth in sorted(tenths) if round(tenth * KM_STEP, 1) > old]


def _eased(old: float, step: float) -> Iterator[float]:
    if step > 0:
        yield from (old + step * number for number in range(1, MOST_STEPS + 1))
    else:
        yield from (new for number in range(1, MOST_STEPS + 1) if (new := old + step * number) >= 0)
        if old > 0:
            yield 0


def task_steps(problem: Problem, task: Task, found: Audit) -> Iterator[Steps]:
    """Ease what the task itself asks for: where from, when, of what age, how many people."""
    base = problem.base(task.id)
    names: dict[str, Any] = {"task": base, "ids": frozenset((base, *problem.occurrences(base)))}
    seconds = [60 * number for number in range(MINUTES_STEP, MOST_MINUTES + 1, MINUTES_STEP)]
    yield Steps(tuple(NewWindows(**names, later=more) for more in seconds))
    yield Steps(tuple(NewWindows(**names, earlier=more) for more in seconds))
    people = task.people
    assert people is not None
    yield Steps(
        tuple(
            NewTask(**names, name="people", old=people.min, new=number)
            for number in range(people.min - 1, 0, -1)
        )
    )
    yield from _ages(task, found, names)
    if any("near_residence" in rules for rules in found.blockers.values()):
        if task.radius_km is not None:
            radii = radius_above(task.radius_km, found.far.tolist())
            yield Steps(
                tuple(NewTask(**names, name="radius_km", old=task.radius_km, new=new) for new in radii)
            )
        if not task.lifted:
            yield Steps((NewTask(**names, name="lifted", old=0, new=1),))


def _ages(task: Task, found: Audit, names: dict[str, Any]) -> Iterator[Steps]:
    """Widen a bound of age by as many years as somebody misses."""
    kinds = {"too_old": ("max_age", 1), "too_young": ("min_age", -1)}
    for kind, (name, sign) in kinds.items():
        old = getattr(task, name)
        missed = {near.amount for row in found.blocked if row.kind == kind for near in row.nearest}
        if old is not None and missed:
            years = sorted(math.ceil(amount) for amount in missed)
            changes = [NewTask(**names, name=name, old=old, new=max(0, old + sign * year)) for year in years]
            yield Steps(tuple(dict.fromkeys(changes)))


def distances(problem: Problem, people: Sequence[str], tasks: Iterable[str]) -> list[float]:
    """Measure the straight lines from the homes of people to tasks, in metres. O(people × tasks)."""
    homes = np.array([problem.place(problem.volunteer(name).home) for name in people], dtype=np.int64)
    places = [problem.task(name).location for name in tasks if not problem.task(name).remote]
    ends = np.array([problem.place(name) for name in places if name is not None], dtype=np.int64)
    lines = problem.network.line(np.repeat(homes, len(ends)), np.tile(ends, len(homes)))
    return list(np.unique(np.asarray(lines)).tolist())
