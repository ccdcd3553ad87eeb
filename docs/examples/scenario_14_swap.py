"""The evening swap (晚上九点换人): one of twenty drops out the night before.

On 17 February at nine in the evening somebody called off for nine o'clock next morning. Nineteen others had
been told where to be, and should not be told anything else: the plan is made again so that as little as
possible of what was promised changes. A substitute who can do the same takes over; everybody else stays.

    python docs/examples/scenario_14_swap.py
"""

from __future__ import annotations

from datetime import timedelta

from surveying import hours
from telling import services

import volmatch as vm

TODAY, TOMORROW = "2020-02-17", "2020-02-18"
NUM_GATES = 20
# The gate of the fever tent needs a nurse; so does the one next to it.
NURSE_GATES = (7, 8)
OUT, SUBSTITUTE = "v07", "substitute"


def swap() -> vm.Problem:
    """Make the morning of 18 February, as it looked in the afternoon."""
    morning = hours("08:00", "14:00", TOMORROW)
    homes = [f"home-{number:02}" for number in range(1, NUM_GATES + 1)]
    gates = [f"卡点 gate-{number:02}" for number in range(1, NUM_GATES + 1)]
    people = [
        vm.Volunteer(
            id=f"v{number:02}",
            home=home,
            skills=["nurse"] if number in NURSE_GATES else [],
            available=[morning],
        )
        for number, home in enumerate(homes, 1)
    ]
    return vm.Problem(
        name="晚上九点换人",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start=f"{TODAY}T00:00",
        end="2020-02-19T00:00",
        travel=vm.StraightLine({"walk": 4.5}, detour=1.0),
        locations=[
            *(vm.Location(id=home, x=150 * row, y=0) for row, home in enumerate(homes)),
            *(vm.Location(id=gate, x=150 * row, y=100) for row, gate in enumerate(gates)),
        ],
        volunteers=people,
        tasks=[
            vm.Task(
                id=gate,
                location=gate,
                skills=["nurse"] if number in NURSE_GATES else [],
                duration=timedelta(hours=3),
                windows=[hours("09:00", "12:00", TOMORROW)],
            )
            for number, gate in enumerate(gates, 1)
        ],
        rules={"trip_limits": {"max_tasks": 1}},
        objectives=["coverage", "nearness"],
    )


def calls_off() -> list[vm.Dropout | vm.NewVolunteer]:
    """Say what has happened by nine in the evening."""
    # Lives at the far end of the road: by travel alone half the street would move up by one gate.
    substitute = vm.Volunteer(
        id=SUBSTITUTE,
        home=f"home-{NUM_GATES:02}",
        skills=["nurse"],
        available=[hours("08:00", "14:00", TOMORROW)],
    )
    return [vm.Dropout(volunteer=OUT), vm.NewVolunteer(volunteer=substitute)]


def changes(before: vm.Plan, after: vm.Plan) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Give the assignments that are kept, and those that are new."""
    old, new = set(services(before)), set(services(after))
    return old & new, new - old


def main() -> None:
    """Announce a plan in the evening, and make it again when one calls off."""
    before = vm.solve(swap())
    print(f"Announced: {len(set(services(before.plan)))} gates ({before.status})")
    after = vm.replan(swap(), before.plan, calls_off(), frozen_until=f"{TODAY}T22:00")
    print(f"{OUT} calls off: {after.num_kept} stay where they are ({after.result.status})")
    print(after)


if __name__ == "__main__":
    main()
