"""One file a benchmark, which registers itself."""

from pathlib import Path

import pytest
from benchmarks.registry import SMOKE, Goal, benchmark, registered

CASES = Path(__file__).parents[2] / "benchmarks" / "cases"


def test_each_file_registers_the_benchmark_of_its_name():
    assert set(registered()) == {path.stem for path in CASES.glob("*.py")} - {"__init__"}


@pytest.mark.parametrize("name", registered())
def test_it_is_complete(name):
    each = registered()[name]
    assert each.description.endswith(".")
    assert each.every_size[0] == SMOKE
    assert SMOKE not in each.sizes
    assert set(each.time_limits) <= set(each.every_size)
    for goal in each.goals:
        assert (goal.most is None) != (goal.least is None)
        assert set(goal.sizes) <= {*each.sizes, *each.groups}


def test_a_name_is_given_once():
    with pytest.raises(ValueError, match="two benchmarks 'start'"):
        benchmark("start", description="Twice.", sizes=())(registered()["start"].run)


@pytest.mark.parametrize(
    ("goal", "value", "met"),
    [
        (Goal(figure="x", most=2), 2, True),
        (Goal(figure="x", most=2), 2.001, False),
        (Goal(figure="x", least=2), 2, True),
        (Goal(figure="x", least=2), 1.999, False),
    ],
)
def test_a_goal_holds_at_its_number(goal, value, met):
    assert goal.met(value) is met
