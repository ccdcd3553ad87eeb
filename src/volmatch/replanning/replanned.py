"""What a plan made again holds: the plan, how good it is, and person by person what changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from attrs import frozen

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.replanning.applying import Dropped
from volmatch.replanning.capping import QUARTER_SECONDS
from volmatch.replanning.keeping import deeds
from volmatch.replanning.text import sentences
from volmatch.result import Result

__all__ = ["ChangedVolunteer", "Replanned", "changed_volunteers", "num_broken"]


@frozen(kw_only=True)
class ChangedVolunteer:
    """What is new for one volunteer, who must be told of it.

    Attributes
    ----------
    volunteer
        Their id.
    gained, lost
        Ids of tasks that they serve only now, and only before; remote ones included.
    moved
        (task, seconds) of those that start at another time: so much later, negative = earlier.
    """

    volunteer: str
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    moved: tuple[tuple[str, int], ...] = ()


@frozen(kw_only=True, repr=False)
class Replanned:
    """A plan made again after changes, and for whom it is another.

    Attributes
    ----------
    result
        As of `solve`: status, levels with bounds, the plan. Levels are those of ``problem``.
    problem
        The problem as it is now, with what is still promised as ``previous``: ready to be saved, and for the next
        `replan`.
    changes
        Everybody for whom something is new, by id: who must be told.
    num_changes
        Promises of others that are not kept: somebody does not serve what they were to serve, or starts more than
        15 minutes off. What the changes themselves take away does not count, nor what cannot stay as it was.
    num_kept
        Promises that are kept.
    lost, gained
        Ids of the tasks that were served before and are not any more, cancelled ones aside, and those that are
        served only now.
    dropped
        What the changes took out of the problem besides what they name: pins, and what waited for what is cancelled.
    """

    result: Result
    problem: Problem
    changes: tuple[ChangedVolunteer, ...]
    num_changes: int
    num_kept: int
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    @property
    def plan(self) -> Plan | None:
        """The new plan, verified; ``None`` where there is none that keeps what is pinned or has begun."""
        return self.result.plan

    def starts(self, volunteer: str) -> dict[str, int]:
        """Give when somebody starts each task of the new plan that they serve. O(stops)."""
        plan = self.plan
        return {task: start for who, task, start in deeds(plan) if who == volunteer} if plan else {}

    def __repr__(self) -> str:
        """Name status and counts; no ids."""
        return (
            f"<Replanned: {self.result.status} by {self.result.stopped_by}; {len(self.changes)} people to tell, "
            f"{self.num_changes} other promises moved, {self.num_kept} kept, {len(self.lost)} tasks lost>"
        )

    def text(self, lang: str = "en") -> str:
        """Say what changes, in English (``"en"``) or Chinese (``"zh"``): ids, amounts and times of the day only."""
        return "\n".join(sentences(self, lang))

    def __str__(self) -> str:
        return self.text()


def changed_volunteers(before: Plan, after: Plan) -> Iterator[ChangedVolunteer]:
    """Set two plans side by side, person by person; both on one clock. O(stops)."""
    old, new = _starts(before), _starts(after)
    for name in sorted(old.keys() | new.keys()):
        one, other = old.get(name, {}), new.get(name, {})
        moved = tuple(
            (task, other[task] - one[task])
            for task in sorted(one.keys() & other.keys())
            if other[task] != one[task]
        )
        gained, lost = sorted(other.keys() - one.keys()), sorted(one.keys() - other.keys())
        if gained or lost or moved:
            yield ChangedVolunteer(volunteer=name, gained=tuple(gained), lost=tuple(lost), moved=moved)


def num_broken(promised: Plan, after: Plan) -> int:
    """Count what is promised and not kept, by the definition of the level ``stability``."""
    new = _starts(after)
    return sum(
        task not in new.get(who, {}) or abs(new[who][task] - start) > QUARTER_SECONDS
        for who, task, start in set(deeds(promised))
    )


def _starts(plan: Plan) -> dict[str, dict[str, int]]:
    people: dict[str, dict[str, int]] = defaultdict(dict)
    for who, task, start in deeds(plan):
        people[who][task] = start
    return people
