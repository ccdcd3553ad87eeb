"""The hours of the day in which recruits are missing: windows that overlap on the clock make one band."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from volmatch.domain.clock import Interval
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task

__all__ = ["Band", "bands_of", "read_band"]

MINUTE, DAY = 60, 86_400
ALL_DAY = (0, DAY)


@frozen(order=True)
class Band:
    """The same hours of every local day: seconds of the wall clock after midnight; the end may be on the next day."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{_clock(self.start)}–{_clock(self.end) if self.end % DAY else '24:00'}"

    def days(self, problem: Problem) -> Iterator[Interval]:
        """Give the band on every day of a problem, and of the evening before. O(days)."""
        clock = problem.clock
        last = clock.day(clock.seconds(problem.end))
        for day in range(-1, last + 1):
            midnight = datetime.combine(clock.date(0) + timedelta(days=day), datetime.min.time())
            ends = (clock.seconds(midnight + timedelta(seconds=end)) for end in (self.start, self.end))
            start, end = ends
            if start < end:
                yield Interval(start, end)


def bands_of(problem: Problem, tasks: Iterable[Task]) -> list[Band]:
    """Cluster the windows of tasks: those that overlap on the clock make one band; O(windows log windows).

    A window that is open for a day or longer goes by the bands of the others; without any, the band is the whole day.
    """
    clock, seen = problem.clock, set()
    for task in tasks:
        for window in task.windows:
            length = window.end - window.start
            if length < DAY:
                wall = clock.wall(window.start)
                start = wall.hour * 3600 + wall.minute * MINUTE + wall.second
                seen.add((start, start + max(length, task.duration_seconds or 0)))
    joined: list[Band] = []
    for start, end in sorted(seen):
        if joined and start < joined[-1].end:
            joined[-1] = Band(joined[-1].start, min(max(joined[-1].end, end), joined[-1].start + DAY))
        elif start < end:
            joined.append(Band(start, end))
    return joined or [Band(*ALL_DAY)]


def read_band(said: Sequence[str]) -> Band:
    """Read ``("08:00", "12:00")``; an end that is not after the start is on the next day.

    Raises
    ------
    ValueError
        Where these are not two times of the clock.
    """
    if isinstance(said, str) or len(said) != 2:
        raise ValueError("two times of the clock are expected")
    start, end = (_seconds(text) for text in said)
    return Band(start, end if end > start else end + DAY)


def _seconds(text: str) -> int:
    hour, minute = (int(part) for part in str(text).split(":"))
    if not (0 <= hour <= 24 and 0 <= minute < 60 and hour * 60 + minute <= 24 * 60):
        raise ValueError("a time of the clock is expected")
    return hour * 3600 + minute * MINUTE


def _clock(seconds: int) -> str:
    hours, minutes = divmod(seconds % DAY // MINUTE, 60)
    return f"{hours:02}:{minutes:02}"
