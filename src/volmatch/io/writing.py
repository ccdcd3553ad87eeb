"""Problems and plans as tables: the writing half of `tabular`. Each format writes the cells its own way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.errors import Fault, FileError
from volmatch.io.cells import NUMBER, TEXT, Form
from volmatch.io.headings import KEY_AND_VALUE, LANGUAGES, heading
from volmatch.io.matrices import matrix_name
from volmatch.io.sheets import PLAN_SETTINGS, PLAN_SHEETS, SETTINGS, SHEETS, Column, Sheet
from volmatch.io.unstructure import raw_plan, raw_problem

__all__ = ["TableOut", "plan_tables", "problem_tables"]


@frozen
class TableOut:
    """A table to be written.

    Attributes
    ----------
    name
        What it is called, such as ``"tasks"``.
    headings, forms
        One a column.
    rows
        Plain values, one a column; ``None`` where a cell is empty. They can be read once only.
    own_headings
        Whether the headings are ids of the user's.
    """

    name: str
    headings: Sequence[str]
    forms: Sequence[Form]
    rows: Iterable[Sequence[Any]]
    own_headings: bool = False


def problem_tables(problem: Problem, language: str = "en") -> Iterator[TableOut]:
    """Give the tables of a problem, its earlier plan left out; those that would have no rows are not among them.

    Raises
    ------
    FileError
        Where the problem holds what no table can, or headings cannot be written in that language.
    """
    raw = raw_problem(problem)
    travel = raw.get("travel")
    matrices = []
    if travel is not None and travel["kind"] == "matrix":
        ids = [place["id"] for place in raw["locations"]]
        matrices = [
            _matrix(matrix_name(mode, measure), table, ids)
            for mode, tables in travel["modes"].items()
            for measure, table in tables.items()
        ]
        raw["travel"] = {"kind": "matrix", "modes": list(travel["modes"])}
    return iter([*_tables("problem", raw, SETTINGS, SHEETS, language), *matrices])


def plan_tables(plan: Plan, language: str = "en") -> Iterator[TableOut]:
    """Give the tables of a plan; see `problem_tables`."""
    raw = raw_plan(plan)
    raw["trips"] = [{"id": str(row), **trip} for row, trip in enumerate(raw["trips"], start=1)]
    return iter(_tables("plan", raw, PLAN_SETTINGS, PLAN_SHEETS, language))


def _matrix(name: str, table: Sequence[Sequence[float | None]], ids: Sequence[str]) -> TableOut:
    rows = ([place, *row] for place, row in zip(ids, table, strict=True))
    return TableOut(name, ["from", *ids], [TEXT, *[NUMBER] * len(ids)], rows, own_headings=True)


def _tables(
    name: str, raw: Mapping[str, Any], settings: Mapping[str, Form], sheets: Sequence[Sheet], language: str
) -> list[TableOut]:
    if language not in LANGUAGES:
        problem = f"headings can be written in {' and '.join(LANGUAGES)}"
        raise FileError([Fault("headings", "", problem)])
    said = [
        [heading(name, key, language), form.write(raw[key])] for key, form in settings.items() if key in raw
    ]
    tables = [TableOut(name, KEY_AND_VALUE[LANGUAGES.index(language)], (TEXT, TEXT), said)]
    for sheet in sheets:
        if not sheet.always and not any(True for _ in _parts(sheet, raw)):
            continue
        columns = _used(sheet, raw)
        names, forms = [column.name for column in columns], [column.form for column in columns]
        if sheet.owner:
            names, forms = [sheet.owner, *names], [TEXT, *forms]
        first = [heading(sheet.name, each, language) for each in names]
        tables.append(TableOut(sheet.name, first, forms, _rows(sheet, columns, raw)))
    return tables


def _rows(sheet: Sheet, columns: Sequence[Column], raw: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Give the rows of a sheet, made one by one while they are written."""
    for owner, part in _parts(sheet, raw):
        row = [owner] if sheet.owner else []
        yield row + [_value(part, column) for column in columns]


def _parts(sheet: Sheet, raw: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give the objects of a sheet, each with the id of its owner."""
    for thing in raw.get(sheet.things, ()):
        parts: Any = thing
        for key in sheet.path:
            parts = parts.get(key) if parts else None
        for part in parts if isinstance(parts, list) else [parts] if parts else ():
            yield str(thing.get("id", "")), part


def _used(sheet: Sheet, raw: Mapping[str, Any]) -> list[Column]:
    """Give the columns that hold something, and those that must be there."""
    used = {column.name for column in sheet.columns if column.required}
    for _, part in _parts(sheet, raw):
        if len(used) < len(sheet.columns):
            used.update(c.name for c in sheet.columns if _value(part, c) is not None)
    return [column for column in sheet.columns if column.name in used]


def _value(part: Mapping[str, Any], column: Column) -> Any:
    value: Any = part
    for key in column.key:
        value = value.get(key) if isinstance(value, Mapping) else None
    # An object of numbers, as in ``people``, stands in columns of its own.
    return None if column.form is NUMBER and isinstance(value, Mapping) else value
