"""A team of eleven to another county (春耕支援队): one task, and everybody at once.

For the families of medics who were away, a team went to the spring ploughing in another county, ninety
kilometres off. Everyday service stays within three kilometres of home; an expedition lifts that. Eleven
people are asked for. With ten nobody goes, unless it was said that eight will do.

    python docs/examples/scenario_11_expedition.py
"""

from __future__ import annotations

from datetime import timedelta

from surveying import hours
from telling import loads, waiting

import volmatch as vm

TEAM, AT_LEAST = 11, 8
WAY_METRES = 90_000


def expedition(num_people: int, at_least: int = TEAM) -> vm.Problem:
    """Make the day of the ploughing.

    Parameters
    ----------
    num_people
        How many volunteers there are.
    at_least
        With how many the team goes; default all eleven.
    """
    return vm.Problem(
        name="春耕支援队",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        travel=vm.StraightLine({"bus": 45}, detour=1.0),
        locations=[
            vm.Location(id="江北 Jiangbei", x=0, y=0),
            vm.Location(id="邻县 county", x=WAY_METRES, y=0),
        ],
        volunteers=[
            vm.Volunteer(id=f"v{number:02}", home="江北 Jiangbei", available=[hours("06:00", "20:00")])
            for number in range(1, num_people + 1)
        ],
        tasks=[
            vm.Task(
                id="春耕 ploughing",
                location="邻县 county",
                lifted=True,
                people=vm.People(min=at_least, target=TEAM),
                duration=timedelta(hours=8),
                windows=[hours("08:00", "18:00")],
            )
        ],
        rules={"near_residence": {"radius_km": 3}},
    )


def main() -> None:
    """Ask eleven, ten, and nine where eight will do."""
    for num_people, at_least in ((11, TEAM), (10, TEAM), (9, AT_LEAST)):
        problem = expedition(num_people, at_least)
        result = vm.solve(problem)
        print(
            f"{num_people} people, at least {at_least}: {len(loads(result.plan))} go, "
            f"waiting: {waiting(result.plan)} ({result.status})"
        )
        for row in result.plan.unserved:
            print(vm.explain(problem, result.plan, row.task, time_limit=30.0))


if __name__ == "__main__":
    main()
