"""Some tasks in a file of their own, with the places that are new: what `replan --add` reads."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from volmatch.domain.findings import Findings
from volmatch.domain.location import Location
from volmatch.domain.task import Task
from volmatch.errors import FileError
from volmatch.io.files import MOST_BYTES, content_of
from volmatch.io.strict import decoded, parse
from volmatch.io.structure import things_of

__all__ = ["load_tasks"]


def load_tasks(path: str | os.PathLike[str]) -> tuple[Sequence[Task], Sequence[Location]]:
    """Read tasks, and places that they name, from a JSON file.

    The file holds a list of tasks, or an object with the keys ``tasks`` and ``locations``, both written as in a problem
    (docs/model.md §7).

    Raises
    ------
    FileError
        Where it cannot be read, with every fault.
    """
    raw: Any = parse(decoded(content_of(Path(path), MOST_BYTES), "utf-8"))
    found = Findings()
    said = {"tasks": raw} if isinstance(raw, list) else raw
    if not isinstance(said, dict) or not isinstance(said.get("tasks"), list):
        found.fault('a list of tasks is expected, or an object with the keys "tasks" and "locations"')
        raise FileError(found.faults)
    made = things_of(said, {"tasks": Task, "locations": Location}, found)
    if found.faults:
        raise FileError(found.faults)
    return made["tasks"], made["locations"]
