"""Whole duals: what floating point finds, rounded to multiples of a power of two so that sums over trips are exact."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from volmatch.engines.columns.master import Relaxed
from volmatch.engines.columns.rows import Rows

__all__ = ["Duals", "between", "whole"]

Ints = NDArray[np.int64]

REACH = float(1 << 57)
"""What no sum may come to, so that whole numbers of 64 bits hold it."""


@frozen(eq=False)
class Duals:
    """Whole duals, all scaled by ``scale``: of the rows, of the duties' numbers of trips, and of the cuts."""

    scale: int
    rows: Ints
    duties: Ints
    cuts: Ints


def whole(relaxed: Relaxed, rows: Rows, scale: int | None) -> Duals | None:
    """Round duals; with ``scale`` ``None`` as fine as 64 bits allow. ``None`` where they are too large."""
    row = np.where(rows.equal, relaxed.rows, np.maximum(relaxed.rows, 0))
    duties, cuts = np.maximum(relaxed.duties, 0), np.maximum(relaxed.cuts, 0)
    if not (np.isfinite(row).all() and np.isfinite(duties).all() and np.isfinite(cuts).all()):
        return None
    reach = _reach(row, rows) + float(duties.sum() + cuts.sum())
    for each in (scale,) if scale else (1 << 12, 1 << 8, 1 << 4, 1):
        if reach * each < REACH:
            return Duals(each, *(np.rint(part * each).astype(np.int64) for part in (row, duties, cuts)))
    return None


def between(center: Duals | None, duals: Duals, share: float) -> Duals:
    """Give duals that are ``share`` of the way from some towards a center; younger cuts have no dual there."""
    if center is None or share == 0.0:
        return duals
    old = np.concatenate([center.cuts, np.zeros(len(duals.cuts) - len(center.cuts), np.int64)])
    pairs = ((duals.rows, center.rows), (duals.duties, center.duties), (duals.cuts, old))
    return Duals(
        duals.scale, *(np.rint(share * was + (1 - share) * mine).astype(np.int64) for mine, was in pairs)
    )


def _reach(duals: NDArray[np.float64], rows: Rows) -> float:
    """Bound what sums over trips can come to, in floating point."""
    graph, level, size = rows.graph, rows.program.levels[0], np.abs(duals)
    # Duals of counters are charged by the metre, second, visit and trip; those of musts by the visit.
    extra = float(size[[*rows.per_duty]].sum())
    node = float((abs(rows.visits).T @ size).max(initial=0)) + float(size[[*rows.per_pair]].sum()) + extra
    if len(level.pair):
        node += float(np.abs(level.pair).max())
    metres, lag = float(graph.metres.max(initial=0)), float(graph.lag.max(initial=0))
    busy = float(graph.service.max(initial=0)) + lag
    way = (level.per_metre + extra) * metres + level.per_second * lag + extra * busy + node
    trip = (float(graph.most.max(initial=0)) + 1) * way + level.per_trip + extra
    own = float(size @ np.abs(rows.most)) + float((abs(rows.teams).T @ size).sum())
    return trip * float(graph.trips.sum() + 1) + own
