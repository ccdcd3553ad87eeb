"""A small problem whose people and places have names that would be recognised, or do harm, wherever they came out."""

from __future__ import annotations

import json
import re

import volmatch as vm

DAY = "2020-03-02"
HOSTILE = (
    "</script><script>window.hacked=1</script>",
    '<img src=x onerror="window.hacked=1">',
    "<a href='http://evil.example/'>x</a>&amp;${alert(1)}",
)
SEPARATORS = "line\u2028para\u2029graph"
SECRETS = ("29.29", "106.25", "105.94", "花园路五号", "home-of-wang", "flat-of-li", "王秀英")
"""Coordinates, an address, and the names of locations, none of which may be on a page for the public."""


def at(day: int, hour: float) -> str:
    return f"2020-03-{2 + day:02}T{int(hour):02}:{round(hour % 1 * 60):02}"


def made(hostile: bool = False) -> vm.Problem:
    """Five volunteers and eight tasks on two days in two communities."""
    people = list(HOSTILE) if hostile else ["v1", "v2", "v10"]
    areas = [f"圣泉街道/<b>中渡</b>{SEPARATORS}" if hostile else "圣泉街道/中渡", "圣泉街道/海会"]
    homes = [
        vm.Location(
            id=f"home-of-wang-{row}", lat=29.2911 + row / 5000, lon=106.2533, area="圣泉街道/花园路五号"
        )
        for row in range(2)
    ]
    flats = [
        vm.Location(id=f"flat-of-li-{row}", lat=29.2955 + row / 4000, lon=106.2577, area=areas[row % 2])
        for row in range(8)
    ]
    volunteers = [
        vm.Volunteer(
            id=name,
            home=homes[row % 2].id,
            available=[] if name == "idle" else [(at(0, 8), at(0, 18)), (at(1, 8), at(1, 12))],
            age=34,
            radius_km=1.5 if row else None,
        )
        for row, name in enumerate([*people, "v11", "idle"])
    ]
    tasks = [
        vm.Task(
            id=HOSTILE[row] if hostile and row < 2 else f"t{row}",
            location=flat.id,
            beneficiary="王秀英",
            priority=("critical", "high", "normal", "low")[row % 4],
            windows=[(at(row % 2, 9 + row / 4), at(row % 2, 12))],
            duration=1200,
            people=2 if row == 2 else 1,
            min_age=60 if row == 7 else None,
        )
        for row, flat in enumerate(flats)
    ]
    tasks.append(vm.Task(id="call", remote=True, windows=[(at(0, 14), at(0, 16))], duration=1800))
    return vm.Problem(
        name=HOSTILE[0] + SEPARATORS if hostile else "圣泉",
        volunteers=volunteers,
        tasks=tasks,
        locations=[*homes, *flats],
        start=at(0, 0),
        end=at(2, 0),
        timezone="Asia/Shanghai",
        rules={"near_residence": {"radius_km": 2.0}, "trip_cap": {"per_day": 2}},
    )


def planned(problem: vm.Problem) -> vm.Plan:
    """A plan of it, the same on every machine."""
    plan = vm.solve(problem, method="greedy", time_limit=20).plan
    assert plan is not None
    return plan


def data_of(page: str) -> dict[str, object]:
    """The JSON that stands in a page."""
    found = re.search(r'<script type="application/json" id="volmatch-data">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def own_part(page: str) -> str:
    """A page without the JavaScript of plotly, in which any word may stand."""
    return "".join(
        script for script in re.split(r"(?s)(<script>.*?</script>)", page) if len(script) < 400_000
    )
