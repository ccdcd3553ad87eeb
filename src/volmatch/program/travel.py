"""The travel of a program: place numbers and mode numbers in, whole seconds and metres out."""

from __future__ import annotations

from attrs import define

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

    def seconds(self, mode: int, origins: Whole, destinations: Whole) -> Whole:
        """Time the way between places, shape (n,). O(n)."""
        return self.network.seconds(self.modes[mode], origins, destinations)

    def metres(self, mode: int, origins: Whole, destinations: Whole) -> Whole:
        """Measure the way between places, shape (n,). O(n)."""
        return self.network.metres(self.modes[mode], origins, destinations)

    def leg(self, mode: int, origin: int, destination: int) -> tuple[int, int]:
        """Give seconds and metres of a single way, the same as the arrays give. O(1)."""
        return self.network.leg(self.modes[mode], origin, destination)

    @property
    def straight(self) -> bool:
        """Whether a way through a third place is never shorter, but for rounding."""
        return isinstance(self.network.travel, StraightLine)

    @property
    def own(self) -> bool:
        """Whether the travel is a user's own object."""
        return not isinstance(self.network.travel, StraightLine | Matrix)
