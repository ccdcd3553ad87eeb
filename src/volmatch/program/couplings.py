"""Mechanisms that tie visits, people and days together: arrays that most programs leave empty.

As in `arrays`: one attrs class a mechanism, position *i* of every array of a class speaks of the same thing, lists of
lists are in compressed rows. A *level* is a position in ``program.levels``; costs are whole numbers, 0 or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TypeAlias

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Balance",
    "Crowds",
    "Flags",
    "Freeze",
    "Ints",
    "Labels",
    "Links",
    "Partners",
    "Pledges",
    "Promises",
    "Punctuality",
    "Quorums",
    "ints",
    "parties_of",
]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

TRIP, HORIZON = -1, 0
"""Scopes of `Labels`; any other is a number of days."""


def ints(values: ArrayLike = ()) -> Ints:
    """Give a read-only array of whole numbers."""
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array


def parties_of(pairs: Iterable[tuple[int, int]]) -> Mapping[int, frozenset[int]]:
    """Join pairs that share somebody; give, for each member, all with whom they are joined, themselves included."""
    parties: dict[int, frozenset[int]] = {}
    for one, other in pairs:
        joined = parties.get(one, frozenset({one})) | parties.get(other, frozenset({other}))
        parties.update(dict.fromkeys(joined, joined))
    return parties


def _rows() -> Ints:
    return ints([0])


@frozen(eq=False, repr=False)
class Links:
    """Visits of which one needs the other, shape (links,).

    ``together`` 1: whoever serves the second serves the first too, before it in the same trip, and nobody else does.
    ``together`` 0: the second is only served if the first is, and starts at least ``gap`` seconds after its end.
    """

    first: Ints = field(factory=ints, converter=ints)
    second: Ints = field(factory=ints, converter=ints)
    together: Ints = field(factory=ints, converter=ints)
    gap: Ints = field(factory=ints, converter=ints)

    def __len__(self) -> int:
        """Count the links."""
        return len(self.first)


@frozen(eq=False, repr=False)
class Labels:
    """Labels of visits that exclude each other for one volunteer.

    ``visit``, ``label``: shape (labelled visits,). ``one``, ``other``, ``scope``: shape (exclusions,), the scope
    `TRIP`, `HORIZON`, or n ≥ 1: on days that are less than n apart. The day is that on which the trip departs.
    """

    visit: Ints = field(factory=ints, converter=ints)
    label: Ints = field(factory=ints, converter=ints)
    one: Ints = field(factory=ints, converter=ints)
    other: Ints = field(factory=ints, converter=ints)
    scope: Ints = field(factory=ints, converter=ints)


@frozen(eq=False, repr=False)
class Crowds:
    """Groups of visits and the number of different volunteers who serve one of them: capped, or paid for.

    ``cap`` (`NO_CAP` = none), ``level`` (−1 = nothing is paid), ``cost`` for each volunteer: shape (crowds,).
    ``ptr``, ``visit``: their visits. ``exempt_ptr``, ``exempt``: volunteers who do not count.
    """

    cap: Ints = field(factory=ints, converter=ints)
    level: Ints = field(factory=ints, converter=ints)
    cost: Ints = field(factory=ints, converter=ints)
    ptr: Ints = field(factory=_rows, converter=ints)
    visit: Ints = field(factory=ints, converter=ints)
    exempt_ptr: Ints = field(factory=_rows, converter=ints)
    exempt: Ints = field(factory=ints, converter=ints)

    def __len__(self) -> int:
        """Count the groups."""
        return len(self.cap)


@frozen(eq=False, repr=False)
class Balance:
    """A cost that grows with the time of a volunteer: ``cost`` × ⌊(base + seconds)² ÷ offered⌋.

    Shape (terms,): ``level``, ``volunteer``, ``base`` in seconds, ``offered`` in seconds, 1 or more, ``cost``. The
    seconds are those away from home and at remote tasks.
    """

    level: Ints = field(factory=ints, converter=ints)
    volunteer: Ints = field(factory=ints, converter=ints)
    base: Ints = field(factory=ints, converter=ints)
    offered: Ints = field(factory=ints, converter=ints)
    cost: Ints = field(factory=ints, converter=ints)

    def __len__(self) -> int:
        """Count the terms."""
        return len(self.volunteer)


@frozen(eq=False, repr=False)
class Promises:
    """What was promised: ``cost`` is paid unless the volunteer serves the visit and starts in ``low`` … ``high``.

    Shape (promises,): ``level``, ``volunteer``, ``visit``, ``low``, ``high`` (both included), ``cost``.
    """

    level: Ints = field(factory=ints, converter=ints)
    volunteer: Ints = field(factory=ints, converter=ints)
    visit: Ints = field(factory=ints, converter=ints)
    low: Ints = field(factory=ints, converter=ints)
    high: Ints = field(factory=ints, converter=ints)
    cost: Ints = field(factory=ints, converter=ints)

    def __len__(self) -> int:
        """Count the promises."""
        return len(self.visit)


@frozen(eq=False, repr=False)
class Pledges:
    """What was promised to people of whom only so many may be let down: at most ``most`` of all are broken.

    One is kept if the volunteer serves the visit and starts in ``low`` … ``high``.

    ``most`` has shape (1,), or (0,) where nothing is capped; the others have shape (pledges,): ``volunteer``,
    ``visit``, ``low``, ``high`` (both included).
    """

    most: Ints = field(factory=ints, converter=ints)
    volunteer: Ints = field(factory=ints, converter=ints)
    visit: Ints = field(factory=ints, converter=ints)
    low: Ints = field(factory=ints, converter=ints)
    high: Ints = field(factory=ints, converter=ints)

    def __len__(self) -> int:
        """Count the pledges."""
        return len(self.visit)


@frozen(eq=False, repr=False)
class Punctuality:
    """What a start costs: ``cost`` for each second by which a visit that is served starts outside ``low`` … ``high``.

    Shape (terms,): ``level``, ``visit``, ``low``, ``high`` (both included), ``cost``. Once for all its people.
    """

    level: Ints = field(factory=ints, converter=ints)
    visit: Ints = field(factory=ints, converter=ints)
    low: Ints = field(factory=ints, converter=ints)
    high: Ints = field(factory=ints, converter=ints)
    cost: Ints = field(factory=ints, converter=ints)

    def __len__(self) -> int:
        """Count the terms."""
        return len(self.visit)


@frozen(eq=False, repr=False)
class Quorums:
    """Who must be among the people of a visit: if it is served, at least ``count`` of some volunteers serve it.

    ``visit``, ``count``, ``group``: shape (quorums,). ``ptr``, ``volunteer``: the volunteers of each group; ``last``:
    the last start of the visit at which each of them counts, `NO_CAP` = always.
    """

    visit: Ints = field(factory=ints, converter=ints)
    count: Ints = field(factory=ints, converter=ints)
    group: Ints = field(factory=ints, converter=ints)
    ptr: Ints = field(factory=_rows, converter=ints)
    volunteer: Ints = field(factory=ints, converter=ints)
    last: Ints = field(factory=ints, converter=ints)

    def __len__(self) -> int:
        """Count the quorums."""
        return len(self.visit)


@frozen(eq=False, repr=False)
class Partners:
    """Pairs of volunteers: who serve no visit both (``together`` 0), or every visit both or neither (1)."""

    one: Ints = field(factory=ints, converter=ints)
    other: Ints = field(factory=ints, converter=ints)
    together: Ints = field(factory=ints, converter=ints)

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.one)

    @cached_property
    def parties(self) -> Mapping[int, frozenset[int]]:
        """Give, for each who is in a pair of those together, all who serve what they serve, themselves included."""
        rows = zip(self.one.tolist(), self.other.tolist(), self.together.tolist(), strict=True)
        return parties_of((one, other) for one, other, together in rows if together)


@frozen(eq=False, repr=False)
class Freeze:
    """Tours that have begun: what happens before an instant is settled.

    Attributes
    ----------
    volunteer, visit
        Shape (frozen,): the stops that stay, each a must with a fixed start.
    before
        Shape (frozen,): the visit that comes directly before it in its tour; −1 where it begins the tour.
    instant
        Shape (1,): tours that begin with any other visit depart then or later. Empty: nothing is frozen.
    """

    instant: Ints = field(factory=ints, converter=ints)
    volunteer: Ints = field(factory=ints, converter=ints)
    visit: Ints = field(factory=ints, converter=ints)
    before: Ints = field(factory=ints, converter=ints)

    @property
    def begins(self) -> frozenset[tuple[int, int]]:
        """Who begins a tour with which visit before the instant: (volunteer, visit)."""
        first = self.before < 0
        return frozenset(zip(self.volunteer[first].tolist(), self.visit[first].tolist(), strict=True))

    @property
    def follows(self) -> dict[tuple[int, int], int]:
        """Which visit comes directly before which, by (volunteer, visit)."""
        rows = zip(self.volunteer.tolist(), self.visit.tolist(), self.before.tolist(), strict=True)
        return {(volunteer, visit): before for volunteer, visit, before in rows if before >= 0}
