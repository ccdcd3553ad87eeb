"""Old and young together (老少搭档): a 68-year-old and a 45-year-old at one gate.

Two gates are to be guarded at the same time, each by two people of whom one at least is under sixty. There
are four people, but only one of them is under sixty: one gate is guarded, and the other waits for one more.

    python docs/examples/scenario_08_ages.py
"""

from __future__ import annotations

from datetime import timedelta

from surveying import hours
from telling import loads, waiting

import volmatch as vm

GATES = ("南门 south gate", "北门 north gate")
AGES = (68, 66, 62, 45)


def ages(people: tuple[int, ...] = AGES) -> vm.Problem:
    """Make the morning at the two gates.

    Parameters
    ----------
    people
        The ages of the volunteers.
    """
    return vm.Problem(
        name="老少搭档",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        locations=[
            vm.Location(id="home", x=0, y=0),
            *(vm.Location(id=gate, x=0, y=200 - 400 * row) for row, gate in enumerate(GATES)),
        ],
        volunteers=[
            vm.Volunteer(id=f"v{number}", home="home", age=age, available=[hours("07:00", "13:00")])
            for number, age in enumerate(people, 1)
        ],
        tasks=[
            vm.Task(
                id=gate,
                location=gate,
                people=2,
                team=[vm.Member(count=1, max_age=59)],
                duration=timedelta(hours=4),
                windows=[hours("08:00", "12:00")],
            )
            for gate in GATES
        ],
    )


def main() -> None:
    """Plan with four people, which leaves a gate open, and with one more who is forty."""
    for people in (AGES, (*AGES, 40)):
        problem = ages(people)
        result = vm.solve(problem)
        standing = sorted(problem.volunteer(name).age for name in loads(result.plan))
        print(f"People of {', '.join(map(str, people))}:")
        print(f"  at the gates: {', '.join(f'{age:.0f}' for age in standing)} ({result.status})")
        print(f"  waiting: {waiting(result.plan)}")
        for row in result.plan.unserved:
            print(vm.explain(problem, result.plan, row.task, time_limit=30.0))


if __name__ == "__main__":
    main()
