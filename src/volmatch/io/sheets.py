"""The tables of a problem and of a plan: which there are, and which column holds what.

Each is a CSV file, a sheet of a workbook, or a frame. The columns of a problem's tables follow from the
fields of the domain. A value that is an object of a few fields is spread over columns (``people_min``,
``preferred_start``, ``history_trips``); what a thing may have several of stands in a table of its own, with
the id of its owner in the first column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from attrs import field, frozen

from volmatch.domain.kinds import Anything, Day, Exact, Flag, Kind, Moment, Real, Seconds, Whole
from volmatch.domain.shapes import Intervals, Many, OneInterval, Part, Skills, Table
from volmatch.domain.task import Pickup
from volmatch.io import cells
from volmatch.io.cells import Form
from volmatch.io.keys import THINGS, json_name, kind_of, minutes_name

__all__ = ["PLAN_SETTINGS", "PLAN_SHEETS", "SETTINGS", "SHEETS", "Column", "Sheet"]


@frozen
class Column:
    """One column: where its values stand in an object, and how they are written.

    Attributes
    ----------
    key
        The keys that lead to the value, such as ``("people", "min")``.
    form
        How it stands in a cell.
    required
        Whether the column must be there.
    name
        The English heading; default the keys joined by ``_``.
    """

    key: tuple[str, ...]
    form: Form
    required: bool = False
    name: str = field()

    @name.default
    def _joined(self) -> str:
        return "_".join(self.key)


@frozen
class Sheet:
    """One table.

    Attributes
    ----------
    name
        What it is called; as a file, ``name.csv``.
    things
        The list of the problem (or plan) that it belongs to, such as ``"tasks"``.
    columns
        Its columns, the owner's id left out.
    owner
        The heading of the column with the id of the owner; ``""`` where the rows are the things.
    path
        Where the rows stand in their owner, such as ``("pickup", "windows")``.
    many
        Whether an owner may have several.
    always
        Whether it must be there.
    """

    name: str
    things: str
    columns: tuple[Column, ...]
    owner: str = ""
    path: tuple[str, ...] = ()
    many: bool = True
    always: bool = False


_FORMS: Mapping[type[Kind], Form] = {
    **dict.fromkeys((Whole, Real, Exact, Seconds), cells.NUMBER),
    **dict.fromkeys((Moment, Day), cells.INSTANT),
    Flag: cells.FLAG,
    Many: cells.NAMES,
    Skills: cells.SKILLS,
    Table: cells.AMOUNTS,
    Anything: cells.JSON,
}


def _columns(cls: type[Any], prefix: tuple[str, ...] = ()) -> Iterator[Column]:
    """Give the columns of a class; what stands in tables of its own is left out."""
    for item in attrs.fields(cls):
        name, kind = json_name(item), kind_of(item)
        key = (*prefix, name)
        if isinstance(kind, Intervals) or (isinstance(kind, Many) and isinstance(kind.kind, Part)):
            continue
        if isinstance(kind, OneInterval):
            yield from _interval(key, required=False)
        elif isinstance(kind, Part):
            if kind.plain is not None:
                yield Column(key, cells.NUMBER)
            if kind.cls is not Pickup:
                yield from _columns(kind.cls, key)
        else:
            minutes = minutes_name(name)
            if minutes is not None:
                yield Column((*prefix, minutes), cells.NUMBER)
            required = item.default is attrs.NOTHING
            yield Column(key, _FORMS.get(type(kind), cells.TEXT), required)


def _interval(prefix: tuple[str, ...] = (), *, required: bool = True) -> Iterator[Column]:
    yield Column((*prefix, "start"), cells.INSTANT, required)
    yield Column((*prefix, "end"), cells.INSTANT, required)


def _sheets() -> Iterator[Sheet]:
    windows = tuple(_interval())
    for things, cls in THINGS.items():
        owner = things.removesuffix("s")
        needed = things in ("locations", "volunteers", "tasks")
        yield Sheet(things, things, tuple(_columns(cls)), always=needed)
        for item in attrs.fields(cls):
            name, kind = json_name(item), kind_of(item)
            if isinstance(kind, Intervals):
                yield Sheet(name, things, windows, owner, (name,))
            elif isinstance(kind, Many) and isinstance(kind.kind, Part):
                columns = tuple(_renamed(column, owner, name) for column in _columns(kind.kind.cls))
                yield Sheet(name, things, columns, owner, (name,))
            elif isinstance(kind, Part) and kind.cls is Pickup:
                pickups = tuple(_columns(Pickup))
                yield Sheet("pickups", things, pickups, owner, (name,), many=False)
                yield Sheet("pickup_windows", things, windows, owner, (name, "windows"))


def _renamed(column: Column, owner: str, name: str) -> Column:
    """Name a column after its table where its own name is the owner's, as in ``after``."""
    return attrs.evolve(column, name=name) if column.name == owner else column


SHEETS: tuple[Sheet, ...] = tuple(_sheets())
"""The tables of a problem, owners before what they own. ``problem`` and matrices come on top."""

SETTINGS: Mapping[str, Form] = {
    **dict.fromkeys(("schema", "name", "timezone", "coordinates"), cells.TEXT),
    **dict.fromkeys(("start", "end", "frozen_until"), cells.INSTANT),
    **dict.fromkeys(("travel", "rules", "objectives", "objective_options"), cells.JSON),
}
"""The rows of the table ``problem``."""

PLAN_SETTINGS: Mapping[str, Form] = dict.fromkeys(("schema", "problem", "status", "stopped_by"), cells.TEXT)
"""The rows of the table ``plan``."""


def _plan_sheet(name: str, forms: Mapping[str, Form], **more: Any) -> Sheet:
    columns = tuple(Column((key,), form, key in _NEEDED) for key, form in forms.items())
    return Sheet(name, more.pop("things", name), columns, **more)


_NEEDED = ("task", "volunteer", "depart", "return", "arrive", "start", "end")
_TIMES = {"start": cells.INSTANT, "end": cells.INSTANT}
_TEXTS = dict.fromkeys(("task", "kind"), cells.TEXT)

PLAN_SHEETS: tuple[Sheet, ...] = (
    _plan_sheet(
        "levels",
        {"name": cells.TEXT, "value": cells.JSON, "bound": cells.JSON, "gap": cells.NUMBER},
    ),
    _plan_sheet(
        "trips",
        {
            **dict.fromkeys(("id", "volunteer"), cells.TEXT),
            **dict.fromkeys(("depart", "return"), cells.INSTANT),
        },
        always=True,
    ),
    _plan_sheet(
        "stops",
        {**_TEXTS, "arrive": cells.INSTANT, **_TIMES},
        things="trips",
        owner="trip",
        path=("stops",),
        always=True,
    ),
    _plan_sheet("remote", {**dict.fromkeys(("volunteer", "task"), cells.TEXT), **_TIMES}),
    _plan_sheet("unserved", {"task": cells.TEXT, "reason": cells.TEXT, "blocked_by": cells.AMOUNTS}),
)
"""The tables of a plan; trips are numbered, so that stops can name theirs."""
