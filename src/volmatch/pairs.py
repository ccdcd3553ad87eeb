"""Volunteers and a task: which rule, if any, keeps them apart whatever else is planned."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from volmatch.domain.problem import Problem
from volmatch.domain.roll import Roll
from volmatch.domain.task import Task
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule

__all__ = ["blocked_by", "first_to_forbid"]


def blocked_by(roll: Roll, task: Task, rules: Sequence[Rule]) -> dict[str, int]:
    """Count the volunteers who could never serve a task, each at the first rule that says so.

    The same as asking `first_to_forbid` of everybody; rules are asked of those whom no earlier one forbade.
    """
    counts = {rule.name: 0 for rule in rules}
    left = roll.everybody
    for jointly in (False, True):
        for rule in rules:
            if not len(left):
                break
            if not _asks(type(rule), jointly):
                continue
            forbidden = (rule.forbidden_jointly if jointly else rule.forbidden)(roll, task, left)
            number = int(np.count_nonzero(forbidden))
            if number:
                counts[rule.name] += number
                left = left[~forbidden]
    return {name: count for name, count in counts.items() if count}


@cache
def _asks(kind: type[Rule], jointly: bool) -> bool:
    """Tell whether rules of a class could forbid a pair at all."""
    names = ("forbids_jointly", "forbidden_jointly") if jointly else ("forbids", "forbidden")
    return any(getattr(kind, name) is not getattr(Rule, name) for name in names)


def first_to_forbid(
    problem: Problem, volunteer: Volunteer, task: Task, rules: Sequence[Rule]
) -> tuple[str, str]:
    """Name the first rule that forbids a pair by itself, or else jointly with others, and say why; or ``("", "")``."""
    for rule in rules:
        why = rule.forbids(problem, volunteer, task)
        if why:
            return rule.name, why
    for rule in rules:
        why = rule.forbids_jointly(problem, volunteer, task)
        if why:
            return rule.name, why
    return "", ""
