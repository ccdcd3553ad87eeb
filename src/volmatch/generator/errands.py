"""A district's errands: shopping, medicine, bills and parcels about a few hubs.

Every hub has a market, a pharmacy and a service hall, and every third one a hospital; queues there
are paid on each arrival (setup). Some tasks need two people, some may take one or two. Volunteers
walk or cycle, some have a radius, wishes or people they must not meet, and a few calls were
promised (pins). The variant ``"loads"`` says what errands weigh, and what people can carry. In
``"hubs"`` medicine, prescriptions and food are fetched at the hub (pickups, after its queue) and
brought to the door, with what they weigh.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from volmatch.domain.clock import Interval
from volmatch.domain.location import Location
from volmatch.domain.problem import Forbidden, Problem
from volmatch.domain.task import People, Task, TaskType
from volmatch.domain.volunteer import Like, Volunteer
from volmatch.generator.bags import carriers, fetched, weighed
from volmatch.generator.draws import Draws
from volmatch.generator.ground import Ground, Spots, ground
from volmatch.generator.order import Order, Parts, assemble, stretch
from volmatch.generator.people import CALL, draw_skills, promises

__all__ = ["VARIANTS", "errands"]

VARIANTS = ("plain", "loads", "hubs")
"""Without loads, with them, or with pickups at hubs and loads."""


@frozen
class _Need:
    """A kind of need, its share of the tasks, the place of a hub (``""`` = the door), how long."""

    type: TaskType
    share: float
    place: str
    minutes: tuple[int, int]


_PRESCRIPTION = TaskType(id="prescription", priority="critical", skills=("medical",))
_NEEDS = (
    _Need(TaskType(id="shopping"), 0.34, "", (20, 40)),
    _Need(TaskType(id="medicine", priority="high"), 0.20, "pharmacy", (10, 20)),
    _Need(_PRESCRIPTION, 0.06, "hospital", (10, 20)),
    _Need(TaskType(id="bills", priority="low", skills=("digital",)), 0.14, "hall", (10, 20)),
    _Need(TaskType(id="parcel"), 0.14, "", (5, 15)),
    _Need(TaskType(id="pantry"), 0.04, "market", (15, 30)),
    _Need(TaskType(id="heavy", people=People(min=2, target=2), max_age=60), 0.04, "", (20, 30)),
    _Need(TaskType(id="round", people=People(min=1, target=2)), 0.04, "", (30, 45)),
)
_QUEUE_MINUTES = {"market": 5, "pharmacy": 20, "hall": 10, "hospital": 40}
_HUBS_A_HOSPITAL = 3
_OPEN = (8 * 60 + 30, 18 * 60)
_PATTERNS = (
    (0.25, ((8 * 60, 12 * 60),)),
    (0.25, ((13 * 60, 18 * 60),)),
    (0.30, ((8 * 60, 12 * 60), (13 * 60 + 30, 18 * 60))),
    (0.20, ((8 * 60 + 30, 18 * 60),)),
)
"""Share of the people, and the minutes of a day that they offer."""

_RULES = {
    "near_residence": {"radius_km": 3.0},
    "trip_cap": {"per_day": 2},
    "trip_limits": {"max_tasks": 4, "max_hours": 5, "max_km": 25},
    "workload": {"max_hours_per_day": 8, "max_km_per_day": 30, "max_tasks_per_day": 6},
}


def errands(order: Order) -> Problem:
    """Make the errands of an order. O(volunteers × days + tasks)."""
    centres = max(1, order.volunteers // 40)
    land = ground(
        order.geography,
        order.draws("centres"),
        order.volunteers,
        density=2.9,
        centres=centres,
        spread=900.0,
        areas=[f"district/hub{row}" for row in range(centres)],
    )
    homes = land.scatter(order.draws("homes"), order.volunteers, share=0.8)
    doors = land.scatter(order.draws("doors"), max(1, order.num_tasks() // 3), share=0.8)
    volunteers = _volunteers(order)
    num_calls = min(order.volunteers // 25, order.num_tasks() // 20)
    calls = promises(land, order.draws("calls"), homes, volunteers, num_calls)
    tasks = _tasks(order, land, doors, order.num_tasks() - num_calls)
    if order.variant == "loads":
        volunteers, tasks = carriers(volunteers), weighed(order, tasks)
    if order.variant == "hubs":
        volunteers, tasks = carriers(volunteers), fetched(order, tasks)
    places = [*land.locations("h", homes), *land.locations("d", doors), *_hubs(order, land)]
    parts = Parts(
        volunteers=volunteers,
        tasks=[*tasks, *calls.tasks],
        locations=[*places, *calls.locations],
        task_types=[*(need.type for need in _NEEDS), CALL],
        modes={"walk": 4.5, "bike": 15},
        rules=_RULES,
        objectives=("coverage", "nearness", "trips", "preferences"),
        pins=calls.pins,
        forbidden=_forbidden(order, len(doors.areas), centres),
    )
    return assemble(order, parts)


def _hubs(order: Order, land: Ground) -> list[Location]:
    """Place the market, pharmacy, hall and hospital of each hub a few streets from its centre."""
    draws = order.draws("hubs")
    open_hours = tuple(stretch(day, *_OPEN) for day in range(order.days))
    locations = []
    for name, minutes in _QUEUE_MINUTES.items():
        centres = land.centres[::_HUBS_A_HOSPITAL] if name == "hospital" else land.centres
        spots = land.spots(centres + 200 * draws.normals(len(centres), 2))
        locations += land.locations(name, spots, setup=60 * minutes, open=open_hours)
    return locations


def _volunteers(order: Order) -> list[Volunteer]:
    num = order.volunteers
    draws = order.draws("volunteers")
    skills = draw_skills(draws, {"medical": 0.2, "digital": 0.6}, num)
    age = draws.wholes(18, 76, num).tolist()
    mode = draws.picks((0.6, 0.4), num).tolist()
    radius = (0.5 * draws.wholes(2, 6, num)).tolist()
    narrow, once, wish = (draws.chances(share, num).tolist() for share in (0.3, 0.15, 0.25))
    wanted = [_NEEDS[need].type.id for need in draws.wholes(0, len(_NEEDS), num).tolist()]
    value = draws.wholes(-10, 11, num).tolist()
    return [
        Volunteer(
            id=f"v{row}",
            home=f"h{row}",
            available=available,
            skills=dict.fromkeys(skills[row]),
            age=age[row],
            travel_mode=("walk", "bike")[mode[row]],
            radius_km=radius[row] if narrow[row] else None,
            max_trips_per_day=1 if once[row] else None,
            likes=(Like(value=value[row], task_type=wanted[row]),) if wish[row] else (),
        )
        for row, available in enumerate(_available(order, draws))
    ]


def _available(order: Order, draws: Draws) -> list[tuple[Interval, ...]]:
    shape = (order.volunteers, order.days)
    pattern = draws.picks([share for share, _ in _PATTERNS], *shape).tolist()
    later = (15 * draws.wholes(-2, 3, *shape)).tolist()
    offers = order.offers(0.5).tolist()
    return [
        tuple(
            stretch(day, first + later[row][day], last + later[row][day])
            for day in range(order.days)
            if offers[row][day]
            for first, last in _PATTERNS[pattern[row][day]][1]
        )
        for row in range(order.volunteers)
    ]


def _tasks(order: Order, land: Ground, doors: Spots, num: int) -> list[Task]:
    draws = order.draws("tasks")
    kind = draws.picks([need.share for need in _NEEDS], num).tolist()
    door = draws.wholes(0, len(doors.areas), num).tolist()
    hubs = [_hub_names(row, hospital) for row, hospital in enumerate(_hospitals(land))]
    near = land.nearest(doors.metres)
    chance = draws.units(num).tolist()
    begin = 8 * 60 + 30 * draws.wholes(0, 15, num) + 24 * 60 * draws.wholes(0, order.days, num)
    patience = (60 * (120 + 30 * draws.wholes(0, 5, num))).tolist()
    tasks = []
    for row, start in enumerate((60 * begin).tolist()):
        need = _NEEDS[kind[row]]
        least, most = need.minutes
        seconds = 60 * (least + int(chance[row] * (most - least + 1)))
        tasks.append(
            Task(
                id=f"t{row}",
                type=need.type.id,
                location=hubs[near[door[row]]][need.place] if need.place else f"d{door[row]}",
                beneficiary=f"b{door[row]}",
                duration=seconds,
                windows=(Interval(start, start + patience[row] + seconds),),
            )
        )
    return tasks


def _hub_names(hub: int, hospital: int) -> dict[str, str]:
    """Name the places that people about one hub go to."""
    return {name: f"{name}{hospital if name == 'hospital' else hub}" for name in _QUEUE_MINUTES}


def _hospitals(land: Ground) -> list[int]:
    """Give the number of the hospital nearest to each hub."""
    apart = land.centres[:, None] - land.centres[None, ::_HUBS_A_HOSPITAL]
    nearest: list[int] = np.argmin((apart**2).sum(axis=2), axis=1).tolist()
    return nearest


def _forbidden(order: Order, num_doors: int, num_hubs: int) -> list[Forbidden]:
    """Keep 3 % of the people from a beneficiary (a quarrel, say), and 1 % from a pharmacy."""
    draws = order.draws("forbidden")
    chance = draws.units(order.volunteers)
    door = draws.wholes(0, num_doors, order.volunteers).tolist()
    hub = draws.wholes(0, num_hubs, order.volunteers).tolist()
    kept: Sequence[int] = np.flatnonzero(chance < 0.04).tolist()
    return [
        Forbidden(volunteer=f"v{row}", beneficiary=f"b{door[row]}")
        if chance[row] < 0.03
        else Forbidden(volunteer=f"v{row}", location=f"pharmacy{hub[row]}")
        for row in kept
    ]
