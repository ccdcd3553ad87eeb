"""JSON Schema of both formats, derived from the kinds of the fields, so that it says what the readers go by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from volmatch.domain.geography import DATUMS
from volmatch.domain.kinds import (
    LARGEST,
    LONGEST_NAME,
    Anything,
    Choice,
    Day,
    Exact,
    Flag,
    Kind,
    Moment,
    Name,
    Real,
    Reference,
    Seconds,
    Text,
    Whole,
)
from volmatch.domain.parameters import Days, Named, Pair, Scope
from volmatch.domain.problem import Problem
from volmatch.domain.shapes import Intervals, Many, OneInterval, Part, Skills, Table
from volmatch.io.keys import THINGS, json_name, kind_of, minutes_name
from volmatch.io.plans import PLAN_FIELDS, Fields, OffsetMoment, Worth
from volmatch.io.schema import PLAN_SCHEMA, PROBLEM_SCHEMA
from volmatch.rulebook import OBJECTIVES, RULES

__all__ = ["json_schema"]

Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_NAME = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}
_DATE = r"[0-9]{4}-?(?:[0-9]{2}-?[0-9]{2}|W[0-9]{2}-?[0-9])"
_INSTANT = {"type": "string", "pattern": f"^{_DATE}.[0-9]{{2}}"}
_OFFSET_INSTANT = {
    "type": "string",
    "pattern": f"^{_DATE}.[0-9]{{2}}.*(?:Z|[+-][0-9]{{2}}(?::?[0-9]{{2}}){{0,2}})$",
}


def json_schema(of: str) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of problem files or of plan files.

    It checks each value by itself: which keys there are, and what may stand there. Whether ids exist, pins
    agree with rules and the like is for `load` to say, and whether a plan keeps the rules for `verify`.

    Parameters
    ----------
    of
        ``"problem"`` or ``"plan"``.

    Returns
    -------
    dict
        Made anew with every call. What volmatch writes is valid by it. `load` takes a little more: an
        interval as a list of two, for instance.

    Raises
    ------
    ValueError
        Where ``of`` is another word.

    Notes
    -----
    O(fields of the formats). The same schemas are published as ``docs/schema/*.schema.json``.

    Examples
    --------
    >>> json_schema("plan")["required"]
    ['schema', 'problem', 'trips']
    """
    if of not in ("problem", "plan"):
        raise ValueError('of must be "problem" or "plan"')
    defs: dict[str, Schema] = {}
    said = _problem(defs) if of == "problem" else _plan(defs)
    return {"$schema": _DRAFT, "$id": f"urn:volmatch:{of}:1", **said, "$defs": dict(sorted(defs.items()))}


def _problem(defs: dict[str, Schema]) -> Schema:
    defs["Plan"] = _plan(defs)
    fields: dict[str, Schema] = {
        "schema": {"const": PROBLEM_SCHEMA},
        "name": {"type": "string"},
        "timezone": {"type": "string"},
        "coordinates": {"enum": [*DATUMS]},
        **dict.fromkeys(("start", "end"), _INSTANT),
        "frozen_until": _fragment(Moment(), defs),
        "travel": _travel(),
        **{key: {"type": "array", "items": _object(cls, defs)} for key, cls in THINGS.items()},
        "rules": _closed({cls.name: _parameters(cls, defs) for cls in RULES}),
        "objectives": _objectives(),
        "objective_options": _closed({cls.name: _parameters(cls, defs) for cls in OBJECTIVES}),
        "previous": {"$ref": "#/$defs/Plan"},
    }
    required = ["schema", "volunteers", "tasks", "locations", "start", "end"]
    return {
        "title": "A problem of volmatch",
        "description": _first_line(Problem),
        **_closed(fields, required),
    }


def _plan(defs: dict[str, Schema]) -> Schema:
    said = _fields(PLAN_FIELDS, defs)
    said["properties"]["schema"] = {"const": PLAN_SCHEMA}
    said["required"] = ["schema", *said["required"]]
    return {"title": "A plan of volmatch", **said}


def _closed(fields: Mapping[str, Schema], required: list[str] | None = None) -> Schema:
    """Describe an object with these keys and no others; where one need not be there, nothing may stand under it."""
    needed = required or []
    known = {key: said if key in needed else _nullable(said) for key, said in fields.items()}
    said: Schema = {"type": "object", "properties": known, "additionalProperties": False}
    return {**said, "required": needed} if needed else said


def _nullable(said: Schema) -> Schema:
    if not said:
        return said
    if isinstance(said.get("type"), str):
        return {**said, "type": [said["type"], "null"]}
    return {"anyOf": [said, {"type": "null"}]}


def _object(cls: type[Any], defs: dict[str, Schema]) -> Schema:
    """Describe the objects of a class, once, and give the reference."""
    if cls.__name__ not in defs:
        defs[cls.__name__] = {}  # against classes that hold themselves
        defs[cls.__name__] = {"description": _first_line(cls), **_members(cls, defs)}
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _members(cls: type[Any], defs: dict[str, Schema]) -> Schema:
    fields: dict[str, Schema] = {}
    twins = []
    for item in attrs.fields(cls):
        name = json_name(item)
        fields[name] = _fragment(kind_of(item), defs)
        minutes = minutes_name(name)
        if minutes is not None:
            fields[minutes] = {"type": "number", "minimum": 0, "maximum": LARGEST / 60}
            twins.append({"not": {"required": [name, minutes]}})
    needed = [json_name(item) for item in attrs.fields(cls) if item.default is attrs.NOTHING]
    return {**_closed(fields, needed), **({"allOf": twins} if twins else {})}


def _parameters(cls: type[Any], defs: dict[str, Schema]) -> Schema:
    """Describe what a file says of a rule or an objective."""
    fields = {json_name(item): kind_of(item) for item in attrs.fields(cls)}
    if "" in fields:
        return {"description": _first_line(cls), **_fragment(fields[""], defs)}
    return {
        "description": _first_line(cls),
        **_closed({name: _fragment(kind, defs) for name, kind in fields.items()}),
    }


def _first_line(cls: type[Any]) -> str:
    return (cls.__doc__ or "").strip().partition("\n")[0]


def _travel() -> Schema:
    speed = {"type": "number", "exclusiveMinimum": 0}
    mode = {"anyOf": [speed, _closed({"speed_kmh": speed}, ["speed_kmh"])]}
    table = {"type": "array", "items": {"type": "array", "items": {"type": ["number", "null"], "minimum": 0}}}
    measures = _closed({"seconds": table, "metres": table}, ["seconds", "metres"])
    line: dict[str, Schema] = {
        "kind": {"const": "straight_line"},
        "detour": {"type": "number", "minimum": 1, "maximum": 1000},
        "modes": _by_name(mode),
    }
    matrix: dict[str, Schema] = {"kind": {"const": "matrix"}, "modes": _by_name(measures)}
    return {"anyOf": [_closed(line, ["kind"]), _closed(matrix, ["kind", "modes"])]}


def _by_name(said: Schema) -> Schema:
    return {"type": "object", "propertyNames": _NAME, "additionalProperties": said}


def _objectives() -> Schema:
    names = [cls.name for cls in OBJECTIVES]
    weight = {"type": "integer", "minimum": 1, "maximum": 1_000_000}
    weights = {"type": "object", "additionalProperties": False, "minProperties": 1}
    merged = {**weights, "properties": {name: weight for name in names if name != "coverage"}}
    return {"type": "array", "minItems": 1, "items": {"anyOf": [{"enum": names}, merged]}}


def _fields(kind: Fields, defs: dict[str, Schema]) -> Schema:
    return _closed({key: _fragment(of, defs) for key, of in kind.kinds.items()}, [*kind.required])


def _fragment(kind: Any, defs: dict[str, Schema]) -> Schema:
    """Describe the values of a kind. Raises KeyError for one that has no description."""
    return _FRAGMENTS[type(kind)](kind, defs)


def _bounded(name: str, least: float | None, most: float) -> Schema:
    return {"type": name, "minimum": -most if least is None else least, "maximum": most}


def _interval() -> Schema:
    instant = _FRAGMENTS[Moment](None, {})
    return _closed({"start": instant, "end": instant}, ["start", "end"])


def _part(kind: Any, defs: dict[str, Schema]) -> Schema:
    said = _object(kind.cls, defs)
    # What is no object is a number for all fields of it, as in ``people: 2``.
    return said if kind.plain is None else {"anyOf": [{"type": "integer", "minimum": 1}, said]}


def _skills() -> Schema:
    until = {"type": ["string", "null"], "pattern": f"^{_DATE}$"}
    return {"anyOf": [{"type": "array", "items": _NAME}, _by_name(until)]}


_FRAGMENTS: Mapping[type[Kind], Callable[[Any, dict[str, Schema]], Schema]] = {
    Anything: lambda kind, defs: {},
    Text: lambda kind, defs: {"type": "string"},
    Name: lambda kind, defs: _NAME,
    Reference: lambda kind, defs: {"type": "string"},
    Choice: lambda kind, defs: {"enum": [*kind.words]},
    Flag: lambda kind, defs: {"type": "boolean"},
    Whole: lambda kind, defs: _bounded("integer", kind.least, kind.most),
    Real: lambda kind, defs: _bounded("number", kind.least, kind.most),
    Exact: lambda kind, defs: _bounded("number", 0, LARGEST),
    Seconds: lambda kind, defs: _bounded("integer", 0, LARGEST),
    Moment: lambda kind, defs: {"anyOf": [_INSTANT, {"type": "integer"}]},
    Day: lambda kind, defs: {"type": "string", "pattern": f"^{_DATE}$"},
    OneInterval: lambda kind, defs: _interval(),
    Intervals: lambda kind, defs: {"type": "array", "items": _interval()},
    Many: lambda kind, defs: {"type": "array", "items": _fragment(kind.kind, defs)},
    Table: lambda kind, defs: _by_name(_fragment(kind.kind, defs)),
    Named: lambda kind, defs: _by_name(_fragment(kind.kind, defs)),
    Skills: lambda kind, defs: _skills(),
    Part: _part,
    Pair: lambda kind, defs: {
        "type": "array", "items": _fragment(kind.kind, defs), "minItems": 2, "maxItems": 2,
    },
    Scope: lambda kind, defs: {"anyOf": [{"enum": [*kind.words]}, _object(Days, defs)]},
    OffsetMoment: lambda kind, defs: _OFFSET_INSTANT,
    Worth: lambda kind, defs: {"type": ["integer", "array"], "items": {"type": "integer"}},
    Fields: _fields,
}  # fmt: skip
