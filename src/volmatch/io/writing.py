"""Plain values to the rows of CSV files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, TypeAlias

from volmatch.errors import Fault, FileError
from volmatch.io.cells import NUMBER, Form, guarded
from volmatch.io.headings import KEY_AND_VALUE, LANGUAGES, heading
from volmatch.io.sheets import Column, Sheet
from volmatch.io.tables import write_table

__all__ = ["FileWriter", "files_of", "table_writer"]

FileWriter: TypeAlias = Callable[[IO[str]], None]
"""Writes one file of a folder into the text file that it is given."""


def files_of(
    name: str,
    raw: Mapping[str, Any],
    settings: Mapping[str, Form],
    sheets: Sequence[Sheet],
    language: str,
) -> dict[str, FileWriter]:
    """Give the CSV files of plain values by name; those that would have no rows are left out.

    Raises
    ------
    FileError
        Where headings cannot be written in that language.
    """
    if language not in LANGUAGES:
        problem = f"headings can be written in {' and '.join(LANGUAGES)}"
        raise FileError([Fault("headings", "", problem)])
    key, value = KEY_AND_VALUE[LANGUAGES.index(language)]
    rows = [
        [heading(name, setting, language), _cell(form, raw[setting])]
        for setting, form in settings.items()
        if setting in raw
    ]
    files = {f"{name}.csv": table_writer([key, value], rows)}
    for sheet in sheets:
        columns = _used(sheet, raw)
        if sheet.always or any(True for _ in _parts(sheet, raw)):
            names = [column.name for column in columns]
            names = [sheet.owner, *names] if sheet.owner else names
            first = [heading(sheet.name, each, language) for each in names]
            files[sheet.file] = table_writer(first, _Rows(sheet, columns, raw))
    return files


def table_writer(first: Sequence[str], rows: Iterable[Sequence[str]]) -> FileWriter:
    """Give the function that writes a table."""
    return lambda file: write_table(file, first, rows)


class _Rows:
    """The rows of a sheet, made one by one while they are written."""

    def __init__(self, sheet: Sheet, columns: Sequence[Column], raw: Mapping[str, Any]) -> None:
        self.sheet, self.columns, self.raw = sheet, columns, raw

    def __iter__(self) -> Iterator[list[str]]:
        for owner, part in _parts(self.sheet, self.raw):
            row = [guarded(owner)] if self.sheet.owner else []
            for column in self.columns:
                value = _value(part, column)
                row.append("" if value is None else _cell(column.form, value))
            yield row


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


def _cell(form: Form, value: Any) -> str:
    return form.write(value) if form.plain else guarded(form.write(value))
