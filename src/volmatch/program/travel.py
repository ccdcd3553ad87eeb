"""The travel of a program: place numbers and mode numbers in, whole seconds and metres out."""

from __future__ import annotations

from math import sqrt

import numpy as np
from attrs import define, field

from volmatch.domain.geography import EARTH_RADIUS_METRES, SHORT_HALF_CHORD, arc_of_short
from volmatch.domain.travel import UNREACHABLE, Matrix, Network, StraightLine, Whole

__all__ = ["UNREACHABLE", "Travel"]


@define(eq=False, repr=False)
class Travel:
    """Travel by numbers. Arrays go through ``network``; single legs are remembered.

    Attributes
    ----------
    network
        The places and the travel of the problem.
    modes
        Names of the travel modes; a mode's number is its position.
    """

    network: Network
    modes: tuple[str, ...]
    _legs: dict[tuple[int, int, int], tuple[int, int]] = field(factory=dict, init=False)
    _positions: list[list[float]] = field(init=False)
    _paces: list[int] | None = field(init=False)
    _detour: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Lay positions and paces out for single legs."""
        straight = self.straight
        self._positions = self.network.positions.tolist() if straight else []
        self._paces = [self.network.metres_per_hour(mode) for mode in self.modes] if straight else None
        self._detour = self.network.travel.detour if straight else 1.0

    def seconds(self, mode: int, origins: Whole, destinations: Whole) -> Whole:
        """Time the way between places, shape (n,). O(n)."""
        return self.network.seconds(self.modes[mode], origins, destinations)

    def metres(self, mode: int, origins: Whole, destinations: Whole) -> Whole:
        """Measure the way between places, shape (n,). O(n)."""
        return self.network.metres(self.modes[mode], origins, destinations)

    def leg(self, mode: int, origin: int, destination: int) -> tuple[int, int]:
        """Give seconds and metres of a single way, the same as the arrays give. O(1)."""
        if self._paces is None:
            return self._looked_up(mode, origin, destination)
        a, b = self._positions[origin], self._positions[destination]
        square = (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])
        if len(a) == 2:
            line = sqrt(square)
        else:
            square += (a[2] - b[2]) * (a[2] - b[2])
            half_chord = sqrt(square) / (2 * EARTH_RADIUS_METRES)
            if half_chord >= SHORT_HALF_CHORD:
                return self._looked_up(mode, origin, destination)
            line = 2 * EARTH_RADIUS_METRES * arc_of_short(half_chord)
        metres = round(line * self._detour)
        return -((-3600 * metres) // self._paces[mode]), metres

    def _looked_up(self, mode: int, origin: int, destination: int) -> tuple[int, int]:
        key = (mode, origin, destination)
        known = self._legs.get(key)
        if known is None:
            ends = np.array([origin]), np.array([destination])
            known = int(self.seconds(mode, *ends)[0]), int(self.metres(mode, *ends)[0])
            self._legs[key] = known
        return known

    @property
    def straight(self) -> bool:
        """Whether a way through a third place is never shorter, but for rounding."""
        return isinstance(self.network.travel, StraightLine)

    @property
    def own(self) -> bool:
        """Whether the travel is a user's own object."""
        return not isinstance(self.network.travel, StraightLine | Matrix)
