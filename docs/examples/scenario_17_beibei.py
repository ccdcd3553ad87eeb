"""The whole of Beibei (北碚区全部院坝哨兵): 1,216 sentinels, 280 gates, around the clock for a week.

In Beibei 1,216 people, 58 years old on average, guarded the courtyards in turns. Here they live on four by
four kilometres, with 280 gates among them, each to be held in three shifts a day: 5,880 shifts a week.
Nobody stands further than a kilometre from home, more than one shift a day, more than five days a week, or
with less than eleven hours' rest. Everybody offers some days and some kinds of shift, drawn by a fixed
seed. Five shifts each would be 6,080: there is next to nothing to spare.

    python docs/examples/scenario_17_beibei.py [SCALE]        (the share of it all, 0.02 unless said otherwise)
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

from telling import loads, served

import volmatch as vm
from volmatch.domain.clock import merged
from volmatch.generator.draws import Draws

SEED = 2020
NUM_SENTINELS, NUM_GATES, SIDE_METRES = 1_216, 280, 4_000
MONDAY, NUM_DAYS = datetime(2020, 2, 10), 7
SHIFT = timedelta(hours=8)
# When each shift begins: 06–14, 14–22, 22–06.
SHIFTS = {"早 early": 6, "中 late": 14, "夜 night": 22}
DAYS_OFFERED = 0.85
# How many offer one, two and all three kinds of shift: each kind is then offered by 60 % of the people.
KINDS_OFFERED = (0.4, 0.4, 0.2)
# Before and after a shift: the kilometre to the gate and back takes 17 minutes at most.
WAY = timedelta(minutes=20)


def beibei(scale: float = 1.0, seed: int = SEED) -> vm.Problem:
    """Make the week of the sentinels.

    Parameters
    ----------
    scale
        The share of the people, the gates and the ground, above 0; default all.
    seed
        What is drawn is drawn from this, 0 or more.
    """
    side = SIDE_METRES * math.sqrt(scale)
    homes = list(_scattered("home", round(NUM_SENTINELS * scale), side, seed))
    gates = list(_scattered("gate", round(NUM_GATES * scale), side, seed))
    return vm.Problem(
        name="北碚区",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start=MONDAY,
        end=MONDAY + timedelta(days=NUM_DAYS + 1),
        travel=vm.StraightLine({"walk": 4.5}),
        locations=[*homes, *gates],
        task_types=[vm.TaskType(id="shift", duration=SHIFT)],
        volunteers=list(_sentinels(homes, seed)),
        tasks=list(_shifts(gates)),
        rules={
            "near_residence": {"radius_km": 1.0},
            "workload": {"max_tasks_per_day": 1, "max_days": 5, "min_rest_hours": 11},
        },
        objectives=["coverage"],
    )


def _scattered(name: str, num: int, side: float, seed: int) -> Iterator[vm.Location]:
    """Scatter places evenly over the ground, to the metre."""
    spots = (Draws(seed, name).units(num, 2) * side).round()
    for number, (x, y) in enumerate(spots.tolist(), 1):
        yield vm.Location(id=f"{name}-{number:04}", x=x, y=y, area="北碚区")


def _sentinels(homes: list[vm.Location], seed: int) -> Iterator[vm.Volunteer]:
    days = Draws(seed, "days").chances(DAYS_OFFERED, len(homes), NUM_DAYS)
    nums = Draws(seed, "number of kinds").picks(KINDS_OFFERED, len(homes)) + 1
    # Who offers n kinds offers the n that were drawn lowest.
    kinds = (
        Draws(seed, "kinds").units(len(homes), len(SHIFTS)).argsort(axis=1).argsort(axis=1) < nums[:, None]
    )
    for number, home in enumerate(homes):
        starts = [
            MONDAY + timedelta(days=day, hours=hour)
            for day in range(NUM_DAYS)
            for kind, hour in enumerate(SHIFTS.values())
            if days[number, day] and kinds[number, kind]
        ]
        yield vm.Volunteer(
            id=f"v{number + 1:04}",
            home=home.id,
            available=merged(vm.Interval(start - WAY, start + SHIFT + WAY) for start in starts),
        )


def _shifts(gates: list[vm.Location]) -> Iterator[vm.Task]:
    for gate in gates:
        for day in range(NUM_DAYS):
            for name, hour in SHIFTS.items():
                start = MONDAY + timedelta(days=day, hours=hour)
                yield vm.Task(
                    id=f"{gate.id} {start:%m-%d} {name}",
                    type="shift",
                    location=gate.id,
                    windows=[vm.Interval(start, start + SHIFT)],
                )


def main(arguments: list[str]) -> None:
    """Plan the week, or a part of it."""
    problem = beibei(float(arguments[0]) if arguments else 0.02)
    result = vm.solve(problem, time_limit=60)
    coverage = result.levels[0]
    work = loads(result.plan)
    print(f"{len(problem.volunteers)} sentinels, {len(problem.tasks)} shifts of a week")
    print(
        f"  {len(served(result.plan))} shifts held by {len(work)} people, {max(work.values())} each at most"
    )
    print(f"  open: {coverage.value[2]}, and {coverage.bound[2]} at least ({result.status})")


if __name__ == "__main__":
    main(sys.argv[1:])
