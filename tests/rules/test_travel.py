"""A plan breaks `travel` when somebody would be in two places, or arrives before they can."""

import math

import numpy as np
import pytest
from attrs import evolve

from volmatch.domain.travel import Matrix, StraightLine
from volmatch.rules.travel import Travel

from .build import (
    broken,
    broken_alone,
    fetched,
    forbidden_by,
    job,
    pairs,
    person,
    place,
    possible,
    problem,
    served,
    visits,
)

LATE = ("ann",)


def two(**setup):
    """Two jobs at work, one beyond at 700 m, one at home."""
    return problem(
        person(),
        job("one"),
        job("two"),
        job("far", "beyond"),
        job("near", "home"),
        place("work", 500, **setup),
        place("beyond", 700, setup=30),
        place("home", 0, setup=40),
    )


@pytest.mark.parametrize(
    ("row", "late"),
    [
        ("ann 500 > one 1000-1100 > 1600", []),
        ("ann 501 > one 1000-1100 > 1600", [1]),
        ("ann 500 > one 1000-1100 > 1599", [1]),
        ("ann 510 > one 1000-1100 > 1590", [10, 10]),
        ("ann 0 > one 500/1000-1100 > 1600", []),  # waiting at the place
        ("ann 0 > one 1000-1100 > 9000", []),  # a slow way, and waiting before going home
        ("ann 500 > one 990/1000-1100 > 1600", [10]),  # arrives before it can
        ("ann 500 > one 1001/1000-1100 > 1600", [1]),  # starts before it arrives
        ("ann 500 > one 1000-1100 > two 1100-1200 > 1700", []),
        ("ann 500 > one 1000-1100 > two 1099-1199 > 1699", [1]),
        ("ann 500 > one 1000-1100 > two 5000-5100 > 5600", []),  # waiting between two stops
        ("ann 500 > one 1000-1100 > far 1330-1430 > 2130", []),  # 200 m further, 30 s of setup
        ("ann 500 > one 1000-1100 > far 1329-1429 > 2129", [1]),
        ("ann 500 > far 1200/1230-1330 > one 1530-1630 > 2130", []),
        ("ann 0 > near 0-100 > one 600-700 > 1200", []),
    ],
)
def test_the_way_is_followed_leg_by_leg(row, late):
    assert broken(two(), "travel", row) == [(LATE, by) for by in late]


@pytest.mark.parametrize(
    ("rows", "late"),
    [
        (["ann 440 > one 940/1000-1100 > 1600"], []),
        (["ann 440 > one 940/999-1099 > 1599"], [1]),
        (["ann 440 > one 940/1000-1100 > two 1100/1100-1200 > 1700"], []),  # once an arrival
        (["ann 440 > one 940/1000-1100 > far 1300/1330-1430 > two 1630/1690-1790 > 2290"], []),
        (["ann 440 > one 940/1000-1100 > far 1300/1330-1430 > two 1630/1689-1789 > 2289"], [1]),
        # through one's own home in one trip: no setup there, and again at work
        (["ann 440 > one 940/1000-1100 > near 1600/1600-1700 > two 2200/2260-2360 > 2860"], []),
        (["ann 440 > one 940/1000-1100 > near 1600/1600-1700 > two 2200/2200-2300 > 2800"], [60]),
        # in a second trip it is paid again
        (["ann 440 > one 940/1000-1100 > 1600", "ann 1600 > two 2100/2160-2260 > 2760"], []),
        (["ann 440 > one 940/1000-1100 > 1600", "ann 1600 > two 2100/2100-2200 > 2700"], [60]),
        (["ann 0 > near 0/0-100 > 100"], []),  # never at one's own home
    ],
)
def test_setup_is_paid_once_an_arrival_and_not_at_home(rows, late):
    assert broken(two(setup=60), "travel", *rows) == [(LATE, by) for by in late]


def test_no_setup_at_ones_own_home_stands_in_the_way_of_a_service():
    at_once = job("near", "home", windows=[(0, 100)])
    of = problem(person(), at_once, place("home", setup=600))
    assert Travel().forbids_jointly(of, of.volunteers[0], of.task("near")) == ""
    assert forbidden_by(of, task="near") == []


def test_setup_at_somebody_elses_home_is_paid():
    of = problem(person(), job("near", "other"), place("other", 0, 0, setup=60), person("bob", "other"))
    assert broken(of, "travel", "ann 0 > near 0/60-160 > 160") == []
    assert broken(of, "travel", "ann 0 > near 0/0-100 > 100") == [(LATE, 60)]
    assert broken(of, "travel", "bob 0 > near 0/0-100 > 100") == []
    assert possible(of, "ann", "near")[0][0] == 60
    assert possible(of, "bob", "near")[0][0] == 0


@pytest.mark.parametrize(
    ("second", "late"), [("ann 1600 > two 2100-2200 > 2700", []), ("ann 1599 > two 2100-2200 > 2700", [1])]
)
def test_trips_may_follow_back_to_back_but_not_overlap(second, late):
    of = two()
    assert broken(of, "travel", "ann 500 > one 1000-1100 > 1600", second) == [(LATE, by) for by in late]
    assert broken(of, "travel", second, "ann 500 > one 1000-1100 > 1600") == [(LATE, by) for by in late]


def test_two_people_may_be_out_at_the_same_time():
    of = problem(person(), person("bob"), job("one"), job("two"))
    rows = "ann 500 > one 1000-1100 > 1600", "bob 500 > two 1000-1100 > 1600"
    assert broken(of, "travel", *rows) == []


def test_a_stop_that_ends_before_it_starts_and_a_trip_that_returns_before_it_departs():
    of = two()
    assert ((LATE, 100)) in broken_alone(of, "travel", "ann 500 > one 1000-900 > 1600")
    assert broken_alone(of, "travel", "ann 500 > one 1000-1100 > 400") == [(LATE, 1200)]


def test_seconds_are_rounded_up_from_rounded_metres():
    # 4.5 km/h: 1,000.4 m × 1.3 = 1,300.52, rounded to 1,301 m; ⌈3600 × 1301 ÷ 4500⌉ = 1,041 s
    of = problem(person(), job(), place("work", 1000.4), travel=StraightLine({"walk": 4.5}, detour=1.3))
    assert math.ceil(3600 * 1301 / 4500) == 1041
    assert broken(of, "travel", "ann 0 > job 1041-1141 > 2182") == []
    assert broken(of, "travel", "ann 0 > job 1040-1140 > 2181") == [(LATE, 1)]


def matrix(seconds):
    table = {"seconds": seconds, "metres": np.where(np.isfinite(seconds), 7 * (1 - np.eye(2)), np.inf)}
    return Matrix({"walk": table})


def test_ways_may_be_asymmetric():
    of = problem(person(), job(), travel=matrix(np.array([[0, 100], [300, 0]])))
    assert broken(of, "travel", "ann 0 > job 100-200 > 500") == []
    assert broken(of, "travel", "ann 0 > job 100-200 > 499") == [(LATE, 1)]
    assert broken(of, "travel", "ann 1 > job 100-200 > 500") == [(LATE, 1)]


@pytest.mark.parametrize("seconds", [[[0, np.inf], [300, 0]], [[0, 300], [np.inf, 0]]])
def test_a_place_that_cannot_be_reached_or_left(seconds):
    of = problem(person(), job(), travel=matrix(np.array(seconds)))
    assert [subjects for subjects, _ in broken(of, "travel", "ann 0 > job 300-400 > 700")] == [LATE]
    assert forbidden_by(of) == ["travel"]
    assert served(of) == []


@pytest.mark.parametrize(("end", "fits"), [(1100, True), (1099, False)])
def test_there_and_back_in_the_time_offered(end, fits):
    of = problem(person(offers=[(0, end)]), job(duration=100))
    assert (forbidden_by(of) == []) == fits
    assert bool(possible(of)) == fits


def test_the_best_plan_knows_that_nobody_is_in_two_places():
    windows = [(1000, 1100)]
    of = problem(person(), job("one", windows=windows), job("two", windows=windows))
    assert len(served(of)) == 1
    of = problem(person(), job("one", windows=windows), job("two", windows=[(1100, 1200)]))
    assert served(of) == ["one", "two"]
    # home in between takes 1,000 s
    apart = [job("one", windows=windows), job("two", windows=[(2100, 2200)])]
    assert served(problem(person(max_tasks_per_trip=1), *apart)) == ["one", "two"]
    apart[1] = job("two", windows=[(2099, 2199)])
    assert len(served(problem(person(max_tasks_per_trip=1), *apart))) == 1


@pytest.mark.parametrize(("offset", "count"), [(0, 2), (-1, 1)])
def test_the_best_plan_pays_setup_once_an_arrival(offset, count):
    there = place("work", 500, setup=60)
    same = [job("one", windows=[(1000, 1100)]), job("two", windows=[(1100 + offset, 1200 + offset)])]
    assert len(served(problem(person(), *same, there))) == count
    # between them 200 m to another place and back, and 60 s of setup
    other = job("far", "beyond", windows=[(1300, 1400)])
    again = job("two", windows=[(1660 + offset, 1760 + offset)])
    of = problem(person(), same[0], other, again, there, place("beyond", 700))
    assert len(served(of)) == count + 1


def test_a_place_with_no_direct_way_may_be_reached_through_another_stop():
    inf = np.inf
    seconds = np.array([[0, inf, 100], [inf, 0, 100], [100, 100, 0]])
    metres = np.where(np.isfinite(seconds), seconds, inf)
    of = problem(
        person(),
        job("one"),
        job("two", "gate"),
        job("three", "gate"),
        place("gate", 1),
        travel=Matrix({"walk": {"seconds": seconds, "metres": metres}}),
    )
    assert broken(of, "travel", "ann 0 > two 100-200 > one 300-400 > three 500-600 > 700") == []
    assert served(of) == ["one", "three", "two"]
    assert forbidden_by(of, task="one") == []


# -- pickups -----------------------------------------------------------------------------------------------------------


def errand(**shop):
    """Fetched 300 m the other way, 800 m from work; 100 s at either."""
    return problem(person(), job(pickup=fetched()), place("shop", -300, **shop), place("work", 500, setup=30))


@pytest.mark.parametrize(
    ("row", "late"),
    [
        ("ann 0 > job^ 300-400 > job 1230-1330 > 1830", []),
        ("ann 1 > job^ 300-400 > job 1230-1330 > 1830", [1]),
        ("ann 0 > job^ 300-400 > job 1229-1329 > 1830", [1]),
        ("ann 0 > job^ 300-400 > job 1230-1330 > 1829", [1]),
    ],
)
def test_the_way_leads_to_where_it_is_fetched_and_then_to_where_it_is_brought(row, late):
    assert broken(errand(), "travel", row) == [(LATE, by) for by in late]


def test_setup_is_paid_where_something_is_fetched_and_once_an_arrival():
    of = errand(setup=60)
    assert broken(of, "travel", "ann 0 > job^ 300/360-460 > job 1290-1390 > 1890") == []
    assert broken(of, "travel", "ann 0 > job^ 300/359-459 > job 1290-1390 > 1890") == [(LATE, 1)]
    same = problem(
        person(),
        job("one", pickup=fetched("work")),
        job("two", pickup=fetched("work")),
        place("work", 500, setup=60),
    )
    row = "ann 0 > one^ 500/560-660 > two^ 660/660-760 > one 760/760-860 > two 860/860-960 > 1460"
    assert broken(same, "travel", row) == []


def test_the_program_knows_where_things_are_fetched():
    of = errand(setup=60)
    program, names = visits(of)
    assert [int(program.visits.place[names[name]]) for name in ("job^", "job")] == [
        of.place("shop"),
        of.place("work"),
    ]
    assert [int(program.visits.setup[names[name]]) for name in ("job^", "job")] == [60, 30]
    assert program.visits.offroute.tolist() == [0, 0]


# Home, work and shop; None = no way.
WAYS = [[0, 100, 100], [100, 0, 100], [100, 100, 0]]


@pytest.mark.parametrize(
    ("a", "b", "reached"),
    [
        (0, 1, True),  # the straight way to work is not needed
        (2, 0, True),  # nor that from the shop back home
        (0, 2, False),
        (2, 1, False),
        (1, 0, False),
        (1, 2, True),
    ],
)
def test_without_a_way_through_the_pickup_nobody_can(a, b, reached):
    table = np.array(WAYS, dtype=float)
    table[a, b] = np.inf
    # Ways through a third place would do as well; with three places there are none but those that lead back.
    travel = Matrix({"walk": {"seconds": table, "metres": table}})
    of = problem(person(), job(pickup=fetched()), place("shop", 300), travel=travel)
    row = "ann 0 > job^ 100-200 > job 300-400 > 500"
    assert (broken(of, "travel", row) == []) == reached
    assert (served(of) == ["job"]) == reached
    if (a, b) == (0, 2):
        assert served(evolve(of, tasks=[job(pickup=fetched()), job("two")])) == ["job", "two"]


def test_a_shop_that_cannot_be_left_is_no_way():
    table = np.array(WAYS, dtype=float)
    table[2, :2] = np.inf
    travel = Matrix({"walk": {"seconds": table, "metres": table}})
    of = problem(person(), job(pickup=fetched()), place("shop", 300), travel=travel)
    assert forbidden_by(of) == ["travel"]
    assert served(of) == []


@pytest.mark.parametrize(
    ("offer", "windows", "opening", "fits"),
    [
        ((0, 1830), (), (), True),
        ((0, 1829), (), (), False),
        ((1, 1830), (), (), False),
        ((0, 1830), [(300, 400)], (), True),
        ((0, 2000), [(470, 570)], (), True),
        ((0, 2000), [(471, 571)], (), False),
        ((0, 2000), [(200, 399), (470, 900)], (), True),
        ((0, 2000), (), [(0, 399), (470, 900)], True),
        ((0, 2000), (), [(0, 399), (471, 900)], False),
        ((0, 2000), [(0, 600)], [(100, 380), (450, 570)], True),
    ],
)
def test_there_and_there_and_back_in_the_time_offered(offer, windows, opening, fits):
    of = problem(
        person(offers=[offer]),
        job(pickup=fetched(windows=list(windows))),
        place("shop", -300, open=list(opening)),
        place("work", 500, setup=30),
    )
    assert forbidden_by(of) == ([] if fits else ["travel"])
    assert served(of) == (["job"] if fits else [])


def test_fetching_at_home_and_bringing_to_the_same_place_cost_no_way():
    for where, end in (("home", 1200), ("work", 1200)):
        for late in (0, 1):
            of = problem(person(offers=[(0, end - late)]), job(pickup=fetched(where)))
            assert forbidden_by(of) == (["travel"] if late else [])
            assert bool(pairs(of)) or late
