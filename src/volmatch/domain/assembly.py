"""How a problem is put together: the canonical forms of its parts, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
from attrs import evolve

from volmatch.domain.clock import Clock, parse
from volmatch.domain.findings import Findings, lacking
from volmatch.domain.location import Location
from volmatch.domain.plan import Plan, RemoteService, Stop
from volmatch.domain.shapes import settle
from volmatch.domain.travel import modes_of

if TYPE_CHECKING:
    from volmatch.domain.problem import Problem


def moment_of(value: Any, found: Findings) -> datetime | None:
    """Read an instant of the horizon."""
    mend = ""
    if isinstance(value, str):
        try:
            value = parse(value)
        except ValueError:
            value, mend = None, lacking(value)
    if not isinstance(value, datetime) or value.microsecond:
        found.fault("an instant is expected, such as 2020-03-02T00:00", mend)
        return None
    if not 1000 <= value.year <= 9000:
        found.fault("the year must lie between 1000 and 9000")
        return None
    return value


def clock_of(start: datetime | None, timezone: str, found: Findings) -> Clock:
    """Make the clock of a problem, or report its time zone."""
    try:
        return Clock.at(start or datetime(2000, 1, 1), timezone)
    except (KeyError, ValueError, OSError):
        found.fault(f"there is no time zone {timezone!r}", "Use an IANA name such as Asia/Shanghai.")
        return Clock.at(start or datetime(2000, 1, 1), "UTC")


def of_class(said: Any, name: str, cls: type[Any], found: Findings) -> tuple[Any, ...]:
    """Keep the objects of a class, and report the others."""
    if isinstance(said, str | bytes | Mapping) or not isinstance(said, Iterable):
        with found.inside(name):
            found.fault(f"a list of {cls.__name__} objects is expected")
        return ()
    things = tuple(said)
    for row, thing in enumerate(things):
        if not isinstance(thing, cls):
            with found.inside(f"{name}.[{row}]"):
                found.fault(f"a {cls.__name__} is expected")
    return tuple(thing for thing in things if isinstance(thing, cls))


_EARLIER: ContextVar[Problem | None] = ContextVar("earlier", default=None)


@contextmanager
def changing(problem: Problem) -> Iterator[None]:
    """Make a problem of another that was sound: things that are the same are not read again.

    Where names are gone that things may mention, everything is read.
    """
    token = _EARLIER.set(problem)
    try:
        yield
    finally:
        _EARLIER.reset(token)


def with_rule(problem: Problem, rule: Any) -> Problem:
    """Give a problem with one more rule, a sound object; nothing of it is read again."""
    twin = object.__new__(type(problem))
    for item in attrs.fields(type(problem)):
        object.__setattr__(twin, item.name, getattr(problem, item.name))
    object.__setattr__(twin, "rules", {**problem.rules, rule.name: rule})
    return twin


def read_before(problem: Problem) -> frozenset[int]:
    """Give the identities of things that an earlier problem has read, if what they mention is still there."""
    earlier = _EARLIER.get()
    if (
        earlier is None
        or earlier.clock != problem.clock
        or modes_of(earlier.travel) != modes_of(problem.travel)
    ):
        return frozenset()
    for name in ("locations", "task_types", "tasks", "volunteers"):
        ids = {thing.id for thing in getattr(problem, name)}
        if not all(thing.id in ids for thing in getattr(earlier, name)):
            return frozenset()
    lists = (earlier.locations, earlier.task_types, earlier.tasks, earlier.volunteers)
    return frozenset(id(thing) for things in lists for thing in things)


def settled_things(things: Sequence[Any], found: Findings, read: Collection[int] = ()) -> Iterable[Any]:
    """Give each thing in canonical form, in order; those of these identities are in it already."""
    path = found._path
    path.append("")
    for row, thing in enumerate(things):
        if id(thing) in read:
            yield thing
            continue
        path[-1] = f"[{row}]"
        found.subject = thing.id if isinstance(thing.id, str) else ""
        yield settle(thing, found)
    path.pop()
    found.subject = ""


def known_part(plan: Any, problem: Problem, found: Findings) -> Plan | None:
    """Drop the lines of an earlier plan that name what is no longer there, and list them."""
    if not isinstance(plan, Plan):
        if plan is not None:
            found.fault("a Plan is expected")
        return None
    earlier: Plan = plan.on(problem.clock)
    trips = []
    for trip in earlier.trips:
        stops = tuple(stop for stop in trip.stops if problem.knows("task", stop.task))
        if not problem.knows("volunteer", trip.volunteer):
            found.warn(f"a trip of {trip.volunteer!r}, who is no longer there, is dropped")
            continue
        for stop in (stop for stop in trip.stops if stop not in stops):
            found.warn(
                f"a stop for the task {stop.task!r}, which is no longer there, is dropped",
                _now(stop, problem),
            )
        if stops:
            trips.append(trip if len(stops) == len(trip.stops) else evolve(trip, stops=stops))
    known = [
        row
        for row in earlier.remote
        if problem.knows("volunteer", row.volunteer) and problem.knows("task", row.task)
    ]
    for gone in (row for row in earlier.remote if row not in known):
        found.warn(
            f"a remote service of {gone.task!r} by {gone.volunteer!r} is dropped: one is no longer there",
            _now(gone, problem),
        )
    unserved = [row for row in earlier.unserved if problem.knows("task", row.task)]
    return evolve(earlier, trips=trips, remote=known, unserved=unserved)


def _now(row: Stop | RemoteService, problem: Problem) -> str:
    """Say what a task that repeats now is called, as it was given."""
    occurrences = problem.occurrences(row.task)
    if not occurrences or occurrences == (row.task,):
        return ""
    return f"The task repeats; an earlier plan names its occurrences, as in {occurrences[0]!r}."


def rules_by_name(rules: Any, found: Findings) -> dict[str, Any]:
    """Give the rules of a problem by name, whether written as parameters or as objects."""
    if isinstance(rules, Mapping):
        return dict(rules)
    with found.inside("rules"):
        if isinstance(rules, list | tuple) and all(hasattr(rule, "name") for rule in rules):
            named = {rule.name: rule for rule in rules}
            if len(named) < len(rules):
                found.fault("a rule is given twice")
            return named
        found.fault("an object with the parameters of each rule is expected, or a list of rules")
    return {}


def column_of(locations: Sequence[Location], name: str) -> Any:
    """Give one coordinate of all locations, NaN where there is none."""
    values = [getattr(location, name) for location in locations]
    return np.array([np.nan if value is None else value for value in values], dtype=float)
