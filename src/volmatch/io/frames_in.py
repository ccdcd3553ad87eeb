"""Data frames while they are read: of whatever library, and with whatever it made of the values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

import numpy as np

from volmatch.errors import Fault, FileError
from volmatch.io import cells
from volmatch.io.cells import Form
from volmatch.io.plain import plain
from volmatch.io.sources import Source
from volmatch.io.typed import checked

__all__ = ["Frames", "is_missing"]


class Frames(Source):
    """Frames by name, of whatever library."""

    what: ClassVar[str] = "frame"
    whole: ClassVar[str] = "dictionary of frames"
    needs_headings: ClassVar[bool] = False

    def __init__(self, frames: Any) -> None:
        if not isinstance(frames, Mapping) or not all(isinstance(name, str) for name in frames):
            raise FileError([Fault("frames", "", "a mapping of names to data frames is expected")])
        self._frames = {name: frame for name, frame in frames.items() if frame is not None}

    def names(self) -> list[str]:
        """Give the names of the frames."""
        return sorted(self._frames)

    def holds(self, cell: Any) -> bool:
        """Whether something stands in a cell."""
        return not is_missing(cell)

    def rows(self, name: str) -> Iterator[tuple[int, list[Any]]]:
        """Give the rows in which something stands, numbered from 0; the headings are row -1."""
        headings, columns = _columns(self._frames[name], name)
        if headings == ["value", "key"]:
            headings, columns = headings[::-1], columns[::-1]
        if headings:
            yield -1, headings
        for number, row in enumerate(zip(*columns, strict=True)):
            if not all(is_missing(cell) for cell in row):
                yield number, list(row)

    def read(self, form: Form, cell: Any) -> Any:
        """Give the plain value of a cell, unless the frame may have changed it."""
        return _read(form, cell)

    def row(self, name: str, number: int) -> str:
        """Say where a row is."""
        return f"{name} row {number}" if number >= 0 else name

    def cell(self, name: str, number: int, heading: str, place: int | None) -> str:
        """Say where a cell is."""
        return f"{self.row(name, number)}, column {heading}"

    def setting(self, name: str, number: int, key: str) -> str:
        """Say where the value of a key is."""
        return f"{name} row {number}, {key}"


def _columns(frame: Any, name: str) -> tuple[list[Any], list[list[Any]]]:
    """Give the names of a frame's columns and their values."""
    if hasattr(frame, "iloc"):
        every = [frame.iloc[:, place] for place in range(frame.shape[1])]
        return list(frame.columns), [column.tolist() for column in every]
    headings = getattr(frame, "column_names", None) or getattr(frame, "columns", None)
    if headings is None or not hasattr(frame, "__getitem__"):
        raise FileError([Fault(name, "", f"a data frame is expected, not {type(frame).__name__}")])
    return list(headings), [_values(frame[heading]) for heading in headings]


def _values(column: Any) -> list[Any]:
    for method in ("to_list", "tolist", "to_pylist"):
        if hasattr(column, method):
            return list(getattr(column, method)())
    return list(column)


def is_missing(cell: Any) -> bool:
    """Whether a cell is one of the many ways in which frames say nothing."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(cell, float | np.floating) and bool(np.isnan(cell))


def _read(form: Form, cell: Any) -> Any:
    if isinstance(cell, str):
        return form.read(cell) if cell or form in (cells.TEXT, cells.JSON) else _nothing()
    if hasattr(cell, "to_pydatetime"):
        if getattr(cell, "nanosecond", 0):
            raise ValueError("an instant has a fraction of a second", "Round it to whole seconds.")
        cell = cell.to_pydatetime(warn=False)
    if isinstance(cell, datetime | date) and form is cells.INSTANT:
        return cell.isoformat()
    if isinstance(cell, np.generic | np.ndarray):
        cell = cell.tolist()
    if form is cells.JSON:
        return plain(cell, "the cell")
    if isinstance(cell, Iterable) and form in (cells.NAMES, cells.SKILLS, cells.AMOUNTS):
        return _nested(cell)
    return checked(form, cell)


def _nothing() -> Any:
    raise ValueError("the text is empty", "Leave the cell out (None) where nothing is said.")


def _nested(cell: Iterable[Any]) -> Any:
    """Give a list or a mapping in a cell as JSON has it."""
    if not isinstance(cell, Mapping):
        return sorted(cell) if isinstance(cell, set | frozenset) else list(cell)
    # polars has the same keys in every row, and nothing under those that a row does not have.
    return {
        key: value.isoformat() if isinstance(value, date) else None if is_missing(value) else value
        for key, value in cell.items()
    }
