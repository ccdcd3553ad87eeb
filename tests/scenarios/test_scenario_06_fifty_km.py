"""Fifty kilometres a day: the sixth row of the scenarios."""

import pytest

import volmatch as vm


@pytest.fixture(scope="module")
def round_trip(scenario):
    return scenario("scenario_06_fifty_km")


def test_one_of_the_two_is_visited(round_trip, backwards):
    problem = round_trip.fifty_km()
    result = vm.solve(problem, time_limit=60)
    assert result.status == "optimal"
    assert [level.value for level in result.levels] == [(0, 0, 1, 0, 0, 0, 0, 0), 50_000, 1]
    assert all(level.proven for level in result.levels)
    assert [len(trip.stops) for trip in result.plan.trips] == [1]
    assert [row.reason for row in result.plan.unserved] == ["outweighed"]
    backwards(problem, result.plan)


@pytest.mark.parametrize(("km", "visits"), [(49.999, 0), (50, 1), (99.999, 1), (100, 2)])
def test_the_kilometres_of_the_day_decide(round_trip, km, visits):
    result = vm.solve(round_trip.fifty_km(max_km_per_day=km), time_limit=60)
    assert result.status == "optimal"
    assert sum(len(trip.stops) for trip in result.plan.trips) == visits


def test_it_tells_its_story(round_trip, capsys):
    round_trip.main()
    told = capsys.readouterr().out
    assert "The leader drives 50 km, to visit-" in told
    assert "(outweighed) (optimal)" in told
