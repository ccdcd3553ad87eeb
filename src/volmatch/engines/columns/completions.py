"""What a trip costs at least from a stop to home, by dynamic programming backwards.

By stops left and by the time of the start, in ``SLOTS`` slots of each node's starts; a visit may come twice, but not at
once again (A–B–A). Charges: ``charge`` of shape (nodes + 1, nodes + 1), row-major, what a way and the visit at its
end cost; the trip's own is in the ways from home.
"""

from __future__ import annotations

from volmatch.engines.columns.compiled import compiled

__all__ = ["NOTHING", "SLOTS", "charges", "complete", "first_start", "inner", "slot_of"]

SLOTS = 4
NOTHING = 1 << 61
"""The cost of what is impossible."""


def inner(function):
    """Compile a function that only other kernels call."""
    return compiled(function, no_cpython_wrapper=True)


@inner
def first_start(g, row, instant):
    """Give the first allowed start at or after an instant, beyond all time if there is none."""
    for k in range(g.span[row], g.span[row + 1]):
        if g.span_high[k] >= instant:
            return max(instant, g.span_low[k])
    return NOTHING


@inner
def slot_of(g, row, start):
    """Give the slot in which a start lies."""
    return (start - g.low[row]) * SLOTS // (g.high[row] - g.low[row] + 1)


@inner
def charges(g, duty, rates, node, charge):
    """Work out what each way costs under rates per metre, second, busy second and trip, and charges per node."""
    base, first = g.ways[duty], g.ptr[duty]
    home = g.ptr[duty + 1] - first
    for i in range(home + 1):
        for j in range(home + 1):
            k = base + i * (home + 1) + j
            value = rates[0] * g.metres[k] + rates[1] * g.seconds[k] + rates[2] * g.lag[k]
            if j < home:
                value += node[first + j] + rates[2] * g.service[first + j]
            if i == home:
                value += rates[3]
            charge[i * (home + 1) + j] = value


@inner
def complete(g, duty, charge, best, after, second):
    """Bound the cost from a start to home.

    ``best``, the node ``after`` it (−1: none), and the ``second``, with another node after.
    Shape of each: (stops left, nodes, slots). O(stops × nodes² × slots).
    """
    base, first = g.ways[duty], g.ptr[duty]
    home = g.ptr[duty + 1] - first
    width = home + 1
    for left in range(g.most[duty]):
        for i in range(home):
            row = first + i
            length = g.high[row] - g.low[row] + 1
            for slot in range(SLOTS):
                start = first_start(g, row, g.low[row] + (slot * length + SLOTS - 1) // SLOTS)
                one, two, which = NOTHING, NOTHING, -1
                if start < NOTHING:
                    done = start + g.service[row]
                    if done + g.lag[base + i * width + home] <= g.end[duty]:
                        one, which = charge[i * width + home], -1
                    if left > 0:
                        for j in range(home):
                            if j == i or done + g.lag[base + i * width + j] > g.high[first + j]:
                                continue
                            then = first_start(g, first + j, done + g.lag[base + i * width + j])
                            there = slot_of(g, first + j, then)
                            rest = best[left - 1, j, there]
                            if after[left - 1, j, there] == i:
                                rest = second[left - 1, j, there]
                            value = charge[i * width + j] + rest
                            if value < one:
                                one, two, which = value, one, j
                            elif value < two:
                                two = value
                best[left, i, slot], second[left, i, slot], after[left, i, slot] = one, two, which
