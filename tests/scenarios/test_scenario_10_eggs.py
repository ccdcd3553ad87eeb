"""Eggs sold to order: the tenth row of the scenarios."""

import pytest

import volmatch as vm


@pytest.fixture(scope="module")
def eggs(scenario):
    return scenario("scenario_10_eggs")


def test_the_eggs_are_as_told(eggs):
    problem = eggs.eggs()
    assert [eggs.NUM_HOUSEHOLDS * num for num in eggs.ORDER.values()] == [6_000, 300, 200]
    assert {tuple(task.load.items()) for task in problem.tasks} == {(("eggs", 65),)}
    assert {volunteer.capacity["eggs"] for volunteer in problem.volunteers} == {200}


@pytest.mark.parametrize("method", ["auto", "search"])
@pytest.mark.parametrize(("extra", "reached"), [(0, 99), (1, 100)])
def test_one_more_trip_reaches_all(eggs, told, backwards, extra, reached, method):
    problem = eggs.eggs(extra)
    result = vm.solve(problem, method=method, iteration_limit=500, time_limit=300)
    assert method == "search" or result.status == "optimal"
    assert result.levels[0].value == (0, 0, 100 - reached, 0, 0, 0, 0, 0)
    assert len(told.served(result.plan)) == reached
    assert len(result.plan.trips) == 33 + extra
    assert max(len(trip.stops) for trip in result.plan.trips) == 3
    backwards(problem, result.plan)


def test_it_tells_its_story(eggs, capsys):
    eggs.main()
    told = capsys.readouterr().out
    assert "33 trips: 99 of 100 households get their eggs, in 33 trips (optimal)" in told
    assert "34 trips: 100 of 100 households get their eggs, in 34 trips (optimal)" in told
