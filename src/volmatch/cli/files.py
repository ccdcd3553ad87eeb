"""Reading and writing for commands: what is odd becomes a tidy line, what is wrong a refusal."""

from __future__ import annotations

import gzip
import os
import re
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from volmatch.cli.guard import RefusedError, about
from volmatch.cli.screen import Screen
from volmatch.domain.plan import Plan
from volmatch.domain.problem import InputWarning, Problem

__all__ = [
    "check_output",
    "holds_plan",
    "make_folder",
    "read_plan",
    "read_problem",
    "tidy_warnings",
    "write",
]

UTF_8 = "utf-8"
MOST_WARNINGS = 20
FEW_BYTES = 65_536
_NOBODY = "no volunteer has offered any time; in a folder of CSV files that stands in available.csv"


def read_problem(screen: Screen, path: Path, encoding: str = UTF_8) -> Problem:
    """Read a problem, and show what is odd in it.

    Raises
    ------
    RefusedError
        With every fault of the file.
    """
    from volmatch.io.files import load

    with about(path), tidy_warnings(screen) as odd:
        problem = load(path, encoding=encoding)
        odd.extend(str(fault) for fault in problem.warnings)
        if problem.volunteers and not any(person.available for person in problem.volunteers):
            odd.append(_NOBODY)
    return problem


def read_plan(screen: Screen, path: Path, encoding: str = UTF_8) -> Plan:
    """Read a plan, which may break every rule.

    Raises
    ------
    RefusedError
        Where it cannot be read.
    """
    from volmatch.io.files import load_plan

    with about(path), tidy_warnings(screen):
        return load_plan(path, encoding=encoding)


def write(screen: Screen, thing: Problem | Plan, path: Path, **tables: str) -> None:
    """Write a problem or a plan.

    Parameters
    ----------
    tables
        The encoding and the headings of CSV files.

    Raises
    ------
    RefusedError
        Where that cannot be done; then nothing of the file was changed.
    """
    from volmatch.io.files import save

    with about(path), tidy_warnings(screen):
        save(thing, path, **tables)


def holds_plan(path: Path) -> bool:
    """Tell by its first lines whether a file is a plan; whether it is a good one is seen later."""
    if path.is_dir():
        return (path / "plan.csv").exists()
    if path.suffix.lower() == ".xlsx":
        return _is_plan_workbook(path)
    try:
        with path.open("rb") as packed, gzip.open(packed) as unpacked:
            stream = unpacked if packed.peek(2)[:2] == b"\x1f\x8b" else packed
            return re.search(rb'"schema"\s*:\s*"volmatch/plan/', stream.read(FEW_BYTES)) is not None
    except (OSError, ValueError, EOFError, zlib.error):
        return False


def _is_plan_workbook(path: Path) -> bool:
    from volmatch.errors import FileError
    from volmatch.io.workbook_in import Workbook

    try:
        return Workbook(path.read_bytes()).has("plan")
    except (FileError, OSError):
        return False


FORMATS = (".json", ".json.gz", ".xlsx")
"""How the names of files end that hold a problem or a plan."""


def check_output(
    path: Path, *inputs: Path, formats: tuple[str, ...] = FORMATS, folder: str = "CSV files"
) -> None:
    """Refuse an output that could not be written, before half a minute is spent on it.

    Parameters
    ----------
    formats
        How its name may end.
    folder
        What a folder would get.

    Raises
    ------
    RefusedError
        Where the folder is missing or closed, or the output would replace an input.
    """
    for given in inputs:
        if path.exists() and given.exists() and path.samefile(given):
            raise RefusedError(f"{path} would be overwritten by the output", ("Give another name with -o.",))
    if path.suffix and not path.is_dir() and not path.name.lower().endswith(formats):
        mend = f"End the name with {formats[0]}, or give a folder, which gets {folder}."
        raise RefusedError(f"{path} cannot be written: there is no format {path.suffix!r}", (mend,))
    parent = path.absolute().parent
    if not parent.is_dir():
        raise RefusedError(
            f"{path} cannot be written: there is no folder {parent.name!r}",
            ("Make the folder first.",),
        )
    if not os.access(path if path.is_dir() else parent, os.W_OK | os.X_OK):
        raise RefusedError(f"{path} cannot be written: permission denied")


def make_folder(path: Path) -> None:
    """Make a folder that results are written to, unless it is there.

    Raises
    ------
    RefusedError
        Where that cannot be done, or the folder is closed.
    """
    with about(path):
        path.mkdir(exist_ok=True)
    if not os.access(path, os.W_OK | os.X_OK):
        raise RefusedError(f"{path} cannot be written: permission denied")


@contextmanager
def tidy_warnings(screen: Screen) -> Iterator[list[str]]:
    """Show what the library warns of the input, a line each; other warnings go their usual way.

    Yields a list to which more lines may be added; a line that stands twice is shown once.
    """
    lines: list[str] = []
    with warnings.catch_warnings():
        usual = warnings.showwarning

        def take(message: Warning | str, category: type[Warning], *place: Any) -> None:
            if issubclass(category, InputWarning):
                lines.append(str(message))
            else:
                usual(message, category, *place)

        warnings.simplefilter("always", InputWarning)
        warnings.showwarning = take  # type: ignore[assignment]
        yield lines
    every = list(dict.fromkeys(lines))
    for line in every[:MOST_WARNINGS]:
        screen.warn(line)
    if len(every) > MOST_WARNINGS:
        screen.note(f"… and {len(every) - MOST_WARNINGS:,} warnings more")
