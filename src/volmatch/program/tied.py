"""What ties visits, people and days together, while a program is made: rules and objectives write it here.

Visits are given by number: that of their task, or that of its pickup (`Draft.pickups`). An objective writes what is
paid on the level that is being compiled, which ``level`` holds meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import TypeVar

import numpy as np
from attrs import define, field

from volmatch.program.arrays import NO_CAP
from volmatch.program.couplings import (
    HORIZON,
    TRIP,
    Balance,
    Crowds,
    Freeze,
    Ints,
    Labels,
    Links,
    Partners,
    Pledges,
    Promises,
    Punctuality,
    Quorums,
    parties_of,
)

__all__ = ["HORIZON", "TRIP", "Tied"]

T = TypeVar("T")


@define(eq=False, repr=False, slots=False)
class Tied:
    """The ties so far, each list a row for each call."""

    level: int = field(default=-1, init=False)
    _links: list[tuple[int, int, int, int]] = field(factory=list, init=False)
    _labels: list[tuple[int, int]] = field(factory=list, init=False)
    _exclusions: list[tuple[int, int, int]] = field(factory=list, init=False)
    _names: dict[str, int] = field(factory=dict, init=False)
    _crowds: list[tuple[int, int, int, Sequence[int], Sequence[int]]] = field(factory=list, init=False)
    _balance: list[tuple[int, int, int, int, int]] = field(factory=list, init=False)
    _promises: list[tuple[int, int, int, int, int, int]] = field(factory=list, init=False)
    _pledges: list[tuple[int, int, int, int]] = field(factory=list, init=False)
    _most_broken: tuple[int, ...] = field(default=(), init=False)
    _punctuality: list[tuple[int, int, int, int, int]] = field(factory=list, init=False)
    _quorums: list[tuple[int, int, int]] = field(factory=list, init=False)
    _groups: dict[tuple[tuple[int, int], ...], int] = field(factory=dict, init=False)
    _partners: list[tuple[int, int, int]] = field(factory=list, init=False)
    _frozen: tuple[tuple[int, ...], Sequence[tuple[int, int, int]]] = field(default=((), ()), init=False)

    def link(self, first: int, second: int, *, together: bool = False, gap: int = 0) -> None:
        """Serve the second visit only if the first is: later by a gap in seconds, or before it in the same trip."""
        self._links.append((first, second, int(together), gap))

    def label(self, visit: int, name: str) -> None:
        """Give a visit a label; it may have several."""
        self._labels.append((visit, self._names.setdefault(name, len(self._names))))

    def exclude(self, one: str, other: str, scope: int) -> None:
        """Let no volunteer serve visits of both labels in a `TRIP`, the `HORIZON`, or less than so many days apart."""
        names = self._names
        ends = names.setdefault(one, len(names)), names.setdefault(other, len(names))
        self._exclusions.append((*ends, scope))

    def crowd(self, visits: Iterable[int], most: int, exempt: Iterable[int] = ()) -> None:
        """Let at most so many different volunteers, but for those exempt, serve any of some visits."""
        self._crowds.append((most, -1, 0, sorted(set(visits)), sorted(set(exempt))))

    def pay_crowd(self, visits: Iterable[int], cost: int, exempt: Iterable[int] = ()) -> None:
        """Charge for each different volunteer, but for those exempt, who serves any of some visits."""
        self._crowds.append((NO_CAP, self.level, cost, sorted(set(visits)), sorted(set(exempt))))

    def pay_time(self, volunteer: int, base: int, offered: int, cost: int) -> None:
        """Charge ``cost`` × ⌊(base + seconds)² ÷ offered⌋ for the time that a volunteer gives."""
        self._balance.append((self.level, volunteer, base, offered, cost))

    def promise(self, volunteer: int, visit: int, low: int, high: int, cost: int) -> None:
        """Charge unless a volunteer serves a visit and starts in ``low`` … ``high``."""
        self._promises.append((self.level, volunteer, visit, low, high, cost))

    def pledge(self, most: int, rows: Iterable[tuple[int, int, int, int]]) -> None:
        """Break at most so many of some promises: volunteer, visit, first and last start of each. Said once."""
        self._most_broken, self._pledges = (most,), sorted(set(rows))

    def pay_start(self, visit: int, low: int, high: int, cost: int) -> None:
        """Charge for each second by which a visit that is served starts outside ``low`` … ``high``."""
        self._punctuality.append((self.level, visit, low, high, cost))

    def quorum(
        self, visit: int, count: int, volunteers: Iterable[int], last: Mapping[int, int] | None = None
    ) -> None:
        """Serve a visit only with at least so many of some volunteers among its people.

        ``last``: the last start at which a volunteer counts, where that is not always.
        """
        until = last if last is not None else {}
        group = tuple((one, until.get(one, NO_CAP)) for one in sorted(set(volunteers)))
        self._quorums.append((visit, count, self._groups.setdefault(group, len(self._groups))))

    def partner(self, one: int, other: int, *, together: bool) -> None:
        """Let two volunteers serve every visit both or neither, or no visit both."""
        self._partners.append((one, other, int(together)))

    def party_sizes(self, volunteers: int) -> Ints:
        """Count with whom each serves everything together, themselves included; shape (volunteers,)."""
        sizes = np.ones(volunteers, dtype=np.int64)
        parties = parties_of((one, other) for one, other, together in self._partners if together)
        for member, party in parties.items():
            sizes[member] = len(party)
        return sizes

    def freeze(self, instant: int, stops: Sequence[tuple[int, int, int]]) -> None:
        """Keep what begins before an instant.

        Parameters
        ----------
        instant
            Tours that begin with another visit depart then or later.
        stops
            Volunteer, visit, and the visit directly before it in its tour (−1 where it begins the tour); each is a
            must with a fixed start.
        """
        self._frozen = (instant,), stops

    def finished_ties(self) -> Mapping[str, object]:
        """Freeze the mechanisms, by their names in a program."""
        instant, stops = self._frozen
        return {
            "links": Links(*_columns(sorted(set(self._links)), 4)),
            "labels": Labels(*_columns(sorted(set(self._labels)), 2), *_columns(self._exclusions, 3)),
            "crowds": self._finished_crowds(),
            "balance": Balance(*_columns(self._balance, 5)),
            "promises": Promises(*_columns(self._promises, 6)),
            "pledges": Pledges(self._most_broken, *_columns(self._pledges, 4)),
            "punctuality": Punctuality(*_columns(self._punctuality, 5)),
            "quorums": self._finished_quorums(),
            "partners": Partners(*_columns(self._partners, 3)),
            "freeze": Freeze(instant, *_columns(stops, 3)),
        }

    def _finished_quorums(self) -> Quorums:
        visit, count, group = _columns(self._quorums, 3)
        ptr, rows = _compressed(list(self._groups))
        return Quorums(visit, count, group, ptr, *_columns(rows, 2))

    def _finished_crowds(self) -> Crowds:
        rows = [row for row in self._crowds if row[3]]
        ptr, visit = _compressed([row[3] for row in rows])
        exempt_ptr, exempt = _compressed([row[4] for row in rows])
        return Crowds(
            cap=[row[0] for row in rows],
            level=[row[1] for row in rows],
            cost=[row[2] for row in rows],
            ptr=ptr,
            visit=visit,
            exempt_ptr=exempt_ptr,
            exempt=exempt,
        )


def _columns(rows: Sequence[Sequence[int]], count: int) -> list[list[int]]:
    return [[row[column] for row in rows] for column in range(count)]


def _compressed(lists: Sequence[Sequence[T]]) -> tuple[list[int], list[T]]:
    return [0, *accumulate(map(len, lists))], [item for items in lists for item in items]
