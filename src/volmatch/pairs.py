"""One volunteer and one task: which rule, if any, keeps them apart whatever else is planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule

__all__ = ["blocked_by", "first_to_forbid"]


def blocked_by(problem: Problem, task: Task, rules: Sequence[Rule]) -> dict[str, int]:
    """Count the volunteers who could never serve a task, each at the first rule that says so."""
    counts: Counter[str] = Counter()
    for volunteer in problem.volunteers:
        name = first_to_forbid(problem, volunteer, task, rules)[0]
        if name:
            counts[name] += 1
    return {rule.name: counts[rule.name] for rule in rules if counts[rule.name]}


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
