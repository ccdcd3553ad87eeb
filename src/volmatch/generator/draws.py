"""Seeded numbers that come out the same on every machine.

numpy promises for ever the bits that PCG64 gives for a seed, but not what its distributions make
of them. So everything here is made of uniform numbers alone, by the few lines below; what passes
through a logarithm or a cosine is rounded by its user, which hides the last bit, in which
processors differ.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Dice", "Draws", "Flags", "Numbers", "Wholes"]

Numbers: TypeAlias = NDArray[np.float64]
Wholes: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

T = TypeVar("T")


class Draws:
    """A stream of numbers, for one purpose of one seed.

    Parameters
    ----------
    seed
        0 or more.
    purpose
        What the numbers are for. Streams of different purposes are independent, so that more tasks,
        say, leave the homes where they were.

    Examples
    --------
    >>> Draws(1, "homes").wholes(0, 10, 5).tolist() == Draws(1, "homes").wholes(0, 10, 5).tolist()
    True
    """

    def __init__(self, seed: int, purpose: str) -> None:
        bits = np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(purpose.encode())]))
        self._uniform = np.random.Generator(bits).random

    def units(self, *shape: int) -> Numbers:
        """Give numbers in [0, 1)."""
        return self._uniform(shape)

    def wholes(self, low: int, high: int, *shape: int) -> Wholes:
        """Give whole numbers from ``low`` to ``high - 1``."""
        return low + np.floor(self.units(*shape) * (high - low)).astype(np.int64)

    def normals(self, *shape: int) -> Numbers:
        """Give numbers with mean 0 and standard deviation 1 (Box and Muller); round them later."""
        radius = np.sqrt(-2 * np.log1p(-self.units(*shape)))
        return np.asarray(radius * np.cos(2 * np.pi * self.units(*shape)))

    def chances(self, share: float, *shape: int) -> Flags:
        """Say yes with a chance of ``share``, 0 to 1."""
        return np.asarray(self.units(*shape) < share)

    def picks(self, shares: Sequence[float], *shape: int) -> Wholes:
        """Give positions in ``shares``, each as often as it says; the last takes the rest."""
        bounds = np.cumsum(shares[:-1])
        return np.searchsorted(bounds, self.units(*shape), side="right").astype(np.int64)


class Dice:
    """One number at a time, for fields that few things have."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws

    def one_of(self, values: Sequence[T]) -> T:
        """Give one of some values, of which there is one at least."""
        return values[int(self._draws.wholes(0, len(values)))]

    def maybe(self, share: float, values: Sequence[T]) -> T | None:
        """Give one of some values with a chance of ``share``, or nothing."""
        return self.one_of(values) if self._draws.chances(share) else None
