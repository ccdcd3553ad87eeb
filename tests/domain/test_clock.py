"""Instants: local days, daylight saving, midnights, and what is no instant."""

import itertools
from datetime import UTC, date, datetime, timedelta
from datetime import timezone as offset
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volmatch.domain.clock import Clock, Interval, merged, parse

HOUR, DAY = 3600, 86_400
ZONES = (
    "UTC",
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/Santiago",  # changes at midnight
    "Asia/Kathmandu",  # 05:45
    "Australia/Lord_Howe",  # changes by half an hour
    "Pacific/Apia",  # has no 30 December 2011
    "America/St_Johns",
)


def clock(text, zone):
    return Clock.at(datetime.fromisoformat(text), zone)


def test_seconds_count_from_the_start_in_utc_arithmetic():
    here = clock("2020-03-02T00:00", "Asia/Shanghai")
    assert here.origin == int(datetime(2020, 3, 1, 16, tzinfo=UTC).timestamp())
    assert here.seconds(datetime(2020, 3, 2)) == 0
    assert here.seconds(datetime(2020, 3, 1, 23, 59, 59)) == -1
    assert here.seconds(datetime(2020, 3, 2, 9, tzinfo=offset(timedelta(hours=8)))) == 9 * HOUR
    assert here.seconds(datetime(2020, 3, 2, 9, tzinfo=UTC)) == 17 * HOUR
    assert here.text(9 * HOUR + 1) == "2020-03-02T09:00:01+08:00"


def test_a_start_with_an_offset_of_its_own_is_the_same_instant():
    assert clock("2020-03-02T08:00+08:00", "UTC").origin == clock("2020-03-02T00:00", "UTC").origin


# 29 March 2020, 02:00 → 03:00, and 25 October 2020, 03:00 → 02:00, in Berlin.
# 6 September 2020, 00:00 → 01:00, and 4 April 2020, 24:00 → 23:00, in Santiago.
@pytest.mark.parametrize(
    ("zone", "wall", "name", "utc"),
    [
        ("Europe/Berlin", "2020-03-29T01:59:59", "", "2020-03-29T00:59:59"),
        ("Europe/Berlin", "2020-03-29T02:00", "gap", "2020-03-29T01:00"),
        ("Europe/Berlin", "2020-03-29T02:30", "gap", "2020-03-29T01:30"),
        ("Europe/Berlin", "2020-03-29T02:59:59", "gap", "2020-03-29T01:59:59"),
        ("Europe/Berlin", "2020-03-29T03:00", "", "2020-03-29T01:00"),
        ("Europe/Berlin", "2020-10-25T01:59:59", "", "2020-10-24T23:59:59"),
        ("Europe/Berlin", "2020-10-25T02:00", "fold", "2020-10-25T00:00"),
        ("Europe/Berlin", "2020-10-25T02:59:59", "fold", "2020-10-25T00:59:59"),
        ("Europe/Berlin", "2020-10-25T03:00", "", "2020-10-25T02:00"),
        ("America/Santiago", "2020-09-05T23:59:59", "", "2020-09-06T03:59:59"),
        ("America/Santiago", "2020-09-06T00:00", "gap", "2020-09-06T04:00"),
        ("America/Santiago", "2020-09-06T01:00", "", "2020-09-06T04:00"),
        ("America/Santiago", "2020-04-04T23:30", "fold", "2020-04-05T02:30"),
        ("America/Santiago", "2020-04-05T00:00", "", "2020-04-05T04:00"),
        ("Asia/Shanghai", "2020-03-29T02:30", "", "2020-03-28T18:30"),
    ],
)
def test_gaps_and_folds_are_named_and_read_the_first_way(zone, wall, name, utc):
    here = Clock.at(datetime(2020, 1, 1), zone)
    moment = datetime.fromisoformat(wall)
    assert here.oddity(moment) == name
    assert here.oddity(moment.replace(tzinfo=UTC)) == ""
    read = here.origin + here.seconds(moment)
    assert datetime.fromtimestamp(read, UTC) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2020-03-28", 24),
        ("Europe/Berlin", "2020-03-29", 23),
        ("Europe/Berlin", "2020-10-25", 25),
        ("America/Santiago", "2020-09-05", 24),
        ("America/Santiago", "2020-09-06", 23),
        ("America/Santiago", "2020-04-04", 25),
        ("Australia/Lord_Howe", "2020-04-05", 24.5),
        ("Pacific/Apia", "2011-12-30", 0),
    ],
)
def test_days_across_daylight_saving_are_as_long_as_they_are(zone, day, hours):
    first = date.fromisoformat(day)
    here = Clock.at(datetime(first.year, 1, 1), zone)
    number = (first - date(first.year, 1, 1)).days
    start, end = here.midnight(number), here.midnight(number + 1)
    assert end - start == hours * HOUR
    if hours:
        assert {here.day(start), here.day(end - 1)} == {number}
        assert here.date(start) == here.date(end - 1) == first
    assert here.day(start - 1) == number - 1
    assert here.day(end) == number + 1


@pytest.mark.parametrize("zone", ZONES)
@settings(deadline=None)
@given(day=st.integers(-400, 4000), second=st.integers(0, 86_399))
def test_every_second_lies_in_the_day_of_its_date(zone, day, second):
    here = Clock.at(datetime(2010, 6, 15, 13, 37), zone)
    instant = day * DAY + second
    number = here.day(instant)
    assert here.midnight(number) <= instant < here.midnight(number + 1)
    assert (here.date(instant) - here.date(0)).days == number
    assert here.seconds(here.moment(instant)) == instant
    assert here.seconds(datetime.fromisoformat(here.text(instant))) == instant


def test_the_day_of_the_start_is_zero_even_late_in_the_day():
    here = clock("2020-03-02T23:00", "Asia/Shanghai")
    assert [here.day(second) for second in (-23 * HOUR, -1, 0, HOUR - 1, HOUR)] == [0, 0, 0, 0, 1]
    assert here.day(-23 * HOUR - 1) == -1


@pytest.mark.parametrize(
    "name", ["Asia/Chongqin", "", "/etc/passwd", "../UTC", "Asia", "UTC\0", "a" * 500, "é"]
)
def test_unknown_zones_raise_what_the_problem_catches(name):
    with pytest.raises((ZoneInfoNotFoundError, ValueError, OSError)):
        Clock.at(datetime(2020, 1, 1), name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020-03-02",
        "today",
        "2020-03-02T09:00:00.5",
        "2020-13-02T09:00",
        "2020-03-02T25:00",
        "09:00:00 +08",
    ],
)
def test_what_is_no_instant(text):
    with pytest.raises(ValueError):  # noqa: PT011
        parse(text)


@pytest.mark.parametrize(
    "text", ["2020-03-02T09:00", "2020-03-02 09:00:00", "2020-03-02T09:00:00+08:00", "2020-03-02T01:00Z"]
)
def test_what_is_an_instant(text):
    here = clock("2020-03-02T00:00", "Asia/Shanghai")
    assert here.seconds(parse(text)) == 9 * HOUR


def test_a_clock_of_an_offset_keeps_it():
    moment = datetime(2020, 3, 2, 9, tzinfo=offset(timedelta(hours=-4)))
    assert Clock.of(moment).text(0) == "1969-12-31T20:00:00-04:00"
    assert Clock.of(datetime(2020, 3, 2, 9)).text(0) == "1970-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("given_", "joined"),
    [
        ([], []),
        ([(0, 5)], [(0, 5)]),
        ([(0, 5), (5, 9)], [(0, 9)]),
        ([(5, 9), (0, 5)], [(0, 9)]),
        ([(0, 5), (6, 9)], [(0, 5), (6, 9)]),
        ([(0, 9), (2, 3)], [(0, 9)]),
        ([(0, 5), (4, 9)], [(0, 9)]),
        ([(0, 5), (0, 5)], [(0, 5)]),
        ([(0, 9), (2, 3), (9, 10), (12, 13)], [(0, 10), (12, 13)]),
    ],
)
def test_overlapping_and_touching_intervals_are_one(given_, joined):
    assert merged(Interval(*pair) for pair in given_) == tuple(Interval(*pair) for pair in joined)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=8))
def test_joined_intervals_hold_the_same_seconds(pairs):
    intervals = [Interval(start, start + length) for start, length in pairs]
    joined = merged(intervals)
    before = {second for one in intervals for second in range(one.start, one.end)}
    after = [second for one in joined for second in range(one.start, one.end)]
    assert len(after) == len(set(after))
    assert set(after) == before
    assert all(a.end < b.start for a, b in itertools.pairwise(joined))


def test_intervals_hold_their_ends():
    assert Interval(0, 10).holds(Interval(0, 10))
    assert not Interval(0, 10).holds(Interval(0, 11))
    assert not Interval(1, 10).holds(Interval(0, 10))
    assert Interval(3, 10).seconds == 7


def test_the_second_of_two_readings_is_kept_where_it_is_written_with_its_offset():
    zone = ZoneInfo("Europe/Berlin")
    here = Clock.at(datetime(2020, 10, 25), "Europe/Berlin")
    first = datetime(2020, 10, 25, 2, 30, tzinfo=zone)
    assert here.seconds(first.replace(fold=1)) - here.seconds(first) == HOUR
