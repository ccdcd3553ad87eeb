"""Published instances of routing problems, told to volmatch as volunteers and tasks.

One file a format reads an `Instance`; `told` makes a `volmatch.Problem` of it; `scored` says what routes are
worth by the published rules, from the instance alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

from benchmarks.published import mdvrptw, sdvrptw, toptw
from benchmarks.published.instance import Instance

__all__ = ["GROUPS", "read"]

FORMATS = {"toptw": toptw, "sdvrptw": sdvrptw, "mdvrptw": mdvrptw}
GROUPS: dict[str, tuple[str, ...]] = {name: each.NAMES for name, each in FORMATS.items()}
"""The instances of each set."""


def read(name: str, data: Path) -> Instance:
    """Read an instance by its name, such as ``c101-m2``, ``PR01`` or ``PR11A``.

    Raises
    ------
    DataMissingError
        Where its file is not in the folder.
    """
    for group, names in GROUPS.items():
        if name in names:
            return cast(Instance, FORMATS[group].read(name, data / group))
    raise KeyError(name)
