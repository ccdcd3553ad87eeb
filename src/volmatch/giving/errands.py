"""What each person does and where, in the order of the day: what sheets and calendars are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from attrs import frozen

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView, TripView
from volmatch.errors import PlanError
from volmatch.verifier import verify

__all__ = ["Errand", "checked_errands", "errands_of"]


@frozen
class Errand:
    """One stop of a trip, or one remote service.

    Attributes
    ----------
    volunteer, task
        Who does what.
    kind
        ``"service"``, ``"pickup"`` or ``"remote"``.
    place
        The id of the location; ``""`` for a remote service.
    start, end
        Whole seconds since the start of the problem.
    trip, arrive
        The trip, and when its stop is reached; ``None`` for a remote service.
    together
        The ids of the others who serve the same task at the same time, sorted.
    """

    volunteer: str
    task: Task
    kind: str
    place: str
    start: int
    end: int
    trip: TripView | None
    arrive: int | None
    together: tuple[str, ...]


def checked_errands(problem: Problem, plan: Plan, allow_broken: bool = False) -> list[Errand]:
    """Give what everybody does, by volunteer and time, of a plan that was checked.

    Raises
    ------
    PlanError
        Where the plan breaks rules, unless that is allowed; where it names what is not there, in any case.

    Notes
    -----
    O(stops log stops), after `verify`.
    """
    violations = verify(problem, plan)
    strays = [violation for violation in violations if violation.rule == "plan"]
    if strays or (violations and not allow_broken):
        first = (strays or violations)[0]
        times = f"{len(violations):,} times" if len(violations) > 1 else "once"
        raise PlanError(
            f"the plan breaks rules, {times}, so that nobody should be sent by it; the first is {first}"
        )
    return errands_of(PlanView(problem, plan))


def errands_of(view: PlanView) -> list[Errand]:
    """Give what everybody does, by volunteer and time, unchecked; what the problem does not know is left out."""
    team: dict[tuple[str, int], set[str]] = defaultdict(set)
    for service in view.services:
        team[service.task.id, service.start].add(service.volunteer.id)
    found = [*_stops(view, team), *_remote(view, team)]
    return sorted(
        found, key=lambda errand: (errand.volunteer, errand.start, errand.end, errand.task.id, errand.kind)
    )


def _stops(view: PlanView, team: dict[tuple[str, int], set[str]]) -> Iterator[Errand]:
    for trip in view.trips:
        who = trip.volunteer.id
        for (stop, task), place in zip(trip.stops, trip.places[1:-1], strict=True):
            others = team[task.id, stop.start] - {who} if stop.kind == "service" else ()
            where = view.problem.locations[place].id
            together = tuple(sorted(others))
            yield Errand(who, task, stop.kind, where, stop.start, stop.end, trip, stop.arrive, together)


def _remote(view: PlanView, team: dict[tuple[str, int], set[str]]) -> Iterator[Errand]:
    for row in view.remote:
        together = tuple(sorted(team[row.task, row.start] - {row.volunteer}))
        task = view.problem.task(row.task)
        yield Errand(row.volunteer, task, "remote", "", row.start, row.end, None, None, together)
