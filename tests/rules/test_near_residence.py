"""A plan breaks `near_residence` when the straight line from home exceeds the smallest radius."""

import math

import pytest

from volmatch.domain.geography import EARTH_RADIUS_METRES
from volmatch.domain.location import Location
from volmatch.domain.task import TaskType
from volmatch.domain.travel import Matrix, StraightLine
from volmatch.errors import ProblemError

from .build import (
    broken,
    fetched,
    forbidden_by,
    job,
    pairs,
    person,
    place,
    possible,
    problem,
    served,
)

ROW = "ann 0 > job 5000-5100 > 20000"


def agree(of, excess, row=ROW):
    """Check that the verifier, the pair audit and the compiled program all say the same."""
    found = broken(of, "near_residence", row)
    if excess is None:
        assert found == []
    else:
        assert found == [(("ann", "job"), pytest.approx(excess, abs=2e-7))]
    assert forbidden_by(of) == ([] if excess is None else ["near_residence"])
    assert bool(possible(of)) == (excess is None)


def made(rule=None, task=None, ann=None, far=500.0, *others, **more):
    return problem(
        person(**(ann or {})),
        job(**(task or {})),
        place("work", far),
        *others,
        rules={"near_residence": rule or {}},
        **more,
    )


@pytest.mark.parametrize(
    ("far", "excess"),
    [
        (0, None),
        (499.999, None),
        (500, None),
        (500.0000005, None),  # within a millionth of a metre
        (500.000002, 0.000002),
        (500.001, 0.001),
        (501, 1),
        (4000, 3500),
    ],
)
def test_a_place_exactly_on_the_circle_is_near_enough(far, excess):
    agree(made({"radius_km": 0.5}, None, None, far), excess)
    agree(made(None, {"radius_km": 0.5}, None, far), excess)
    agree(made(None, None, {"radius_km": 0.5}, far), excess)


@pytest.mark.parametrize(
    ("rule", "task", "ann", "excess"),
    [
        (0.5, 2, 3, None),
        (0.4, 2, 3, 100),
        (2, 0.4, 3, 100),
        (2, 3, 0.4, 100),
        (None, 0.5, None, None),
        (0.3, 0.4, 0.2, 300),
        (None, None, None, None),
        (0, None, None, 500),
        (None, 0, None, 500),
        (None, None, 0, 500),
    ],
)
def test_the_smallest_of_the_three_radii_counts(rule, task, ann, excess):
    agree(made({"radius_km": rule}, {"radius_km": task}, {"radius_km": ann}), excess)


def test_radius_zero_still_lets_people_serve_at_home():
    for radius in ({"rule": {"radius_km": 0}}, {"task": {"radius_km": 0}}, {"ann": {"radius_km": 0}}):
        agree(made(**radius, far=0), None)
        agree(made(**radius, far=0.001), 0.001)


@pytest.mark.parametrize(
    ("own", "of_type", "excess"),
    [(None, 0.4, 100), (0.6, 0.4, None), (0.4, 0.6, 100), (None, 0.5, None)],
)
def test_the_radius_of_a_task_replaces_that_of_its_type(own, of_type, excess):
    kind = TaskType(id="visit", radius_km=of_type)
    agree(made(None, {"type": "visit", "radius_km": own}, None, 500, kind), excess)


@pytest.mark.parametrize(
    ("own", "of_type", "free"),
    [(True, None, True), (None, True, True), (False, True, False), (True, False, True), (None, None, False)],
)
def test_lifted_lifts_every_radius_and_the_area(own, of_type, free):
    kind = TaskType(id="visit", lifted=of_type)
    task = {"type": "visit", "lifted": own}
    agree(made({"radius_km": 0.1}, task, None, 500, kind), None if free else 400)
    agree(made(None, task, {"radius_km": 0.1}, 500, kind), None if free else 400)
    agree(made(None, {**task, "radius_km": 0.1}, None, 500, kind), None if free else 400)
    agree(made({"same_area": 1}, task, None, 500, kind), None if free else 0)


def test_the_straight_line_counts_not_the_way():
    detour = StraightLine({"walk": 3.6}, detour=2.0)
    agree(made({"radius_km": 0.5}, travel=detour), None)
    agree(made({"radius_km": 0.5}, None, None, 500.001, travel=detour), 0.001)


@pytest.mark.parametrize(
    ("home", "work", "parts", "near"),
    [
        ("a/b/c", "a/b/d", 1, True),
        ("a/b/c", "a/b/d", 2, True),
        ("a/b/c", "a/b/d", 3, False),
        ("a/b/c", "a/b/c", 3, True),
        ("a/b/c", "a/b/c", 4, False),  # the fourth part is missing
        ("a", "a", 1, True),
        ("a", "ab", 1, False),
        ("a", "b", 1, False),
        ("", "", 1, False),
        ("a", "", 1, False),
        ("a/", "a/", 2, False),  # an empty part is missing
        ("a/b", "a/b", None, True),
        ("x", "y", None, True),
    ],
)
def test_the_first_parts_of_the_areas_are_the_same_and_present(home, work, parts, near):
    of = problem(
        person(),
        job(),
        place("home", area=home),
        place("work", 500, area=work),
        rules={"near_residence": {"same_area": parts}},
    )
    agree(of, None if near else 0)


@pytest.mark.parametrize("datum", ["WGS84", "GCJ02", "BD09"])
@pytest.mark.parametrize(("lat", "lon"), [(29.5, 106.5), (0.0, 179.99), (89.999, 12.0), (-33.4, -70.6)])
def test_exactly_on_the_radius_on_the_sphere(datum, lat, lon):
    home = Location(id="home", lat=lat, lon=lon)
    work = Location(id="work", lat=lat, lon=lon + 0.004)
    of = problem(person(), job(), home, work, coordinates=datum, travel=StraightLine())
    metres = float(of.network.line([0], [1])[0])
    exactly = _haversine(home, work)
    assert metres == pytest.approx(exactly, abs=1e-6)
    for radius, excess in ((metres, None), (metres - 0.001, 0.001), (metres + 0.001, None)):
        rules = {"near_residence": {"radius_km": radius / 1000}}
        more = {"coordinates": datum, "travel": StraightLine()}
        agree(problem(person(), job(), home, work, rules=rules, **more), excess)


def _haversine(a, b):
    one, two = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((two - one) / 2) ** 2
    half += math.cos(one) * math.cos(two) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_METRES * math.asin(math.sqrt(half))


def test_every_pair_of_a_plan_is_measured():
    of = problem(
        person(),
        person("bob", "work"),
        job("one", people=2),
        job("two", "home"),
        rules={"near_residence": {"radius_km": 0.4}},
    )
    rows = (
        "ann 0 > one 5000-5100 > two 6000-6100 > 6100",
        "bob 5000 > one 5000-5100 > two 6000-6100 > 7000",
    )
    found = [
        (("ann", "one"), pytest.approx(100)),
        (("bob", "two"), pytest.approx(100)),
    ]
    of_two = problem(
        person(),
        person("bob", "work"),
        job("one", people=2),
        job("two", "home", people=2),
        rules={"near_residence": {"radius_km": 0.4}},
    )
    assert broken(of_two, "near_residence", *rows) == found
    assert served(of) == ["two"]


def test_a_wide_radius_of_one_task_widens_no_other():
    of = problem(
        person(),
        job("one", radius_km=100),
        job("two"),
        place("work", 500.001),
        rules={"near_residence": {"radius_km": 0.5}},
    )
    assert served(of) == []
    of = problem(
        person(radius_km=0.5001), job("one", radius_km=100), job("two", radius_km=0.5), place("work", 500.05)
    )
    assert served(of) == ["one"]


# -- pickups -----------------------------------------------------------------------------------------------------------

ERRAND = "ann 0 > job^ 3000-3100 > job 5000-5100 > 20000"


def errand(rule, task=None, shop=300.0, area=("", "", ""), ann=None):
    return problem(
        person(**(ann or {})),
        job(pickup=fetched(), **(task or {})),
        place("home", area=area[0]),
        place("work", 500, area=area[1]),
        place("shop", shop, area=area[2]),
        rules={"near_residence": rule},
    )


@pytest.mark.parametrize(
    ("rule", "task", "shop", "excess"),
    [
        ({"radius_km": 0.5, "pickups": True}, {}, 500, None),
        ({"radius_km": 0.5, "pickups": True}, {}, -500, None),
        ({"radius_km": 0.5, "pickups": True}, {}, 500.001, 0.001),
        ({"radius_km": 0.5, "pickups": True}, {}, 2000, 1500),
        ({"radius_km": 0.5, "pickups": False}, {}, 2000, None),
        ({"radius_km": 0.5}, {}, 2000, None),
        ({"pickups": True}, {"radius_km": 0.6}, 700, 100),
        ({"pickups": True}, {"radius_km": 0.6}, 600, None),
        ({"radius_km": 0.5, "pickups": True}, {"lifted": True}, 2000, None),
        ({"radius_km": 0.4, "pickups": True}, {}, 300, 100),  # the place of service
        ({"pickups": True}, {}, 2000, None),
    ],
)
def test_the_radius_holds_for_pickups_where_the_rule_says_so(rule, task, shop, excess):
    of = errand(rule, task, shop)
    found = broken(of, "near_residence", ERRAND)
    assert found == ([] if excess is None else [(("ann", "job"), pytest.approx(excess, abs=2e-7))])
    assert forbidden_by(of) == ([] if excess is None else ["near_residence"])
    assert pairs(of) == ({("ann", "job"), ("ann", "job^")} if excess is None else set())


def test_service_and_pickup_that_are_both_too_far_are_two_violations():
    of = errand({"radius_km": 0.1, "pickups": True}, shop=300)
    assert sorted(broken(of, "near_residence", ERRAND)) == [(("ann", "job"), 200), (("ann", "job"), 400)]


def test_the_radius_of_the_volunteer_holds_for_pickups_too():
    for shop, near in ((500, True), (501, False)):
        of = errand({"pickups": True}, shop=shop, ann={"radius_km": 0.5})
        assert (broken(of, "near_residence", ERRAND) == []) == near
        assert bool(pairs(of)) == near


@pytest.mark.parametrize(
    ("area", "pickups", "near"),
    [
        (("a/b", "a/c", "a/d"), True, True),
        (("a/b", "a/c", "x/d"), True, False),
        (("a/b", "a/c", ""), True, False),
        (("a/b", "a/c", "x/d"), False, True),
        (("a/b", "x/c", "a/d"), True, False),
    ],
)
def test_the_area_of_the_pickup_is_the_same_where_the_rule_says_so(area, pickups, near):
    of = errand({"same_area": 1, "pickups": pickups}, area=area)
    assert broken(of, "near_residence", ERRAND) == ([] if near else [(("ann", "job"), 0)])
    assert forbidden_by(of) == ([] if near else ["near_residence"])
    assert bool(pairs(of)) == near


def test_a_pickup_without_a_position_is_refused_where_the_radius_holds_for_it():
    ways = [[0, 9, 9], [9, 0, 9], [9, 9, 0]]
    nowhere = Location(id="shop")

    def made(pickups, **more):
        return problem(
            person(),
            job(pickup=fetched(), **more),
            nowhere,
            travel=Matrix({"walk": {"seconds": ways, "metres": ways}}),
            rules={"near_residence": {"radius_km": 1, "pickups": pickups}},
        )

    assert made(False)
    assert made(True, lifted=True)
    with pytest.raises(ProblemError, match=r"tasks\[0\].pickup.location \(job\): the place has no position"):
        made(True)


def test_only_what_is_served_in_a_trip_is_near():
    of = problem(person(radius_km=0.1), job(remote=True), rules={"near_residence": {"radius_km": 0.1}})
    assert forbidden_by(of) == []
    assert pairs(of) == {("ann", "job")}
