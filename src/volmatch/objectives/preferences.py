"""Wishes are heard: minus the sum of the likes that the assignments meet.

A like names a task type, a beneficiary, a location or a task, and counts once for each service that
fits (of a task that repeats, each occurrence); several likes of one volunteer may fit the same service, and add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from attrs import frozen

from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.rule import Objective

if TYPE_CHECKING:
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Preferences(Objective):
    """Wishes are heard."""

    name: ClassVar[str] = "preferences"

    def measure(self, problem: Problem, plan: PlanView) -> int:
        """Add up the likes of every service, and turn the sign."""
        total = 0
        for service in plan.services:
            task = service.task
            for like in service.volunteer.likes:
                targets = (
                    (like.task, (task.id, problem.base(task.id))),
                    (like.task_type, (task.type,)),
                    (like.location, (task.location,)),
                    (like.beneficiary, (task.beneficiary,)),
                )
                total += sum(like.value for wanted, is_ in targets if wanted is not None and wanted in is_)
        return -total

    def compile(self, problem: Problem, draft: Draft, weight: int) -> Mapping[str, Any]:
        """Charge each pair minus its likes."""
        rows = defaultdict(list)
        for row, task in enumerate(draft.tasks):
            for kind in ("task_type", "beneficiary", "location", "task"):
                value = {"task_type": task.type, "task": task.id}.get(kind) or getattr(task, kind, None)
                rows[kind, value].append(row)
        likes: dict[tuple[int, int], int] = defaultdict(int)
        for number, volunteer in enumerate(draft.volunteers):
            for like in volunteer.likes:
                kind = next(
                    k
                    for k in ("task_type", "beneficiary", "location", "task")
                    if getattr(like, k) is not None
                )
                wanted = (getattr(like, kind),) if kind != "task" else problem.occurrences(str(like.task))
                for row in (row for name in wanted for row in rows[kind, name]):
                    likes[number, row] += like.value
        return {"pair": -weight * _beside(draft, likes)}


def _beside(draft: Draft, likes: Mapping[tuple[int, int], int]) -> Any:
    """Lay a sparse table of (volunteer, task) beside the candidates."""
    num_tasks = len(draft.tasks)
    keys = np.array(sorted(volunteer * num_tasks + task for volunteer, task in likes), dtype=np.int64)
    if not len(keys):
        return np.zeros(len(draft.candidates), dtype=np.int64)
    values = np.array([likes[divmod(int(key), num_tasks)] for key in keys], dtype=np.int64)
    visit = draft.candidates.visit
    wanted = draft.candidate_volunteers() * num_tasks + visit
    place = np.searchsorted(keys, wanted) % len(keys)
    # Pickups, whose numbers come after those of the tasks, are no services.
    return np.where((keys[place] == wanted) & (visit < num_tasks), values[place], 0)
