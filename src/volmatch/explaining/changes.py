"""Changes of one thing in a problem, each small, that may let a task be served: what a repair is made of.

A change is applied to whole problems and to parts of them alike: it names things by their ids, and what is not there
stays as it is. A task that repeats is one thing: its occurrences change together.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from attrs import evolve, field, frozen

from volmatch.domain.clock import Interval
from volmatch.domain.problem import Problem
from volmatch.domain.remaking import remade
from volmatch.domain.task import People, Task
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule

__all__ = [
    "Change",
    "Joined",
    "Named",
    "NewRule",
    "NewTask",
    "NewTime",
    "NewVolunteer",
    "NewWindows",
    "Recruits",
]


@frozen(kw_only=True)
class Change(ABC):
    """One thing in a problem that is otherwise."""

    @property
    @abstractmethod
    def kind(self) -> str:
        """The sentence it is told with."""

    @abstractmethod
    def fields(self, problem: Problem) -> dict[str, Any]:
        """Give the fields of a problem that change."""

    def apply(self, problem: Problem) -> Problem:
        """Make the problem with the change.

        Raises
        ------
        ProblemError
            Where the changed problem would not be one.

        Notes
        -----
        As long as making a problem: about 10 µs an object.
        """
        return remade(problem, **self.fields(problem))


@frozen(kw_only=True)
class NewRule(Change):
    """A parameter of a rule has another value."""

    rule: str
    parameter: str
    old: float
    new: float

    @property
    def kind(self) -> str:
        """The rule and its parameter."""
        return f"rule_{self.parameter}"

    def fields(self, problem: Problem) -> dict[str, Any]:
        """Replace the parameter, whether the rule was given as parameters or as an object."""
        said: Any = problem.rules.get(self.rule, {})
        is_object: bool = isinstance(said, Rule)
        new = evolve(said, **{self.parameter: self.new}) if is_object else {**said, self.parameter: self.new}
        return {"rules": {**problem.rules, self.rule: new}}


@frozen(kw_only=True)
class _OfVolunteer(Change):
    volunteer: str

    @abstractmethod
    def person(self, volunteer: Volunteer) -> Volunteer:
        """Give the volunteer, changed."""

    def fields(self, problem: Problem) -> dict[str, Any]:
        """Replace the volunteer."""
        return {
            "volunteers": tuple(
                self.person(one) if one.id == self.volunteer else one for one in problem.volunteers
            )
        }


@frozen(kw_only=True)
class NewVolunteer(_OfVolunteer):
    """A number that a volunteer gave is another: a radius, a cap."""

    name: str
    old: float
    new: float

    @property
    def kind(self) -> str:
        """What the number is."""
        return f"own_{self.name}"

    def person(self, volunteer: Volunteer) -> Volunteer:
        """Replace the number."""
        fields: dict[str, Any] = {self.name: self.new}
        return evolve(volunteer, **fields)


@frozen(kw_only=True)
class Named(_OfVolunteer):
    """A volunteer has one more skill or access tag, or can carry more of a load."""

    name: str
    what: str
    amount: int = 0

    @property
    def kind(self) -> str:
        """Which list it is in."""
        return f"more_{self.name}"

    def person(self, volunteer: Volunteer) -> Volunteer:
        """Add it; a skill without an end."""
        if self.name == "skills":
            return evolve(volunteer, skills={**volunteer.skills, self.what: None})
        if self.name == "capacity":
            return evolve(volunteer, capacity={**volunteer.capacity, self.what: self.amount})
        return evolve(volunteer, access=(*volunteer.access, self.what))


@frozen(kw_only=True)
class NewTime(_OfVolunteer):
    """A volunteer offers one more stretch of time."""

    time: Interval
    seconds: int
    """How much of it was not offered yet."""

    @property
    def kind(self) -> str:
        """More time."""
        return "more_time"

    def person(self, volunteer: Volunteer) -> Volunteer:
        """Add the time."""
        return evolve(volunteer, available=(*volunteer.available, self.time))


@frozen(kw_only=True)
class _OfTask(Change):
    task: str
    """The id as it was given."""
    ids: frozenset[str] = field(repr=False)
    """Under which the task is found: as given, and its occurrences."""

    @abstractmethod
    def thing(self, task: Task, problem: Problem) -> Task:
        """Give the task, changed."""

    def fields(self, problem: Problem) -> dict[str, Any]:
        """Replace the task."""
        return {
            "tasks": tuple(self.thing(one, problem) if one.id in self.ids else one for one in problem.tasks)
        }


@frozen(kw_only=True)
class NewTask(_OfTask):
    """A number of a task is another: its radius, a bound of age, the fewest people; or its radius is lifted."""

    name: str
    old: float
    new: float

    @property
    def kind(self) -> str:
        """What the number is."""
        return f"task_{self.name}"

    def thing(self, task: Task, problem: Problem) -> Task:
        """Replace the number."""
        if self.name == "people":
            people: Any = problem.task(next(iter(problem.occurrences(task.id)))).people
            return evolve(task, people=People(min=int(self.new), target=people.target))
        if self.name == "lifted":
            return evolve(task, lifted=True)
        fields: dict[str, Any] = {self.name: self.new}
        return evolve(task, **fields)


@frozen(kw_only=True)
class NewWindows(_OfTask):
    """The windows of a task open earlier or close later."""

    earlier: int = 0
    later: int = 0

    @property
    def kind(self) -> str:
        """At which end."""
        return "earlier" if self.earlier else "later"

    def thing(self, task: Task, problem: Problem) -> Task:
        """Move the ends."""
        windows = [Interval(one.start - self.earlier, one.end + self.later) for one in task.windows]
        return evolve(task, windows=windows)


@frozen(kw_only=True)
class Recruits(Change):
    """So many more volunteers of a kind, who live near and have the time."""

    count: int
    person: Volunteer = field(repr=False, hash=False)
    """What each of them is like; the id is the beginning of theirs."""
    skills: tuple[str, ...] = ()
    min_age: float | None = None
    max_age: float | None = None

    @property
    def kind(self) -> str:
        """Recruits."""
        return "recruits"

    def fields(self, problem: Problem) -> dict[str, Any]:
        """Add them."""
        taken = {one.id for one in problem.volunteers}
        names: list[str] = []
        number = 0
        while len(names) < self.count:
            number += 1
            if f"{self.person.id}-{number}" not in taken:
                names.append(f"{self.person.id}-{number}")
        return {"volunteers": (*problem.volunteers, *(evolve(self.person, id=name) for name in names))}


@frozen(kw_only=True)
class Joined(Change):
    """Several changes at once, to see whether any of them is of use; never shown."""

    changes: tuple[Change, ...]

    @property
    def kind(self) -> str:
        """None of its own."""
        return ""

    def fields(self, problem: Problem) -> dict[str, Any]:
        """Replace volunteers; the changes are of them alone."""
        found: dict[str, list[_OfVolunteer]] = {}
        for change in self.changes:
            if isinstance(change, _OfVolunteer):
                found.setdefault(change.volunteer, []).append(change)
        everybody = []
        for one in problem.volunteers:
            for change in found.get(one.id, ()):
                one = change.person(one)
            everybody.append(one)
        return {"volunteers": tuple(everybody)}
