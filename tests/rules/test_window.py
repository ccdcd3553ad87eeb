"""A plan breaks `window` when a service is not inside one window, or not inside an opening time."""

import pytest

from .build import DAY, broken, forbidden_by, job, person, place, possible, problem, served


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
