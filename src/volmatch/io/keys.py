"""Which keys the objects of a file may have, by the fields of the domain, and the look for others.

The domain judges values. What it never gets to see is judged here: keys that it has no field for,
and minutes, which are written for people and become the seconds of the domain.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import attrs
from attrs import frozen

from volmatch.domain.findings import Findings, nearest
from volmatch.domain.kinds import LARGEST, Kind, described, real
from volmatch.domain.location import Location
from volmatch.domain.problem import Forbidden, Pin
from volmatch.domain.shapes import Intervals, Many, OneInterval, Part
from volmatch.domain.task import Task, TaskType
from volmatch.domain.volunteer import Volunteer

__all__ = [
    "THINGS",
    "Shape",
    "check",
    "json_name",
    "kind_of",
    "minutes_name",
    "shape_of",
    "unknown_key",
]

THINGS: Mapping[str, type[Any]] = {
    "locations": Location,
    "task_types": TaskType,
    "volunteers": Volunteer,
    "tasks": Task,
    "pins": Pin,
    "forbidden": Forbidden,
}
"""The lists of a problem and the class of their members, in the order in which files hold them."""


@frozen
class Shape:
    """The keys of one kind of object.

    Attributes
    ----------
    known
        Every key that the object may have.
    required
        Keys of fields that have no default.
    twins
        Pairs of keys of which one may be given: minutes, and seconds, which the domain reads.
    parts
        Key, whether a list is held there, and the shape of what is held.
    """

    known: Mapping[str, None]
    required: tuple[str, ...]
    twins: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, bool, Shape], ...]


_INTERVAL = Shape({"start": None, "end": None}, (), (), ())


def json_name(item: attrs.Attribute[Any]) -> str:
    """Give the key under which files hold a field."""
    return str(item.metadata.get("json", item.name))


def kind_of(item: attrs.Attribute[Any]) -> Kind:
    """Give the kind of a field's value."""
    kind: Kind = item.metadata["kind"]
    return kind


def minutes_name(seconds: str) -> str | None:
    """Give the twin of a key, ``None`` where it has none: ``setup_seconds`` → ``setup_minutes``."""
    return seconds.removesuffix("seconds") + "minutes" if seconds.endswith("seconds") else None


def shape_of(cls: type[Any]) -> Shape:
    """Derive the shape of a class from the kinds of its fields."""
    shape = _SHAPES.get(cls)
    if shape is None:
        shape = _SHAPES[cls] = _shape(cls)
    return shape


_SHAPES: dict[type[Any], Shape] = {}


def _shape(cls: type[Any]) -> Shape:
    known: dict[str, None] = {}
    twins, parts = [], []
    for item in attrs.fields(cls):
        name, kind = json_name(item), kind_of(item)
        known[name] = None
        minutes = minutes_name(name)
        if minutes is not None:
            known[minutes] = None
            twins.append((minutes, name))
        many = isinstance(kind, Many)
        inner = kind.kind if isinstance(kind, Many) else kind
        if isinstance(inner, Part):
            parts.append((name, many, shape_of(inner.cls)))
        elif isinstance(kind, Intervals | OneInterval):
            parts.append((name, isinstance(kind, Intervals), _INTERVAL))
    required = tuple(json_name(item) for item in attrs.fields(cls) if item.default is attrs.NOTHING)
    return Shape(known, required, tuple(twins), tuple(parts))


def check(raw: dict[str, Any], shape: Shape, found: Findings) -> None:
    """Report the unknown keys of an object and all in it, and add what the domain reads. O(keys).

    The object is changed: seconds are put beside minutes, and ``None`` where a required key is
    missing, which the domain then reports.
    """
    if not raw.keys() <= shape.known.keys():
        for key in raw:
            if key not in shape.known:
                with found.inside(key):
                    unknown_key(key, shape.known, found)
    for minutes, seconds in shape.twins:
        if raw.get(minutes) is not None:
            with found.inside(minutes):
                raw[seconds] = _seconds(raw[minutes], raw.get(seconds), seconds, found)
    for name in shape.required:
        raw.setdefault(name, None)
    for name, many, part in shape.parts:
        value = raw.get(name)
        if many and isinstance(value, list):
            for row, item in enumerate(value):
                if isinstance(item, dict) and not _plain(item, part):
                    with found.inside(f"{name}.[{row}]"):
                        check(item, part, found)
        elif not many and isinstance(value, dict) and not _plain(value, part):
            with found.inside(name):
                check(value, part, found)


def _plain(raw: dict[str, Any], shape: Shape) -> bool:
    return shape is _INTERVAL and raw.keys() <= shape.known.keys()


def unknown_key(key: str, known: Mapping[str, object], found: Findings) -> None:
    """Report a key that no field goes by, with the nearest one that is known."""
    shown = key if len(key) <= 80 else key[:80] + "…"
    mend = nearest(key, known) if len(key) <= 80 else ""
    found.fault(f"unknown key {shown!r}", mend or f"Known keys: {', '.join(sorted(known))}.")


def _seconds(minutes: Any, seconds: Any, twin: str, found: Findings) -> int:
    number = real(minutes)
    if seconds is not None:
        found.fault(f"the same duration is given in {twin!r} too", "Give one of the two.")
    elif number is None or not math.isfinite(number):
        found.fault(f"a duration in minutes is expected, not {described(minutes)}")
    elif number < 0:
        found.fault("a duration is negative")
    elif number > LARGEST / 60:
        found.fault("a number is larger than 2^53")
    else:
        whole = round(number * 60)
        if abs(number * 60 - whole) <= 1e-6:
            return whole
        found.fault("the minutes are no whole number of seconds", f"Give {twin!r} instead.")
    return 0
