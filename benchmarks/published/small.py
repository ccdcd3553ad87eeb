"""An instance of five clients, for a look whether all of it works: everybody can be visited in time."""

from __future__ import annotations

from benchmarks.published.instance import Instance
from benchmarks.published.toptw import parse

__all__ = ["small"]

TEXT = """\
4 1 5 1
0 100
 0 40.00 50.00 0.00 0.00 0 0 0 200
 1 45.00 58.00 10.00 10.00 1 1 1 10 90
 2 45.00 60.00 10.00 30.00 1 1 1 20 95
 3 42.00 66.00 10.00 10.00 1 1 1 30 120
 4 42.00 68.00 10.00 20.00 1 1 1 50 150
 5 35.00 61.50 10.00 5.00 1 1 1 0 180
"""


def small() -> Instance:
    """Read the text; the best that there can be is the profit of all."""
    read = parse(TEXT, "small-m1", 1, best=1)
    return parse(TEXT, "small-m1", 1, best=sum(read.profit))
