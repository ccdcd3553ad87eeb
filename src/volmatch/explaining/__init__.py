"""Why a task is not served: who could serve it, what is in their way, and the smallest changes that would serve it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import overload

from attrs import evolve

from volmatch.domain.findings import nearest
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.roll import Roll
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.errors import Fault, InputError
from volmatch.explaining.audit import Audit, Blocked, Near, audit
from volmatch.explaining.changes import Change
from volmatch.explaining.explanation import Cause, Explanation, Line, Overview, Repair
from volmatch.explaining.obstacles import Displaced, obstacles
from volmatch.explaining.overview import overview
from volmatch.explaining.repairing import Repairing
from volmatch.explaining.trial import Clock
from volmatch.pairs import blocked_by
from volmatch.reasons import reason_of
from volmatch.rule import Rule
from volmatch.rulebook import rules_of
from volmatch.rules.staffing import counts
from volmatch.solver import CancelToken
from volmatch.verifier import score, verify

__all__ = [
    "Blocked",
    "Cause",
    "Change",
    "Displaced",
    "Explanation",
    "Line",
    "Near",
    "Overview",
    "Repair",
    "explain",
]

MOST_ASKED = 20
"""So many of those who could serve the task are asked what is in their way."""


@overload
def explain(
    problem: Problem,
    plan: Plan,
    task: str,
    *,
    time_limit: float = 5.0,
    seed: int = 0,
    cancel: CancelToken | None = None,
) -> Explanation: ...


@overload
def explain(
    problem: Problem,
    plan: Plan,
    task: None = None,
    *,
    time_limit: float = 5.0,
    seed: int = 0,
    cancel: CancelToken | None = None,
) -> Overview: ...


def explain(
    problem: Problem,
    plan: Plan,
    task: str | None = None,
    *,
    time_limit: float = 5.0,
    seed: int = 0,
    cancel: CancelToken | None = None,
) -> Explanation | Overview:
    """Say why a task is not served, and the smallest changes of one thing that would serve it.

    Every rule is asked of every volunteer: how many fall to which, and who misses least, by how much. Of those who
    could serve the task it is said what is in their way, and what they would drop for it. Repairs are changes of one
    thing (a radius, a cap, a window, a skill, the time of one person, recruits, the fewest people), each the smallest
    of its kind on a coordinator's grid (0.1 km, 5 minutes, one trip). Each was tried: its plan keeps every rule of the
    changed problem, serves the task, loses nothing more urgent and is better in coverage; what it loses elsewhere is
    said. A change with which it is better to serve another task instead is passed over for a larger one.

    Parameters
    ----------
    problem, plan
        The plan may come from anywhere, but must keep every rule.
    task
        The id of a task, or of one occurrence of a task that repeats; default all that are not served, grouped by
        cause, with changes that serve many at once.
    time_limit
        Seconds, above 0; default 5. What was not tried by then is left out, and the answer says so.
    seed
        Any whole number; default 0.
    cancel
        A `CancelToken`; what was found until then is returned.

    Returns
    -------
    An `Explanation`, or an `Overview` of all tasks; ``print`` shows it in plain English, ``text("zh")`` gives Chinese.

    Raises
    ------
    InputError
        Where the task is not known, or repeats and no occurrence is named, or the plan breaks a rule.
    ValueError
        Where the time limit is not above 0.

    Notes
    -----
    O(volunteers × rules) for the audit. Among 60 volunteers or fewer everybody's trips may change when a change is
    tried, among more those of a few who live near: what needs a longer chain of changes is not found there. The model
    is exact up to some thousand variables.

    Examples
    --------
    >>> print(explain(problem, plan, "t7"))  # doctest: +SKIP
    The task t7 is not served: none of 16 volunteers may; most fall to near_residence.
    """
    if not time_limit > 0:
        raise ValueError("time_limit must be above 0 seconds")
    started = time.monotonic()
    clock = Clock(started + time_limit, lambda: cancel is not None and cancel.cancelled)
    if task is not None:
        _check_task(problem, task)
    violations = verify(problem, plan)
    if violations:
        broken = f"this plan breaks a rule ({violations[0]}), so that it says little of what could be"
        raise InputError([Fault("plan", problem.name, broken, "Give a plan that keeps every rule.")])
    view = PlanView(problem, plan)
    found: Explanation | Overview = (
        overview(view, clock, seed) if task is None else _of_task(view, problem.task(task), clock, seed)
    )
    return evolve(found, seconds=time.monotonic() - started)


def _check_task(problem: Problem, task: str) -> None:
    if not isinstance(task, str):
        raise InputError([Fault("task", "", "the id of a task is expected")])
    if problem.knows("task", task):
        return
    occurrences = problem.occurrences(task)
    if occurrences and occurrences != (task,):
        names = ", ".join(occurrences[:5]) + (" …" if len(occurrences) > 5 else "")
        raise InputError([Fault("task", task, "this task repeats", f"Name one of its occurrences: {names}")])
    raise InputError(
        [Fault("task", task, f"there is no task {task!r}", nearest(task, problem.names["task"]))]
    )


def _of_task(view: PlanView, task: Task, clock: Clock, seed: int) -> Explanation:
    problem, rules, roll = view.problem, rules_of(view.problem), Roll(view.problem)
    found = audit(roll, task, rules)
    serving = tuple(sorted({one.volunteer.id for one in view.services_of_task.get(task.id, ())}))
    able = tuple(name for row in found.able.tolist() if (name := roll.volunteers[row].id) not in serving)
    assert task.people is not None
    said = Explanation(
        task=task.id,
        reason="" if serving else reason_of(task, len(able), blocked_by(roll, task, rules)),
        served_by=serving,
        able=able,
        num_volunteers=len(roll.volunteers),
        people=task.people.min,
        blocked=found.blocked,
    )
    if serving:
        return said
    displaced = tuple(_while(clock, obstacles(view, task.id, able[:MOST_ASKED], rules)))
    repairs = _repairs(view, task, rules, roll, found, clock, seed)
    return evolve(
        said,
        displaced=displaced,
        team=tuple(_team(problem, task, able, displaced)),
        repairs=tuple(repairs),
        complete=not clock.passed,
    )


def _team(
    problem: Problem, task: Task, able: Sequence[str], displaced: Sequence[Displaced]
) -> Iterator[Line]:
    """Count who there is for each line of a team, by the date on which the windows begin."""
    day = problem.clock.date(min((window.start for window in task.windows), default=0))
    free = {one.volunteer for one in displaced if not one.rules}
    for member in task.team:
        fit = [name for name in able if counts(problem.volunteer(name), member, day)]
        yield Line(
            count=member.count,
            skill=member.skill,
            min_age=member.min_age,
            max_age=member.max_age,
            able=len(fit),
            free=len(free.intersection(fit)),
        )


def _while(clock: Clock, rows: Iterator[Displaced]) -> Iterator[Displaced]:
    for row in rows:
        yield row
        if clock.over():
            return


def _repairs(
    view: PlanView,
    task: Task,
    rules: Sequence[Rule],
    roll: Roll,
    found: Audit,
    clock: Clock,
    seed: int,
) -> list[Repair]:
    """Give the repairs, those that lose nothing first; where another plan is enough, that alone."""
    before = score(view.problem, view.plan)
    search = Repairing(view, task, rules, roll, found, before, clock, seed)
    other = search.without_change()
    if other is not None:
        return [other]
    return sorted(search.all(), key=lambda repair: len(repair.lost))
