"""Forty masks: the fifteenth row of the scenarios."""

import pytest


@pytest.fixture(scope="module")
def masks(scenario):
    return scenario("scenario_15_masks")


@pytest.mark.parametrize(("a_day", "met"), [(40, 40), (0, 0), (12, 12), (47, 47), (100, 47)])
def test_as_many_go_as_there_are_masks(masks, told, solved, a_day, met):
    problem = masks.masks(a_day)
    assert (len(problem.volunteers), len(problem.tasks)) == (47, 47)
    result = solved(problem)
    urgent = [task for task in told.served(result.plan) if problem.task(task).priority == "high"]
    assert len(urgent) == min(met, masks.NUM_URGENT)
    assert result.levels[0].value == (0, 12 - len(urgent), 35 - (met - len(urgent)), 0, 0, 0, 0, 0)
    assert len(result.plan.trips) == met


def test_it_tells_its_story(masks, capsys):
    masks.main()
    told = capsys.readouterr().out
    assert "40 masks: 40 of 47 needs are met, 12 of them urgent (optimal)" in told
    assert "47 masks: 47 of 47 needs are met, 12 of them urgent (optimal)" in told
