"""What every event of a day has in common: instants that never go back, expiry, and the way to the disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeAlias

from volmatch.dispatching.book import Book, Event, Pair, plan_rows, times_of
from volmatch.dispatching.journal import Journal
from volmatch.dispatching.leaving import left_by
from volmatch.dispatching.seats import LEADS, Seat
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.remaking import remade
from volmatch.errors import DispatchError, Fault, InputError
from volmatch.verifier import verify

__all__ = ["Instant", "Recorder"]

Instant: TypeAlias = datetime | str | int


class Recorder:
    """A book of events, and its journal if it has one."""

    _book: Book
    _journal: Journal | None
    _settings: Mapping[str, Any]
    _notes: str

    def _begin(self, problem: Problem, plan: Plan, settings: Mapping[str, Any]) -> None:
        self._settings, self._notes = settings, ""
        _check_settings(settings)
        book = Book(problem if problem.frozen_until is None else remade(problem, frozen_until=None), plan)
        violations = verify(problem if plan.trips or plan.remote else book.problem, plan)
        if violations:
            broken = f"this plan breaks a rule ({violations[0]})"
            raise InputError([Fault("plan", problem.name, broken, "Give a plan that keeps every rule.")])
        self._book = book

    @property
    def problem(self) -> Problem:
        """The problem as it is now: with what was ordered and declined, and without those who are away."""
        return self._book.problem

    @property
    def plan(self) -> Plan:
        """The plan in force; `verify` passes it against ``problem``."""
        return self._book.plan

    @property
    def at(self) -> int | None:
        """The instant of the last event, in whole seconds since the start of the problem; ``None`` before the first."""
        return self._book.at

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Every seat, by task and volunteer; those that were refused, expired or lost as well."""
        return tuple(seat for _, seat in sorted(self._book.seats.items()))

    @property
    def notes(self) -> str:
        """What was odd when the journal was opened; else empty."""
        return self._notes

    def seat(self, task: str, volunteer: str) -> Seat | None:
        """Give the seat of a volunteer on a task; ``None`` where there never was one."""
        return self._book.seats.get((task, volunteer))

    def __repr__(self) -> str:
        """Count the seats by state; no ids."""
        counts = Counter(seat.state for seat in self._book.seats.values())
        return f"<Dispatch: {', '.join(f'{n} {state}' for state, n in sorted(counts.items())) or 'no seats'}>"

    def tick(self, at: Instant) -> tuple[Seat, ...]:
        """Let what has run out by an instant expire; give the seats that did. Every other event does this first."""
        now, book = self._instant(at), self._book
        leaves = {pair: depart for pair, depart, _, _ in times_of(book.plan)}
        late = [
            pair
            for pair, seat in sorted(book.seats.items())
            if (seat.state == "offered" and (seat.expires or 0) <= now)
            or (seat.state == "open" and leaves[pair] <= now)
        ]
        if not late:
            return ()
        asked = [pair for pair in late if book.seats[pair].state == "offered"]
        plan, released = left_by(book.problem, book.plan, late)
        rest = {who: now + self._settings["cooldown"] for _, who in asked}
        self._record("expire", now, late, plan=plan, released=released, resting=rest)
        return tuple(book.seats[pair] for pair in late)

    def close(self) -> None:
        """Let go of the journal; more than once does no harm."""
        if self._journal is not None:
            self._journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _seconds(self, at: Instant) -> int:
        if isinstance(at, int) and not isinstance(at, bool):
            return at
        if isinstance(at, str | datetime):
            moment = datetime.fromisoformat(at) if isinstance(at, str) else at
            return self._book.base.clock.seconds(moment)
        raise ValueError("at must be a datetime, ISO-8601 text, or whole seconds since the start")

    def _instant(self, at: Instant) -> int:
        now = self._seconds(at)
        if self.at is not None and now < self.at:
            raise DispatchError("any event", "", (), f"it is {self.at - now} s before the last event")
        return now

    def _moved_on(self, name: str, task: str, volunteer: str, at: Instant) -> int:
        """Let time pass, and see that an event may be."""
        self.tick(at)
        pair, seat = (task, volunteer), self._book.seats.get((task, volunteer))
        if seat is None:
            raise DispatchError(name, "unknown", pair, "they are not planned for it")
        if seat.state not in LEADS[name]:
            able = ", ".join(LEADS[name])
            raise DispatchError(name, seat.state, pair, f"it follows {able} alone")
        return self._instant(at)

    def _may_be_asked(self, task: str, volunteer: str, now: int) -> None:
        if volunteer in self._unasked(now):
            raise DispatchError(
                "offer", "open", (task, volunteer), "they rest now, or were asked often enough today"
            )

    def _unasked(self, now: int) -> set[str]:
        """Name who may not be asked for anything new at an instant."""
        most, day = self._settings["offers_per_day"], self._book.base.clock.day(now)
        often = {who for (who, when), n in self._book.asked.items() if when == day and most and n >= most}
        return often | {who for who, until in self._book.resting.items() if now < until}

    def _left(
        self,
        now: int,
        pairs: Sequence[Pair],
        away: Mapping[str, tuple[int, int]],
        others: Sequence[Pair] = (),
    ) -> tuple[Plan, list[Pair]]:
        """Give the plan that is left, legal for the problem as it is then, and what else had to go."""
        absent = {who: list(times) for who, times in self._book.absent.items()}
        for who, times in away.items():
            absent.setdefault(who, []).append(times)
        problem = self._book.without(self._book.lost | set(pairs), absent)
        return left_by(problem, self._book.plan, [*pairs, *others])

    def _record(
        self,
        name: str,
        at: int,
        pairs: Sequence[Pair],
        plan: Plan | None = None,
        released: Sequence[Pair] = (),
        **more: Any,
    ) -> Seat:
        event: dict[str, Any] = {"event": name, "at": at, "pairs": [list(pair) for pair in pairs], **more}
        if plan is not None:
            event["plan"] = plan_rows(plan)
        if released:
            event["released"] = [list(pair) for pair in released]
        self._write(event)
        return self._book.seats[pairs[0]] if pairs else None  # type: ignore[return-value]

    def _write(self, event: Event) -> None:
        """Put an event on the disk, then let it count."""
        if self._journal is not None:
            self._journal.append(event)
        self._book.apply(event)


def _check_settings(settings: Mapping[str, Any]) -> None:
    for name, least in (("patience", 1), ("offers_per_day", 1), ("cooldown", 0)):
        value = settings[name]
        if not (value is None and name == "offers_per_day") and (type(value) is not int or value < least):
            raise ValueError(f"{name} must be a whole number, {least} or more")
