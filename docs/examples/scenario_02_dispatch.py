"""Daily dispatch (每日派单): forty errands, twenty-two people who can be sent, two trips each.

Jiangbei (江北区), spring 2020: of 47 field volunteers 25 are led by the communities, and are not ours to
send. One coordinator sends the other 22 to what the online team has collected: doctor's visits (就医),
shopping (代购), bills (代缴费) and parcels (取快递). One errand a trip, two trips a day. When three people
fall ill two errands have to wait, and those must be the least urgent.

    python docs/examples/scenario_02_dispatch.py
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta

import volmatch as vm

# Metres east and north of the middle of the district, along the river.
STREETS = {
    "dashiba": ("大石坝街道", -1_500, 200),
    "guanyinqiao": ("观音桥街道", -400, 600),
    "wulidian": ("五里店街道", 600, 0),
    "cuntan": ("寸滩街道", 1_800, 300),
}
# What is asked for: how often, how urgent, how long it takes.
ERRANDS = {
    "doctor": (8, "high", 60),
    "shopping": (20, "normal", 40),
    "bills": (6, "low", 20),
    "parcels": (6, "low", 15),
}
NUM_FIELD, NUM_COMMUNITY = 22, 25
ILL = ("v03", "v11", "v19")
DAY = vm.Interval("2020-03-02T08:00", "2020-03-02T18:00")


def dispatch(ill: Collection[str] = ()) -> vm.Problem:
    """Make the day: 47 volunteers, 40 errands.

    Parameters
    ----------
    ill
        Ids of those who cannot come today.
    """
    doors = [f"door{number:02}" for number in range(1, 41)]
    homes = [f"home{number:02}" for number in range(1, NUM_FIELD + NUM_COMMUNITY + 1)]
    return vm.Problem(
        name="江北区",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        travel=vm.StraightLine({"walk": 4.5}, detour=1.3),
        locations=[*_spread(homes, 90), *_spread(doors, 140)],
        # Only the field team is sent; the others are led by their communities.
        task_types=[
            vm.TaskType(
                id=kind,
                priority=priority,
                duration=timedelta(minutes=minutes),
                organisations=["field team"],
            )
            for kind, (_, priority, minutes) in ERRANDS.items()
        ],
        volunteers=list(_volunteers(homes, ill)),
        tasks=list(_errands(doors)),
        rules={"trip_limits": {"max_tasks": 1}, "trip_cap": {"per_day": 2}},
    )


def _spread(ids: Collection[str], step: int) -> Iterator[vm.Location]:
    """Deal places to the streets in turn, each a few houses further along than the last."""
    for number, place in enumerate(ids):
        street, east, north = list(STREETS.values())[number % len(STREETS)]
        row = number // len(STREETS)
        yield vm.Location(id=place, x=east + step * row, y=north - step * row // 3, area=f"江北区/{street}")


def _volunteers(homes: Collection[str], ill: Collection[str]) -> Iterator[vm.Volunteer]:
    for number, home in enumerate(homes, 1):
        name = f"v{number:02}"
        yield vm.Volunteer(
            id=name,
            home=home,
            organisation="field team" if number <= NUM_FIELD else "community team",
            available=[] if name in ill else [DAY],
        )


def _errands(doors: Collection[str]) -> Iterator[vm.Task]:
    kinds = [kind for kind, (num, _, _) in ERRANDS.items() for _ in range(num)]
    for number, (kind, door) in enumerate(zip(kinds, doors, strict=True), 1):
        yield vm.Task(id=f"{kind}-{number:02}", type=kind, location=door, windows=[DAY])


def main() -> None:
    """Send everybody out, and again when three are ill; then ask why somebody waits."""
    for title, ill in (("Everybody is well", ()), (f"Ill: {', '.join(ILL)}", ILL)):
        problem = dispatch(ill)
        result = vm.solve(problem)
        waiting = [
            f"{row.task} ({problem.task(row.task).priority} priority, {row.reason})"
            for row in result.plan.unserved
        ]
        sent = {trip.volunteer for trip in result.plan.trips}
        print(f"{title}: {len(result.plan.trips)} errands by {len(sent)} people ({result.status})")
        print(f"  waiting: {'; '.join(waiting) or 'nobody'}")
    print(vm.explain(problem, result.plan, result.plan.unserved[0].task, time_limit=30.0))


if __name__ == "__main__":
    main()
