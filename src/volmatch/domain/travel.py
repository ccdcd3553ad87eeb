"""How long it takes to get from one place to another, and how far it is.

A travel is what the user says (`StraightLine`, `Matrix`, or any object with ``seconds`` and ``metres``);
`network` joins it to the places of a problem, and gives whole numbers for arrays of place numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any, Protocol, TypeAlias

import numpy as np
from attrs import cmp_using, field, frozen
from numpy.typing import ArrayLike, NDArray

from volmatch.domain.findings import Findings
from volmatch.domain.geography import (
    EARTH_RADIUS_METRES,
    SHORT_HALF_CHORD,
    Points,
    arc_of_short,
    straight_line,
)
from volmatch.domain.kinds import NAME, described, real

__all__ = ["UNREACHABLE", "Matrix", "Network", "StraightLine", "TravelTimes"]

Whole: TypeAlias = NDArray[np.int64]

UNREACHABLE = 1 << 40
"""Seconds and metres between places that no travel joins: longer than any horizon."""


class TravelTimes(Protocol):
    """What a user's own travel offers: whole or real numbers on arrays of place numbers.

    A place number is the position of a location in ``problem.locations``. ``inf`` or NaN = unreachable.
    """

    def seconds(self, mode: str, origins: Whole, destinations: Whole) -> ArrayLike:
        """Give the seconds from each origin to the destination at the same position."""

    def metres(self, mode: str, origins: Whole, destinations: Whole) -> ArrayLike:
        """Give the metres from each origin to the destination at the same position."""


@frozen
class StraightLine:
    """Travel along the straight line, made longer by a detour.

    metres = straight line × detour, rounded to the nearest whole metre (a half to the even one);
    seconds = ⌈3600 × metres ÷ metres per hour⌉.

    Parameters
    ----------
    modes
        Speed in km/h by name, or ``{"speed_kmh": …}`` by name; speeds above 0.
    detour
        1 or more; default 1.

    Examples
    --------
    >>> StraightLine({"walk": 4.5}, detour=1.3).modes
    {'walk': 4.5}
    """

    modes: Mapping[str, float] = field(factory=lambda: {"walk": 4.5})
    detour: float = 1.0


@frozen
class Matrix:
    """Travel read from tables, in the order of the problem's locations.

    Parameters
    ----------
    modes
        By name, ``{"seconds": table, "metres": table}``, each of shape (locations, locations), from the row
        to the column. They may be asymmetric; ``None`` or ``inf`` = unreachable.
    """

    modes: Mapping[str, Mapping[str, Any]] = field(eq=cmp_using(eq=lambda a, b: _same(a, b)))


def _same(a: Any, b: Any) -> bool:
    return a.keys() == b.keys() and all(
        np.array_equal(_floats(a[mode][name]), _floats(b[mode][name]), equal_nan=True)
        for mode in a
        for name in ("seconds", "metres")
    )


def _floats(table: Any) -> NDArray[np.float64]:
    return np.array(table, dtype=float)


def settle_travel(travel: Any, num_places: int, found: Findings) -> Any:
    """Read what the user wrote for ``travel``; report what is wrong with it."""
    if isinstance(travel, Mapping):
        travel = _from_mapping(travel, found)
    if isinstance(travel, StraightLine):
        return _settle_line(travel, found)
    if isinstance(travel, Matrix):
        return _settle_matrix(travel, num_places, found)
    if hasattr(travel, "seconds") and hasattr(travel, "metres"):
        return travel
    found.fault("a StraightLine, a Matrix or an object with seconds and metres is expected")
    return StraightLine()


def _from_mapping(said: Mapping[str, Any], found: Findings) -> Any:
    kind = said.get("kind")
    fields = {"straight_line": {"kind", "modes", "detour"}, "matrix": {"kind", "modes"}}
    if not isinstance(kind, str) or kind not in fields:
        found.fault('"kind" must be "straight_line" or "matrix"')
        return StraightLine()
    for name in said.keys() - fields[kind]:
        found.fault(f"unknown key {name!r}", f"Known keys: {', '.join(sorted(fields[kind]))}.")
    if kind == "straight_line":
        return StraightLine(said.get("modes", {"walk": 4.5}), said.get("detour", 1.0))
    return Matrix(said.get("modes", {}))


def _settle_line(travel: StraightLine, found: Findings) -> StraightLine:
    detour = real(travel.detour)
    if detour is None or not 1 <= detour <= 1000:
        with found.inside("detour"):
            found.fault("a number from 1 to 1000 is expected")
        detour = 1.0
    modes = {}
    with found.inside("modes"):
        said_modes: Any = travel.modes
        if not isinstance(said_modes, Mapping) or not said_modes:
            found.fault("at least one travel mode with its speed is expected")
            return StraightLine({"walk": 4.5}, detour)
        for name, said in said_modes.items():
            with found.inside(str(name)):
                NAME.settle(name, found)
                speed = real(said.get("speed_kmh") if isinstance(said, Mapping) else said)
                if isinstance(said, Mapping) and said.keys() - {"speed_kmh"}:
                    found.fault("unknown key", 'A mode has "speed_kmh" only.')
                if speed is None or not 0.001 <= speed <= 100_000:
                    found.fault("a speed in km/h above 0 is expected")
                modes[name] = speed or 1.0
    return StraightLine(modes, detour)


def _settle_matrix(travel: Matrix, num_places: int, found: Findings) -> Matrix:
    modes = {}
    with found.inside("modes"):
        said_modes: Any = travel.modes
        if not isinstance(said_modes, Mapping) or not said_modes:
            found.fault("at least one travel mode with its tables is expected")
            return Matrix({"walk": {"seconds": np.zeros((0, 0)), "metres": np.zeros((0, 0))}})
        for name, tables in said_modes.items():
            with found.inside(str(name)):
                NAME.settle(name, found)
                if not isinstance(tables, Mapping) or tables.keys() != {"seconds", "metres"}:
                    found.fault('an object with "seconds" and "metres" is expected')
                    continue
                modes[name] = {
                    key: _settle_table(key, tables[key], num_places, found) for key in ("seconds", "metres")
                }
    return Matrix(modes)


def _settle_table(name: str, table: Any, num_places: int, found: Findings) -> NDArray[np.float64]:
    nothing = np.zeros((num_places, num_places))
    with found.inside(name):
        why = _odd(table)
        if why:
            found.fault(why, "Write null (in Python None or inf) where a place cannot be reached.")
            return nothing
        try:
            cells = np.array(table, dtype=float)
        except (TypeError, ValueError, OverflowError):
            found.fault(f"a square table of numbers is expected, not {described(table)}")
            return nothing
        cells[np.isnan(cells)] = np.inf
        if cells.shape != (num_places, num_places):
            found.fault(f"a table of {num_places} rows and columns is expected, one for each location")
            return nothing
        if (cells < 0).any():
            found.fault("a cell is negative")
        elif np.diagonal(cells).any():
            found.warn("the way from a place to itself is not 0; what the table says is taken")
        return cells


def _odd(table: Any) -> str:
    """Say what is wrong with a cell, if anything: NaN, or no number at all."""
    if isinstance(table, np.ndarray):
        if table.dtype.kind not in "iufO":
            return "a cell is not a number"
        if table.dtype.kind == "f" and np.isnan(table).any():
            return "a cell is NaN"
        if table.dtype.kind != "O":
            return ""
    if not isinstance(table, list | tuple | np.ndarray):
        return ""
    for row in table:
        for cell in row if isinstance(row, list | tuple | np.ndarray) else (row,):
            number = 0.0 if cell is None else real(cell)
            if number is None:
                return "a cell is not a number"
            if number != number:
                return "a cell is NaN"
    return ""


@frozen(eq=False, repr=False)
class Network:
    """The places of a problem and the travel between them, on arrays of place numbers.

    Attributes
    ----------
    positions
        float64, shape (locations, 2 or 3), as `geography.points` gives them; NaN where unknown.
    travel
        What the user said.
    """

    positions: Points
    travel: Any
    _least: dict[str, tuple[Whole, Whole]] = field(factory=dict, init=False)
    _known: dict[tuple[str, int, int], tuple[int, int]] = field(factory=dict, init=False)
    _lists: list[list[float]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Lay the positions out for single ways."""
        object.__setattr__(self, "_lists", self.positions.tolist())

    def leg(self, mode: str, origin: int, destination: int) -> tuple[int, int]:
        """Give seconds and metres of a single way: the same as the arrays give, without their cost. O(1)."""
        if isinstance(self.travel, StraightLine):
            line = self.straight(origin, destination)
            if line == line:
                metres = min(round(line * self.travel.detour), UNREACHABLE)
                return min(-((-3600 * metres) // self.metres_per_hour(mode)), UNREACHABLE), metres
        key = (mode, origin, destination)
        known = self._known.get(key)
        if known is None:
            ends = np.array([origin]), np.array([destination])
            known = int(self.seconds(mode, *ends)[0]), int(self.metres(mode, *ends)[0])
            self._known[key] = known
        return known

    def straight(self, origin: int, destination: int) -> float:
        """Measure one straight line in metres, unrounded and without detour; NaN where unknown. O(1)."""
        a, b = self._lists[origin], self._lists[destination]
        square = (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])
        if len(a) == 2:
            return sqrt(square)
        half_chord = sqrt(square + (a[2] - b[2]) * (a[2] - b[2])) / (2 * EARTH_RADIUS_METRES)
        if half_chord < SHORT_HALF_CHORD:
            return float(2 * EARTH_RADIUS_METRES * arc_of_short(half_chord))
        return float(self.line(np.array([origin]), np.array([destination]))[0])

    def metres(self, mode: str, origins: Whole, destinations: Whole) -> Whole:
        """Measure the way in whole metres; `UNREACHABLE` where there is none. O(n)."""
        if isinstance(self.travel, StraightLine):
            line = straight_line(self.positions[origins], self.positions[destinations])
            return _whole(np.rint(line * self.travel.detour))
        if isinstance(self.travel, Matrix):
            return _whole(np.rint(self.travel.modes[mode]["metres"][origins, destinations]))
        return _whole(np.rint(np.asarray(self.travel.metres(mode, origins, destinations), dtype=float)))

    def seconds(self, mode: str, origins: Whole, destinations: Whole) -> Whole:
        """Time the way in whole seconds, rounded up; `UNREACHABLE` where there is none. O(n)."""
        if isinstance(self.travel, StraightLine):
            return self._seconds_of(mode, self.metres(mode, origins, destinations))
        if isinstance(self.travel, Matrix):
            return _whole(np.ceil(self.travel.modes[mode]["seconds"][origins, destinations]))
        return _whole(np.ceil(np.asarray(self.travel.seconds(mode, origins, destinations), dtype=float)))

    def _seconds_of(self, mode: str, metres: Whole) -> Whole:
        return np.minimum(-((-3600 * metres) // self.metres_per_hour(mode)), UNREACHABLE)

    def metres_per_hour(self, mode: str) -> int:
        """Give the speed of a mode of straight-line travel, in whole metres per hour."""
        return max(1, round(float(self.travel.modes[mode]) * 1000))

    @property
    def direct(self) -> bool:
        """Whether a way through a third place is never shorter, but for rounding."""
        return isinstance(self.travel, StraightLine)

    def shortest(self, mode: str, origin: int, destination: int) -> tuple[int, int]:
        """Give seconds and metres that no way between two places undercuts, whatever is passed in between.

        The direct way, for straight lines; else at most the shortest way out of the one plus the shortest into
        the other. O(1), and O(places²) the first time a mode of another travel is asked for.
        """
        seconds, metres = self.leg(mode, origin, destination)
        if self.direct or origin == destination:
            return seconds, metres
        if mode not in self._least:
            self._least[mode] = self._least_of(mode)
        out, into = self._least[mode]
        return (
            min(seconds, int(out[0, origin] + into[0, destination])),
            min(metres, int(out[1, origin] + into[1, destination])),
        )

    def all_shortest(self, mode: str, origins: Whole, destinations: Whole) -> Whole:
        """Give what `shortest` gives, for arrays: shape (2, n), seconds and metres. O(n), and as there at first."""
        metres = self.metres(mode, origins, destinations)
        if self.direct:
            return np.stack([self._seconds_of(mode, metres), metres])
        direct = np.stack([self.seconds(mode, origins, destinations), metres])
        if mode not in self._least:
            self._least[mode] = self._least_of(mode)
        out, into = self._least[mode]
        through = out[:, origins] + into[:, destinations]
        return np.where(origins == destinations, direct, np.minimum(direct, through))

    def _least_of(self, mode: str) -> tuple[Whole, Whole]:
        """Give the least seconds and metres out of each place, and into it; shape (2, places) each."""
        count = len(self.positions)
        out, into = np.full((2, count), UNREACHABLE), np.full((2, count), UNREACHABLE)
        everywhere = np.arange(count)
        for place in range(count):
            others, here = everywhere[everywhere != place], np.full(count - 1, place)
            for row, measure in enumerate((self.seconds, self.metres)):
                if count > 1:
                    out[row, place] = measure(mode, here, others).min()
                    into[row, place] = measure(mode, others, here).min()
        return out, into

    def line(self, origins: Whole, destinations: Whole) -> NDArray[np.float64]:
        """Measure the straight line in metres, unrounded and without detour; NaN where unknown. O(n)."""
        return straight_line(self.positions[origins], self.positions[destinations])


def _whole(values: NDArray[np.float64]) -> Whole:
    reachable = np.isfinite(values) & (values < UNREACHABLE)
    return np.where(reachable, values, UNREACHABLE).astype(np.int64)


def modes_of(travel: Any) -> tuple[str, ...]:
    """Name the travel modes that a travel has, or ``()`` for a user's own object that does not say."""
    modes = getattr(travel, "modes", None)
    return tuple(modes) if isinstance(modes, Mapping | list | tuple) else ()
