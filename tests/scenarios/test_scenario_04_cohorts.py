"""Isolated and frail never by the same person on a day: the fourth row of the scenarios."""

import pytest


@pytest.fixture(scope="module")
def apart(scenario):
    return scenario("scenario_04_cohorts")


@pytest.mark.parametrize(
    ("people", "trips_a_day", "rule", "visited", "met"),
    [(6, 2, True, 10, 2), (2, 5, True, 9, 1), (2, 5, False, 10, 1)],
)
def test_the_rule_costs_one_visit_where_there_are_two_people(
    apart, told, solved, people, trips_a_day, rule, visited, met
):
    problem = apart.cohorts(people, trips_a_day, apart=rule)
    result = solved(problem)
    assert result.levels[0].value == (0, 0, 10 - visited, 0, 0, 0, 0, 0)
    assert result.levels[1].value == met == len(told.exposed(problem, result.plan, "isolated"))
    assert len(told.served(result.plan)) == visited
    both = told.exposed(problem, result.plan, "isolated") & told.exposed(problem, result.plan, "frail")
    assert not (rule and both)


def test_who_waits_is_frail(apart, solved):
    problem = apart.cohorts(2, 5)
    (row,) = solved(problem).plan.unserved
    assert (problem.task(row.task).cohort, row.reason) == ("frail", "outweighed")


def test_it_tells_its_story(apart, capsys):
    apart.main()
    told = capsys.readouterr().out
    assert "6 people, 2 trips each: 10 of 10 visited, 2 people met the isolated (optimal)" in told
    assert "2 people, 5 trips each: 9 of 10 visited, 1 people met the isolated (optimal)" in told
    assert "the same without the rule: 10 of 10 visited" in told
