"""On which local dates something repeats: RFC 5545 rules, read strictly.

A rule is the text after ``RRULE:``, with that prefix or without; lines with ``EXDATE`` and ``RDATE`` may follow. Dates
and times in it are read on the wall clock of the problem. It says days alone: the times of day are those of the
windows, so whatever would repeat within a day is refused. ``python-dateutil`` finds the days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time

from attrs import frozen

from volmatch.domain.clock import Clock
from volmatch.domain.findings import Findings, nearest

__all__ = ["Recurrence", "read_rule"]

_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?(\d\d))?(Z)?)?")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_WITHIN_A_DAY = ("HOURLY", "MINUTELY", "SECONDLY", "BYHOUR", "BYMINUTE", "BYSECOND")
_NUMBERS: Mapping[str, tuple[int, int]] = {
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366),
}
"""The parts that are lists of numbers, 0 never among them."""

_ONLY_WITH: Mapping[str, tuple[str, ...]] = {
    "BYMONTHDAY": ("DAILY", "MONTHLY", "YEARLY"),
    "BYYEARDAY": ("YEARLY",),
    "BYWEEKNO": ("YEARLY",),
    "BYSETPOS": ("WEEKLY", "MONTHLY", "YEARLY"),
}
_PARTS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *_NUMBERS)
_EXAMPLE = "Write it as in FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20200331."


@frozen
class Recurrence:
    """A rule that was read.

    Parameters
    ----------
    rule
        Its parts for dateutil, without ``UNTIL``.
    first
        Where it starts, on the wall clock.
    until
        No occurrence starts later; ``None`` = no end.
    added, excluded
        Dates of ``RDATE`` and ``EXDATE`` lines; a date in both is excluded.
    """

    rule: str
    first: datetime
    until: datetime | None
    added: frozenset[date]
    excluded: frozenset[date]

    def dates(self, last: date) -> list[date] | None:
        """Give the dates up to a last one, ascending; ``None`` where there is no telling. O(dates before it)."""
        from dateutil.rrule import rrulestr

        found = {day for day in self.added if day <= last}
        try:
            for moment in rrulestr(self.rule, dtstart=self.first):
                if moment.date() > last or (self.until is not None and moment > self.until):
                    break
                found.add(moment.date())
        except (IndexError, ValueError):
            return None  # dateutil stumbles over what no month has, such as BYDAY=30MO with BYMONTH
        return sorted(found - self.excluded)


def read_rule(text: str, first: datetime, clock: Clock, found: Findings) -> Recurrence | None:
    """Read a rule that starts with the first window of a task, or report what is wrong with it.

    Parameters
    ----------
    text
        As the user wrote it.
    first
        The start of the first window on the wall clock, which is the ``DTSTART`` of the rule.
    clock
        Whose time zone the dates are in.
    """
    before = len(found.faults)
    rules: list[str] = []
    dates: dict[str, set[date]] = {"EXDATE": set(), "RDATE": set()}
    for line in re.sub(r"\r?\n[ \t]", "", text).upper().splitlines():
        head, colon, value = line.strip().partition(":")
        name, *more = head.split(";") if colon else ["RRULE"]
        said = value if colon else head
        if name == "RRULE" and not more:
            rules += [said] if said else []
        elif name in dates:
            dates[name].update(_day(one) for one in _moments(said, more, clock, found))
        elif name == "DTSTART":
            _same_start(_moments(said, more, clock, found), first, found)
        else:
            found.fault("a line of the rule cannot be read", "RRULE, EXDATE and RDATE lines can.")
            return None
    if len(rules) != 1:
        found.fault(f"one line with FREQ is expected, not {len(rules)}", _EXAMPLE)
        return None
    parts = _parts(rules[0], found)
    until = _until(parts.pop("UNTIL", ""), clock, found)
    if len(found.faults) > before:
        return None
    # Else weeks begin on the day that this Python process has set for its calendars.
    parts.setdefault("WKST", "MO")
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    return Recurrence(rule, first, until, frozenset(dates["RDATE"]), frozenset(dates["EXDATE"]))


def _parts(rule: str, found: Findings) -> dict[str, str]:
    """Give the parts of a rule by name; report those that are wrong or do not go together."""
    parts: dict[str, str] = {}
    for pair in rule.rstrip(";").split(";"):
        name, _, value = (word.strip() for word in pair.partition("="))
        if name in parts:
            found.fault(f"{name} stands twice in the rule")
        elif name in _WITHIN_A_DAY or value in _WITHIN_A_DAY:
            word = name if name in _WITHIN_A_DAY else value
            found.fault(f"{word}: a task repeats on days, not within a day", "Give it several windows.")
        elif name not in _PARTS:
            found.fault("a part of the rule cannot be read", nearest(name, dict.fromkeys(_PARTS)) or _EXAMPLE)
            return {}
        elif not _sound(name, value):
            found.fault(f"the value of {name} in the rule cannot be read", _EXAMPLE)
        else:
            parts[name] = value
    frequency = parts.get("FREQ", "")
    if not frequency and "FREQ" not in rule:
        found.fault("the rule says no FREQ", _EXAMPLE)
    if frequency:
        _check_together(parts, frequency, found)
    return parts


def _check_together(parts: Mapping[str, str], frequency: str, found: Findings) -> None:
    """Report what does not go together; dateutil would look for it until the year 9999."""
    for name, others in _ONLY_WITH.items():
        if name in parts and frequency not in others:
            found.fault(f"{name} does not go with FREQ={frequency}")
    if "BYSETPOS" in parts and frequency != "DAILY":
        most = {"WEEKLY": 7, "MONTHLY": 31}.get(frequency, 366)
        if not any(name.startswith("BY") and name != "BYSETPOS" for name in parts):
            found.fault("BYSETPOS is nothing by itself", "Say in BYDAY of which days.")
        elif any(abs(int(word)) > most for word in parts["BYSETPOS"].split(",")):
            found.fault(f"BYSETPOS is {most} at most with FREQ={frequency}")
    numbers = [int(number) for number in re.findall(r"\d+", parts.get("BYDAY", ""))]
    if numbers and frequency in ("DAILY", "WEEKLY"):
        found.fault(f"a BYDAY with a number does not go with FREQ={frequency}")
    elif max(numbers, default=0) > 5 and (frequency == "MONTHLY" or "BYMONTH" in parts):
        found.fault("no month has more than five of a weekday", "Lower the number in BYDAY.")
    if "COUNT" in parts and "UNTIL" in parts:
        found.fault("COUNT and UNTIL exclude each other", "Give one of them.")


def _sound(name: str, value: str) -> bool:
    """Check the value of a part."""
    if name == "FREQ":
        return value in _FREQUENCIES
    if name in ("INTERVAL", "COUNT"):
        return re.fullmatch(r"0*[1-9]\d{0,5}", value) is not None
    if name == "UNTIL":
        return _MOMENT.fullmatch(value) is not None
    words = value.split(",")
    if name in ("BYDAY", "WKST"):
        weekdays = [_WEEKDAY.fullmatch(word) for word in words]
        numbers = [int(day[1]) for day in weekdays if day and day[1]]
        once = name == "BYDAY" or (len(words) == 1 and not numbers)
        return once and all(weekdays) and all(0 < abs(number) <= 53 for number in numbers)
    least, most = _NUMBERS[name]
    return all(
        re.fullmatch(r"[+-]?\d{1,3}", word) and int(word) and least <= int(word) <= most for word in words
    )


def _until(value: str, clock: Clock, found: Findings) -> datetime | None:
    """Read the last moment at which an occurrence may start; of a date, its last."""
    if not value:
        return None
    last = _moment(value, clock, found)
    return last if last is None or isinstance(last, datetime) else datetime.combine(last, time.max)


def _moments(value: str, more: list[str], clock: Clock, found: Findings) -> Iterator[date]:
    """Read dates and times with their parameters; times are given on the wall clock of the problem."""
    for parameter in more:
        name, _, said = parameter.partition("=")
        if name == "TZID" and said.casefold() != str(clock.zone).casefold():
            found.fault(f"the rule is in another time zone than the problem, {clock.zone}", "Leave TZID out.")
        elif name != "TZID" and parameter not in ("VALUE=DATE", "VALUE=DATE-TIME"):
            found.fault("a line of the rule cannot be read", "Write dates as in EXDATE:20200305,20200307.")
    for word in value.split(","):
        moment = _moment(word.strip(), clock, found)
        if moment is not None:
            yield moment


def _moment(word: str, clock: Clock, found: Findings) -> date | None:
    parts = _MOMENT.fullmatch(word)
    try:
        if parts is None:
            raise ValueError
        year, month, day, hour, minute, second = (int(part or 0) for part in parts.groups()[:6])
        if parts[4] is None:
            return date(year, month, day)
        moment = datetime(year, month, day, hour, minute, second)
        return moment if parts[7] is None else clock.wall(clock.seconds(moment.replace(tzinfo=UTC)))
    except (ValueError, OverflowError):
        found.fault("a date in the rule cannot be read", "Write it as in 20200331.")
        return None


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _same_start(said: Iterator[date], first: datetime, found: Findings) -> None:
    """Report a start that is not that of the first window."""
    for moment in said:
        if moment != (first if isinstance(moment, datetime) else first.date()):
            found.fault(
                f"the rule starts on {_day(moment)}, but the first window at {first:%Y-%m-%dT%H:%M}",
                "Leave DTSTART out: the rule starts with the first window.",
            )
