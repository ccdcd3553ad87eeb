"""The search for the cheapest trips of a duty: depth first, under bounds on what is still to come.

`dig` extends trips stop by stop, cheapest first, and leaves every extension whose cost and bound (`completions.py`)
together reach the cutoff. All costs are whole numbers, so what it says of the cheapest trip is exact. ``cuts``
are sets of visits of which the second in a trip costs ``fine``.
"""

from __future__ import annotations

import numpy as np

from volmatch.engines.columns.compiled import compiled
from volmatch.engines.columns.completions import (
    NOTHING,
    SLOTS,
    charges,
    complete,
    first_start,
    inner,
    slot_of,
)

__all__ = ["price_duties"]


@inner
def put(place, cost, mark, path, depth, costs, marks, paths):
    """Write a trip down. Loops, not slices: those take seconds to compile."""
    costs[place], marks[place] = cost, mark
    for k in range(paths.shape[1]):
        paths[place, k] = path[k] if k <= depth else -1


@inner
def keep(cost, mark, path, depth, num, room, costs, marks, paths):
    """Put a trip among the best, if it is; of trips with the same visits, only the cheapest. Gives their number."""
    worst = 0
    for k in range(num):
        if marks[k] == mark:
            if cost < costs[k]:
                put(k, cost, mark, path, depth, costs, marks, paths)
            return num
        if costs[k] > costs[worst]:
            worst = k
    place = num if num < room else worst
    put(place, cost, mark, path, depth, costs, marks, paths)
    return min(num + 1, room)


@inner
def dig(g, duty, charge, best, after, second, cutoff, budget, cuts, marker, costs, marks, paths, room, alike):
    """Search the trips below a cutoff; keep the ``room`` best (all, if ``alike``, and fail where there are more).

    Gives a lower bound on what any trip costs that is below the cutoff, the number of trips kept, and the number of
    steps, which ends by ``budget``: then the bound is weaker. Negative: it did not get through.
    """
    cut_ptr, cut_of, fine = cuts
    base, first = g.ways[duty], g.ptr[duty]
    home, most = g.ptr[duty + 1] - first, g.most[duty]
    width = home + 1
    path = np.full(most + 1, -1, np.int64)
    when, cost = np.zeros(most + 1, np.int64), np.zeros(most + 1, np.int64)
    metres, busy = np.zeros(most + 1, np.int64), np.zeros(most + 1, np.int64)
    mark = np.zeros(most + 1, np.int64)
    look = np.zeros((most + 1, home), np.int64)
    option = np.zeros((most + 1, home), np.int64)
    options = np.zeros(most + 1, np.int64)
    used = np.zeros(home + 1, np.bool_)
    count = np.zeros(len(fine), np.int64)
    lowest, num, steps = cutoff, 0, 0
    here, depth, root = home, -1, -NOTHING
    when_here, cost_here, metres_here, busy_here, mark_here = g.start[duty], 0, 0, 0, 0
    while True:
        # The ways on from here that may come to less than the cutoff.
        level, number = depth + 1, 0
        if level < most:
            for j in range(home):
                if used[j]:
                    continue
                k = here * width + j
                then = when_here + g.lag[base + k]
                if here != home:
                    then += g.service[first + here]
                if then > g.high[first + j]:
                    continue
                start = first_start(g, first + j, then)
                if here == home and start >= g.before[duty] + g.lag[base + k]:
                    continue
                there = slot_of(g, first + j, start)
                rest = best[most - 1 - level, j, there]
                if after[most - 1 - level, j, there] == here:
                    rest = second[most - 1 - level, j, there]
                value = cost_here + charge[k] + rest
                if value < cutoff:
                    look[level, number], option[level, number] = value, j
                    number += 1
        options[level] = number
        # The next one to try, going back where nothing is left.
        while True:
            pick = -1
            for k in range(options[level]):
                if look[level, k] < cutoff and (pick < 0 or look[level, k] < look[level, pick]):
                    pick = k
            if pick >= 0 or level == 0:
                break
            level -= 1
            node = path[level]
            used[node] = False
            for c in range(cut_ptr[g.visit[first + node]], cut_ptr[g.visit[first + node] + 1]):
                count[cut_of[c]] -= 1
        if pick < 0:
            return lowest, num, steps
        steps += 1
        if level == 0:
            root = look[0, pick]
        if steps > budget:
            return min(lowest, root), num, -steps
        node = option[level, pick]
        options[level] -= 1
        look[level, pick] = look[level, options[level]]
        option[level, pick] = option[level, options[level]]
        if level == 0:
            here, when_here, cost_here, metres_here, busy_here, mark_here = home, g.start[duty], 0, 0, 0, 0
        else:
            here, when_here, cost_here = path[level - 1], when[level - 1], cost[level - 1]
            metres_here, busy_here, mark_here = metres[level - 1], busy[level - 1], mark[level - 1]
        k = here * width + node
        then = when_here + g.lag[base + k]
        if here != home:
            then += g.service[first + here]
        depth, path[level], used[node] = level, node, True
        when[level] = first_start(g, first + node, then)
        cost[level] = cost_here + charge[k]
        metres[level] = metres_here + g.metres[base + k]
        busy[level] = busy_here + g.lag[base + k] + g.service[first + node]
        mark[level] = mark_here + marker[g.visit[first + node]]
        for c in range(cut_ptr[g.visit[first + node]], cut_ptr[g.visit[first + node] + 1]):
            count[cut_of[c]] += 1
            if count[cut_of[c]] == 2:
                cost[level] += fine[cut_of[c]]
        here, when_here, cost_here = node, when[level], cost[level]
        metres_here, busy_here, mark_here = metres[level], busy[level], mark[level]
        k = here * width + home
        if (
            when_here + g.service[first + here] + g.lag[base + k] <= g.end[duty]
            and metres_here + g.metres[base + k] <= g.cap_metres[duty]
            and busy_here + g.lag[base + k] <= g.cap_busy[duty]
        ):
            total = cost_here + charge[k]
            if total < cutoff:
                lowest = min(lowest, total)
                if alike:
                    if num == room:
                        return lowest, num, -steps
                    num += 1
                    put(num - 1, total, mark_here, path, level, costs, marks, paths)
                else:
                    num = keep(total, mark_here, path, level, num, room, costs, marks, paths)
                    if num == room:
                        cutoff = costs[0]
                        for c in range(1, num):
                            cutoff = max(cutoff, costs[c])


@compiled
def price_duties(
    g, order, rates, node, cutoff, budget, cuts, marker, room, alike, bound, found, steps, costs, paths
):
    """Price the duties of ``order``, one after another.

    Parameters
    ----------
    rates
        Shape (duties, 4): per metre, second of travel, busy second and trip.
    node
        Shape (rows of the graph,): charge of each visit by each duty.
    cutoff
        Shape (duties,): only trips below are of interest.
    bound, found, steps
        Shape (duties,): what no trip is below, as far as that is below the cutoff; how many trips were kept; how
        many steps it took, negative where it did not get through.
    costs, paths
        Shape (duties, room) and (duties, room, stops): the trips kept, their stops as nodes, −1 after the last.
    """
    size = 0
    for duty in order:
        size = max(size, g.ptr[duty + 1] - g.ptr[duty])
    most = 1
    for duty in order:
        most = max(most, g.most[duty])
    charge = np.empty((size + 1) * (size + 1), np.int64)
    best = np.empty((most, size, SLOTS), np.int64)
    second = np.empty((most, size, SLOTS), np.int64)
    after = np.empty((most, size, SLOTS), np.int16)
    marks = np.empty(room, np.int64)
    for duty in order:
        charges(g, duty, rates[duty], node, charge)
        complete(g, duty, charge, best, after, second)
        bound[duty], found[duty], steps[duty] = dig(
            g,
            duty,
            charge,
            best,
            after,
            second,
            cutoff[duty],
            budget,
            cuts,
            marker,
            costs[duty],
            marks,
            paths[duty],
            room,
            alike,
        )
