"""The mechanisms, as read-only arrays: all that an engine is allowed to know.

One attrs class a mechanism, structure of arrays. Position *i* of every array of a class speaks of the
same thing. Instants and durations are int64 seconds, distances int64 metres, both as in model.md §2;
``NO_CAP`` stands where there is no cap. Lists of lists are in compressed rows: ``ptr`` of shape (n +
1,), and the members of row *i* at ``ptr[i]:ptr[i + 1]``.

What a trip of the program is: it leaves home exactly as early as its first service demands (nobody waits
before the first stop), so the day of its departure is that of the clock when this service begins, less setup
and way. A legal plan is such a plan once departures are moved as late as they go, but for one that leaves before
midnight only to wait and count on the day before (docs/model.md §9).
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from attrs import AttrsInstance, field, fields, frozen
from numpy.typing import ArrayLike, NDArray

from volmatch.program.travel import Travel

__all__ = [
    "NO_CAP",
    "Balance",
    "Candidates",
    "Costs",
    "Counters",
    "Crowds",
    "Duties",
    "Labels",
    "Links",
    "Loads",
    "Musts",
    "Program",
    "Visits",
]

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

NO_CAP = 1 << 40
"""Stands for "no cap" in seconds, metres and counts."""

TRIPS, SECONDS, METRES, TASKS = 0, 1, 2, 3
"""What a counter sums over its duties: trips, seconds away from home, metres, tasks served."""


def _ints(values: ArrayLike = ()) -> Ints:
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array


@frozen(eq=False, repr=False)
class Duties:
    """A stretch of time of one volunteer in which trips may lie: an interval of availability, cut by day.

    Attributes, each of shape (duties,)
    -----------------------------------
    volunteer, home, mode
        Number of the volunteer, place number of the home, number of the travel mode.
    day
        Number of the local day (0 = the day of the problem's start).
    workday
        Number of the pair of volunteer and local day; counters of a day sum over it.
    start, depart_before, end
        A trip departs in [start, depart_before) and is home by ``end``.
    following
        The duty of the next day in the same interval of availability, or −1: all trips of this one are over
        before the first of that one departs.
    trip_tasks, trip_seconds, trip_metres
        Caps of each trip.
    """

    volunteer: Ints = field(factory=_ints, converter=_ints)
    workday: Ints = field(factory=_ints, converter=_ints)
    day: Ints = field(factory=_ints, converter=_ints)
    home: Ints = field(factory=_ints, converter=_ints)
    mode: Ints = field(factory=_ints, converter=_ints)
    start: Ints = field(factory=_ints, converter=_ints)
    depart_before: Ints = field(factory=_ints, converter=_ints)
    end: Ints = field(factory=_ints, converter=_ints)
    following: Ints = field(factory=_ints, converter=_ints)
    trip_tasks: Ints = field(factory=_ints, converter=_ints)
    trip_seconds: Ints = field(factory=_ints, converter=_ints)
    trip_metres: Ints = field(factory=_ints, converter=_ints)

    def __len__(self) -> int:
        """Count the duties."""
        return len(self.volunteer)


@frozen(eq=False, repr=False)
class Visits:
    """A service of one task, done at one place by ``least`` to ``target`` people at the same time.

    Attributes, of shape (visits,) where nothing else is said
    ---------------------------------------------------------
    task
        Number of the task.
    place, setup, service
        Place number; seconds of setup, paid when arriving from another place (never by who lives there);
        seconds of service.
    least, target
        Fewest and most people.
    priority, weight
        Class (0 = critical … 3 = low) and weight in coverage.
    ptr, low, high
        Where the service may start: the intervals ``low[k] … high[k]``, both ends included, sorted, for
        *k* in ``ptr[i]:ptr[i + 1]``. None at all: it cannot be served.
    offroute
        1 where the visit takes time of a volunteer but is in no trip.
    """

    task: Ints = field(factory=_ints, converter=_ints)
    place: Ints = field(factory=_ints, converter=_ints)
    setup: Ints = field(factory=_ints, converter=_ints)
    service: Ints = field(factory=_ints, converter=_ints)
    least: Ints = field(factory=_ints, converter=_ints)
    target: Ints = field(factory=_ints, converter=_ints)
    priority: Ints = field(factory=_ints, converter=_ints)
    weight: Ints = field(factory=_ints, converter=_ints)
    ptr: Ints = field(factory=_ints, converter=_ints)
    low: Ints = field(factory=_ints, converter=_ints)
    high: Ints = field(factory=_ints, converter=_ints)
    offroute: Ints = field(factory=_ints, converter=_ints)

    def __len__(self) -> int:
        """Count the visits."""
        return len(self.task)


@frozen(eq=False, repr=False)
class Candidates:
    """Pairs of visit and duty that every pair rule allows, in rows by visit.

    Attributes
    ----------
    ptr
        Shape (visits + 1,).
    visit, duty
        Shape (pairs,); duties in ascending order within a visit.
    earliest, latest
        Shape (pairs,): no trip of the duty can start the service outside these, both included.
    limit
        Shape (pairs,): the last start that a rule of the pair itself allows (a skill that expires); ``NO_CAP``
        where it allows all that time does.
    """

    ptr: Ints = field(factory=_ints, converter=_ints)
    visit: Ints = field(factory=_ints, converter=_ints)
    duty: Ints = field(factory=_ints, converter=_ints)
    earliest: Ints = field(factory=_ints, converter=_ints)
    latest: Ints = field(factory=_ints, converter=_ints)
    limit: Ints = field(factory=_ints, converter=_ints)

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.duty)


@frozen(eq=False, repr=False)
class Counters:
    """Caps on sums over sets of duties.

    Attributes
    ----------
    kind, cap
        Shape (counters,): what is summed (`TRIPS`, `SECONDS`, `METRES`, `TASKS`), and the most it may be.
    ptr, duty
        The duties of each counter, in compressed rows.
    """

    kind: Ints = field(factory=_ints, converter=_ints)
    cap: Ints = field(factory=_ints, converter=_ints)
    ptr: Ints = field(factory=lambda: _ints([0]), converter=_ints)
    duty: Ints = field(factory=_ints, converter=_ints)

    def __len__(self) -> int:
        """Count the counters."""
        return len(self.kind)


@frozen(eq=False, repr=False)
class Loads:
    """Amounts carried along a trip, a column a kind of load; only kinds that some trip could have too much of.

    On the way from stop *k* of a trip to the next, home first and last: Σ ``brought`` of the stops after *k* + Σ
    ``collected`` of the stops up to *k*; on every leg and of every kind at most ``capacity`` of the duty. Each of
    those who serve a visit carries the whole of it.

    Attributes
    ----------
    brought, collected
        Shape (visits, kinds), C order, 0 or more: on board from home to the visit; on board from the visit to home.
        The amounts of a kind sum to less than 2^53 over all visits.
    capacity
        Shape (duties, kinds), C order: the most that a duty's volunteer can have on board. No candidate has a visit
        that alone exceeds it, so trips of one visit need no test.
    """

    brought: Ints = field(factory=lambda: _ints(np.zeros((0, 0))), converter=_ints)
    collected: Ints = field(factory=lambda: _ints(np.zeros((0, 0))), converter=_ints)
    capacity: Ints = field(factory=lambda: _ints(np.zeros((0, 0))), converter=_ints)

    @property
    def num_kinds(self) -> int:
        """Count the kinds."""
        return int(self.capacity.shape[1])


@frozen(eq=False, repr=False)
class Links:
    """Pairs of visits in order, shape (links,).

    ``together`` 1: both in one trip, first before second; 0: second only if first, and at least ``gap``
    seconds from the end of the first to the start of the second.
    """

    first: Ints = field(factory=_ints, converter=_ints)
    second: Ints = field(factory=_ints, converter=_ints)
    together: Ints = field(factory=_ints, converter=_ints)
    gap: Ints = field(factory=_ints, converter=_ints)


@frozen(eq=False, repr=False)
class Labels:
    """Labels of visits that exclude each other for one volunteer.

    ``visit``, ``label``: shape (labelled visits,). ``one``, ``other``, ``scope``: shape (exclusions,),
    the scope in days: −1 = a trip, 0 = the horizon, n = less than n days apart.
    """

    visit: Ints = field(factory=_ints, converter=_ints)
    label: Ints = field(factory=_ints, converter=_ints)
    one: Ints = field(factory=_ints, converter=_ints)
    other: Ints = field(factory=_ints, converter=_ints)
    scope: Ints = field(factory=_ints, converter=_ints)


@frozen(eq=False, repr=False)
class Crowds:
    """Groups of visits and the number of different volunteers who serve one: capped, or paid for.

    ``cap``, ``level``, ``cost``: shape (crowds,); ``level`` −1 = no cost. ``ptr``, ``visit``: their visits.
    ``exempt_ptr``, ``exempt``: volunteers who do not count.
    """

    cap: Ints = field(factory=_ints, converter=_ints)
    level: Ints = field(factory=_ints, converter=_ints)
    cost: Ints = field(factory=_ints, converter=_ints)
    ptr: Ints = field(factory=_ints, converter=_ints)
    visit: Ints = field(factory=_ints, converter=_ints)
    exempt_ptr: Ints = field(factory=_ints, converter=_ints)
    exempt: Ints = field(factory=_ints, converter=_ints)


@frozen(eq=False, repr=False)
class Balance:
    """A cost that grows with a volunteer's total: ⌊(base + seconds)² ÷ offered⌋ on a level.

    Shape (terms,): ``level``, ``volunteer``, ``base``, ``offered``, ``factor``.
    """

    level: Ints = field(factory=_ints, converter=_ints)
    volunteer: Ints = field(factory=_ints, converter=_ints)
    base: Ints = field(factory=_ints, converter=_ints)
    offered: Ints = field(factory=_ints, converter=_ints)
    factor: Ints = field(factory=_ints, converter=_ints)


@frozen(eq=False, repr=False)
class Musts:
    """Visits that a given volunteer must serve: ``volunteer`` and ``visit``, shape (musts,)."""

    volunteer: Ints = field(factory=_ints, converter=_ints)
    visit: Ints = field(factory=_ints, converter=_ints)

    def __len__(self) -> int:
        """Count the musts."""
        return len(self.visit)


@frozen(eq=False, repr=False)
class Costs:
    """What one level below coverage charges; all whole numbers.

    Attributes
    ----------
    name
        The level's name in results.
    per_metre, per_second, per_trip
        For each metre and second of travel, and each trip.
    pair
        Shape (pairs,) beside the candidates, for each visit served by a duty; empty = nothing.
    """

    name: str
    per_metre: int = 0
    per_second: int = 0
    per_trip: int = 0
    pair: Ints = field(factory=_ints, converter=_ints)


@frozen(eq=False, repr=False)
class Program:
    """A problem as an engine sees it."""

    travel: Travel
    duties: Duties
    visits: Visits
    candidates: Candidates
    counters: Counters = field(factory=Counters)
    musts: Musts = field(factory=Musts)
    levels: tuple[Costs, ...] = ()
    loads: Loads = field(factory=Loads)
    links: Links = field(factory=Links)
    labels: Labels = field(factory=Labels)
    crowds: Crowds = field(factory=Crowds)
    balance: Balance = field(factory=Balance)

    @property
    def mechanisms(self) -> frozenset[str]:
        """Name the mechanisms, of those that an engine may lack, that this program uses."""
        optional = {name: getattr(self, name) for name in ("loads", "links", "labels", "crowds", "balance")}
        used = {name for name, arrays in optional.items() if _any_row(arrays)}
        return frozenset(used | ({"offroute"} if self.visits.offroute.any() else set()))


def _any_row(arrays: AttrsInstance) -> bool:
    first = fields(type(arrays))[0].name
    return int(np.size(getattr(arrays, first))) > 0
