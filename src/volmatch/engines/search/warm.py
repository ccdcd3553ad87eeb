"""Compile the search ahead of time, on the smallest program that takes every path."""

from __future__ import annotations

import time

import numpy as np

from volmatch.domain.travel import Network, StraightLine
from volmatch.engines.search.compiled import mark_ready
from volmatch.engines.search.driver import Annealer
from volmatch.program.arrays import NO_CAP, Candidates, Costs, Duties, Program, Visits
from volmatch.program.travel import Travel

__all__ = ["smallest_program", "warm"]


def smallest_program() -> Program:
    """Make the smallest program that takes every path of the search: one duty, a visit of one and one of two."""
    positions = np.array([[0.0, 0.0], [100.0, 0.0]])
    day = 86_400
    return Program(
        travel=Travel(Network(positions, StraightLine({"walk": 4.5})), ("walk",)),
        duties=Duties(
            volunteer=[0], workday=[0], day=[0], home=[0], mode=[0], start=[0], depart_before=[day],
            end=[day], following=[-1], trip_tasks=[5], trip_seconds=[day], trip_metres=[10_000],
        ),
        visits=Visits(
            task=[0, 1], place=[1, 1], setup=[0, 0], service=[60, 60], least=[1, 1], target=[1, 2],
            priority=[2, 2], weight=[1, 1], ptr=[0, 1, 2], low=[0, 0], high=[day // 2, day // 2], offroute=[0, 0],
        ),
        candidates=Candidates(ptr=[0, 1, 2], visit=[0, 1], duty=[0, 0], earliest=[0, 0], latest=[day, day],
            limit=[NO_CAP, NO_CAP], since=[-NO_CAP, -NO_CAP]),
        levels=(Costs("nearness", per_metre=1),),
    )  # fmt: skip


def warm() -> float:
    """Compile everything that is not in the cache yet; give the seconds that it took."""
    started = time.monotonic()
    annealer = Annealer(smallest_program(), 0)
    annealer.construct()
    annealer.run(20, 0.5)
    annealer.solution()
    mark_ready()
    return time.monotonic() - started
