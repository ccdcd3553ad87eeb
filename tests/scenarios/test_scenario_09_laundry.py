"""Laundry for 45 families of medical staff: the ninth row of the scenarios."""

import pytest

import volmatch as vm


@pytest.fixture(scope="module")
def laundry(scenario):
    return scenario("scenario_09_laundry")


@pytest.mark.parametrize(("days", "clean", "collected"), [(1, 0, 36), (2, 36, 36), (3, 45, 45)])
def test_families_with_clean_laundry(laundry, told, backwards, days, clean, collected):
    problem = laundry.laundry(days)
    assert len(problem.tasks) == 2 * 45
    result = vm.solve(problem, method="greedy")
    backwards(problem, result.plan)
    assert laundry.num_clean(result.plan) == clean
    assert len(told.served(result.plan)) == clean + collected
    assert result.levels[0].value == (0, 0, 3 * 45 - 2 * clean - collected, 0, 0, 0, 0, 0)


def test_what_is_carried_and_when(laundry, backwards):
    problem = laundry.laundry(2)
    plan = backwards(problem, vm.solve(problem, method="greedy").plan)
    ends = {stop.task[-2:]: stop.end for trip in plan.trips for stop in trip.stops if stop.task[0] == "收"}
    for trip in plan.trips:
        assert len(trip.stops) <= 6
        assert len({problem.task(stop.task).cohort for stop in trip.stops}) == 1
        for stop in trip.stops:
            if stop.task[0] == "送":
                assert stop.start - ends[stop.task[-2:]] >= 24 * 3600


def test_it_tells_its_story(laundry, first_plans, capsys):
    laundry.main()
    told = capsys.readouterr().out
    assert "1 days: 0 of 45 families have clean laundry, 6 rounds" in told
    assert "2 days: 36 of 45 families have clean laundry, 12 rounds" in told
    assert "3 days: 45 of 45 families have clean laundry, 16 rounds" in told
