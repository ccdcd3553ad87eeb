"""Courtyard sentinels (院坝哨兵): how many people guard three entrances around the clock.

In Beibei (北碚区) 1,216 people, 58 years old on average, guarded 2,345 buildings with 69,694 households, some
of them for twenty days on end. Here are three entrances of one compound, three shifts a day, seven days:
63 shifts. Nobody takes more than one shift a day and works on more than five days, and what is to be done
is fairly shared. Thirteen people are enough, if each may stand at any of the entrances.

    python docs/examples/scenario_07_sentinels.py
"""

from __future__ import annotations

from datetime import datetime, timedelta

from telling import loads, served

import volmatch as vm

MONDAY = datetime(2020, 2, 10)
# Metres from where the sentinels live: ten minutes on foot to each.
ENTRANCES = {"东门 east": (750, 0), "西门 west": (-750, 0), "北门 north": (0, 750)}
# When each shift begins; it lasts eight hours.
SHIFTS = {"早 early": 6, "中 late": 14, "夜 night": 22}
NUM_DAYS, MAX_DAYS = 7, 5
SHIFT = timedelta(hours=8)
# All offer every hour until the last night is over.
WEEK = vm.Interval(MONDAY, MONDAY + timedelta(hours=200))


def sentinels(num_people: int, own_entrance: bool = False) -> vm.Problem:
    """Make the week of the compound.

    Parameters
    ----------
    num_people
        How many sentinels there are.
    own_entrance
        Whether each stands at one entrance only, dealt out in turn; default anywhere.
    """
    names = list(ENTRANCES)
    return vm.Problem(
        name="北碚区院坝",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start=MONDAY,
        end=WEEK.end,
        travel=vm.StraightLine({"walk": 4.5}, detour=1.0),
        locations=[
            vm.Location(id="家 home", x=0, y=0),
            *(vm.Location(id=name, x=x, y=y, area=f"北碚区/{name}") for name, (x, y) in ENTRANCES.items()),
        ],
        task_types=[vm.TaskType(id="shift", duration=SHIFT)],
        volunteers=[
            vm.Volunteer(
                id=f"v{number:02}",
                home="家 home",
                areas=[f"北碚区/{names[number % len(names)]}"] if own_entrance else [],
                available=[WEEK],
            )
            for number in range(num_people)
        ],
        tasks=list(_shifts()),
        rules={"workload": {"max_tasks_per_day": 1, "max_days": MAX_DAYS}},
        objectives=["coverage", "fairness"],
    )


def _shifts() -> list[vm.Task]:
    shifts = []
    for entrance in ENTRANCES:
        for day in range(NUM_DAYS):
            for name, hour in SHIFTS.items():
                start = MONDAY + timedelta(days=day, hours=hour)
                shifts.append(
                    vm.Task(
                        id=f"{entrance} {start:%m-%d} {name}",
                        type="shift",
                        location=entrance,
                        windows=[vm.Interval(start, start + SHIFT)],
                    )
                )
    return shifts


def main() -> None:
    """Ask how many people it takes, at any entrance and at the own one only."""
    for num_people, own_entrance in ((12, False), (13, False), (14, True), (15, True)):
        problem = sentinels(num_people, own_entrance)
        result = vm.solve(problem)
        most, least = max(loads(result.plan).values()), min(loads(result.plan).values())
        print(
            f"{num_people} people at {'their own' if own_entrance else 'any'} entrance: "
            f"{len(served(result.plan))} of {len(problem.tasks)} shifts, "
            f"{least} to {most} each ({result.status})"
        )


if __name__ == "__main__":
    main()
