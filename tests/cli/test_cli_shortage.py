"""``volmatch shortage``: what a coordinator reads of who is missing."""

from __future__ import annotations

import json

import pytest
from cli_common import put

import volmatch as vm


@pytest.fixture
def planned(folder, small):
    """A plan beside the problem, in which nobody does anything; a far task wants another radius."""
    problem = vm.load("problem.json")
    vm.save(vm.Plan(problem=problem.name, clock=problem.clock), "plan.json")
    return folder


def test_it_says_who_is_missing_and_writes_the_areas(planned, volmatch):
    ran = volmatch("shortage problem.json plan.json -o areas.geojson")
    assert (ran.status, ran.err) == (0, "")
    assert "1 recruit is missing; fewer would not do: proven." in " ".join(ran.out.split())
    assert "far, 13:00–16:00: 1 recruit (aged 18 or older), for 1 task" in ran.out
    [area] = json.loads((planned / "areas.geojson").read_text(encoding="utf-8"))["features"]
    assert area["geometry"] == {"type": "Point", "coordinates": [106.5, 29.5]}
    assert area["properties"]["recruits"] == 1


def test_it_speaks_chinese(planned, volmatch):
    ran = volmatch("shortage problem.json plan.json --lang zh")
    assert ran.status == 0
    assert "还缺 1 人；已证明不能再少。" in ran.out


def test_terms_of_recruits_are_read(planned, volmatch):
    words = "shortage problem.json plan.json --cap 1 --skills cook,nurse --skills none --band 12:00-17:00"
    ran = volmatch(words)
    assert ran.status == 0
    assert "12:00–17:00" in ran.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--cap 0", "--cap"),
        ("--area nowhere", "no location lies in this area"),
        ("--band noon", "two times of the clock"),
        ("--lang fr", "--lang: en or zh is expected"),
        ("-o areas.txt", "there is no format '.txt'"),
        ("-o problem.json", "would be overwritten"),
        ("-o nowhere/areas.geojson", "there is no folder 'nowhere'"),
    ],
)
def test_what_makes_no_sense_is_refused(planned, volmatch, words, told):
    ran = volmatch(f"shortage problem.json plan.json {words}")
    assert ran.status == 2
    assert told in " ".join(ran.err.split())


def test_a_plane_is_on_no_map(planned, small, volmatch):
    small["coordinates"] = "planar"
    for place in small["locations"]:
        place["x"], place["y"] = place.pop("lat"), place.pop("lon")
    put(small)
    ran = volmatch("shortage problem.json plan.json -o areas.geojson")
    assert ran.status == 2
    assert "planar" in ran.err
    assert not (planned / "areas.geojson").exists()
