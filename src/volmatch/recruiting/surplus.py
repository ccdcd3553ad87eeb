"""Volunteers who were never asked, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from attrs import field, frozen

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.roll import Roll
from volmatch.domain.view import PlanView
from volmatch.rulebook import rules_of

__all__ = ["NOT_NEEDED", "OUTWEIGHED", "Idle", "never_asked"]

NOT_NEEDED, OUTWEIGHED = "not_needed", "outweighed"


@frozen(kw_only=True)
class Idle:
    """A volunteer who serves nothing in a plan, and why.

    Attributes
    ----------
    volunteer
        The id.
    reason
        ``"not_needed"``: others serve all that this volunteer could; ``"outweighed"``: something that this volunteer
        could serve is open all the same, as where a team lacks somebody else; or the rule that keeps this volunteer
        from most tasks: ``"near_residence"`` where nothing is near, ``"available"`` where the hours do not fit,
        ``"qualified"`` where something is lacking …
    could_serve
        How many tasks this volunteer could serve, as far as each rule says of the two alone.
    blocked_by
        Number of the other tasks by the first rule that forbids the pair.
    """

    volunteer: str
    reason: str
    could_serve: int
    blocked_by: Mapping[str, int] = field(factory=dict, hash=False)


def never_asked(problem: Problem, plan: Plan) -> Iterator[Idle]:
    """List the volunteers who serve nothing, by id. O(idle × tasks × rules), well under a microsecond each."""
    view, roll, rules = PlanView(problem, plan), Roll(problem), rules_of(problem)
    idle = np.array(
        [row for row, one in enumerate(problem.volunteers) if one.id not in view.services_of_volunteer],
        dtype=np.int64,
    )
    place_of = np.full(len(problem.volunteers), -1)
    place_of[idle] = np.arange(len(idle))
    blocked = np.zeros((len(idle), len(rules)), dtype=np.int64)
    able = np.zeros((len(idle), 2), dtype=np.int64)
    for task in problem.effective_tasks if len(idle) else ():
        left = idle
        for jointly in (False, True):
            for column, rule in enumerate(rules):
                if len(left):
                    forbidden = (rule.forbidden_jointly if jointly else rule.forbidden)(roll, task, left)
                    blocked[place_of[left[forbidden]], column] += 1
                    left = left[~forbidden]
        able[place_of[left], int(not view.served(task))] += 1
    names = [rule.name for rule in rules]
    for place, row in sorted(enumerate(idle.tolist()), key=lambda one: problem.volunteers[one[1]].id):
        counts = {name: count for name, count in zip(names, blocked[place].tolist(), strict=True) if count}
        served, missed = able[place].tolist()
        reason = OUTWEIGHED if missed else NOT_NEEDED
        if not served + missed and counts:
            reason = max(counts, key=lambda name: counts[name])
        yield Idle(
            volunteer=problem.volunteers[row].id,
            reason=reason,
            could_serve=served + missed,
            blocked_by=counts,
        )
