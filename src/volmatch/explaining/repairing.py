"""The smallest changes that serve one task, each found by trying and confirmed on the whole problem."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import define, field

from volmatch.domain.plan import Level
from volmatch.domain.roll import Roll
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.explaining.audit import Audit
from volmatch.explaining.changes import (
    Change,
    Joined,
    Named,
    NewRule,
    NewTask,
    NewTime,
    NewVolunteer,
    NewWindows,
)
from volmatch.explaining.explanation import Repair
from volmatch.explaining.people_steps import people_steps
from volmatch.explaining.steps import Steps, distances, rule_steps, task_steps
from volmatch.explaining.trial import Clock, Found, Trial
from volmatch.rule import Rule

__all__ = ["Repairing", "smallest"]

MOST_WHOLE = 60
"""Up to so many volunteers, everybody's trips may change; among more, those of a few who live near."""

NEAR = 4
"""So many of each sort of those who live near: idle, busy, and such as a change brings in."""

FEW_BOOLEANS, LITTLE = 600, 0.05
"""The largest model, and the effort for it, where not everybody's trips may change."""

MOST_CONFIRMED = 3
"""So many changes of a kind are confirmed on the whole, where the smallest turns out not to do."""


def smallest(
    changes: Sequence[Change],
    works: Callable[[Change], bool],
    over: Callable[[], bool],
    also: Callable[[Change, Change], bool] = lambda _one, _other: False,
) -> int | None:
    """Find the first of a ladder of changes that works, given that all after it do; ``None`` = none, or no time.

    Parameters
    ----------
    also
        Whether what was found for one change works for a smaller one too: a quick look.
    """
    if not changes or over() or not works(changes[-1]):
        return None
    low, high = -1, len(changes) - 1  # the one does not work, the other does
    while high - low > 1:
        while high - low > 1 and also(changes[high], changes[(low + high) // 2]):
            high = (low + high) // 2
        if over() or high - low <= 1:
            break
        # The first is often enough; after it, halve.
        middle = 0 if low < 0 else (low + high) // 2
        low, high = (low, middle) if works(changes[middle]) else (middle, high)
    return high


@define(slots=False)
class Repairing:
    """The search for repairs of one task.

    Parameters
    ----------
    view
        The plan, which keeps every rule, with its problem.
    found
        Who could serve the task.
    """

    view: PlanView
    task: Task
    rules: Sequence[Rule]
    roll: Roll
    found: Audit
    before: tuple[Level, ...]
    clock: Clock
    seed: int
    _whole: Trial | None = field(init=False, default=None)

    def without_change(self) -> Repair | None:
        """Give another plan that serves the task as things are, if one is found."""
        found = self._trial((), LITTLE).confirm(None)
        return None if found is None else self._repair(None, found, sure=True)

    def all(self) -> Iterator[Repair]:
        """Give the smallest change of each kind that serves the task.

        Among many people a change is first tried by putting the task between what is served already; only where that
        finds nothing at all may what is served be served otherwise.
        """
        every, found = list(self._steps()), False
        for effort in (0.0, LITTLE) if not self._is_small else (LITTLE,):
            for steps in every:
                if self.clock.over():
                    return
                repair = self._first(steps, effort)
                if repair is not None:
                    found = True
                    yield repair
            if found:
                return

    def _steps(self) -> Iterator[Steps]:
        problem, people = self.view.problem, self._near(frozenset())
        yield from task_steps(problem, self.task, self.found)
        yield from people_steps(self.roll, self.task, self.rules, self.found, people)
        lines = self.found.far[
            [row for row, names in self.found.blockers.items() if "near_residence" in names]
        ]
        others = (
            distances(problem, [one.id for one in problem.volunteers], self.view.services_of_task)
            if self._is_small
            else []
        )
        yield from rule_steps(problem, self.rules, [*lines.tolist(), *others])

    def _first(self, steps: Steps, effort: float) -> Repair | None:
        """Give the first of some changes that works on the whole problem."""
        trial = self._trial(steps.changes, effort)
        if steps.alone:
            changes: Sequence[Change] = self._of_use(trial, steps.changes)
        else:
            row = smallest(steps.changes, trial.serves, self.clock.over, trial.also)
            changes = () if row is None else steps.changes[row:]
        for change in changes[:MOST_CONFIRMED]:
            found = trial.confirm(change)
            if found is not None:
                return self._repair(change, found, sure=self._is_small and trial.sure)
            if self.clock.over():
                break
        return None

    def _of_use(self, trial: Trial, changes: Sequence[Change]) -> list[Change]:
        """Give the first change that works by itself, after a look at whether all at once do."""
        if not changes or (len(changes) > 2 and not trial.serves(Joined(changes=tuple(changes)))):
            return []
        for change in changes:
            if self.clock.over():
                break
            if trial.serves(change):
                return [change]
        return []

    def _repair(self, change: Change | None, found: Found, *, sure: bool) -> Repair:
        return Repair(
            change=change,
            plan=found.plan,
            gained=(self.task.id, *(name for name in found.gained if name != self.task.id)),
            lost=found.lost,
            before=self.before,
            after=found.levels,
            smallest=sure and not self.clock.passed,
        )

    @property
    def _is_small(self) -> bool:
        return len(self.roll.volunteers) <= MOST_WHOLE

    def _trial(self, changes: Sequence[Change], effort: float) -> Trial:
        """Free everybody, or those whom the changes concern and some who live near."""
        parts = {"view": self.view, "tasks": [self.task.id], "clock": self.clock, "seed": self.seed}
        if self._is_small:
            if self._whole is None:
                self._whole = Trial(**parts, people=self._near(frozenset()))  # type: ignore[arg-type]
            return self._whole
        named = [one.volunteer for one in changes if isinstance(one, NewVolunteer | Named | NewTime)]
        people = list(dict.fromkeys((*named, *self._near(_eased(changes)))))
        return Trial(**parts, people=people, most_booleans=FEW_BOOLEANS, effort=effort)  # type: ignore[arg-type]

    def _near(self, eased: frozenset[str]) -> list[str]:
        """Name people by how near they are to serving the task: able ones, those whom the eased rules kept, others."""
        volunteers, far, blockers = self.roll.volunteers, self.found.far, self.found.blockers
        rows = sorted(range(len(volunteers)), key=lambda row: (len(blockers.get(row, ())), far[row], row))
        if self._is_small:
            return [volunteers[row].id for row in rows]
        busy = self.view.services_of_volunteer
        able = [row for row in rows if row not in blockers]
        kept = [row for row in rows if row in blockers and blockers[row] <= eased]
        sorts = (
            [row for row in able if volunteers[row].id not in busy],
            [row for row in able if volunteers[row].id in busy],
            kept,
        )
        return [volunteers[row].id for some in sorts for row in some[:NEAR]]


def _eased(changes: Sequence[Change]) -> frozenset[str]:
    """Name the rules that changes ease."""
    rules: set[str] = set()
    for change in changes[:1]:
        if isinstance(change, NewRule):
            rules.add(change.rule)
        elif isinstance(change, NewWindows):
            rules |= {"available", "travel", "window"}
        elif isinstance(change, NewTask):
            rules |= {"near_residence"} if change.name in ("radius_km", "lifted") else {"qualified"}
    return frozenset(rules)
