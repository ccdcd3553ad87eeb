"""What an order may ask for beside its kind: teams, pickups at hubs, cohorts, and few people for each beneficiary.

Each is drawn from a stream of its own, so that the rest of the problem is what it would be without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from attrs import evolve
from scipy.spatial import cKDTree

from volmatch.domain.location import Location
from volmatch.domain.task import Member, People, Pickup, Task
from volmatch.generator.ground import Ground, Spots
from volmatch.generator.order import Order, Parts, stretch

__all__ = ["COHORTS", "extended"]

COHORTS = ("isolated", "frail", "cohort3", "cohort4", "cohort5", "cohort6", "cohort7", "cohort8")
"""Labels, in the order in which they are used."""

_LABELLED = 0.15
"""Share of the tasks that have any one of the labels."""

_TASKS_A_BENEFICIARY = 3
_PAIR = People(min=2, target=2)
_OPEN = (8 * 60, 21 * 60)


def extended(order: Order, land: Ground, places: Spots, parts: Parts) -> Parts:
    """Give the parts what the order asks for. O(tasks log tasks).

    Parameters
    ----------
    places
        Where the tasks are, in their order.
    """
    tasks, locations, rules = list(parts.tasks), list(parts.locations), dict(parts.rules)
    if order.teams:
        tasks = _teamed(order, tasks, parts)
    if order.pickups:
        hubs = _hubs(order, land)
        locations += hubs
        tasks = _fetched(order, tasks, land.nearest(places.metres), hubs)
    if order.cohorts:
        tasks = _labelled(order, tasks)
        labels = COHORTS[: order.cohorts]
        rules["cohorts"] = {"exclusive": [list(pair) for pair in combinations(labels, 2)], "scope": "day"}
    if order.exposure is not None:
        tasks = _served(order, tasks, places)
        rules["exposure"] = {"per": "beneficiary", "max_people": order.exposure}
    return evolve(parts, tasks=tasks, locations=locations, rules=rules)


def _teamed(order: Order, tasks: Sequence[Task], parts: Parts) -> list[Task]:
    """Let a share of the tasks for one need two at once; where a task asks for no skill, one of the two has one."""
    draws = order.draws("teams")
    chosen = draws.chances(order.teams, len(tasks)).tolist()
    skilled = {kind.id for kind in parts.task_types if kind.skills}
    skills = sorted({skill for person in parts.volunteers for skill in person.skills})
    which = draws.wholes(0, max(1, len(skills)), len(tasks)).tolist()
    rows: list[Task] = []
    for row, task in enumerate(tasks):
        if not chosen[row] or (task.people is not None and task.people.target > 1):
            rows.append(task)
            continue
        led = (Member(skill=skills[which[row]]),) if skills and task.type not in skilled else ()
        rows.append(evolve(task, people=_PAIR, team=led))
    return rows


def _hubs(order: Order, land: Ground) -> list[Location]:
    """Place a pharmacy a few streets from each centre, open all day, with a queue of ten minutes."""
    draws = order.draws("pharmacies")
    spots = land.spots(land.centres + 200 * draws.normals(len(land.centres), 2))
    hours = tuple(stretch(day, *_OPEN) for day in range(order.days))
    return land.locations("fetch", spots, setup=600, open=hours)


def _fetched(order: Order, tasks: Sequence[Task], hub: Sequence[int], hubs: Sequence[Location]) -> list[Task]:
    """Let a share of the tasks begin with a pickup at the hub that is nearest."""
    draws = order.draws("pickups")
    chosen, minutes = draws.chances(order.pickups, len(tasks)), draws.wholes(3, 11, len(tasks))
    return [
        evolve(task, pickup=Pickup(location=hubs[hub[row]].id, duration=60 * int(minutes[row])))
        if chosen[row]
        else task
        for row, task in enumerate(tasks)
    ]


def _labelled(order: Order, tasks: Sequence[Task]) -> list[Task]:
    """Give each label to a share of the tasks, no task two."""
    num = order.cohorts
    share = min(_LABELLED, 1 / (num + 1))
    rows = order.draws("cohorts").picks([*[share] * num, 1 - num * share], len(tasks)).tolist()
    return [
        evolve(task, cohort=COHORTS[row]) if row < num else task
        for task, row in zip(tasks, rows, strict=True)
    ]


def _served(order: Order, tasks: Sequence[Task], places: Spots) -> list[Task]:
    """Let about three tasks that lie near each other serve one beneficiary."""
    if not tasks:
        return []
    num = -(-len(tasks) // _TASKS_A_BENEFICIARY)
    first: Any = np.argsort(order.draws("beneficiaries").units(len(tasks)), kind="stable")[:num]
    nearest: Any = cKDTree(places.metres[first]).query(places.metres[: len(tasks)])[1]
    return [evolve(task, beneficiary=f"b{row}") for task, row in zip(tasks, nearest.tolist(), strict=True)]
