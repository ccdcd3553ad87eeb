"""Medicine from the hospital (代取药品): one long queue, and who stands in it.

To register, wait and collect takes more than two hours in one queue, among the sick. "If somebody gets
infected, one is better than two": so the people who go there are as few as possible. Two parcels of
medicine go to one compound, forty minutes on foot from the hospital. If they may arrive until half past
twelve, one person queues once for both; if they must be there at noon, two have to go.

    python docs/examples/scenario_03_hospital.py
"""

from __future__ import annotations

from datetime import timedelta

from surveying import hours
from telling import clock, exposed

import volmatch as vm

RUNNERS = ("v1", "v2")
ERRANDS = ("medicine-1", "medicine-2")
# Forty minutes at 4.5 km/h.
WAY_METRES = 3_000


def hospital(until: str) -> vm.Problem:
    """Make the morning: two runners, two errands that end by a time of the day.

    Parameters
    ----------
    until
        The latest end of both deliveries, such as ``"12:30"``.
    """
    return vm.Problem(
        name="代取药品",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        # No detour: the way to the compound is exactly forty minutes.
        travel=vm.StraightLine({"walk": 4.5}, detour=1.0),
        locations=[
            # The runners live next door, 0 m away; the queue is paid all the same.
            vm.Location(id="home", x=0, y=0),
            vm.Location(id="医院 hospital", x=0, y=0, setup=timedelta(hours=2)),
            vm.Location(id="小区 compound", x=WAY_METRES, y=0),
        ],
        task_types=[vm.TaskType(id="medicine", cohort="hospital", duration=timedelta(minutes=5))],
        volunteers=[
            vm.Volunteer(id=name, home="home", available=[hours("09:00", "18:00")], capacity={"parcels": 4})
            for name in RUNNERS
        ],
        tasks=[
            vm.Task(
                id=name,
                type="medicine",
                location="小区 compound",
                load={"parcels": 1},
                pickup=vm.Pickup(location="医院 hospital", duration=timedelta(minutes=15)),
                windows=[hours("09:00", until)],
            )
            for name in ERRANDS
        ],
        objectives=["coverage", "exposed", "nearness", "trips"],
        objective_options={"exposed": {"cohorts": ["hospital"]}},
    )


def ends(plan: vm.Plan) -> list[str]:
    """Give the times at which the deliveries end, in order."""
    stops = (stop for trip in plan.trips for stop in trip.stops if stop.kind == "service")
    return [clock(plan, end) for end in sorted(stop.end for stop in stops)]


def main() -> None:
    """Plan with half an hour to spare, and without."""
    for until in ("12:30", "12:00"):
        problem = hospital(until)
        result = vm.solve(problem)
        people = exposed(problem, result.plan, "hospital")
        print(
            f"Medicine by {until}: {len(people)} in the queue, "
            f"delivered at {' and '.join(ends(result.plan))} ({result.status})"
        )


if __name__ == "__main__":
    main()
