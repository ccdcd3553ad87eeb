"""The services that the library exists for, whose answers can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from attrs import frozen

import volmatch as vm
from benchmarks.data import example_module
from benchmarks.measuring import measured
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark
from benchmarks.solving import proven


@frozen
class Case:
    """A scenario: its problem, how many tasks are served, and the value of the second level if it is known."""

    row: str
    problem: Callable[[], vm.Problem]
    served: int
    nearness: int | None = None


def _cases(size: str) -> Iterator[Case]:
    fifty = example_module("scenario_06_fifty_km")
    yield Case("06", fifty.fifty_km, 1, 50_000)
    if size == SMOKE:
        return
    near, day = example_module("scenario_01_near_home"), example_module("scenario_02_dispatch")
    for radius, served, metres in (
        (1.4, 14, 0),
        (1.5, 15, 2_700),
        (2.0, 16, 7_400),
        (3.0, 16, 7_400),
        (5.0, 16, 7_400),
    ):
        yield Case("01", partial(near.near_home, radius), served, metres)
    yield Case("02", day.dispatch, 40)
    yield Case("02", partial(day.dispatch, ill=day.ILL), 38)


@benchmark(
    "scenarios",
    description=(
        "Three services of the documentation (placed near home, daily dispatch, fifty kilometres a day), "
        "eight problems: solved to the values that were worked out by hand, and proven."
    ),
    sizes=("full",),
    goals=(Goal(figure="share_right_and_proven", least=1.0, worst=True),),
    time_limits={SMOKE: 5.0, "full": 60.0},
)
def scenarios(run: Run) -> Outcome:
    """Solve each, one after another in one process."""
    seconds: dict[str, float] = {}
    right: list[bool] = []
    cost = None
    for case in _cases(run.size):
        problem = case.problem()
        result, cost = measured(partial(vm.solve, problem, time_limit=run.time_limit, seed=run.seed))
        seconds[case.row] = seconds.get(case.row, 0.0) + cost.wall_seconds
        right.append(proven(result) and _as_expected(case, problem, result))
    assert cost is not None
    return Outcome(
        figures={
            **{f"scenario_{row}_seconds": value for row, value in sorted(seconds.items())},
            "all_seconds": sum(seconds.values()),
            "share_right_and_proven": sum(right) / len(right),
        },
        cost=cost,
    )


def _as_expected(case: Case, problem: vm.Problem, result: vm.Result) -> bool:
    if result.plan is None or vm.verify(problem, result.plan):
        return False
    served = len(problem.tasks) - len(result.plan.unserved)
    near: Any = result.levels[1].value
    return served == case.served and case.nearness in (None, near)
