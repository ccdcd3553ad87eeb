"""A problem with something of everything that people are given, and a plan of it, made by hand."""

from __future__ import annotations

import volmatch as vm

HOUR = 3600
PRIVATE = ("李阿姨", "江津区", "29.29", "106.25")


def problem(name: str = "圣泉街道", **more: object) -> vm.Problem:
    places = ("h1", "h2", "shop", "flat-7", "门岗")
    locations = [
        vm.Location(id=place, lat=29.29 + row / 500, lon=106.25, area="江津区/圣泉街道")
        for row, place in enumerate(places)
    ]
    ann = vm.Volunteer(id="v01", home="h1", available=[(8 * HOUR, 20 * HOUR)], capacity={"bags": 6})
    bob = vm.Volunteer(id="v<02>", home="h2", available=[(8 * HOUR, 20 * HOUR), (32 * HOUR, 44 * HOUR)])
    fetch = vm.Pickup(location="shop", duration=300)
    tasks = [
        vm.Task(id="gate", location="门岗", windows=[(10 * HOUR, 11 * HOUR)], duration=HOUR, people=2),
        vm.Task(
            id="送药-2", location="flat-7", windows=[(12 * HOUR, 18 * HOUR)], duration=900, load={"bags": 2},
            beneficiary="李阿姨", pickup=fetch,
        ),
        vm.Task(id="call", remote=True, windows=[(13 * HOUR, 18 * HOUR)], duration=900),
        vm.Task(id="late", location="门岗", windows=[(33 * HOUR, 34 * HOUR)], duration=900),
    ]  # fmt: skip
    said = {"volunteers": [ann, bob], "rules": {"trip_cap": {"per_day": 3}}, **more}
    return vm.Problem(
        name=name, timezone="Asia/Shanghai", start="2020-03-02T00:00", end="2020-03-04T00:00",
        locations=locations, tasks=tasks, **said,
    )  # fmt: skip


def plan(of: vm.Problem | None = None, later: int = 0) -> vm.Plan:
    """Two go to the gate; one of them fetches medicine and calls somebody, the other comes again the next day."""
    of = of or problem()

    def stop(task: str, start: int, seconds: int, kind: str = "service") -> vm.Stop:
        return vm.Stop(task=task, arrive=start, start=start, end=start + seconds, kind=kind)

    gate = stop("gate", 10 * HOUR, HOUR)
    medicine = [stop("送药-2", 12 * HOUR, 300, "pickup"), stop("送药-2", 13 * HOUR + later, 900)]
    trips = [
        vm.Trip(volunteer="v01", depart=9 * HOUR, return_=15 * HOUR, stops=(gate, *medicine)),
        vm.Trip(volunteer="v<02>", depart=9 * HOUR, return_=12 * HOUR, stops=(gate,)),
        vm.Trip(
            volunteer="v<02>", depart=32 * HOUR, return_=35 * HOUR, stops=(stop("late", 33 * HOUR, 900),)
        ),
    ]
    remote = [vm.RemoteService(volunteer="v01", task="call", start=16 * HOUR, end=16 * HOUR + 900)]
    return vm.Plan(problem=of.name, clock=of.clock, trips=trips, remote=remote)
