"""Numbers and times in the words of a coordinator. Pure text: knows no screen."""

from __future__ import annotations

from collections.abc import Sequence

from volmatch.domain.task import PRIORITIES
from volmatch.saying import clock_time, day_name, hours, kilometres, listed, plural, share

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

MINUTE = 60


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
