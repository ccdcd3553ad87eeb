"""Jiangbei: a day's errands of forty-seven volunteers in nine streets and towns.

Yuzui, Fusheng and Wubao are where the public GeoNames extract (CC BY 4.0) has them; the other
streets and the hospital are estimated to about 1 km. Homes and requests are scattered about them
by a fixed seed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from surveying import hours, minutes, moved

from volmatch.domain.clock import Interval
from volmatch.domain.location import Location
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task, TaskType
from volmatch.domain.travel import StraightLine
from volmatch.domain.volunteer import Volunteer
from volmatch.generator.draws import Dice, Draws

SEED = 2020

# Name, latitude, longitude, volunteers who live there, requests from there.
STREETS = (
    ("观音桥街道", 29.573, 106.532, 9, 24),
    ("石马河街道", 29.584, 106.470, 6, 14),
    ("五里店街道", 29.585, 106.556, 6, 16),
    ("江北城街道", 29.570, 106.567, 5, 12),
    ("铁山坪街道", 29.610, 106.657, 5, 12),
    ("郭家沱街道", 29.569, 106.676, 6, 16),
    ("鱼嘴镇", 29.62046, 106.76199, 4, 10),
    ("复盛镇", 29.64729, 106.79187, 3, 6),
    ("五宝镇", 29.63235, 106.83028, 3, 5),
)
HOSPITAL = (29.562, 106.569)
HOMES_WITHIN_METRES, REQUESTS_WITHIN_METRES = 1200, 2000
# East of Tieshanping nobody drives.
EASTERN = ("鱼嘴镇", "复盛镇", "五宝镇")

# The team that the coordinator sends, and the one that the communities lead.
FIELD, COMMUNITY = "field team", "community team"
NUM_COMMUNITY = 25

TASK_TYPES = (
    TaskType(id="shopping", duration=minutes(30)),
    TaskType(id="medicine", duration=minutes(15), priority="high"),
    TaskType(id="hospital", duration=minutes(20), priority="high", skills=["medical"]),
    TaskType(id="bills", duration=minutes(10), priority="low"),
    TaskType(id="parcel", duration=minutes(10)),
    TaskType(id="goods", duration=minutes(25), skills=["driver"]),
    TaskType(id="isolated", duration=minutes(10), priority="high", organisations=[COMMUNITY], max_age=65),
    TaskType(id="visit", duration=minutes(40), organisations=[FIELD], min_age=25),
)
# How often each is asked for, in a hundred.
WANTED = {
    "shopping": 30,
    "medicine": 20,
    "bills": 12,
    "parcel": 16,
    "goods": 6,
    "isolated": 9,
    "visit": 7,
}
OFFERS = (
    ("08:30-12:30",),
    ("13:00-18:00",),
    ("08:30-12:00", "13:30-17:30"),
    ("09:00-18:00",),
)
# The streets next to the hospital, which give out medicine in place of their pharmacies.
NEAR_HOSPITAL = ("五里店街道", "江北城街道")
# Requests that nobody can meet: out of everybody's radius, out of every driver's, out of hours.
# Type, street, metres east and north of it, hours.
UNMET = (
    ("shopping", "五宝镇", 3900, 2600, "09:00-12:00"),
    ("isolated", "五宝镇", 4600, -1200, "10:00-15:00"),
    ("goods", "复盛镇", 500, 300, "09:00-16:00"),
    ("goods", "鱼嘴镇", -700, 400, "10:00-17:00"),
    ("parcel", "观音桥街道", 300, -200, "06:30-07:30"),
)
# Queues, paid on arrival: at each street's pharmacy and counter, and at the hospital.
PHARMACY_MINUTES, COUNTER_MINUTES, HOSPITAL_MINUTES = 25, 15, 60


def jiangbei() -> Problem:
    """Make the errands of Jiangbei: 47 volunteers and 120 requests."""
    homes = list(_scattered("h{:02}", 3, HOMES_WITHIN_METRES))
    doors = list(_scattered("p{:03}", 4, REQUESTS_WITHIN_METRES))
    doors += list(_unmet_doors(len(doors)))
    return Problem(
        name="江北区",
        timezone="Asia/Shanghai",
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        travel=StraightLine({"walk": 4.5, "bike": 15}, detour=1.3),
        locations=[*homes, *doors, *_queues()],
        task_types=TASK_TYPES,
        volunteers=list(_volunteers(homes)),
        tasks=list(_tasks(doors)),
        rules={
            "near_residence": {"radius_km": 3.0},
            "trip_cap": {"per_day": 2},
            "trip_limits": {"max_tasks": 4},
        },
        objectives=["coverage", "nearness", "trips"],
    )


def _scattered(name: str, column: int, within: int) -> Iterator[Location]:
    """Place the homes or doors of each street evenly over the disc about it."""
    draws = Draws(SEED, name)
    number = 0
    for street in STREETS:
        far = within * draws.units(street[column]) ** 0.5
        angle = 2 * math.pi * draws.units(street[column])
        for metres, turn in zip(far.tolist(), angle.tolist(), strict=True):
            number += 1
            spot = (metres * math.cos(turn), metres * math.sin(turn))
            yield _place(name.format(number), street[0], *spot)


def _unmet_doors(number: int) -> Iterator[Location]:
    for row, (_, street, east, north, _) in enumerate(UNMET, number + 1):
        yield _place(f"p{row:03}", street, east, north)


def _place(name: str, street: str, east: float, north: float, queue: int = 0) -> Location:
    centre = next(row for row in STREETS if row[0] == street)
    lat, lon = moved(centre[1], centre[2], east, north)
    return Location(id=name, lat=lat, lon=lon, area=f"江北区/{street}", setup=minutes(queue))


def _queues() -> Iterator[Location]:
    for row, street in enumerate(STREETS, 1):
        yield _place(f"pharmacy-{row}", street[0], 150, 100, PHARMACY_MINUTES)
        yield _place(f"counter-{row}", street[0], -100, 50, COUNTER_MINUTES)
    lat, lon = HOSPITAL
    queue = minutes(HOSPITAL_MINUTES)
    yield Location(id="hospital", lat=lat, lon=lon, area="渝中区/临江门", setup=queue)


def _volunteers(homes: list[Location]) -> Iterator[Volunteer]:
    dice = Dice(Draws(SEED, "volunteers"))
    for row, home in enumerate(homes):
        street = home.area.split("/")[1]
        skills = [dice.maybe(0.35, ("medical",)), dice.maybe(0.35, ("driver",))]
        mode = dice.one_of(("walk", "walk", "bike"))
        yield Volunteer(
            id=f"v{row + 1:02}",
            home=home.id,
            age=dice.one_of(range(19, 71)),
            skills=[name for name in skills if name and not (name == "driver" and street in EASTERN)],
            travel_mode=mode,
            radius_km=dice.maybe(0.3, (2.0, 2.5)) if mode == "walk" else None,
            organisation=COMMUNITY if row * NUM_COMMUNITY % len(homes) < NUM_COMMUNITY else FIELD,
            available=[hours(*span.split("-")) for span in dice.one_of(OFFERS)],
        )


def _tasks(doors: list[Location]) -> Iterator[Task]:
    dice = Dice(Draws(SEED, "tasks"))
    wanted = [kind for kind, share in WANTED.items() for _ in range(share)]
    for number, door in enumerate(doors[: -len(UNMET)], 1):
        street = door.area.split("/")[1]
        kind = dice.one_of(wanted)
        if kind == "medicine" and street in NEAR_HOSPITAL:
            kind = "hospital"
        if kind == "goods" and street in EASTERN:
            kind = "shopping"
        first = dice.one_of(range(17, 31))
        last = first + dice.one_of(range(5, 11))
        urgent = dice.maybe(0.2, ("critical",)) if kind in ("medicine", "hospital") else None
        span = hours(_clock(first), _clock(last))
        yield _task(number, kind, door, span, urgent)
    for number, (kind, _, _, _, span) in enumerate(UNMET, len(doors) - len(UNMET) + 1):
        yield _task(number, kind, doors[number - 1], hours(*span.split("-")))


def _task(number: int, kind: str, door: Location, span: Interval, urgent: str | None = None) -> Task:
    row = 1 + [street[0] for street in STREETS].index(door.area.split("/")[1])
    elsewhere = {"medicine": f"pharmacy-{row}", "bills": f"counter-{row}", "hospital": "hospital"}
    return Task(
        id=f"t{number:03}",
        type=kind,
        location=elsewhere.get(kind, door.id),
        beneficiary=f"b{number:03}",
        priority=urgent,
        windows=[span],
    )


def _clock(half_hour: int) -> str:
    return f"{half_hour // 2:02}:{30 * (half_hour % 2):02}"
