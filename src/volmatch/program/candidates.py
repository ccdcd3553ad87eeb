"""Which duties could still serve which visit: a spatial join by k-d tree, then masks on arrays of pairs.

The join runs day by day and, within a day, by doublings of the radius, so that one task with a wide
radius does not widen all others. No array of volunteers × tasks is ever made unless every pair is near
enough to be looked at anyway; then it is made in blocks.

The bounds on the start of a pair must hold in *every* trip of the duty, so a visit that need not be the first
stop is bounded by a way that no detour through other stops can undercut: for straight lines the direct way
less the rounding of a leg at each stop, for a matrix nothing (its way through a third place may be shorter).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from attrs import define, field
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from volmatch.domain.geography import chord
from volmatch.program.arrays import NO_CAP, Candidates, Duties, Visits
from volmatch.program.draft import Draft

__all__ = ["find_candidates"]

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

BLOCK_PAIRS = 1 << 20
"""Most pairs looked at together where no radius thins them out."""

EMPTY: Ints = np.zeros((6, 0), np.int64)


def find_candidates(draft: Draft, duties: Duties, visits: Visits) -> Candidates:
    """Give the pairs that every declared rule allows. O(pairs in reach + n log n).

    Parameters
    ----------
    draft
        Where the rules have declared what they forbid.
    duties, visits
        The finished arrays.
    """
    sieve = _Sieve(draft, duties, visits)
    kept = [sieve.sift(visit, duty) for visit, duty in _joined(draft, duties, visits)]
    pairs = (
        np.stack([np.concatenate([part[column] for part in kept]) for column in range(6)]) if kept else EMPTY
    )
    if draft.pickups:
        pairs = _with_pickups(draft, sieve, pairs)
    visit, duty, earliest, latest, limit, since = pairs[:, np.lexsort((pairs[1], pairs[0]))]
    ptr = np.searchsorted(visit, np.arange(len(visits) + 1))
    return Candidates(ptr, visit, duty, earliest, latest, limit, since)


def _with_pickups(draft: Draft, sieve: _Sieve, pairs: Ints) -> Ints:
    """Add the pickups of the services that are candidates, and leave out a service whose pickup cannot be."""
    fetched = np.full(len(draft.tasks), -1)
    fetched[list(draft.pickups)] = list(draft.pickups.values())
    has = fetched[pairs[0]] >= 0
    able = has.copy()
    able[has] = np.diff(sieve.visits.ptr)[fetched[pairs[0][has]]] > 0
    found = np.stack(sieve.sift(fetched[pairs[0][able]], pairs[1][able]))
    span = int(pairs[1].max(initial=0)) + 1
    lost = ~np.isin(fetched[pairs[0]] * span + pairs[1], found[0] * span + found[1]) & has
    return np.concatenate([pairs[:, ~lost], found], axis=1)


def _joined(draft: Draft, duties: Duties, visits: Visits) -> Iterator[tuple[Ints, Ints]]:
    """Give blocks of pairs of services that are near in time and, where a radius applies, in space."""
    open_ = np.flatnonzero((np.diff(visits.ptr) > 0) & (visits.fetch == 0))
    first, last = visits.low[visits.ptr[open_]], visits.high[visits.ptr[open_ + 1] - 1]
    reach = np.minimum(draft.radius_of_task, draft.radius_of_volunteer.max(initial=0.0))
    reach[draft.unlimited] = np.inf
    for day in np.unique(duties.day):
        todays = np.flatnonzero(duties.day == day)
        begin, end = duties.start[todays].min(), duties.end[todays].max()
        near = open_[(last >= begin) & (first + visits.service[open_] <= end)]
        if len(near):
            yield from _near(draft, duties.home[todays], todays, visits.place[near], near, reach[near])


def _near(
    draft: Draft, homes: Ints, duty: Ints, places: Ints, visit: Ints, reach: Floats
) -> Iterator[tuple[Ints, Ints]]:
    position = draft.travel.network.positions
    bounded = np.isfinite(reach)
    yield from _blocks(visit[~bounded], duty)
    if not bounded.any():
        return
    tree = cKDTree(position[homes])
    doubling = np.ceil(np.log2(np.maximum(reach, 1.0)))
    for size in np.unique(doubling[bounded]):
        rows = np.flatnonzero(bounded & (doubling == size))
        radius = chord(float(reach[rows].max()) + 0.01, position.shape[1])
        for some in np.array_split(rows, max(1, len(rows) // 20_000)):
            others = cKDTree(position[places[some]])
            pairs = others.sparse_distance_matrix(tree, radius, output_type="ndarray")
            yield visit[some[pairs["i"]]], duty[pairs["j"]]


def _blocks(visit: Ints, duty: Ints) -> Iterator[tuple[Ints, Ints]]:
    if not len(visit) or not len(duty):
        return
    for some in np.array_split(visit, max(1, len(visit) * len(duty) // BLOCK_PAIRS)):
        yield np.repeat(some, len(duty)), np.tile(duty, len(some))


@define
class _Sieve:
    """Applies the declared rules to arrays of pairs."""

    draft: Draft
    duties: Duties
    visits: Visits
    _forbidden: Ints = field(init=False)
    _span: int = field(init=False)
    _zero: int = field(init=False)
    _row: Ints = field(init=False)
    _fetched: Flags = field(init=False)
    _party: Ints = field(init=False)

    def __attrs_post_init__(self) -> None:
        visits, duties = self.visits, self.duties
        keys = [volunteer * len(self.draft.tasks) + task for volunteer, task in self.draft.forbidden]
        self._forbidden = np.sort(np.array(keys, dtype=np.int64))
        ends = [visits.low.min(initial=0), duties.start.min(initial=0)]
        tops = [visits.high.max(initial=0), duties.end.max(initial=0)]
        self._zero = int(min(ends)) - 1
        self._span = int(max(tops)) - self._zero + 2
        self._row = np.repeat(np.arange(len(visits)), np.diff(visits.ptr))
        self._fetched = visits.fetch == 1
        self._fetched[list(self.draft.pickups)] = True
        self._party = self.draft.party_sizes(len(self.draft.volunteers))

    def sift(self, visit: Ints, duty: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
        """Keep the pairs that may be; give visit, duty, earliest and latest start, limit and since."""
        for mask in (self._in_time, self._matched, self._seated, self._not_forbidden, self._in_radius):
            keep = mask(visit, duty)
            visit, duty = visit[keep], duty[keep]
        earliest, latest = self._bounds(visit, duty)
        limit, since = self._limit(visit, duty), self._since(visit, duty)
        earliest, latest = np.maximum(earliest, since), np.minimum(latest, limit)
        earliest, latest = self._within_windows(visit, earliest, latest)
        keep = earliest <= latest
        return visit[keep], duty[keep], earliest[keep], latest[keep], limit[keep], since[keep]

    def _in_time(self, visit: Ints, duty: Ints) -> Flags:
        first = self.visits.low[self.visits.ptr[visit]]
        last = self.visits.high[self.visits.ptr[visit + 1] - 1]
        inside: Flags = (last >= self.duties.start[duty]) & (
            first + self.visits.service[visit] <= self.duties.end[duty]
        )
        return inside

    def _matched(self, visit: Ints, duty: Ints) -> Flags:
        keep = np.ones(len(visit), dtype=bool)
        volunteer = self.duties.volunteer[duty]
        for match in self.draft.matches:
            keep &= match.allowed[match.of_volunteer[volunteer], match.of_task[self.draft.task_of[visit]]]
        return keep

    def _seated(self, visit: Ints, duty: Ints) -> Flags:
        """Whether a visit has room for all who serve what the volunteer serves."""
        seated: Flags = self._party[self.duties.volunteer[duty]] <= self.visits.target[visit]
        return seated

    def _not_forbidden(self, visit: Ints, duty: Ints) -> Flags:
        if not len(self._forbidden):
            return np.ones(len(visit), dtype=bool)
        key = self.duties.volunteer[duty] * len(self.draft.tasks) + self.draft.task_of[visit]
        place = np.searchsorted(self._forbidden, key) % len(self._forbidden)
        free: Flags = self._forbidden[place] != key
        return free

    def _in_radius(self, visit: Ints, duty: Ints) -> Flags:
        volunteer = self.duties.volunteer[duty]
        radius = np.minimum(self.draft.radius_of_volunteer[volunteer], self.draft.radius_of_task[visit])
        free = ~np.isfinite(radius) | self.draft.unlimited[visit]
        if free.all():
            return free
        line = self.draft.travel.network.line(self.duties.home[duty], self.visits.place[visit])
        near: Flags = free | (line <= radius + 1e-6)
        return near

    def _bounds(self, visit: Ints, duty: Ints) -> tuple[Ints, Ints]:
        """Bound the start of each pair by its duty, the way and the caps of a trip."""
        duties, visits = self.duties, self.visits
        remote = visits.offroute[visit] == 1
        lone = ((duties.trip_tasks[duty] == 1) & ~self._fetched[visit]) | remote
        place = np.where(remote, duties.home[duty], visits.place[visit])
        out, metres_out = self._way(duties.home[duty], place, duty, lone)
        back, metres_back = self._way(place, duties.home[duty], duty, lone)
        setup = np.where(place == duties.home[duty], 0, visits.setup[visit])
        earliest = duties.start[duty] + out + setup
        latest = duties.end[duty] - back - visits.service[visit]
        leaves = duties.depart_before[duty] - 1 + out + setup
        latest = np.where(lone, np.minimum(latest, leaves), latest)
        seconds = out + setup + visits.service[visit] + back
        capped = (seconds > duties.trip_seconds[duty]) | (metres_out + metres_back > duties.trip_metres[duty])
        latest[(capped | (duties.trip_tasks[duty] < 1)) & ~remote] = self._zero
        return earliest, latest

    def _limit(self, visit: Ints, duty: Ints) -> Ints:
        """Give the last start of each pair before a skill of the volunteer that it needs expires."""
        limit = np.full(len(visit), NO_CAP)
        for expiry in self.draft.expiries:
            due = (self.duties.volunteer[duty] == expiry.volunteer) & expiry.visits[visit]
            limit[due] = np.minimum(limit[due], expiry.before - 1)
        last = self.visits.high[self.visits.ptr[visit + 1] - 1]
        return np.where(limit < last, limit, NO_CAP)

    def _since(self, visit: Ints, duty: Ints) -> Ints:
        """Give the first start of each pair, where a rule delays it."""
        since = np.full(len(visit), -NO_CAP)
        for delay in self.draft.delays:
            due = (visit == delay.visit) & delay.volunteers[self.duties.volunteer[duty]]
            since[due] = np.maximum(since[due], delay.since)
        return since

    def _way(self, origins: Ints, destinations: Ints, duty: Ints, lone: Flags) -> tuple[Ints, Ints]:
        """Give seconds and metres that no trip can undercut (the direct way, exactly, of lone visits)."""
        travel = self.draft.travel
        seconds, metres = np.zeros(len(duty), np.int64), np.zeros(len(duty), np.int64)
        for mode in range(len(travel.modes)):
            rows = np.flatnonzero(self.duties.mode[duty] == mode)
            if not len(rows):
                continue
            seconds[rows] = travel.seconds(mode, origins[rows], destinations[rows])
            metres[rows] = travel.metres(mode, origins[rows], destinations[rows])
            if travel.straight:
                # A task with a pickup makes two stops.
                stops = np.minimum(self.duties.trip_tasks[duty[rows]], len(self.visits))
                legs = stops * (2 if self.draft.pickups else 1) + 1
                shortest = np.maximum(metres[rows] - (legs + 1) // 2, 0)
                pace = travel.network.metres_per_hour(travel.modes[mode])
                seconds[rows] = np.where(lone[rows], seconds[rows], shortest * 3600 // pace)
                metres[rows] = np.where(lone[rows], metres[rows], shortest)
            else:
                seconds[rows] = np.where(lone[rows], seconds[rows], 0)
                metres[rows] = np.where(lone[rows], metres[rows], 0)
        return seconds, metres

    def _within_windows(self, visit: Ints, earliest: Ints, latest: Ints) -> tuple[Ints, Ints]:
        """Move the bounds inwards to the nearest allowed starts; crossed bounds where there is none."""
        visits, key = self.visits, self._key
        place = np.searchsorted(key(self._row, visits.high), key(visit, earliest))
        none = place >= visits.ptr[visit + 1]
        earliest = np.maximum(earliest, visits.low[np.where(none, 0, place)])
        place = np.searchsorted(key(self._row, visits.low), key(visit, latest), side="right") - 1
        none |= place < visits.ptr[visit]
        latest = np.minimum(latest, visits.high[np.where(none, 0, place)])
        return earliest, np.where(none, earliest - 1, latest)

    def _key(self, visit: Ints, instant: Ints) -> Ints:
        inside = np.clip(instant - self._zero, 0, self._span - 1)
        return visit * self._span + inside
