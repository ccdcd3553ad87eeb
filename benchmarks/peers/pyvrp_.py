"""PyVRP: iterated local search in C++, one thread.

Skills and radius are exact: every volunteer has a routing profile of their own, in which the ways to what
they may not serve are longer than any day and dearer than any prize. That is two tables of places² a
volunteer. Tasks are optional clients with a prize that outweighs all travel; tasks a trip are a load.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import volmatch as vm
from benchmarks.peers.peer import Form, Route, form_of, plan_of

__all__ = ["PACKAGE", "plan"]

PACKAGE = "pyvrp"
FAR_SECONDS = 1_000_000
"""Longer than any day."""


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


def _data(form: Form):  # type: ignore[no-untyped-def]
    import pyvrp

    # Any weight is worth more than all ways of all trips together can be.
    worth = int(form.metres.max()) * (len(form.place) + len(form.home))
    places = form.problem.locations
    near = [_tables(form, row, worth * int(form.weight.sum())) for row in range(len(form.home))]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(each.x, each.y) for each in places],
        clients=[
            pyvrp.Client(
                int(form.place[row]),
                delivery=[1],
                service_duration=int(form.service[row]),
                tw_early=int(form.low[row]),
                tw_late=int(form.high[row]),
                prize=worth * int(form.weight[row]),
                required=False,
            )
            for row in range(len(form.place))
        ],
        depots=[pyvrp.Depot(int(home)) for home in form.home],
        vehicle_types=[
            pyvrp.VehicleType(
                capacity=[form.max_tasks],
                start_depot=row,
                end_depot=row,
                tw_early=int(form.start[row]),
                tw_late=int(form.end[row]),
                profile=row,
            )
            for row in range(len(form.home))
        ],
        distance_matrices=[metres for metres, _ in near],
        duration_matrices=[seconds for _, seconds in near],
    )


def _tables(form: Form, person: int, dear: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give metres and seconds of one volunteer, who cannot go where they may not serve."""
    metres, seconds = form.metres.astype(np.int64), form.seconds.astype(np.int64)
    barred = np.zeros(len(metres), bool)
    barred[form.place[~form.allowed[person]]] = True
    for table, most in ((metres, dear), (seconds, FAR_SECONDS)):
        table[:, barred] = most
        table[barred, :] = most
        np.fill_diagonal(table, 0)
    return metres, seconds
