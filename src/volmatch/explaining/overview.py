"""All that a plan does not serve: grouped by cause, with changes of a rule that serve many tasks at once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property, partial

from attrs import define, field

from volmatch.domain.plan import Level
from volmatch.domain.roll import Roll
from volmatch.domain.view import PlanView
from volmatch.engines.solution import Value
from volmatch.errors import ProblemError
from volmatch.explaining.audit import audit
from volmatch.explaining.changes import Change, NewRule
from volmatch.explaining.explanation import Cause, Overview, Repair
from volmatch.explaining.obstacles import obstacles
from volmatch.explaining.repairing import MOST_WHOLE, Repairing, smallest
from volmatch.explaining.steps import distances, rule_steps
from volmatch.explaining.trial import Clock, Found, Trial
from volmatch.reasons import unserved
from volmatch.result import Result
from volmatch.rule import Rule
from volmatch.rulebook import rules_of
from volmatch.solver import solve
from volmatch.verifier import score

__all__ = ["overview"]

CAUSES_SHARE = 0.25
"""What telling causes apart gets at most of the time."""

MOST_BOOLEANS = 8_000
"""The largest model in which everybody's trips may change."""

MOST_ASKED = 20
MOST_SECONDS = 2.0
"""What solving once takes at most."""


def overview(view: PlanView, clock: Clock, seed: int) -> Overview:
    """Group what is unserved, and look for changes that serve many, then for some that serve one."""
    problem, rules, roll = view.problem, rules_of(view.problem), Roll(view.problem)
    causes = _causes(view, rules, roll, clock)
    repairs = []
    if causes:
        before = score(problem, view.plan)
        many = _Many(view, rules, before, clock, seed)
        repairs = sorted(many.all(), key=lambda one: (-len(one.gained), len(one.lost)))
        repairs += _single(view, causes, rules, roll, before, clock, seed)
    return Overview(
        num_tasks=len(problem.effective_tasks),
        causes=causes,
        repairs=tuple(repairs),
        complete=not clock.passed,
    )


def _causes(view: PlanView, rules: Sequence[Rule], roll: Roll, clock: Clock) -> tuple[Cause, ...]:
    until = time.monotonic() + CAUSES_SHARE * clock.left
    groups: dict[tuple[str, str, str], list[str]] = {}
    for row in unserved(view.problem, view.plan):
        key = row.reason, "", ""
        if row.reason not in ("outweighed", "staffing") and time.monotonic() < until:
            found = audit(roll, view.problem.task(row.task), rules)
            first = next(one for one in found.blocked if one.rule == row.reason)
            key = row.reason, first.kind, first.what
        groups.setdefault(key, []).append(row.task)
    causes = [
        Cause(
            reason=reason,
            kind=kind,
            what=what,
            tasks=tuple(tasks),
            obstacles=_obstacles(view, rules, roll, tasks[0]) if time.monotonic() < until else {},
        )
        for (reason, kind, what), tasks in groups.items()
    ]
    return tuple(sorted(causes, key=lambda cause: (-len(cause.tasks), cause.reason, cause.kind, cause.what)))


def _obstacles(view: PlanView, rules: Sequence[Rule], roll: Roll, task: str) -> dict[str, int]:
    able = audit(roll, view.problem.task(task), rules).able[:MOST_ASKED].tolist()
    people = [roll.volunteers[row].id for row in able]
    return dict(Counter(rule for one in obstacles(view, task, people, rules) for rule in one.rules))


@define(slots=False)
class _Many:
    """The search for changes of a rule that serve as many of the waiting tasks as they can."""

    view: PlanView
    rules: Sequence[Rule]
    before: tuple[Level, ...]
    clock: Clock
    seed: int
    _coverages: dict[Change, Value | None] = field(factory=dict, init=False)
    _results: dict[Change, Result | None] = field(factory=dict, init=False)

    def all(self) -> Iterator[Repair]:
        """Give, of each parameter, the smallest change that serves as much as any does, and the smallest that helps."""
        problem = self.view.problem
        tasks = [task.id for task in problem.effective_tasks] if self._is_small else self._waiting
        lines = distances(problem, [one.id for one in problem.volunteers], tasks)
        for steps in rule_steps(problem, self.rules, lines):
            best = self._coverage(steps.changes[-1]) if steps.changes and not self.clock.over() else None
            if best is None:
                continue
            goals = best, None
            rows = [smallest(steps.changes, partial(self._reaches, goal), self.clock.over) for goal in goals]
            for row in dict.fromkeys(row for row in rows if row is not None):
                repair = self._repair(steps.changes[row])
                if repair is not None:
                    yield repair

    @cached_property
    def _waiting(self) -> list[str]:
        return [row.task for row in unserved(self.view.problem, self.view.plan)]

    @property
    def _is_small(self) -> bool:
        return len(self.view.problem.volunteers) <= MOST_WHOLE

    @cached_property
    def _trial(self) -> Trial:
        people = [one.id for one in self.view.problem.volunteers]
        return Trial(self.view, self._waiting, people, self.clock, self.seed, MOST_BOOLEANS)

    def _reaches(self, goal: Value | None, change: Change) -> bool:
        got = self._coverage(change)
        return got is not None and (goal is None or got <= goal)

    def _coverage(self, change: Change) -> Value | None:
        """Give the coverage with a change; ``None`` where it is no better."""
        if change not in self._coverages:
            self._coverages[change] = (
                self._trial.coverage(change) if self._is_small else self._by_solving(change)
            )
        return self._coverages[change]

    def _by_solving(self, change: Change) -> Value | None:
        """Go on from the plan, where there are too many people to free all of them in one model."""
        result, before = self._solved(change), self.before[0].value
        if result is None or result.plan is None or result.levels[0].value >= before:  # type: ignore[operator]
            return None
        value: Value = result.levels[0].value  # type: ignore[assignment]
        return value

    def _solved(self, change: Change) -> Result | None:
        if change not in self._results:
            left = min(MOST_SECONDS, self.clock.left / 4)
            try:
                problem = change.apply(self.view.problem)
                self._results[change] = (
                    solve(problem, left, seed=self.seed, start=self.view.plan) if left > 0 else None
                )
            except ProblemError:
                self._results[change] = None
        return self._results[change]

    def _found(self, change: Change) -> Found | None:
        if self._is_small:
            return self._trial.confirm(change)
        result = self._solved(change)
        if result is None or result.plan is None:
            return None
        # A plan that keeps every rule serves nothing by too few people.
        old = set(self.view.services_of_task)
        new = set(PlanView(change.apply(self.view.problem), result.plan).services_of_task)
        return Found(
            plan=result.plan,
            levels=result.levels,
            gained=tuple(sorted(new - old)),
            lost=tuple(sorted(old - new)),
        )

    def _repair(self, change: Change) -> Repair | None:
        found = self._found(change)
        if found is None or not found.gained:
            return None
        return Repair(
            change=change,
            plan=found.plan,
            gained=found.gained,
            lost=found.lost,
            before=self.before,
            after=found.levels,
            smallest=self._is_small and self._trial.sure and not self.clock.passed,
        )


def _single(
    view: PlanView,
    causes: Sequence[Cause],
    rules: Sequence[Rule],
    roll: Roll,
    before: tuple[Level, ...],
    clock: Clock,
    seed: int,
) -> Iterator[Repair]:
    """Give repairs of the first task of each cause that are no change of a rule."""
    for cause in causes:
        if clock.over():
            return
        task = view.problem.task(cause.tasks[0])
        search = Repairing(view, task, rules, roll, audit(roll, task, rules), before, clock, seed)
        other = search.without_change()
        if other is not None:
            yield other
            continue
        yield from (one for one in search.all() if not isinstance(one.change, NewRule))
