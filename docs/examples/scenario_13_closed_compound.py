"""Closed compound (封闭小区接力送药): medicine handed over at the gate.

A man with Parkinson's was alone at home with a four-year-old, and needed his medicine every month. His
compound was closed: his children, and the volunteers, could not enter. So one volunteer fetches the medicine
from the hospital and brings it to the gate; a neighbour who lives inside takes it on to the flat. Next month
the same two come again, because he knows them by now, though others live nearer.

    python docs/examples/scenario_13_closed_compound.py
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from surveying import hours
from telling import loads, services, waiting

import volmatch as vm

PATIENT = "patient"
TO_GATE, TO_FLAT = "送到大门 to the gate", "送到家 to the flat"
HOSPITAL, GATE, FLAT = "医院 hospital", "大门 gate", "病人家 flat"
# Who lives where (metres east of the gate), and whether inside the compound.
OUTSIDERS = {"outsider-1": -1_000, "outsider-2": -1_400}
RESIDENTS = {"resident-1": 100}
# Two more who offer themselves next month, and live nearer.
NEW_OUTSIDERS, NEW_RESIDENTS = {"outsider-3": -800}, {"resident-3": 60}
MARCH, APRIL = date(2020, 3, 2), date(2020, 4, 2)


def closed_compound(
    outsiders: dict[str, int],
    residents: dict[str, int],
    familiar: Collection[str] = (),
    day: date = MARCH,
) -> vm.Problem:
    """Make the day of the medicine.

    Parameters
    ----------
    outsiders, residents
        Where each lives, in metres east of the gate.
    familiar
        Who knows the patient already; default nobody.
    day
        The date.
    """
    homes = {**outsiders, **residents}
    day_hours = hours("08:00", "18:00", str(day))
    return vm.Problem(
        name="封闭小区接力送药",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start=f"{day}T00:00",
        end=f"{day + timedelta(days=1)}T00:00",
        travel=vm.StraightLine({"walk": 4.5}, detour=1.0),
        locations=[
            vm.Location(id=HOSPITAL, x=-600, y=0, setup=timedelta(minutes=30)),
            vm.Location(id=GATE, x=0, y=0),
            vm.Location(id=FLAT, x=120, y=0, access="compound"),
            *(vm.Location(id=f"home of {name}", x=x, y=0) for name, x in homes.items()),
        ],
        volunteers=[
            vm.Volunteer(
                id=name,
                home=f"home of {name}",
                available=[day_hours],
                organisation="residents" if name in residents else "street team",
                access=["compound"] if name in residents else [],
                familiar=vm.Familiar(beneficiaries=[PATIENT] if name in familiar else []),
            )
            for name in homes
        ],
        tasks=[
            vm.Task(
                id=TO_GATE,
                location=GATE,
                beneficiary=PATIENT,
                pickup=vm.Pickup(location=HOSPITAL, duration=timedelta(minutes=10)),
                duration=timedelta(minutes=5),
                windows=[day_hours],
                # Those who live inside may not come back from a hospital.
                organisations=["street team"],
            ),
            vm.Task(
                id=TO_FLAT,
                location=FLAT,
                beneficiary=PATIENT,
                pickup=vm.Pickup(location=GATE),
                duration=timedelta(minutes=10),
                windows=[day_hours],
                after=[vm.After(task=TO_GATE)],
            ),
        ],
        objectives=["coverage", "continuity", "nearness"],
    )


def relay(plan: vm.Plan) -> str:
    """Name who does what."""
    return ", ".join(f"{task} by {name}" for name, task in sorted(services(plan)))


def main() -> None:
    """Plan with outsiders only, which is not enough, with one resident, and the month after."""
    closed = closed_compound(OUTSIDERS, {})
    alone = vm.solve(closed)
    print(f"Only outsiders: {relay(alone.plan)}; waiting: {waiting(alone.plan)} ({alone.status})")
    print(vm.explain(closed, alone.plan, TO_FLAT, time_limit=30.0))
    march = vm.solve(closed_compound(OUTSIDERS, RESIDENTS))
    print(f"March: {relay(march.plan)} ({march.status})")
    april = vm.solve(
        closed_compound(
            {**OUTSIDERS, **NEW_OUTSIDERS}, {**RESIDENTS, **NEW_RESIDENTS}, set(loads(march.plan)), APRIL
        )
    )
    print(f"April: {relay(april.plan)} ({april.status})")


if __name__ == "__main__":
    main()
