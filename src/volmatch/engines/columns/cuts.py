"""Subset-row cuts: of three visits by one person each, at most one trip serves two or more."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from volmatch.engines.columns.master import Master, Relaxed

__all__ = ["violated"]

LEAST_VIOLATION = 0.04
MOST_A_VISIT = 5


def violated(master: Master, relaxed: Relaxed, most: int) -> list[tuple[int, ...]]:
    """Give the triples that a solution violates most, at most ``most``. O(used trips × stops³ + pairs²)."""
    together: defaultdict[tuple[int, int], float] = defaultdict(float)
    triple: defaultdict[tuple[int, ...], float] = defaultdict(float)
    target = master.rows.program.visits.target
    for trip in (relaxed.used > 1e-6).nonzero()[0].tolist():
        stops = sorted(visit for visit in master.trips.stops[trip] if target[visit] == 1)
        for pair in combinations(stops, 2):
            together[pair] += float(relaxed.used[trip])
        for all_three in combinations(stops, 3):
            triple[all_three] += float(relaxed.used[trip])
    near: defaultdict[int, set[int]] = defaultdict(set)
    for a, b in together:
        near[a].add(b)
        near[b].add(a)
    known = set(master.cuts)
    found: dict[tuple[int, ...], float] = {}
    for b, others in near.items():
        for a, c in combinations(sorted(others), 2):
            three: tuple[int, ...] = tuple(sorted((a, b, c)))
            if three in found or three in known:
                continue
            pairs = sum(together.get(pair, 0.0) for pair in combinations(three, 2))
            # A trip with all three stands in all three pairs.
            over = pairs - 2 * triple.get(three, 0.0) - 1
            if over > LEAST_VIOLATION:
                found[three] = over
    return _spread(found, most)


def _spread(found: dict[tuple[int, ...], float], most: int) -> list[tuple[int, ...]]:
    """Take the most violated, few of them with the same visit."""
    count: defaultdict[int, int] = defaultdict(int)
    taken: list[tuple[int, ...]] = []
    for three in sorted(found, key=lambda key: (-found[key], key)):
        if len(taken) == most:
            break
        if all(count[visit] < MOST_A_VISIT for visit in three):
            taken.append(three)
            for visit in three:
                count[visit] += 1
    return taken
