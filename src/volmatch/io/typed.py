"""Cells that are not text: of frames and of workbooks, which have numbers, truth values and dates of their own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from volmatch.io import cells
from volmatch.io.cells import Form

__all__ = ["checked", "moment_text"]

_NAMES = (cells.TEXT, cells.NAMES, cells.SKILLS, cells.AMOUNTS)


def checked(form: Form, cell: Any) -> Any:
    """Give the value of a cell that is not text, where the program that made it cannot have changed it.

    Raises
    ------
    ValueError
        Where it has, or may have: a date made of a number, a number made of an id.
    """
    if isinstance(cell, bool):
        if form is cells.INSTANT or form in _NAMES:
            raise ValueError(f"{_expected(form)} is expected, not true or false", "Write it as text.")
        return cell
    if isinstance(cell, int | float) and form in _NAMES:
        mend = "Make the column one of text, and write the ids anew: the zeros that they began with are lost."
        raise ValueError(f"{_expected(form)} is expected, not a number", mend)
    if isinstance(cell, int | float) and form is cells.INSTANT:
        mend = "Write it as a date with a time, or as text such as 2020-03-02T09:00."
        raise ValueError("an instant is expected, not a number", mend)
    if isinstance(cell, date | timedelta) or type(cell).__name__ == "time":
        mend = "A spreadsheet makes dates of what looks like one. Make the column one of text, and write it anew."
        raise ValueError(f"{_expected(form)} is expected, not a date or a time", mend)
    return cell


def _expected(form: Form) -> str:
    words = {cells.NUMBER: "a number", cells.FLAG: "true or false", cells.INSTANT: "an instant"}
    return words.get(form, "text")


def moment_text(moment: date) -> str:
    """Write a date, with its time and offset where it has them; a fraction that comes from floats is rounded away."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    rest = moment.microsecond
    if 0 < rest <= 5000:
        moment -= timedelta(microseconds=rest)
    elif rest >= 995_000:
        moment += timedelta(microseconds=1_000_000 - rest)
    return moment.isoformat()
