"""Kinds of what rules are told: pairs of names, how long something holds, and tables that can be hashed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from volmatch.domain.findings import Findings
from volmatch.domain.kinds import Kind, Whole, described, items, of
from volmatch.domain.shapes import Part, Table

__all__ = ["Days", "Named", "Pair", "Scope"]


@frozen
class Pair(Kind):
    """Two different values of one kind, in the order in which they were given."""

    kind: Kind

    def settle(self, value: Any, found: Findings) -> tuple[Any, Any] | None:
        """Accept a list, tuple or set of two."""
        faults = len(found.faults)
        said = tuple(items(value, found))
        if len(said) != 2:
            if len(found.faults) == faults:
                found.fault(f"a list of two is expected, not of {len(said)}")
            return None
        ends = []
        for index, item in enumerate(said):
            with found.inside(f"[{index}]"):
                ends.append(self.kind.settle(item, found))
        one, other = ends
        if one is None or other is None:
            return None
        if one == other:
            found.fault(f"two different ones are expected, not {one!r} twice")
            return None
        return one, other


@frozen(kw_only=True)
class Days:
    """Less than so many days apart, in either order; 1 = on one day."""

    days: int = field(metadata=of(Whole(least=1)))


@frozen
class Scope(Kind):
    """For how long something holds: one of a few words, or a number of days."""

    words: tuple[str, ...]

    def settle(self, value: Any, found: Findings) -> str | Days | None:
        """Accept one of the words, `Days`, or ``{"days": n}``."""
        if isinstance(value, str) and value in self.words:
            return value
        if isinstance(value, Mapping | Days):
            read: Days | None = Part(Days).settle(value, found)
            return None if read is None or type(read.days) is not int else read
        words = ", ".join(self.words)
        found.fault(f'one of {words}, or an object with "days", is expected, not {described(value)}')
        return None


@frozen
class Named(Kind):
    """Values of one kind by name, as pairs in the order of the names, so that they can be hashed."""

    kind: Kind

    def settle(self, value: Any, found: Findings) -> tuple[tuple[str, Any], ...]:
        """Accept a mapping of names to values, or what this gave before."""
        said = dict(value) if _settled(value) else value
        return tuple(sorted(Table(self.kind).settle(said, found).items()))


def _settled(value: Any) -> bool:
    pairs = isinstance(value, tuple) and all(isinstance(row, tuple) and len(row) == 2 for row in value)
    return pairs and all(isinstance(name, str) for name, _ in value)
