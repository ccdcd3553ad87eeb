"""Laundry of medical staff: fetched from the door one day, brought back clean on a later one.

Each family has a bag. It is collected (weight 1) on one day, washed, and returned (weight 2) half a day after that or
later, on a later day. A volunteer carries a few bags a trip; dirty and clean ones are never in one trip. As for
45 families, 6 bags and 2 trips a day; other numbers keep that.
"""

from __future__ import annotations

from volmatch.domain.clock import Interval
from volmatch.domain.problem import Problem
from volmatch.domain.task import After, Task, TaskType
from volmatch.domain.volunteer import Volunteer
from volmatch.generator.ground import ground
from volmatch.generator.order import DAY_SECONDS, Order, Parts, assemble, stretch

__all__ = ["laundry"]

_COLLECT = TaskType(id="collect", duration=5 * 60, cohort="dirty")
_RETURN = TaskType(id="return", duration=5 * 60, cohort="clean")
_GAP_SECONDS = 12 * 3600
_DAY = (8 * 60, 19 * 60)
_BAGS = (4, 6, 6, 8)
_RULES = {
    "near_residence": {"radius_km": 3.0},
    "trip_cap": {"per_day": 2},
    "trip_limits": {"max_hours": 4},
    "cohorts": {"exclusive": [["clean", "dirty"]], "scope": "trip"},
}


def laundry(order: Order) -> Problem:
    """Make the laundry of an order; returns take a day more. O(volunteers × days + tasks)."""
    num = order.num_tasks()
    families = -(-num // 2)
    land = ground(
        order.geography,
        order.draws("centres"),
        order.volunteers,
        density=2.0,
        centres=max(1, order.volunteers // 50),
        spread=900.0,
        areas=["district/hospital"],
    )
    homes = land.scatter(order.draws("homes"), order.volunteers, share=0.8)
    doors = land.scatter(order.draws("doors"), families, share=0.8)
    parts = Parts(
        volunteers=_volunteers(order),
        tasks=_tasks(order, families)[:num],
        locations=[*land.locations("h", homes), *land.locations("d", doors)],
        task_types=[_COLLECT, _RETURN],
        modes={"bike": 15},
        rules=_RULES,
        objectives=("coverage", "trips", "nearness"),
        spare_days=1,
    )
    return assemble(order, parts)


def _volunteers(order: Order) -> list[Volunteer]:
    bags = order.draws("bags").wholes(0, len(_BAGS), order.volunteers).tolist()
    half = order.draws("halves").picks((0.5, 0.25, 0.25), order.volunteers, order.days + 1).tolist()
    offered = order.offers(0.7).tolist()
    spans = (_DAY, (_DAY[0], 13 * 60), (13 * 60, _DAY[1]))
    return [
        Volunteer(
            id=f"v{row}",
            home=f"h{row}",
            travel_mode="bike",
            capacity={"bags": _BAGS[bags[row]]},
            # What was collected on the last day is returned on the day after it.
            available=tuple(
                stretch(day, *spans[half[row][day]])
                for day, offers in enumerate([*offered[row], offered[row][-1]])
                if offers
            ),
        )
        for row in range(order.volunteers)
    ]


def _tasks(order: Order, families: int) -> list[Task]:
    draws = order.draws("tasks")
    first = draws.wholes(0, order.days, families).tolist()
    begin = (60 * (_DAY[0] + 30 * draws.wholes(0, 14, families))).tolist()
    last_begin = (60 * (_DAY[0] + 30 * draws.wholes(0, 14, families))).tolist()
    tasks = []
    for row in range(families):
        taken = first[row] * DAY_SECONDS + begin[row]
        # Brought back on any later day, at the hours at which somebody is at home.
        back = [day * DAY_SECONDS + last_begin[row] for day in range(first[row] + 1, order.days + 1)]
        tasks += [
            Task(
                id=f"c{row}",
                type=_COLLECT.id,
                location=f"d{row}",
                beneficiary=f"b{row}",
                collect={"bags": 1},
                windows=(Interval(taken, taken + 4 * 3600),),
            ),
            Task(
                id=f"r{row}",
                type=_RETURN.id,
                location=f"d{row}",
                beneficiary=f"b{row}",
                load={"bags": 1},
                weight=2,
                after=(After(task=f"c{row}", min_gap=_GAP_SECONDS),),
                windows=tuple(Interval(start, start + 4 * 3600) for start in back),
            ),
        ]
    return tasks
