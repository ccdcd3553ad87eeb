"""Workbooks of spreadsheets while they are read: carefully, since they come from anywhere."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar

from attrs import frozen

from volmatch.errors import Fault, FileError
from volmatch.io import cells
from volmatch.io.cells import Form, unguarded
from volmatch.io.sources import Source
from volmatch.io.typed import checked, moment_text

__all__ = ["MOST_UNPACKED", "Workbook", "is_workbook", "openpyxl"]

MOST_UNPACKED = 512 << 20
"""How large the parts of a workbook may be together, unpacked. Read, they need many times that."""

_MOST_CELLS = 20_000_000
"""How many cells a sheet may have, the empty ones between others counted."""

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def is_workbook(data: bytes) -> bool:
    """Tell by its first bytes whether a file is packed or old as workbooks are, and no JSON."""
    return data[:4] in (_ZIP, _OLD)


def openpyxl() -> Any:
    """Give the library that reads and writes workbooks.

    Raises
    ------
    FileError
        Where it is not there.
    """
    try:
        import openpyxl as library
        import openpyxl.cell
        import openpyxl.styles
        import openpyxl.utils
    except ModuleNotFoundError:
        mend = "Install it: pip install 'volmatch[excel]'."
        raise FileError(
            [Fault("openpyxl", "", "workbooks need openpyxl, which is not there", mend)]
        ) from None
    return library


@frozen
class _Wrong:
    """What stands in for a cell whose value cannot be known."""

    problem: str
    mend: str


class Workbook(Source):
    """The sheets of a workbook.

    Parameters
    ----------
    data
        The bytes of the file.
    most_bytes
        How large they may be, unpacked; at most `MOST_UNPACKED` counts.

    Raises
    ------
    FileError
        Where they are no workbook, or none that is safe to read.
    """

    what: ClassVar[str] = "sheet"
    whole: ClassVar[str] = "workbook"

    def __init__(self, data: bytes, most_bytes: int = MOST_UNPACKED) -> None:
        _check_parts(data, min(most_bytes, MOST_UNPACKED))
        self._data = data
        self._book = self._opened(values=False)
        self._names = [name for name in self._book.sheetnames if self._is_used(name)]

    def names(self) -> list[str]:
        """Give the names of the sheets in which something stands."""
        return sorted(self._names)

    def rows(self, name: str) -> Iterator[tuple[int, list[Any]]]:
        """Give the rows that are not empty, numbered as the spreadsheet does."""
        num_cells = width = 0
        values: Iterator[tuple[int, Sequence[Any]]] | None = None
        for number, row in self._raw_rows(self._book, name):
            num_cells += max(1, len(row))
            if num_cells > _MOST_CELLS:
                raise FileError([Fault(name, "", f"the sheet has more than {_MOST_CELLS:,} cells")])
            if any(cell.data_type == "f" for cell in row):
                values = values or self._raw_rows(self._opened(values=True), name)
                row = _with_values(row, number, values)
            read = [_value(cell) for cell in row]
            while read and read[-1] in (None, ""):
                read.pop()
            width = width or len(read)
            if read:
                # Empty cells at the end belong to the row as far as there are headings.
                yield number, read + [None] * (width - len(read))

    def read(self, form: Form, cell: Any) -> Any:
        """Give the plain value of a cell, unless the spreadsheet may have changed it."""
        if isinstance(cell, _Wrong):
            raise ValueError(cell.problem, cell.mend)
        if isinstance(cell, str):
            return form.read(unguarded(cell))
        if form is cells.INSTANT and isinstance(cell, date):
            return moment_text(cell)
        return checked(form, cell)

    def row(self, name: str, number: int) -> str:
        """Say where a row is, as in ``tasks!7``."""
        return f"{name}!{number}"

    def cell(self, name: str, number: int, heading: str, place: int | None) -> str:
        """Say where a cell is, as in ``tasks!C7``."""
        if place is None:
            return f"{name}!{number}, column {heading}"
        return f"{name}!{openpyxl().utils.get_column_letter(place + 1)}{number}"

    def setting(self, name: str, number: int, key: str) -> str:
        """Say where the value of a key is: in the second column."""
        return f"{name}!B{number}"

    def _opened(self, *, values: bool) -> Any:
        with _as_fault("workbook"):
            return openpyxl().load_workbook(
                io.BytesIO(self._data), read_only=True, data_only=values, keep_links=False
            )

    def _is_used(self, name: str) -> bool:
        return any(_value(cell) is not None for _, row in self._raw_rows(self._book, name) for cell in row)

    def _raw_rows(self, book: Any, name: str) -> Iterator[tuple[int, Sequence[Any]]]:
        with _as_fault(name):
            sheet = book[name]
            if not hasattr(sheet, "reset_dimensions"):
                return  # a sheet of charts
            # What the file says of its own size may be wrong, or a trap.
            sheet.reset_dimensions()
            yield from enumerate(sheet.iter_rows(), start=1)


@contextmanager
def _as_fault(where: str) -> Iterator[None]:
    """Take whatever the library stumbles over for a damaged file: it has no exception of its own for that."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (FileError, MemoryError, GeneratorExit):
        raise
    except Exception:
        problem = "the workbook is damaged, or is none"
        raise FileError(
            [Fault(where, "", problem, "Open it in a spreadsheet program, and save it as .xlsx.")]
        ) from None


def _check_parts(data: bytes, most_bytes: int) -> None:
    """Look at what is packed in the file before anything is made of it."""
    if data[:4] == _OLD:
        problem = "the workbook is in an old format (.xls), or is protected by a password"
        raise FileError([Fault("workbook", "", problem, "Save it as .xlsx without a password.")])
    with _as_fault("workbook"), zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if sum(part.file_size for part in parts) > most_bytes:
            problem = f"the workbook is larger than {most_bytes:,} bytes, unpacked"
            raise FileError([Fault("workbook", "", problem, "Save it as CSV or JSON if that is meant.")])
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and _DECLARES.search(packed.read(part)):
                problem = "the workbook declares a document type, which no spreadsheet program does"
                raise FileError([Fault("workbook", "", problem)])


_DECLARES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)|^(\xff\xfe|\xfe\xff)")
"""Entities can unfold to any size; UTF-16 would hide them."""


def _with_values(row: Sequence[Any], number: int, values: Iterator[tuple[int, Sequence[Any]]]) -> list[Any]:
    """Put the values that the spreadsheet has worked out in the place of formulas."""
    worked_out = next(other for place, other in values if place == number)
    return [
        _Formula(value.value, value.data_type) if cell.data_type == "f" else cell
        for cell, value in zip(row, worked_out, strict=False)
    ]


@frozen
class _Formula:
    """A cell with a formula: its value."""

    value: Any
    data_type: str


def _value(cell: Any) -> Any:
    if isinstance(cell, _Formula) and cell.value is None:
        mend = "Open it in a spreadsheet program and save it, or paste the value in place of the formula."
        return _Wrong("a formula without a value", mend)
    if cell.data_type == "e":
        return _Wrong("the spreadsheet shows an error here", "Mend the formula, or write the value.")
    value = cell.value
    return _unescaped(value) if isinstance(value, str) else value


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
