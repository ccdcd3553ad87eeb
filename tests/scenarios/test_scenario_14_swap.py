"""The evening swap: the fourteenth row of the scenarios, with the plan of before as ``previous``."""

import pytest
from attrs import evolve

import volmatch as vm


@pytest.fixture(scope="module")
def swap(scenario):
    return scenario("scenario_14_swap")


@pytest.fixture(scope="module")
def before(swap):
    return vm.solve(swap.swap(), time_limit=60).plan


@pytest.mark.parametrize("frozen_until", [None, "2020-02-17T22:00"])
def test_one_changes_and_nineteen_stay(swap, told, before, solved, frozen_until):
    assert len(told.served(before)) == 20
    problem = swap.swap(before, frozen_until)
    result = solved(problem)
    coverage, stability, _ = (level.value for level in result.levels)
    assert (coverage, stability) == ((0,) * 8, 1)
    kept, new = swap.changes(before, result.plan)
    assert len(kept) == 19
    assert new == {(swap.SUBSTITUTE, "卡点 gate-07")}


def test_for_travel_alone_others_would_be_moved(swap, before, solved):
    problem = swap.swap(before)
    free = solved(evolve(problem, objectives=["coverage", "nearness"]))
    stability = next(level.value for level in free.unranked if level.name == "stability")
    assert stability > 1
    assert free.levels[1].value < solved(problem).levels[2].value


def test_it_tells_its_story(swap, capsys):
    swap.main()
    told = capsys.readouterr().out
    assert "Announced: 20 gates (optimal)" in told
    assert "v07 calls off: 19 stay where they are (optimal)" in told
    assert "substitute goes to 卡点 gate-07" in told
