"""The changes, read against the problem and the plan: instants made seconds, and everything wrong with them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from attrs import define, evolve, field, frozen

from volmatch.domain.effective import filled_tasks
from volmatch.domain.findings import Findings
from volmatch.domain.kinds import real
from volmatch.domain.location import Location
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.repeats import occurrences_of
from volmatch.domain.shapes import Intervals
from volmatch.errors import InputError
from volmatch.replanning.changes import (
    CancelTask,
    Change,
    Decline,
    Dropout,
    Late,
    MovedWindow,
    NewTask,
    NewVolunteer,
)

__all__ = ["News", "read_changes"]

DAY_MINUTES = 24 * 60


@frozen
class News:
    """The changes of one call, sound by themselves.

    Attributes
    ----------
    until
        What starts before this instant has begun; ``None`` = nothing has.
    changes
        In the order given; ``Dropout.from_`` in seconds, or ``None`` where all of it goes.
    begun
        (volunteer, task) of all that has begun.
    apart
        Something is said of single occurrences of what repeats: all changes name occurrences then.
    """

    until: int | None
    changes: tuple[Change, ...]
    begun: frozenset[tuple[str, str]]
    apart: bool = False

    def of(self, kind: type[Any]) -> Iterator[Any]:
        """Give the changes of one kind."""
        return (one for one in self.changes if isinstance(one, kind))


def read_changes(problem: Problem, plan: Plan, changes: Sequence[Change], frozen_until: Any) -> News:
    """Read changes against what they speak of. O(changes + stops).

    Raises
    ------
    InputError
        With all faults: what is unknown, contradicts itself, or undoes what has begun.
    """
    found = Findings(clock=problem.clock)
    until = _until(problem, frozen_until, found)
    begun = frozenset(
        (volunteer, task)
        for volunteer, task, start in _deeds(plan.on(problem.clock))
        if until is not None and start < until
    )
    reader = _Reader(problem, plan.on(problem.clock), until, begun, found)
    with found.inside("changes"):
        said: Any = changes
        if not isinstance(said, list | tuple):
            found.fault("a list of changes is expected, such as [Dropout(volunteer='v07')]")
            said = ()
        read = [reader.read(row, change) for row, change in enumerate(said)]
        apart = any(one.task != problem.base(one.task) for one in read if isinstance(one, _OF_TASKS))
        if apart and not found.faults:
            read = list(_each_occurrence(problem, read, found))
    if found.faults:
        raise InputError(found.faults)
    return News(until, tuple(read), begun, apart)


_OF_TASKS = (CancelTask, MovedWindow, Decline)


def _each_occurrence(problem: Problem, changes: Sequence[Any], found: Findings) -> Iterator[Any]:
    """Say of each occurrence what is said of all, since something is said of one of some task."""
    for row, change in enumerate(changes):
        if not isinstance(change, _OF_TASKS):
            yield change
            continue
        every = problem.occurrences(change.task)
        if isinstance(change, MovedWindow) and every != (change.task,):
            with found.inside(f"[{row}]"):
                found.fault("another change speaks of one occurrence", "Move each occurrence by its own id.")
        yield from (evolve(change, task=one) for one in every)


def _until(problem: Problem, given: Any, found: Findings) -> int | None:
    if given is None:
        return problem.frozen_until
    with found.inside("frozen_until"):
        until = found.instant(given)
        if until is not None and problem.frozen_until is not None and until < problem.frozen_until:
            found.fault(
                "this is earlier than the problem's own; what has begun cannot be undone",
                "Give the same instant, or a later one.",
            )
    return until


def _deeds(plan: Plan) -> Iterator[tuple[str, str, int]]:
    yield from ((trip.volunteer, stop.task, stop.start) for trip in plan.trips for stop in trip.stops)
    yield from ((row.volunteer, row.task, row.start) for row in plan.remote)


@define
class _Reader:
    """Reads one change after another, and remembers which things were spoken of."""

    problem: Problem
    plan: Plan
    until: int | None
    begun: frozenset[tuple[str, str]]
    found: Findings
    said: set[tuple[str, ...]] = field(factory=set)
    started: set[str] = field(init=False)
    volunteers: dict[str, None] = field(init=False)
    tasks: dict[str, None] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Note what is known."""
        self.started = {task for _, task in self.begun}
        self.volunteers = dict.fromkeys(one.id for one in self.problem.volunteers)
        self.tasks = dict.fromkeys([*(one.id for one in self.problem.tasks), *self.problem.names["task"]])
        self.found.names = {"volunteer": self.volunteers, "task": self.tasks}

    def read(self, row: int, change: Any) -> Any:
        """Read one change; what is wrong with it is among the findings."""
        readers: dict[type[Any], Callable[[Any], Any]] = {
            Dropout: self._dropout,
            NewTask: self._new_task,
            CancelTask: self._cancelled,
            MovedWindow: self._moved,
            Late: self._late,
            Decline: self._declined,
            NewVolunteer: self._new_volunteer,
        }
        with self.found.inside(f"[{row}]"):
            read = readers.get(type(change))
            if read is None:
                names = ", ".join(kind.__name__ for kind in readers)
                self.found.fault(f"a change is expected: one of {names}")
                return change
            return read(change)

    def _known(self, kind: str, name: Any) -> bool:
        with self.found.inside(kind):
            if not isinstance(name, str):
                self.found.fault(f"the id of a {kind} is expected")
                return False
            self.found.subject = name
            known = self.found.knows(kind, name)
            self.found.subject = ""
            return known

    def _once(self, subject: str, *key: str) -> None:
        """Report a thing of which something else is said already."""
        if key in self.said:
            self._fault(subject, "another of the changes speaks of the same", "Keep one of the two.")
        self.said.add(key)

    def _fault(self, subject: str, problem: str, mend: str = "") -> None:
        self.found.subject = subject
        self.found.fault(problem, mend)
        self.found.subject = ""

    def _dropout(self, change: Dropout) -> Dropout:
        if self._known("volunteer", change.volunteer):
            self._once(change.volunteer, "volunteer", change.volunteer)
        if change.from_ is None:
            return evolve(change, from_=self.until)
        with self.found.inside("from_"):
            start = self.found.instant(change.from_)
            if start is not None and self.until is not None and start < self.until:
                self._fault(
                    change.volunteer,
                    "this is before frozen_until",
                    "What has begun stays: give a later instant.",
                )
        return evolve(change, from_=start)

    def _late(self, change: Late) -> Late:
        minutes = real(change.minutes)
        if minutes is None or not 0 < minutes <= DAY_MINUTES:
            with self.found.inside("minutes"):
                self._fault(str(change.volunteer), "minutes above 0, and at most a day, are expected")
        if self._known("volunteer", change.volunteer):
            self._once(change.volunteer, "volunteer", change.volunteer)
            if self._is_out(change.volunteer):
                self._fault(
                    change.volunteer,
                    "is out on a trip that has begun, with stops to come; its departure is past",
                    "Decline the stops that cannot be kept, or let the volunteer drop out from some instant on.",
                )
        return change

    def _is_out(self, volunteer: str) -> bool:
        return self.until is not None and any(
            trip.volunteer == volunteer
            and trip.depart < self.until
            and any(stop.start >= self.until for stop in trip.stops)
            for trip in self.plan.trips
        )

    def _declined(self, change: Decline) -> Decline:
        known = self._known("volunteer", change.volunteer), self._known("task", change.task)
        if all(known):
            self._once(change.task, "pair", change.volunteer, change.task)
            every = self.problem.occurrences(change.task)
            if any((change.volunteer, one) in self.begun for one in every):
                self._fault(change.task, f"{change.volunteer} has begun with it; what has begun stays")
        return change

    def _cancelled(self, change: CancelTask) -> CancelTask:
        self._of_task(change.task)
        return change

    def _moved(self, change: MovedWindow) -> MovedWindow:
        self._of_task(change.task)
        with self.found.inside("windows"):
            windows = Intervals().settle(change.windows, self.found)
            if not windows:
                self._fault(str(change.task), "at least one interval is expected")
            elif not self._same_dates(change.task, windows):
                self._fault(
                    change.task,
                    "the task would repeat on other dates",
                    "Move each occurrence by its own id, or cancel the task and give a new one.",
                )
        return evolve(change, windows=windows)

    def _same_dates(self, name: Any, windows: Any) -> bool:
        """Tell whether a task that repeats has the same occurrences with other windows."""
        given = [one for one in self.problem.tasks if one.id == name and one.repeat is not None]
        if not given:
            return True
        end = self.problem.clock.seconds(self.problem.end)
        found = Findings(clock=self.problem.clock)
        filled, _ = filled_tasks([evolve(given[0], windows=windows)], self.problem.task_types, found)
        days = occurrences_of(filled, end, found).get(name, {})
        return tuple(one.id for one in days.values()) == self.problem.occurrences(name)

    def _of_task(self, name: str) -> None:
        if self._known("task", name):
            every = self.problem.occurrences(name)
            for one in dict.fromkeys([name, *every]):
                self._once(name, "task", one)
            if self.started.intersection(every):
                self._fault(name, "it has begun before frozen_until; what has begun stays")

    def _new_task(self, change: NewTask) -> NewTask:
        name = getattr(change.task, "id", None)
        if name in self.tasks:
            self._fault(str(name), "there is a task of this id already", "Give the new one another id.")
        elif isinstance(name, str):
            self._once(name, "task", name)
        else:
            self.found.fault("a Task is expected")
        with self.found.inside("locations"):
            self._places(change.locations)
        return change

    def _new_volunteer(self, change: NewVolunteer) -> NewVolunteer:
        name = getattr(change.volunteer, "id", None)
        if name in self.volunteers:
            self._fault(str(name), "there is a volunteer of this id already", "Give the new one another id.")
        elif isinstance(name, str):
            self._once(name, "volunteer", name)
        else:
            self.found.fault("a Volunteer is expected")
        with self.found.inside("location"):
            self._places(() if change.location is None else (change.location,))
        return change

    def _places(self, places: Any) -> None:
        if not isinstance(places, tuple) or not all(isinstance(one, Location) for one in places):
            self.found.fault("a Location is expected")
