"""VROOM: construction heuristics and local search in C++.

Skills and radius are exact: every job asks for a skill of its own, which those have who may do it.
Weights are priorities, metres are costs. It takes no seed; its limit is only looked at between phases.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

import volmatch as vm
from benchmarks.peers.peer import Form, Route, form_of, plan_of

__all__ = ["PACKAGE", "plan"]

PACKAGE = "pyvroom"
THOROUGH = 5
"""The most exploration there is; also what its documentation uses where quality counts."""


def plan(problem: vm.Problem, *, time_limit: float, threads: int, seed: int) -> vm.Plan | None:
    """Plan; the seed changes nothing."""
    form = form_of(problem)
    found = _input(form).solve(
        exploration_level=THOROUGH, nb_threads=threads, timeout=timedelta(seconds=time_limit)
    )
    routes: dict[int, list[int]] = {}
    steps = found.routes
    for person, kind, job in zip(steps["vehicle_id"], steps["type"], steps["id"], strict=True):
        if kind == "job":
            routes.setdefault(int(person), []).append(int(job))
    rows: list[Route] = list(routes.items())
    return plan_of(form, rows)


def _input(form: Form) -> Any:
    import vroom  # type: ignore[import-untyped]

    given = vroom.Input()
    given.set_durations_matrix("bike", form.seconds.astype(np.uint32))
    given.set_costs_matrix("bike", form.metres.astype(np.uint32))
    for row in range(len(form.home)):
        given.add_vehicle(
            vroom.Vehicle(
                row,
                start=int(form.home[row]),
                end=int(form.home[row]),
                profile="bike",
                skills=set(np.flatnonzero(form.allowed[row]).tolist()),
                time_window=vroom.TimeWindow(int(form.start[row]), int(form.end[row])),
                max_tasks=form.max_tasks,
            )
        )
    for row in range(len(form.place)):
        given.add_job(
            vroom.Job(
                row,
                int(form.place[row]),
                default_service=int(form.service[row]),
                skills={row},
                priority=int(form.weight[row]),
                time_windows=[vroom.TimeWindow(int(form.low[row]), int(form.high[row]))],
            )
        )
    return given
