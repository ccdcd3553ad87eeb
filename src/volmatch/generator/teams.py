"""Work for several at once: beds are carried, streets disinfected, doors knocked at in rounds.

Everybody of a team starts together; who is in it matters: somebody trained for every disinfection, a leader for every
round, enough people under 60 for what is heavy. Some pairs of volunteers serve only together, some never.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from volmatch.domain.clock import Interval
from volmatch.domain.problem import Problem
from volmatch.domain.task import Member, People, Task, TaskType
from volmatch.domain.volunteer import Volunteer
from volmatch.generator.ground import ground
from volmatch.generator.order import DAY_SECONDS, Order, Parts, assemble, stretch
from volmatch.generator.people import draw_skills

__all__ = ["teams"]

_KINDS: Sequence[tuple[float, TaskType, tuple[Member, ...]]] = (
    (
        0.35,
        TaskType(id="carry", people=People(min=2, target=2), max_age=65),
        (Member(count=1, max_age=59),),
    ),
    (
        0.25,
        TaskType(id="round", people=People(min=2, target=3)),
        (Member(count=1, skill="leader"), Member(count=1, max_age=59)),
    ),
    (
        0.2,
        TaskType(id="disinfection", people=People(min=3, target=4), min_age=18, max_age=60, priority="high"),
        (Member(count=2, skill="trained"),),
    ),
    (0.2, TaskType(id="talk"), ()),
)
_SKILLS: Mapping[str, float] = {"leader": 0.35, "trained": 0.5}
_RULES = {
    "near_residence": {"radius_km": 3.0},
    "trip_cap": {"per_day": 2},
    "trip_limits": {"max_tasks": 3},
    "workload": {"max_tasks_per_day": 4},
}
_PEOPLE_A_PAIR = 12


def teams(order: Order) -> Problem:
    """Make the teams' tasks of an order; one for each volunteer unless it says. O(volunteers × days + tasks)."""
    num = order.volunteers if order.tasks is None else order.tasks
    land = ground(
        order.geography,
        order.draws("centres"),
        order.volunteers,
        density=4.0,
        centres=max(1, order.volunteers // 50),
        spread=1000.0,
    )
    homes = land.scatter(order.draws("homes"), order.volunteers)
    places = land.scatter(order.draws("places"), num)
    parts = Parts(
        volunteers=_volunteers(order),
        tasks=_tasks(order, num),
        locations=[*land.locations("h", homes), *land.locations("p", places)],
        task_types=[kind for _, kind, _ in _KINDS],
        modes={"bike": 15},
        rules={**_RULES, "companions": _companions(order)},
        objectives=("coverage", "nearness", "trips"),
    )
    return assemble(order, parts)


def _companions(order: Order) -> dict[str, list[list[str]]]:
    """Pair one in twelve, in turn as those who only come together, and those who never do."""
    pairs = order.volunteers // _PEOPLE_A_PAIR
    names = [[f"v{2 * row}", f"v{2 * row + 1}"] for row in range(pairs)]
    return {"together": names[::2], "apart": names[1::2]}


def _volunteers(order: Order) -> list[Volunteer]:
    num, draws = order.volunteers, order.draws("volunteers")
    skills = draw_skills(draws, _SKILLS, num)
    age = draws.wholes(18, 75, num).tolist()
    begin = (8 * 60 + 30 * draws.wholes(0, 5, num, order.days)).tolist()
    hours = (6 + draws.wholes(0, 4, num, order.days)).tolist()
    offers = order.offers(0.7).tolist()
    return [
        Volunteer(
            id=f"v{row}",
            home=f"h{row}",
            travel_mode="bike",
            age=age[row],
            skills=dict.fromkeys(skills[row]),
            available=tuple(
                stretch(day, begin[row][day], begin[row][day] + 60 * hours[row][day])
                for day in range(order.days)
                if offers[row][day]
            ),
        )
        for row in range(num)
    ]


def _tasks(order: Order, num: int) -> list[Task]:
    draws = order.draws("tasks")
    kind = draws.picks([share for share, _, _ in _KINDS], num).tolist()
    seconds = (900 * draws.wholes(1, 5, num)).tolist()
    begin = (DAY_SECONDS * draws.wholes(0, order.days, num) + 1800 * draws.wholes(17, 30, num)).tolist()
    spare = (1800 * draws.wholes(2, 7, num)).tolist()
    return [
        Task(
            id=f"t{row}",
            type=_KINDS[kind[row]][1].id,
            location=f"p{row}",
            duration=seconds[row],
            team=_KINDS[kind[row]][2],
            windows=(Interval(begin[row], begin[row] + spare[row] + seconds[row]),),
        )
        for row in range(num)
    ]
