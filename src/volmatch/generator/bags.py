"""What errands weigh: bags and parcels brought to the door, or taken along from pharmacy and market."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from volmatch.domain.task import Pickup, Task
from volmatch.domain.volunteer import Volunteer
from volmatch.generator.order import Order

__all__ = ["carriers", "fetched", "weighed"]


@frozen
class _Weight:
    """What an errand brings, or collects: ``least`` to ``most`` pieces of a kind."""

    kind: str
    least: int
    most: int
    collected: bool = False


_WEIGHTS: Mapping[str, _Weight] = {
    "shopping": _Weight("bags", 1, 3),
    "heavy": _Weight("bags", 4, 4),
    "parcel": _Weight("parcels", 1, 2),
    "medicine": _Weight("bags", 1, 1, collected=True),
    "prescription": _Weight("bags", 1, 1, collected=True),
    "pantry": _Weight("bags", 2, 4, collected=True),
}
_CAPACITY = {"walk": {"bags": 4, "parcels": 2}, "bike": {"bags": 8, "parcels": 4}}


def carriers(volunteers: Sequence[Volunteer]) -> list[Volunteer]:
    """Give everybody what they can carry, on foot or by bicycle. O(volunteers)."""
    return [evolve(person, capacity=_CAPACITY[person.travel_mode or "walk"]) for person in volunteers]


def weighed(order: Order, tasks: Sequence[Task]) -> list[Task]:
    """Give every errand what it weighs. O(tasks)."""
    chance = order.draws("weights").units(len(tasks)).tolist()
    rows = []
    for task, unit in zip(tasks, chance, strict=True):
        weight = _WEIGHTS.get(task.type or "")
        if weight is None:
            rows.append(task)
            continue
        amounts = {weight.kind: weight.least + int(unit * (weight.most - weight.least + 1))}
        rows.append(evolve(task, collect=amounts) if weight.collected else evolve(task, load=amounts))
    return rows


def fetched(order: Order, tasks: Sequence[Task]) -> list[Task]:
    """Let what lies at a hub be fetched there, for some minutes, and brought to the beneficiary's door. O(tasks)."""
    minutes = order.draws("counters").wholes(3, 9, len(tasks)).tolist()
    rows = []
    for task, at_counter in zip(weighed(order, tasks), minutes, strict=True):
        if not task.collect or task.beneficiary is None:
            rows.append(task)
            continue
        counter = Pickup(location=task.location or "", duration=60 * at_counter)
        door = "d" + task.beneficiary.removeprefix("b")
        rows.append(
            evolve(task, location=door, load=task.collect, collect={}, pickup=counter, duration=5 * 60)
        )
    return rows
