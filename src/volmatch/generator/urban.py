"""A city's day of one-person errands by bicycle: the instance on which the library is measured.

2.9 volunteers a square kilometre; 60 % of homes and tasks lie normal (1.8 km) about one centre for
each 50 volunteers, the rest evenly. Availability starts 08:00–14:00 and lasts 4–8 h (to 21:00 at
most). Four skills, each volunteer has each with 45 %; half of the tasks need none, the others one.
A task may start from 08:00–18:00, for 1–3 h, and takes 15–45 min; weight 1, 2, 5, 10 with 40, 30,
20, 10 %. All times but that of the service are quarters of an hour, the last of each range left
out.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from volmatch.domain.clock import Interval
from volmatch.domain.problem import Problem
from volmatch.domain.task import People, Task, TaskType
from volmatch.domain.volunteer import Volunteer
from volmatch.generator.extras import extended
from volmatch.generator.ground import ground
from volmatch.generator.order import Order, Parts, assemble, stretch
from volmatch.generator.people import draw_skills

__all__ = ["VARIANTS", "urban"]

VARIANTS = {"slack": (5, 1), "tight": (3, 1), "plain": (1, 3), "fixed": (1, 3)}
"""Most tasks a trip, and most trips. In ``"fixed"`` each task starts at a minute drawn from its window."""

_SKILLS = ("s0", "s1", "s2", "s3")
_KINDS = ("any", "k0", "k1", "k2", "k3")
_QUARTER = 15
_LAST_MINUTE = 21 * 60
_ONE = People()


def urban(order: Order) -> Problem:
    """Make the urban problem of an order. O(volunteers × days + tasks)."""
    num = order.num_tasks()
    centres = max(1, order.volunteers // 50)
    land = ground(
        order.geography,
        order.draws("centres"),
        order.volunteers,
        density=2.9,
        centres=centres,
        spread=1800.0,
    )
    homes = land.locations("h", land.scatter(order.draws("homes"), order.volunteers))
    spots = land.scatter(order.draws("places"), num)
    places = land.locations("p", spots)
    kinds = [TaskType(id="any", skills=())]
    kinds += [TaskType(id=f"k{row}", skills=(skill,)) for row, skill in enumerate(_SKILLS)]
    parts = Parts(
        volunteers=_volunteers(order),
        tasks=_tasks(order, num),
        locations=[*homes, *places],
        task_types=kinds,
        modes={"bike": 15},
        rules=_rules(order),
    )
    return assemble(order, extended(order, land, spots, parts))


def _rules(order: Order) -> dict[str, Any]:
    max_tasks, max_trips = VARIANTS[order.variant or "slack"]
    return {
        "near_residence": {"radius_km": 3.0},
        "trip_cap": {"per_horizon" if order.days == 1 else "per_day": max_trips},
        "trip_limits": {"max_tasks": max_tasks},
    }


def _volunteers(order: Order) -> list[Volunteer]:
    num, days = order.volunteers, order.days
    draws = order.draws("volunteers")
    skills = draw_skills(draws, dict.fromkeys(_SKILLS, 0.45), num)
    first = 8 * 60 + _QUARTER * draws.wholes(0, 24, num, days)
    length = 240 + _QUARTER * draws.wholes(0, 16, num, days)
    last = np.minimum(first + length, _LAST_MINUTE).tolist()
    offers, starts = order.offers(0.5).tolist(), first.tolist()
    return [
        Volunteer(
            id=f"v{row}",
            home=f"h{row}",
            travel_mode="bike",
            skills=dict.fromkeys(skills[row]),
            available=tuple(
                stretch(day, starts[row][day], last[row][day]) for day in range(days) if offers[row][day]
            ),
        )
        for row in range(num)
    ]


def _tasks(order: Order, num: int) -> list[Task]:
    draws = order.draws("tasks")
    day = draws.wholes(0, order.days, num)
    minutes = draws.wholes(15, 46, num)
    first = 8 * 60 + _QUARTER * draws.wholes(0, 40, num) + 24 * 60 * day
    spare = 60 + _QUARTER * draws.wholes(0, 8, num)
    if order.variant == "fixed":
        first, spare = first + (order.draws("starts").units(num) * (spare + 1)).astype(np.int64), 0 * spare
    last = first + spare + minutes
    kind = draws.picks((0.5, 0.125, 0.125, 0.125, 0.125), num)
    weight = np.array([1, 2, 5, 10])[draws.picks((0.4, 0.3, 0.2, 0.1), num)]
    columns = (60 * minutes, 60 * first, 60 * last, kind, weight)
    return [
        Task(
            id=f"t{row}",
            type=_KINDS[kind],
            location=f"p{row}",
            people=_ONE,
            duration=seconds,
            weight=weight,
            windows=(Interval(start, end),),
        )
        for row, (seconds, start, end, kind, weight) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        )
    ]
