"""A program in the making: rules write their mechanisms here, and declare which pairs they forbid.

Volunteers and tasks stand in the order of their ids, so that the order of the input changes nothing. The visits are
the services of the tasks, in that order, and after them the pickups of those tasks that have one, in the same order.
What masks pairs is declared, not applied: `candidates` applies it to arrays of pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from volmatch.domain.clock import Clock, Interval
from volmatch.domain.task import Task
from volmatch.domain.volunteer import Volunteer
from volmatch.program.arrays import (
    DAYS,
    NO_CAP,
    NUM_KINDS,
    Candidates,
    Costs,
    Duties,
    Musts,
    Program,
    Visits,
)
from volmatch.program.counters import Cap, finished_counters
from volmatch.program.loads import Carried, finished_loads
from volmatch.program.tied import Tied
from volmatch.program.travel import Travel

__all__ = ["Delay", "Draft", "Expiry", "Match"]

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]


@frozen(eq=False)
class Match:
    """A boolean per pair of groups: volunteer *v* may serve task *t* if ``allowed[of_volunteer[v], of_task[t]]``."""

    of_volunteer: Ints
    of_task: Ints
    allowed: Flags


@frozen(eq=False)
class Expiry:
    """The flagged visits, shape (visits,), by the volunteer must start before an instant."""

    volunteer: int
    visits: Flags
    before: int


@frozen(eq=False)
class Delay:
    """The flagged volunteers, shape (volunteers,), must start a visit at an instant or later."""

    volunteers: Flags
    visit: int
    since: int


@define(eq=False, repr=False, slots=False)
class Draft(Tied):
    """What the rules have written so far.

    Arrays per volunteer have shape (volunteers,), per visit shape (visits,), the services of tasks first; units as in
    `arrays`.
    """

    travel: Travel
    volunteers: Sequence[Volunteer]
    tasks: Sequence[Task]
    home: Ints
    mode: Ints
    place: Ints
    setup: Ints
    service: Ints
    least: Ints = field(init=False)
    target: Ints = field(init=False)
    priority: Ints = field(init=False)
    weight: Ints = field(init=False)
    offroute: Ints = field(init=False)
    starts: list[Sequence[tuple[int, int]]] = field(init=False)
    """By visit: the intervals, both ends included, in which it may start."""
    rest: Ints = field(init=False)
    """By volunteer: least seconds between working days."""
    radius_of_volunteer: Floats = field(init=False)
    radius_of_task: Floats = field(init=False)
    unlimited: Flags = field(init=False)
    trip_tasks: Ints = field(init=False)
    trip_seconds: Ints = field(init=False)
    trip_metres: Ints = field(init=False)
    day_caps: Ints = field(init=False)
    """Shape (kinds, volunteers): caps a local day, by what is counted (`TRIPS`, `SECONDS`, `METRES`, `TASKS`, …)."""
    total_caps: Ints = field(init=False)
    """Shape (kinds, volunteers): caps over the horizon."""
    by_day: Flags = field(init=False)
    """By volunteer: something else depends on the day on which a trip departs."""
    caps: list[Cap] = field(factory=list, init=False)
    offers: list[tuple[int, Interval]] = field(factory=list, init=False)
    """Volunteer and interval of availability, in order."""
    matches: list[Match] = field(factory=list, init=False)
    expiries: list[Expiry] = field(factory=list, init=False)
    delays: list[Delay] = field(factory=list, init=False)
    forbidden: set[tuple[int, int]] = field(factory=set, init=False)
    musts: list[tuple[int, int]] = field(factory=list, init=False)
    loads: list[Carried] = field(factory=list, init=False)
    levels: list[Costs] = field(factory=list, init=False)
    candidates: Candidates = field(factory=Candidates, init=False)
    duty_volunteer: Ints = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Start with one person a task, no cap and no limit."""
        people, visits = len(self.volunteers), self.num_visits
        self.least, self.target = np.ones(visits, np.int64), np.ones(visits, np.int64)
        self.priority, self.weight = np.full(visits, 2), np.ones(visits, np.int64)
        self.weight[len(self.tasks) :] = 0
        self.offroute = np.zeros(visits, np.int64)
        self.starts = [()] * visits
        self.radius_of_volunteer, self.radius_of_task = np.full(people, np.inf), np.full(visits, np.inf)
        self.unlimited = np.arange(visits) >= len(self.tasks)
        self.day_caps = np.full((NUM_KINDS, people), NO_CAP)
        self.total_caps = self.day_caps.copy()
        self.rest, self.by_day = np.zeros(people, np.int64), np.zeros(people, bool)
        caps = [np.full(people, NO_CAP) for _ in range(3)]
        self.trip_tasks, self.trip_seconds, self.trip_metres = caps

    @cached_property
    def pickups(self) -> Mapping[int, int]:
        """The visit that is the pickup of a task, by the number of the task; tasks without one are not in it."""
        fetched = [row for row, task in enumerate(self.tasks) if task.pickup is not None]
        return {row: len(self.tasks) + place for place, row in enumerate(fetched)}

    @property
    def num_visits(self) -> int:
        """Count the visits: a service of each task, and the pickups."""
        return len(self.tasks) + len(self.pickups)

    @cached_property
    def task_of(self) -> Ints:
        """The number of the task of each visit, shape (visits,)."""
        return np.array([*range(len(self.tasks)), *self.pickups], dtype=np.int64)

    def count(
        self,
        kind: int,
        most: int,
        volunteers: Flags | None = None,
        days: tuple[int, int] | None = None,
        *,
        each: bool = False,
    ) -> None:
        """Cap what some volunteers do together (default: all) on the days first … last (default: the horizon).

        Parameters
        ----------
        kind
            What is counted: `TRIPS`, `SECONDS`, `METRES`, `TASKS`, `ERRANDS`, `DAYS`.
        most
            The cap; `NO_CAP` or more is none.
        each
            It is the cap of everybody for themselves, not of all of them together.
        """
        if most >= NO_CAP:
            return
        some = self._everybody if volunteers is None else volunteers
        first, last = days if days is not None else (-NO_CAP, NO_CAP)
        if days is not None or kind == DAYS:
            self.by_day |= some
        self.caps.append(Cap(kind, most, some, first, last, each))

    @cached_property
    def _everybody(self) -> Flags:
        return np.ones(len(self.volunteers), dtype=bool)

    def match(
        self,
        of_volunteer: Sequence[Hashable],
        of_task: Sequence[Hashable],
        allows: Callable[[Any, Any], bool],
    ) -> None:
        """Forbid the pairs whose keys do not fit. O(volunteers + tasks + distinct keys²).

        Parameters
        ----------
        of_volunteer, of_task
            A key for each volunteer and each task.
        allows
            Whether a volunteer of the first key may serve a task of the second.
        """
        people, person = _numbered(of_volunteer)
        tasks, task = _numbered(of_task)
        allowed = np.array([[allows(one, other) for other in tasks] for one in people], dtype=bool)
        if not allowed.all():
            self.matches.append(Match(person, task, allowed))

    def carry(self, brought: Ints, collected: Ints, capacity: Ints) -> None:
        """Add a kind of load: no trip has more on board than its volunteer's capacity. O(tasks + distinct²).

        Parameters
        ----------
        brought, collected
            On board from home to the visit, and from the visit to home (minus what is put down that was fetched);
            shape (visits,).
        capacity
            Most on board at any moment, shape (volunteers,).
        """
        kind = Carried(brought, collected, capacity)
        self.loads.append(kind)
        holds, person = np.unique(capacity, return_inverse=True)
        needs, task = np.unique(self._needs(kind), return_inverse=True)
        allowed = holds[:, None] >= needs[None, :]
        if not allowed.all():
            self.matches.append(Match(person, task, allowed))

    def _needs(self, kind: Carried) -> Ints:
        """Give what each task alone has on board at most, its pickup included; shape (tasks,)."""
        needs = kind.most[: len(self.tasks)].copy()
        for row, pickup in self.pickups.items():
            needs[row] = max(kind.collected[pickup], kind.collected[pickup] + kind.collected[row])
        return needs

    def candidate_volunteers(self) -> Ints:
        """Give the volunteer number of each pair of the candidates, shape (pairs,)."""
        return self.duty_volunteer[self.candidates.duty]

    def expire(self, volunteer: int, visits: Flags, before: int) -> None:
        """Let the flagged visits, shape (visits,), start before an instant where this volunteer does them."""
        self.expiries.append(Expiry(volunteer, visits, before))

    def delay(self, volunteers: Flags, visit: int, since: int) -> None:
        """Let a visit start at an instant or later where one of the flagged, shape (volunteers,), does it."""
        self.delays.append(Delay(volunteers, visit, since))

    def finished_duties(self, clock: Clock) -> Duties:
        """Make duties of the offers, cut at midnight for those of whom something is counted by the day.

        Sums over a local day count the trips that depart on it. Where nothing of a volunteer is counted
        by the day, one duty serves for a whole interval. O(duties).
        """
        # A service that takes no time, at home, may begin and end with the offer: the day of its end counts then.
        instant = 1 if (self.service == 0).any() else 0
        by_day: Flags = np.any(self.day_caps < NO_CAP, axis=0) | self.by_day | (self.rest > 0)
        by_day |= self.total_caps[DAYS] < NO_CAP
        rows: list[tuple[int, int, int, int, int, bool]] = []
        for person, offer in self.offers:
            first = clock.day(offer.start)
            last = clock.day(offer.end - 1 + instant) if by_day[person] else first
            for today in range(first, last + 1):
                begin = max(offer.start, clock.midnight(today)) if today > first else offer.start
                leave = min(offer.end, clock.midnight(today + 1)) if today < last else offer.end + instant
                rows.append((person, today, begin, leave, offer.end, today < last))
        table = np.array(rows, dtype=np.int64).reshape(-1, 6)
        volunteer, day, start, before, end, followed = table.T
        first_day = int(day.min()) if len(day) else 0
        key = volunteer * (int(day.max(initial=0)) - first_day + 1) + day - first_day
        self.duty_volunteer = volunteer
        self.trip_tasks = np.minimum(self.trip_tasks, self._carried_at_once())
        rested = np.append(volunteer[1:] == volunteer[:-1], [False])[: len(volunteer)] & (
            self.rest[volunteer] > 0
        )
        return Duties(
            volunteer=volunteer,
            workday=np.unique(key, return_inverse=True)[1],
            day=day,
            home=self.home[volunteer],
            mode=self.mode[volunteer],
            start=start,
            depart_before=before,
            end=end,
            following=np.where((followed == 1) | rested, np.arange(1, len(volunteer) + 1), -1),
            trip_tasks=self.trip_tasks[volunteer],
            trip_seconds=self.trip_seconds[volunteer],
            trip_metres=self.trip_metres[volunteer],
            rest=self.rest[volunteer],
        )

    def _carried_at_once(self) -> Ints:
        """Give how many tasks of a trip each volunteer can carry at most: the lightest ones; shape (volunteers,)."""
        most = np.full(len(self.volunteers), NO_CAP)
        for kind in self.loads:
            for amounts in (kind.brought, kind.collected):
                services = np.sort(amounts[: len(self.tasks)])
                if len(services) and services[0] > 0 and (amounts >= 0).all():
                    fits = np.searchsorted(np.cumsum(services), kind.capacity, side="right")
                    most = np.where(fits < len(services), np.minimum(most, fits), most)
        return most

    def finished_visits(self) -> Visits:
        """Freeze the visits. O(tasks + intervals)."""
        pairs = [pair for starts in self.starts for pair in starts]
        ptr = np.concatenate([[0], np.cumsum([len(starts) for starts in self.starts], dtype=np.int64)])
        return Visits(
            task=self.task_of,
            place=self.place,
            setup=self.setup,
            service=self.service,
            least=self.least,
            target=self.target,
            priority=self.priority,
            weight=self.weight,
            ptr=ptr,
            low=[low for low, _ in pairs],
            high=[high for _, high in pairs],
            offroute=self.offroute,
            fetch=np.arange(self.num_visits) >= len(self.tasks),
        )

    def finished(self, duties: Duties, visits: Visits) -> Program:
        """Freeze everything."""
        counters = finished_counters(duties, self.day_caps, self.total_caps, self.caps)
        musts = sorted(set(self.musts))
        return Program(
            travel=self.travel,
            duties=duties,
            visits=visits,
            candidates=self.candidates,
            counters=counters,
            musts=Musts(volunteer=[v for v, _ in musts], visit=[t for _, t in musts]),
            levels=tuple(self.levels),
            loads=finished_loads(self.loads, self.trip_tasks, duties),
            **self.finished_ties(),  # type: ignore[arg-type]
        )


def _numbered(keys: Sequence[Hashable]) -> tuple[list[Hashable], Ints]:
    number: dict[Hashable, int] = {}
    rows = [number.setdefault(key, len(number)) for key in keys]
    return list(number), np.array(rows, dtype=np.int64)
