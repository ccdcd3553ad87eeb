"""Where to recruit: the fifth row of the scenarios, as far as a plan tells it."""

import pytest


@pytest.fixture(scope="module")
def recruit(scenario):
    return scenario("scenario_05_recruit")


@pytest.mark.parametrize(("leader", "met"), [(True, 11), (False, 8)])
def test_the_leader_is_worth_three_visits(recruit, told, solved, leader, met):
    problem = recruit.recruit(leader)
    result = solved(problem)
    assert len(problem.tasks) == 22
    assert result.levels[0].value == (0, 0, 22 - met, 0, 0, 0, 0, 0)
    assert told.loads(result.plan)[recruit.LEADER] == (3 if leader else 0)
    assert {row.reason for row in result.plan.unserved} == {"outweighed"}


def test_locals_stay_in_their_district(recruit, told, solved):
    problem = recruit.recruit()
    for volunteer, task in told.services(solved(problem).plan):
        assert volunteer == recruit.LEADER or volunteer.startswith(problem.task(task).location)


def test_it_tells_its_story(recruit, capsys):
    recruit.main()
    told = capsys.readouterr().out
    assert "With the leader 11 of 22 needs are met (optimal)" in told
    assert "Without the leader 8 of 22 needs are met (optimal)" in told
    assert "铁山坪 Tieshanping: 4 of 10" in told
