"""Everybody at once: the volunteers of a problem as columns of numbers.

What a rule says of one volunteer and one task (`Rule.forbids`) it may say of one task and many volunteers too
(`Rule.forbidden`), thousands of times faster; a `Roll` keeps the columns that this takes. It lives as long as
somebody holds it: one is made for all the questions of one call.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from volmatch.domain.clock import Interval
from volmatch.domain.problem import Problem
from volmatch.domain.volunteer import Volunteer

__all__ = ["Flags", "Reals", "Roll", "Rows", "Wholes"]

Rows: TypeAlias = NDArray[np.int64]
Wholes: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Reals: TypeAlias = NDArray[np.float64]
T = TypeVar("T")


@define(eq=False, repr=False, slots=False)
class Roll:
    """The volunteers of a problem in columns, each made when first asked for.

    Parameters
    ----------
    problem
        Whose volunteers. A *row* is a volunteer's position in ``problem.volunteers``.
    """

    problem: Problem
    _kept: dict[Hashable, Any] = field(factory=dict, init=False)
    _ways: _Ways | None = field(default=None, init=False)

    @property
    def volunteers(self) -> Sequence[Volunteer]:
        """The volunteers, row by row."""
        return self.problem.volunteers

    @cached_property
    def everybody(self) -> Rows:
        """All rows, ascending."""
        return np.arange(len(self.volunteers))

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Make something when it is first asked for, and keep it. A rule's keys begin with itself or its name."""
        if key not in self._kept:
            self._kept[key] = make()
        return cast(T, self._kept[key])

    def numbers(self, name: str, missing: float = np.nan) -> Reals:
        """Give a field of all volunteers that is a number or ``None``. O(volunteers) once."""

        def make() -> Reals:
            said = (getattr(volunteer, name) for volunteer in self.volunteers)
            return np.array([missing if value is None else value for value in said], dtype=np.float64)

        return self.once(("numbers", name, repr(missing)), make)

    def groups(self, key: Hashable, of: Callable[[Volunteer], Hashable]) -> tuple[Rows, Sequence[Any]]:
        """Group the volunteers by what is the same: the group of each row, and what each group has in common.

        O(volunteers) once; ``key`` names the grouping.
        """

        def make() -> tuple[Rows, Sequence[Any]]:
            codes: dict[Hashable, int] = {}
            rows = [codes.setdefault(of(volunteer), len(codes)) for volunteer in self.volunteers]
            return np.array(rows, dtype=np.int64), tuple(codes)

        return self.once(("groups", key), make)

    @cached_property
    def _offers(self) -> tuple[Rows, Wholes, Wholes, int]:
        """The row, start and end of every interval that anybody offers, by start; and how long the longest is."""
        offers = sorted(
            (o.start, o.end, row) for row, one in enumerate(self.volunteers) for o in one.available
        )
        table = np.array(offers, dtype=np.int64).reshape(-1, 3)
        start, end, row = (np.ascontiguousarray(column) for column in table.T)
        return row, start, end, int((end - start).max(initial=0))

    @property
    def offers(self) -> tuple[Rows, Wholes, Wholes]:
        """The row, start and end of every interval that anybody offers, by start."""
        return self._offers[:3]

    def who_offers(
        self, times: Iterable[Interval], seconds: int, ways: tuple[Wholes, Wholes] | None = None
    ) -> Flags:
        """Tell for each volunteer whether one interval offered and one of some times hold a service together.

        Parameters
        ----------
        times
            The service lies inside one of these.
        seconds
            How long it takes, 0 or more.
        ways
            Seconds before and after it, for all volunteers, that lie in the offer too; default none.

        Notes
        -----
        O(times × offers that can overlap them).
        """
        able = np.zeros(len(self.volunteers), dtype=bool)
        row, start, end, longest = self._offers
        for time in times:
            earliest, latest = time.start + seconds, time.end - seconds  # of the end, and of the start
            if time.start > latest:
                continue
            # An offer that ends in time starts no earlier than the longest would.
            low, high = np.searchsorted(start, (earliest - longest, latest + 1))
            near = slice(low, high)
            out, back = (0, 0) if ways is None else (ways[0][row[near]], ways[1][row[near]])
            leaves, returns = start[near] + out, end[near] - back
            fits = (returns >= earliest) & (leaves <= latest) & (returns - leaves >= seconds)
            able[row[near][fits]] = True
        return able

    def lines(self, rows: Rows, location: str) -> Reals:
        """Measure the straight lines from homes to a location, in metres; NaN where unknown. O(rows)."""
        place = self.problem.place(location)
        return self.problem.network.line(self._homes[rows], np.full(len(rows), place))

    def ways(self, rows: Rows, location: str) -> Wholes:
        """Give the least seconds and metres from homes to a location and back, whatever is passed in between.

        Returns
        -------
        Shape (4, rows): seconds out, metres out, seconds back, metres back; as `Network.shortest` gives
        them. Those to the location that was asked for last are kept.
        """
        if self._ways is None or self._ways.location != location:
            self._ways = _Ways(location, len(self.volunteers))
        table, known = self._ways.table, self._ways.known
        missing = rows[~known[rows]]
        if len(missing):
            table[:, missing] = self._measured(missing, self.problem.place(location))
            known[missing] = True
        return table[:, rows]

    def _measured(self, rows: Rows, place: int) -> Wholes:
        network, (mode_of, modes) = self.problem.network, self.groups("mode", self.problem.mode)
        table = np.empty((4, len(rows)), dtype=np.int64)
        for code, mode in enumerate(modes):
            mine = np.flatnonzero(mode_of[rows] == code) if len(modes) > 1 else np.arange(len(rows))
            if len(mine):
                homes, there = self._homes[rows[mine]], np.full(len(mine), place)
                table[:2, mine] = network.all_shortest(mode, homes, there)
                # A straight line is as long there as back.
                table[2:, mine] = (
                    table[:2, mine] if network.direct else network.all_shortest(mode, there, homes)
                )
        return table

    def lives_at(self, location: str) -> Flags:
        """Tell for each volunteer whether a location is their home."""
        return np.asarray(self._homes == self.problem.place(location))

    @cached_property
    def _homes(self) -> Rows:
        place = self.problem.place
        return np.array([place(volunteer.home) for volunteer in self.volunteers], dtype=np.int64)

    @cached_property
    def banned(self) -> dict[tuple[str, str | None], Rows]:
        """Who must not serve: rows by ``("task", id)``, ``("beneficiary", name)`` and ``("location", id)``."""
        found: dict[tuple[str, str | None], list[int]] = defaultdict(list)
        for row, volunteer in enumerate(self.volunteers):
            for task in (*volunteer.declined, *(ban.task for ban in self.problem.bans(volunteer.id))):
                for one in self.problem.occurrences(task) if task is not None else ():
                    found["task", one].append(row)
            for ban in self.problem.bans(volunteer.id):
                for name in ("beneficiary", "location"):
                    found[name, getattr(ban, name)].append(row)
        return {key: np.array(rows, dtype=np.int64) for key, rows in found.items() if key[1] is not None}


class _Ways:
    """The ways to one location, as far as they were asked for."""

    def __init__(self, location: str, count: int) -> None:
        self.location = location
        self.table: Wholes = np.zeros((4, count), dtype=np.int64)
        self.known: Flags = np.zeros(count, dtype=bool)
