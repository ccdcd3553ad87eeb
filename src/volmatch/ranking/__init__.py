"""Who could take a task now, beside what a plan has: everybody who can, ranked by what that would change."""

from __future__ import annotations

from datetime import datetime

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.roll import Roll
from volmatch.errors import Fault, InputError
from volmatch.pairs import blocked_by
from volmatch.ranking.candidate import AddedLevel, Candidate, Candidates, MovedStop
from volmatch.ranking.desk import desk_of
from volmatch.ranking.told import told
from volmatch.ranking.ways import ways_of
from volmatch.rulebook import rules_of

__all__ = ["AddedLevel", "Candidate", "Candidates", "MovedStop", "candidates"]


def candidates(
    problem: Problem, plan: Plan, task: str, k: int = 10, *, at: datetime | str | int | None = None
) -> Candidates:
    """Rank the volunteers who could take a task now, beside what the plan has.

    Each is given with the trip it would be, and with what it would add to every level. Where the task has a seat
    free, they take that; where all are taken, they come instead of somebody who serves it; where it needs several
    and has nobody, they are given with others who would come too. What is planned keeps its order; times may move
    where that makes room, and it is said whose. Only where nobody can take the task so, those are given who could if
    another task of theirs were dropped.

    Parameters
    ----------
    problem, plan
        A plan that keeps every rule. Both are remembered: the next question about them is a matter of milliseconds.
    task
        The id of a task, or of an occurrence of one that repeats.
    k
        The most to give, 1 or more; default 10.
    at
        What starts before this instant stays, and nobody leaves home before it: a datetime, ISO-8601 text or whole
        seconds since the start. Default: no such instant, but what the problem itself says (``frozen_until``).

    Returns
    -------
    `Candidates`, best first: by the levels in their order, then by id. Each, when applied, is a plan that `verify`
    passes.

    Raises
    ------
    InputError
        Where there is no such task, or the plan breaks a rule.
    PlanError
        Where a trip of the plan leaves before midnight only to wait, and so counts on the day before.
    ValueError
        Where ``k`` is below 1.

    Notes
    -----
    O(able volunteers × their stops²). The first question about a problem also compiles it, and the first about a plan
    verifies it: O(pairs in reach), O(stops). Times are chosen so that everybody is home early, wished times and
    promised times first where they are levels: of the places in a trip the best is found, of its times the first.

    Examples
    --------
    >>> print(candidates(problem, plan, "t17", k=3))  # doctest: +SKIP
    3 people could take t17 now:
      1. v08: 14:10–15:05; 1.2 km more
    """
    if k < 1:
        raise ValueError("k must be 1 or more")
    if not problem.knows("task", task):
        known = "Name an occurrence of it." if len(problem.occurrences(task)) > 1 else ""
        raise InputError([Fault("task", task, "there is no such task", known)])
    desk = desk_of(problem, plan, at)
    with desk.lock:
        ways = [told(desk, task, way) for way in ways_of(desk.state, desk.tasks[task], k)]
    kept = tuple(way for way in ways if desk.holds(way))
    blocked = {} if kept else blocked_by(Roll(problem), problem.task(task), rules_of(problem))
    return Candidates(task=task, ways=kept, blocked_by=blocked, clock=problem.clock)
