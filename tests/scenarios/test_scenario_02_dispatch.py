"""Daily dispatch: every number of the second row of the scenarios."""

from collections import Counter

import pytest

import volmatch as vm


@pytest.fixture(scope="module")
def dispatch(scenario):
    return scenario("scenario_02_dispatch")


def test_the_people_and_needs_are_as_told(dispatch):
    problem = dispatch.dispatch()
    assert len(problem.tasks) == 40
    teams = Counter(volunteer.organisation for volunteer in problem.volunteers)
    assert teams == {"field team": 22, "community team": 25}
    assert problem.rules == {"trip_limits": {"max_tasks": 1}, "trip_cap": {"per_day": 2}}


def test_all_forty_needs_are_met(dispatch, backwards):
    problem = dispatch.dispatch()
    result = vm.solve(problem, time_limit=60)
    assert result.status == "optimal"
    assert result.levels[0].value == result.levels[0].bound == (0,) * 8
    assert result.plan.unserved == ()
    assert {stop.task for trip in result.plan.trips for stop in trip.stops} == {
        task.id for task in problem.tasks
    }
    # The other organisation is not ours to send.
    sent = {problem.volunteer(trip.volunteer).organisation for trip in result.plan.trips}
    assert sent == {"field team"}
    backwards(problem, result.plan)


def test_with_three_ill_two_of_the_least_urgent_wait(dispatch, backwards):
    assert len(dispatch.ILL) == 3
    problem = dispatch.dispatch(ill=dispatch.ILL)
    result = vm.solve(problem, time_limit=60)
    assert result.status == "optimal"
    assert result.levels[0].value == result.levels[0].bound == (0, 0, 0, 2, 0, 0, 0, 0)
    assert len(result.plan.trips) == 38
    assert not {trip.volunteer for trip in result.plan.trips} & set(dispatch.ILL)
    assert [row.reason for row in result.plan.unserved] == ["outweighed", "outweighed"]
    assert {problem.task(row.task).priority for row in result.plan.unserved} == {"low"}
    backwards(problem, result.plan)


def test_it_tells_its_story(dispatch, capsys):
    dispatch.main()
    told = capsys.readouterr().out
    assert "Everybody is well: 40 errands by " in told
    assert "38 errands by 19 people (optimal)" in told
    assert "the trip caps are exhausted" in told


def test_the_trip_caps_are_exhausted(dispatch):
    problem = dispatch.dispatch(ill=dispatch.ILL)
    plan = vm.solve(problem, time_limit=60).plan
    said = vm.explain(problem, plan, plan.unserved[0].task, time_limit=300)
    assert said.reason == "outweighed"
    # All nineteen who are well have made both trips, and would have to drop an errand.
    assert len(said.able) == len(said.displaced) == 19
    assert all("trip_cap" in one.rules and len(one.tasks) == 1 for one in said.displaced)
    assert {(row.rule, row.kind): row.count for row in said.blocked} == {
        ("qualified", "organisation"): 25,
        ("available", "never"): 3,
    }
    assert "the trip caps are exhausted" in said.text()
    third = next(one for one in said.repairs if getattr(one.change, "rule", "") == "trip_cap")
    assert (third.change.parameter, third.change.new) == ("per_day", 3)
