"""What every solver is asked, and the urban problem in the numbers that they all understand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

import volmatch as vm

__all__ = ["Form", "Peer", "Route", "form_of", "plan_of"]

Route = tuple[int, Sequence[int]]
"""Number of the volunteer, and numbers of the tasks in order."""


class Peer(Protocol):
    """A solver: a module with these two names."""

    PACKAGE: str
    """What it is called where it is installed from."""

    def plan(self, problem: vm.Problem, *, time_limit: float, threads: int, seed: int) -> vm.Plan | None:
        """Plan the urban problem; ``None`` where nothing was found."""


@frozen(eq=False, repr=False)
class Form:
    """The urban problem in numbers: volunteers V, tasks T, places P (homes and places of service).

    Attributes
    ----------
    home, place
        Place numbers, shape (V,) and (T,).
    start, end
        When each volunteer may be out: seconds, shape (V,).
    low, high
        First and last second at which each service may start, shape (T,).
    service, weight
        Seconds and weight of each task, shape (T,).
    allowed
        Who may serve what: skills and radius, shape (V, T).
    seconds, metres
        From place to place, shape (P, P).
    max_tasks, max_trips
        Of every volunteer.
    """

    problem: vm.Problem
    home: NDArray[np.int64]
    place: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    service: NDArray[np.int64]
    weight: NDArray[np.int64]
    allowed: NDArray[np.bool_]
    seconds: NDArray[np.int32]
    metres: NDArray[np.int32]
    max_tasks: int
    max_trips: int


def form_of(problem: vm.Problem) -> Form:
    """Read the urban problem. O(places² + volunteers × tasks).

    Raises
    ------
    ValueError
        Where there is more in the problem than is told here.
    """
    people, tasks = problem.volunteers, problem.effective_tasks
    rules = problem.rules
    _check(problem)
    seconds, metres = _ways(problem)
    home = np.array([problem.place(each.home) for each in people])
    place = np.array([problem.place(each.location or "") for each in tasks])
    service = np.array([each.duration_seconds or 0 for each in tasks])
    return Form(
        problem=problem,
        home=home,
        place=place,
        start=np.array([each.available[0].start for each in people]),
        end=np.array([each.available[0].end for each in people]),
        low=np.array([each.windows[0].start for each in tasks]),
        high=np.array([each.windows[0].end for each in tasks]) - service,
        service=service,
        weight=np.array([each.weight for each in tasks]),
        allowed=_allowed(problem, home, place),
        seconds=seconds,
        metres=metres,
        max_tasks=rules["trip_limits"]["max_tasks"],
        max_trips=rules["trip_cap"]["per_horizon"],
    )


def _check(problem: vm.Problem) -> None:
    known = {"near_residence": {"radius_km"}, "trip_cap": {"per_horizon"}, "trip_limits": {"max_tasks"}}
    same = {name: set(said) for name, said in problem.rules.items()} == known
    single = all(len(each.available) == 1 for each in problem.volunteers)
    single &= all(len(each.windows) == 1 for each in problem.tasks)
    if not same or not single or problem.objectives != ("coverage", "nearness") or problem.pins:
        raise ValueError("not the urban problem")


def _ways(problem: vm.Problem) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Measure all ways, some rows at a time, as volmatch does."""
    num, mode = len(problem.locations), problem.mode(problem.volunteers[0])
    seconds, metres = np.empty((num, num), np.int32), np.empty((num, num), np.int32)
    everywhere = np.arange(num)
    for row in range(num):
        here = np.full(num, row)
        seconds[row] = problem.network.seconds(mode, here, everywhere)
        metres[row] = problem.network.metres(mode, here, everywhere)
    return seconds, metres


def _allowed(problem: vm.Problem, home: NDArray[np.int64], place: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say who has the skills and lives near enough."""
    radius = 1000 * problem.rules["near_residence"]["radius_km"] + 1e-6
    needs = [frozenset(task.skills or ()) for task in problem.effective_tasks]
    kinds = sorted(set(needs), key=sorted)
    kind = np.array([kinds.index(each) for each in needs])
    allowed = np.zeros((len(home), len(place)), bool)
    for row, volunteer in enumerate(problem.volunteers):
        skilled = np.array([each <= set(volunteer.skills) for each in kinds])
        near = problem.network.line(np.full(len(place), home[row]), place) <= radius
        allowed[row] = near & skilled[kind]
    return allowed


def plan_of(form: Form, routes: Iterable[Route]) -> vm.Plan:
    """Give the routes times: out as late as the first service allows, then each as early as it can start.

    Several routes of one volunteer follow one another in the order given. A route that cannot be kept
    becomes one that breaks a rule: whoever verifies will see.
    """
    problem = form.problem
    trips: list[vm.Trip] = []
    ready = form.start.tolist()
    for person, tasks in routes:
        if tasks:
            trips.append(_trip(form, person, tasks, ready[person]))
            ready[person] = trips[-1].return_
    trips.sort(key=lambda trip: (trip.volunteer, trip.depart))
    served = {stop.task for trip in trips for stop in trip.stops}
    unserved = [vm.Unserved(task=task.id) for task in problem.tasks if task.id not in served]
    unserved.sort(key=lambda row: row.task)
    return vm.Plan(problem=problem.name, clock=problem.clock, trips=trips, unserved=unserved)


def _trip(form: Form, person: int, tasks: Sequence[int], ready: int) -> vm.Trip:
    home = form.home[person]
    here, now, stops = home, ready, list[vm.Stop]()
    for task in tasks:
        place = form.place[task]
        arrive = now + int(form.seconds[here, place])
        start = max(arrive, int(form.low[task]))
        now, here = start + int(form.service[task]), place
        # Nobody leaves home to wait at the first door.
        arrive = arrive if stops else start
        stops.append(vm.Stop(task=form.problem.tasks[task].id, arrive=arrive, start=start, end=now))
    return vm.Trip(
        volunteer=form.problem.volunteers[person].id,
        depart=stops[0].arrive - int(form.seconds[home, form.place[tasks[0]]]),
        return_=now + int(form.seconds[here, home]),
        stops=stops,
    )
