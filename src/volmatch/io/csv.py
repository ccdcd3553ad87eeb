"""Problems and plans as folders of CSV files, one file per kind of thing.

``problem.csv`` (or ``plan.csv``) holds a key and a value a row; every other file has a row of
headings, which are the keys of JSON, and a thing a row. See `sheets` for the files, `cells` for
what stands in a cell, `headings` for the Chinese names, and `matrices` for tables of travel. An
earlier plan stands in ``previous.json``.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from volmatch.domain.findings import Findings, nearest
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.errors import Fault, FileError, InputError
from volmatch.io.json import write_plan
from volmatch.io.matrices import matrix_file, matrix_rows, matrix_travel
from volmatch.io.plans import plan_of
from volmatch.io.reading import Folder
from volmatch.io.schema import PLAN_SCHEMA, PROBLEM_SCHEMA, check_schema
from volmatch.io.sheets import PLAN_SETTINGS, PLAN_SHEETS, SETTINGS, SHEETS
from volmatch.io.strict import parse
from volmatch.io.structure import problem_of
from volmatch.io.unstructure import raw_plan, raw_problem
from volmatch.io.writing import FileWriter, files_of, table_writer

__all__ = [
    "PLAN_NAMES",
    "PROBLEM_NAMES",
    "plan_files",
    "problem_files",
    "read_plan_folder",
    "read_problem_folder",
]

_PREVIOUS = "previous.json"

PROBLEM_NAMES = ("problem.csv", *(sheet.file for sheet in SHEETS), "matrix_*.csv", _PREVIOUS)
"""The names, some of them patterns, of the files that a problem may have."""

PLAN_NAMES = ("plan.csv", *(sheet.file for sheet in PLAN_SHEETS))
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
    folder = Folder(path, encoding, SHEETS)
    _needed(folder, "problem", "plan", "load_plan")
    raw = folder.settings("problem", SETTINGS)
    _same_schema(raw, PROBLEM_SCHEMA)
    things = folder.things()
    known = {_PREVIOUS, "problem.csv", *(sheet.file for sheet in SHEETS)}
    travel = raw.get("travel")
    if isinstance(travel, dict) and travel.get("kind") == "matrix":
        ids = [str(place.get("id")) for place in things["locations"]]
        raw["travel"] = matrix_travel(folder, travel, ids)
        known |= set(folder.origins.settings.values())
    if (path / _PREVIOUS).exists():
        folder.origins.settings["previous"] = f"{_PREVIOUS}, previous"
        raw["previous"] = _previous(folder)
    _strangers(folder, known)
    if folder.unreadable:
        # What the other files say of it would only hide what matters.
        raise FileError(folder.faults)
    try:
        problem = problem_of({**raw, **things})
    except InputError as error:
        faults = [*folder.faults, *folder.origins.translated(error.faults)]
        raise (FileError if folder.faults else type(error))(faults) from None
    if folder.faults:
        raise FileError(folder.faults)
    return problem


def read_plan_folder(path: Path, encoding: str = "utf-8") -> Plan:
    """Read a plan from a folder with ``plan.csv``, ``trips.csv`` and ``stops.csv``.

    Raises
    ------
    FileError
        With every fault, up to 100, each with its file, row and column.
    """
    folder = Folder(path, encoding, PLAN_SHEETS)
    _needed(folder, "plan", "problem", "load")
    raw = folder.settings("plan", PLAN_SETTINGS)
    _same_schema(raw, PLAN_SCHEMA)
    raw.update(folder.things())
    _number_trips(folder, raw["trips"])
    if folder.unreadable:
        raise FileError(folder.faults)
    found = Findings()
    plan = plan_of(raw, found)
    faults = [*folder.faults, *folder.origins.translated(found.faults)]
    if plan is None or faults:
        raise FileError(faults)
    return plan


def _same_schema(raw: dict[str, Any], wanted: str) -> None:
    # Unlike a JSON file, a folder is known by its files, so that it need not say what it holds.
    if raw.get("schema") is not None:
        check_schema(raw["schema"], wanted)


def _needed(folder: Folder, name: str, other: str, function: str) -> None:
    files = [f"{name}.csv", *(sheet.file for sheet in folder.sheets if sheet.always)]
    missing = [file for file in files if not (folder.path / file).is_file()]
    mend = f"A {name} is a folder with {', '.join(files)}."
    if f"{name}.csv" in missing and (folder.path / f"{other}.csv").is_file():
        mend = f"The folder holds a {other}; read it with {function}."
    if missing:
        raise FileError([Fault(file, "", "the file is missing", mend) for file in missing])


def _strangers(folder: Folder, known: set[str]) -> None:
    """Report CSV files that nothing reads: most often a name that is spelt wrongly."""
    for file in sorted(folder.path.glob("*.csv")):
        if file.name not in known.union(PLAN_NAMES) and file.name[0] not in ".~":
            mend = nearest(file.name, dict.fromkeys(known)) or "Put it elsewhere."
            folder.faults.append(Fault(file.name, "", "the file is none of a problem's", mend))


def _previous(folder: Folder) -> Any:
    try:
        return parse((folder.path / _PREVIOUS).read_bytes())
    except FileError as error:
        folder.faults += [Fault(f"{_PREVIOUS} {f.path}", "", f.problem, f.mend) for f in error.faults]
    except OSError as error:
        folder.faults.append(Fault(_PREVIOUS, "", f"cannot be read: {error.strerror}"))
    return None


def _number_trips(folder: Folder, trips: list[dict[str, Any]]) -> None:
    seen: set[str] = set()
    for row, trip in enumerate(trips):
        name = trip.pop("id", None)
        if name in seen:
            where = folder.origins.place(f"trips[{row}].id")
            folder.faults.append(Fault(where, "", "the number of the trip is given twice"))
        seen.add(name)


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
    raw = raw_problem(problem)
    files: dict[str, FileWriter] = {}
    travel = raw.get("travel")
    if travel is not None and travel["kind"] == "matrix":
        ids = [place["id"] for place in raw["locations"]]
        for mode, tables in travel["modes"].items():
            for measure, table in tables.items():
                first, *rows = matrix_rows(table, ids)
                files[matrix_file(mode, measure)] = table_writer(first, rows)
        raw["travel"] = {"kind": "matrix", "modes": list(travel["modes"])}
    previous = problem.previous
    if previous is not None:
        text = write_plan(previous)
        files[_PREVIOUS] = lambda file: _write(file, text)
    return {**files, **files_of("problem", raw, SETTINGS, SHEETS, headings)}


def plan_files(plan: Plan, headings: str = "en") -> dict[str, FileWriter]:
    """Give the files of a plan by name, each as a function that writes it; see `problem_files`."""
    raw = raw_plan(plan)
    raw["trips"] = [{"id": str(row), **trip} for row, trip in enumerate(raw["trips"], start=1)]
    return files_of("plan", raw, PLAN_SETTINGS, PLAN_SHEETS, headings)


def _write(file: IO[str], text: str) -> None:
    file.write(text)
