"""What a repair looks after: what has lost people, what is new or moved, and what those who are free now could do."""

from __future__ import annotations

from collections import Counter

from volmatch.domain.plan import Plan
from volmatch.replanning.applying import Applied
from volmatch.replanning.changes import MovedWindow, NewTask, NewVolunteer
from volmatch.replanning.keeping import deeds
from volmatch.replanning.news import News

__all__ = ["missing"]


def missing(applied: Applied, announced: Plan, stays: Plan, news: News) -> tuple[set[str], set[str]]:
    """Name the tasks that are short of people by the changes, and who has more time now. O(stops + tasks)."""
    problem = applied.problem
    before, now = (Counter(task for _, task, _ in deeds(plan)) for plan in (announced, stays))
    short = {
        task.id: task
        for task in problem.effective_tasks
        if now[task.id] < task.people.target  # type: ignore[union-attr]
    }
    found = {task for task in short if now[task] < before[task]}
    touched = {one.task.id for one in news.of(NewTask)} | {one.task for one in news.of(MovedWindow)}
    found |= {one for task in touched for one in problem.occurrences(task) if one in short}
    old = {(who, task) for who, task, _ in deeds(announced)}
    free = {who for who, _ in old - {(who, task) for who, task, _ in deeds(stays)}}
    free |= {one.volunteer.id for one in news.of(NewVolunteer)}
    return found, {who for who in free if problem.volunteer(who).available}
