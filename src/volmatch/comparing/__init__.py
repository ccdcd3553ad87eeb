"""Two plans of one problem side by side: which is better, and what changes for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from volmatch.comparing.comparison import (
    ChangedTask,
    ComparedLevel,
    ComparedVolunteer,
    Comparison,
    MovedTask,
    Side,
)
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.verifier import score, unranked_levels, verify

__all__ = ["ChangedTask", "ComparedLevel", "ComparedVolunteer", "Comparison", "MovedTask", "Side", "compare"]


def compare(problem: Problem, plan_a: Plan, plan_b: Plan) -> Comparison:
    """Say which of two plans is better, and what changes for whom from the first to the second.

    Parameters
    ----------
    problem, plan_a, plan_b
        The plans may come from anywhere; both are checked by `verify` first.

    Returns
    -------
    A `Comparison`; ``print`` shows it in plain English, with ids and amounts only.

    Notes
    -----
    As long as `verify` and `score` of both plans.

    Examples
    --------
    >>> compare(problem, last_week, this_week).better  # doctest: +SKIP
    'b'
    """
    broken = tuple(verify(problem, plan_a)), tuple(verify(problem, plan_b))
    a, b = PlanView(problem, plan_a), PlanView(problem, plan_b)
    served_a, served_b = _served(a), _served(b)
    both = sorted(served_a.keys() & served_b.keys())
    people = [(task, served_a[task][0], served_b[task][0]) for task in both]
    shifts = [(task, served_b[task][1] - served_a[task][1]) for task, old, new in people if old == new]
    return Comparison(
        levels=tuple(_levels(problem, plan_a, plan_b)),
        gained=tuple(sorted(served_b.keys() - served_a.keys())),
        lost=tuple(sorted(served_a.keys() - served_b.keys())),
        changed=tuple(ChangedTask(task=task, a=old, b=new) for task, old, new in people if old != new),
        moved=tuple(MovedTask(task=task, seconds=shift) for task, shift in shifts if shift),
        volunteers=tuple(_volunteers(a, b)),
        violations_a=broken[0],
        violations_b=broken[1],
    )


def _levels(problem: Problem, plan_a: Plan, plan_b: Plan) -> Iterator[ComparedLevel]:
    for measure, asked in ((score, True), (unranked_levels, False)):
        for a, b in zip(measure(problem, plan_a), measure(problem, plan_b), strict=True):
            yield ComparedLevel(name=a.name, a=a.value, b=b.value, asked=asked)


def _served(plan: PlanView) -> dict[str, tuple[tuple[str, ...], int]]:
    """Give, by task that is served, who serves it (sorted) and when they start."""
    found = {}
    for name, services in plan.services_of_task.items():
        if plan.served(services[0].task):
            people = {service.volunteer.id for service in services}
            found[name] = tuple(sorted(people)), min(service.start for service in services)
    return found


def _volunteers(a: PlanView, b: PlanView) -> Iterator[ComparedVolunteer]:
    (tasks_a, sums_a), (tasks_b, sums_b) = _loads(a), _loads(b)
    for name in sorted(volunteer.id for volunteer in a.problem.volunteers):
        old, new = tasks_a.get(name, set()), tasks_b.get(name, set())
        trips, seconds, metres = (
            sums_b[name, unit] - sums_a[name, unit] for unit in ("trips", "seconds", "metres")
        )
        if old != new or trips or seconds or metres:
            yield ComparedVolunteer(
                volunteer=name,
                gained=tuple(sorted(new - old)),
                lost=tuple(sorted(old - new)),
                trips=trips,
                seconds=seconds,
                metres=metres,
            )


def _loads(plan: PlanView) -> tuple[Mapping[str, set[str]], Counter[tuple[str, str]]]:
    """Give the tasks of each volunteer, and their trips, seconds and metres."""
    tasks = {
        name: {service.task.id for service in services}
        for name, services in plan.services_of_volunteer.items()
    }
    sums: Counter[tuple[str, str]] = Counter()
    for trip in plan.trips:
        sums[trip.volunteer.id, "trips"] += 1
        sums[trip.volunteer.id, "seconds"] += trip.seconds
        sums[trip.volunteer.id, "metres"] += trip.metres
    return tasks, sums
