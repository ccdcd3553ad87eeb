"""A plan breaks `window` when a service is not inside one window, or not inside an opening time."""

import pytest

from .build import (
    DAY,
    broken,
    fetched,
    forbidden_by,
    job,
    person,
    place,
    possible,
    problem,
    served,
    starts,
    visits,
)


def row(start, length=100):
    return f"ann {start - 500} > job {start}-{start + length} > {start + length + 500}"


@pytest.mark.parametrize(
    ("windows", "start", "excess"),
    [
        ([(1000, 1100)], 1000, None),
        ([(1000, 2000)], 1900, None),
        ([(1000, 2000)], 999, 1),
        ([(1000, 2000)], 1901, 1),
        ([(1000, 2000)], 3000, 1100),
        ([(1000, 1050), (1050, 1100)], 1000, None),  # touching windows are one
        ([(1050, 1100), (1000, 1050)], 1000, None),
        ([(1000, 1050), (1051, 1150)], 1000, 50),  # half in each is in none
        ([(0, 100), (2000, 2100)], 2000, None),
        ([(0, 600), (2000, 2100)], 1990, 10),
    ],
)
def test_the_whole_service_lies_in_one_window(windows, start, excess):
    of = problem(person(), job(windows=windows))
    assert broken(of, "window", row(start)) == ([] if excess is None else [(("job",), excess)])
    inside = [pair for pair in possible(of) if pair[0] <= start <= pair[1]]
    if excess is None:
        assert inside


@pytest.mark.parametrize(
    ("windows", "opening", "starts"),
    [
        ([(1000, 2000)], [], (1000, 1900)),
        ([(1000, 2000)], [(0, DAY)], (1000, 1900)),
        ([(1000, 2000)], [(1500, 3000)], (1500, 1900)),
        ([(1000, 2000)], [(600, 1300)], (1000, 1200)),
        ([(1000, 2000)], [(1200, 1300)], (1200, 1200)),
        ([(1000, 2000)], [(1200, 1299)], None),
        ([(1000, 2000)], [(1950, 2500)], None),
        ([(1000, 2000)], [(1200, 1250), (1250, 1300)], (1200, 1200)),
        ([(1000, 2000)], [(1200, 1250), (1251, 1310)], None),
        ([(1000, 1200), (3000, 3200)], [(1150, 3100)], (3000, 3000)),
    ],
)
def test_windows_and_opening_times_hold_together(windows, opening, starts):
    of = problem(person(), job(windows=windows), place("work", 500, open=opening))
    assert (possible(of) or [None])[0] == starts
    assert ("window" in forbidden_by(of)) == (starts is None)
    for start in range(1000, 3300, 50):
        legal = starts is not None and starts[0] <= start <= starts[1]
        assert (broken(of, "window", row(start)) == []) == legal, start


def test_outside_window_and_opening_time_are_two_violations():
    of = problem(person(), job(windows=[(1000, 1100)]), place("work", 500, open=[(1000, 1090)]))
    assert broken(of, "window", row(1001)) == [(("job",), 1), (("job",), 11)]


@pytest.mark.parametrize(("length", "excess"), [(99, 1), (101, 1), (0, 100)])
def test_a_service_lasts_exactly_as_long_as_its_task_says(length, excess):
    of = problem(person(), job())
    assert broken(of, "window", row(1000, length)) == [(("job",), excess)]


def test_a_service_of_no_length_may_lie_at_the_very_end():
    of = problem(person(), job(windows=[(1000, 2000)], duration=0))
    assert broken(of, "window", row(2000, 0)) == []
    assert broken(of, "window", row(2001, 0)) == [(("job",), 1)]
    assert possible(of) == [(1000, 2000)]


def test_a_service_longer_than_every_window_is_forbidden_to_everybody():
    of = problem(person(), job(windows=[(0, 99), (1000, 1099)]))
    assert forbidden_by(of)[0] in ("available", "window")
    assert possible(of) == []
    assert served(of) == []


def test_opening_times_of_the_home_hold_no_trip_back():
    of = problem(person(), job(), place("home", open=[(0, 10)]))
    assert broken(of, "window", row(1000)) == []


def test_the_window_holds_the_service_not_the_way_or_the_setup():
    of = problem(person(), job(windows=[(1000, 1100)]), place("work", 500, setup=300))
    assert broken(of, "window", "ann 200 > job 700/1000-1100 > 1600") == []
    assert possible(of) == [(1000, 1000)]


def test_a_preferred_interval_forbids_nothing():
    of = problem(person(), job(preferred=(5000, 6000)))
    assert broken(of, "window", row(1000)) == []


def test_every_person_of_a_team_is_judged():
    of = problem(person(), person("bob"), job(people=2, windows=[(1000, 1100)]))
    rows = [row(1000), row(1000).replace("ann", "bob")]
    assert broken(of, "window", *rows) == []
    rows = [row(1001), row(1001).replace("ann", "bob")]
    assert broken(of, "window", *rows) == [(("job",), 1), (("job",), 1)]


# -- pickups -----------------------------------------------------------------------------------------------------------

SHOP = 300  # metres from home, on the way to work


def with_pickup(windows=(), duration=50, opening=(), offers=((0, DAY),)):
    pickup = fetched(duration=duration, windows=list(windows))
    return problem(person(offers=offers), job(pickup=pickup), place("shop", SHOP, open=list(opening)))


def fetch(start, length=50):
    return f"ann {start - SHOP} > job^ {start}-{start + length} > job 20000-20100 > 20600"


@pytest.mark.parametrize(
    ("windows", "opening", "start", "excess"),
    [
        ((), (), 300, []),
        ((), (), 19_000, []),
        ([(1000, 2000)], (), 1000, []),
        ([(1000, 2000)], (), 1950, []),
        ([(1000, 2000)], (), 999, [1]),
        ([(1000, 2000)], (), 1951, [1]),
        ([(0, 600), (1000, 2000)], (), 700, [150]),
        ((), [(1000, 2000)], 1000, []),
        ((), [(1000, 2000)], 990, [10]),
        ([(1000, 2000)], [(1500, 3000)], 1500, []),
        ([(1000, 2000)], [(1500, 3000)], 1400, [100]),
        ([(1000, 2000)], [(1500, 3000)], 1990, [40]),
        ([(1000, 2000)], [(1500, 3000)], 900, [100, 600]),
    ],
)
def test_a_pickup_lies_in_its_own_windows_and_while_its_place_is_open(windows, opening, start, excess):
    of = with_pickup(windows, opening=opening)
    assert broken(of, "window", fetch(start)) == [(("job",), by) for by in excess]
    inside = any(low <= start <= high for low, high in starts(of, "job^"))
    assert inside == (not excess)


@pytest.mark.parametrize(("length", "excess"), [(50, []), (49, [1]), (51, [1]), (0, [50])])
def test_a_pickup_lasts_exactly_as_long_as_it_says(length, excess):
    assert broken(with_pickup(), "window", fetch(1000, length)) == [(("job",), by) for by in excess]


def test_the_windows_of_the_service_and_those_of_the_pickup_are_their_own():
    of = problem(
        person(),
        job(windows=[(5000, 6000)], pickup=fetched(windows=[(1000, 2000)])),
        place("shop", SHOP, open=[(0, 3000)]),
        place("work", 500, open=[(4000, 9000)]),
    )
    assert broken(of, "window", "ann 700 > job^ 1000-1100 > job 5000-5100 > 5600") == []
    assert (starts(of, "job^"), starts(of, "job")) == ([(1000, 1900)], [(5000, 5900)])


@pytest.mark.parametrize(
    ("offers", "opening", "wanted"),
    [
        ([(100, 5000), (7000, 9000)], (), [(100, 8950)]),  # from the first offer to the last
        ([(100, 5000)], [(0, 1000), (2000, 9000)], [(100, 950), (2000, 4950)]),
        ([], (), []),
        ([], [(0, 1000)], []),
    ],
)
def test_a_pickup_without_windows_may_start_while_anybody_offers_time(offers, opening, wanted):
    assert starts(with_pickup(opening=opening, offers=offers), "job^") == wanted


@pytest.mark.parametrize(
    ("windows", "opening", "fits"),
    [
        ([(0, 50)], (), True),
        ([(0, 49)], (), False),
        ((), [(0, 49), (100, 149)], False),
        ([(0, 1000)], [(960, 1010)], False),
        ([(0, 1000)], [(950, 1010)], True),
        ([(0, 1000)], [(1001, 1100)], False),
        ((), (), True),
    ],
)
def test_a_pickup_that_no_time_is_long_enough_for_is_forbidden_to_everybody(windows, opening, fits):
    of = with_pickup(windows, opening=opening)
    assert ("window" in forbidden_by(of)) == (not fits)
    assert bool(starts(of, "job^")) == fits


def test_a_remote_task_has_no_opening_times_and_the_program_knows():
    of = problem(person(), job(remote=True), place("work", 500, open=[(0, 50)]))
    assert starts(of, "job") == [(0, DAY - 100)]
    assert visits(of)[1] == {"job": 0}
