"""Help from home: calls to those who live alone, lessons, translation; and a few visits beside it.

Most tasks are remote: they take a volunteer's time but no trip. People like familiar voices at their hour, some are
called every day, and nobody is on the telephone for more than a few hours a day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from attrs import frozen

from volmatch.domain.clock import Interval
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task, TaskType
from volmatch.domain.volunteer import Familiar, History, Volunteer
from volmatch.generator.draws import Dice
from volmatch.generator.ground import ground
from volmatch.generator.order import DAY_SECONDS, START, Order, Parts, assemble, stretch
from volmatch.generator.people import draw_skills

__all__ = ["online"]


@frozen
class _Kind:
    """A kind of help, its share of the tasks, and how long it takes."""

    type: TaskType
    share: float
    minutes: tuple[int, ...]


_KINDS: Sequence[_Kind] = (
    _Kind(TaskType(id="call", remote=True), 0.45, (15, 20, 30)),
    _Kind(TaskType(id="counsel", remote=True, skills=("counselling",), priority="high"), 0.1, (30, 45)),
    _Kind(TaskType(id="lesson", remote=True, skills=("teaching",)), 0.2, (45, 60, 90)),
    _Kind(TaskType(id="translation", remote=True, skills=("english",), priority="low"), 0.1, (30, 60)),
    _Kind(TaskType(id="visit"), 0.15, (20, 30)),
)
_SKILLS: Mapping[str, float] = {"counselling": 0.25, "teaching": 0.4, "english": 0.3}
_RULES = {
    "near_residence": {"radius_km": 2.0},
    "trip_cap": {"per_day": 1},
    "workload": {"max_hours_per_day": 4, "max_tasks_per_day": 6},
}
_DAILY = 0.15


def online(order: Order) -> Problem:
    """Make the online help of an order. O(volunteers × days + tasks × days)."""
    num = order.num_tasks()
    land = ground(
        order.geography,
        order.draws("centres"),
        order.volunteers,
        density=4.0,
        centres=max(1, order.volunteers // 50),
        spread=1000.0,
    )
    homes = land.scatter(order.draws("homes"), order.volunteers)
    doors = land.scatter(order.draws("doors"), max(1, num // 3))
    parts = Parts(
        volunteers=_volunteers(order, len(doors.areas)),
        tasks=_tasks(order, num, len(doors.areas)),
        locations=[*land.locations("h", homes), *land.locations("d", doors)],
        task_types=[kind.type for kind in _KINDS],
        modes={"walk": 4.5},
        rules=_RULES,
        objectives=("coverage", "continuity", "lateness", "nearness"),
    )
    return assemble(order, parts)


def _volunteers(order: Order, num_doors: int) -> list[Volunteer]:
    num, draws = order.volunteers, order.draws("volunteers")
    skills = draw_skills(draws, _SKILLS, num)
    begin = (60 * draws.wholes(8, 15, num, order.days)).tolist()
    hours = draws.wholes(3, 8, num, order.days).tolist()
    known = draws.wholes(0, num_doors, num, 2).tolist()
    given = draws.wholes(0, 20, num).tolist()
    offers = order.offers(0.6).tolist()
    return [
        Volunteer(
            id=f"v{row}",
            home=f"h{row}",
            skills=dict.fromkeys(skills[row]),
            familiar=Familiar(beneficiaries=[f"b{door}" for door in sorted(set(known[row]))]),
            history=History(hours=given[row], offered_hours=3 * given[row], trips=given[row] // 2),
            available=tuple(
                stretch(day, begin[row][day], begin[row][day] + 60 * hours[row][day])
                for day in range(order.days)
                if offers[row][day]
            ),
        )
        for row in range(num)
    ]


def _tasks(order: Order, num: int, num_doors: int) -> list[Task]:
    dice = Dice(order.draws("tasks"))
    kinds = order.draws("kinds").picks([kind.share for kind in _KINDS], num).tolist()
    until = (START + timedelta(days=order.days - 1)).strftime("%Y%m%dT235959")
    tasks = []
    for row in range(num):
        kind, door = _KINDS[kinds[row]], dice.one_of(range(num_doors))
        seconds = 60 * dice.one_of(kind.minutes)
        day, hour = dice.one_of(range(order.days)), 1800 * dice.one_of(range(17, 39))
        begin, spare = DAY_SECONDS * day + hour, 1800 * dice.one_of((1, 2, 4, 6))
        liked = begin + 1800 * dice.one_of(range(spare // 1800))
        is_daily = bool(dice.maybe(_DAILY, (True,))) and order.days > 1
        tasks.append(
            Task(
                id=f"t{row}",
                type=kind.type.id,
                location=None if kind.type.remote else f"d{door}",
                beneficiary=f"b{door}",
                duration=seconds,
                windows=(Interval(begin, begin + spare + seconds),),
                preferred=None if is_daily else dice.maybe(0.5, (Interval(liked, liked + 1800),)),
                repeat=f"FREQ=DAILY;UNTIL={until}" if is_daily else None,
            )
        )
    return tasks
