"""What everybody can do, in order of time: the items of which a person can do no two that overlap."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from volmatch.engines.relaxation import Layout, spans_of

__all__ = ["Timetables"]

Ints = NDArray[np.int64]


@frozen(eq=False)
class Timetables:
    """The columns of a layout as items of timetables.

    Attributes
    ----------
    order
        Shape (columns,): the columns, person by person and then in order of their ends. What keeps nobody busy for
        certain, and how far a visit is served, is a timetable of its own.
    ptr
        Shape (timetables + 1,): where each begins.
    before, after, by_start
        Shape (columns,), in this order; see `kernels`.
    """

    order: Ints
    ptr: Ints
    before: Ints
    after: Ints
    by_start: Ints

    @classmethod
    def of(cls, layout: Layout) -> Timetables:
        """Sort the columns. O(columns · log columns)."""
        program, pairs = layout.program, layout.program.candidates
        busy_from, busy_until = spans_of(program, layout.legs)
        start, end, owner = (np.zeros(layout.num_columns, np.int64) for _ in range(3))
        start[: len(pairs)], end[: len(pairs)] = busy_from, busy_until
        owner[: len(pairs)] = program.duties.volunteer[pairs.duty]
        alone = np.flatnonzero(end <= start)
        owner[alone] = int(owner.max(initial=-1)) + 1 + np.arange(len(alone))
        end[alone] = start[alone] + 1
        order = np.lexsort((end, owner))
        start, end, owner = start[order], end[order], owner[order]
        ptr = np.append(0, np.flatnonzero(np.diff(owner)) + 1)
        size = np.diff(np.append(ptr, len(order)))
        base = np.repeat(ptr, size)
        # Instants of one person after another, so that all are found by one search.
        shift = np.repeat(np.arange(len(ptr)), size) * (int(end.max(initial=0) - start.min(initial=0)) + 2)
        starts, ends = start - start.min(initial=0) + shift, end - start.min(initial=0) + shift
        by_start = np.argsort(starts, kind="stable")
        return cls(
            order=order,
            ptr=np.append(ptr, len(order)),
            before=np.searchsorted(ends, starts, side="right") - base,
            after=np.searchsorted(starts[by_start], ends, side="left") - base,
            by_start=by_start - base,
        )
