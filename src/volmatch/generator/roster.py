"""Sentinels at the gates: fixed shifts, day and night, for some days on end.

Every gate is kept 06–14, 14–22 and 22–06 by one person, who lives within 1 km, walks, and takes
one shift a day. 85 % of the days are offered, and each kind of shift by 60 % of the people. As in
Beibei, where 1,216 people kept 280 gates on 4 × 4 km; other numbers keep that density, and that
many gates for each volunteer. In the variant ``"week"`` everybody also rests for eleven hours between two days of
work, and works on at most five days in a row and five in seven.
"""

from __future__ import annotations

from typing import Any

from volmatch.domain.clock import Interval, merged
from volmatch.domain.problem import Problem
from volmatch.domain.task import People, Task, TaskType
from volmatch.domain.volunteer import Volunteer
from volmatch.generator.ground import ground
from volmatch.generator.order import Order, Parts, assemble, stretch

__all__ = ["VARIANTS", "roster"]

VARIANTS = ("plain", "week")
"""Without rests and days off, or with them."""


_PEOPLE, _GATES, _SQUARE_KM = 1216, 280, 16
_SHIFTS = (6 * 60, 14 * 60, 22 * 60)
_SHIFT_MINUTES = 8 * 60
# An offer of a shift includes the walk there and back; 1 km with its detour takes 18 minutes.
_MARGIN = 30


def roster(order: Order) -> Problem:
    """Make the roster of an order. O(volunteers × days + tasks)."""
    each = len(_SHIFTS) * order.days
    usual = max(1, round(order.volunteers * _GATES / _PEOPLE))
    gates = usual if order.tasks is None else -(-order.tasks // each)
    num = gates * each if order.tasks is None else order.tasks
    land = ground(
        order.geography,
        order.draws("centres"),
        order.volunteers,
        density=_PEOPLE / _SQUARE_KM,
        centres=max(1, order.volunteers // 500),
        spread=1000.0,
    )
    homes = land.scatter(order.draws("homes"), order.volunteers, share=0.0)
    places = land.scatter(order.draws("gates"), gates, share=0.0)
    parts = Parts(
        volunteers=_volunteers(order),
        tasks=_tasks(order, gates)[:num],
        locations=[*land.locations("h", homes), *land.locations("g", places)],
        task_types=[TaskType(id="gate", duration=60 * _SHIFT_MINUTES, people=People())],
        modes={"walk": 4.5},
        rules=_rules(order),
        spare_days=1,
    )
    return assemble(order, parts)


def _rules(order: Order) -> dict[str, Any]:
    rules: dict[str, Any] = {
        "near_residence": {"radius_km": 1.0},
        "trip_cap": {"per_day": 1},
        "trip_limits": {"max_tasks": 1},
    }
    if order.variant == "week":
        days = -(-5 * order.days // 7)
        rules["workload"] = {"min_rest_hours": 11, "max_days_in_a_row": 5, "max_days": days}
    return rules


def _volunteers(order: Order) -> list[Volunteer]:
    kinds = order.draws("shifts").chances(0.6, order.volunteers, len(_SHIFTS)).tolist()
    days = order.offers(0.85, everybody=False).tolist()
    return [
        Volunteer(id=f"v{row}", home=f"h{row}", available=_available(days[row], kinds[row]))
        for row in range(order.volunteers)
    ]


def _available(days: list[bool], kinds: list[bool]) -> tuple[Interval, ...]:
    shifts = [minute for minute, offered in zip(_SHIFTS, kinds, strict=True) if offered]
    return merged(
        stretch(day, minute - _MARGIN, minute + _SHIFT_MINUTES + _MARGIN)
        for day, offered in enumerate(days)
        if offered
        for minute in shifts
    )


def _tasks(order: Order, gates: int) -> list[Task]:
    return [
        Task(
            id=f"g{gate}d{day}s{shift}",
            type="gate",
            location=f"g{gate}",
            windows=(stretch(day, minute, minute + _SHIFT_MINUTES),),
        )
        for gate in range(gates)
        for day in range(order.days)
        for shift, minute in enumerate(_SHIFTS)
    ]
