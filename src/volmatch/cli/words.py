"""Numbers and times in the words of a coordinator. Pure text: knows no screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from volmatch.domain.clock import Clock
from volmatch.domain.task import PRIORITIES

__all__ = [
    "clock_time",
    "coverage",
    "day_name",
    "hours",
    "kilometres",
    "listed",
    "plain",
    "plural",
    "share",
    "signed",
    "took",
    "worth",
]

MINUTE, HOUR = 60, 3600


def plural(number: int, one: str, many: str = "") -> str:
    """Count things.

    Examples
    --------
    >>> plural(1, "task"), plural(1200, "task"), plural(2, "person", "people")
    ('1 task', '1,200 tasks', '2 people')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Iterable[str], most: int = 6) -> str:
    """Join ids with commas; count those that are too many.

    Examples
    --------
    >>> listed(["t1", "t2", "t3"], most=2)
    't1, t2 and 1 more'
    """
    every = list(names)
    shown = ", ".join(every[:most])
    return shown if len(every) <= most else f"{shown} and {len(every) - most:,} more"


def kilometres(metres: float) -> str:
    """Write a distance.

    Examples
    --------
    >>> kilometres(41_237), kilometres(940), kilometres(0)
    ('41.2 km', '940 m', '0 km')
    """
    if 0 < metres < 1000:
        return f"{metres:.0f} m"
    return f"{metres / 1000:,.1f} km" if metres else "0 km"


def hours(seconds: float) -> str:
    """Write how long people are out.

    Examples
    --------
    >>> hours(8640), hours(1500), hours(20)
    ('2 h 24 min', '25 min', '20 s')
    """
    if 0 < seconds < MINUTE:
        return f"{seconds:.0f} s"
    minutes = round(seconds / MINUTE)
    if minutes < MINUTE:
        return f"{minutes} min"
    whole, rest = divmod(minutes, 60)
    return f"{whole:,} h {rest:02} min" if rest else f"{whole:,} h"


def signed(text: str, value: float) -> str:
    """Write how much more or less something is, given the words for its size; nothing where it is the same.

    Examples
    --------
    >>> signed("1.2 km", 1200), signed("25 min", -1500), signed("0 km", 0)
    ('+1.2 km', '-25 min', '')
    """
    return f"{'+' if value > 0 else '-'}{text}" if value else ""


def took(seconds: float) -> str:
    """Write how long a computation took.

    Examples
    --------
    >>> took(0.04), took(12.4), took(75)
    ('0.04 s', '12 s', '1 min 15 s')
    """
    if seconds < 1:
        return f"{seconds:.2g} s" if seconds >= 0.01 else "0.01 s"
    minutes, rest = divmod(round(seconds), MINUTE)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def share(part: float | None) -> str:
    """Write a gap, a part of one.

    Examples
    --------
    >>> share(0.0342), share(0.0), share(0.00001), share(None)
    ('3.4 %', '0', '< 0.1 %', '–')
    """
    if part is None:
        return "–"
    if part == 0:
        return "0"
    return f"{part:.1%}".replace("%", " %") if abs(part) >= 0.001 else "< 0.1 %"


def clock_time(clock: Clock, seconds: int, since: int | None = None) -> str:
    """Write a time of the day, and ``+1`` where it is a day later than another instant.

    Seconds are left out. Rounding everything down keeps what follows in order: nobody seems to
    leave before they are back.
    """
    text = clock.moment(seconds).strftime("%H:%M")
    days = 0 if since is None else (clock.date(seconds) - clock.date(since)).days
    return f"{text} +{days}" if days > 0 else text


def day_name(clock: Clock, seconds: int) -> str:
    """Write a date: ``Mon 2 Mar 2020``, whatever the language of the machine."""
    day = clock.date(seconds)
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def coverage(value: Sequence[int], scale: int = 1, weighted: bool = False) -> str:
    """Write the eight numbers of coverage.

    Parameters
    ----------
    value
        Weight unserved by priority, then weight × seats missing by priority.
    scale
        What weights were multiplied by to make them whole.
    weighted
        Some task has a weight other than 1: then the numbers are weights, not tasks.

    Examples
    --------
    >>> coverage((0,) * 8), coverage((1, 0, 0, 2, 0, 0, 0, 0))
    ('all served', 'unserved: 1 critical, 2 low')
    """
    unserved, short = _by_priority(value[:4], scale), _by_priority(value[4:], scale)
    weight = "weight " if weighted else ""
    parts = [f"{weight}unserved: {unserved}"] if unserved else []
    parts += [f"{weight}short of target: {short}"] if short else []
    return "\n".join(parts) or "all served"


def _by_priority(values: Sequence[int], scale: int) -> str:
    pairs = zip(values, PRIORITIES, strict=False)
    return ", ".join(f"{value / scale:,.10g} {name}" for value, name in pairs if value)


def worth(name: str, value: int, measure: str = "metres") -> str:
    """Write the value of a level other than coverage.

    Parameters
    ----------
    name
        The name of the level; merged ones have no unit.
    measure
        What ``nearness`` is counted in.
    """
    if name == "nearness":
        return hours(value) if measure == "seconds" else kilometres(value)
    if name == "lateness":
        return hours(value)
    unit = {
        "trips": ("trip", ""),
        "exposed": ("person", "people"),
        "continuity": ("new face", ""),
        "stability": ("change", ""),
    }.get(name)
    return plural(value, *unit) if unit else f"{value:,}"


def plain(text: str) -> str:
    """Replace what could steer a terminal: a name from a file must not be obeyed by it."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text)
