"""Problems and plans in files: JSON, packed JSON, workbooks, and folders of CSV files.

Reading never executes what it reads. Writing is all or nothing: a file appears under its name once
it is whole and on the disk, readable by its owner only.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.errors import Fault, FileError
from volmatch.io.atomic import write_file, write_folder
from volmatch.io.csv import (
    PLAN_NAMES,
    PROBLEM_NAMES,
    plan_files,
    problem_files,
    read_plan_folder,
    read_problem_folder,
)
from volmatch.io.json import read_plan, read_problem, write_plan, write_problem
from volmatch.io.strict import decoded
from volmatch.io.workbook_in import is_workbook
from volmatch.io.workbooks import read_plan_workbook, read_problem_workbook, write_workbook

__all__ = ["MOST_BYTES", "content_of", "load", "load_plan", "save"]

MOST_BYTES = 2 << 30
"""How large a file may be, unpacked; a packed one of a few kilobytes can hold anything."""

_PICKLES = (".pkl", ".pickle", ".joblib", ".npy", ".npz", ".pt")


def load(path: str | os.PathLike[str], *, encoding: str = "utf-8", most_bytes: int = MOST_BYTES) -> Problem:
    """Read a problem from a file or a folder.

    Parameters
    ----------
    path
        A JSON file, a JSON file packed by gzip, an Excel workbook (``.xlsx``), or a folder of CSV files.
    encoding
        How the text is encoded; default ``"utf-8"``; Chinese spreadsheets write ``"gb18030"``.
    most_bytes
        How large a file may be, unpacked; default 2 GiB; workbooks 512 MiB at most.

    Raises
    ------
    FileError
        Where nothing can be read; with every fault, up to 100, and the place of each.
    ProblemError
        Where the objects can be read, but do not fit together.

    Notes
    -----
    O(bytes).
    """
    where = Path(path)
    if _is_folder(where):
        with _unchanged(where / "problem.csv"):
            return read_problem_folder(where, encoding)
    data = content_of(where, most_bytes)
    if is_workbook(data):
        return read_problem_workbook(data, most_bytes)
    return read_problem(decoded(data, encoding))


def load_plan(path: str | os.PathLike[str], *, encoding: str = "utf-8", most_bytes: int = MOST_BYTES) -> Plan:
    """Read a plan from a file or a folder, as `load` reads a problem.

    Whether it keeps the rules of its problem is for `verify` to say.

    Raises
    ------
    FileError
        Where it cannot be read; with every fault, up to 100, and the place of each.
    """
    where = Path(path)
    if _is_folder(where):
        with _unchanged(where / "plan.csv"):
            return read_plan_folder(where, encoding)
    data = content_of(where, most_bytes)
    if is_workbook(data):
        return read_plan_workbook(data, most_bytes)
    return read_plan(decoded(data, encoding))


def save(
    thing: Problem | Plan,
    path: str | os.PathLike[str],
    *,
    encoding: str = "utf-8",
    headings: str = "en",
) -> None:
    """Write a problem or a plan.

    Parameters
    ----------
    thing
        What to write. These are the user's own data: places are written exactly.
    path
        ``….json``, ``….json.gz``, ``….xlsx`` (needs ``volmatch[excel]``), or a folder (a name without a
        dot, or one that exists), which gets CSV files.
    encoding
        For CSV: ``"utf-8"`` (default), ``"utf-8-sig"``, which spreadsheets open rightly by a
        click, or ``"gb18030"``.
    headings
        For CSV and workbooks: ``"en"`` (default) or ``"zh"``.

    Raises
    ------
    FileError
        Where it cannot be written; then nothing has changed, and no temporary file is left.
    """
    where = Path(path)
    name = where.name.lower()
    if _is_folder(where) or not where.suffix:
        _save_folder(thing, where, encoding, headings)
    elif name.endswith((".json", ".json.gz")):
        text = write_problem(thing) if isinstance(thing, Problem) else write_plan(thing)
        data = text.encode()
        write_file(where, gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
    elif name.endswith(".xlsx"):
        write_file(where, write_workbook(thing, headings))
    else:
        mend = "Use a name that ends with .json, .json.gz or .xlsx, or a folder, which gets CSV files."
        raise FileError([Fault(str(where), "", f"there is no format {where.suffix!r}", mend)])


def _save_folder(thing: Problem | Plan, path: Path, encoding: str, headings: str) -> None:
    if isinstance(thing, Problem):
        files = problem_files(thing, headings)
        write_folder(path, files, "problem.csv", PROBLEM_NAMES, encoding)
    else:
        write_folder(path, plan_files(thing, headings), "plan.csv", PLAN_NAMES, encoding)


@contextlib.contextmanager
def _unchanged(main: Path) -> Iterator[None]:
    """See to it that a folder is not read while it is written anew, which begins and ends with a main file."""
    try:
        before = _stamp(main)
        yield
        if _stamp(main) != before:
            raise FileError(
                [Fault(str(main.parent), "", "the folder changed while it was read", "Try again.")]
            )
    except OSError as error:
        raise FileError([Fault(str(main.parent), "", _reason(error))]) from None


def _stamp(path: Path) -> tuple[int, ...]:
    """Tell one state of a file from another, without the time at which it was read."""
    if not path.exists():
        return ()
    state = path.stat()
    return state.st_ino, state.st_mtime_ns, state.st_size


def _is_folder(path: Path) -> bool:
    # Unlike the method of Path, this is false where one may not look, so that the reason is found later.
    return os.path.isdir(path)  # noqa: PTH112


def content_of(path: Path, most_bytes: int) -> bytes:
    """Read a file whole, and unpack it."""
    if path.suffix.lower() in _PICKLES:
        mend = "Save it as JSON."
        raise FileError([Fault(str(path), "", "pickles and arrays are never read", mend)])
    if path.suffix.lower() == ".csv":
        mend = "Give the folder that it stands in."
        raise FileError([Fault(str(path), "", "a single CSV file is no problem or plan", mend)])
    try:
        with path.open("rb") as file:
            data = _capped(file, path, most_bytes)
        if data[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as unpacked:
                data = _capped(unpacked, path, most_bytes)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        problem = "the packed file is damaged or breaks off"
        raise FileError([Fault(str(path), "", problem)]) from None
    except (OSError, ValueError) as error:
        raise FileError([Fault(str(path), "", _reason(error))]) from None
    return data


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    why = error.strerror if isinstance(error, OSError) else "the name is no file name"
    return f"the file cannot be read: {why}"


def _capped(file: IO[bytes] | gzip.GzipFile, path: Path, most_bytes: int) -> bytes:
    pieces = []
    room = most_bytes
    while piece := file.read(min(1 << 20, room + 1)):
        room -= len(piece)
        if room < 0:
            problem = f"the file is larger than {most_bytes:,} bytes, unpacked"
            raise FileError([Fault(str(path), "", problem, "Give most_bytes if that is meant.")])
        pieces.append(piece)
    return b"".join(pieces)
