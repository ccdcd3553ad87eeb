"""The program of `copies`, laid out: rows that speak of one volunteer alone, times the number of their copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix, hstack, vstack

from volmatch.engines.relaxation import Layout

__all__ = ["MOST_WHOLE", "Copied", "lay_out_copies"]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

MOST_WHOLE = 30_000
"""Up to so many columns a program is searched in whole numbers; beyond, only the linear program is solved."""


@frozen(eq=False)
class Copied:
    """``A·z ≤ b``, 0 ≤ z ≤ top; the columns: pairs and teams of the layout, copies, what stays unserved."""

    matrix: csr_matrix
    most: Ints
    top: Ints
    costs: Ints
    num_kinds: int
    num_wanted: int

    @property
    def first_copy(self) -> int:
        """The column of the copies of the first kind."""
        return len(self.costs) - self.num_wanted - self.num_kinds

    @property
    def weight(self) -> int:
        """What a visit that stays unserved costs: more than all copies."""
        return int(self.costs[-1])


def lay_out_copies(layout: Layout, kinds: Sequence[int], wanted: Ints) -> Copied:
    """Lay the program out for the volunteers who may be copied, and the visits that are to be served. O(entries)."""
    program, pairs = layout.program, layout.program.candidates
    number = np.full(int(program.duties.volunteer.max(initial=0)) + 1, -1)
    number[np.array(kinds, dtype=np.int64)] = np.arange(len(kinds))
    kind = np.full(layout.num_columns, -2)
    kind[: len(pairs)] = number[program.duties.volunteer[pairs.duty]]
    matrix, most, scaled = _scaled(layout, kind)
    small = layout.num_columns <= MOST_WHOLE
    copied = np.flatnonzero((kind >= 0) & (_free(matrix, scaled[1], kind) | small))
    # Nobody who is not there serves anything; large programs say so only of pairs of which no other row does.
    links = _entries(np.arange(len(copied)), copied, 1, (len(copied), layout.num_columns))
    matrix, most = vstack([matrix, links]), np.append(most, np.zeros(len(copied), np.int64))
    factor, of_kind = np.append(scaled[0], np.ones(len(copied), np.int64)), np.append(scaled[1], kind[copied])
    rows = np.flatnonzero(of_kind >= 0)
    copies = _entries(rows, of_kind[rows], -factor[rows], (len(most), len(kinds)))
    most[rows] = 0
    served = _served(layout, wanted)
    unserved = _entries(np.arange(len(wanted)), np.arange(len(wanted)), -1, (len(wanted), len(wanted)))
    whole = vstack(
        [
            hstack([matrix, copies, _empty(len(most), len(wanted))]),
            hstack([served, _empty(len(wanted), len(kinds)), unserved]),
        ]
    )
    seats = int(program.visits.least[wanted].sum())
    costs = np.zeros(whole.shape[1], np.int64)
    costs[layout.num_columns : layout.num_columns + len(kinds)] = 1
    costs[layout.num_columns + len(kinds) :] = seats + 1
    top = np.ones(whole.shape[1], np.int64)
    own = np.flatnonzero(kind >= 0)
    top[own] = program.visits.target[pairs.visit[own]]
    top[layout.num_columns : layout.num_columns + len(kinds)] = seats
    return Copied(
        csr_matrix(whole),
        np.append(most, -np.ones(len(wanted), np.int64)),
        top,
        costs,
        len(kinds),
        len(wanted),
    )


def _scaled(layout: Layout, kind: Ints) -> tuple[csr_matrix, Ints, tuple[Ints, Ints]]:
    """Find the rows of one kind alone: the matrix, its right-hand sides, and (b, kind or −1) by row."""
    matrix, most = layout.matrix, layout.most.copy()
    num_visits = len(layout.program.visits)
    row = np.repeat(np.arange(len(most)), np.diff(matrix.indptr))
    low, high = np.full(len(most), len(kind)), np.full(len(most), -3)
    np.minimum.at(low, row, kind[matrix.indices])
    np.maximum.at(high, row, kind[matrix.indices])
    # The first rows say that a visit has one person: copies or not.
    alone = (np.arange(len(most)) >= num_visits) & (low == high) & (low >= 0)
    if (layout.team >= 0).any():
        # A team may have several copies of a kind, which rows over several people do not count on.
        mixed = (np.arange(len(most)) >= num_visits) & ~alone & (high >= 0) & (low > -2)
        keep = ~mixed
        matrix, most, alone, low = matrix[keep], most[keep], alone[keep], low[keep]
    return matrix, most, (most.copy(), np.where(alone, low, -1))


def _free(matrix: csr_matrix, of_kind: Ints, kind: Ints) -> Flags:
    """Tell of which columns no row of their kind alone speaks, shape (columns,)."""
    some = matrix[np.flatnonzero(of_kind >= 0)]
    free = np.ones(len(kind), dtype=bool)
    free[some.indices[some.data > 0]] = False
    return free


def _served(layout: Layout, wanted: Ints) -> csr_matrix:
    """Say that visits are served, as rows ``−Σ x ≤ −1``."""
    pairs, place = layout.program.candidates, np.full(len(layout.program.visits), -1)
    place[wanted] = np.arange(len(wanted))
    single = np.flatnonzero((place[pairs.visit] >= 0) & (layout.team[pairs.visit] < 0))
    teams = wanted[layout.team[wanted] >= 0]
    row = np.append(place[pairs.visit[single]], place[teams])
    return _entries(row, np.append(single, layout.team[teams]), -1, (len(wanted), layout.num_columns))


def _entries(row: Ints, column: Ints, factor: Ints | int, shape: tuple[int, int]) -> csr_matrix:
    factors = np.broadcast_to(np.asarray(factor, dtype=np.int64), row.shape)
    return csr_matrix(coo_matrix((factors, (row, column)), shape=shape, dtype=np.int64))


def _empty(rows: int, columns: int) -> csr_matrix:
    nothing = np.zeros(0, np.int64)
    return _entries(nothing, nothing, nothing, (rows, columns))
