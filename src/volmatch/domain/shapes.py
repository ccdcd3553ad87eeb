"""Kinds that hold other kinds: intervals, lists, tables and the parts of a thing; and how a thing is read.

`settle` walks the fields of a thing and gives a copy in which each is in its canonical form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import attrs
from attrs import frozen

from volmatch.domain.clock import Interval, merged
from volmatch.domain.findings import FURTHEST_SECONDS, Findings, nearest
from volmatch.domain.kinds import DAY, NAME, Kind, described, items


def tupled(values: Any) -> Any:
    """Turn a list into a tuple, and leave anything else for `settle` to read."""
    return tuple(values) if isinstance(values, list) else values


class OneInterval(Kind):
    """An interval of time."""

    def settle(self, value: Any, found: Findings) -> Interval | None:
        """Accept an `Interval`, a pair, or ``{"start": …, "end": …}``."""
        start, end = _ends(value)
        if start is None or end is None:
            found.fault('an interval with "start" and "end" is expected')
            return None
        with found.inside("start"):
            first = found.instant(start)
        with found.inside("end"):
            last = found.instant(end)
            if first is not None and last is not None:
                if last > first:
                    return Interval(first, last)
                found.fault("an interval must end after it starts")
        return None


def _ends(value: Any) -> tuple[Any, Any]:
    if isinstance(value, Interval):
        return value.start, value.end
    if isinstance(value, Mapping):
        return value.get("start"), value.get("end")
    if isinstance(value, tuple | list) and len(value) == 2:
        return value[0], value[1]
    return None, None


class Intervals(Kind):
    """Several intervals of time, sorted and joined."""

    def settle(self, value: Any, found: Findings) -> tuple[Interval, ...]:
        """Accept any number of intervals, in any order; report those that overlap."""
        if _whole_pair(value):
            return (value[0],)
        one = OneInterval()
        read = []
        for index, item in enumerate(items(value, found)):
            with found.inside(f"[{index}]"):
                interval = one.settle(item, found)
            if interval is not None:
                read.append(interval)
        joined = merged(read)
        if sum(interval.seconds for interval in joined) < sum(interval.seconds for interval in read):
            found.warn("intervals overlap; they are joined")
        return joined


def _whole_pair(value: Any) -> bool:
    if type(value) is not tuple or len(value) != 1 or type(value[0]) is not Interval:
        return False
    start, end = value[0].start, value[0].end
    return type(start) is int and type(end) is int and -FURTHEST_SECONDS < start < end < FURTHEST_SECONDS


@frozen
class Many(Kind):
    """Several values of one kind."""

    kind: Kind

    def settle(self, value: Any, found: Findings) -> tuple[Any, ...]:
        """Accept a list, tuple or set."""
        read = []
        for index, item in enumerate(items(value, found)):
            with found.inside(f"[{index}]"):
                read.append(self.kind.settle(item, found))
        return tuple(item for item in read if item is not None)


@frozen
class Table(Kind):
    """Values of one kind by name."""

    kind: Kind

    def settle(self, value: Any, found: Findings) -> dict[str, Any]:
        """Accept a mapping of names to values."""
        if not isinstance(value, Mapping):
            found.fault(f"an object with a value for each name is expected, not {described(value)}")
            return {}
        read = {}
        for name, item in value.items():
            with found.inside(str(name)):
                key = NAME.settle(name, found)
                read[key] = self.kind.settle(item, found)
        return {name: item for name, item in read.items() if name is not None and item is not None}


class Skills(Kind):
    """Skills of a volunteer: names, or names with the last date on which each is valid."""

    def settle(self, value: Any, found: Findings) -> dict[str, date | None]:
        """Accept a list of names or a mapping to dates (``None`` = for ever)."""
        if not isinstance(value, Mapping):
            return dict.fromkeys(Many(NAME).settle(value, found))
        read: dict[str, date | None] = {}
        for name, last in value.items():
            with found.inside(str(name)):
                key = NAME.settle(name, found)
                until = None if last is None else DAY.settle(last, found)
            if key is not None:
                read[key] = until
        return read


@frozen
class Part(Kind):
    """A thing inside another, such as the pickup of a task."""

    cls: type[Any]
    plain: Callable[[Any], Any] | None = None
    """How a value that is no object is read: ``people: 2`` for instance."""

    def settle(self, value: Any, found: Findings) -> Any:
        """Accept an object of the class, or a mapping of its fields."""
        if self.plain is not None:
            value = self.plain(value)
        if isinstance(value, Mapping):
            value = from_mapping(self.cls, value, found)
            if value is None:
                return None
        if not isinstance(value, self.cls):
            found.fault(
                f"an object with the fields of {self.cls.__name__} is expected, not {described(value)}"
            )
            return None
        return settle(value, found)


def from_mapping(cls: type[Any], value: Mapping[str, Any], found: Findings) -> Any:
    """Make an object of a mapping of its fields as Python names them; report what does not fit."""
    fields = {item.alias: item for item in attrs.fields(cls)}
    for name in value.keys() - fields.keys():
        found.fault(f"unknown field {name!r}", nearest(str(name), fields))
    missing = [name for name, item in fields.items() if item.default is attrs.NOTHING and name not in value]
    if missing:
        found.fault(f"the field {missing[0]!r} is missing")
        return None
    return cls(**{name: item for name, item in value.items() if name in fields})


def settle(thing: Any, found: Findings) -> Any:
    """Give a copy of a thing in which every field is in its canonical form. O(fields)."""
    changed: dict[str, Any] = {}
    for name, alias, default, kind in _plan_of(type(thing)):
        value = getattr(thing, name)
        if value is default or value is None:
            if default is attrs.NOTHING:
                with found.inside(name):
                    found.fault("a value is missing")
            elif value is not default:
                changed[name] = default
            continue
        found._path.append(alias)
        read = kind.settle(value, found)
        found._path.pop()
        if read is None:
            read = None if default is attrs.NOTHING else default
        if read is not value:
            changed[name] = read
    return with_changes(thing, changed) if changed else thing


def with_changes(thing: Any, changed: Mapping[str, Any]) -> Any:
    """Copy a settled thing with some fields changed; nothing is converted or checked. O(fields)."""
    cls = type(thing)
    twin = object.__new__(cls)
    put = object.__setattr__
    for name, _, _, _ in _plan_of(cls):
        put(twin, name, changed[name] if name in changed else getattr(thing, name))
    return twin


_PLANS: dict[type[Any], tuple[tuple[str, str, Any, Kind], ...]] = {}


def _plan_of(cls: type[Any]) -> tuple[tuple[str, str, Any, Kind], ...]:
    plan = _PLANS.get(cls)
    if plan is None:
        plan = tuple(
            (item.name, item.metadata.get("json", item.name), default_of(item), item.metadata["kind"])
            for item in attrs.fields(cls)
        )
        _PLANS[cls] = plan
    return plan


def default_of(item: attrs.Attribute[Any]) -> Any:
    """Give the default of a field, made where it is made anew each time."""
    default: Any = item.default
    return default.factory() if hasattr(default, "factory") else default
