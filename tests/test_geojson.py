"""Plans for maps: WGS-84, longitude first, and nothing of a person by default."""

from __future__ import annotations

import json

import pytest

import volmatch as vm
from rules.build import job, person, plan, problem

LAT, LON = 29.561234, 106.574321


def chongqing(**more):
    places = [
        vm.Location(id="home", lat=LAT, lon=LON),
        vm.Location(id="work", lat=LAT + 0.004, lon=LON),
    ]
    settings = {"start": "2020-03-02T00:00", "end": "2020-03-03T00:00", "coordinates": "WGS84"}
    tasks = [job("job"), job("open", priority="high"), job("call", None, remote=True)]
    return vm.Problem(
        volunteers=[person()],
        tasks=tasks,
        locations=places,
        **{**settings, **more},
    )


def mapped(of, **how):
    made = vm.plan_geojson(of, vm.solve(of, time_limit=20, method="greedy").plan, **how)
    assert json.loads(json.dumps(made)) == made
    assert made["type"] == "FeatureCollection"
    return made["features"]


def test_by_default_every_place_is_about_a_kilometre_wide():
    for feature in mapped(chongqing()):
        text = json.dumps(feature["geometry"])
        assert "29.5612" not in text
        assert "106.5743" not in text
        if feature["geometry"] is not None and feature["geometry"]["type"] == "Point":
            assert feature["geometry"]["coordinates"] == [106.57, 29.57]


def test_trips_are_lines_and_tasks_are_points():
    features = mapped(chongqing(), include_personal=True)
    [trip] = [one for one in features if one["properties"]["kind"] == "trip"]
    home, work = [LON, LAT], [LON, round(LAT + 0.004, 6)]
    line = trip["geometry"]["coordinates"]
    assert (line[0], line[-1], set(map(tuple, line))) == (home, home, {tuple(home), tuple(work)})
    assert trip["properties"]["volunteer"] == "ann"
    assert sorted(trip["properties"]["tasks"]) == ["job", "open"]
    tasks = {one["properties"]["task"]: one for one in features if one["properties"]["kind"] == "task"}
    assert tasks["job"]["geometry"] == {"type": "Point", "coordinates": work}
    assert tasks["call"]["geometry"] is None
    assert tasks["open"]["properties"]["priority"] == "high"


def test_an_unserved_task_has_its_reason():
    of = chongqing(rules={"near_residence": {"radius_km": 0.1}})
    said = {one["properties"].get("task"): one["properties"] for one in mapped(of)}
    assert (said["job"]["served"], said["job"]["people"], said["job"]["reason"]) == (
        False,
        0,
        "near_residence",
    )
    assert "reason" not in said["call"]


@pytest.mark.parametrize("datum", ["GCJ02", "BD09"])
def test_maps_are_in_wgs84(datum):
    of = chongqing(coordinates=datum)
    [point] = {
        tuple(one["geometry"]["coordinates"])
        for one in mapped(of, include_personal=True)
        if one["properties"]["kind"] == "task" and one["geometry"] is not None
    }
    lat, lon = vm.convert(LAT + 0.004, LON, datum, "WGS84")
    assert point == (round(lon, 6), round(lat, 6))
    assert point != (LON, LAT + 0.004)


def test_a_plane_is_on_no_map():
    of = problem(person(), job())
    with pytest.raises(vm.InputError, match="planar coordinates stand for no place"):
        vm.plan_geojson(of, plan(of))


def test_a_place_without_a_position_is_named():
    of = vm.Problem(
        volunteers=[],
        tasks=[job()],
        locations=[vm.Location(id="work")],
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        travel=vm.Matrix({"walk": {"seconds": [[0]], "metres": [[0]]}}),
    )
    with pytest.raises(vm.InputError, match="work"):
        vm.plan_geojson(of, plan(of))
