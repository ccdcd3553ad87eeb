"""Courtyard sentinels: the seventh row of the scenarios."""

from collections import Counter

import pytest

import volmatch as vm


@pytest.fixture(scope="module")
def courtyard(scenario):
    return scenario("scenario_07_sentinels")


@pytest.mark.parametrize(
    ("people", "own_entrance", "filled", "num_by_load"),
    [
        (12, False, 60, {5: 12}),
        (13, False, 63, {5: 11, 4: 2}),
        (14, True, 62, {5: 6, 4: 8}),
        (15, True, 63, {5: 3, 4: 12}),
    ],
)
def test_how_many_people_it_takes(courtyard, told, backwards, people, own_entrance, filled, num_by_load):
    problem = courtyard.sentinels(people, own_entrance)
    assert len(problem.tasks) == 63
    # To prove what is fair takes longer than to find it.
    result = vm.solve(problem, time_limit=4)
    assert result.levels[0].value == result.levels[0].bound == (0, 0, 63 - filled, 0, 0, 0, 0, 0)
    loads = told.loads(result.plan)
    assert sum(loads.values()) == filled
    assert Counter(loads.values()) == Counter(num_by_load)
    backwards(problem, result.plan)


def test_nobody_works_twice_a_day_or_on_six_days(courtyard, told, backwards):
    problem = courtyard.sentinels(13)
    assert problem.rules == {"workload": {"max_tasks_per_day": 1, "max_days": 5}}
    plan = backwards(problem, vm.solve(problem, method="greedy").plan)
    days = Counter((trip.volunteer, f"{plan.clock.moment(trip.depart):%m-%d}") for trip in plan.trips)
    assert set(days.values()) == {1}
    assert max(told.loads(plan).values()) == 5


def test_it_tells_its_story(courtyard, first_plans, capsys):
    courtyard.main()
    told = capsys.readouterr().out
    assert "12 people at any entrance: 60 of 63 shifts, 5 to 5 each" in told
    assert "15 people at their own entrance: 63 of 63 shifts, 4 to 5 each" in told
