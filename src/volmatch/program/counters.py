"""Caps on sums over duties: of a day, of the horizon, or of any people and days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from volmatch.program.arrays import DAYS, NO_CAP, Counters, Duties

__all__ = ["Cap", "finished_counters"]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Rows: TypeAlias = Iterator[tuple[int, int, Ints]]
"""Kind, cap and duties of each counter."""


@frozen(eq=False)
class Cap:
    """At most ``most`` of a kind over the duties of some volunteers (flags) on the days ``first`` … ``last``.

    With ``each`` it is the cap of everybody for themselves, else of all of them together.
    """

    kind: int
    most: int
    volunteers: Flags
    first: int
    last: int
    each: bool


def finished_counters(duties: Duties, day_caps: Ints, total_caps: Ints, caps: Sequence[Cap]) -> Counters:
    """Make a counter of each cap that can bind: over a day, over all of a volunteer, over any other duties.

    O(duties × kinds + duties that caps count, with a logarithm).
    """
    rows = [*_tabled(duties, duties.workday, day_caps), *_tabled(duties, duties.volunteer, total_caps)]
    rows += _listed(duties, caps)
    ptr = np.concatenate([[0], np.cumsum([len(group) for _, _, group in rows], dtype=np.int64)])
    return Counters(
        kind=[kind for kind, _, _ in rows],
        cap=[most for _, most, _ in rows],
        ptr=ptr,
        duty=np.concatenate([group for _, _, group in rows]) if rows else (),
    )


def _tabled(duties: Duties, key: Ints, table: Ints) -> Rows:
    """Read the caps of single volunteers, shape (kinds, volunteers), for each value of a key."""
    for group in _groups(np.arange(len(key)), key):
        own = table[:, duties.volunteer[group[0]]]
        for kind in np.flatnonzero(own < NO_CAP).tolist():
            most = int(own[kind])
            if kind != DAYS or len(np.unique(duties.workday[group])) > most:
                yield kind, most, group


def _listed(duties: Duties, caps: Iterable[Cap]) -> Rows:
    """Look up the duties of each cap by their days."""
    by_day = np.argsort(duties.day, kind="stable")
    days = duties.day[by_day]
    for cap in caps:
        low, high = np.searchsorted(days, cap.first), np.searchsorted(days, cap.last, side="right")
        inside = np.sort(by_day[low:high])
        inside = inside[cap.volunteers[duties.volunteer[inside]]]
        key = duties.volunteer[inside] if cap.each else np.zeros(len(inside), np.int64)
        if cap.kind == DAYS and len(inside):
            # Who has no more days than are allowed needs no counter.
            first = np.unique(duties.workday[inside], return_index=True)[1]
            more = np.bincount(key[first], minlength=key.max() + 1)[key] > cap.most
            inside, key = inside[more], key[more]
        for group in _groups(inside, key):
            yield cap.kind, cap.most, group


def _groups(rows: Ints, key: Ints) -> list[Ints]:
    """Part rows, ascending, by what is the same in a key beside them."""
    if not len(rows):
        return []
    order = np.argsort(key, kind="stable")
    return np.split(rows[order], np.flatnonzero(np.diff(key[order])) + 1)
