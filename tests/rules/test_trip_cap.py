"""A plan breaks `trip_cap` when somebody makes more trips than allowed, a day or in all."""

import pytest

from .build import DAY, HOUR, broken, forbidden_by, job, person, problem, served


def trips(*departures, who="ann"):
    """One trip of 1,100 s to the job of that number at each departure."""
    return [f"{who} {at} > job{row} {at + 500}-{at + 600} > {at + 1100}" for row, at in enumerate(departures)]


def made(rule=None, ann=None, count=4, **more):
    people = [person(**{"offers": [(0, 4 * DAY)], **(ann or {})})]
    jobs = [job(f"job{row}", windows=[(0, 4 * DAY)]) for row in range(count)]
    return problem(*people, *jobs, rules={"trip_cap": rule or {}}, **more)


MORNING, NOON = 8 * HOUR, 12 * HOUR


@pytest.mark.parametrize(
    ("rule", "ann", "departures", "excess"),
    [
        ({}, {}, [MORNING, NOON, DAY, DAY + NOON], []),
        ({"per_day": 2}, {}, [MORNING, NOON], []),
        ({"per_day": 1}, {}, [MORNING, NOON], [1]),
        ({"per_day": 1}, {}, [MORNING, NOON, NOON + HOUR], [2]),
        ({"per_day": 1}, {}, [MORNING, DAY + MORNING, 2 * DAY], []),
        ({"per_day": 1}, {}, [MORNING, NOON, DAY + MORNING, DAY + NOON], [1, 1]),
        ({"per_day": 0}, {}, [MORNING], [1]),
        ({"per_day": 0}, {}, [], []),
        ({"per_horizon": 2}, {}, [MORNING, DAY], []),
        ({"per_horizon": 2}, {}, [MORNING, DAY, 2 * DAY], [1]),
        ({"per_horizon": 0}, {}, [MORNING, DAY], [2]),
        ({"per_day": 1, "per_horizon": 2}, {}, [MORNING, NOON, DAY], [1, 1]),
        ({}, {"max_trips_per_day": 1}, [MORNING, NOON], [1]),
        ({}, {"max_trips": 1}, [MORNING, DAY], [1]),
        ({"per_day": 3}, {"max_trips_per_day": 1}, [MORNING, NOON], [1]),
        ({"per_day": 1}, {"max_trips_per_day": 3}, [MORNING, NOON], [1]),
        ({"per_horizon": 1}, {"max_trips": 3}, [MORNING, DAY], [1]),
        ({"per_horizon": 3}, {"max_trips": 1}, [MORNING, DAY], [1]),
        ({}, {"max_trips": 0}, [MORNING], [1]),
        # over midnight a trip counts on the day on which it departs
        ({"per_day": 1}, {}, [DAY - 1, 2 * DAY - 1], []),
        ({"per_day": 1}, {}, [MORNING, DAY - 1], [1]),
        ({"per_day": 1}, {}, [MORNING, DAY], []),
        ({"per_day": 1}, {}, [DAY - 1, DAY + 1099], []),
    ],
)
def test_trips_are_counted_by_the_day_they_depart_and_in_all(rule, ann, departures, excess):
    found = broken(made(rule, ann), "trip_cap", *trips(*departures))
    assert found == [(("ann",), by) for by in excess]


def test_a_day_is_a_local_day():
    # In Chongqing, 1,000 s after the start at 23:00 is the same day; 3,600 s after it is the next.
    of = made({"per_day": 1}, start="2020-03-02T23:00", timezone="Asia/Shanghai")
    assert broken(of, "trip_cap", *trips(0, 3600)) == []
    assert broken(of, "trip_cap", *trips(0, 3599)) == [(("ann",), 1)]


def test_each_volunteer_has_a_cap_of_their_own():
    of = problem(
        person(),
        person("bob", max_trips=2),
        *(job(f"job{row}", people={"min": 1, "target": 2}) for row in range(2)),
        rules={"trip_cap": {"per_horizon": 1}},
    )
    rows = [*trips(0), *trips(0, 5000, who="bob")]
    assert broken(of, "trip_cap", *rows) == [(("bob",), 1)]


@pytest.mark.parametrize(
    ("rule", "ann", "count"),
    [
        ({}, {}, 4),
        ({"per_day": 1}, {}, 4),
        ({"per_day": 0}, {}, 0),
        ({"per_horizon": 3}, {}, 3),
        ({"per_horizon": 0}, {}, 0),
        ({"per_day": 2}, {"max_trips": 2}, 2),
        ({"per_day": 1}, {"offers": [(0, DAY)]}, 1),
        ({"per_day": 1}, {"offers": [(0, DAY + HOUR)]}, 2),
        ({"per_day": 2, "per_horizon": 3}, {"offers": [(0, DAY), (DAY + 1, 3 * DAY)]}, 3),
        ({}, {"max_trips_per_day": 1, "offers": [(DAY - HOUR, DAY + HOUR)]}, 2),
    ],
)
def test_the_best_plan_keeps_the_caps_and_uses_them(rule, ann, count):
    of = made(rule, {"max_tasks_per_trip": 1, **ann})
    assert len(served(of)) == count


@pytest.mark.parametrize(
    "zero", [{"rule": {"per_day": 0}}, {"rule": {"per_horizon": 0}}, {"ann": {"max_trips": 0}}]
)
def test_no_trips_at_all(zero):
    of = made(**zero)
    assert forbidden_by(of, task="job0") == ["trip_cap"]
    assert served(of) == []


def test_no_engine_leaves_before_midnight_only_to_wait():
    # Cap one trip a day. The first job needs a departure at 00:20 or before; leaving at 23:59 the day
    # before and waiting is legal, counts on that day, and leaves today's trip for the second job. The
    # engines, and so their proofs, leave such plans out (docs/model.md §9); the verifier lets them pass.
    of = problem(
        person(offers=[(DAY - HOUR, 2 * DAY)], max_tasks_per_trip=1, max_trips_per_day=1),
        job("early", windows=[(DAY + 1800, DAY + 1900)]),
        job("later", windows=[(DAY + NOON, DAY + NOON + 100)]),
    )
    early = f"ann {DAY - 60} > early {DAY + 440}/{DAY + 1800}-{DAY + 1900} > {DAY + 2400}"
    later = f"ann {DAY + NOON - 500} > later {DAY + NOON}-{DAY + NOON + 100} > {DAY + NOON + 600}"
    assert broken(of, "trip_cap", early, later) == []
    assert len(served(of)) == 1
