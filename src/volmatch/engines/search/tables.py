"""The tables of the search: what does not change, what an iteration changes, and what it has changed.

All tables are int64 unless they say otherwise; `columns` names their columns. n, v, p, c, k: numbers of
duties, visits, pairs, counters and kinds of load.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Best", "Floats", "Ints", "Journal", "State", "World"]

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]


class World(NamedTuple):
    """What does not change.

    Attributes
    ----------
    duties (n, 16), visits (v, 12), windows (w, 2)
        Columns as named; a window is the first and the last allowed start.
    pairs (p, 3)
        The candidates, by visit, those first whose home is nearest; by volunteer where several people serve.
    counters (c, 2), of_duty_ptr (n + 1), of_duty
        Kind and cap; the counters of each duty.
    kin_ptr (n + 1), kin
        Other duties whose possibilities change with those of a duty: in one chain, or under one counter.
    neighbours (v, k)
        Visits near by, nearest first, itself included.
    orders (v, 6)
        Ranks by which visits may be put back: four by urgency and weight first, two by what makes them hard to place.
    brought (v, k), collected (v, k), capacity (n, k)
        Loads; k = 0 where nothing is carried.
    ties (10,)
        What of the following is in use, and the instant of a freeze.
    tied (v, 17), bonds (p, 5)
        Columns as named, beside ``visits`` and ``pairs``; no bonds where nothing is tied.
    needs (links, 2), exclusions (e, 3)
        Columns as named.
    own_ptr (volunteers + 1), own
        The duties of each volunteer.
    crowds (g, 2), crowd_of
        Groups of visits, and the groups of each visit.
    quorums (q, 2), members (groups, volunteers), apart_ptr (volunteers + 1), apart
        Who must be among the people of a visit, by the last start at which they count, and who must not meet whom.
    parties (volunteers, 2)
        Who serves only together; no rows where nobody does.
    balances (volunteers, 3)
        What the time of each volunteer costs.
    prices (5,)
        What a metre, a second and a trip cost, how places are measured, and 1 where ways back may differ.
    positions (places, 3) float64, paces (modes,), detour (1,) float64
        For straight lines.
    seconds, metres (modes, places, places)
        For tables; empty otherwise.
    """

    duties: Ints
    visits: Ints
    windows: Ints
    pairs: Ints
    counters: Ints
    of_duty_ptr: Ints
    of_duty: Ints
    kin_ptr: Ints
    kin: Ints
    neighbours: Ints
    orders: Ints
    brought: Ints
    collected: Ints
    capacity: Ints
    ties: Ints
    tied: Ints
    bonds: Ints
    needs: Ints
    exclusions: Ints
    own_ptr: Ints
    own: Ints
    crowds: Ints
    crowd_of: Ints
    quorums: Ints
    members: Ints
    apart_ptr: Ints
    apart: Ints
    parties: Ints
    balances: Ints
    prices: Ints
    positions: Floats
    paces: Ints
    detour: Floats
    seconds: Ints
    metres: Ints


class State(NamedTuple):
    """What an iteration changes.

    Attributes
    ----------
    rows (n, most, 22), sums (n, 11)
        The nodes of each duty, home first and last, and sums over them.
    loads (n, most, 2 × k)
        For the way ahead of each node and each kind: the most on board up to it, and from it on.
    versions (n,)
        A number that no other content of a row has had.
    crews (v, 2 + largest target)
        The duties that serve each visit.
    used (c,)
        What counters hold.
    value (9,)
        Eight numbers of coverage, then the cost of all levels below.
    memory (p, 3)
        The best place of each pair, as it was when last looked at.
    counted (g, volunteers), sizes (g,)
        How many visits of each group each volunteer serves (`NO_CAP` more where exempt), and how many people it has.
    active (working days,), given (volunteers,)
        How many duties make each working day one, and the seconds that each volunteer gives.
    found (1,)
        When a visit would start at the place that `pickups` has found last.
    free_duty (n,), free_visit (v,) int8
        1 where the search may change something.
    near (n,), tried (n,), asked (1,)
        The question in which a duty was last found near, and a kind of empty duty tried; and their number.
    random (1,) uint64
        The state of the random numbers.
    scratch (most + 2, 22), gone, short, starts, costs
        Room for a row on trial, for what was removed, for visits that lack people, and for teams.
    units (people, 4), spread (2, 1 + largest target)
        Room for those who can come together, and for how many of them come.
    """

    rows: Ints
    sums: Ints
    loads: Ints
    versions: Ints
    crews: Ints
    used: Ints
    value: Ints
    memory: Ints
    counted: Ints
    sizes: Ints
    active: Ints
    given: Ints
    found: Ints
    free_duty: NDArray[np.int8]
    free_visit: NDArray[np.int8]
    near: Ints
    tried: Ints
    asked: Ints
    random: NDArray[np.uint64]
    scratch: Ints
    gone: Ints
    short: Ints
    starts: Ints
    costs: Ints
    units: Ints
    spread: Ints


class Journal(NamedTuple):
    """What an iteration has changed, so that it can be taken back.

    Attributes
    ----------
    counts (7,)
        Duties and visits noted, the number of the iteration, 1 where a row can no longer be (where a way through a
        third place is shorter, a trip may grow when a stop is taken out), the last version, and how many duties and
        visits have changed since the best was kept.
    duties, rows, sums, loads, versions; visits, crews
        What was noted, and how it stood.
    noted_duty (n,), noted_visit (v,)
        The iteration in which each was last noted.
    value (9,)
        As it stood.
    dirty_duties, dirty_visits, is_dirty_duty (n,), is_dirty_visit (v,)
        What has changed since the best was kept.
    """

    counts: Ints
    duties: Ints
    rows: Ints
    sums: Ints
    loads: Ints
    versions: Ints
    visits: Ints
    crews: Ints
    noted_duty: Ints
    noted_visit: Ints
    value: Ints
    dirty_duties: Ints
    dirty_visits: Ints
    is_dirty_duty: Ints
    is_dirty_visit: Ints


class Best(NamedTuple):
    """The best so far: the nodes of each duty by visit, and how many; the fixed starts; the value."""

    visits: Ints
    nodes: Ints
    fixed: Ints
    value: Ints
