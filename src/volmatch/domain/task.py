"""Tasks: something to be done, somewhere, some time, by one or more people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from volmatch.domain.clock import Interval
from volmatch.domain.kinds import NAME, Choice, Exact, Flag, Real, Reference, Seconds, Text, Whole, of
from volmatch.domain.shapes import Intervals, Many, OneInterval, Part, Table, tupled

__all__ = ["PRIORITIES", "After", "Member", "People", "Pickup", "Task", "TaskType"]

PRIORITIES = ("critical", "high", "normal", "low")
"""Priority classes, most urgent first. No number of tasks of one outvotes a task of an earlier one."""


def _people(value: Any) -> Any:
    known = isinstance(value, People | Mapping)
    return value if known else {"min": value, "target": value}


@frozen(kw_only=True)
class People:
    """How many people serve a task at the same time: fewer than ``min`` do not serve it at all."""

    min: int = field(default=1, metadata=of(Whole(least=1)))
    target: int = field(default=1, metadata=of(Whole(least=1)))


@frozen(kw_only=True)
class Pickup:
    """Where and when the load of a task is fetched, by the same volunteer in the same trip."""

    location: str = field(metadata=of(Reference("location")))
    seconds: int = field(default=0, alias="duration", metadata=of(Seconds()))
    windows: tuple[Interval, ...] = field(default=(), converter=tupled, metadata=of(Intervals()))


@frozen(kw_only=True)
class After:
    """A task that must be served too, and how long before."""

    task: str = field(metadata=of(Reference("task")))
    min_gap_seconds: int = field(default=0, alias="min_gap", metadata=of(Seconds()))


@frozen(kw_only=True)
class Member:
    """At least ``count`` members of a team have this skill and these ages."""

    count: int = field(default=1, metadata=of(Whole(least=1)))
    skill: str | None = field(default=None, metadata=of(NAME))
    min_age: float | None = field(default=None, metadata=of(Real(most=150)))
    max_age: float | None = field(default=None, metadata=of(Real(most=150)))


@frozen(kw_only=True)
class TaskType:
    """The defaults of the tasks of one type; each task may override each of them.

    Attributes
    ----------
    id
        Unique among task types.
    skills
        All of these are needed; default none.
    min_age, max_age
        Inclusive bounds in years; default none.
    radius_km
        Straight line from a volunteer's home, in kilometres; default the rule's.
    lifted
        The near-residence rule does not apply (an expedition); default false.
    remote
        Done from home: no travel, no trip, no radius; default false.
    cohort
        A label of those served, such as ``"isolated"``; default none.
    priority
        One of `PRIORITIES`; default ``"normal"``.
    duration_seconds
        How long the service takes. Written ``duration=timedelta(...)``.
    people
        `People`, or a whole number for both; default 1.
    areas
        Prefixes of the volunteer's home area; default anywhere.
    organisations
        Only their members are sent; default anyone.
    """

    id: str = field(metadata=of(NAME))
    skills: tuple[str, ...] | None = field(default=None, converter=tupled, metadata=of(Many(NAME)))
    min_age: float | None = field(default=None, metadata=of(Real(most=150)))
    max_age: float | None = field(default=None, metadata=of(Real(most=150)))
    radius_km: float | None = field(default=None, metadata=of(Real()))
    lifted: bool | None = field(default=None, metadata=of(Flag()))
    remote: bool | None = field(default=None, metadata=of(Flag()))
    cohort: str | None = field(default=None, metadata=of(NAME))
    priority: str | None = field(default=None, metadata=of(Choice(PRIORITIES)))
    duration_seconds: int | None = field(
        default=None, alias="duration", metadata=of(Seconds(), "duration_seconds")
    )
    people: People | None = field(default=None, metadata=of(Part(People, plain=_people)))
    areas: tuple[str, ...] | None = field(default=None, converter=tupled, metadata=of(Many(NAME)))
    organisations: tuple[str, ...] | None = field(default=None, converter=tupled, metadata=of(Many(NAME)))

    def __repr__(self) -> str:
        """Name the id alone: nothing else of a person or a place leaves by accident."""
        return f"TaskType(id={self.id!r})"


@frozen(kw_only=True)
class Task:
    """Something to be done, somewhere, some time, by one or more people.

    In ``problem.tasks`` a field that was left to the type is ``None``; in ``problem.effective_tasks`` every
    field has its value.

    Attributes
    ----------
    id
        Unique among tasks.
    windows
        The whole service lies inside one of these.
    type
        The id of a `TaskType` whose defaults apply; ``None`` = none.
    location
        The id of the place of service; not needed where the task is remote.
    preferred
        An interval; starting outside it is lateness or earliness.
    weight
        Within its priority; default 1. Decimals exact at one millionth are scaled to whole numbers.
    beneficiary
        Who is served; several tasks may share one.
    load, collect
        Amounts by name: brought to the place, or taken on board there and kept till home.
    pickup, after, team, repeat
        See model.md §3.
    skills … organisations
        As in `TaskType`, overriding it.

    Examples
    --------
    >>> from datetime import timedelta
    >>> Task(id="t1", location="gate-1", windows=[Interval(0, 7200)], duration=timedelta(hours=2)).id
    't1'
    """

    id: str = field(metadata=of(NAME))
    windows: tuple[Interval, ...] = field(converter=tupled, metadata=of(Intervals()))
    type: str | None = field(default=None, metadata=of(Reference("task_type")))
    location: str | None = field(default=None, metadata=of(Reference("location")))
    preferred: Interval | None = field(default=None, metadata=of(OneInterval()))
    weight: int = field(default=1, metadata=of(Exact()))
    beneficiary: str | None = field(default=None, metadata=of(NAME))
    load: Mapping[str, int] = field(factory=dict, metadata=of(Table(Whole())))
    collect: Mapping[str, int] = field(factory=dict, metadata=of(Table(Whole())))
    pickup: Pickup | None = field(default=None, metadata=of(Part(Pickup)))
    after: tuple[After, ...] = field(default=(), converter=tupled, metadata=of(Many(Part(After))))
    team: tuple[Member, ...] = field(default=(), converter=tupled, metadata=of(Many(Part(Member))))
    repeat: str | None = field(default=None, metadata=of(Text()))
    skills: tuple[str, ...] | None = field(default=None, converter=tupled, metadata=of(Many(NAME)))
    min_age: float | None = field(default=None, metadata=of(Real(most=150)))
    max_age: float | None = field(default=None, metadata=of(Real(most=150)))
    radius_km: float | None = field(default=None, metadata=of(Real()))
    lifted: bool | None = field(default=None, metadata=of(Flag()))
    remote: bool | None = field(default=None, metadata=of(Flag()))
    cohort: str | None = field(default=None, metadata=of(NAME))
    priority: str | None = field(default=None, metadata=of(Choice(PRIORITIES)))
    duration_seconds: int | None = field(
        default=None, alias="duration", metadata=of(Seconds(), "duration_seconds")
    )
    people: People | None = field(default=None, metadata=of(Part(People, plain=_people)))
    areas: tuple[str, ...] | None = field(default=None, converter=tupled, metadata=of(Many(NAME)))
    organisations: tuple[str, ...] | None = field(default=None, converter=tupled, metadata=of(Many(NAME)))

    def __repr__(self) -> str:
        """Name the id alone: nothing else of a person or a place leaves by accident."""
        return f"Task(id={self.id!r})"
