"""Events of a calendar: numbered after earlier ones, written as iCalendar (RFC 5545), and read again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import attrs
from attrs import frozen

from volmatch._version import __version__
from volmatch.domain.problem import Problem
from volmatch.errors import Fault, FileError

__all__ = ["Event", "of_person", "read_events", "renewed", "written"]


@frozen
class Event:
    """An event as a calendar has it; instants in UTC."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    description: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    status: str = "CONFIRMED"
    sequence: int = 0


def of_person(events: Iterable[Event], prefix: str) -> list[Event]:
    """Give the events whose ``UID`` begins as those of one person do."""
    return [event for event in events if event.uid.startswith(prefix)]


def renewed(events: list[Event], earlier: list[Event]) -> list[Event]:
    """Number events after those that people have already, and cancel what is gone."""
    before = {event.uid: event for event in earlier}
    made = []
    for event in events:
        old = before.pop(event.uid, None)
        if old is not None:
            same = attrs.evolve(event, sequence=old.sequence)
            event = same if same == old else attrs.evolve(event, sequence=old.sequence + 1)
        made.append(event)
    for old in before.values():
        sequence = old.sequence + (old.status != "CANCELLED")
        # The earlier calendar may have told more than this one is to.
        made.append(Event(old.uid, old.start, old.end, old.summary, status="CANCELLED", sequence=sequence))
    return sorted(made, key=lambda event: (event.start, event.uid))


def _icalendar() -> Any:
    try:
        import icalendar
    except ModuleNotFoundError:
        mend = "Install it: pip install 'volmatch[calendar]'."
        raise FileError(
            [Fault("icalendar", "", "calendars need icalendar, which is not there", mend)]
        ) from None
    return icalendar


def written(problem: Problem, events: Iterable[Event], stamp: datetime) -> bytes:
    """Write a calendar; `stamp` is the instant at which it was made. O(events)."""
    library = _icalendar()
    made = library.Calendar()
    made.add("prodid", f"-//volmatch//{__version__}//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", problem.name or "volmatch")
    for event in events:
        row = library.Event()
        row.add("uid", event.uid)
        row.add("dtstamp", stamp.astimezone(UTC))
        row.add("dtstart", event.start)
        row.add("dtend", event.end)
        row.add("summary", event.summary)
        for key in ("description", "location", "geo"):
            value = getattr(event, key)
            if value:
                row.add(key, value)
        row.add("status", event.status)
        row.add("sequence", event.sequence)
        made.add_component(row)
    return bytes(made.to_ical())


def read_events(said: bytes | str) -> list[Event]:
    """Read an earlier calendar; events that volmatch did not make are left out.

    Raises
    ------
    FileError
        Where it cannot be read.
    """
    library = _icalendar()
    try:
        made = library.Calendar.from_ical(said)
        rows = [row for row in made.walk("VEVENT") if str(row.get("uid", "")).endswith("@volmatch")]
        return [_event_of(row) for row in rows]
    except (ValueError, KeyError, AttributeError, TypeError, IndexError) as error:
        mend = "Give the bytes of a calendar that volmatch made."
        raise FileError([Fault("previous", "", "the earlier calendar cannot be read", mend)]) from error


def _event_of(row: Any) -> Event:
    geo = row.get("geo")
    return Event(
        uid=str(row["uid"]),
        start=row["dtstart"].dt.astimezone(UTC),
        end=row["dtend"].dt.astimezone(UTC),
        summary=str(row.get("summary", "")),
        description=str(row.get("description", "")),
        location=str(row.get("location", "")),
        geo=geo and (float(geo.latitude), float(geo.longitude)),
        status=str(row.get("status", "CONFIRMED")),
        sequence=int(row.get("sequence", 0)),
    )
