"""Plans as calendars (iCalendar, RFC 5545) for phones and desktops."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from attrs import frozen

from volmatch.domain.plan import Plan, RemoteService, Stop
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.errors import Fault, InputError
from volmatch.giving.details import notes_of, place_of, position_of, title_of
from volmatch.giving.errands import Errand, checked_errands, errands_of
from volmatch.giving.ics import Event, of_person, read_events, renewed, written
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
    numbered = renewed(of_person(events, mine), of_person(writer.before(previous), mine))
    return written(problem, numbered, _made_at(problem, stamp))


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
            event
            for name, said in previous.items()
            for event in of_person(read_events(said), _prefix(problem, name))
        ]
    else:
        earlier = writer.before(previous)
    own: dict[str, tuple[list[Event], list[Event]]] = defaultdict(lambda: ([], []))
    for place, many in enumerate((events, earlier)):
        for event in many:
            own[event.uid[:_PREFIX]][place].append(event)
    made_at = _made_at(problem, None)
    return {
        each.id: written(problem, renewed(*own[prefix]), made_at)
        for each in problem.volunteers
        if (prefix := _prefix(problem, each.id)) in own
    }


def _made_at(problem: Problem, stamp: datetime | None) -> datetime:
    made = problem.start if stamp is None else stamp
    if made.tzinfo is None:
        raise InputError([Fault("stamp", "", "the instant has no time zone", "Give it with one.")])
    return made


@frozen
class _Writer:
    problem: Problem
    lang: str
    include_personal: bool
    named: bool
    """Whether titles begin with the id of the volunteer."""

    def events(self, errands: Iterable[Errand]) -> list[Event]:
        return [self._event(errand) for errand in errands]

    def before(self, previous: Plan | bytes | str | None) -> list[Event]:
        """Give the events of an earlier calendar or plan, of people and tasks that are gone too."""
        if previous is None:
            return []
        return self._planned(previous) if isinstance(previous, Plan) else read_events(previous)

    def _planned(self, plan: Plan) -> list[Event]:
        view = PlanView(self.problem, plan)
        rows: list[tuple[str, Stop | RemoteService, str]] = [
            (trip.volunteer, stop, stop.kind) for trip in view.plan.trips for stop in trip.stops
        ]
        rows += [(row.volunteer, row, "service") for row in view.plan.remote]
        every = {event.uid: event for event in (self._bare(*row) for row in rows)}
        return [*(every | {event.uid: event for event in self.events(errands_of(view))}).values()]

    def _bare(self, volunteer: str, row: Stop | RemoteService, kind: str) -> Event:
        start, end = (self.problem.clock.moment(each).astimezone(UTC) for each in (row.start, row.end))
        return Event(
            _uid(self.problem, volunteer, row.task, kind), start, end, self._title(volunteer, row.task)
        )

    def _event(self, errand: Errand) -> Event:
        problem, lang = self.problem, self.lang
        personal = self.include_personal and errand.place
        position = position_of(problem, errand.place) if personal else None
        start, end = (problem.clock.moment(each).astimezone(UTC) for each in (errand.start, errand.end))
        return Event(
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
            yield SAY(self.lang, "away", depart=depart, back=back)
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
