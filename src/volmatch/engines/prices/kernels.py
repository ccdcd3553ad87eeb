"""The cheapest timetables at given prices, in floating point to climb and in whole numbers to prove.

The items of a person lie in order of their ends, from ``ptr[person]`` on; ``before[item]`` counts those of the same
person that end before it starts. So the cheapest set of items of which no two overlap is a walk along them:

    least[i + 1] = min(least[i], least[before[i]] + cost[i])
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from volmatch.engines.prices.compiled import compiled

__all__ = ["ALPHA", "SINCE", "TOP", "climb", "margins"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

TOP, ALPHA, SINCE = range(3)
"""What stands where in the state of a climb: the best bound, the length of a step, the steps since it got better."""


@compiled
def _cheapest(ptr: Ints, before: Ints, priced: Floats, least: Floats, used: Any) -> float:
    """Note which items the cheapest timetables use; give what they cost in all."""
    total = 0.0
    for person in range(len(ptr) - 1):
        first, count = ptr[person], ptr[person + 1] - ptr[person]
        least[0] = 0.0
        for item in range(count):
            used[first + item] = False
            cost = least[before[first + item]] + priced[first + item]
            least[item + 1] = min(cost, least[item])
        total += least[count]
        item = count
        while item > 0:
            if least[item] < least[item - 1]:
                used[first + item - 1] = True
                item = before[first + item - 1]
            else:
                item -= 1
    return total


@compiled
def climb(
    ptr: Ints,
    before: Ints,
    costs: Floats,
    entries: Ints,
    rows: Ints,
    factors: Floats,
    most: Floats,
    prices: Floats,
    direction: Floats,
    best: Floats,
    state: Floats,
    target: float,
    steps: int,
    patience: int,
    shrink: float,
    momentum: float,
) -> None:
    """Walk some steps along the subgradients of the bound; ``best`` are the prices of the best bound so far.

    ``entries``, ``rows`` and ``factors``: the rows of each item, compressed. A step is Polyak's towards ``target``,
    shortened, from the best prices on, where the bound has not got better for ``patience`` steps.
    """
    priced, least = np.empty(len(costs)), np.empty(len(costs) + 1)
    used = np.zeros(len(costs), dtype=np.bool_)
    slope = np.empty(len(most))
    for _ in range(steps):
        for item in range(len(costs)):
            cost = costs[item]
            for entry in range(entries[item], entries[item + 1]):
                cost += factors[entry] * prices[rows[entry]]
            priced[item] = cost
        bound = _cheapest(ptr, before, priced, least, used)
        for row in range(len(most)):
            bound -= prices[row] * most[row]
            slope[row] = -most[row]
        for item in range(len(costs)):
            if used[item]:
                for entry in range(entries[item], entries[item + 1]):
                    slope[rows[entry]] += factors[entry]
        if bound > state[TOP]:
            state[TOP], state[SINCE] = bound, 0.0
            best[:] = prices
        else:
            state[SINCE] += 1
            if state[SINCE] >= patience:
                state[ALPHA] *= shrink
                state[SINCE] = 0.0
                prices[:] = best
                direction[:] = 0.0
        length = 0.0
        for row in range(len(most)):
            direction[row] = momentum * direction[row] + (1 - momentum) * slope[row]
            if prices[row] > 0 or direction[row] > 0:
                length += direction[row] ** 2
        if length < 1e-12 or target <= bound:
            return
        step = state[ALPHA] * (target - bound) / length
        for row in range(len(most)):
            prices[row] = max(0.0, prices[row] + step * direction[row])


@compiled
def margins(ptr: Ints, before: Ints, after: Ints, by_start: Ints, priced: Ints, margin: Ints) -> int:
    """Give what the cheapest timetables cost in all, and what each item costs more than the cheapest without it.

    ``by_start``: each person's items, counted from 0, in order of their starts; ``after[item]``: where in this order
    the first stands that starts when the item has ended. All in whole numbers.
    """
    total = 0
    least, rest = np.zeros(len(priced) + 1, dtype=np.int64), np.zeros(len(priced) + 1, dtype=np.int64)
    for person in range(len(ptr) - 1):
        first, count = ptr[person], ptr[person + 1] - ptr[person]
        for item in range(count):
            cost = least[before[first + item]] + priced[first + item]
            least[item + 1] = min(cost, least[item])
        rest[count] = 0
        for rank in range(count - 1, -1, -1):
            item = by_start[first + rank]
            cost = rest[after[first + item]] + priced[first + item]
            rest[rank] = min(cost, rest[rank + 1])
        total += least[count]
        for item in range(first, first + count):
            margin[item] = least[before[item]] + priced[item] + rest[after[item]] - least[count]
    return total
