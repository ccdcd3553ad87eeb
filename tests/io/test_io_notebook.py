"""What notebooks show: counts, levels and reasons; nothing of people and places; nothing that a browser obeys."""

from __future__ import annotations

import attrs
import pytest
from test_io_everything import everything
from test_io_everything import plan as whole_plan

import volmatch as vm
from volmatch.domain.plan import Unserved

pytestmark = pytest.mark.filterwarnings("ignore::volmatch.domain.problem.InputWarning")

PRIVATE = ("ann", "bob", "cleo", "l-7", "flat", "shop", "江津区", "29.29", "106.25", "visit", "圣泉")


def test_a_problem_is_counted() -> None:
    shown = everything()._repr_html_()
    assert "<td>tasks</td><td>4, served as 7</td>" in shown
    assert "nearness×1 + fairness×50" in shown
    assert not any(word in shown for word in PRIVATE)


def test_a_plan_is_counted_with_levels_and_reasons() -> None:
    shown = whole_plan()._repr_html_()
    assert "<td>unserved</td><td>1</td>" in shown
    assert "<td>coverage</td><td>(0, 25, 0, 0, 0, 0, 0, 0)</td>" in shown
    assert "<td>order</td><td>1</td>" in shown
    assert not any(word in shown for word in PRIVATE)


def test_a_result_has_bounds_and_gaps() -> None:
    plan = whole_plan()
    result = vm.Result(status="optimal", stopped_by="proof", plan=plan, levels=plan.levels, seconds=1.26)
    shown = result._repr_html_()
    assert "<td>50.0 %</td>" in shown
    assert "<td>1.3</td>" in shown
    assert not any(word in shown for word in PRIVATE)
    assert (
        "<td>infeasible (stopped by proof)</td>"
        in attrs.evolve(result, status="infeasible", plan=None)._repr_html_()
    )


def test_nothing_is_obeyed_by_a_browser() -> None:
    plan = attrs.evolve(whole_plan(), unserved=[Unserved(task="t", reason="<script>alert(1)</script>")])
    assert "<script>" not in plan._repr_html_()
