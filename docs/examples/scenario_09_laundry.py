"""Laundry for 45 families of medical staff (为医护家庭洗衣): collected one day, back clean the next.

While nurses and doctors were away, volunteers washed for their families. A bag is collected, washed, and
brought back a day later at the earliest. Three people make two rounds a day with six bags each, and clean
and dirty bags never ride together. On the first day nobody can have clean laundry yet; after the second
36 families have it; after the third all.

    python docs/examples/scenario_09_laundry.py
"""

from __future__ import annotations

from datetime import date, timedelta

from surveying import hours
from telling import served

import volmatch as vm

NUM_FAMILIES, NUM_PEOPLE, TRIPS_A_DAY, BAGS_A_TRIP = 45, 3, 2, 6
FIRST = date(2020, 3, 2)


def laundry(num_days: int) -> vm.Problem:
    """Make some days of the laundry round.

    Parameters
    ----------
    num_days
        How many days there are.
    """
    days = [hours("08:00", "18:00", str(FIRST + timedelta(days=day))) for day in range(num_days)]
    families = [f"{number:02}" for number in range(1, NUM_FAMILIES + 1)]
    return vm.Problem(
        name="医护家庭洗衣",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start=f"{FIRST}T00:00",
        end=f"{FIRST + timedelta(days=num_days)}T00:00",
        travel=vm.StraightLine({"bike": 15}, detour=1.0),
        # The families live in one compound of the hospital, and the volunteers wash next to it.
        locations=[
            vm.Location(id="洗衣房 laundry", x=0, y=0),
            vm.Location(id="医院家属区 compound", x=500, y=0),
        ],
        task_types=[
            vm.TaskType(id=kind, cohort=kind, duration=timedelta(minutes=5)) for kind in ("dirty", "clean")
        ],
        volunteers=[
            vm.Volunteer(
                id=f"v{number}", home="洗衣房 laundry", available=days, capacity={"bags": BAGS_A_TRIP}
            )
            for number in range(1, NUM_PEOPLE + 1)
        ],
        tasks=[task for family in families for task in _tasks(family, days)],
        rules={
            "trip_cap": {"per_day": TRIPS_A_DAY},
            "cohorts": {"exclusive": [["clean", "dirty"]], "scope": "trip"},
        },
        # Families would rather have it collected on the first day.
        objectives=["coverage", "lateness", "nearness", "trips"],
    )


def _tasks(family: str, days: list[vm.Interval]) -> list[vm.Task]:
    collect, bring = f"收 collect-{family}", f"送 return-{family}"
    place = "医院家属区 compound"
    return [
        vm.Task(
            id=collect, type="dirty", location=place, windows=days, preferred=days[0], collect={"bags": 1}
        ),
        vm.Task(
            id=bring,
            type="clean",
            location=place,
            windows=days,
            load={"bags": 1},
            weight=2,
            after=[vm.After(task=collect, min_gap=timedelta(days=1))],
        ),
    ]


def num_clean(plan: vm.Plan) -> int:
    """Count the families who have clean laundry."""
    return sum(task.startswith("送") for task in served(plan))


def main() -> None:
    """Plan one, two and three days."""
    for num_days in (1, 2, 3):
        result = vm.solve(laundry(num_days), time_limit=10)
        print(
            f"{num_days} days: {num_clean(result.plan)} of {NUM_FAMILIES} families have clean laundry, "
            f"{len(result.plan.trips)} rounds ({result.status})"
        )


if __name__ == "__main__":
    main()
