"""A stand-in for `volmatch.solver`: greedy, one task a trip, and as slow as a test wants it.

Tests use it where the real solver cannot be made to end as they need: without a plan, in an error,
interrupted at a certain moment.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import ModuleType

import numpy as np
from attrs import evolve

from volmatch.domain.plan import Plan, Stop, Trip
from volmatch.domain.task import PRIORITIES
from volmatch.errors import EngineError
from volmatch.reasons import unserved
from volmatch.result import Progress, Result, coverage_gap, level_gap
from volmatch.rulebook import rules_of
from volmatch.verifier import score, unranked_levels, verify


class CancelToken:
    def __init__(self):
        self.cancelled = False

    def cancel(self):
        self.cancelled = True


def greedy(problem) -> Plan:
    plan = Plan(problem=problem.name, clock=problem.clock)
    rules, used = rules_of(problem), set()
    for task in sorted(problem.effective_tasks, key=lambda task: PRIORITIES.index(task.priority)):
        able = [
            volunteer
            for volunteer in problem.volunteers
            if volunteer.id not in used and not any(rule.forbids(problem, volunteer, task) for rule in rules)
        ]
        for start in _starts(problem, able, task):
            trips = [trip for volunteer in able for trip in _trips(problem, volunteer, task, start)]
            trips = list({trip.volunteer: trip for trip in trips}.values())[: task.people.target]
            tried = evolve(plan, trips=(*plan.trips, *trips))
            if len(trips) >= task.people.min and not verify(problem, tried):
                plan = tried
                used |= {trip.volunteer for trip in trips}
                break
    return evolve(plan, unserved=unserved(problem, plan))


def _way(problem, volunteer, task):
    home, place = problem.place(volunteer.home), problem.place(task.location)
    mode = problem.mode(volunteer)
    ways = problem.network.seconds(mode, np.array([home, place]), np.array([place, home]))
    setup = 0 if home == place else problem.location(task.location).setup_seconds
    return int(ways[0]), int(ways[1]), setup


def _starts(problem, able, task) -> Iterator[int]:
    for volunteer in able[:8]:
        out, _, setup = _way(problem, volunteer, task)
        for offer in volunteer.available:
            for window in task.windows:
                yield max(window.start, offer.start + out + setup)


def _trips(problem, volunteer, task, start) -> Iterator[Trip]:
    out, back, setup = _way(problem, volunteer, task)
    depart, end = start - setup - out, start + task.duration_seconds
    if any(o.start <= depart and end + back <= o.end for o in volunteer.available):
        stop = Stop(task=task.id, arrive=start - setup, start=start, end=end)
        yield Trip(volunteer=volunteer.id, depart=depart, return_=end + back, stops=(stop,))


def solver(how: str = "greedy", seconds: float = 0.0) -> ModuleType:
    """Make the module. ``how``: greedy, infeasible, unknown, error, fails, raises, interrupted, deaf."""

    def solve(problem, on_progress, cancel, **limits):
        if how == "raises":
            raise ZeroDivisionError("Mrs Wang of 5 Garden Road")
        if how == "fails":
            raise EngineError("an engine failed: MPSolverError")
        if how == "interrupted":
            raise KeyboardInterrupt
        if how in ("infeasible", "unknown"):
            stopped_by = "proof" if how == "infeasible" else "time_limit"
            return Result(status=how, stopped_by=stopped_by, plan=None, seconds=0.2)
        plan = greedy(problem)
        _dawdle(problem, plan, seconds, on_progress, cancel, how == "deaf")
        return _result(problem, plan, seconds, cancel.cancelled, how == "error")

    module = ModuleType("volmatch.solver")
    module.solve = solve
    module.CancelToken = CancelToken
    module.METHODS = ("auto", "greedy", "search", "exact")
    return module


def _dawdle(problem, plan, seconds, on_progress, cancel, deaf) -> None:
    values = tuple(level.value for level in score(problem, plan))
    on_progress(Progress(seconds=0.0, phase="greedy"))
    on_progress(Progress(seconds=0.0, phase="greedy", values=values))
    began = time.monotonic()
    while (passed := time.monotonic() - began) < seconds and (deaf or not cancel.cancelled):
        on_progress(Progress(seconds=passed, phase="improve", values=values))
        time.sleep(0.05)


def _result(problem, plan, seconds, cancelled, broken) -> Result:
    levels = score(problem, plan)
    bounds = (levels[0].value, *(int(level.value * 0.9) for level in levels[1:]))
    gaps = [coverage_gap(problem, levels[0].value, bounds[0])]
    gaps += [level_gap(level.value, bound) for level, bound in zip(levels[1:], bounds[1:], strict=True)]
    levels = tuple(
        evolve(level, bound=bound, gap=gap) for level, bound, gap in zip(levels, bounds, gaps, strict=True)
    )
    status = "cancelled" if cancelled else "feasible"
    stopped_by = "error" if broken else "cancelled" if cancelled else "time_limit"
    return Result(
        status=status,
        stopped_by=stopped_by,
        plan=evolve(plan, levels=levels, status=status, stopped_by=stopped_by),
        levels=levels,
        unranked=unranked_levels(problem, plan),
        seconds=seconds + 0.01,
        message="an engine failed: RuntimeError" if broken else "",
    )
