"""From a problem to a program: run the rulebook, then look for the pairs that are left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen

from volmatch.domain.problem import Problem
from volmatch.domain.travel import modes_of
from volmatch.program.arrays import Costs, Program
from volmatch.program.candidates import find_candidates
from volmatch.program.draft import Draft
from volmatch.program.travel import Travel
from volmatch.rulebook import LevelPart, levels_of, rules_of

__all__ = ["Compiled", "compile_problem"]


@frozen(eq=False, repr=False)
class Compiled:
    """A program, and the ids behind its numbers.

    Attributes
    ----------
    program
        What engines get.
    volunteers, tasks
        Ids by number, in ascending order.
    """

    program: Program
    volunteers: tuple[str, ...]
    tasks: tuple[str, ...]


def compile_problem(problem: Problem) -> Compiled:
    """Write a problem down as mechanisms. O(volunteers + tasks + pairs in reach)."""
    rules, levels = rules_of(problem), levels_of(problem)
    draft = _draft(problem)
    for rule in rules:
        rule.compile(problem, draft)
    duties = draft.finished_duties(problem.clock)
    for objective, weight in levels[0].parts:
        objective.compile(problem, draft, weight)
    visits = draft.finished_visits()
    draft.candidates = find_candidates(draft, duties, visits)
    for row, level in enumerate(levels[1:]):
        draft.level = row
        draft.levels.append(_costs(problem, draft, level))
    ids = tuple(v.id for v in draft.volunteers), tuple(t.id for t in draft.tasks)
    return Compiled(draft.finished(duties, visits), *ids)


def _draft(problem: Problem) -> Draft:
    volunteers = sorted(problem.volunteers, key=lambda volunteer: volunteer.id)
    tasks = sorted(problem.effective_tasks, key=lambda task: task.id)
    modes = modes_of(problem.travel) or tuple(sorted({problem.mode(v) for v in volunteers}))
    services = [task.duration_seconds for task in tasks]
    fetching = [task.pickup.seconds for task in tasks if task.pickup is not None]
    visits = len(services) + len(fetching)
    return Draft(
        travel=Travel(problem.network, modes),
        volunteers=volunteers,
        tasks=tasks,
        home=np.array([problem.place(v.home) for v in volunteers], dtype=np.int64),
        mode=np.array([modes.index(problem.mode(v)) for v in volunteers], dtype=np.int64),
        place=np.zeros(visits, np.int64),
        setup=np.zeros(visits, np.int64),
        service=np.array(services + fetching, dtype=np.int64),
    )


def _costs(problem: Problem, draft: Draft, level: LevelPart) -> Costs:
    """Add up what the objectives merged in a level charge."""
    total: dict[str, Any] = {}
    for objective, weight in level.parts:
        charges: Mapping[str, Any] = objective.compile(problem, draft, weight)
        for name, amount in charges.items():
            total[name] = total[name] + amount if name in total else amount
    return Costs(level.name, **total)
