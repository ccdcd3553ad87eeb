"""Forty masks (四十只口罩): who can go out when there are not enough.

In all, 7,000 gloves and 400 masks were raised: forty masks a day for ten days. Forty-seven volunteers would
go out, once each, and forty-seven households wait, each for a visit at an hour of its own; but nobody leaves
without a mask. The urgent go first.

    python docs/examples/scenario_15_masks.py
"""

from __future__ import annotations

from datetime import timedelta

from surveying import hours
from telling import served

import volmatch as vm

NUM_PEOPLE, NUM_NEEDS, NUM_URGENT, MASKS = 47, 47, 12, 40


def masks(a_day: int = MASKS) -> vm.Problem:
    """Make the day.

    Parameters
    ----------
    a_day
        How many masks there are for it.
    """
    day = hours("08:00", "18:00")
    # Visits begin on the hour, from nine to four.
    visits = [hours(f"{hour:02}:00", f"{hour:02}:30") for hour in range(9, 17)]
    return vm.Problem(
        name="四十只口罩",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        travel=vm.StraightLine({"walk": 4.5}, detour=1.0),
        locations=[
            *(vm.Location(id=f"home-{row:02}", x=100 * row, y=0) for row in range(NUM_PEOPLE)),
            *(vm.Location(id=f"居民 need-{row:02}", x=100 * row, y=200) for row in range(NUM_NEEDS)),
        ],
        volunteers=[
            vm.Volunteer(id=f"v{row:02}", home=f"home-{row:02}", available=[day]) for row in range(NUM_PEOPLE)
        ],
        tasks=[
            vm.Task(
                id=f"need-{row:02}",
                location=f"居民 need-{row:02}",
                priority="high" if row % 4 == 0 else "normal",
                duration=timedelta(minutes=30),
                windows=[visits[row % len(visits)]],
            )
            for row in range(NUM_NEEDS)
        ],
        rules={
            "trip_limits": {"max_tasks": 1},
            "trip_cap": {"per_day": 1},
            "supplies": {"masks": {"per_trip": 1, "per_day": a_day}},
        },
    )


def main() -> None:
    """Plan with forty masks, and with enough."""
    for a_day in (MASKS, NUM_PEOPLE):
        problem = masks(a_day)
        result = vm.solve(problem)
        met = [problem.task(task).priority for task in served(result.plan)]
        print(
            f"{a_day} masks: {len(met)} of {NUM_NEEDS} needs are met, {met.count('high')} of them urgent "
            f"({result.status})"
        )


if __name__ == "__main__":
    main()
