"""A month of a small service, day by day: dispatched by plan, and greedily to the nearest."""

from __future__ import annotations

import statistics
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from random import Random
from typing import Any

from attrs import define, evolve, field

import volmatch as vm
from benchmarks.measuring import measured
from benchmarks.registry import SMOKE, Outcome, Run, benchmark

VOLUNTEERS, REQUESTS = {SMOKE: 15, "month": 47}, {SMOKE: 10, "month": 40}
REFUSALS, NO_SHOWS = 0.10, 0.05
DAYS: Mapping[str, int] = {SMOKE: 2, "month": 30}
ITERATIONS = {SMOKE: 100, "month": 1500}
ROUNDS = 4
"""How often a day is planned anew in the morning, after refusals."""

MORNING, MINUTE, HOUR, DAY = 6 * 3600, 60, 3600, 86_400
SURE = 0.99
"""The chance with which each task is to be served, for which people stand by."""


FAIR = ("coverage", {"nearness": 1, "fairness": 3})
"""Levels of the plan: a metre of travel weighs as much as a third of a second of unfairness."""

NEAR = ("coverage", "nearness")


@define
class Tally:
    """What a month comes to."""

    orders: int = 0
    served: int = 0
    promised: int = 0
    broken: int = 0
    refused: int = 0
    no_shows: int = 0
    rescued: int = 0
    metres: int = 0
    hours: dict[str, float] = field(factory=dict)


Policy = Callable[[vm.Dispatch, int, int], object]
"""Plans anew at an instant of a day."""


@benchmark(
    "month",
    description=(
        "47 volunteers, about 40 requests a day for 30 days; of the offers 10 % are refused, and on 5 % of the days "
        "somebody who accepted does not turn up. Each day goes through `Dispatch`: plan, offers, replies, plan anew, "
        "no-shows, who stands by, and on to the next day with its history. Once planned with travel and fairness as "
        "one level (1 : 3) and with people standing by, once greedily, each task where it costs least travel, and "
        "nobody standing by. Both meet the same luck. A promise is broken where a task that somebody accepted is not "
        "served. Loads are hours away over the month, of all volunteers."
    ),
    sizes=("month",),
)
def month(run: Run) -> Outcome:
    """Live the month twice."""
    days, people = DAYS[run.size], VOLUNTEERS[run.size]
    base = vm.generate(
        "errands", volunteers=people, tasks=REQUESTS[run.size] * days, days=days, seed=run.seed
    )
    planned, cost = measured(partial(_lived, base, run, partial(_by_plan, ITERATIONS[run.size]), FAIR, True))
    nearest, _ = measured(partial(_lived, base, run, _by_greed, NEAR, False))
    figures = {f"planned_{name}": value for name, value in _figures(planned).items()}
    figures |= {f"nearest_{name}": value for name, value in _figures(nearest).items()}
    return Outcome(figures=figures, cost=cost)


def _by_plan(iterations: int, day: vm.Dispatch, at: int, seed: int) -> object:
    return day.replan(at, time_limit=60, iteration_limit=iterations, seed=seed)


def _by_greed(day: vm.Dispatch, at: int, seed: int) -> object:
    return day.replan(at, time_limit=60, seed=seed, method="greedy")


def _lived(base: vm.Problem, run: Run, plan: Policy, objectives: tuple[Any, ...], stand_by: bool) -> Tally:
    tally, yesterday = Tally(), None
    for number in range(DAYS[run.size]):
        problem = _day_of(base, number, objectives)
        if yesterday is not None:
            problem = yesterday.next_day(problem)
        day = vm.Dispatch(problem, patience=DAY)
        _morning(day, number, run.seed, plan)
        if stand_by:
            found = vm.standby(day.problem, day.plan, SURE, draws=2000, seed=run.seed)
            day.stand_by({one.volunteer: one.tasks for one in found.reserves}, day.at or 0)
        _through(day, number, run.seed, plan, tally)
        _count(day, tally)
        yesterday = day
    last = yesterday.next_day(problem) if yesterday is not None else base
    tally.hours = {one.id: one.history.hours for one in last.volunteers}
    return tally


def _day_of(base: vm.Problem, number: int, objectives: tuple[Any, ...]) -> vm.Problem:
    """Give the tasks of one day, and what people offer on it; instants still count from the start of the month."""
    start, end = base.clock.midnight(number), base.clock.midnight(number + 1)
    today = {task.id for task in base.tasks if start <= task.windows[0].start < end}
    tasks = [
        evolve(task, after=[one for one in task.after if one.task in today])
        for task in base.tasks
        if task.id in today
    ]
    people = [
        evolve(
            one,
            available=[offer for offer in one.available if start <= offer.start < end],
            reliability=1 - NO_SHOWS,
            likes=(),
        )
        for one in base.volunteers
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", vm.InputWarning)
        return evolve(base, tasks=tasks, volunteers=people, objectives=objectives, pins=())


def _luck(seed: int, *what: Any) -> float:
    return Random(" ".join(map(str, (seed, *what)))).random()


def _replies(day: vm.Dispatch, at: int, number: int, seed: int) -> bool:
    """Offer everything that is open, and take the replies; tell whether anybody refused."""
    refused = False
    for seat in day.offer_all(at):
        now = day.seat(seat.task, seat.volunteer)
        stands = now is not None and now.state == "offered"
        if stands and _luck(seed, number, seat.task, seat.volunteer) < REFUSALS:
            day.refuse(seat.task, seat.volunteer, at)
            refused = True
    for seat in day.seats:
        if seat.state == "offered":
            day.accept(seat.task, seat.volunteer, at)
    return refused


def _morning(day: vm.Dispatch, number: int, seed: int, plan: Policy) -> None:
    at = day.problem.clock.midnight(number) + MORNING
    for round_ in range(ROUNDS):
        plan(day, at + round_ * 10 * MINUTE, seed)
        if not _replies(day, at + round_ * 10 * MINUTE, number, seed):
            return


def _through(day: vm.Dispatch, number: int, seed: int, plan: Policy, tally: Tally) -> None:
    """Let the day pass: each who accepted comes or does not; where they do not, somebody else is looked for."""
    while True:
        due = min(_due(day), default=None)
        if due is None:
            return
        at, what, task, who = due
        at = max(at, day.at or at)
        if what == "done":
            day.done(task, who, at)
        elif _luck(seed, number, who) >= NO_SHOWS:
            day.start(task, who, at)
        else:
            day.no_show(task, who, at)
            tally.no_shows += 1
            day.promote(task, at)
            plan(day, at, seed)  # what else they had is free as well
            _replies(day, at, number, seed)


def _due(day: vm.Dispatch) -> Iterator[tuple[int, str, str, str]]:
    """Give what comes next: the start of what was accepted, the end of what is under way."""
    stops = {
        (stop.task, trip.volunteer): stop
        for trip in day.plan.trips
        for stop in trip.stops
        if stop.kind == "service"
    }
    for seat in day.seats:
        if seat.state in ("accepted", "under_way"):
            stop = stops[seat.task, seat.volunteer]
            is_on = seat.state == "under_way"
            yield stop.end if is_on else stop.start, "done" if is_on else "start", seat.task, seat.volunteer


def _count(day: vm.Dispatch, tally: Tally) -> None:
    done = {seat.task for seat in day.seats if seat.state in ("done", "rated")}
    promised = {seat.task for seat in day.seats if seat.promised}
    failed = {seat.task for seat in day.seats if seat.state == "no_show"}
    tally.orders += len(day.problem.effective_tasks)
    tally.served += len(done)
    tally.promised += len(promised)
    tally.broken += len(promised - done)
    tally.rescued += len(failed & done)
    tally.refused += sum(seat.state == "refused" for seat in day.seats)
    view = vm.PlanView(day.problem, day.plan)
    tally.metres += sum(trip.metres for trip in view.trips if any(task.id in done for _, task in trip.stops))


def _figures(tally: Tally) -> dict[str, float]:
    hours = sorted(tally.hours.values())
    total = sum(hours)
    ranks = sum((2 * rank - len(hours) - 1) * value for rank, value in enumerate(hours, 1))
    return {
        "orders": tally.orders,
        "served_share": tally.served / max(1, tally.orders),
        "promises": tally.promised,
        "broken_promises": tally.broken,
        "refusals": tally.refused,
        "no_shows": tally.no_shows,
        "rescued_tasks": tally.rescued,
        "travel_km": tally.metres / 1000,
        "km_per_served_task": tally.metres / 1000 / max(1, tally.served),
        "hours": total,
        "hours_deviation": statistics.pstdev(hours),
        "hours_range": hours[-1] - hours[0],
        "hours_gini": ranks / (len(hours) * total) if total else 0.0,
    }
