"""The evening swap: the fourteenth row of the scenarios, by `replan`."""

import pytest
from attrs import evolve

import volmatch as vm


@pytest.fixture(scope="module")
def swap(scenario):
    return scenario("scenario_14_swap")


@pytest.fixture(scope="module")
def before(swap):
    return vm.solve(swap.swap(), time_limit=60).plan


@pytest.fixture(scope="module")
def again(swap, before):
    return lambda **more: vm.replan(swap.swap(), before, swap.calls_off(), time_limit=60, **more)


@pytest.mark.parametrize("frozen_until", [None, "2020-02-17T22:00"])
def test_one_changes_and_nineteen_stay(swap, told, before, again, frozen_until):
    assert len(told.served(before)) == 20
    found = again(frozen_until=frozen_until)
    assert found.result.status == "optimal"
    assert found.result.levels[0].value == (0,) * 8
    assert (found.num_changes, found.num_kept, found.lost) == (0, 19, ())
    kept, new = swap.changes(before, found.plan)
    assert len(kept) == 19
    assert new == {(swap.SUBSTITUTE, "卡点 gate-07")}
    assert [row.volunteer for row in found.changes] == [swap.SUBSTITUTE, swap.OUT]


def test_for_travel_alone_others_would_be_moved(again, solved):
    found = again()
    free = solved(evolve(found.problem, objectives=["coverage", "nearness"]))
    stability = next(level.value for level in free.unranked if level.name == "stability")
    assert stability > found.result.levels[1].value == 0
    assert free.levels[1].value < found.result.levels[2].value


def test_it_tells_its_story(swap, capsys):
    swap.main()
    told = capsys.readouterr().out
    assert "Announced: 20 gates (optimal)" in told
    assert "v07 calls off: 19 stay where they are (optimal)" in told
    assert "substitute: now also 卡点 gate-07" in told
