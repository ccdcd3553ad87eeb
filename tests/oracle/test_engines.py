"""(b) On problems of up to 5 × 8: the engines against each other, and every bound against the proven optimum."""

import pytest

from oracle.checks import count, engines, sweep
from oracle.problems import small

BATCH = 25


@pytest.mark.parametrize(
    "seeds",
    [range(start, start + BATCH) for start in range(0, count(1_000, 30_000), BATCH)],
    ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}",
)
def test_the_engines_agree(seeds):
    sweep(engines, small, seeds)


@pytest.mark.parametrize(
    "seeds",
    [range(start, start + BATCH) for start in range(0, count(100, 5_000), BATCH)],
    ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}",
)
def test_the_engines_agree_on_what_is_tied_together(seeds):
    sweep(engines, lambda seed: small(100_000 + seed, volunteers=4, tasks=5, tied=1), seeds)
