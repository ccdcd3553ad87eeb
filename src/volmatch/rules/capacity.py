"""Nobody has more on board than they can carry.

What a task needs brought (`load`) is on board from home until its service, or from its pickup if it has one; what is
taken along there (`collect`) from its service until home; at a service the one is put down before the other is taken
up. At no moment of a trip is there more of a kind on board than the volunteer's `capacity` for it; exactly as much is
allowed. A kind that the capacity does not name is 0; at home everything is put down, so that the next trip begins
empty. Where several people serve a task, each carries the whole load. Nothing is carried for a remote task.

On the way from stop *k* to the next: Σ load of the services after *k* that have no pickup, or had it at a stop up to
*k*, + Σ collect of the services up to *k*. What is fetched and not brought stays on board till home.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import frozen

from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView, TripView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Miss, Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows, Wholes
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Capacity(Rule):
    """Nobody has more on board than they can carry."""

    name: ClassVar[str] = "capacity"

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say what of this task alone is more than the volunteer can carry."""
        for kind, amount, most in _too_much(volunteer, task):
            return f"can carry {most} {kind!r}, not {amount}"
        return ""

    def miss(self, problem: Problem, volunteer: Volunteer, task: Task) -> Miss | None:
        """Name the first load that is too much, and by how much."""
        for kind, amount, most in _too_much(volunteer, task):
            return Miss(kind="capacity", amount=amount - most, what=kind)
        return None

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say of many that something of this task alone is more than they can carry."""
        forbidden = np.zeros(len(rows), dtype=bool)
        for kind in () if task.remote else {*task.load, *task.collect}:
            most = roll.once((self.name, kind), lambda kind=kind: _all_of(roll, kind))  # type: ignore[misc]
            forbidden |= most[rows] < max(_of(task.load, kind), _of(task.collect, kind))
        return forbidden

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Weigh what is on board along every trip."""
        for trip in plan.trips:
            for kind, amount in sorted(_most_on_board(trip).items()):
                most = _of(trip.volunteer.capacity, kind)
                if amount > most:
                    yield Violation(
                        rule=self.name,
                        subjects=(trip.volunteer.id,),
                        excess=amount - most,
                        message=f"a trip of {trip.volunteer.id} has {amount} {kind!r} on board; {most} is the most",
                    )

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write each kind of load: what tasks need, and what people can have on board."""
        tasks = [(row, task) for row, task in enumerate(draft.tasks) if not task.remote]
        for kind in sorted({kind for _, task in tasks for kind in (*task.load, *task.collect)}):
            brought, collected = np.zeros((2, draft.num_visits), dtype=np.int64)
            for row, task in tasks:
                load = task.load.get(kind, 0)
                collected[row] = task.collect.get(kind, 0)
                if task.pickup is None:
                    brought[row] = load
                else:  # taken up where it is fetched, put down at the service
                    collected[draft.pickups[row]] = load
                    collected[row] -= load
            held = [person.capacity.get(kind, 0) for person in draft.volunteers]
            draft.carry(brought, collected, np.array(held, dtype=np.int64))


def _too_much(volunteer: Volunteer, task: Task) -> Iterator[tuple[str, int, int]]:
    """Give each kind of which the task alone is more than the volunteer can carry: how much, and what they can."""
    for kind in () if task.remote else sorted({*task.load, *task.collect}):
        amount, most = max(_of(task.load, kind), _of(task.collect, kind)), _of(volunteer.capacity, kind)
        if amount > most:
            yield kind, amount, most


def _of(amounts: Mapping[str, int], kind: str) -> int:
    return amounts.get(kind, 0)


def _all_of(roll: Roll, kind: str) -> Wholes:
    return np.array([_of(volunteer.capacity, kind) for volunteer in roll.volunteers], dtype=np.int64)


def _most_on_board(trip: TripView) -> dict[str, int]:
    """Give the most of each kind that is on board at any moment of a trip."""
    most = {}
    for kind in {kind for _, task in trip.stops for kind in (*task.load, *task.collect)}:
        brought = [task for stop, task in trip.stops if stop.kind == "service" and task.pickup is None]
        on_board = sum(_of(task.load, kind) for task in brought)
        most[kind] = on_board
        fetched: dict[str, int] = {}
        for stop, task in trip.stops:
            if stop.kind == "pickup":
                on_board += _of(task.load, kind)
                fetched[task.id] = fetched.get(task.id, 0) + _of(task.load, kind)
            else:
                put_down = _of(task.load, kind) if task.pickup is None else fetched.pop(task.id, 0)
                on_board += _of(task.collect, kind) - put_down
            most[kind] = max(most[kind], on_board)
    return most
