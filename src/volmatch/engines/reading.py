"""From the values of a CP-SAT model to a solution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from volmatch.engines.scope import Scope
from volmatch.engines.solution import Solution, Tour
from volmatch.engines.state import State

if TYPE_CHECKING:
    from volmatch.engines.model import Model

__all__ = ["read"]


def read(model: Model, values: Sequence[int]) -> Solution:
    """Turn the values of all variables into a solution, held trips included, timed as model.md §4 says."""
    value = {var.index: values[row] for row, (var, _) in enumerate(model.hints)}
    raw = [*_lone_tours(model, value), *_route_tours(model, value)]
    return _canonical(model.scope, raw)


def _at(model: Model, visit: int, duty: int, value: dict[int, int]) -> int:
    start = model.start_of(visit, duty)
    return start if isinstance(start, int) else value[start.index]


def _lone_tours(model: Model, value: dict[int, int]) -> list[Tour]:
    candidates = model.scope.program.candidates
    chosen = [pair for pair, var in model.served.items() if value[var.index]]
    pairs = [(int(candidates.duty[pair]), int(candidates.visit[pair])) for pair in chosen]
    alone = model.scope.program.lone
    return [_raw(model, duty, [visit], value) for duty, visit in pairs if alone[duty]]


def _route_tours(model: Model, value: dict[int, int]) -> list[Tour]:
    following = {(duty, a): b for (duty, a, b), var in model.then.items() if value[var.index]}
    tours = []
    for (duty, visit), arcs in model.begins.items():
        if any(value[arc.index] for arc in arcs):
            stops = [visit]
            while (duty, stops[-1]) in following:
                stops.append(following[duty, stops[-1]])
            tours.append(_raw(model, duty, stops, value))
    return tours


def _raw(model: Model, duty: int, stops: list[int], value: dict[int, int]) -> Tour:
    """Time a trip as the solver timed it."""
    program = model.scope.program
    visits, home, mode = program.visits, int(program.duties.home[duty]), int(program.duties.mode[duty])
    starts = tuple(_at(model, stop, duty, value) for stop in stops)
    if visits.offroute[stops[0]]:
        return Tour(duty, starts[0], tuple(stops), starts, starts[0] + int(visits.service[stops[0]]))
    first, last = int(visits.place[stops[0]]), int(visits.place[stops[-1]])
    setup = 0 if first == home else int(visits.setup[stops[0]])
    depart = starts[0] - setup - program.travel.leg(mode, home, first)[0]
    back = starts[-1] + int(visits.service[stops[-1]]) + program.travel.leg(mode, last, home)[0]
    return Tour(duty, depart, tuple(stops), starts, back)


def _canonical(scope: Scope, raw: Sequence[Tour]) -> Solution:
    """Move the trips of each duty to their earliest return and latest departure, where counters allow."""
    state = State.holding(scope.program, [*scope.held, *raw])
    free = (0,) * len(scope.program.levels)
    for duty in sorted({tour.duty for tour in raw}):
        order = [tour.visits for tour in state.tours[duty]]
        tours = state.timer.trips(duty, order, *state.bounds(duty))
        if tours is not None and state.fits(duty, tours) and state.paid(duty, tours) <= free:
            state.put(duty, tuple(tours))
    return state.solution()
