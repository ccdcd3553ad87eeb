"""What counters hold: sums over the tours of sets of duties, each with its cap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from attrs import define, field

from volmatch.engines.solution import Tour, is_trip, tour_legs
from volmatch.program.arrays import DAYS, TRIPS, Program

__all__ = ["Sums", "amounts_of"]


def amounts_of(program: Program, tours: Sequence[Tour]) -> tuple[int, int, int, int, int]:
    """Give trips, seconds, metres, tasks, and tasks in trips of some tours; working days are counted apart."""
    fetch = program.visits.fetch
    trips = seconds = metres = tasks = errands = 0
    for tour in tours:
        served = len(tour.visits) - sum(int(fetch[visit]) for visit in tour.visits)
        seconds, tasks = seconds + tour.back - tour.depart, tasks + served
        if is_trip(program, tour):
            trips, errands = trips + 1, errands + served
            metres += tour_legs(program, tour)[1]
    return trips, seconds, metres, tasks, errands


@define
class Sums:
    """The sum that each counter holds now."""

    program: Program
    _used: list[int] = field(init=False)
    _counters: list[list[int]] = field(init=False)
    _active: dict[tuple[int, int], set[int]] = field(init=False)
    """By counter of days and working day: the duties that make it one."""

    def __attrs_post_init__(self) -> None:
        """Index the counters by duty."""
        counters = self.program.counters
        self._used = [0] * len(counters)
        self._counters = [[] for _ in range(len(self.program.duties))]
        for counter in range(len(counters)):
            for duty in counters.duty[counters.ptr[counter] : counters.ptr[counter + 1]].tolist():
                self._counters[duty].append(counter)
        self._active = defaultdict(set)

    def put(self, duty: int, before: Sequence[Tour], after: Sequence[Tour]) -> None:
        """Let a duty make other tours."""
        for counter, change in self._changes(duty, before, after):
            self._used[counter] += change
        workday, kinds = int(self.program.duties.workday[duty]), self.program.counters.kind
        for counter in self._counters[duty]:
            if kinds[counter] == DAYS:
                active = self._active[counter, workday]
                active.discard(duty)
                if after:
                    active.add(duty)

    def fits(self, duty: int, before: Sequence[Tour], after: Sequence[Tour]) -> bool:
        """Whether the caps allow a duty to make other tours."""
        caps = self.program.counters.cap
        return all(
            change <= 0 or self._used[counter] + change <= caps[counter]
            for counter, change in self._changes(duty, before, after)
        )

    def has_room_for_trip(self, duty: int) -> bool:
        """Whether the caps on trips allow a duty one more."""
        kinds, caps = self.program.counters.kind, self.program.counters.cap
        return all(
            kinds[counter] != TRIPS or self._used[counter] < caps[counter] for counter in self._counters[duty]
        )

    def room(self) -> dict[int, int]:
        """Give what is left of each counter's cap."""
        return {row: int(cap) - self._used[row] for row, cap in enumerate(self.program.counters.cap.tolist())}

    def _changes(self, duty: int, before: Sequence[Tour], after: Sequence[Tour]) -> Iterator[tuple[int, int]]:
        if not self._counters[duty]:
            return
        kinds = self.program.counters.kind
        old, new = amounts_of(self.program, before), amounts_of(self.program, after)
        workday = int(self.program.duties.workday[duty])
        for counter in self._counters[duty]:
            kind = kinds[counter]
            if kind == DAYS:
                others = bool(self._active[counter, workday] - {duty})
                yield counter, 0 if others else int(bool(after)) - int(bool(before))
            else:
                yield counter, new[kind] - old[kind]
