"""A little of everything that can be said, for tests: few people, and every field in use.

All four priorities, several seats, several windows and availabilities, queues, opening times,
closed places, radii of people, types and tasks, ages (some unknown), skills that expire, areas,
organisations, caps of one's own, wishes, refusals, forbidden pairs of all three sorts, and pins
that can be kept. The variant ``"plain"`` is that; else come what ties things together as well (`tied`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from attrs import evolve

from volmatch.domain.clock import Interval, merged
from volmatch.domain.location import Location
from volmatch.domain.problem import Forbidden, Problem
from volmatch.domain.task import PRIORITIES, People, Task, TaskType
from volmatch.domain.volunteer import Like, Volunteer
from volmatch.generator.draws import Dice
from volmatch.generator.ground import ground
from volmatch.generator.order import START, Order, Parts, assemble, stretch
from volmatch.generator.people import CALL, draw_skills, promises
from volmatch.generator.tied import tied, with_promises

__all__ = ["VARIANTS", "mixed"]

VARIANTS = ("everything", "plain")
"""With what ties people, tasks and days together, or without."""

_AREAS = ("west/harbour", "west/market", "east/mill", "east/hill")
_TYPES = (
    TaskType(id="gate", min_age=18, max_age=60),
    TaskType(id="shopping", people=People(min=1, target=2)),
    TaskType(id="medicine", priority="high", skills=("medical",), radius_km=2.0),
    TaskType(id="visit", min_age=30, organisations=("red", "blue")),
    TaskType(id="heavy", people=People(min=2, target=3), max_age=55, priority="low"),
    TaskType(id="expedition", lifted=True, skills=("driver",)),
)
_TYPE_IDS = tuple(kind.id for kind in _TYPES)
_SKILLS = {"medical": 0.5, "driver": 0.5, "cook": 0.4}
_TEAMS = (People(min=1, target=1), People(min=2, target=2), People(min=1, target=3))
_CAPS: dict[str, Sequence[float]] = {
    "radius_km": (0.8, 1.5, 2.0),
    "max_trips": (1, 2, 3),
    "max_trips_per_day": (1, 1, 3),
    "max_hours_per_day": (3.0, 5.5),
    "max_km_per_day": (6.0, 12.5),
    "max_tasks_per_trip": (1, 2),
    "max_tasks_per_day": (2, 3),
}
_PATTERNS = (
    ((8 * 60, 12 * 60),),
    ((13 * 60, 18 * 60),),
    ((7 * 60 + 30, 11 * 60 + 45), (13 * 60 + 30, 19 * 60)),
    ((20 * 60, 26 * 60),),
)
"""What is offered on a day, in minutes: a morning, an afternoon, both, or a night until two."""

_RULES = {
    "near_residence": {"radius_km": 2.5, "same_area": 1},
    "trip_cap": {"per_day": 2, "per_horizon": 4},
    "trip_limits": {"max_tasks": 3, "max_hours": 6, "max_km": 20},
    "workload": {"max_hours_per_day": 8, "max_km_per_day": 25, "max_tasks_per_day": 5},
}


def mixed(order: Order) -> Problem:
    """Make the mixed problem of an order. O(volunteers × days + tasks)."""
    num_calls = min(-(-order.volunteers // 8), order.num_tasks() // 8)
    tasks = [f"t{row}" for row in range(order.num_tasks() - num_calls)]
    land = ground(
        order.geography,
        order.draws("centres"),
        order.volunteers,
        density=4.0,
        centres=len(_AREAS),
        spread=600.0,
        areas=_AREAS,
    )
    homes = land.scatter(order.draws("homes"), order.volunteers)
    spots = land.scatter(order.draws("places"), max(1, len(tasks) // 2))
    places = _furnished(order, land.locations("p", spots))
    volunteers = _volunteers(order, homes.areas, tasks)
    calls = promises(land, order.draws("calls"), homes, volunteers, num_calls)
    parts = Parts(
        volunteers=volunteers,
        tasks=[*_tasks(order, homes.areas, places, tasks), *calls.tasks],
        locations=[*land.locations("h", homes), *places, *calls.locations],
        task_types=[*_TYPES, CALL],
        modes={"walk": 4.5, "bike": 15},
        rules=_RULES,
        objectives=("coverage", "nearness", "trips", "preferences"),
        pins=calls.pins,
        forbidden=_forbidden(order, places, tasks),
        spare_days=1,
    )
    if order.variant == "plain":
        return assemble(order, parts)
    return with_promises(assemble(order, tied(order, parts)))


def _furnished(order: Order, places: Sequence[Location]) -> list[Location]:
    """Give some places a queue, a tag and opening times."""
    dice = Dice(order.draws("furniture"))
    spans = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
    hours = tuple(stretch(day, *span) for day in range(order.days) for span in spans)
    return [
        evolve(
            place,
            setup=60 * (dice.maybe(0.3, (5, 10, 20)) or 0),
            access=dice.maybe(0.1, ("compound",)),
            open=dice.maybe(0.15, (hours,)) or (),
        )
        for place in places
    ]


def _volunteers(order: Order, areas: Sequence[str], tasks: Sequence[str]) -> list[Volunteer]:
    draws = order.draws("volunteers")
    dice = Dice(draws)
    offers = order.offers(0.6).tolist()
    skills = draw_skills(draws, _SKILLS, order.volunteers)
    last_dates = [START.date() + timedelta(days=day) for day in range(-1, order.days + 1)]
    return [
        Volunteer(
            id=f"v{row}",
            home=f"h{row}",
            available=_available(dice, offers[row]),
            skills={name: dice.maybe(0.3, last_dates) for name in skills[row]},
            age=dice.maybe(0.9, range(16, 78)),
            travel_mode=dice.one_of(("walk", "bike")),
            areas=dice.maybe(0.2, ((area.split("/")[0],),)) or (),
            access=dice.maybe(0.4, (("compound",),)) or (),
            organisation=dice.one_of(("red", "blue", None)),
            likes=_likes(dice, tasks),
            declined=_some(dice, 0.2, tasks),
            **_caps(dice),
        )
        for row, area in enumerate(areas)
    ]


def _caps(dice: Dice) -> dict[str, Any]:
    caps = {name: dice.maybe(0.15, values) for name, values in _CAPS.items()}
    return {name: cap for name, cap in caps.items() if cap is not None}


def _available(dice: Dice, offers: Sequence[bool]) -> tuple[Interval, ...]:
    return merged(
        stretch(day, *span)
        for day, offered in enumerate(offers)
        if offered
        for span in dice.one_of(_PATTERNS)
    )


def _some(dice: Dice, share: float, names: Sequence[str]) -> tuple[str, ...]:
    """Give one of some names or none; there may be no names."""
    name = dice.maybe(share, names) if names else None
    return () if name is None else (name,)


def _likes(dice: Dice, tasks: Sequence[str]) -> tuple[Like, ...]:
    values = range(-10, 11)
    kinds, people = _some(dice, 0.3, _TYPE_IDS), _some(dice, 0.2, ("b0", "b1"))
    return (
        *(Like(value=dice.one_of(values), task_type=name) for name in kinds),
        *(Like(value=dice.one_of(values), beneficiary=name) for name in people),
        *(Like(value=dice.one_of(values), location=name) for name in _some(dice, 0.2, ("p0",))),
        *(Like(value=dice.one_of(values), task=name) for name in _some(dice, 0.2, tasks)),
    )


def _tasks(
    order: Order, areas: Sequence[str], places: Sequence[Location], names: Sequence[str]
) -> list[Task]:
    dice = Dice(order.draws("tasks"))
    served = [f"b{row}" for row in range(1 + len(names) // 3)]
    known = [(area,) for area in sorted({*areas, *(area.split("/")[0] for area in areas)})]
    return [
        Task(
            id=name,
            type=dice.maybe(0.9, _TYPE_IDS),
            location=dice.one_of(places).id,
            beneficiary=dice.maybe(0.6, served),
            weight=dice.one_of((1, 1, 2, 5)),
            priority=dice.maybe(0.5, PRIORITIES),
            people=dice.maybe(0.25, _TEAMS),
            skills=dice.maybe(0.1, (("medical",), ("driver",), ("cook",), ())),
            min_age=dice.maybe(0.1, (18, 40)),
            max_age=dice.maybe(0.1, (50, 65)),
            radius_km=dice.maybe(0.15, (0.5, 1.0, 3.0)),
            lifted=dice.maybe(0.1, (True, False)),
            areas=dice.maybe(0.1, known),
            organisations=dice.maybe(0.1, (("red",), ("blue",))),
            **_times(dice, order.days),
        )
        for name in names
    ]


def _times(dice: Dice, days: int) -> dict[str, Any]:
    """Give a duration, and one to three windows that it fits into, on any days."""
    minutes = dice.one_of(range(10, 61))
    spans = []
    for _ in range(dice.one_of((1, 1, 2, 3))):
        day, first = dice.one_of(range(days)), dice.one_of(range(7 * 60, 22 * 60, 15))
        spans.append(stretch(day, first, first + minutes + dice.one_of(range(0, 181, 15))))
    return {"duration": 60 * minutes, "windows": merged(spans)}


def _forbidden(order: Order, places: Sequence[Location], tasks: Sequence[str]) -> list[Forbidden]:
    dice = Dice(order.draws("forbidden"))
    where = [place.id for place in places]
    found: list[Forbidden] = []
    for _ in range(-(-order.volunteers // 4)):
        person = f"v{dice.one_of(range(order.volunteers))}"
        found += (Forbidden(volunteer=person, task=name) for name in _some(dice, 0.6, tasks))
        found += (Forbidden(volunteer=person, beneficiary=b) for b in _some(dice, 0.5, ("b0", "b1")))
        found += (Forbidden(volunteer=person, location=name) for name in _some(dice, 0.5, where))
    return found
