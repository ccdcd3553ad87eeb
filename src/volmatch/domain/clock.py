"""Instants: whole seconds since the start of a problem inside, ISO-8601 outside.

All arithmetic is done in UTC. A wall time without an offset is read in the problem's time zone; one that
daylight saving skips (a gap) or repeats (a fold) is resolved by the first reading of PEP 495 and reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import timezone as fixed_offset
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from attrs import define, field, frozen

Instant: TypeAlias = int | datetime | str
"""Seconds since the problem's start, a datetime, or ISO-8601 text."""


def _as_written(instant: Instant) -> Any:
    """Keep an instant in any form; the problem that it is put into makes seconds of it."""
    return instant


@frozen(order=True)
class Interval:
    """A stretch of time, ``[start, end)``: its end is no longer part of it.

    Written with datetimes, ISO-8601 text or whole seconds since the problem's start; inside a
    `Problem` both ends are always whole seconds.

    Examples
    --------
    >>> Interval(0, 3600).holds(Interval(1800, 3600))
    True
    """

    start: int = field(converter=_as_written)
    end: int = field(converter=_as_written)

    @property
    def seconds(self) -> int:
        """How long it lasts, in seconds."""
        return self.end - self.start

    def holds(self, other: Interval) -> bool:
        """Whether the other interval lies inside this one, ends included."""
        return self.start <= other.start and other.end <= self.end


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Sort intervals and join those that overlap or touch. O(n log n).

    Examples
    --------
    >>> merged([Interval(5, 9), Interval(0, 5)])
    (Interval(start=0, end=9),)
    """
    joined: list[Interval] = []
    for interval in sorted(intervals):
        if joined and interval.start <= joined[-1].end:
            if interval.end > joined[-1].end:
                joined[-1] = Interval(joined[-1].start, interval.end)
        else:
            joined.append(interval)
    return tuple(joined)


def parse(text: str) -> datetime:
    """Read ISO-8601 text, with or without an offset, to whole seconds.

    Raises
    ------
    ValueError
        Where the text is no instant, is a date alone, or has a fraction of a second.
    """
    if len(text) <= 10:
        raise ValueError("a date without a time of day")
    moment = datetime.fromisoformat(text)
    if moment.microsecond:
        raise ValueError("a fraction of a second")
    return moment


@define
class Clock:
    """Turns instants into seconds since a start, and back.

    Parameters
    ----------
    origin
        The start, in seconds since 1970-01-01T00:00Z.
    zone
        The time zone in which wall times are read and written.
    """

    origin: int
    zone: tzinfo
    _midnights: dict[int, int] = field(factory=dict, init=False, eq=False, repr=False)

    @classmethod
    def at(cls, start: datetime, timezone: str) -> Clock:
        """Make the clock of a problem that starts at a wall time of an IANA time zone.

        Raises
        ------
        zoneinfo.ZoneInfoNotFoundError
            Where there is no such time zone.
        """
        zone = ZoneInfo(timezone)
        aware = start if start.tzinfo else start.replace(tzinfo=zone)
        return cls(int(aware.timestamp()), zone)

    @classmethod
    def of(cls, moment: datetime) -> Clock:
        """Make a clock that starts in 1970 and keeps the offset of an aware datetime."""
        offset = moment.utcoffset() or timedelta(0)
        return cls(0, fixed_offset(offset))

    def seconds(self, moment: datetime) -> int:
        """Count the seconds from the start to a datetime, negative before it."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
        return int((aware - _EPOCH) // _SECOND) - self.origin

    def oddity(self, moment: datetime) -> str:
        """Name what daylight saving does to a naive wall time: ``"gap"``, ``"fold"`` or ``""``."""
        if moment.tzinfo:
            return ""
        first = moment.replace(tzinfo=self.zone, fold=0)
        if first.utcoffset() == first.replace(fold=1).utcoffset():
            return ""
        back = first.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None, fold=0)
        return "fold" if back == moment.replace(fold=0) else "gap"

    def moment(self, seconds: int) -> datetime:
        """Give the aware local datetime so many seconds after the start."""
        return (_EPOCH + timedelta(seconds=self.origin + seconds)).astimezone(self.zone)

    def wall(self, seconds: int) -> datetime:
        """Give the naive wall time of an instant; the earlier and the later of a fold look alike."""
        return self.moment(seconds).replace(tzinfo=None, fold=0)

    def text(self, seconds: int) -> str:
        """Write an instant as ISO-8601 with its offset, as in ``2020-03-02T08:47:12+08:00``."""
        return self.moment(seconds).isoformat()

    def date(self, seconds: int) -> date:
        """Give the local calendar date of an instant."""
        return self.moment(seconds).date()

    def day(self, seconds: int) -> int:
        """Number the local calendar day of an instant; the day of the start is 0."""
        day = seconds // 86_400
        while self.midnight(day) > seconds:
            day -= 1
        while self.midnight(day + 1) <= seconds:
            day += 1
        return day

    def midnight(self, day: int) -> int:
        """Give the first second of a local calendar day, as a number of seconds since the start."""
        known = self._midnights.get(day)
        if known is None:
            when = datetime.combine(self.date(0) + timedelta(days=day), datetime.min.time())
            known = self.seconds(when)
            self._midnights[day] = known
        return known


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
