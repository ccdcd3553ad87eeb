"""Plain values to plans.

A plan is read without its problem, so nothing can be looked up: what can be read is taken, and
whether it makes sense is for `verify` to say. Its instants must carry their offset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import attrs
from attrs import frozen
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override

from volmatch.domain.clock import Clock, parse
from volmatch.domain.findings import Findings
from volmatch.domain.kinds import NAME, Choice, Kind, Real, Text, Whole, described
from volmatch.domain.plan import STATUSES, STOPS, Level, Plan, RemoteService, Stop, Trip, Unserved
from volmatch.domain.shapes import Many, Table
from volmatch.io.keys import unknown_key
from volmatch.io.schema import PLAN_SCHEMA

__all__ = [
    "PLAN_CLASSES",
    "PLAN_FIELDS",
    "PLAN_ORDER",
    "Fields",
    "OffsetMoment",
    "Worth",
    "plan_key",
    "plan_of",
]


class OffsetMoment(Kind):
    """An instant with its offset."""

    def settle(self, value: Any, found: Findings) -> int | None:
        """Accept ISO-8601 text, and give whole seconds since 1970."""
        moment = _parsed(value)
        if moment is None:
            expected = "an instant with its offset is expected, such as 2020-03-02T09:00:00+08:00"
            found.fault(expected)
            return None
        if not 2 <= moment.year <= 9998:
            # At the edges of the calendar another offset has no date for it.
            found.fault("the year must lie between 2 and 9998")
            return None
        return _EPOCH.seconds(moment)


_EPOCH = Clock(0, UTC)


def _parsed(value: Any) -> datetime | None:
    try:
        moment = parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


class Worth(Kind):
    """The value or the bound of a level: a whole number, or several."""

    def settle(self, value: Any, found: Findings) -> int | tuple[int, ...] | None:
        """Accept a whole number, or a list of them."""
        whole = Whole(least=None, most=2**63)
        if not isinstance(value, list | tuple):
            return whole.settle(value, found)
        return tuple(number for item in value if (number := whole.settle(item, found)) is not None)


@frozen
class Fields(Kind):
    """An object with these keys."""

    kinds: Mapping[str, Kind]
    required: tuple[str, ...]

    def settle(self, value: Any, found: Findings) -> dict[str, Any] | None:
        """Accept an object; report keys that are missing, unknown or wrong."""
        if not isinstance(value, dict):
            found.fault(f"an object is expected, not {described(value)}")
            return None
        for key in value:
            if key not in self.kinds:
                with found.inside(key):
                    unknown_key(key, self.kinds, found)
        read = {}
        for key, kind in self.kinds.items():
            with found.inside(key):
                if value.get(key) is not None:
                    read[key] = kind.settle(value[key], found)
                elif key in self.required:
                    found.fault("a value is missing")
        return read


_STOP = Fields(
    {
        "task": NAME,
        "kind": Choice(("service", "pickup")),
        "arrive": OffsetMoment(),
        "start": OffsetMoment(),
        "end": OffsetMoment(),
    },
    ("task", "arrive", "start", "end"),
)
_TRIP = Fields(
    {"volunteer": NAME, "depart": OffsetMoment(), "return": OffsetMoment(), "stops": Many(_STOP)},
    ("volunteer", "depart", "return", "stops"),
)
_REMOTE = Fields(
    {"volunteer": NAME, "task": NAME, "start": OffsetMoment(), "end": OffsetMoment()},
    ("volunteer", "task", "start", "end"),
)
_UNSERVED = Fields({"task": NAME, "reason": Text(), "blocked_by": Table(Whole())}, ("task",))
_LEVEL = Fields(
    {"name": Text(), "value": Worth(), "bound": Worth(), "gap": Real(least=None)},
    ("name", "value"),
)
PLAN_FIELDS = Fields(
    {
        "schema": Choice((PLAN_SCHEMA,)),
        "problem": Text(),
        "status": Choice(STATUSES),
        "stopped_by": Choice(STOPS),
        "levels": Many(_LEVEL),
        "trips": Many(_TRIP),
        "remote": Many(_REMOTE),
        "unserved": Many(_UNSERVED),
    },
    ("problem", "trips"),
)


PLAN_ORDER: Mapping[type[Any], tuple[str, ...]] = {
    Plan: tuple(PLAN_FIELDS.kinds),
    Stop: tuple(_STOP.kinds),
}
"""Where files hold the keys of a class in another order than its fields."""


def plan_of(raw: Any, found: Findings) -> Plan | None:
    """Make a plan of plain values; report what is wrong and give ``None`` where it cannot be read.

    The clock of the plan counts from 1970 and has the offset of the first instant that the plan
    states; UTC where it states none. O(values).
    """
    num_faults = len(found.faults)
    given = PLAN_FIELDS.settle(raw, found)
    if given is None or len(found.faults) > num_faults:
        return None
    first = next((moment for text in _instants(raw) if (moment := _parsed(text))), None)
    given["clock"] = Clock.of(first or datetime(1970, 1, 1, tzinfo=UTC))
    plan: Plan = _reader().structure(given, Plan)
    return plan


def _instants(raw: Mapping[str, Any]) -> Iterator[Any]:
    for trip in raw.get("trips") or ():
        yield trip["depart"]
    for service in raw.get("remote") or ():
        yield service["start"]


PLAN_CLASSES: Mapping[type[Any], Mapping[str, type[Any]]] = {
    Stop: {},
    Trip: {"stops": Stop},
    RemoteService: {},
    Unserved: {},
    Level: {},
    Plan: {"trips": Trip, "remote": RemoteService, "unserved": Unserved, "levels": Level},
}
"""The classes of a plan, and which of their fields hold lists of which other."""


def plan_key(name: str) -> str:
    """Give the key of a field, which has no underscore at its end: ``return_`` → ``return``."""
    return name.rstrip("_")


@cache
def _reader() -> Converter:
    converter = Converter(detailed_validation=False)
    for cls, parts in PLAN_CLASSES.items():
        fields: dict[str, Any] = {}
        for item in attrs.fields(cls):
            hook = _members(converter, parts[item.name]) if item.name in parts else _as_it_is
            fields[item.name] = override(rename=plan_key(item.name), struct_hook=hook)
        converter.register_structure_hook(cls, make_dict_structure_fn(cls, converter, **fields))
    return converter


def _as_it_is(value: Any, _: Any) -> Any:
    return value


def _members(converter: Converter, cls: type[Any]) -> Callable[[Any, Any], list[Any]]:
    return lambda values, _: [converter.structure(value, cls) for value in values]
