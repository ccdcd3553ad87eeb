"""What can happen to a plan that was announced: each kind of news is one small frozen class."""

from __future__ import annotations

from typing import Any, TypeAlias

from attrs import field, frozen

from volmatch.domain.clock import Instant
from volmatch.domain.location import Location
from volmatch.domain.shapes import tupled
from volmatch.domain.task import Task
from volmatch.domain.volunteer import Volunteer

__all__ = [
    "CancelTask",
    "Change",
    "Decline",
    "Dropout",
    "Late",
    "MovedWindow",
    "NewTask",
    "NewVolunteer",
]


def _as_given(instant: Instant | None) -> Any:
    """Keep an instant in any form; `replan` makes seconds of it."""
    return instant


@frozen(kw_only=True)
class Dropout:
    """A volunteer calls off.

    What they have begun by then stays theirs, and what they have fetched they still bring; the rest of their trips goes
    to others, and they are given nothing new.

    Attributes
    ----------
    volunteer
        Their id.
    from_
        From when on: a datetime, ISO-8601 text, or whole seconds since the problem's start. Default ``frozen_until``,
        and without that at once: all of it.

    Examples
    --------
    >>> Dropout(volunteer="v07").volunteer
    'v07'
    """

    volunteer: str
    from_: int | None = field(default=None, converter=_as_given)


@frozen(kw_only=True)
class NewTask:
    """There is something more to do.

    Attributes
    ----------
    task
        A `Task` with an id that is not in use.
    locations
        Places that it names and the problem does not have yet; default none.
    """

    task: Task
    locations: tuple[Location, ...] = field(default=(), converter=tupled)


@frozen(kw_only=True)
class CancelTask:
    """A task is no longer needed. Of a task that repeats one occurrence, or by its own id all of them.

    What waited for it (``after``) waits no longer, and its pins go; both are listed.
    """

    task: str


@frozen(kw_only=True)
class MovedWindow:
    """A task is to be done at another time.

    Attributes
    ----------
    task
        Its id, or that of an occurrence.
    windows
        The new ones, in place of all that it had.
    """

    task: str
    windows: tuple[Any, ...] = field(converter=tupled)


@frozen(kw_only=True)
class Late:
    """A volunteer leaves home later than planned, by so many minutes: above 0, at most a day.

    Counted from their next departure in the plan; without one, from when they would next be free. A trip that
    has begun is not meant.
    """

    volunteer: str
    minutes: float


@frozen(kw_only=True)
class Decline:
    """A volunteer refuses one task, for good. Of a task that repeats one occurrence, or by its own id all of them."""

    volunteer: str
    task: str


@frozen(kw_only=True)
class NewVolunteer:
    """There is somebody more.

    Attributes
    ----------
    volunteer
        A `Volunteer` with an id that is not in use.
    location
        Their home, if the problem does not have it yet.
    """

    volunteer: Volunteer
    location: Location | None = None


Change: TypeAlias = Dropout | NewTask | CancelTask | MovedWindow | Late | Decline | NewVolunteer
"""Any of them."""
