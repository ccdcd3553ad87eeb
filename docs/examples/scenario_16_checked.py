"""Checked to work with children (陪伴儿童须经审查): a check that runs out.

One mother kept thirty-nine children of the building company in their evening reading hour. Whoever works
with children must have been checked, and a check is valid until a day. Hers ends on 10 March: on the 10th she
may still come, on the 11th no longer.

    python docs/examples/scenario_16_checked.py
"""

from __future__ import annotations

from datetime import timedelta

from telling import served, waiting

import volmatch as vm

CHECK = "儿童审查 child-check"
READING = "亲子共读 reading"


def checked(valid_until: str = "2020-03-10") -> vm.Problem:
    """Make the reading hours of 9, 10 and 11 March.

    Parameters
    ----------
    valid_until
        The last day of the check.
    """
    return vm.Problem(
        name="陪伴儿童",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start="2020-03-09T00:00",
        end="2020-03-12T00:00",
        travel=vm.StraightLine({"walk": 4.5}, detour=1.0),
        locations=[vm.Location(id="home", x=0, y=0), vm.Location(id="活动室 playroom", x=300, y=0)],
        volunteers=[
            vm.Volunteer(
                id="mother",
                home="home",
                skills={CHECK: valid_until},
                available=[
                    vm.Interval(f"2020-03-{day:02}T18:00", f"2020-03-{day:02}T21:00") for day in (9, 10, 11)
                ],
            )
        ],
        tasks=[
            vm.Task(
                id=READING,
                location="活动室 playroom",
                beneficiary="the 39 children",
                skills=[CHECK],
                duration=timedelta(hours=1),
                windows=[vm.Interval("2020-03-09T19:00", "2020-03-09T20:00")],
                repeat="FREQ=DAILY;COUNT=3",
            )
        ],
    )


def main() -> None:
    """Plan the three evenings."""
    result = vm.solve(checked())
    print(f"She reads: {', '.join(sorted(served(result.plan)))} ({result.status})")
    print(f"  waiting: {waiting(result.plan)}")


if __name__ == "__main__":
    main()
