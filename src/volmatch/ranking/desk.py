"""A plan laid out so that questions about it are quick: compiled and checked once, and remembered.

The last few are remembered, with their problems.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from volmatch.compile import Compiled, compile_problem
from volmatch.domain.plan import Plan, RemoteService, Trip
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.encode import encode
from volmatch.engines.state import State
from volmatch.errors import Fault, InputError, PlanError
from volmatch.rule import Rule
from volmatch.rulebook import rules_of
from volmatch.verifier import verify

if TYPE_CHECKING:
    from volmatch.ranking.candidate import Candidate

__all__ = ["Desk", "desk_of", "with_rows"]

MOST = 4
"""How many plans are remembered: each takes about as much memory as its problem."""


@frozen(eq=False, repr=False)
class Desk:
    """A plan that keeps every rule, as an engine sees it.

    Attributes
    ----------
    problem
        What holds: the problem, with what is frozen at an instant.
    compiled, state
        The program, and the plan as tours in it. Whoever changes the state holds the lock, and puts it back.
    tasks
        The visit of each task, by id.
    rules
        The rules of the problem.
    """

    problem: Problem
    compiled: Compiled
    state: State
    tasks: Mapping[str, int]
    rules: tuple[Rule, ...]
    lock: threading.Lock
    _plan: Plan
    _rows: Mapping[str, Sequence[Trip | RemoteService]]
    """What each volunteer does."""
    _crews: Mapping[str, set[str]]
    """Who serves or fetches for each task."""

    @classmethod
    def of(cls, problem: Problem, compiled: Compiled, plan: Plan) -> Desk:
        """Lay out a plan. O(stops).

        Raises
        ------
        InputError
            Where the plan breaks a rule.
        PlanError
            Where the program cannot say it.
        """
        violations = verify(problem, plan)
        if violations:
            broken = f"this plan breaks a rule ({violations[0]})"
            raise InputError([Fault("plan", problem.name, broken, "Give a plan that keeps every rule.")])
        solution = encode(problem, compiled, plan)
        if solution is None:
            raise PlanError("a trip of this plan leaves before midnight only to wait; let it leave later")
        rows: dict[str, list[Trip | RemoteService]] = defaultdict(list)
        crews: dict[str, set[str]] = defaultdict(set)
        plan = plan.on(problem.clock)
        every: list[Trip | RemoteService] = [*plan.trips, *plan.remote]
        for row in every:
            rows[row.volunteer].append(row)
            for task in [stop.task for stop in row.stops] if isinstance(row, Trip) else [row.task]:
                crews[task].add(row.volunteer)
        return cls(
            problem=problem,
            compiled=compiled,
            state=State.holding(compiled.program, solution.tours),
            tasks={name: row for row, name in enumerate(compiled.tasks)},
            rules=rules_of(problem),
            lock=threading.Lock(),
            plan=evolve(plan, trips=(), remote=()),
            rows=rows,
            crews=crews,
        )

    def holds(self, way: Candidate) -> bool:
        """Ask the rules once more, of the people who change and those on whom they rely. O(their stops).

        They look at their part of the plan before and after; whatever is broken after only is laid to the way. That
        part does not show what is counted over everybody (`Candidate.applied` verifies the whole plan).
        """
        needs = [need.task for need in self.problem.task(way.task).after]
        tasks = (way.task, *needs, *way.displaced)
        people = {*way.people, *(who for task in tasks for who in self._crews.get(task, ()))}
        rows = [row for who in people for row in self._rows.get(who, ())]
        before = evolve(
            self._plan,
            trips=[row for row in rows if isinstance(row, Trip)],
            remote=[row for row in rows if isinstance(row, RemoteService)],
        )
        after = self._broken(with_rows(before, way.people, way.trips, way.remote))
        return not after or after <= self._broken(before)

    def _broken(self, plan: Plan) -> set[tuple[str, tuple[str, ...], float]]:
        view = PlanView(self.problem, plan)
        found = [one for rule in self.rules for one in rule.check(self.problem, view)]
        return {(one.rule, one.subjects, one.excess) for one in found}


def with_rows(
    plan: Plan, people: Sequence[str], trips: Sequence[Trip], remote: Sequence[RemoteService]
) -> Plan:
    """Give a plan in which some people do these things instead of all they did. O(stops)."""
    away = set(people)
    rows = [*(trip for trip in plan.trips if trip.volunteer not in away), *trips]
    alone = [*(row for row in plan.remote if row.volunteer not in away), *remote]
    return evolve(
        plan,
        trips=sorted(rows, key=lambda trip: (trip.volunteer, trip.depart)),
        remote=sorted(alone, key=lambda row: (row.volunteer, row.start, row.task)),
    )


@frozen(eq=False, repr=False)
class _Kept:
    problem: Problem
    plan: Plan
    at: datetime | str | int | None
    desk: Desk


_LOCK = threading.Lock()
_KEPT: list[_Kept] = []


def desk_of(problem: Problem, plan: Plan, at: datetime | str | int | None = None) -> Desk:
    """Lay out a plan, or give what was laid out before. O(pairs in reach + stops) the first time.

    Raises
    ------
    InputError, PlanError
        As in `Desk.of`.
    """
    with _LOCK:
        mine = [kept for kept in _KEPT if kept.problem is problem and kept.at == at]
    for kept in mine:
        if kept.plan is plan:
            return kept.desk
    if at is not None:  # what is frozen belongs to the plan
        now: Any = at  # a problem reads any form of an instant
        frozen = evolve(problem, previous=plan, frozen_until=now)
        desk = Desk.of(frozen, compile_problem(frozen), plan)
    else:  # the program belongs to the problem, whatever the plan
        desk = Desk.of(problem, mine[0].desk.compiled if mine else compile_problem(problem), plan)
    with _LOCK:
        _KEPT[:] = [*_KEPT[1 - MOST :], _Kept(problem, plan, at, desk)]
    return desk
