"""Online service (线上志愿服务): 42 volunteers at home, 320 services a day.

Forty-two volunteers never left their homes: they looked after chat groups, took orders and counselled, some
8,000 services in all. Each of a day's services has its hour. Remote tasks take time but are no trips: here
nobody may go out at all.

    python docs/examples/scenario_12_online.py
"""

from __future__ import annotations

from datetime import timedelta

from surveying import hours
from telling import loads, served

import volmatch as vm

NUM_PEOPLE, TASKS_A_DAY, NUM_COUNSELLORS = 42, 8, 10
# How many a day of each kind.
SERVICES = {"微信群 chat group": 160, "代购接单 order": 120, "心理疏导 counselling": 40}


def online() -> vm.Problem:
    """Make a day of the online team."""
    slots = [hours(f"{hour:02}:00", f"{hour + 1:02}:00") for hour in range(9, 17)]
    return vm.Problem(
        name="线上志愿服务",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        locations=[vm.Location(id="home", x=0, y=0)],
        task_types=[
            vm.TaskType(
                id=kind,
                remote=True,
                skills=["counsellor"] if "counselling" in kind else [],
                duration=timedelta(hours=1),
            )
            for kind in SERVICES
        ],
        volunteers=[
            vm.Volunteer(
                id=f"v{number:02}",
                home="home",
                skills=["counsellor"] if number <= NUM_COUNSELLORS else [],
                available=[hours("08:00", "20:00")],
                max_tasks_per_day=TASKS_A_DAY,
            )
            for number in range(1, NUM_PEOPLE + 1)
        ],
        tasks=[
            vm.Task(id=f"{kind} {number:03}", type=kind, windows=[slots[number % len(slots)]])
            for kind, num in SERVICES.items()
            for number in range(1, num + 1)
        ],
        # Nobody may go out.
        rules={"trip_cap": {"per_day": 0}},
        objectives=["coverage"],
    )


def main() -> None:
    """Plan the day."""
    result = vm.solve(online())
    values = {level.name: level.value for level in result.unranked}
    print(
        f"{len(served(result.plan))} services by {len(loads(result.plan))} people, "
        f"{max(loads(result.plan).values())} each at most: "
        f"{values['nearness']} m travelled, {values['trips']} trips ({result.status})"
    )


if __name__ == "__main__":
    main()
