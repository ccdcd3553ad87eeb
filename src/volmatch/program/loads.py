"""Kinds of load while the program is made: which pairs they forbid, and which kinds can bind along a trip at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from volmatch.program.arrays import Duties, Loads

__all__ = ["Carried", "finished_loads"]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


@frozen(eq=False)
class Carried:
    """One kind of load: what each visit needs brought and has collected, what each volunteer can have on board.

    ``brought``, ``collected``: shape (visits,); ``capacity``: shape (volunteers,).
    """

    brought: Ints
    collected: Ints
    capacity: Ints

    @property
    def most(self) -> Ints:
        """What each visit has on board at most, before its service or after."""
        return np.maximum(np.maximum(self.brought, self.collected), 0)

    def binds(self, trip_tasks: Ints) -> bool:
        """Whether some trip of tasks that a volunteer could carry one by one is too much together.

        On each leg a task weighs either what is brought or what is collected, so no leg of a trip of *n* tasks has more
        on board than the *n* largest of `most`; where things are fetched, a task makes two visits. O((visits +
        volunteers) log visits).

        Parameters
        ----------
        trip_tasks
            Most tasks of a trip, shape (volunteers,).
        """
        amounts = np.sort(self.most)
        total = np.concatenate([[0], np.cumsum(amounts)])
        able = np.searchsorted(amounts, self.capacity, side="right")
        stops = np.minimum(np.maximum(trip_tasks, 0), len(amounts)) * (2 if (self.collected < 0).any() else 1)
        left_out = np.maximum(able - stops, 0)
        return bool(np.any(total[able] - total[left_out] > self.capacity))


def finished_loads(kinds: Sequence[Carried], trip_tasks: Ints, duties: Duties) -> Loads:
    """Freeze the kinds that can bind; what single tasks exceed is masked already. O(kinds × (visits + duties)).

    Parameters
    ----------
    kinds
        All kinds of the problem.
    trip_tasks
        Most tasks of a trip, shape (volunteers,).
    duties
        The finished duties.
    """
    kept = [kind for kind in kinds if kind.binds(trip_tasks)]
    if not kept:
        return Loads()
    return Loads(
        brought=np.stack([kind.brought for kind in kept], axis=1),
        collected=np.stack([kind.collected for kind in kept], axis=1),
        capacity=np.stack([kind.capacity[duties.volunteer] for kind in kept], axis=1),
    )
