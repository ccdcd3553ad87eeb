"""A new order in plain values, checked against the problem that it joins."""

from __future__ import annotations

from typing import Any

from volmatch.domain.location import Location
from volmatch.domain.problem import Problem
from volmatch.domain.remaking import remade
from volmatch.domain.task import Task
from volmatch.io.unstructure import raw_problem

__all__ = ["ordered"]


def ordered(problem: Problem, task: Task, location: Location | None) -> dict[str, Any]:
    """Give the new task and location as they stand in a file. O(problem).

    Raises
    ------
    ProblemError
        Where they do not fit into the problem.
    """
    places = (*problem.locations, *([] if location is None else [location]))
    more = remade(problem, locations=places, tasks=(*problem.tasks, task))
    raw = raw_problem(more)
    said: dict[str, Any] = {"tasks": [one for one in raw["tasks"] if one["id"] == task.id]}
    if location is not None:
        said["locations"] = [one for one in raw["locations"] if one["id"] == location.id]
    return said
