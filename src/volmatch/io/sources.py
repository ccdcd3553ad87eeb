"""Where the tables of a problem or a plan stand: in a folder of CSV files, in a workbook, or in frames.

All are read by the same code, which knows a source only by what is written down here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from attrs import frozen

from volmatch.io.cells import Form, unguarded
from volmatch.io.tables import read_table

__all__ = ["CsvFolder", "Prefixed", "Source"]


class Source(ABC):
    """Tables by name, such as ``"tasks"``; the first row of each holds its headings.

    Attributes
    ----------
    what, whole
        What a table, and all of them together, are called in messages.
    mend
        What to do where a row has more cells than there are headings.
    needs_headings
        Whether a table without any row is a fault.
    """

    what: ClassVar[str]
    whole: ClassVar[str]
    mend: ClassVar[str] = ""
    needs_headings: ClassVar[bool] = True

    @abstractmethod
    def names(self) -> list[str]:
        """Give the names of all tables, sorted."""

    @abstractmethod
    def rows(self, name: str) -> Iterator[tuple[int, list[Any]]]:
        """Give the rows that are not empty, each with its number.

        Raises
        ------
        FileError
            Where they cannot be read.
        """

    @abstractmethod
    def read(self, form: Form, cell: Any) -> Any:
        """Give the plain value of a cell that is not empty. Raises ValueError: what is wrong, and how to mend it."""

    @abstractmethod
    def cell(self, name: str, number: int, heading: str, place: int | None) -> str:
        """Say where a cell is: under a heading as it is written, in the column at that place where known."""

    @abstractmethod
    def setting(self, name: str, number: int, key: str) -> str:
        """Say where the value of a key is, in a table of keys and values."""

    @abstractmethod
    def row(self, name: str, number: int) -> str:
        """Say where a row is."""

    def has(self, name: str) -> bool:
        """Whether there is a table of this name."""
        return name in self.names()

    def holds(self, cell: Any) -> bool:
        """Whether something stands in a cell."""
        return cell is not None and cell != ""

    def table(self, name: str) -> str:
        """Say where a table is."""
        return name


@frozen
class CsvFolder(Source):
    """A folder of CSV files. Every cell is text; see `cells` for what it means."""

    what: ClassVar[str] = "file"
    whole: ClassVar[str] = "folder"
    mend: ClassVar[str] = "A cell that holds a comma must stand in quotes."

    path: Path
    encoding: str = "utf-8"

    def names(self) -> list[str]:
        """Give the names of all CSV files but the hidden ones."""
        return [file.stem for file in sorted(self.path.glob("*.csv")) if file.name[0] not in ".~"]

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return (self.path / f"{name}.csv").exists()

    def holds(self, cell: Any) -> bool:
        """Whether something stands in a cell."""
        return bool(cell)

    def rows(self, name: str) -> Iterator[tuple[int, list[Any]]]:
        """Give the rows that are not empty; the first of the file is 1."""
        return read_table(self.path / f"{name}.csv", self.encoding)

    def read(self, form: Form, cell: Any) -> Any:
        """Give the plain value of a cell."""
        return form.read(unguarded(cell))

    def table(self, name: str) -> str:
        """Name a file."""
        return f"{name}.csv"

    def row(self, name: str, number: int) -> str:
        """Name file and row."""
        return f"{name}.csv row {number}"

    def cell(self, name: str, number: int, heading: str, place: int | None) -> str:
        """Name file, row and heading."""
        return f"{name}.csv row {number}, column {heading}"

    def setting(self, name: str, number: int, key: str) -> str:
        """Name file, row and key."""
        return f"{name}.csv row {number}, {key}"


class Prefixed(Source):
    """The tables of a source whose names begin with a prefix, as an earlier plan has them in a workbook."""

    def __init__(self, source: Source, prefix: str) -> None:
        self.source, self.prefix = source, prefix
        self.what, self.whole = source.what, source.whole  # type: ignore[misc]
        self.mend, self.needs_headings = source.mend, source.needs_headings  # type: ignore[misc]

    def names(self) -> list[str]:
        """Give the names, without the prefix."""
        every = self.source.names()
        return [name.removeprefix(self.prefix) for name in every if name.startswith(self.prefix)]

    def rows(self, name: str) -> Iterator[tuple[int, list[Any]]]:
        """Give the rows of a table."""
        return self.source.rows(self.prefix + name)

    def holds(self, cell: Any) -> bool:
        """Whether something stands in a cell."""
        return self.source.holds(cell)

    def read(self, form: Form, cell: Any) -> Any:
        """Give the plain value of a cell."""
        return self.source.read(form, cell)

    def table(self, name: str) -> str:
        """Say where a table is."""
        return self.source.table(self.prefix + name)

    def row(self, name: str, number: int) -> str:
        """Say where a row is."""
        return self.source.row(self.prefix + name, number)

    def cell(self, name: str, number: int, heading: str, place: int | None) -> str:
        """Say where a cell is."""
        return self.source.cell(self.prefix + name, number, heading, place)

    def setting(self, name: str, number: int, key: str) -> str:
        """Say where the value of a key is."""
        return self.source.setting(self.prefix + name, number, key)
