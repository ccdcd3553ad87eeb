"""Every single change of a defined family for one task, each solved exactly: what explanations are compared with."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve

import volmatch as vm
from volmatch.explaining.part import part, reach

__all__ = ["changes_of", "some_change_works"]

MINUTES = (5, 15, 60, 240)
MORE = (1, 2)
RADII_KM = (0.1, 0.3, 1.0, 3.0, 10.0)


def some_change_works(problem: vm.Problem, plan: vm.Plan, task: str) -> str:
    """Name the first kind of change with which an exact solve serves a task, and is better in coverage; ``""`` = none.

    What else waits is left out, so that more coverage means this task.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", vm.InputWarning)
        view = vm.PlanView(problem, plan)
        alone = part(view, *reach(view, [one.id for one in problem.volunteers], [task]))
        before = _coverage(alone, plan, task)
        for kind, fields in changes_of(alone, task):
            try:
                changed = evolve(alone, **fields)
            except vm.ProblemError:
                continue
            result = vm.solve(changed, time_limit=60, method="exact")
            served = (
                {stop.task for trip in result.plan.trips for stop in trip.stops} if result.plan else set()
            )
            served |= {row.task for row in result.plan.remote} if result.plan else set()
            if result.plan is not None and task in served and result.levels[0].value < before:  # type: ignore[operator]
                return kind
    return ""


def _coverage(alone: vm.Problem, plan: vm.Plan, task: str) -> Any:
    known = {one.id for one in alone.effective_tasks}
    trips = [evolve(trip, stops=[s for s in trip.stops if s.task in known]) for trip in plan.trips]
    kept = evolve(plan, trips=[trip for trip in trips if trip.stops])
    return vm.score(alone, kept)[0].value


def changes_of(problem: vm.Problem, task: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give each change as the fields of the problem that are new, with what kind it is of."""
    thing = problem.task(task)
    yield from _of_rules(problem)
    for minutes in MINUTES:
        for low, high in ((60 * minutes, 0), (0, 60 * minutes)):
            windows = [vm.Interval(w.start - low, w.end + high) for w in thing.windows]
            yield "window", {"tasks": _with(problem.tasks, task, windows=windows)}
    if thing.people is not None and thing.people.min > 1:
        for number in range(1, thing.people.min):
            fewer = vm.People(min=number, target=thing.people.target)
            yield "people", {"tasks": _with(problem.tasks, task, people=fewer)}
    yield "lifted", {"tasks": _with(problem.tasks, task, lifted=True)}
    for one in problem.volunteers:
        for fields in _of_person(one, thing):
            yield next(iter(fields)), {"volunteers": _with(problem.volunteers, one.id, **fields)}


def _of_rules(problem: vm.Problem) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, parameter in (
        ("near_residence", "radius_km"),
        ("trip_cap", "per_day"),
        ("trip_cap", "per_horizon"),
        ("trip_limits", "max_tasks"),
        ("workload", "max_tasks_per_day"),
        ("workload", "max_days"),
    ):
        said = problem.rules.get(name, {})
        if isinstance(said, Mapping) and said.get(parameter) is not None:
            for more in RADII_KM if parameter == "radius_km" else MORE:
                rule = {**said, parameter: said[parameter] + more}
                yield f"{name}.{parameter}", {"rules": {**problem.rules, name: rule}}


def _of_person(one: vm.Volunteer, task: vm.Task) -> Iterator[dict[str, Any]]:
    for cap in ("max_trips", "max_trips_per_day", "max_tasks_per_trip", "max_tasks_per_day"):
        if getattr(one, cap) is not None:
            yield {cap: getattr(one, cap) + 1}
    if one.radius_km is not None:
        for more in RADII_KM:
            yield {"radius_km": one.radius_km + more}
    for skill in task.skills or ():
        if skill not in one.skills:
            yield {"skills": {**one.skills, skill: None}}
    for window in task.windows:
        day = vm.Interval(window.start - 6 * 3600, window.end + 6 * 3600)
        yield {"available": [*one.available, day]}


def _with(things: Any, name: str, **fields: Any) -> list[Any]:
    return [evolve(one, **fields) if one.id == name else one for one in things]
