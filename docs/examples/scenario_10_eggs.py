"""Eggs sold to order (代销土鸡蛋): 6,500 eggs of a village, carried to a hundred households.

During the lockdown a village could not sell its eggs: 6,000 hen's, 300 duck's and 200 goose eggs.
Volunteers fetched them at the door and brought them to a hundred households that had ordered, 65 eggs each,
60 hen's, 3 duck's and 2 goose eggs. A basket holds 200, and no order is split: three households a trip.
Eleven volunteers who go three times each reach 99 households. One more trip reaches all.

    python docs/examples/scenario_10_eggs.py
"""

from __future__ import annotations

from datetime import timedelta

from surveying import hours
from telling import served

import volmatch as vm

NUM_HOUSEHOLDS, NUM_PEOPLE, TRIPS, BASKET = 100, 11, 3, 200
# Hen's, duck's and goose eggs of one household.
ORDER = {"土鸡蛋 hen": 60, "鸭蛋 duck": 3, "鹅蛋 goose": 2}


def eggs(extra_trips: int = 0) -> vm.Problem:
    """Make the day of the egg round.

    Parameters
    ----------
    extra_trips
        How many trips more than the others the first volunteer makes; default none.
    """
    return vm.Problem(
        name="代销土鸡蛋",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        travel=vm.StraightLine({"bike": 15}, detour=1.0),
        locations=[
            vm.Location(id="鸡场 farm", x=0, y=0),
            vm.Location(id="安置房 settlement", x=1_000, y=0),
        ],
        task_types=[vm.TaskType(id="order", duration=timedelta(minutes=5))],
        volunteers=[
            vm.Volunteer(
                id=f"v{number:02}",
                home="鸡场 farm",
                available=[hours("08:00", "18:00")],
                capacity={"eggs": BASKET},
                max_trips=TRIPS + (extra_trips if number == 1 else 0),
            )
            for number in range(1, NUM_PEOPLE + 1)
        ],
        tasks=[
            vm.Task(
                id=f"household-{number:03}",
                type="order",
                location="安置房 settlement",
                load={"eggs": sum(ORDER.values())},
                windows=[hours("08:00", "18:00")],
            )
            for number in range(1, NUM_HOUSEHOLDS + 1)
        ],
        # As many households as can be: how far that is matters less, since all live in one place.
        objectives=["coverage"],
    )


def main() -> None:
    """Plan with 33 trips, and with 34."""
    for extra in (0, 1):
        result = vm.solve(eggs(extra))
        print(
            f"{NUM_PEOPLE * TRIPS + extra} trips: {len(served(result.plan))} of {NUM_HOUSEHOLDS} households "
            f"get their eggs, in {len(result.plan.trips)} trips ({result.status})"
        )


if __name__ == "__main__":
    main()
