"""Youths placed near home: every number of the first row of the scenarios."""

import pytest

import volmatch as vm


@pytest.fixture(scope="module")
def near_home(scenario):
    return scenario("scenario_01_near_home")


@pytest.mark.parametrize(
    ("radius_km", "filled", "metres", "fewest_away", "most_away"),
    [
        (1.4, 14, 0, 0, 0),
        (1.5, 15, 2_700, 2, 2),
        (2.0, 16, 7_400, 5, 5),
        # A person who passes through costs as much as a chain of neighbours: which it is, is free.
        (3.0, 16, 7_400, 3, 5),
        (5.0, 16, 7_400, 2, 5),
    ],
)
def test_a_wider_radius_fills_more_posts(
    near_home, backwards, radius_km, filled, metres, fewest_away, most_away
):
    problem = near_home.near_home(radius_km)
    result = vm.solve(problem, time_limit=60)
    assert result.status == "optimal"
    coverage, nearness = result.levels
    assert coverage.value == coverage.bound == (0, 0, 16 - filled, 0, 0, 0, 0, 0)
    assert (nearness.value, nearness.bound) == (metres, metres)
    assert near_home.num_filled(result.plan) == filled
    assert fewest_away <= near_home.num_away(problem, result.plan) <= most_away
    backwards(problem, result.plan)


def test_the_people_and_posts_are_as_told(near_home):
    problem = near_home.near_home(2.0)
    homes = [volunteer.home for volunteer in problem.volunteers]
    assert [homes.count(community) for community in near_home.COMMUNITIES] == [6, 4, 3, 3]
    assert all(18 <= volunteer.age <= 34 for volunteer in problem.volunteers)
    posts = [task.location for task in problem.tasks]
    assert [posts.count(community) for community in near_home.COMMUNITIES] == [4, 4, 4, 4]


def test_it_tells_its_story(near_home, capsys):
    near_home.main()
    told = capsys.readouterr().out
    assert "radius 1.4 km: 14 posts filled, 0 people outside their community, 0.0 km" in told
    assert told.count("(optimal)") == 5
    assert "radius 2.0 km instead of 1.4 km for everybody" in told


def test_two_kilometres_fill_all(near_home):
    problem = near_home.near_home(1.4)
    plan = vm.solve(problem, time_limit=60).plan
    said = vm.explain(problem, plan, time_limit=300)
    assert [len(cause.tasks) for cause in said.causes] == [2]
    best = said.repairs[0]
    assert (best.change.rule, best.change.parameter, best.change.new) == ("near_residence", "radius_km", 2.0)
    assert set(best.gained) == {row.task for row in plan.unserved}
    assert vm.verify(best.apply(problem), best.plan) == []
    assert near_home.num_filled(best.plan) == 16
    assert "radius 2.0 km instead of 1.4 km" in said.text()
    assert "This fills all." in said.text()
    # With 1.5 km, one of the two is filled.
    smaller = next(repair for repair in said.repairs if getattr(repair.change, "new", 0) == 1.5)
    assert len(smaller.gained) == 1
