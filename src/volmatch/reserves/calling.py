"""What happens when people do not turn up: who is called for what, over many days at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

__all__ = ["Calling", "Days", "Post", "StandIn", "played"]

Flags: TypeAlias = NDArray[np.bool_]

Days: TypeAlias = Mapping[tuple[str, int], Flags]
"""By volunteer and local day: on which of many days they turn up, shape (days,)."""


@frozen
class Post:
    """A task that is planned: when it starts, on which local day, how many it needs, and how surely each comes."""

    start: int
    task: str
    day: int
    least: int
    crew: Mapping[str, float]


@frozen
class StandIn:
    """When somebody who stands in for a task would be away, and the tasks that they cannot do as well."""

    start: int
    end: int
    clashes: frozenset[str]


@frozen(eq=False)
class Calling:
    """All that the chances depend on.

    Attributes
    ----------
    posts
        In the order in which they begin.
    stand_ins
        By task and volunteer.
    reliability
        By volunteer.
    draws, seed
        How often days are drawn where there are too many to look at each.
    """

    posts: Sequence[Post]
    stand_ins: Mapping[str, Mapping[str, StandIn]]
    reliability: Mapping[str, float]
    draws: int
    seed: int

    @property
    def pool(self) -> list[str]:
        """Everybody who could stand in for anything, in the order in which they are called: who covers least first."""
        count: dict[str, int] = {}
        for ways in self.stand_ins.values():
            for who in ways:
                count[who] = count.get(who, 0) + 1
        return sorted(count, key=lambda who: (count[who], who))


def played(
    posts: Iterable[Post],
    stand_ins: Mapping[str, Mapping[str, StandIn]],
    reserves: Sequence[str],
    present: Days,
    number: int,
) -> dict[str, Flags]:
    """Play many days, and tell on which each task is served. O(tasks × reserves × days).

    Parameters
    ----------
    reserves
        Who stands by, in the order in which they are called.
    number
        How many days.
    """
    used: dict[str, dict[str, Flags]] = {who: {} for who in reserves}
    served = {}
    for post in posts:
        short = np.full(number, post.least, dtype=np.int64)
        for who in post.crew:
            short -= present[who, post.day]
        called = {}
        ways = stand_ins.get(post.task, {})
        for who in reserves:
            if who not in ways:
                continue
            comes = present[who, post.day] & (short > 0)
            for other in ways[who].clashes:
                if other in used[who]:
                    comes &= ~used[who][other]
            short -= comes
            called[who] = comes
        enough = short <= 0
        served[post.task] = enough
        for who, comes in called.items():
            used[who][post.task] = comes & enough
    return served
