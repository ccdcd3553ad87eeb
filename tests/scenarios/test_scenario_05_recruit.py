"""Where to recruit: the fifth row of the scenarios."""

import pytest

import volmatch as vm


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


@pytest.mark.parametrize(("leader", "total", "ways"), [(True, 6, {(3, 3), (4, 2)}), (False, 7, {(4, 3)})])
def test_so_many_recruits_are_missing(recruit, leader, total, ways):
    problem = recruit.recruit(leader)
    plan = vm.solve(problem, time_limit=60).plan
    found = recruit.missing(problem, plan)
    assert (found.total, found.bound, found.open, found.beyond) == (total, total, (), ())
    assert tuple(found.by_area[name] for name in recruit.DISTRICTS) in ways
    assert vm.verify(found.problem, found.plan) == []
    assert vm.score(found.problem, found.plan)[0].value == (0,) * 8
    assert found.surplus == ()


def test_it_tells_its_story(recruit, capsys):
    recruit.main()
    told = capsys.readouterr().out
    assert "With the leader 11 of 22 needs are met (optimal)" in told
    assert "Without the leader 8 of 22 needs are met (optimal)" in told
    assert "铁山坪 Tieshanping: 4 of 10" in told
    assert "6 recruits are missing; fewer would not do: proven." in told
    assert "7 recruits are missing; fewer would not do: proven." in told
