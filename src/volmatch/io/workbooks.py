"""Problems and plans as Excel workbooks: a sheet a table, with the names and columns of CSV files.

Text is written as text whatever it looks like, guarded as in CSV (see `cells`), so that no id becomes a
number, a date or a formula. What spreadsheets made of cells that people typed is found when they are read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.errors import Fault, FileError
from volmatch.io import cells
from volmatch.io.cells import Form, guarded
from volmatch.io.tabular import PREVIOUS, read_plan_tables, read_problem_tables
from volmatch.io.workbook_in import Workbook, openpyxl
from volmatch.io.writing import TableOut, plan_tables, problem_tables

__all__ = ["read_plan_workbook", "read_problem_workbook", "write_workbook"]

_MOST_LETTERS, _MOST_ROWS, _MOST_COLUMNS, _LONGEST_NAME = 32_767, 1_048_576, 16_384, 31
"""What a cell, a sheet and the name of a sheet hold at most."""


def read_problem_workbook(data: bytes, most_bytes: int) -> Problem:
    """Read a problem from the bytes of a workbook.

    Raises
    ------
    ProblemError, FileError
        With every fault, up to 100, each with its sheet and cell.
    """
    return read_problem_tables(Workbook(data, most_bytes))


def read_plan_workbook(data: bytes, most_bytes: int) -> Plan:
    """Read a plan from the bytes of a workbook.

    Raises
    ------
    FileError
        With every fault, up to 100, each with its sheet and cell.
    """
    return read_plan_tables(Workbook(data, most_bytes))


def write_workbook(thing: Problem | Plan, headings: str = "en") -> bytes:
    """Give a problem or a plan as the bytes of a workbook.

    Parameters
    ----------
    headings
        ``"en"`` or ``"zh"``; default English. Sheets are called the same in both.

    Raises
    ------
    FileError
        Where a workbook cannot hold it: too many rows, a text that is too long, a name of a mode that is.
    """
    # A sheet that was begun must be ended, so that everything that can go wrong comes first.
    sheets: dict[str, tuple[TableOut, list[list[Any]]]] = {}
    for name, table in _tables(thing, headings):
        if len(name) > _LONGEST_NAME or name.lower() in {other.lower() for other in sheets}:
            problem = (
                f"no sheet can be called so: {_LONGEST_NAME} characters are the most, and case does not count"
            )
            raise FileError([Fault(name, "", problem, "Give the mode of travel another name.")])
        sheets[name] = table, _rows(name, table)
    book = openpyxl().Workbook(write_only=True)
    book.properties.creator = "volmatch"
    for name, (table, rows) in sheets.items():
        _write(book.create_sheet(name), table, rows)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _tables(thing: Problem | Plan, headings: str) -> Iterator[tuple[str, TableOut]]:
    tables = problem_tables(thing, headings) if isinstance(thing, Problem) else plan_tables(thing, headings)
    for table in tables:
        yield table.name, table
    if isinstance(thing, Problem) and thing.previous is not None:
        for table in plan_tables(thing.previous, headings):
            yield PREVIOUS + table.name, table


def _rows(name: str, table: TableOut) -> list[list[Any]]:
    """Give the cells of a sheet, headings first: text that is ready to be written, numbers, and nothing."""
    rows = [[_text(heading, name, 1) for heading in table.headings]]
    for number, row in enumerate(table.rows, start=2):
        pairs = zip(table.forms, row, strict=True)
        rows.append([_value(form, value, name, number) for form, value in pairs])
    if len(rows) > _MOST_ROWS or len(table.forms) > _MOST_COLUMNS:
        problem = f"a sheet holds {_MOST_ROWS:,} rows and {_MOST_COLUMNS:,} columns at most"
        raise FileError([Fault(name, "", problem, "Save it as JSON.")])
    return rows


def _value(form: Form, value: Any, name: str, number: int) -> Any:
    if value is None or form in (cells.NUMBER, cells.FLAG):
        return value
    return _text(form.write(value), name, number)


def _text(text: str, name: str, number: int) -> str:
    written = escaped(guarded(text))
    if written is None or len(written) > _MOST_LETTERS:
        why = "a character" if written is None else f"more than {_MOST_LETTERS:,} characters"
        problem = f"a text has {why} that a workbook cannot hold"
        raise FileError([Fault(f"{name}!{number}", "", problem, "Save it as JSON.")])
    return written


def _write(sheet: Any, table: TableOut, rows: list[list[Any]]) -> None:
    library = openpyxl()
    sheet.freeze_panes = "A2"
    for place, form in enumerate(table.forms[:100], start=1):
        column = sheet.column_dimensions[library.utils.get_column_letter(place)]
        column.width = 24
        if not form.plain:
            # What people type into new rows stays text too.
            column.number_format = "@"
    bold = library.styles.Font(bold=True)
    for number, row in enumerate(rows):
        made = [_cell(sheet, value) for value in row]
        if number == 0:
            for cell in made:
                cell.font = bold
        sheet.append(made)


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str | float):
        return value
    cell = openpyxl().cell.WriteOnlyCell(sheet, value=value if isinstance(value, str) else repr(value))
    if isinstance(value, str):
        # Never a formula, whatever it begins with.
        cell.data_type = "s"
        cell.number_format = "@"
    else:
        # openpyxl itself would round to 16 digits.
        cell.data_type = "n"
    return cell


def escaped(text: str) -> str | None:
    """Escape characters that XML has not, as spreadsheets do (``_x000D_``); ``None`` where that could be misread."""
    if "\0" in text or "x005F_" in text or _LIKE_ESCAPES.search(text):
        return None
    return _UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


_UNFIT = re.compile("[\x01-\x08\x0b-\x1f\ufffe\uffff]")
_LIKE_ESCAPES = re.compile(r"_x[0-9A-Fa-f]{4}_")
