"""Old and young together: the eighth row of the scenarios, as far as a plan tells it."""

import pytest

import volmatch as vm


@pytest.fixture(scope="module")
def ages(scenario):
    return scenario("scenario_08_ages")


def test_one_gate_is_guarded(ages, told, solved):
    problem = ages.ages()
    result = solved(problem)
    assert result.levels[0].value == (0, 0, 1, 0, 0, 0, 0, 0)
    (row,) = result.plan.unserved
    assert row.reason == "outweighed"
    assert {row.task} | told.served(result.plan) == set(ages.GATES)
    together = [problem.volunteer(name).age for name in told.loads(result.plan)]
    assert len(together) == 2
    assert min(together) == 45


@pytest.mark.parametrize(("age", "guarded"), [(59, 2), (60, 1)])
def test_one_more_under_sixty_serves_both(ages, told, solved, age, guarded):
    result = solved(ages.ages((*ages.AGES, age)))
    assert len(told.served(result.plan)) == guarded
    assert len(result.plan.trips) == 2 * guarded


def test_one_more_under_sixty_is_asked_for(ages, solved):
    problem = ages.ages()
    plan = solved(problem).plan
    said = vm.explain(problem, plan, plan.unserved[0].task, time_limit=300)
    (line,) = said.team
    assert (line.count, line.max_age, line.able, line.free) == (1, 59, 1, 0)
    (repair,) = said.repairs
    assert (repair.change.count, repair.change.max_age) == (1, 59)
    assert "1 more volunteer under 60" in said.text()
    assert vm.verify(repair.apply(problem), repair.plan) == []


def test_it_tells_its_story(ages, capsys):
    ages.main()
    told = capsys.readouterr().out
    assert "waiting: 北门 north gate (outweighed)" in told or "waiting: 南门 south gate (outweighed)" in told
    assert "1 more volunteer under 60" in told
    assert told.endswith("waiting: nobody\n")
