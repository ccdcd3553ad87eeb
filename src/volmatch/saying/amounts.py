"""Numbers, distances and times in the words of a coordinator, in English or Chinese. Pure text: knows no screen."""

from __future__ import annotations

from collections.abc import Iterable

from volmatch.domain.clock import Clock

__all__ = [
    "clock_time",
    "day_name",
    "hours",
    "kilometres",
    "listed",
    "plural",
    "priority",
    "share",
    "when",
]

MINUTE = 60

_PRIORITIES = {"critical": "特急", "high": "紧急", "normal": "一般", "low": "不急"}


def plural(number: int, one: str, many: str = "") -> str:
    """Count things, in English.

    Examples
    --------
    >>> plural(1, "task"), plural(1200, "task"), plural(2, "person", "people")
    ('1 task', '1,200 tasks', '2 people')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Iterable[str], most: int = 6, lang: str = "en") -> str:
    """Join ids with commas; count those that are too many.

    Examples
    --------
    >>> listed(["t1", "t2", "t3"], most=2), listed(["t1", "t2", "t3"], most=2, lang="zh")
    ('t1, t2 and 1 more', 't1、t2 等 3 个')
    """
    every = list(names)
    shown = ("、" if lang == "zh" else ", ").join(every[:most])
    if len(every) <= most:
        return shown
    return f"{shown} 等 {len(every):,} 个" if lang == "zh" else f"{shown} and {len(every) - most:,} more"


def kilometres(metres: float, lang: str = "en") -> str:
    """Write a distance.

    Examples
    --------
    >>> kilometres(41_237), kilometres(940), kilometres(0), kilometres(940, "zh")
    ('41.2 km', '940 m', '0 km', '940 米')
    """
    far, near = ("公里", "米") if lang == "zh" else ("km", "m")
    if 0 < metres < 1000:
        return f"{metres:.0f} {near}"
    return f"{metres / 1000:,.1f} {far}" if metres else f"0 {far}"


def hours(seconds: float, lang: str = "en") -> str:
    """Write how long something is.

    Examples
    --------
    >>> hours(8640), hours(1500), hours(20), hours(8640, "zh")
    ('2 h 24 min', '25 min', '20 s', '2 小时 24 分')
    """
    hour, minute, second = ("小时", "分", "秒") if lang == "zh" else ("h", "min", "s")
    if 0 < seconds < MINUTE:
        return f"{seconds:.0f} {second}"
    minutes = round(seconds / MINUTE)
    if minutes < MINUTE:
        return f"{minutes} {'分钟' if lang == 'zh' else minute}"
    whole, rest = divmod(minutes, 60)
    return f"{whole:,} {hour} {rest:02} {minute}" if rest else f"{whole:,} {hour}"


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


def priority(name: str, lang: str = "en") -> str:
    """Name a priority.

    Examples
    --------
    >>> priority("critical"), priority("critical", "zh")
    ('critical', '特急')
    """
    return _PRIORITIES[name] if lang == "zh" else name


def clock_time(clock: Clock, seconds: int, since: int | None = None) -> str:
    """Write a time of the day, and ``+1`` where it is a day later than another instant.

    Seconds are left out. Rounding everything down keeps what follows in order: nobody seems to
    leave before they are back.
    """
    text = clock.moment(seconds).strftime("%H:%M")
    days = 0 if since is None else (clock.date(seconds) - clock.date(since)).days
    return f"{text} +{days}" if days > 0 else text


def day_name(clock: Clock, seconds: int, lang: str = "en") -> str:
    """Write a date: ``Mon 2 Mar 2020`` or ``2020年3月2日 周一``, whatever the language of the machine."""
    day = clock.date(seconds)
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日 周{'一二三四五六日'[day.weekday()]}"
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def when(clock: Clock, seconds: int, lang: str = "en") -> str:
    """Write a date and a time of the day."""
    joint = " " if lang == "zh" else ", "
    return f"{day_name(clock, seconds, lang)}{joint}{clock_time(clock, seconds)}"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
