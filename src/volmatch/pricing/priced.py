"""What the price of a rule holds."""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

from volmatch.pricing.text import sentences, verdict
from volmatch.result import Result
from volmatch.rule import Value

__all__ = ["Price", "PricedLevel"]

Known: TypeAlias = int | tuple[int | None, ...] | None


@frozen(kw_only=True)
class PricedLevel:
    """What a rule costs on one level; what is proven speaks of the best plans that there are, found or not.

    Attributes
    ----------
    name
        As in `Level`.
    with_rule, without_rule
        The values of the plans found: a whole number each, or eight for ``coverage``; smaller is better.
    low, high
        The difference between the best plan with the rule and the best without it is at least ``low`` and at most
        ``high``: proven. ``None`` = not known. For ``coverage`` eight of each. Below a level on which something is not
        proven nothing is known.
    """

    name: str
    with_rule: Value
    without_rule: Value
    low: Known = None
    high: Known = None

    @property
    def difference(self) -> Value:
        """The value with the rule less the value without it; below a level that differs it may be negative."""
        if isinstance(self.with_rule, tuple) and isinstance(self.without_rule, tuple):
            return tuple(a - b for a, b in zip(self.with_rule, self.without_rule, strict=True))
        return self.with_rule - self.without_rule  # type: ignore[operator]

    @property
    def exact(self) -> bool:
        """Whether the difference is proven to be that of the best plans."""
        return self.low == self.high == self.difference


@frozen(kw_only=True, repr=False)
class Price:
    """What a rule costs: the best plan found that keeps it, and the best found without it.

    Attributes
    ----------
    rule
        Its name.
    with_rule, without_rule
        What `solve` says of the problem as it is, and of the problem without the rule: plans, levels with bounds,
        status. The plan without the rule is never worse.
    levels
        Both side by side, most important first; none where no plan that keeps the pins was found.
    num_tasks
        How many tasks there are.
    served_with, served_without
        How many of them each plan serves.
    gained, lost
        Ids of the tasks that only the plan without the rule serves, and only the plan with it.
    """

    rule: str
    with_rule: Result
    without_rule: Result
    levels: tuple[PricedLevel, ...]
    num_tasks: int
    served_with: int
    served_without: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """Whether all that is said is proven: no plan is better than either, on any level."""
        return bool(self.levels) and all(level.exact for level in self.levels)

    @property
    def decided_by(self) -> PricedLevel | None:
        """The first level on which the rule costs something, if any."""
        return next((level for level in self.levels if level.with_rule != level.without_rule), None)

    @property
    def verdict(self) -> str:
        """What the rule costs, in a sentence or two."""
        return verdict(self)

    def __repr__(self) -> str:
        """Name the rule and the differences; no ids of tasks."""
        costs = ", ".join(f"{level.name} {level.difference}" for level in self.levels)
        return f"<Price of {self.rule!r}: {costs}{' (exact)' if self.exact else ''}>"

    def __str__(self) -> str:
        return "\n".join(sentences(self))
