"""Everybody and a task: who could serve it, and what the others miss, the nearest first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import define, frozen

from volmatch.domain.problem import Problem
from volmatch.domain.roll import Flags, Reals, Roll, Rows
from volmatch.domain.task import Task
from volmatch.rule import Miss, Rule

__all__ = ["Audit", "Blocked", "Near", "audit"]

MOST_NEAR = 3
"""How many of those who miss least are named."""


@frozen(kw_only=True)
class Near:
    """A volunteer who misses little.

    Attributes
    ----------
    volunteer
        The id.
    amount
        By how much, as in `Blocked`.
    """

    volunteer: str
    amount: float


@frozen(kw_only=True)
class Blocked:
    """Volunteers whom the same thing keeps from a task.

    Attributes
    ----------
    rule
        The first rule, in the order of the rulebook, that forbids the pair.
    kind
        What is missing: ``"far"`` (metres), ``"time"`` and ``"way"`` (seconds), ``"too_old"`` (years), ``"skill"``,
        ``"access"`` … ; ``"said"`` where a rule has only words for it.
    what
        The skill, tag or load, or the words of the rule.
    count
        How many volunteers.
    nearest
        Up to three of them, those who miss least first; amounts are 0 where there are none.
    """

    rule: str
    kind: str
    what: str
    count: int
    nearest: tuple[Near, ...]

    def __repr__(self) -> str:
        """Say rule and number; no ids."""
        return f"<Blocked: {self.count} by {self.rule}, {self.kind}>"


@define
class Audit:
    """What every rule says of everybody and one task.

    Attributes
    ----------
    able
        Rows of those whom no rule forbids it, those who live nearest first.
    blockers
        By row, the positions of all rules that forbid it.
    far
        Metres from home to the task, by row; 0 for what is remote.
    blocked
        Those who are forbidden it, grouped by the first rule and what is missing.
    """

    able: Rows
    blockers: dict[int, frozenset[str]]
    far: Reals
    blocked: tuple[Blocked, ...]


def audit(roll: Roll, task: Task, rules: Sequence[Rule]) -> Audit:
    """Ask every rule of everybody. O(volunteers × rules), fast but for those who are forbidden the task."""
    flags = {rule.name: rule.forbidden(roll, task, roll.everybody) for rule in rules}
    jointly = {rule.name: rule.forbidden_jointly(roll, task, roll.everybody) for rule in rules}
    far = np.nan_to_num(_far(roll, task), nan=0.0)
    barred = np.zeros(len(roll.volunteers), dtype=bool)
    for table in (flags, jointly):
        for forbidden in table.values():
            barred |= forbidden
    able = np.flatnonzero(~barred)
    blockers = {
        int(row): frozenset(name for table in (flags, jointly) for name, rows in table.items() if rows[row])
        for row in np.flatnonzero(barred)
    }
    return Audit(
        able=able[np.argsort(far[able], kind="stable")],
        blockers=blockers,
        far=far,
        blocked=_grouped(roll, task, rules, [flags, jointly], far),
    )


def _far(roll: Roll, task: Task) -> Reals:
    if task.remote or task.location is None or not len(roll.volunteers):
        return np.zeros(len(roll.volunteers))
    return roll.lines(roll.everybody, task.location)


def _grouped(
    roll: Roll, task: Task, rules: Sequence[Rule], tables: Sequence[dict[str, Flags]], far: Reals
) -> tuple[Blocked, ...]:
    groups: dict[tuple[str, str, str], list[tuple[float, float, str]]] = {}
    left = np.ones(len(roll.volunteers), dtype=bool)
    for table in tables:
        for rule in rules:
            for row in np.flatnonzero(table[rule.name] & left).tolist():
                miss = _miss(roll.problem, rule, roll.volunteers[row].id, task)
                key = rule.name, miss.kind, miss.what
                groups.setdefault(key, []).append((miss.amount, float(far[row]), roll.volunteers[row].id))
            left &= ~table[rule.name]
    rows = []
    for (rule_name, kind, what), members in groups.items():
        near = tuple(Near(volunteer=name, amount=amount) for amount, _, name in sorted(members)[:MOST_NEAR])
        rows.append(Blocked(rule=rule_name, kind=kind, what=what, count=len(members), nearest=near))
    return tuple(sorted(rows, key=lambda row: (-row.count, row.rule, row.kind, row.what)))


def _miss(problem: Problem, rule: Rule, volunteer: str, task: Task) -> Miss:
    return rule.miss(problem, problem.volunteer(volunteer), task) or Miss(kind="said")
