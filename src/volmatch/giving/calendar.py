"""Plans as calendars (iCalendar, RFC 5545) for phones and desktops."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs
from attrs import frozen

from volmatch._version import __version__
from volmatch.domain.plan import Plan, RemoteService, Stop
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.errors import Fault, FileError, InputError
from volmatch.giving.details import notes_of, place_of, position_of, title_of
from volmatch.giving.errands import Errand, checked_errands, errands_of
from volmatch.giving.text import SAY
from volmatch.saying import clock_time, language

__all__ = ["calendar", "calendars"]


def calendar(
    problem: Problem,
    plan: Plan,
    volunteer: str | None = None,
    *,
    previous: Plan | bytes | str | None = None,
    stamp: datetime | None = None,
    lang: str = "en",
    include_personal: bool = False,
    allow_broken: bool = False,
) -> bytes:
    """Give a plan as a calendar: an event for each service and each pickup, of one volunteer or of all.

    Parameters
    ----------
    problem, plan
        The plan is checked by `verify` first.
    volunteer
        The id of one; default everybody, with their ids in the titles.
    previous
        What people were given before: the earlier plan, or the bytes of its calendar. An event that has
        changed gets the next ``SEQUENCE`` number, one that is gone stays with ``STATUS:CANCELLED``, and
        what is as it was stays as it was. From calendar to calendar the numbers go on; an earlier plan
        counts as the first calendar.
    stamp
        The instant at which the calendar was made, with a time zone (``DTSTAMP``); default the start of the
        problem, so that the same plan gives the same bytes.
    lang
        ``"en"`` (default) or ``"zh"``.
    include_personal
        Whether beneficiaries, areas and positions (WGS-84) are told; default no: ids of volunteers, tasks
        and locations, and amounts only.
    allow_broken
        Whether a plan that breaks rules may be given out; default no.

    Returns
    -------
    bytes
        UTF-8, lines ended by CR LF and folded; instants in UTC. The ``UID`` of an event is a hash of the
        name of the problem and the ids of volunteer and task, so that it stays the same from plan to plan.

    Raises
    ------
    PlanError
        Where the plan breaks rules, or names what is not there.
    InputError
        Where there is no such volunteer, ``stamp`` has no time zone, the earlier calendar cannot be read,
        or icalendar is not there (``volmatch[calendar]``).

    Notes
    -----
    O(stops), after `verify`.

    Examples
    --------
    >>> Path("ann.ics").write_bytes(vm.calendar(problem, plan, "ann"))  # doctest: +SKIP
    """
    if volunteer is not None and not problem.knows("volunteer", volunteer):
        raise InputError([Fault("volunteer", "", f"there is no volunteer {volunteer!r}")])
    writer = _Writer(problem, language(lang), include_personal, named=volunteer is None)
    events = writer.events(checked_errands(problem, plan, allow_broken))
    mine = "" if volunteer is None else _prefix(problem, volunteer)
    renewed = _renewed(_of(events, mine), _of(writer.before(previous), mine))
    return _written(problem, renewed, _made_at(problem, stamp))


def calendars(
    problem: Problem,
    plan: Plan,
    previous: Plan | Mapping[str, bytes] | None = None,
    *,
    lang: str = "en",
    include_personal: bool = False,
    allow_broken: bool = False,
) -> dict[str, bytes]:
    """Give the calendars of all who have something in them, by id; the plan is checked once. See `calendar`.

    Parameters
    ----------
    previous
        The earlier plan, or the earlier calendars by id.
    """
    writer = _Writer(problem, language(lang), include_personal, named=False)
    events = writer.events(checked_errands(problem, plan, allow_broken))
    if isinstance(previous, Mapping):
        earlier = [
            event for name, said in previous.items() for event in _of(_read(said), _prefix(problem, name))
        ]
    else:
        earlier = writer.before(previous)
    own: dict[str, tuple[list[_Event], list[_Event]]] = defaultdict(lambda: ([], []))
    for place, many in enumerate((events, earlier)):
        for event in many:
            own[event.uid[:_PREFIX]][place].append(event)
    made_at = _made_at(problem, None)
    return {
        each.id: _written(problem, _renewed(*own[prefix]), made_at)
        for each in problem.volunteers
        if (prefix := _prefix(problem, each.id)) in own
    }


def _made_at(problem: Problem, stamp: datetime | None) -> datetime:
    made = problem.start if stamp is None else stamp
    if made.tzinfo is None:
        raise InputError([Fault("stamp", "", "the instant has no time zone", "Give it with one.")])
    return made


@frozen
class _Event:
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


@frozen
class _Writer:
    problem: Problem
    lang: str
    include_personal: bool
    named: bool
    """Whether titles begin with the id of the volunteer."""

    def events(self, errands: Iterable[Errand]) -> list[_Event]:
        return [self._event(errand) for errand in errands]

    def before(self, previous: Plan | bytes | str | None) -> list[_Event]:
        """Give the events of an earlier calendar or plan, of people and tasks that are gone too."""
        if previous is None:
            return []
        return self._planned(previous) if isinstance(previous, Plan) else _read(previous)

    def _planned(self, plan: Plan) -> list[_Event]:
        view = PlanView(self.problem, plan)
        rows: list[tuple[str, Stop | RemoteService, str]] = [
            (trip.volunteer, stop, stop.kind) for trip in view.plan.trips for stop in trip.stops
        ]
        rows += [(row.volunteer, row, "service") for row in view.plan.remote]
        every = {event.uid: event for event in (self._bare(*row) for row in rows)}
        return [*(every | {event.uid: event for event in self.events(errands_of(view))}).values()]

    def _bare(self, volunteer: str, row: Stop | RemoteService, kind: str) -> _Event:
        start, end = (self.problem.clock.moment(each).astimezone(UTC) for each in (row.start, row.end))
        return _Event(
            _uid(self.problem, volunteer, row.task, kind), start, end, self._title(volunteer, row.task)
        )

    def _event(self, errand: Errand) -> _Event:
        problem, lang = self.problem, self.lang
        personal = self.include_personal and errand.place
        position = position_of(problem, errand.place) if personal else None
        start, end = (problem.clock.moment(each).astimezone(UTC) for each in (errand.start, errand.end))
        return _Event(
            uid=_uid(problem, errand.volunteer, errand.task.id, errand.kind),
            start=start,
            end=end,
            summary=self._title(errand.volunteer, title_of(errand, lang)),
            description="\n".join(self._lines(errand)),
            location=place_of(problem, errand, self.include_personal),
            geo=position and (round(position[0], 6), round(position[1], 6)),
        )

    def _title(self, volunteer: str, what: str) -> str:
        return SAY(self.lang, "who_does", who=volunteer, what=what) if self.named else what

    def _lines(self, errand: Errand) -> Iterable[str]:
        if errand.trip is not None:
            clock, trip = self.problem.clock, errand.trip.trip
            depart, back = clock_time(clock, trip.depart), clock_time(clock, trip.return_, trip.depart)
            yield SAY(self.lang, "unknown_way", depart=depart, back=back)
        else:
            yield SAY(self.lang, "home")
        yield from notes_of(errand, self.lang, self.include_personal)


_LENGTH = 20
_PREFIX = _LENGTH + 1


def _hash(*parts: str) -> str:
    # Lengths keep the parts apart, whatever stands in them.
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def _prefix(problem: Problem, volunteer: str) -> str:
    return _hash(problem.name, volunteer) + "-"


def _uid(problem: Problem, volunteer: str, task: str, kind: str) -> str:
    own = _hash(problem.name, volunteer, task, "pickup" if kind == "pickup" else "service")
    return f"{_prefix(problem, volunteer)}{own}@volmatch"


def _of(events: Iterable[_Event], prefix: str) -> list[_Event]:
    return [event for event in events if event.uid.startswith(prefix)]


def _renewed(events: list[_Event], earlier: list[_Event]) -> list[_Event]:
    """Number events after those that people have already, and cancel what is gone."""
    before = {event.uid: event for event in earlier}
    renewed = []
    for event in events:
        old = before.pop(event.uid, None)
        if old is not None:
            same = attrs.evolve(event, sequence=old.sequence)
            event = same if same == old else attrs.evolve(event, sequence=old.sequence + 1)
        renewed.append(event)
    for old in before.values():
        sequence = old.sequence + (old.status != "CANCELLED")
        # The earlier calendar may have told more than this one is to.
        renewed.append(
            _Event(old.uid, old.start, old.end, old.summary, status="CANCELLED", sequence=sequence)
        )
    return sorted(renewed, key=lambda event: (event.start, event.uid))


def _icalendar() -> Any:
    try:
        import icalendar
    except ModuleNotFoundError:
        mend = "Install it: pip install 'volmatch[calendar]'."
        raise FileError(
            [Fault("icalendar", "", "calendars need icalendar, which is not there", mend)]
        ) from None
    return icalendar


def _written(problem: Problem, events: Iterable[_Event], stamp: datetime) -> bytes:
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


def _read(said: bytes | str) -> list[_Event]:
    """Read an earlier calendar; events of others in it are left out."""
    library = _icalendar()
    try:
        made = library.Calendar.from_ical(said)
        rows = [row for row in made.walk("VEVENT") if str(row.get("uid", "")).endswith("@volmatch")]
        return [_event_of(row) for row in rows]
    except (ValueError, KeyError, AttributeError, TypeError, IndexError) as error:
        mend = "Give the bytes of a calendar that volmatch made."
        raise FileError([Fault("previous", "", "the earlier calendar cannot be read", mend)]) from error


def _event_of(row: Any) -> _Event:
    geo = row.get("geo")
    return _Event(
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
