"""PyVRP: iterated local search in C++, one thread.

Skills and radius are exact, in the way of its own reader of instances: every volunteer has a routing
profile of their own, in which the ways to what they may not serve are forbiddingly long. That is two tables
of places² a volunteer. Tasks are optional clients with a prize; tasks a trip are a load.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import volmatch as vm
from benchmarks.peers.peer import Form, Route, form_of, plan_of

__all__ = ["PACKAGE", "plan"]

PACKAGE = "pyvrp"
WORTH = 100_000
"""Metres of travel that a unit of weight is worth: more than anybody can cycle on a trip."""

TASK_LOAD = 10
"""Its penalties for loads are capped at 100,000 a unit; with tasks of one unit, prizes would outbid them."""


def plan(problem: vm.Problem, *, time_limit: float, threads: int, seed: int) -> vm.Plan | None:
    """Plan; one thread is all it uses."""
    import pyvrp
    from pyvrp.stop import MaxRuntime

    form = form_of(problem)
    found = pyvrp.solve(_data(form), MaxRuntime(time_limit), seed=seed, display=False, collect_stats=False)
    if not found.best.is_feasible():
        return None
    routes: list[Route] = []
    for route in found.best.routes():
        visits = [step.idx for step in route.schedule() if step.is_client()]
        routes.append((route.vehicle_type(), visits))
    return plan_of(form, routes)


def _data(form: Form) -> Any:
    import pyvrp

    num, places = len(form.home), form.problem.locations
    seconds: Any = form.seconds.astype(np.int64)
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(each.x or 0.0, each.y or 0.0) for each in places],
        clients=[
            pyvrp.Client(
                int(form.place[row]),
                delivery=[TASK_LOAD],
                service_duration=int(form.service[row]),
                tw_early=int(form.low[row]),
                tw_late=int(form.high[row]),
                prize=WORTH * int(form.weight[row]),
                required=False,
            )
            for row in range(len(form.place))
        ],
        depots=[pyvrp.Depot(int(home)) for home in form.home],
        vehicle_types=[
            pyvrp.VehicleType(
                capacity=[TASK_LOAD * form.max_tasks],
                start_depot=row,
                end_depot=row,
                tw_early=int(form.start[row]),
                tw_late=int(form.end[row]),
                profile=row,
            )
            for row in range(num)
        ],
        distance_matrices=[_metres(form, row) for row in range(num)],
        duration_matrices=[seconds] * num,
    )


def _metres(form: Form, person: int) -> Any:
    """Give the ways of one volunteer, who cannot go where they may not serve."""
    from pyvrp.constants import MAX_VALUE

    metres = form.metres.astype(np.int64)
    barred = np.zeros(len(metres), bool)
    barred[form.place[~form.allowed[person]]] = True
    metres[:, barred] = MAX_VALUE
    metres[barred, :] = MAX_VALUE
    np.fill_diagonal(metres, 0)
    return metres
