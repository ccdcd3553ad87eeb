"""Why a task stays unserved: how many volunteers fall to which rule, and what that comes to."""

from __future__ import annotations

from volmatch.domain.plan import Plan, Unserved
from volmatch.domain.problem import Problem
from volmatch.domain.roll import Roll
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.pairs import blocked_by
from volmatch.rulebook import rules_of

__all__ = ["reason_of", "unserved"]


def unserved(problem: Problem, plan: Plan) -> tuple[Unserved, ...]:
    """List the tasks that a plan does not serve, each with its reason. O(unserved × volunteers × rules).

    The reason is the rule that blocks most volunteers where nobody could serve the task, ``"staffing"`` where
    some could but too few, and ``"outweighed"`` where enough could but the plan is better without.
    The rules are asked of all volunteers at once: well under a millisecond a task and thousand volunteers, more
    where a user's own rule has no ``forbidden``.
    """
    view, rules, roll = PlanView(problem, plan), rules_of(problem), Roll(problem)
    rows = []
    for task in sorted(problem.effective_tasks, key=lambda task: task.id):
        if view.served(task):
            continue
        blocked = blocked_by(roll, task, rules)
        able = len(problem.volunteers) - sum(blocked.values())
        rows.append(Unserved(task=task.id, reason=reason_of(task, able, blocked), blocked_by=blocked))
    return tuple(rows)


def reason_of(task: Task, able: int, blocked: dict[str, int]) -> str:
    """Give the reason of one task, by how many could serve it and how many fall to which rule, in their order."""
    least = task.people.min  # type: ignore[union-attr]
    if able >= least:
        return "outweighed"
    if able or not blocked:
        return "staffing"
    return max(blocked, key=lambda name: blocked[name])
