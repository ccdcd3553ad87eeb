"""What a rule and an objective are.

A rule is a sentence that must hold in every plan; an objective is a level on which plans are compared.
Each is one small frozen class that says its sentence twice, in ways that share nothing but the domain:
``check`` (or ``measure``) reads a plan, and `compile` writes mechanisms for the engines. The verifier
knows only the former, the engines only the latter, so that a mistake in one is caught by the other.

To add a rule, subclass `Rule` and put it into the list in `rulebook`; a user gives an instance in
``Problem(rules=[...])`` instead.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import attrs
import numpy as np
from attrs import frozen

from volmatch.domain.shapes import default_of

if TYPE_CHECKING:
    from volmatch.domain.problem import Problem
    from volmatch.domain.roll import Flags, Roll, Rows
    from volmatch.domain.task import Task
    from volmatch.domain.view import PlanView
    from volmatch.domain.volunteer import Volunteer
    from volmatch.program.draft import Draft

__all__ = ["Miss", "Objective", "Rule", "Value", "Violation"]

Value: TypeAlias = int | tuple[int, ...]
"""What a plan is worth on a level; smaller is better."""


@frozen(kw_only=True)
class Violation:
    """A rule that a plan breaks.

    Attributes
    ----------
    rule
        The name of the rule, or ``"plan"`` where the plan names what the problem does not have.
    subjects
        The ids concerned: volunteers, tasks, locations.
    excess
        By how much, in the unit that the message names; 0 where there is no amount.
    message
        One sentence with ids and amounts only.
    """

    rule: str
    subjects: tuple[str, ...]
    excess: float
    message: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


@frozen(kw_only=True)
class Miss:
    """What keeps a volunteer from a task, and by how much.

    Attributes
    ----------
    kind
        The sentence it is told with: ``"far"``, ``"skill"``, ``"too_old"`` …; ``"said"`` = as the rule says it.
    amount
        By how much, in metres, seconds, years or units of a load, as the kind has it; 0 where there is no amount.
    what
        The skill, tag or load it is about, or the words of the rule; empty where there is none.
    """

    kind: str
    amount: float = 0.0
    what: str = ""


class Rule(ABC):
    """A sentence that holds in every plan that is returned.

    Subclasses are frozen attrs classes; their fields are the parameters, each with its kind in the
    metadata, and the first line of their docstring is the rule as a coordinator would say it.
    """

    __slots__ = ()
    name: ClassVar[str]
    of_whole_plans: ClassVar[bool] = False
    """It asks for something to be there, so that a part of a plan may break it: pins are not tried alone by it."""

    def __init_subclass__(cls, **more: Any) -> None:
        """Ask pair by pair where a class says anew what it forbids, but not of many at once."""
        super().__init_subclass__(**more)
        for pair, many in (("forbids", "forbidden"), ("forbids_jointly", "forbidden_jointly")):
            if pair in vars(cls) and many not in vars(cls):
                setattr(cls, many, getattr(Rule, many))

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say why this volunteer could never serve this task, whatever else is planned; ``""`` = not so."""
        return ""

    def forbids_jointly(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say why this pair can never be, where that takes other rules into account as well; ``""`` = not so.

        Asked only where no rule forbids the pair by itself, so that the plainest reason is the one that
        is given.
        """
        return ""

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Tell which of many volunteers `forbids` forbids a task, at once: a matter of speed alone.

        Parameters
        ----------
        roll
            The volunteers as columns.
        task
            The task, with the defaults of its type filled in.
        rows
            Whom to ask: distinct rows of the roll, int64, shape (n,).

        Returns
        -------
        bool, shape (n,): true where `forbids` gives a reason. Default: it is asked of each, O(n).
        """
        if type(self).forbids is Rule.forbids:
            return np.zeros(len(rows), dtype=bool)
        people = [roll.volunteers[row] for row in rows.tolist()]
        return np.array([bool(self.forbids(roll.problem, one, task)) for one in people], dtype=bool)

    def forbidden_jointly(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Tell which of many volunteers `forbids_jointly` forbids a task, as `forbidden` does for `forbids`."""
        if type(self).forbids_jointly is Rule.forbids_jointly:
            return np.zeros(len(rows), dtype=bool)
        people = [roll.volunteers[row] for row in rows.tolist()]
        return np.array([bool(self.forbids_jointly(roll.problem, one, task)) for one in people], dtype=bool)

    def miss(self, problem: Problem, volunteer: Volunteer, task: Task) -> Miss | None:
        """Say what is missing of a pair that the rule forbids, by itself or jointly; ``None`` where it does not.

        Default: the words of `forbids`, without an amount.
        """
        why = self.forbids(problem, volunteer, task) or self.forbids_jointly(problem, volunteer, task)
        return Miss(kind="said", what=why) if why else None

    @abstractmethod
    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Give every way in which a plan breaks the rule."""

    @abstractmethod
    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write the rule as mechanisms."""

    def clashes(self) -> Iterator[str]:
        """Say which parameters contradict each other, each a sentence; a problem with such a rule is refused."""
        return iter(())

    def parameters(self) -> dict[str, Any]:
        """Give the parameters that are set, as they stand in a file."""
        return given(self)


class Objective(ABC):
    """A level on which plans are compared; whole numbers, smaller is better."""

    __slots__ = ()
    name: ClassVar[str]

    def lacks(self, problem: Problem) -> Iterator[str]:
        """Name what a problem would have to say so that this can be measured, each a sentence."""
        return iter(())

    @abstractmethod
    def measure(self, problem: Problem, plan: PlanView) -> Value:
        """Give what a plan is worth."""

    @abstractmethod
    def compile(self, problem: Problem, draft: Draft, weight: int) -> Mapping[str, Any]:
        """Give what `Costs` of the program this level charges, times a weight; coverage writes visits instead."""

    def options(self) -> dict[str, Any]:
        """Give the options that are set, as they stand in a file."""
        return given(self)


def given(thing: Any) -> dict[str, Any]:
    """Give the fields of a rule or objective that differ from their defaults, by their names in files."""
    said = {
        item.metadata.get("json", item.name): _written(getattr(thing, item.name))
        for item in attrs.fields(type(thing))
        if getattr(thing, item.name) != default_of(item)
    }
    return dict(said[""]) if "" in said else said


def _written(value: Any) -> Any:
    if attrs.has(type(value)):
        return given(value)
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _written(item) for name, item in value.items()}
    return value
