"""Volunteers: who they are, where they live, what they can do and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from volmatch.domain.clock import Interval
from volmatch.domain.kinds import DAY, NAME, Anything, Name, Real, Reference, Whole, of
from volmatch.domain.shapes import Intervals, Many, Part, Skills, Table, tupled

__all__ = ["DAY", "Familiar", "History", "Like", "Volunteer"]


@frozen(kw_only=True)
class History:
    """What a volunteer has given already, before this problem starts.

    Attributes
    ----------
    trips, exposures
        Counts, 0 or more; default 0.
    hours, offered_hours
        Hours served and hours offered; default 0.
    """

    trips: int = field(default=0, metadata=of(Whole()))
    hours: float = field(default=0.0, metadata=of(Real()))
    offered_hours: float = field(default=0.0, metadata=of(Real()))
    exposures: int = field(default=0, metadata=of(Whole()))


@frozen(kw_only=True)
class Familiar:
    """Whom and which places a volunteer knows already."""

    beneficiaries: tuple[str, ...] = field(default=(), converter=tupled, metadata=of(Many(NAME)))
    locations: tuple[str, ...] = field(default=(), converter=tupled, metadata=of(Many(Reference("location"))))


@frozen(kw_only=True)
class Like:
    """A wish of a volunteer: one of four targets, and a value from −10 (rather not) to 10 (gladly)."""

    value: int = field(metadata=of(Whole(least=-10, most=10)))
    task_type: str | None = field(default=None, metadata=of(Reference("task_type")))
    beneficiary: str | None = field(default=None, metadata=of(NAME))
    location: str | None = field(default=None, metadata=of(Reference("location")))
    task: str | None = field(default=None, metadata=of(Reference("task")))


@frozen(kw_only=True)
class Volunteer:
    """A person who offers time.

    Attributes
    ----------
    id
        Unique among volunteers. Nothing else of a person ever appears in a message.
    home
        The id of the location where trips start and end.
    available
        Intervals in which trips and remote tasks may lie; overlapping or touching ones are joined.
        Empty = never.
    skills
        Names of skills, or a mapping of names to the last date on which each is valid (inclusive).
    age
        In years. Unknown (``None``) fails every age bound.
    travel_mode
        A mode of the problem's travel; may be left out where there is only one.
    radius_km
        Straight line, in kilometres, that this volunteer is prepared to serve from home.
    areas
        Prefixes of location areas: serves only there. Empty = anywhere.
    access
        Tags of closed locations that this volunteer may enter.
    capacity
        What can be carried on a trip, by name; one that is not named is 0.
    max_trips, max_trips_per_day, max_tasks_per_trip, max_tasks_per_day
        Caps, 0 or more; ``None`` = the rule's cap alone.
    max_hours_per_day, max_km_per_day
        Caps in hours and kilometres; ``None`` = the rule's cap alone.
    organisation
        The group this volunteer belongs to.
    reliability
        The chance to turn up, 0 to 1; default 1.
    history, familiar, likes, declined, offered
        What was given before, what is known already, wishes, tasks refused, and notes for dispatch.

    Examples
    --------
    >>> Volunteer(id="v01", home="h1", skills=["driver"]).skills
    ['driver']
    """

    id: str = field(metadata=of(NAME))
    home: str = field(metadata=of(Reference("location")))
    available: tuple[Interval, ...] = field(default=(), converter=tupled, metadata=of(Intervals()))
    skills: Mapping[str, date | None] = field(factory=dict, metadata=of(Skills()))
    age: float | None = field(default=None, metadata=of(Real(most=150)))
    travel_mode: str | None = field(default=None, metadata=of(Reference("travel_mode")))
    radius_km: float | None = field(default=None, metadata=of(Real()))
    areas: tuple[str, ...] = field(default=(), converter=tupled, metadata=of(Many(Name())))
    access: tuple[str, ...] = field(default=(), converter=tupled, metadata=of(Many(NAME)))
    capacity: Mapping[str, int] = field(factory=dict, metadata=of(Table(Whole())))
    max_trips: int | None = field(default=None, metadata=of(Whole()))
    max_trips_per_day: int | None = field(default=None, metadata=of(Whole()))
    max_hours_per_day: float | None = field(default=None, metadata=of(Real()))
    max_km_per_day: float | None = field(default=None, metadata=of(Real()))
    max_tasks_per_trip: int | None = field(default=None, metadata=of(Whole()))
    max_tasks_per_day: int | None = field(default=None, metadata=of(Whole()))
    organisation: str | None = field(default=None, metadata=of(NAME))
    reliability: float = field(default=1.0, metadata=of(Real(most=1.0)))
    history: History = field(default=History(), metadata=of(Part(History)))
    familiar: Familiar = field(default=Familiar(), metadata=of(Part(Familiar)))
    likes: tuple[Like, ...] = field(default=(), converter=tupled, metadata=of(Many(Part(Like))))
    declined: tuple[str, ...] = field(default=(), converter=tupled, metadata=of(Many(Reference("task"))))
    offered: Any = field(default=None, metadata=of(Anything()))

    def __repr__(self) -> str:
        """Name the id alone: nothing else of a person or a place leaves by accident."""
        return f"Volunteer(id={self.id!r})"
