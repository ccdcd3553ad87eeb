"""Plain values, as JSON or CSV files hold them, to a `Problem`.

cattrs makes the objects and leaves every single value as it was found, so that `Problem` judges a
file exactly as it judges objects written in Python. What the file itself has wrong is reported
together with what `Problem` finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeAlias

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override

from volmatch.domain.findings import Findings
from volmatch.domain.kinds import Kind, described
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.shapes import Many, Part
from volmatch.errors import Fault, FileError, InputError
from volmatch.io.keys import THINGS, check, json_name, kind_of, shape_of, unknown_key
from volmatch.io.plans import plan_of

__all__ = ["problem_of"]

Hook: TypeAlias = Callable[[Any, Any], Any]

_KEYS = tuple(item.name for item in attrs.fields(Problem) if item.init)
_REQUIRED = ("volunteers", "tasks", "locations", "start", "end")


def problem_of(raw: dict[str, Any], faults: Iterable[Fault] = ()) -> Problem:
    """Make a problem of plain values.

    Parameters
    ----------
    raw
        Keys and values as in model.md §7, ``"schema"`` left out or not. It is used up: do not
        read it afterwards.
    faults
        What the reader of the file has found wrong already; reported with the rest.

    Raises
    ------
    ProblemError
        Where the objects do not fit together.
    FileError
        Where the file has faults of its own, with those of its objects.

    Notes
    -----
    O(values).
    """
    found = Findings(faults=list(faults))
    given = _checked(raw, found)
    try:
        problem: Problem = _converter().structure(given, Problem)
    except InputError as error:
        if not found.faults:
            raise
        reported = {fault.path for fault in found.faults}
        more = [fault for fault in error.faults if not reported & _trail(fault.path)]
        raise FileError([*found.faults, *more]) from None
    if found.faults:
        raise FileError(found.faults)
    return problem


def things_of(raw: dict[str, Any], kinds: Mapping[str, type[Any]], found: Findings) -> dict[str, list[Any]]:
    """Make lists of things of plain values, each under its key; report other keys, and what is no thing."""
    known = dict.fromkeys(kinds)
    for key in [key for key in raw if key not in known and key != "schema"]:
        with found.inside(key):
            unknown_key(key, known, found)
    made: dict[str, list[Any]] = {key: [] for key in kinds}
    for key, cls in kinds.items():
        items = raw.get(key, [])
        if not isinstance(items, list):
            with found.inside(key):
                found.fault(f"a list is expected, not {described(items)}")
            continue
        num_faults = len(found.faults)
        checked = [_thing(item, f"{key}.[{row}]", cls, found) for row, item in enumerate(items)]
        if len(found.faults) == num_faults:
            made[key] = [_converter().structure(item, cls) for item in checked]
    return made


def _trail(path: str) -> set[str]:
    """Give a path and every path that it lies in."""
    ends = [place for place, letter in enumerate(path) if letter in ".["]
    return {path, *(path[:end] for end in ends)}


def _checked(raw: dict[str, Any], found: Findings) -> dict[str, Any]:
    """Look at every key; give what `Problem` is to read."""
    given = {key: value for key, value in raw.items() if value is not None and key != "schema"}
    known = dict.fromkeys((*_KEYS, "schema"))
    for key in [key for key in given if key not in known]:
        with found.inside(key):
            unknown_key(key, known, found)
        del given[key]
    for key in _REQUIRED:
        if key not in given:
            given[key] = [] if key in THINGS else None
            with found.inside(key):
                found.fault("the key is missing")
    for key, cls in THINGS.items():
        if isinstance(given.get(key), list):
            given[key] = [_thing(item, f"{key}.[{row}]", cls, found) for row, item in enumerate(given[key])]
    if isinstance(given.get("travel"), dict):
        with found.inside("travel"):
            given["travel"] = _travel(given["travel"], found)
    if not isinstance(given.get("previous"), Plan | None):
        with found.inside("previous"):
            given["previous"] = plan_of(given["previous"], found)
    return given


def _thing(item: Any, path: str, cls: type[Any], found: Findings) -> Any:
    """Check one object; an empty one stands in for none, so that the others keep their numbers."""
    with found.inside(path):
        if isinstance(item, dict):
            name = item.get("id")
            found.subject = name if isinstance(name, str) else ""
        else:
            what = f"an object with the fields of {cls.__name__} is expected"
            found.fault(f"{what}, not {described(item)}")
            item = {}
        check(item, shape_of(cls), found)
    found.subject = ""
    return item


_TRAVEL = {"straight_line": ("kind", "detour", "modes"), "matrix": ("kind", "modes")}


def _travel(said: dict[str, Any], found: Findings) -> dict[str, Any]:
    kind = said.get("kind")
    if not isinstance(kind, str) or kind not in _TRAVEL:
        return said
    fields = ("speed_kmh",) if kind == "straight_line" else ("seconds", "metres")
    with found.inside("modes"):
        modes = said.get("modes")
        if isinstance(modes, dict):
            for name, mode in modes.items():
                if isinstance(mode, dict):
                    with found.inside(name):
                        modes[name] = _known(mode, fields, found)
    return _known(said, _TRAVEL[kind], found)


def _known(raw: dict[str, Any], fields: tuple[str, ...], found: Findings) -> dict[str, Any]:
    for key in raw:
        if key not in fields:
            with found.inside(key):
                unknown_key(key, dict.fromkeys(fields), found)
    return {key: value for key, value in raw.items() if key in fields}


@cache
def _converter() -> Converter:
    # Compiling its functions takes some milliseconds, hence once, and only when something is read.
    converter = Converter(detailed_validation=False)
    for cls in THINGS.values():
        _register(converter, cls)
    hooks: dict[str, Any] = {
        key: override(struct_hook=_members(converter, cls)) for key, cls in THINGS.items()
    }
    others: dict[str, Any] = {key: override(struct_hook=_as_it_is) for key in _KEYS if key not in THINGS}
    problem = make_dict_structure_fn(Problem, converter, **hooks, **others)
    converter.register_structure_hook(Problem, problem)
    return converter


def _register(converter: Converter, cls: type[Any]) -> None:
    fields: dict[str, Any] = {}
    for item in attrs.fields(cls):
        hook = _hook(converter, kind_of(item))
        fields[item.name] = override(rename=json_name(item), struct_hook=hook)
    converter.register_structure_hook(cls, make_dict_structure_fn(cls, converter, **fields))


def _hook(converter: Converter, kind: Kind) -> Hook:
    if isinstance(kind, Many) and isinstance(kind.kind, Part):
        _register(converter, kind.kind.cls)
        return _members(converter, kind.kind.cls)
    if isinstance(kind, Part):
        _register(converter, kind.cls)
        return _member(converter, kind.cls)
    return _as_it_is


def _as_it_is(value: Any, _: Any) -> Any:
    return value


def _member(converter: Converter, cls: type[Any]) -> Hook:
    def structure(value: Any, _: Any) -> Any:
        return converter.structure(value, cls) if isinstance(value, Mapping) else value

    return structure


def _members(converter: Converter, cls: type[Any]) -> Hook:
    one = _member(converter, cls)

    def structure(values: Any, _: Any) -> Any:
        return [one(value, None) for value in values] if isinstance(values, list) else values

    return structure
