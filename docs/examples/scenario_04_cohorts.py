"""Isolated and frail never by the same person on a day (隔离人员与体弱者分开服务).

In one district 1,200 people were isolated at home, 1,000 disabled and 1,400 aged were looked after. Who
has been at the door of an isolated family does not go on to somebody frail on the same day; and those who
go to the isolated are as few as can be. With six people that costs nothing. With two it costs one visit:
one of the two must keep to the isolated, and the other cannot see all the frail.

    python docs/examples/scenario_04_cohorts.py
"""

from __future__ import annotations

from datetime import timedelta

from surveying import hours
from telling import exposed, served

import volmatch as vm

NUM_ISOLATED, NUM_FRAIL = 4, 6


def cohorts(num_people: int, trips_a_day: int, apart: bool = True) -> vm.Problem:
    """Make the day: ten visits, each a trip of its own.

    Parameters
    ----------
    num_people, trips_a_day
        How many volunteers there are, and how often each may go out.
    apart
        Whether nobody may meet both; default yes.
    """
    homes = [f"home-{number}" for number in range(1, num_people + 1)]
    doors = [f"隔离 isolated-{number}" for number in range(1, NUM_ISOLATED + 1)]
    doors += [f"体弱 frail-{number}" for number in range(1, NUM_FRAIL + 1)]
    rules: dict[str, object] = {"trip_limits": {"max_tasks": 1}, "trip_cap": {"per_day": trips_a_day}}
    if apart:
        rules["cohorts"] = {"exclusive": [["isolated", "frail"]], "scope": "day"}
    return vm.Problem(
        name="分类上门服务",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        travel=vm.StraightLine({"walk": 4.5}, detour=1.0),
        # Homes along one side of a road, doors along the other.
        locations=[
            *(vm.Location(id=home, x=100 * row, y=0) for row, home in enumerate(homes)),
            *(vm.Location(id=door, x=60 * row, y=300) for row, door in enumerate(doors)),
        ],
        task_types=[
            vm.TaskType(id=cohort, cohort=cohort, duration=timedelta(minutes=30))
            for cohort in ("isolated", "frail")
        ],
        volunteers=[
            vm.Volunteer(id=f"v{number}", home=home, available=[hours("08:00", "18:00")])
            for number, home in enumerate(homes, 1)
        ],
        tasks=[
            vm.Task(
                id=door,
                type="isolated" if "isolated" in door else "frail",
                location=door,
                windows=[hours("08:00", "18:00")],
            )
            for door in doors
        ],
        rules=rules,
        objectives=["coverage", "exposed", "trips"],
        objective_options={"exposed": {"cohorts": ["isolated"]}},
    )


def main() -> None:
    """Send six people, then two with the rule and without."""
    for title, problem in (
        ("6 people, 2 trips each", cohorts(6, 2)),
        ("2 people, 5 trips each", cohorts(2, 5)),
        ("the same without the rule", cohorts(2, 5, apart=False)),
    ):
        result = vm.solve(problem)
        met = exposed(problem, result.plan, "isolated")
        print(
            f"{title}: {len(served(result.plan))} of {len(problem.tasks)} visited, "
            f"{len(met)} people met the isolated ({result.status})"
        )


if __name__ == "__main__":
    main()
