"""Random numbers of the search: splitmix64 (Steele, Lea & Flood 2014), the same on every machine."""

from __future__ import annotations

import numpy as np

from volmatch.engines.search.compiled import compiled

STEP = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)


@compiled
def bits(random):
    """Give the next 64 bits."""
    random[0] += STEP
    z = random[0]
    z = (z ^ (z >> np.uint64(30))) * FIRST
    z = (z ^ (z >> np.uint64(27))) * SECOND
    return z ^ (z >> np.uint64(31))


@compiled
def chance(random):
    """Give a number from 0 up to, not including, 1."""
    return float(bits(random) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def below(random, most):
    """Give a whole number from 0 up to, not including, ``most``."""
    return int(chance(random) * most)
