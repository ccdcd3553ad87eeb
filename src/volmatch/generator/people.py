"""What several kinds of problem draw about people: skills, and calls that were promised already.

A promised call is pinned. It is a few minutes' walk from the home of one volunteer, asks for
nothing, and may be done at any time of that volunteer's first availability; one a volunteer, so
that no two get in each other's way. So all pins can be kept, whatever else was drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen

from volmatch.domain.location import Location
from volmatch.domain.problem import Pin
from volmatch.domain.task import Task, TaskType
from volmatch.domain.volunteer import Volunteer
from volmatch.generator.draws import Draws
from volmatch.generator.ground import Ground, Spots

__all__ = ["CALL", "Promises", "draw_skills", "promises"]

CALL = TaskType(id="call", duration=20 * 60)
_FAR_METRES = 250
_HOUR = 3600


def draw_skills(draws: Draws, shares: Mapping[str, float], num: int) -> list[list[str]]:
    """Draw the skills of ``num`` volunteers, each skill with its share.

    One that nobody drew goes to a single volunteer, lest the problem warn of it.
    """
    held = draws.units(num, len(shares)) < np.array(list(shares.values()))
    for skill in np.flatnonzero(~held.any(axis=0)):
        held[skill % num, skill] = True
    return [[name for name, has in zip(shares, row, strict=True) if has] for row in held.tolist()]


@frozen(kw_only=True)
class Promises:
    """Tasks that are pinned, where they are, and their pins."""

    tasks: Sequence[Task]
    locations: Sequence[Location]
    pins: Sequence[Pin]


def promises(land: Ground, draws: Draws, homes: Spots, volunteers: Sequence[Volunteer], num: int) -> Promises:
    """Promise calls by the first ``num`` volunteers; every other one at an hour agreed.

    Each volunteer's first availability must be two hours long at least. O(num).
    """
    angle, far = 2 * np.pi * draws.units(num), _FAR_METRES * draws.units(num)
    metres = homes.metres[:num] + np.stack([far * np.cos(angle), far * np.sin(angle)], axis=1)
    spots = Spots(np.round(metres, 3), homes.areas[:num])
    tasks, pins = [], []
    for row, volunteer in enumerate(volunteers[:num]):
        free = volunteer.available[0]
        task = Task(
            id=f"c{row}",
            type=CALL.id,
            location=f"n{row}",
            beneficiary=f"neighbour{row}",
            windows=(free,),
        )
        tasks.append(task)
        agreed = free.start + _HOUR if row % 2 else None
        pins.append(Pin(volunteer=volunteer.id, task=task.id, start=agreed))
    return Promises(tasks=tasks, locations=land.locations("n", spots), pins=pins)
