"""Why a task stays unserved: how many volunteers fall to which rule, and what that comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from weakref import ref

from attrs import frozen

from volmatch.domain.plan import Plan, Unserved
from volmatch.domain.problem import Problem
from volmatch.domain.roll import Roll
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.pairs import blocked_by, first_to_forbid
from volmatch.rule import Rule
from volmatch.rulebook import RULES, rules_of

__all__ = ["note_found", "reason_of", "unserved", "unserved_at", "was_found"]


def unserved(problem: Problem, plan: Plan) -> tuple[Unserved, ...]:
    """List the tasks that a plan does not serve, each with its reason; see `unserved_at`."""
    return unserved_at(PlanView(problem, plan))


def unserved_at(view: PlanView, earlier: Plan | None = None) -> tuple[Unserved, ...]:
    """List the tasks that a plan does not serve, each with its reason. O(unserved × volunteers × rules).

    The reason is the rule that blocks most volunteers where nobody could serve the task, ``"staffing"`` where
    some could but too few, and ``"outweighed"`` where enough could but the plan is better without.
    The rules are asked of all volunteers at once: well under a millisecond a task and thousand volunteers, more
    where a user's own rule has no ``forbidden``.

    Parameters
    ----------
    earlier
        A plan for nearly the same problem. Where this process has found its reasons, only those volunteers are
        asked again who have changed since.
    """
    problem = view.problem
    rules, roll, rows = rules_of(problem), Roll(problem), []
    known = None if earlier is None else _Known.of(earlier, problem, rules)
    for task in sorted(problem.effective_tasks, key=lambda task: task.id):
        if view.served(task):
            continue
        blocked = None if known is None else known.blocked(task)
        if blocked is None:
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


_FOUND: dict[int, tuple[ref[Plan], ref[Problem]]] = {}
"""The plans that were verified here, with their reasons, by identity; each with its problem."""


def was_found(problem: Problem, plan: Plan) -> bool:
    """Tell whether this very plan was verified here for this very problem, and given its reasons."""
    noted = _FOUND.get(id(plan))
    return noted is not None and noted[0]() is plan and noted[1]() is problem


def note_found(problem: Problem, plan: Plan) -> None:
    """Note that a plan was verified, and that its reasons are those of this problem; forgotten with the plan."""
    key = id(plan)
    _FOUND[key] = ref(plan, lambda _: _FOUND.pop(key, None)), ref(problem)


@frozen
class _Known:
    """The reasons of an earlier plan, and who has changed since: as they were, if they were there, and are now."""

    before: Problem
    now: Problem
    rules: Sequence[Rule]
    rows: Mapping[str, Unserved]
    same: frozenset[str]
    changed: Sequence[tuple[Volunteer | None, Volunteer]]

    @classmethod
    def of(cls, plan: Plan, problem: Problem, rules: Sequence[Rule]) -> _Known | None:
        """Give what is known, if the two problems differ in volunteers, tasks and new places alone."""
        noted = _FOUND.get(id(plan))
        before = noted[1]() if noted is not None and noted[0]() is plan else None
        if before is None or not _alike(before, problem, rules):
            return None
        people = {one.id: one for one in before.volunteers}
        changed = [(people.get(one.id), one) for one in problem.volunteers if people.get(one.id) is not one]
        tasks = {id(task) for task in before.tasks}
        kept = {task.id for task in problem.tasks if id(task) in tasks}
        # A task that waits for another may begin later, or not at all, if that one has moved.
        same = frozenset(
            task.id
            for task in problem.tasks
            if task.id in kept and all(problem.base(wait.task) in kept for wait in task.after)
        )
        return cls(before, problem, rules, {row.task: row for row in plan.unserved}, same, changed)

    def blocked(self, task: Task) -> dict[str, int] | None:
        """Count by rule who cannot serve a task, as `blocked_by`; ``None`` where that is not known."""
        row = self.rows.get(task.id)
        if row is None or self.now.base(task.id) not in self.same:
            return None
        counts = Counter(row.blocked_by)
        for old, new in self.changed:
            if old is not None:
                counts[first_to_forbid(self.before, old, task, self.rules)[0]] -= 1
            counts[first_to_forbid(self.now, new, task, self.rules)[0]] += 1
        return {rule.name: counts[rule.name] for rule in self.rules if counts[rule.name]}


def _alike(one: Problem, other: Problem, rules: Sequence[Rule]) -> bool:
    """Tell whether two problems say the same of all that rules ask of a pair, but for volunteers and tasks."""
    names = ("clock", "end", "coordinates", "weight_scale", "forbidden", "task_types", "travel")
    there = {volunteer.id for volunteer in other.volunteers}
    return (
        one.frozen_until is None
        and other.frozen_until is None
        and all(isinstance(rule, RULES) or type(rule).forbids is Rule.forbids for rule in rules)
        and all(getattr(one, name) == getattr(other, name) for name in names)
        and all(other.rules.get(name) == said for name, said in one.rules.items())
        and other.locations[: len(one.locations)] == one.locations
        and all(volunteer.id in there for volunteer in one.volunteers)
    )
