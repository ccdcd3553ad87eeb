"""A team of eleven to another county: the eleventh row of the scenarios."""

import pytest

import volmatch as vm


@pytest.fixture(scope="module")
def expedition(scenario):
    return scenario("scenario_11_expedition")


@pytest.mark.parametrize(
    ("people", "at_least", "going", "missing"), [(11, 11, 11, 0), (9, 8, 9, 2), (8, 8, 8, 3)]
)
def test_a_team_goes_together(expedition, told, solved, people, at_least, going, missing):
    result = solved(expedition.expedition(people, at_least))
    assert result.levels[0].value == (0, 0, 0, 0, 0, 0, missing, 0)
    assert len(told.loads(result.plan)) == going
    assert len({trip.stops[0].start for trip in result.plan.trips}) == 1
    assert result.levels[1].value == going * 2 * 90_000


@pytest.mark.parametrize(("people", "at_least"), [(10, 11), (7, 8)])
def test_one_too_few_and_nobody_goes(expedition, solved, people, at_least):
    result = solved(expedition.expedition(people, at_least))
    assert result.levels[0].value == (0, 0, 1, 0, 0, 0, 0, 0)
    assert result.plan.trips == ()
    (row,) = result.plan.unserved
    assert (row.reason, dict(row.blocked_by)) == ("staffing", {})


def test_ten_of_eleven(expedition, solved):
    problem = expedition.expedition(10)
    plan = solved(problem).plan
    said = vm.explain(problem, plan, plan.unserved[0].task, time_limit=300)
    assert (said.reason, len(said.able), said.people) == ("staffing", 10, 11)
    assert "10 of 11 people could come (staffing)" in said.text()
    changes = {repair.change.kind: repair.change for repair in said.repairs}
    assert changes["task_people"].new == 10
    assert changes["recruits"].count == 1


def test_it_tells_its_story(expedition, capsys):
    expedition.main()
    told = capsys.readouterr().out
    assert "11 people, at least 11: 11 go, waiting: nobody (optimal)" in told
    assert "10 people, at least 11: 0 go, waiting: 春耕 ploughing (staffing) (optimal)" in told
    assert "10 of 11 people could come" in told
    assert "9 people, at least 8: 9 go, waiting: nobody (optimal)" in told
