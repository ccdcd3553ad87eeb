"""Where to recruit (在哪里招募): needs that outgrew the volunteers.

In Guojiatuo (郭家沱) and Tieshanping (铁山坪) there were soon more needs than the volunteers who lived there
could meet, and a second team was formed. The districts are too far apart for locals to help each other. A
leader who lives between them can go to either; three visits in one of them use up the kilometres of the day.
How many people must be found, and where, `shortage` says: of recruits who go out twice a day six, seven without the
leader.

    python docs/examples/scenario_05_recruit.py
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from surveying import hours
from telling import served, services

import volmatch as vm

KM = 1_000
# The districts lie along one road: km from the leader, and how many needs each has.
DISTRICTS = {"郭家沱 Guojiatuo": (-2.5, 12), "铁山坪 Tieshanping": (2.5, 10)}
NUM_LOCALS, CAP = 2, 2
LEADER = "leader"


def recruit(leader: bool = True) -> vm.Problem:
    """Make the day of the two districts.

    Parameters
    ----------
    leader
        Whether the leader can go; default yes.
    """
    return vm.Problem(
        name="江北区",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        travel=vm.StraightLine({"car": 30}, detour=1.0),
        locations=[
            vm.Location(id="between", x=0, y=0),
            *(vm.Location(id=name, x=km * KM, y=0, area=name) for name, (km, _) in DISTRICTS.items()),
        ],
        task_types=[vm.TaskType(id="need", duration=timedelta(minutes=30))],
        volunteers=list(_people(leader)),
        tasks=[
            vm.Task(id=f"{name} {number:02}", type="need", location=name, windows=[hours("08:00", "18:00")])
            for name, (_, num) in DISTRICTS.items()
            for number in range(1, num + 1)
        ],
        # The radius reaches from the middle to both ends, but not from end to end.
        rules={
            "near_residence": {"radius_km": 3},
            "trip_limits": {"max_tasks": 1},
            "trip_cap": {"per_day": 3},
        },
    )


def _people(leader: bool) -> list[vm.Volunteer]:
    locals_ = [(f"{name} local-{number}", name) for name in DISTRICTS for number in range(1, NUM_LOCALS + 1)]
    day = [hours("08:00", "18:00")]
    people = [vm.Volunteer(id=name, home=home, available=day, max_trips=CAP) for name, home in locals_]
    if leader:
        people.append(vm.Volunteer(id=LEADER, home="between", available=day, max_trips=3, max_km_per_day=15))
    return people


def by_district(plan: vm.Plan) -> Counter[str]:
    """Count the needs met in each district."""
    return Counter(task.rsplit(" ", 1)[0] for _, task in services(plan))


def missing(problem: vm.Problem, plan: vm.Plan) -> vm.Shortage:
    """Say who must be found so that every need is met; recruits go out as often as locals do."""
    return vm.shortage(problem, plan, cap=CAP)


def main() -> None:
    """Plan with the leader and without, and say how many people are missing."""
    for leader in (True, False):
        problem = recruit(leader)
        result = vm.solve(problem)
        met = by_district(result.plan)
        print(
            f"{'With' if leader else 'Without'} the leader {len(served(result.plan))} of "
            f"{len(problem.tasks)} needs are met ({result.status}):"
        )
        for name, (_, num) in DISTRICTS.items():
            print(f"  {name}: {met[name]} of {num}")
        print(missing(problem, result.plan))


if __name__ == "__main__":
    main()
