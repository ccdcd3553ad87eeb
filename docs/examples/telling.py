"""What the scenarios share: who serves what in a plan, and what waits, told in a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import volmatch as vm


def services(plan: vm.Plan) -> Iterator[tuple[str, str]]:
    """Give the volunteer and the task of every service, in trips and from home."""
    for trip in plan.trips:
        yield from ((trip.volunteer, stop.task) for stop in trip.stops if stop.kind == "service")
    for row in plan.remote:
        yield row.volunteer, row.task


def served(plan: vm.Plan) -> set[str]:
    """Give the tasks that are served."""
    return {task for _, task in services(plan)}


def loads(plan: vm.Plan) -> Counter[str]:
    """Count what each person who does anything serves."""
    return Counter(volunteer for volunteer, _ in services(plan))


def exposed(problem: vm.Problem, plan: vm.Plan, cohort: str) -> set[str]:
    """Name the people who meet a cohort."""
    return {volunteer for volunteer, task in services(plan) if problem.task(task).cohort == cohort}


def waiting(plan: vm.Plan) -> str:
    """Name what is not served, each with its reason; ``"nobody"`` where all is."""
    return ", ".join(f"{row.task} ({row.reason})" for row in plan.unserved) or "nobody"


def clock(plan: vm.Plan, instant: int) -> str:
    """Write an instant of a plan as local hours and minutes."""
    return f"{plan.clock.moment(instant):%H:%M}"
