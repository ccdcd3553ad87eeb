"""Problems and plans to plain values, as JSON and CSV files hold them.

cattrs takes the objects apart. Defaults are left out, instants are written with their offset from
UTC, and durations in minutes where those are whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

import attrs
import numpy as np
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from volmatch.domain.clock import Clock, Interval
from volmatch.domain.kinds import Anything, Exact, Kind, Moment, Real
from volmatch.domain.plan import Plan, Stop
from volmatch.domain.problem import Problem
from volmatch.domain.shapes import Intervals, Many, OneInterval, Part, Skills, Table
from volmatch.domain.task import People
from volmatch.domain.travel import Matrix, StraightLine
from volmatch.errors import Fault, FileError
from volmatch.io.keys import THINGS, json_name, kind_of, minutes_name
from volmatch.io.plain import plain
from volmatch.io.plans import PLAN_CLASSES, PLAN_ORDER, plan_key
from volmatch.io.schema import PLAN_SCHEMA, PROBLEM_SCHEMA
from volmatch.rule import Objective

__all__ = ["raw_plan", "raw_problem"]

Hook: TypeAlias = Callable[[Any], Any]

_ORDER = (
    "schema", "name", "timezone", "coordinates", "start", "end", "frozen_until", "travel", *THINGS,
    "rules", "objectives", "objective_options", "previous",
)  # fmt: skip
"""The keys of a problem, in the order in which files hold them."""

# The hooks of cattrs are given a value and nothing else; the clock they write with stands here.
_CLOCK: ContextVar[Clock] = ContextVar("clock")


def raw_problem(problem: Problem) -> dict[str, Any]:
    """Take a problem apart into plain values, keys as in model.md §7. O(values).

    Raises
    ------
    FileError
        Where it holds what no file can: a user's own travel or rule, or an instant without a date.
    """
    said = {"schema": PROBLEM_SCHEMA, **_taken_apart(problem, problem.clock)}
    return {key: said[key] for key in _ORDER if key in said}


def raw_plan(plan: Plan) -> dict[str, Any]:
    """Take a plan apart into plain values, keys as in model.md §7. O(stops).

    Raises
    ------
    FileError
        Where an instant has no date.
    """
    said = {"schema": PLAN_SCHEMA, **_taken_apart(plan, plan.clock)}
    return {key: said[key] for key in PLAN_ORDER[Plan]}


def _taken_apart(thing: Problem | Plan, clock: Clock) -> dict[str, Any]:
    token = _CLOCK.set(clock)
    try:
        said: dict[str, Any] = _converter().unstructure(thing)
    except OverflowError:
        raise FileError([Fault("", "", "an instant lies beyond the years 1 to 9999")]) from None
    finally:
        _CLOCK.reset(token)
    return said


def _instant(seconds: int) -> str:
    return _CLOCK.get().text(int(seconds))


def _interval(interval: Interval) -> dict[str, str]:
    return {"start": _instant(interval.start), "end": _instant(interval.end)}


def _number(number: float) -> int | float:
    """Write a whole number without a decimal point."""
    return int(number) if number.is_integer() and abs(number) <= 2**53 else number


def _skills(skills: Mapping[str, Any]) -> Any:
    if not any(skills.values()):
        return list(skills)
    return {name: last and last.isoformat() for name, last in skills.items()}


def _people(people: People) -> int | dict[str, int]:
    if people.min == people.target:
        return people.min
    return {"min": people.min, "target": people.target}


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _converter() -> Converter:
    converter = Converter(detailed_validation=False)
    for cls in THINGS.values():
        _register(converter, cls)
    for cls, parts in PLAN_CLASSES.items():
        _register_plan(converter, cls, parts)
    hooks: dict[str, Hook] = {
        **{key: _members(converter) for key in THINGS},
        "start": datetime.isoformat,
        "end": datetime.isoformat,
        "frozen_until": _instant,
        "travel": _travel,
        "rules": _rules,
        "objectives": _objectives,
        "objective_options": lambda said: plain(said, "objective_options"),
        "previous": raw_plan,
    }
    fields: dict[str, Any] = {
        item.name: override(unstruct_hook=hooks.get(item.name, _as_it_is))
        for item in attrs.fields(Problem)
        if item.init
    }
    problem = make_dict_unstructure_fn(Problem, converter, _cattrs_omit_if_default=True, **fields)
    converter.register_unstructure_hook(Problem, problem)
    return converter


def _register(converter: Converter, cls: type[Any]) -> None:
    fields: dict[str, Any] = {}
    twins: dict[str, str] = {}
    for item in attrs.fields(cls):
        name, kind = json_name(item), kind_of(item)
        fields[item.name] = override(rename=name, unstruct_hook=_hook(converter, kind, name))
        twin = minutes_name(name)
        if twin is not None:
            twins[name] = twin
    function = make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True, **fields)
    converter.register_unstructure_hook(cls, _in_minutes(function, twins) if twins else function)


def _in_minutes(function: Hook, twins: Mapping[str, str]) -> Hook:
    def unstructure(thing: Any) -> dict[str, Any]:
        said: dict[str, Any] = function(thing)
        for seconds, minutes in twins.items():
            if seconds in said and said[seconds] % 60 == 0:
                said[minutes] = said.pop(seconds) // 60
        return said

    return unstructure


def _hook(converter: Converter, kind: Kind, name: str) -> Hook:
    simple: dict[type[Kind], Hook] = {
        Moment: _instant,
        OneInterval: _interval,
        Intervals: lambda intervals: [_interval(interval) for interval in intervals],
        Skills: _skills,
        Table: dict,
        Anything: lambda value: plain(value, name),
    }
    if isinstance(kind, Real | Exact):
        return lambda number: _number(number) if isinstance(number, float) else number
    if isinstance(kind, Many) and not isinstance(kind.kind, Part):
        return list
    part = kind.kind if isinstance(kind, Many) else kind
    if not isinstance(part, Part):
        return simple.get(type(kind), _as_it_is)
    if part.cls is People:
        return _people
    _register(converter, part.cls)
    return _members(converter) if isinstance(kind, Many) else converter.unstructure


def _members(converter: Converter) -> Hook:
    return lambda things: [converter.unstructure(thing) for thing in things]


def _register_plan(converter: Converter, cls: type[Any], parts: Mapping[str, type[Any]]) -> None:
    hooks: dict[str, Hook] = {
        **dict.fromkeys(("depart", "return_", "arrive", "start", "end"), _instant),
        **dict.fromkeys(parts, _members(converter)),
        **dict.fromkeys(("value", "bound", "gap", "blocked_by"), lambda said: plain(said, "plan")),
    }
    fields: dict[str, Any] = {
        item.name: override(
            rename=plan_key(item.name),
            unstruct_hook=hooks.get(item.name, _as_it_is),
            omit=item.name == "clock",
        )
        for item in attrs.fields(cls)
    }
    function = make_dict_unstructure_fn(cls, converter, **fields)
    converter.register_unstructure_hook(cls, _in_order(function) if cls is Stop else function)


def _in_order(function: Hook) -> Hook:
    def unstructure(stop: Stop) -> dict[str, Any]:
        said = function(stop)
        return {key: said[key] for key in PLAN_ORDER[Stop]}

    return unstructure


def _travel(travel: Any) -> dict[str, Any]:
    if isinstance(travel, StraightLine):
        modes = {name: {"speed_kmh": _number(float(speed))} for name, speed in travel.modes.items()}
        detour = {} if travel.detour == 1 else {"detour": _number(float(travel.detour))}
        return {"kind": "straight_line", **detour, "modes": modes}
    if isinstance(travel, Matrix):
        tables = {
            mode: {name: _table(table) for name, table in said.items()} for mode, said in travel.modes.items()
        }
        return {"kind": "matrix", "modes": tables}
    problem = f"a travel of your own ({type(travel).__name__}) cannot be written to a file"
    raise FileError([Fault("travel", "", problem, "Use StraightLine or Matrix.")])


def _table(table: Any) -> list[list[int | float | None]]:
    cells = np.asarray(table, dtype=float)
    if np.isfinite(cells).all() and (cells == np.rint(cells)).all() and (cells < 2**53).all():
        rows: list[list[int | float | None]] = cells.astype(np.int64).tolist()
        return rows
    return [[None if cell == np.inf else _number(cell) for cell in row] for row in cells.tolist()]


def _objectives(levels: Sequence[Any]) -> Any:
    for row, level in enumerate(levels):
        if isinstance(level, Objective):
            problem = f"an objective of your own ({type(level).__name__}) cannot be written to a file"
            raise FileError([Fault(f"objectives[{row}]", level.name, problem)])
    return plain(levels, "objectives")


def _rules(rules: Mapping[str, Any]) -> dict[str, Any]:
    said = {}
    for name, rule in rules.items():
        if not isinstance(rule, Mapping):
            if not type(rule).__module__.startswith("volmatch.rules."):
                problem = f"a rule of your own ({type(rule).__name__}) cannot be written to a file"
                raise FileError([Fault(f"rules.{name}", "", problem)])
            rule = rule.parameters()
        said[name] = plain(rule, f"rules.{name}")
    return said
