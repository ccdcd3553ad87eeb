"""`Dispatch`: a day's work, event by event."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from volmatch.dispatching.book import plan_rows, rows_plan, times_of
from volmatch.dispatching.carrying import carried
from volmatch.dispatching.journal import SCHEMA, Journal
from volmatch.dispatching.leaving import left_by
from volmatch.dispatching.ordering import ordered
from volmatch.dispatching.planning import called, replanned
from volmatch.dispatching.recording import Instant, Recorder
from volmatch.dispatching.seats import BEGUN, LEADS, Seat
from volmatch.dispatching.text import sentences
from volmatch.domain.location import Location
from volmatch.domain.plan import Plan, empty_plan
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.errors import DispatchError, Fault, InputError
from volmatch.io.structure import problem_of
from volmatch.io.unstructure import raw_problem

__all__ = ["Dispatch"]


class Dispatch(Recorder):
    """A day's work from the plan to the rating: offers, replies, no-shows, and a plan that always keeps every rule.

    Whoever calls says when things happen (``at``: a datetime, ISO-8601 text, or whole seconds since the start of the
    problem); there is no clock inside, so the same calls give the same days. Instants never go back. Before an event
    counts, what has run out by then expires: an offer that nobody answered, and a seat that nobody was offered before
    its trip should have left.

    Parameters
    ----------
    problem
        What is dispatched. Its own ``frozen_until`` is passed over: what has begun is known here.
    plan
        A plan that keeps every rule and pin; default: nobody does anything yet, and `replan` begins with the pins.
    journal
        A new file that keeps every event, so that `Dispatch.resume` can go on after a crash; default none. It holds
        the problem and the plan too, readable by its owner alone.
    patience
        Seconds that an offer stands unless it is said, above 0; default 1,800. No offer outlasts the departure.
    offers_per_day
        The most offers to one volunteer on a local day, 1 or more; default no limit.
    cooldown
        Seconds after a refusal or an unanswered offer in which a volunteer is asked for nothing new; default 0.

    Attributes
    ----------
    problem, plan
        As they are now: with what was ordered and declined, without those who are away; `verify` passes the plan.
    seats
        A `Seat` for everything that is planned, and for what was refused, expired or lost.
    at
        The instant of the last event, in whole seconds since the start of the problem; ``None`` before the first.
    notes
        What was odd when a journal was opened; else empty.

    Raises
    ------
    InputError
        Where the plan breaks a rule.
    FileError
        Where the journal exists already, or cannot be written.

    Notes
    -----
    Each event is O(stops) and a verification, and O(problem) where it changes what the problem says (a refusal, a
    no-show, an order); `replan` takes the time it is given. With a journal, each waits for the disk.

    Examples
    --------
    >>> dispatch = Dispatch(problem, plan, journal="monday.journal")  # doctest: +SKIP
    >>> dispatch.offer("t17", "v08", at="2020-03-02T08:00")  # doctest: +SKIP
    >>> dispatch.refuse("t17", "v08", at="2020-03-02T08:10", reason="ill")  # doctest: +SKIP
    >>> dispatch.replan(at="2020-03-02T08:10")  # doctest: +SKIP
    """

    def __init__(
        self,
        problem: Problem,
        plan: Plan | None = None,
        *,
        journal: str | os.PathLike[str] | None = None,
        patience: int = 1800,
        offers_per_day: int | None = None,
        cooldown: int = 0,
    ) -> None:
        settings = {"patience": patience, "offers_per_day": offers_per_day, "cooldown": cooldown}
        plan = empty_plan(problem.name, problem.clock) if plan is None else plan.on(problem.clock)
        self._begin(problem, plan, settings)
        self._journal = None
        if journal is not None:
            head = {"schema": SCHEMA, "settings": settings}
            head |= {"problem": raw_problem(self._book.base), "plan": plan_rows(plan)}
            self._journal = Journal.made(Path(journal), head)

    @classmethod
    def resume(cls, path: str | os.PathLike[str]) -> Dispatch:
        """Go on from a journal, exactly where it ends. O(problem + events).

        An event whose line was torn by a crash never counted; it is dropped, and ``notes`` says so.

        Raises
        ------
        FileError
            Where this is no journal, a line in it was changed, or another process holds it open.
        """
        journal, rows, note = Journal.opened(Path(path))
        try:
            head = rows[0]
            problem = problem_of(head["problem"])
            made = cls.__new__(cls)
            made._begin(
                problem, rows_plan(empty_plan(problem.name, problem.clock), head["plan"]), head["settings"]
            )
            for row in rows[1:]:
                made._book.apply(row)
        except BaseException:
            journal.close()
            raise
        made._journal, made._notes = journal, note
        return made

    # what is

    def text(self, lang: str = "en") -> str:
        """Say how the day stands, in English (``"en"``) or Chinese (``"zh"``)."""
        return "\n".join(sentences(self, lang))

    def __str__(self) -> str:
        return self.text()

    # what happens

    def offer(self, task: str, volunteer: str, at: Instant, *, expires: Instant | None = None) -> Seat:
        """Offer an open seat of the plan to the volunteer who is planned for it.

        Raises
        ------
        DispatchError
            Where the seat is not open, or the volunteer may not be asked now: they rest, or were asked often enough.
        """
        now = self._moved_on("offer", task, volunteer, at)
        self._may_be_asked(task, volunteer, now)
        depart = next(d for pair, d, _, _ in times_of(self.plan) if pair == (task, volunteer))
        until = now + self._settings["patience"] if expires is None else self._seconds(expires)
        if until <= now:
            raise DispatchError("offer", "open", (task, volunteer), "it would expire at once")
        day = self.problem.clock.day(now)
        return self._record("offer", now, [(task, volunteer)], expires=min(until, depart), day=day)

    def offer_all(self, at: Instant) -> tuple[Seat, ...]:
        """Offer every open seat whose volunteer may be asked now; give the seats that were offered."""
        self.tick(at)
        now, made = self._instant(at), []
        for (task, who), seat in sorted(self._book.seats.items()):
            if seat.state == "open" and who not in self._unasked(now):
                made.append(self.offer(task, who, now))
        return tuple(made)

    def accept(self, task: str, volunteer: str, at: Instant) -> Seat:
        """Note that a volunteer accepts an offer that still stands."""
        now = self._moved_on("accept", task, volunteer, at)
        return self._record("accept", now, [(task, volunteer)])

    def refuse(self, task: str, volunteer: str, at: Instant, reason: str = "") -> Seat:
        """Note that a volunteer refuses, or takes an acceptance back; they are not asked for this task again."""
        now = self._moved_on("refuse", task, volunteer, at)
        plan, released = self._left(now, [(task, volunteer)], {})
        rest = {volunteer: now + self._settings["cooldown"]}
        said = {"reason": str(reason), "resting": rest}
        return self._record("refuse", now, [(task, volunteer)], plan=plan, released=released, **said)

    def start(self, task: str, volunteer: str, at: Instant) -> Seat:
        """Note that a volunteer who accepted has turned up."""
        now = self._moved_on("start", task, volunteer, at)
        return self._record("start", now, [(task, volunteer)])

    def no_show(self, task: str, volunteer: str, at: Instant) -> Seat:
        """Note that a volunteer who accepted did not turn up.

        They are taken to be away until the end of the local day: whatever they have not begun by then is free again,
        and nothing else of it is given to them.
        """
        now = self._moved_on("no_show", task, volunteer, at)
        clock, book = self.problem.clock, self._book
        day = clock.day(now)
        stays = [
            (pair, back)
            for pair, _, _, back in times_of(book.plan)
            if pair[1] == volunteer and pair[0] != task
        ]
        begun = [back for pair, back in stays if book.seats[pair].state in BEGUN]
        away = (max([now, *begun]), clock.midnight(day + 1))
        times = {pair: start for pair, _, start, _ in times_of(book.plan)}
        others = [pair for pair, _ in stays if book.seats[pair].state not in BEGUN and times[pair] < away[1]]
        plan, released = self._left(now, [(task, volunteer)], {volunteer: away}, others)
        pairs = [(task, volunteer)]
        return self._record("no_show", now, pairs, plan=plan, released=[*others, *released], away=away)

    def done(self, task: str, volunteer: str, at: Instant) -> Seat:
        """Note that a volunteer has finished."""
        now = self._moved_on("done", task, volunteer, at)
        return self._record("done", now, [(task, volunteer)])

    def rate(self, task: str, volunteer: str, at: Instant, stars: int) -> Seat:
        """Note how content the beneficiary is: 1 to 5 stars. Raises ValueError for others."""
        if type(stars) is not int or not 1 <= stars <= 5:
            raise ValueError("stars must be a whole number from 1 to 5")
        now = self._moved_on("rate", task, volunteer, at)
        return self._record("rate", now, [(task, volunteer)], stars=stars)

    def order(self, task: Task, at: Instant, location: Location | None = None) -> None:
        """Take a new order: a task of the same day, and its location where that is new. `replan` finds who goes.

        Raises
        ------
        ProblemError
            Where it does not fit into the problem; then nothing has changed.
        """
        self.tick(at)
        now = self._instant(at)
        self._write({"event": "order", "at": now, **ordered(self._book.base, task, location)})

    def cancel(self, task: str, at: Instant) -> None:
        """Withdraw an order that nobody has begun: its seats leave the plan, and nobody is asked for it any more.

        Raises
        ------
        DispatchError
            Where somebody is under way for it, or has done it.
        InputError
            Where there is no such task.
        """
        self.tick(at)
        now, book = self._instant(at), self._book
        if not book.base.knows("task", task):
            raise InputError([Fault("task", task, "there is no such task")])
        pairs = [
            pair
            for pair, seat in sorted(book.seats.items())
            if pair[0] == task and seat.state in LEADS["release"]
        ]
        for pair in pairs:
            if book.seats[pair].state in BEGUN:
                raise DispatchError("cancel", book.seats[pair].state, pair, "it has begun")
        everybody = {(task, one.id) for one in book.base.volunteers}
        plan, released = left_by(book.without(book.lost | everybody, book.absent), book.plan, pairs)
        self._record("cancel", now, [], plan=plan, released=[*pairs, *released], cancelled=task)

    def stand_by(self, reserves: Mapping[str, Iterable[str]], at: Instant) -> None:
        """Say who stands by, in the order in which they are called, each with the ids of the tasks."""
        self.tick(at)
        now = self._instant(at)
        rows = [(who, sorted(tasks)) for who, tasks in reserves.items()]
        for who, tasks in rows:
            for kind, name in [("volunteer", who), *(("task", task) for task in tasks)]:
                if not self.problem.knows(kind, name):
                    raise InputError([Fault("reserves", str(name), f"there is no such {kind}")])
        self._write({"event": "reserve", "at": now, "reserves": [list(row) for row in rows]})

    def promote(self, task: str, at: Instant) -> tuple[Seat, ...]:
        """Plan the first who stands by for a task and can take it now, disturbing nobody; give the new open seats.

        Nothing is given where nobody can.
        """
        self.tick(at)
        now, book = self._instant(at), self._book
        if not self.problem.knows("task", task):
            raise InputError([Fault("task", task, "there is no such task")])
        before = set(book.seats)
        found = called(book, now, task, self._unasked(now))
        if found is None:
            return ()
        self._write({"event": "promote", "at": now, "plan": plan_rows(found[1]), "task": task})
        fresh = [pair for pair in book.seats if pair not in before or book.seats[pair].since == now]
        return tuple(book.seats[p] for p in sorted(fresh) if p[0] == task and book.seats[p].state == "open")

    def replan(
        self,
        at: Instant,
        *,
        time_limit: float = 5.0,
        iteration_limit: int | None = None,
        seed: int = 0,
        method: str = "auto",
    ) -> Plan:
        """Plan everything anew that nobody was told of, around what was offered, promised and begun.

        What was offered or accepted keeps its person and its start; other stops may join its trip. The plan is never
        worse than the one in force.

        Parameters
        ----------
        time_limit, iteration_limit, seed, method
            As in `solve`; default 5 seconds.
        """
        self.tick(at)
        now = self._instant(at)
        plan = replanned(
            self._book,
            now,
            self._unasked(now),
            time_limit=time_limit,
            iteration_limit=iteration_limit,
            seed=seed,
            method=method,
        )
        self._write({"event": "replan", "at": now, "plan": plan_rows(plan)})
        return self.plan

    def next_day(self, problem: Problem) -> Problem:
        """Give a later problem with what this day leaves: history, and whom and what the volunteers know.

        Of people in both, the history is today's and what was done today: trips and hours of services that are done,
        all hours offered, and tasks with a cohort as exposures. Whom they met is added to ``familiar``, tasks refused
        that exist there to ``declined``.
        """
        return carried(self._book, problem)
