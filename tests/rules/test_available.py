"""A plan breaks `available` when a trip is not inside one interval of availability."""

import pytest

from .build import DAY, HOUR, broken, forbidden_by, job, person, place, possible, problem, served

# The service lasts 100 s, the way 500 s either way: a trip of 1,100 s, here from 1,000 to 2,100.
ROW = "ann 1000 > job 1500-1600 > 2100"


@pytest.mark.parametrize(
    ("offers", "outside"),
    [
        ([(1000, 2100)], None),
        ([(0, 5000)], None),
        ([(1001, 2100)], 1),
        ([(1000, 2099)], 1),
        ([(1001, 2098)], 3),
        ([(1000, 1500), (1500, 2100)], None),  # touching intervals are one
        ([(1500, 2100), (1000, 1500)], None),  # in any order
        ([(1000, 1500), (1501, 2100)], 501),  # a second is missing: no one interval holds the trip
        ([(3000, 9000)], 1100),
        ([], 1100),
        ([(3000, 9000), (1000, 2050)], 50),
    ],
)
def test_a_trip_lies_in_one_interval_from_door_to_door(offers, outside):
    of = problem(person(offers=offers), job(windows=[(1500, 1600)]))
    expected = [] if outside is None else [(("ann",), outside)]
    assert broken(of, "available", ROW) == expected
    assert bool(possible(of)) == (outside is None)


def test_overlapping_intervals_are_one():
    with pytest.warns(UserWarning, match="overlap"):
        of = problem(person(offers=[(1000, 1600), (1500, 2100)]), job(windows=[(1500, 1600)]))
    assert broken(of, "available", ROW) == []
    assert possible(of)


def test_setup_is_part_of_the_trip():
    there = place("work", 500, setup=60)
    row = "ann 940 > job 1500-1600 > 2100"
    for start, outside in ((940, []), (941, [(("ann",), 1)])):
        of = problem(person(offers=[(start, 2100)]), job(windows=[(1500, 1600)]), there)
        assert broken(of, "available", row) == outside
        assert bool(possible(of)) == (not outside)


def test_at_home_the_service_alone_must_fit():
    for end, fits in ((200, True), (199, False)):
        of = problem(person(offers=[(100, end)]), job(where="home", duration=100))
        assert bool(possible(of)) == fits
        assert (forbidden_by(of) == []) == fits


def test_past_midnight_in_one_interval():
    of = problem(person(offers=[(DAY - HOUR, DAY + HOUR)]), job(windows=[(DAY - 50, DAY + 50)]))
    assert broken(of, "available", f"ann {DAY - 550} > job {DAY - 50}-{DAY + 50} > {DAY + 550}") == []
    assert possible(of) == [(DAY - 50, DAY - 50)]


def test_each_trip_is_judged_by_itself_and_named():
    of = problem(person(offers=[(0, 1100)]), person("bob", offers=[(0, 1000)]), job(), job("more"))
    rows = ("ann 0 > job 500-600 > 1100", "bob 0 > more 500-600 > 1100")
    assert broken(of, "available", *rows) == [(("bob",), 100)]


def test_the_best_plan_uses_the_last_second():
    assert served(problem(person(offers=[(0, 1100)]), job())) == ["job"]
    assert served(problem(person(offers=[(0, 1099)]), job())) == []


def test_nobody_is_available_who_offers_nothing():
    of = problem(person(offers=()), job())
    assert forbidden_by(of)[0] == "available"
    assert served(of) == []
