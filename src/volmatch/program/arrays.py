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

from functools import cached_property

import numpy as np
from attrs import AttrsInstance, field, fields, frozen

from volmatch.program.couplings import (
    Balance,
    Crowds,
    Flags,
    Freeze,
    Ints,
    Labels,
    Links,
    Partners,
    Pledges,
    Promises,
    Punctuality,
    Quorums,
    ints,
)
from volmatch.program.travel import Travel

__all__ = ["NO_CAP", "Candidates", "Costs", "Counters", "Duties", "Loads", "Musts", "Program", "Visits"]

NO_CAP = 1 << 40
"""Stands for "no cap" in seconds, metres and counts."""

TRIPS, SECONDS, METRES, TASKS, ERRANDS, DAYS = range(6)
"""What a counter sums over its duties: trips, seconds away from home or at remote tasks, metres, tasks served, tasks
served in trips, working days."""

NUM_KINDS = 6


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
    rest
        Least seconds between the last return of one working day of the volunteer and the first departure of a later
        one; 0 = any. Where it is more, ``following`` is the next duty of the volunteer in time, whatever its interval.
    """

    volunteer: Ints = field(factory=ints, converter=ints)
    workday: Ints = field(factory=ints, converter=ints)
    day: Ints = field(factory=ints, converter=ints)
    home: Ints = field(factory=ints, converter=ints)
    mode: Ints = field(factory=ints, converter=ints)
    start: Ints = field(factory=ints, converter=ints)
    depart_before: Ints = field(factory=ints, converter=ints)
    end: Ints = field(factory=ints, converter=ints)
    following: Ints = field(factory=ints, converter=ints)
    trip_tasks: Ints = field(factory=ints, converter=ints)
    trip_seconds: Ints = field(factory=ints, converter=ints)
    trip_metres: Ints = field(factory=ints, converter=ints)
    rest: Ints = field(factory=ints, converter=ints)

    def __attrs_post_init__(self) -> None:
        """Nobody needs a rest where nothing is said of it."""
        if not len(self.rest):
            object.__setattr__(self, "rest", ints(np.zeros(len(self.volunteer))))

    def __len__(self) -> int:
        """Count the duties."""
        return len(self.volunteer)


@frozen(eq=False, repr=False)
class Visits:
    """A service of one task, done at one place by ``least`` to ``target`` people at the same time; or its pickup.

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
        1 where the visit takes time of a volunteer but is in no trip: it is done at home, in a tour of its own that is
        no trip. Its ``place`` says nothing; `place_for` does.
    fetch
        1 where something is fetched for another visit (`Links` say which): each of its people does so for themselves,
        when they like; it is no task, and weighs nothing.
    """

    task: Ints = field(factory=ints, converter=ints)
    place: Ints = field(factory=ints, converter=ints)
    setup: Ints = field(factory=ints, converter=ints)
    service: Ints = field(factory=ints, converter=ints)
    least: Ints = field(factory=ints, converter=ints)
    target: Ints = field(factory=ints, converter=ints)
    priority: Ints = field(factory=ints, converter=ints)
    weight: Ints = field(factory=ints, converter=ints)
    ptr: Ints = field(factory=ints, converter=ints)
    low: Ints = field(factory=ints, converter=ints)
    high: Ints = field(factory=ints, converter=ints)
    offroute: Ints = field(factory=ints, converter=ints)
    fetch: Ints = field(factory=ints, converter=ints)

    def __attrs_post_init__(self) -> None:
        """Nothing is fetched where nothing is said of it."""
        for name in ("offroute", "fetch"):
            if not len(getattr(self, name)):
                object.__setattr__(self, name, ints(np.zeros(len(self.task))))

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
    since
        Shape (pairs,): the first start that a rule of the pair itself allows; −``NO_CAP`` where it allows all.
    """

    ptr: Ints = field(factory=ints, converter=ints)
    visit: Ints = field(factory=ints, converter=ints)
    duty: Ints = field(factory=ints, converter=ints)
    earliest: Ints = field(factory=ints, converter=ints)
    latest: Ints = field(factory=ints, converter=ints)
    limit: Ints = field(factory=ints, converter=ints)
    since: Ints = field(factory=ints, converter=ints)

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

    kind: Ints = field(factory=ints, converter=ints)
    cap: Ints = field(factory=ints, converter=ints)
    ptr: Ints = field(factory=lambda: ints([0]), converter=ints)
    duty: Ints = field(factory=ints, converter=ints)

    def __len__(self) -> int:
        """Count the counters."""
        return len(self.kind)


@frozen(eq=False, repr=False)
class Loads:
    """Amounts carried along a trip, a column a kind of load; only kinds that some trip could have too much of.

    On the way from stop *k* of a trip to the next, home first and last: Σ ``brought`` of the stops after *k* + Σ
    ``collected`` of the stops up to *k*; on every leg and of every kind at most ``capacity`` of the duty. Each of
    those who serve a visit carries the whole of it. What is fetched first is collected where it is fetched, and
    collected with a minus sign where it is put down.

    Attributes
    ----------
    brought, collected
        Shape (visits, kinds), C order: on board from home to the visit, 0 or more; on board from the visit to home.
        The amounts of a kind sum to less than 2^53 over all visits.
    capacity
        Shape (duties, kinds), C order: the most that a duty's volunteer can have on board. No candidate has a visit
        that alone exceeds it, so trips of one visit need no test.
    """

    brought: Ints = field(factory=lambda: ints(np.zeros((0, 0))), converter=ints)
    collected: Ints = field(factory=lambda: ints(np.zeros((0, 0))), converter=ints)
    capacity: Ints = field(factory=lambda: ints(np.zeros((0, 0))), converter=ints)

    @property
    def num_kinds(self) -> int:
        """Count the kinds."""
        return int(self.capacity.shape[1])


@frozen(eq=False, repr=False)
class Musts:
    """Visits that a given volunteer must serve: ``volunteer`` and ``visit``, shape (musts,)."""

    volunteer: Ints = field(factory=ints, converter=ints)
    visit: Ints = field(factory=ints, converter=ints)

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
    pair: Ints = field(factory=ints, converter=ints)


OPTIONAL = (
    "loads",
    "links",
    "labels",
    "crowds",
    "balance",
    "promises",
    "pledges",
    "punctuality",
    "quorums",
    "partners",
    "freeze",
)
"""The mechanisms of a program that an engine may lack, by their names in it."""


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
    promises: Promises = field(factory=Promises)
    pledges: Pledges = field(factory=Pledges)
    punctuality: Punctuality = field(factory=Punctuality)
    quorums: Quorums = field(factory=Quorums)
    partners: Partners = field(factory=Partners)
    freeze: Freeze = field(factory=Freeze)

    @property
    def mechanisms(self) -> frozenset[str]:
        """Name the mechanisms, of those that an engine may lack, that this program uses."""
        used = {name for name in OPTIONAL if _any_row(getattr(self, name))}
        extra = {
            "offroute": self.visits.offroute.any(),
            "rest": self.duties.rest.any(),
            "delays": (self.candidates.since > -NO_CAP).any(),
            "days": (self.counters.kind == DAYS).any(),
            "errands": (self.counters.kind == ERRANDS).any(),
        }
        return frozenset(used | {name for name, is_used in extra.items() if is_used})

    def place_for(self, visit: int, duty: int) -> int:
        """Give the place at which a duty serves a visit: its own home where that is in no trip."""
        return int(self.duties.home[duty] if self.visits.offroute[visit] else self.visits.place[visit])

    def places_for(self, visits: Ints, duties: Ints) -> Ints:
        """Give the places at which duties serve visits, shape (n,)."""
        return np.where(
            self.visits.offroute[visits] == 1, self.duties.home[duties], self.visits.place[visits]
        )

    @cached_property
    def lone(self) -> Flags:
        """Tell of which duties every tour holds one visit, shape (duties,)."""
        lone = self.duties.trip_tasks <= 1
        tied = self.links.second[self.links.together == 1]
        for visit in tied.tolist():
            lone[self.candidates.duty[self.candidates.ptr[visit] : self.candidates.ptr[visit + 1]]] = False
        return np.asarray(lone)


def _any_row(arrays: AttrsInstance) -> bool:
    first = fields(type(arrays))[0].name
    return int(np.size(getattr(arrays, first))) > 0
