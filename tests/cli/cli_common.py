"""What the tests of the command line share beside fixtures: a small problem, and its file."""

from __future__ import annotations

import json
from importlib.util import find_spec

DAY = "2020-03-02"
SMALL = {
    "schema": "volmatch/problem/1",
    "name": "圣泉街道",
    "timezone": "Asia/Shanghai",
    "coordinates": "WGS84",
    "start": f"{DAY}T00:00",
    "end": "2020-03-03T00:00",
    "travel": {"kind": "straight_line", "detour": 1.3, "modes": {"walk": {"speed_kmh": 4.5}}},
    "locations": [
        {"id": "h1", "lat": 29.2911, "lon": 106.2533, "area": "江津区/花园路五号"},
        {"id": "h2", "lat": 29.2955, "lon": 106.2577},
        {"id": "gate-1", "lat": 29.2966, "lon": 106.2588},
        {"id": "far", "lat": 29.5, "lon": 106.5},
    ],
    "task_types": [{"id": "gate", "min_age": 18}],
    "volunteers": [
        {"id": "v01", "home": "h1", "age": 22.125, "available": [
            {"start": f"{DAY}T08:00", "end": f"{DAY}T12:00"}]},
        {"id": "v[red]02", "home": "h2", "age": 67.375, "skills": ["cook"], "available": [
            {"start": f"{DAY}T12:00", "end": f"{DAY}T22:00"}]},
    ],
    "tasks": [
        {"id": "t1", "type": "gate", "location": "gate-1", "duration_minutes": 120,
         "windows": [{"start": f"{DAY}T09:00", "end": f"{DAY}T11:00"}]},
        {"id": "t2", "type": "gate", "location": "gate-1", "duration_minutes": 60,
         "priority": "high", "windows": [{"start": f"{DAY}T13:00", "end": f"{DAY}T16:00"}]},
        {"id": "t3", "type": "gate", "location": "far", "duration_minutes": 60,
         "priority": "critical", "windows": [{"start": f"{DAY}T13:00", "end": f"{DAY}T16:00"}]},
    ],
    "rules": {"near_residence": {"radius_km": 2.0}, "trip_cap": {"per_day": 1}},
    "objectives": ["coverage", "nearness"],
}  # fmt: skip


def put(raw, name="problem.json"):
    """Write plain values as a JSON file into the working directory."""
    with open(name, "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump(raw, file)


def present(module):
    """Tell whether a module is there yet."""
    return find_spec(module) is not None
