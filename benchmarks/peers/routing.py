"""OR-Tools' routing library: cheapest insertion, then guided local search, one thread.

Skills and radius are exact: the variable that says who visits a place has the values of those who may.
A task that is left out costs more than all travel can.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import volmatch as vm
from benchmarks.peers.peer import Form, Route, form_of, plan_of

__all__ = ["PACKAGE", "plan"]

PACKAGE = "ortools"


def plan(problem: vm.Problem, *, time_limit: float, threads: int, seed: int) -> vm.Plan | None:
    """Plan; one thread is all it uses, and the seed changes nothing."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    form = form_of(problem)
    homes = form.home.tolist()
    manager = pywrapcp.RoutingIndexManager(len(form.seconds), len(homes), homes, homes)
    model = pywrapcp.RoutingModel(manager)
    _tell(form, manager, model)
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.time_limit.FromMilliseconds(round(1000 * time_limit))
    found = model.SolveWithParameters(asked)
    return None if found is None else plan_of(form, _routes(form, manager, model, found))


def _tell(form: Form, manager: Any, model: Any) -> None:
    """Write ways, times, tasks a trip, and who may go where."""
    metres = model.RegisterTransitMatrix(form.metres.tolist())
    model.SetArcCostEvaluatorOfAllVehicles(metres)
    service = np.zeros(len(form.seconds), np.int64)
    service[form.place] = form.service
    seconds = model.RegisterTransitMatrix((form.seconds + service[:, None]).tolist())
    day = int(form.end.max())
    model.AddDimension(seconds, day, day, False, "time")
    load = np.zeros(len(form.seconds), np.int64)
    load[form.place] = 1
    model.AddDimension(model.RegisterUnaryTransitVector(load.tolist()), 0, form.max_tasks, True, "tasks")
    time = model.GetDimensionOrDie("time")
    for person in range(len(form.home)):
        span = int(form.start[person]), int(form.end[person])
        time.CumulVar(model.Start(person)).SetRange(*span)
        time.CumulVar(model.End(person)).SetRange(*span)
    worth = int(form.metres.max()) * (len(form.place) + len(form.home))
    for task, place in enumerate(form.place.tolist()):
        index = manager.NodeToIndex(place)
        time.CumulVar(index).SetRange(int(form.low[task]), int(form.high[task]))
        model.AddDisjunction([index], worth * int(form.weight[task]))
        # The call that is meant for this fails from Python; the variable does the same. −1 is nobody.
        model.VehicleVar(index).SetValues([-1, *np.flatnonzero(form.allowed[:, task]).tolist()])


def _routes(form: Form, manager: Any, model: Any, found: Any) -> Iterator[Route]:
    task_at = {place: task for task, place in enumerate(form.place.tolist())}
    for person in range(len(form.home)):
        index, tasks = found.Value(model.NextVar(model.Start(person))), []
        while not model.IsEnd(index):
            tasks.append(task_at[manager.IndexToNode(index)])
            index = found.Value(model.NextVar(index))
        yield person, tasks
