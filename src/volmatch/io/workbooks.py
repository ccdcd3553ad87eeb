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
    book = openpyxl().Workbook(write_only=True)
    book.properties.creator = "volmatch"
    seen: set[str] = set()
    for name, table in _tables(thing, headings):
        if len(name) > _LONGEST_NAME or name.lower() in seen:
            problem = (
                f"no sheet can be called so: {_LONGEST_NAME} characters are the most, and case does not count"
            )
            raise FileError([Fault(name, "", problem, "Give the mode of travel another name.")])
        seen.add(name.lower())
        _write(book, name, table)
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


def _write(book: Any, name: str, table: TableOut) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    if len(table.forms) > _MOST_COLUMNS:
        raise FileError(
            [Fault(name, "", f"a sheet holds {_MOST_COLUMNS:,} columns at most", "Save it as JSON.")]
        )
    for place, form in enumerate(table.forms[:100], start=1):
        column = sheet.column_dimensions[openpyxl().utils.get_column_letter(place)]
        column.width = 24
        if not form.plain:
            # What people type into new rows stays text too.
            column.number_format = "@"
    sheet.append([_text(sheet, heading, name, 1, bold=True) for heading in table.headings])
    for number, row in enumerate(table.rows, start=2):
        if number > _MOST_ROWS:
            raise FileError(
                [Fault(name, "", f"a sheet holds {_MOST_ROWS:,} rows at most", "Save it as JSON.")]
            )
        pairs = zip(table.forms, row, strict=True)
        sheet.append([_cell(sheet, form, value, name, number) for form, value in pairs])


def _cell(sheet: Any, form: Form, value: Any, name: str, number: int) -> Any:
    if value is None:
        return None
    if isinstance(value, float) and form is cells.NUMBER:
        # openpyxl itself would round to 16 digits.
        number = openpyxl().cell.WriteOnlyCell(sheet, value=repr(value))
        number.data_type = "n"
        return number
    if form in (cells.NUMBER, cells.FLAG):
        return value
    return _text(sheet, form.write(value), name, number)


def _text(sheet: Any, text: str, name: str, number: int, *, bold: bool = False) -> Any:
    written = escaped(guarded(text))
    if written is None or len(written) > _MOST_LETTERS:
        why = "a character" if written is None else f"more than {_MOST_LETTERS:,} characters"
        raise FileError(
            [
                Fault(
                    f"{name}!{number}",
                    "",
                    f"a text has {why} that a workbook cannot hold",
                    "Save it as JSON.",
                )
            ]
        )
    cell = openpyxl().cell.WriteOnlyCell(sheet, value=written)
    # Never a formula, whatever it begins with.
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = openpyxl().styles.Font(bold=True)
    return cell


def escaped(text: str) -> str | None:
    """Escape characters that XML has not, as spreadsheets do (``_x000D_``); ``None`` where that could be misread."""
    if "\0" in text or "x005F_" in text or _LIKE_ESCAPES.search(text):
        return None
    return _UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


_UNFIT = re.compile("[\x01-\x08\x0b-\x1f\ufffe\uffff]")
_LIKE_ESCAPES = re.compile(r"_x[0-9A-Fa-f]{4}_")
