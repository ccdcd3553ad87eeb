"""The largest sets of spans that overlap at one instant."""

from random import Random

import pytest

from volmatch.engines.lone import cliques


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([], []),
        ([(0, 10)], []),
        ([(0, 10), (10, 20)], []),  # touching spans do not overlap
        ([(0, 10), (9, 20)], [[0, 1]]),
        ([(0, 10), (5, 15), (10, 20)], [[0, 1], [1, 2]]),
        ([(0, 30), (5, 10), (15, 20)], [[0, 1], [0, 2]]),
        ([(0, 10), (0, 10), (0, 10)], [[0, 1, 2]]),
        ([(0, 10), (5, 5), (3, 2)], [[0, 1]]),  # a trip of no length may not lie inside another
        ([(0, 10), (0, 0), (10, 10)], []),  # but at either end
        ([(0, 100), (10, 90), (20, 80), (85, 95)], [[0, 1, 2], [0, 1, 3]]),
    ],
)
def test_by_hand(spans, found):
    assert sorted(cliques(spans)) == found


@pytest.mark.parametrize("seed", range(80))
def test_against_every_instant(seed):
    dice = Random(seed)
    spans = [
        (start, start + dice.randrange(0, 12))
        for start in (dice.randrange(30) for _ in range(dice.randrange(9)))
    ]
    sets = {
        frozenset(row for row, (start, end) in enumerate(spans) if start <= instant < end)
        for instant in range(45)
    }
    largest = {one for one in sets if len(one) > 1 and not any(one < other for other in sets)}
    for row, (at, until) in enumerate(spans):
        around = {other for other, (start, end) in enumerate(spans) if start < at < end}
        if at == until and around:
            largest.add(frozenset({row, *around}))
    found = list(cliques(spans))
    assert {frozenset(one) for one in found} == largest
    assert len(found) == len({frozenset(one) for one in found})
