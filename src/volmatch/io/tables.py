"""CSV files, cell by cell: read line by line with every fault named, and written safely."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from volmatch.errors import Fault, FileError
from volmatch.io.strict import decoded

__all__ = ["read_table", "write_table"]

_MOST_LETTERS = 1 << 24
"""How long a cell may be: the parameters of rules stand in one."""


def read_table(path: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Read the rows of a CSV file that are not empty, each with its number; the first row is 1.

    Raises
    ------
    FileError
        Where the file cannot be read: a byte that is not in the encoding, a NUL, an open quote, another separator.

    Notes
    -----
    O(characters), in memory a row at a time.
    """
    if csv.field_size_limit() < _MOST_LETTERS:
        # The limit is the interpreter's; a higher one does no harm to others.
        csv.field_size_limit(_MOST_LETTERS)
    reader = None
    try:
        with path.open("rb") as file:
            reader = csv.reader(_lines(file, path.name, encoding), strict=True)
            for number, row in enumerate(reader, start=1):
                if any(row):
                    _check_commas(path.name, number, row)
                    yield number, row
    except csv.Error as error:
        line = reader.line_num if reader is not None else 0
        what = f"this is no CSV: {error}"
        mend = "Is there a quote that does not end, or one inside a cell that is not doubled?"
        raise FileError([Fault(f"{path.name} line {line}", "", what, mend)]) from None
    except OSError as error:
        raise FileError([Fault(path.name, "", f"cannot be read: {error.strerror}")]) from None


def _check_commas(name: str, number: int, row: Sequence[str]) -> None:
    """Refuse a file whose headings stand in one cell, as spreadsheets of many countries write it."""
    others = ((";", "semicolons"), ("\t", "tabs"))
    if number == 1 and len(row) == 1:
        for letter, other in others:
            if letter in row[0]:
                what = f"the cells are separated by {other}"
                raise FileError([Fault(name, "", what, "Save the file with commas.")])


def _lines(file: IO[bytes], name: str, encoding: str) -> Iterator[str]:
    """Decode line by line: the byte of a line break is no part of a letter in UTF-8 or GB18030."""
    encoding = "utf-8" if _is_utf8(encoding) else encoding
    offset = 0
    for number, line in enumerate(file, start=1):
        try:
            text = decoded(line, encoding, offset)
        except FileError as error:
            raise FileError(
                [Fault(f"{name} {f.path}", "", f.problem, f.mend) for f in error.faults]
            ) from None
        if "\0" in text:
            mend = "Is this a spreadsheet's own format? Save it as CSV."
            raise FileError([Fault(f"{name} line {number}", "", "a NUL character", mend)])
        offset += len(line)
        yield text


def _is_utf8(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")
    except LookupError:
        return False


def write_table(file: IO[str], heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a CSV file: RFC 4180, lines end with CR LF. O(cells).

    Raises
    ------
    FileError
        Where a cell holds a NUL, which no program reads.
    """
    writer = csv.writer(file)
    writer.writerow(heading)
    for row in rows:
        if any("\0" in cell for cell in row):
            raise FileError([Fault("", "", "a text holds a NUL character; CSV cannot hold that")])
        writer.writerow(row)
