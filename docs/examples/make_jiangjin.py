"""Shengquan street in Jiangjin: sixteen young people, placed near home for a day.

The street's position is estimated to about 1 km, and the communities are laid out about it by us.
Who lives where, and what there is to do, is made up.
"""

from __future__ import annotations

from collections.abc import Iterator

from surveying import hours, minutes, moved

from volmatch.domain.location import Location
from volmatch.domain.problem import Problem
from volmatch.domain.task import People, Task, TaskType
from volmatch.domain.travel import StraightLine
from volmatch.domain.volunteer import Volunteer

# Four communities of Shengquan street, laid out about it by us: id, name, position.
COMMUNITIES: dict[str, tuple[str, tuple[float, float]]] = {
    "zhongdu": ("中渡社区", (29.2905, 106.2620)),
    "shengquan": ("圣泉社区", (29.2950, 106.2750)),
    "haihui": ("海会社区", (29.2865, 106.2885)),
    "xiangtang": ("享堂社区", (29.3005, 106.2970)),
}
# Community, metres east and north of it, age, skills, hours offered.
YOUTHS = (
    ("zhongdu", -420, 150, 18, (), "07:00-21:00"),
    ("zhongdu", -160, -310, 21, ("sprayer",), "07:00-15:00"),
    ("zhongdu", 90, 260, 22, (), "11:00-21:00"),
    ("zhongdu", 310, -120, 25, ("nurse",), "07:00-21:00"),
    ("zhongdu", 480, 340, 27, (), "07:00-13:00"),
    ("zhongdu", 20, -40, 34, ("sprayer",), "11:30-21:00"),
    ("shengquan", -380, -200, 19, (), "07:00-13:30"),
    ("shengquan", -90, 330, 23, (), "11:00-21:00"),
    ("shengquan", 210, -150, 26, ("sprayer",), "07:00-21:00"),
    ("shengquan", 450, 90, 29, (), "15:00-21:00"),
    ("haihui", -330, 240, 20, (), "07:00-17:00"),
    ("haihui", 60, -180, 24, (), "11:00-21:00"),
    ("haihui", 390, 130, 31, ("sprayer",), "07:00-14:00"),
    ("xiangtang", -280, -220, 18, (), "07:00-16:30"),
    ("xiangtang", 130, 190, 28, (), "13:00-21:00"),
    ("xiangtang", 350, -90, 33, (), "07:00-21:00"),
)
# Id, community, metres east and north of it.
POSTS = (
    ("gate-zhongdu", "zhongdu", 150, 80),
    ("office-zhongdu", "zhongdu", -60, 120),
    ("gate-shengquan", "shengquan", -120, -60),
    ("office-shengquan", "shengquan", 180, 40),
    ("gate-haihui", "haihui", 40, 90),
    ("gate-xiangtang", "xiangtang", -70, 30),
    ("office-xiangtang", "xiangtang", 110, -140),
)
# Gates with much coming and going, by day: two people at the one, two if possible at the other.
BUSY = {"gate-zhongdu": People(min=2, target=2), "gate-shengquan": People(min=1, target=2)}
SHIFTS = ("08:00-12:00", "12:00-16:00", "16:00-20:00")
TASK_TYPES = (
    TaskType(id="gate", min_age=18, duration=minutes(240), priority="normal"),
    TaskType(id="register", min_age=18, duration=minutes(120), priority="normal"),
    TaskType(id="disinfect", skills=["sprayer"], people=2, duration=minutes(90), priority="high"),
    TaskType(id="parcels", duration=minutes(45), priority="low"),
    TaskType(id="escort", skills=["nurse"], duration=minutes(150), priority="critical"),
)
# Type, post, hours between which it may be done.
OTHER_DUTIES = (
    ("register", "office-zhongdu", "09:00-11:00"),
    ("register", "office-zhongdu", "14:00-16:00"),
    ("register", "office-shengquan", "09:00-11:00"),
    ("register", "office-shengquan", "14:00-16:00"),
    ("disinfect", "office-zhongdu", "13:00-18:00"),
    ("disinfect", "office-shengquan", "09:00-13:30"),
    ("parcels", "gate-shengquan", "10:00-13:00"),
    ("parcels", "gate-haihui", "15:30-18:30"),
    ("parcels", "office-xiangtang", "11:00-17:00"),
    # The only nurse lives in Zhongdu, more than 2 km from Xiangtang.
    ("escort", "office-xiangtang", "08:00-13:00"),
)


def jiangjin() -> Problem:
    """Make the posts of Shengquan street: 16 volunteers aged 18 to 34, and 22 tasks."""
    homes = [_near(f"h{n:02}", youth[0], *youth[1:3]) for n, youth in enumerate(YOUTHS, 1)]
    volunteers = [
        Volunteer(
            id=f"v{n:02}",
            home=f"h{n:02}",
            age=age,
            skills=list(skills),
            available=[hours(*span.split("-"))],
        )
        for n, (_, _, _, age, skills, span) in enumerate(YOUTHS, 1)
    ]
    return Problem(
        name="圣泉街道",
        timezone="Asia/Shanghai",
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        travel=StraightLine({"walk": 4.5}, detour=1.3),
        locations=[*homes, *(_near(*post) for post in POSTS)],
        task_types=TASK_TYPES,
        volunteers=volunteers,
        tasks=list(_duties()),
        rules={
            "near_residence": {"radius_km": 2.0},
            "trip_cap": {"per_day": 1},
            "trip_limits": {"max_tasks": 2, "max_hours": 7},
        },
        objectives=["coverage", "nearness", "trips"],
    )


def _near(name: str, community: str, east: int, north: int) -> Location:
    area, centre = COMMUNITIES[community]
    lat, lon = moved(*centre, east, north)
    return Location(id=name, lat=lat, lon=lon, area=f"江津区/圣泉街道/{area}")


def _duties() -> Iterator[Task]:
    """List three shifts at each gate, and the other duties."""
    for gate in (post[0] for post in POSTS if post[0].startswith("gate")):
        for number, shift in enumerate(SHIFTS, 1):
            yield Task(
                id=f"{gate}-{number}",
                type="gate",
                location=gate,
                people=BUSY.get(gate) if number < 3 else None,
                weight=2,
                windows=[hours(*shift.split("-"))],
            )
    for number, (kind, post, span) in enumerate(OTHER_DUTIES, 1):
        yield Task(id=f"{kind}-{number}", type=kind, location=post, windows=[hours(*span.split("-"))])
