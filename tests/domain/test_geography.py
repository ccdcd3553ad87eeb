"""Straight lines on the sphere and the plane, and the three datums."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volmatch.domain.geography import (
    EARTH_RADIUS_METRES,
    arc_of_short,
    chord,
    convert,
    points,
    straight_line,
)
from volmatch.domain.travel import Network, StraightLine
from volmatch.program.travel import Travel

DATUMS = ("WGS84", "GCJ02", "BD09")


def vincenty(lat1, lon1, lat2, lon2):
    """Great circle by the arctangent that is exact near and far; independent of the haversine."""
    a, b = math.radians(lat1), math.radians(lat2)
    turn = math.radians(lon2 - lon1)
    y = math.hypot(
        math.cos(b) * math.sin(turn), math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(turn)
    )
    x = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
    return EARTH_RADIUS_METRES * math.atan2(y, x)


def line(lat1, lon1, lat2, lon2, datum="WGS84"):
    a = points(np.array([lat1]), np.array([lon1]), datum)
    b = points(np.array([lat2]), np.array([lon2]), datum)
    return float(straight_line(a, b)[0])


lats, lons = st.floats(-90, 90), st.floats(-180, 180)


@settings(deadline=None)
@given(lats, lons, lats, lons)
def test_the_great_circle_against_another_formula(lat1, lon1, lat2, lon2):
    there = line(lat1, lon1, lat2, lon2)
    far = vincenty(lat1, lon1, lat2, lon2)
    # Near the antipode the arcsine has no digits left: 0.2 m of 20,000 km.
    assert there == pytest.approx(far, rel=1e-9, abs=1e-6 if far < 1.9e7 else 1.0)
    assert there == line(lat2, lon2, lat1, lon1)


@pytest.mark.parametrize(
    ("one", "two", "metres"),
    [
        ((0, 0), (0, 1), math.radians(1) * EARTH_RADIUS_METRES),
        ((0, 0), (1, 0), math.radians(1) * EARTH_RADIUS_METRES),
        ((0, 179.9995), (0, -179.9995), math.radians(0.001) * EARTH_RADIUS_METRES),  # antimeridian
        ((10, 180), (10, -180), 0),
        ((90, 0), (90, 137), 0),  # a pole has every longitude
        ((-90, 12), (-90, -100), 0),
        ((90, 0), (-90, 0), math.pi * EARTH_RADIUS_METRES),
        ((90, 55), (0, -120), math.pi / 2 * EARTH_RADIUS_METRES),
        ((89.9995, 0), (89.9995, 180), math.radians(0.001) * EARTH_RADIUS_METRES),  # over the pole
        ((29.5, 106.5), (29.5, 106.5), 0),
    ],
)
def test_known_distances(one, two, metres):
    assert line(*one, *two) == pytest.approx(metres, rel=1e-9, abs=2e-6)


@settings(deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_the_plane_is_euclidean(x1, y1, x2, y2):
    assert line(x1, y1, x2, y2, "planar") == pytest.approx(math.hypot(x1 - x2, y1 - y2), rel=1e-12, abs=1e-9)


@settings(deadline=None)
@given(st.floats(0, 0.1))
def test_the_series_is_the_arcsine(half):
    assert arc_of_short(half) == pytest.approx(math.asin(half), rel=4e-16, abs=0)


def test_the_series_and_the_arcsine_meet_without_a_step():
    below, above = np.nextafter(0.1, 0), 0.1
    assert arc_of_short(below) == pytest.approx(math.asin(above), rel=1e-14)


@pytest.mark.parametrize("metres", [0, 0.001, 480, 50_000, 1_276_000, 10_000_000])
def test_the_chord_of_a_line(metres):
    assert chord(metres, 2) == metres
    turned = metres / EARTH_RADIUS_METRES
    a = points(np.array([0.0]), np.array([0.0]), "WGS84")
    b = points(np.array([0.0]), np.array([math.degrees(turned)]), "WGS84")
    assert chord(metres, 3) == pytest.approx(float(np.linalg.norm(a - b)), abs=1e-8, rel=1e-12)


def test_no_line_is_longer_than_half_the_earth():
    assert chord(1e9, 3) == 2 * EARTH_RADIUS_METRES


# -- datums -----------------------------------------------------------------------------------------


def test_in_chongqing_gcj02_is_about_480_m_off_enough_to_break_a_radius_of_500_m():
    lat, lon = convert(29.56, 106.55, "WGS84", "GCJ02")
    assert line(29.56, 106.55, lat, lon) == pytest.approx(480, abs=20)


def test_bd09_is_about_a_kilometre_further():
    lat, lon = convert(29.56, 106.55, "GCJ02", "BD09")
    assert 500 < line(29.56, 106.55, lat, lon) < 1300


# Published pairs (Tiananmen, from the tables that the public libraries test against).
@pytest.mark.parametrize(
    ("source", "target", "before", "after"),
    [
        ("WGS84", "GCJ02", (39.915, 116.404), (39.91640428150164, 116.41024449916938)),
        ("GCJ02", "BD09", (39.915, 116.404), (39.92133699351021, 116.41036949371029)),
        ("GCJ02", "WGS84", (39.915, 116.404), (39.91359571849836, 116.39775550083061)),
        ("BD09", "GCJ02", (39.915, 116.404), (39.90865673957631, 116.39762729119315)),
    ],
)
def test_published_pairs(source, target, before, after):
    found = convert(*before, source, target)
    assert found == pytest.approx(after, abs=2e-5)


@settings(deadline=None)
@given(st.floats(18, 53), st.floats(74, 135), st.sampled_from(DATUMS), st.sampled_from(DATUMS))
def test_there_and_back_to_a_billionth_of_a_degree(lat, lon, source, target):
    back = convert(*convert(lat, lon, source, target), target, source)
    assert back == pytest.approx((lat, lon), abs=1e-9, rel=0)


def test_a_datum_to_itself_changes_nothing():
    for datum in DATUMS:
        assert convert(29.56, 106.57, datum, datum) == (29.56, 106.57)


def test_two_steps_are_the_steps_one_after_the_other():
    once = convert(29.56, 106.57, "WGS84", "BD09")
    assert once == convert(*convert(29.56, 106.57, "WGS84", "GCJ02"), "GCJ02", "BD09")


@pytest.mark.parametrize("name", ["planar", "wgs84", ""])
def test_no_other_datum_is_converted(name):
    with pytest.raises(ValueError):  # noqa: PT011
        convert(29.56, 106.57, "WGS84", name)


# -- a single leg and an array are the same, to the bit ------------------------------------------------


@pytest.mark.parametrize(
    ("datum", "width"), [("planar", 20_000.0), ("WGS84", 0.3), ("WGS84", 20.0), ("GCJ02", 170.0)]
)
@pytest.mark.parametrize("detour", [1.0, 1.3])
def test_a_single_leg_is_what_the_arrays_give(datum, width, detour):
    dice = np.random.default_rng(7)
    count = 1000
    if datum == "planar":
        first, second = dice.uniform(-width, width, (2, count))
    else:
        first = np.clip(29.5 + dice.uniform(-width, width, count) / 2, -90, 90)
        second = 106.5 - 106.5 * (width > 100) + dice.uniform(-width, width, count)
    network = Network(points(first, second, datum), StraightLine({"walk": 4.5, "car": 31.7}, detour))
    travel = Travel(network, ("walk", "car"))
    one, two = dice.integers(0, count, (2, 12_500))
    two[::50] = one[::50]
    for mode in (0, 1):
        seconds, metres = travel.seconds(mode, one, two).tolist(), travel.metres(mode, one, two).tolist()
        legs = [travel.leg(mode, a, b) for a, b in zip(one.tolist(), two.tolist(), strict=True)]
        assert legs == list(zip(seconds, metres, strict=True))
