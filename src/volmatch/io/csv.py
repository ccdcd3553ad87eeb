"""Problems and plans as folders of CSV files, one file a table; see `tabular` and `writing`.

An earlier plan stands in ``previous.json``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.errors import Fault, FileError
from volmatch.io.atomic import FileWriter
from volmatch.io.cells import Form, guarded
from volmatch.io.json import write_plan
from volmatch.io.reading import Reading
from volmatch.io.sources import CsvFolder
from volmatch.io.strict import parse
from volmatch.io.tables import write_table
from volmatch.io.tabular import PLAN_TABLES, PROBLEM_TABLES, read_plan_tables, read_problem_tables
from volmatch.io.writing import TableOut, plan_tables, problem_tables

__all__ = [
    "PLAN_NAMES",
    "PROBLEM_NAMES",
    "plan_files",
    "problem_files",
    "read_plan_folder",
    "read_problem_folder",
]

_PREVIOUS = "previous.json"

PROBLEM_NAMES = (*(f"{name}.csv" for name in PROBLEM_TABLES), "matrix_*.csv", _PREVIOUS)
"""The names, some of them patterns, of the files that a problem may have."""

PLAN_NAMES = tuple(f"{name}.csv" for name in PLAN_TABLES)
"""The names of the files that a plan may have."""


def read_problem_folder(path: Path, encoding: str = "utf-8") -> Problem:
    """Read a problem from a folder of CSV files.

    Parameters
    ----------
    path
        The folder; ``problem.csv``, ``locations.csv``, ``volunteers.csv`` and ``tasks.csv`` must be
        there.
    encoding
        How the files are encoded; default UTF-8, with a byte order mark or without.

    Raises
    ------
    ProblemError, FileError
        With every fault, up to 100, each with its file, row and column.

    Notes
    -----
    O(cells).
    """
    return read_problem_tables(CsvFolder(path, encoding), previous=lambda reading: _previous(path, reading))


def read_plan_folder(path: Path, encoding: str = "utf-8") -> Plan:
    """Read a plan from a folder with ``plan.csv``, ``trips.csv`` and ``stops.csv``.

    Raises
    ------
    FileError
        With every fault, up to 100, each with its file, row and column.
    """
    return read_plan_tables(CsvFolder(path, encoding))


def _previous(path: Path, reading: Reading) -> Any:
    if not (path / _PREVIOUS).exists():
        return None
    reading.origins.settings["previous"] = f"{_PREVIOUS}, previous"
    try:
        return parse((path / _PREVIOUS).read_bytes())
    except FileError as error:
        reading.faults += [Fault(f"{_PREVIOUS} {f.path}", "", f.problem, f.mend) for f in error.faults]
    except OSError as error:
        reading.faults.append(Fault(_PREVIOUS, "", f"cannot be read: {error.strerror}"))
    return None


def problem_files(problem: Problem, headings: str = "en") -> dict[str, FileWriter]:
    """Give the files of a problem by name, each as a function that writes it.

    Parameters
    ----------
    problem
        What to write.
    headings
        ``"en"`` or ``"zh"``; default English.

    Raises
    ------
    FileError
        Where the problem holds what no file can, or the headings are of another language.
    """
    files = _files(problem_tables(problem, headings))
    if problem.previous is not None:
        text = write_plan(problem.previous)
        files[_PREVIOUS] = lambda file: _write(file, text)
    return files


def plan_files(plan: Plan, headings: str = "en") -> dict[str, FileWriter]:
    """Give the files of a plan by name, each as a function that writes it; see `problem_files`."""
    return _files(plan_tables(plan, headings))


def _files(tables: Iterable[TableOut]) -> dict[str, FileWriter]:
    return {f"{table.name}.csv": _writer(table) for table in tables}


def _writer(table: TableOut) -> FileWriter:
    first = [guarded(heading) for heading in table.headings] if table.own_headings else table.headings
    return lambda file: write_table(file, first, _rows(table))


def _rows(table: TableOut) -> Iterator[list[str]]:
    for row in table.rows:
        yield [
            "" if value is None else _cell(form, value) for form, value in zip(table.forms, row, strict=True)
        ]


def _cell(form: Form, value: Any) -> str:
    return form.write(value) if form.plain else guarded(form.write(value))


def _write(file: IO[str], text: str) -> None:
    file.write(text)
