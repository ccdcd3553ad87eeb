"""The plain form as one would write it from the documentation of CP-SAT.

A Boolean for each pair that is possible, an optional interval from leaving home to being back, no overlap
for each volunteer, at most one volunteer for each task, and a cap on the trips.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import volmatch as vm
from benchmarks.peers.peer import Form, Route, form_of, plan_of

__all__ = ["PACKAGE", "plan"]

PACKAGE = "ortools"


def plan(problem: vm.Problem, *, time_limit: float, threads: int, seed: int) -> vm.Plan | None:
    """Plan one task a trip."""
    from ortools.sat.python import cp_model

    form = form_of(problem)
    if form.max_tasks != 1:
        raise ValueError("one task a trip is all that this model knows")
    model = cp_model.CpModel()
    pairs = _pairs(form, model)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = time_limit
    solver.parameters.num_workers = threads
    solver.parameters.random_seed = seed
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    chosen = [(solver.value(out), *pair) for pair, (taken, out) in pairs.items() if solver.value(taken)]
    routes: list[Route] = [(person, [task]) for _, person, task in sorted(chosen)]
    return plan_of(form, routes)


def _pairs(form: Form, model: Any) -> dict[tuple[int, int], tuple[Any, Any]]:
    """Write the model; give what says whether a pair is taken and when it leaves."""
    of_person, of_task = defaultdict(list), defaultdict(list)
    pairs: dict[tuple[int, int], tuple[Any, Any]] = {}
    costs, terms = [], []
    worth = 2 * int(form.metres.max()) * len(form.place) + 1
    for person, task in zip(*(each.tolist() for each in form.allowed.nonzero()), strict=True):
        home, place = form.home[person], form.place[task]
        out, back = int(form.seconds[home, place]), int(form.seconds[place, home])
        length = out + int(form.service[task]) + back
        first = max(int(form.low[task]) - out, int(form.start[person]))
        last = min(int(form.high[task]) - out, int(form.end[person]) - length)
        if first > last:
            continue
        taken, leave = model.new_bool_var(""), model.new_int_var(first, last, "")
        trip = model.new_optional_fixed_size_interval_var(leave, length, taken, "")
        of_person[person].append((taken, trip))
        of_task[task].append(taken)
        pairs[person, task] = taken, leave
        terms.append(taken)
        costs.append(
            int(form.metres[home, place] + form.metres[place, home]) - worth * int(form.weight[task])
        )
    for rows in of_person.values():
        model.add_no_overlap([trip for _, trip in rows])
        model.add(sum(taken for taken, _ in rows) <= form.max_trips)
    for takers in of_task.values():
        model.add_at_most_one(takers)
    model.minimize(sum(cost * term for cost, term in zip(costs, terms, strict=True)))
    return pairs
