"""What ties people, tasks and days together, for the mixed problems: every field, rule and objective that does.

Cohorts, beneficiaries who few may meet, companions, shared supplies, rest and days off; pickups, chains, teams, remote
and repeating tasks; loads; preferred hours, history, familiar faces, and a plan from before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import evolve

from volmatch.domain.clock import Interval
from volmatch.domain.plan import Plan, Stop, Trip
from volmatch.domain.problem import Problem
from volmatch.domain.task import After, Member, People, Pickup, Task
from volmatch.domain.volunteer import Familiar, History, Volunteer
from volmatch.generator.draws import Dice
from volmatch.generator.order import DAY_SECONDS, Order, Parts

__all__ = ["tied", "with_promises"]

_OBJECTIVES = (
    "coverage",
    "exposed",
    "nearness",
    "trips",
    "lateness",
    "fairness",
    "continuity",
    "stability",
    "preferences",
)
_GAPS = (0, 600, 3600)
_MEMBERS = (Member(skill="driver"), Member(min_age=18, max_age=59), Member(skill="medical"))
_CARRIED = ({"bags": 1}, {"bags": 2}, {"parcels": 1}, {"bags": 1, "parcels": 1})
_CAPACITY = ({"bags": 2, "parcels": 1}, {"bags": 4, "parcels": 2}, {"bags": 3})
_PEOPLE_A_PAIR = 6


def tied(order: Order, parts: Parts) -> Parts:
    """Give the parts of a mixed problem what ties them together. O(volunteers + tasks)."""
    num = order.num_tasks() - len(parts.pins)
    tasks = [*_tasks(order, parts, parts.tasks[:num]), *parts.tasks[num:]]
    return evolve(
        parts,
        tasks=tasks,
        volunteers=_volunteers(order, parts.volunteers, tasks),
        rules=_rules(order, parts),
        objectives=_OBJECTIVES,
        objective_options={"exposed": {"cohorts": ["isolated"]}},
    )


def _tasks(order: Order, parts: Parts, plain: Sequence[Task]) -> list[Task]:
    """Draw what each task has beside its plain fields; one in so many is done from home."""
    dice = Dice(order.draws("ties"))
    places = [place.id for place in parts.locations if place.id.startswith("p")]
    tasks: list[Task] = []
    for task in plain:
        is_remote = bool(dice.maybe(0.12, (True,)))
        more: dict[str, Any] = {
            "cohort": dice.maybe(0.5, ("isolated", "frail")),
            "remote": True if is_remote else None,
            "after": _after(dice, tasks),
            "preferred": _preferred(dice, task),
            "repeat": dice.maybe(0.08, ("FREQ=DAILY;COUNT=2",)) if _may_repeat(order, task) else None,
        }
        if not is_remote:
            more |= _carried(dice, places)
        if dice.maybe(0.2, (True,)):
            more |= {"people": People(min=2, target=3), "team": (dice.one_of(_MEMBERS),)}
        if more["repeat"]:  # which day somebody would have to come after is not said
            more |= {"after": (), "preferred": None}
        tasks.append(evolve(task, **more))
    return tasks


def _after(dice: Dice, tasks: Sequence[Task]) -> tuple[After, ...]:
    """Let some come after one of those just before that does not repeat."""
    before = dice.maybe(0.15, [task.id for task in tasks[-5:] if not task.repeat] or (None,))
    return () if before is None else (After(task=before, min_gap=dice.one_of(_GAPS)),)


def _preferred(dice: Dice, task: Task) -> Interval | None:
    """Let some be liked in the first or the second half of their first window."""
    window = task.windows[0]
    middle = (window.start + window.end) // 2
    return dice.maybe(0.4, (Interval(window.start, middle), Interval(middle, window.end)))


def _may_repeat(order: Order, task: Task) -> bool:
    """Only what has all its windows on the first of several days."""
    return order.days > 1 and task.windows[-1].end <= DAY_SECONDS


def _carried(dice: Dice, places: Sequence[str]) -> dict[str, Any]:
    pickup = dice.maybe(0.2, places)
    fetched = None if pickup is None else Pickup(location=pickup, duration=60 * dice.one_of((0, 5, 10)))
    return {
        "pickup": fetched,
        "load": dice.maybe(0.3, _CARRIED) or {},
        "collect": dice.maybe(0.15, _CARRIED) or {},
    }


def _volunteers(order: Order, plain: Sequence[Volunteer], tasks: Sequence[Task]) -> list[Volunteer]:
    dice = Dice(order.draws("persons"))
    served = sorted({task.beneficiary for task in tasks if task.beneficiary is not None}) or ["b0"]
    return [
        evolve(
            person,
            capacity=dice.one_of(_CAPACITY),
            reliability=dice.one_of((1.0, 1.0, 0.9, 0.75)),
            familiar=Familiar(
                beneficiaries=dice.maybe(0.5, [(name,) for name in served]) or (), locations=(person.home,)
            ),
            history=dice.maybe(0.6, _HISTORIES) or History(),
            offered=dice.maybe(0.3, ("by telephone", "on a list")),
        )
        for person in plain
    ]


_HISTORIES = (
    History(trips=2, hours=5.5, offered_hours=20, exposures=1),
    History(trips=6, hours=14, offered_hours=30, exposures=0),
    History(offered_hours=12),
)


def _rules(order: Order, parts: Parts) -> dict[str, Any]:
    pairs = max(1, order.volunteers // _PEOPLE_A_PAIR) if order.volunteers > 3 else 0
    last = order.volunteers - 1
    names = [[f"v{last - 2 * row}", f"v{last - 2 * row - 1}"] for row in range(pairs)]
    return {
        **parts.rules,
        "near_residence": {**parts.rules["near_residence"], "pickups": True},
        "workload": {
            **parts.rules["workload"],
            "min_rest_hours": 9,
            "max_days_in_a_row": 3,
            "max_days": max(1, order.days - 1),
        },
        "cohorts": {"exclusive": [["isolated", "frail"]], "scope": "day"},
        "exposure": {"per": "beneficiary", "max_people": 3},
        "companions": {"apart": names[::2], "together": names[1::2]},
        "supplies": {
            "masks": {"per_task": 1, "per_day": 3 * order.volunteers},
            "suits": {"per_trip": 1, "total": 2 * order.volunteers * order.days},
        },
    }


def with_promises(problem: Problem) -> Problem:
    """Give the problem a plan from before: the calls that are pinned. O(pins)."""
    trips = []
    for pin in problem.pins:
        person, task = problem.volunteer(pin.volunteer), problem.task(pin.task)
        home, door = problem.place(person.home), problem.place(task.location or "")
        ends = np.array([home, door]), np.array([door, home])
        out, back = (int(s) for s in problem.network.seconds(problem.mode(person), *ends))
        start = person.available[0].start + out if pin.start is None else pin.start
        end = start + (task.duration_seconds or 0)
        stop = Stop(task=task.id, arrive=start, start=start, end=end)
        trips.append(Trip(volunteer=person.id, depart=start - out, return_=end + back, stops=[stop]))
    return evolve(problem, previous=Plan(problem=problem.name, clock=problem.clock, trips=trips))
