"""Fifty kilometres a day (每天五十公里): the round of the team's leader.

The leader of the volunteers visits the districts by car. Two of them wait for a visit today, each 25 km
away, one upstream and one downstream. Fifty kilometres are the most for one day, however the visits are
joined to trips: the way there and back uses them up exactly, so it is one of the two.

    python docs/examples/scenario_06_fifty_km.py
"""

from __future__ import annotations

from datetime import timedelta

import volmatch as vm

KM = 1_000
DAY = vm.Interval("2020-03-02T08:00", "2020-03-02T18:00")


def fifty_km(max_km_per_day: float = 50) -> vm.Problem:
    """Make the leader's day: one person, two visits in opposite directions."""
    return vm.Problem(
        name="每天五十公里",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        # No detour, so that kilometres of travel are those of the straight line.
        travel=vm.StraightLine({"car": 30}, detour=1.0),
        locations=[
            vm.Location(id="office", x=0, y=0),
            vm.Location(id="upstream", x=-25 * KM, y=0),
            vm.Location(id="downstream", x=25 * KM, y=0),
        ],
        volunteers=[vm.Volunteer(id="leader", home="office", available=[DAY], max_km_per_day=max_km_per_day)],
        tasks=[
            vm.Task(id=f"visit-{place}", location=place, windows=[DAY], duration=timedelta(hours=1))
            for place in ("upstream", "downstream")
        ],
    )


def main() -> None:
    """Plan the day."""
    result = vm.solve(fifty_km())
    visited = [stop.task for trip in result.plan.trips for stop in trip.stops]
    waiting = [f"{row.task} ({row.reason})" for row in result.plan.unserved]
    print(f"The leader drives {result.levels[1].value / KM:.0f} km, to {', '.join(visited)}")
    print(f"  waiting: {', '.join(waiting)} ({result.status})")


if __name__ == "__main__":
    main()
