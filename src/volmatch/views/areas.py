"""The areas of a problem as they may be shown: no area that would give away who lives there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from volmatch.domain.problem import Problem

__all__ = ["FEWEST", "MOST", "areas_of", "short_names"]

FEWEST = 3
"""An area of fewer places might be an address, and is shown as the one around it."""

MOST = 30
"""More areas than this are no longer told apart."""


def areas_of(problem: Problem, personal: bool = False) -> Mapping[str, str]:
    """Give the area of each location, by id, as it may be shown; ``""`` where there is none to show.

    Parameters
    ----------
    personal
        Whether areas of a place or two may be shown as well.

    Notes
    -----
    O(locations × depth).
    """
    paths = {place.id: _parts(place.area) for place in problem.locations}
    sizes = Counter(path[:depth] for path in paths.values() for depth in range(1, len(path) + 1))
    least = 1 if personal else FEWEST
    shown = {name: _known(path, sizes, least) for name, path in paths.items()}
    while len(set(shown.values())) > MOST and max(map(len, shown.values())) > 1:
        deepest = max(map(len, shown.values()))
        shown = {name: path[: deepest - 1] for name, path in shown.items()}
    return {name: "/".join(path) for name, path in shown.items()}


def short_names(areas: Iterable[str]) -> dict[str, str]:
    """Give each area the last part of its path for a name, or all of it where two would be called the same."""
    every = list(dict.fromkeys(areas))
    last = Counter(area.rsplit("/", 1)[-1] for area in every)
    return {area: name if last[name := area.rsplit("/", 1)[-1]] == 1 else area for area in every}


def _parts(area: str) -> tuple[str, ...]:
    return tuple(part for part in area.split("/") if part)


def _known(path: Sequence[str], sizes: Mapping[tuple[str, ...], int], least: int) -> tuple[str, ...]:
    depth = len(path)
    while depth and sizes[tuple(path[:depth])] < least:
        depth -= 1
    return tuple(path[:depth])
