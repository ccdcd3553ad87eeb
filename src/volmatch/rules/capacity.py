"""Nobody has more on board than they can carry.

What a task needs brought (`load`) is on board from home until its service, what is taken along there (`collect`)
from its service until home; at a service the one is put down before the other is taken up. At no moment of a
trip is there more of a kind on board than the volunteer's `capacity` for it; exactly as much is allowed. A kind
that the capacity does not name is 0; at home everything is put down, so that the next trip begins empty. Where
several people serve a task, each carries the whole load.

On the way from stop *k* to the next: Σ load of the stops after *k* + Σ collect of the stops up to *k*.
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
from volmatch.rule import Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows, Wholes
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Capacity(Rule):
    """Nobody has more on board than they can carry."""

    name: ClassVar[str] = "capacity"

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say what of this task alone is more than the volunteer can carry."""
        if task.remote:
            return ""
        for kind in sorted({*task.load, *task.collect}):
            amount, most = max(_of(task.load, kind), _of(task.collect, kind)), _of(volunteer.capacity, kind)
            if amount > most:
                return f"can carry {most} {kind!r}, not {amount}"
        return ""

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
        kinds = {kind for task in draft.tasks for kind in (*task.load, *task.collect)}
        for kind in sorted(kinds):
            draft.carry(
                brought=np.array([task.load.get(kind, 0) for task in draft.tasks], dtype=np.int64),
                collected=np.array([task.collect.get(kind, 0) for task in draft.tasks], dtype=np.int64),
                capacity=np.array(
                    [person.capacity.get(kind, 0) for person in draft.volunteers], dtype=np.int64
                ),
            )


def _of(amounts: Mapping[str, int], kind: str) -> int:
    return amounts.get(kind, 0)


def _all_of(roll: Roll, kind: str) -> Wholes:
    return np.array([_of(volunteer.capacity, kind) for volunteer in roll.volunteers], dtype=np.int64)


def _most_on_board(trip: TripView) -> dict[str, int]:
    """Give the most of each kind that is on board at any moment of a trip."""
    tasks = [task for stop, task in trip.stops if stop.kind == "service"]
    most = {}
    for kind in {kind for task in tasks for kind in (*task.load, *task.collect)}:
        on_board = sum(_of(task.load, kind) for task in tasks)
        most[kind] = on_board
        for task in tasks:
            on_board += _of(task.collect, kind) - _of(task.load, kind)
            most[kind] = max(most[kind], on_board)
    return most
