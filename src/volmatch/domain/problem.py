"""The problem: everything a coordinator knows, checked across, with all faults reported at once."""

from __future__ import annotations

import warnings as python_warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import field, frozen

from volmatch.domain.assembly import (
    clock_of,
    column_of,
    known_part,
    moment_of,
    of_class,
    read_before,
    rules_by_name,
    settled_things,
)
from volmatch.domain.audits import AUDITS
from volmatch.domain.check import check_across
from volmatch.domain.clock import Clock
from volmatch.domain.effective import Served, served_tasks
from volmatch.domain.findings import Findings
from volmatch.domain.geography import DATUMS, points
from volmatch.domain.kinds import NAME, Choice, Moment, Reference, Text, of
from volmatch.domain.location import Location
from volmatch.domain.outlets import OUTLETS
from volmatch.domain.plan import Plan
from volmatch.domain.shapes import Many, Part, tupled
from volmatch.domain.task import Task, TaskType
from volmatch.domain.travel import Network, StraightLine, modes_of, settle_travel
from volmatch.domain.volunteer import Volunteer
from volmatch.errors import Fault, ProblemError

__all__ = ["Forbidden", "InputWarning", "Pin", "Problem"]


class InputWarning(UserWarning):
    """Something in the input is odd; the library goes on."""


@frozen(kw_only=True)
class Pin:
    """A volunteer who must serve a task, from ``start`` on if that is given."""

    volunteer: str = field(metadata=of(Reference("volunteer")))
    task: str = field(metadata=of(Reference("task")))
    start: int | None = field(default=None, metadata=of(Moment()))


@frozen(kw_only=True)
class Forbidden:
    """A volunteer who must not serve a task, a beneficiary, or at a location (one of the three)."""

    volunteer: str = field(metadata=of(Reference("volunteer")))
    task: str | None = field(default=None, metadata=of(Reference("task")))
    beneficiary: str | None = field(default=None, metadata=of(NAME))
    location: str | None = field(default=None, metadata=of(Reference("location")))


_THINGS: Mapping[str, tuple[str, type[Any]]] = {
    "locations": ("location", Location),
    "task_types": ("task_type", TaskType),
    "tasks": ("task", Task),
    "volunteers": ("volunteer", Volunteer),
}
_LISTS: Mapping[str, type[Any]] = {"pins": Pin, "forbidden": Forbidden}


@frozen(kw_only=True)
class Problem:
    """Volunteers, tasks, places, times and rules: what `solve` is given.

    Making one checks everything; objects that are wrong or do not fit together are reported together. Inside,
    all instants are whole seconds since ``start``.

    Parameters
    ----------
    volunteers, tasks, locations, task_types
        Their objects; the first three in any order.
    start, end
        The horizon; datetimes or ISO-8601 text. ``end`` after ``start``, at most ten years.
    timezone
        IANA name; local times and calendar days are read in it. Default ``"UTC"``.
    coordinates
        ``"WGS84"`` (default), ``"GCJ02"``, ``"BD09"`` (degrees) or ``"planar"`` (metres).
    travel
        `StraightLine`, `Matrix`, their JSON form, or any object with ``seconds`` and ``metres``.
        Default: on foot at 4.5 km/h.
    rules
        Parameters by rule name, ``{"near_residence": {"radius_km": 2.0}}``, or rule objects in a list.
    objectives
        Levels, most important first; default coverage, nearness, trips.
    objective_options
        Options by objective name.
    pins, forbidden
        `Pin` and `Forbidden` objects.
    previous, frozen_until
        An earlier plan, and the instant before which nothing of it changes.
    name
        What files and pages call it.

    Attributes
    ----------
    effective_tasks
        The tasks to be served: the defaults of their types filled in, and of those that repeat the
        occurrences.
    warnings
        What is odd but does no harm, each a `Fault`; the first few are also issued as `InputWarning`.
    clock, network
        Turns instants to seconds; measures the way between places.
    weight_scale
        What weights were multiplied by to make them whole: 1, 10, … 1,000,000.

    Raises
    ------
    ProblemError
        With every fault, up to 100.

    Notes
    -----
    O(fields). About 10 µs an object.
    """

    volunteers: tuple[Volunteer, ...] = field(converter=tupled)
    tasks: tuple[Task, ...] = field(converter=tupled)
    locations: tuple[Location, ...] = field(converter=tupled)
    start: datetime
    end: datetime
    task_types: tuple[TaskType, ...] = field(default=(), converter=tupled)
    timezone: str = "UTC"
    coordinates: str = field(default="WGS84", metadata=of(Choice(DATUMS)))
    travel: Any = field(factory=StraightLine)
    rules: Any = field(factory=dict)
    objectives: Any = field(default=("coverage", "nearness", "trips"), converter=tupled)
    objective_options: Mapping[str, Any] = field(factory=dict)
    pins: tuple[Pin, ...] = field(default=(), converter=tupled, metadata=of(Many(Part(Pin))))
    forbidden: tuple[Forbidden, ...] = field(default=(), converter=tupled, metadata=of(Many(Part(Forbidden))))
    previous: Plan | None = None
    frozen_until: int | None = None
    name: str = ""
    clock: Clock = field(init=False, eq=False, repr=False)
    network: Network = field(init=False, eq=False, repr=False)
    effective_tasks: tuple[Task, ...] = field(init=False, eq=False, repr=False)
    warnings: tuple[Fault, ...] = field(init=False, eq=False, repr=False)
    weight_scale: int = field(init=False, eq=False, repr=False)
    _index: Mapping[str, Mapping[str, int]] = field(init=False, eq=False, repr=False)
    _bans: Mapping[str, Sequence[Forbidden]] = field(init=False, eq=False, repr=False)
    _served: Served = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Read every object into its canonical form, check across, and report all faults."""
        found = Findings()
        self._settle_head(found)
        self._settle_things(found)
        self._settle_tail(found)
        check_across(self, self._served.filled, found)
        self._stop_at(found)
        for audit in AUDITS:
            found.faults.extend(audit(self))
        self._stop_at(found)
        self._put("warnings", tuple(found.warnings))
        for warning in found.warnings[:5]:
            python_warnings.warn(str(warning), InputWarning, stacklevel=3)

    def __repr__(self) -> str:
        """Say how large the problem is; no names, no places."""
        sizes = f"{len(self.volunteers)} volunteers, {len(self.tasks)} tasks, {len(self.locations)} locations"
        return f"<Problem: {sizes}>"

    def _repr_html_(self) -> str:
        """Show a notebook how large the problem is; no names, no places."""
        return str(OUTLETS["html"](self))

    def to_frames(self) -> dict[str, Any]:
        """Give the problem as data frames of pandas, by name: the tables and columns of CSV files.

        ``vm.from_frames(problem.to_frames())`` gives an equal problem.

        Returns
        -------
        dict of str to pandas.DataFrame
            ``"problem"`` has a key and a value a row, everything else a thing a row: ``"volunteers"``,
            ``"available"``, ``"tasks"``, ``"windows"`` … Ids are text, whole numbers ``Int64``, instants
            timestamps in the time zone of the problem; what is not said is missing. These are the user's
            own data: places are exact.

        Raises
        ------
        FileError
            Where the problem holds what no table can (a user's own travel or rule), or pandas is not there.

        Notes
        -----
        O(cells).
        """
        frames: dict[str, Any] = OUTLETS["frames"](self)
        return frames

    def volunteer(self, name: str) -> Volunteer:
        """Give the volunteer of an id. Raises KeyError."""
        return self.volunteers[self._index["volunteer"][name]]

    def task(self, name: str) -> Task:
        """Give the task or occurrence of an id, with the defaults of its type filled in. Raises KeyError."""
        return self.effective_tasks[self._index["task"][name]]

    def location(self, name: str) -> Location:
        """Give the location of an id. Raises KeyError."""
        return self.locations[self._index["location"][name]]

    def place(self, name: str) -> int:
        """Give the place number of a location's id: its position in ``locations``. Raises KeyError."""
        return self._index["location"][name]

    def knows(self, kind: str, name: str) -> bool:
        """Check whether there is a ``"volunteer"``, ``"task"``, ``"location"`` … of this id.

        Of a task that repeats only the occurrences are known.
        """
        return name in self._index[kind]

    def base(self, task: str) -> str:
        """Give the id under which a task was given: ``"visit"`` for the occurrence ``"visit@2020-03-03"``."""
        return self._served.bases.get(task, task)

    def occurrences(self, task: str) -> tuple[str, ...]:
        """Give the ids of what a task, by its id as given, is served as: itself, or its occurrences by date."""
        return self._served.occurrences.get(task, (task,))

    @property
    def names(self) -> Mapping[str, Mapping[str, int]]:
        """The ids of each kind of thing (``"volunteer"``, ``"task"``, ``"location"`` …), with their positions."""
        return self._index

    def bans(self, volunteer: str) -> Sequence[Forbidden]:
        """Give what a volunteer (by id) must not do."""
        return self._bans.get(volunteer, ())

    def mode(self, volunteer: Volunteer) -> str:
        """Name the travel mode of a volunteer, which may be left out where there is only one."""
        modes = modes_of(self.travel)
        return volunteer.travel_mode or (modes[0] if modes else "")

    def _put(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def _stop_at(self, found: Findings) -> None:
        if found.faults:
            raise ProblemError(found.faults)

    def _settle_head(self, found: Findings) -> None:
        for name in ("name", "timezone"):
            with found.inside(name):
                self._put(name, Text().settle(getattr(self, name), found) or "")
        with found.inside("coordinates"):
            self._put("coordinates", Choice(DATUMS).settle(self.coordinates, found) or "WGS84")
        ends = {}
        for name in ("start", "end"):
            with found.inside(name):
                ends[name] = moment_of(getattr(self, name), found)
        with found.inside("timezone"):
            clock = clock_of(ends["start"], self.timezone, found)
        self._put("clock", clock)
        found.clock = clock
        for name, value in ends.items():
            if value is not None:
                with found.inside(name):
                    found.instant(value)
                self._put(name, clock.moment(clock.seconds(value)))

    def _settle_things(self, found: Findings) -> None:
        index: dict[str, Mapping[str, int]] = {}
        for name, (kind, cls) in _THINGS.items():
            things = of_class(getattr(self, name), name, cls, found)
            self._put(name, things)
            index[kind] = {thing.id: row for row, thing in enumerate(things) if isinstance(thing.id, str)}
        with found.inside("travel"):
            self._put("travel", settle_travel(self.travel, len(self.locations), found))
        self._put("_index", index)
        # What tasks there are is known only when those that repeat have been read.
        tasks = index.pop("task")
        modes = modes_of(self.travel)
        found.names = {**index, "travel_mode": dict.fromkeys(modes)} if modes else dict(index)
        read = read_before(self)
        for name in _THINGS:
            found._path.append(name)
            self._put(name, tuple(settled_things(getattr(self, name), found, read)))
            found._path.pop()
            if name == "tasks":
                end = self.clock.seconds(self.end) if hasattr(self.end, "timestamp") else 0
                self._put("_served", served_tasks(self.tasks, self.task_types, end, tasks, found))
                index["task"] = self._served.index
        self._put("effective_tasks", self._served.tasks)
        self._put("weight_scale", self._served.scale)

    def _settle_tail(self, found: Findings) -> None:
        for name, cls in _LISTS.items():
            with found.inside(name):
                self._put(name, Many(Part(cls)).settle(getattr(self, name), found))
        bans: dict[str, list[Forbidden]] = {}
        for ban in self.forbidden:
            bans.setdefault(ban.volunteer, []).append(ban)
        self._put("_bans", bans)
        if self.frozen_until is not None:
            with found.inside("frozen_until"):
                self._put("frozen_until", found.instant(self.frozen_until))
        with found.inside("previous"):
            self._put("previous", known_part(self.previous, self, found))
        self._put("rules", rules_by_name(self.rules, found))
        options: Any = self.objective_options
        if not isinstance(options, Mapping):
            with found.inside("objective_options"):
                found.fault("an object with the options of each objective is expected")
            self._put("objective_options", {})
        first, second = ("x", "y") if self.coordinates == "planar" else ("lat", "lon")
        place = points(column_of(self.locations, first), column_of(self.locations, second), self.coordinates)
        self._put("network", Network(place, self.travel))
