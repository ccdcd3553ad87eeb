"""The services that the library exists for, whose answers can be worked out by hand."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import Any

from attrs import frozen

import volmatch as vm
from benchmarks.data import EXAMPLES
from benchmarks.measuring import measured
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark
from benchmarks.solving import levels_of, prepare, proven


@frozen
class Case:
    """A scenario: its problem, how many tasks are served, and the value of the second level if it is known."""

    row: str
    problem: Callable[[], vm.Problem]
    served: int
    nearness: int | None = None


def _cases(size: str) -> Iterator[Case]:
    fifty = _example("scenario_06_fifty_km")
    yield Case("06", fifty.fifty_km, 1, 50_000)
    if size == SMOKE:
        return
    near, day = _example("scenario_01_near_home"), _example("scenario_02_dispatch")
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


@benchmark(
    "beibei",
    description=(
        "Scenario 17: 1,216 sentinels, 280 gates, three shifts a day for a week; 588,000 pairs. Every shift that "
        "can be filled is, and it is proven."
    ),
    sizes=("full",),
    goals=(
        Goal(figure="coverage_proven", least=1.0, worst=True),
        Goal(figure="proof_seconds", most=60.0),
    ),
    time_limits={SMOKE: 10.0, "full": 60.0},
)
def beibei(run: Run) -> Outcome:
    """Solve it until all is proven, or time is up."""
    prepare(run)
    problem = _example("scenario_17_beibei").beibei(0.02 if run.size == SMOKE else 1.0)
    result, cost = measured(lambda: vm.solve(problem, time_limit=run.time_limit, seed=run.seed))
    assert result.plan is not None
    coverage = result.levels[0]
    figures: dict[str, float] = {
        "solve_seconds": cost.wall_seconds,
        "open_shifts": len(result.plan.unserved),
        "coverage_proven": int(coverage.proven),
    }
    if coverage.proven:
        figures["proof_seconds"] = cost.wall_seconds
    return Outcome(
        figures=figures,
        cost=cost,
        status=result.status,
        stopped_by=result.stopped_by,
        levels=levels_of(result.levels),
    )


def _as_expected(case: Case, problem: vm.Problem, result: vm.Result) -> bool:
    if result.plan is None or vm.verify(problem, result.plan):
        return False
    served = len(problem.tasks) - len(result.plan.unserved)
    near: Any = result.levels[1].value
    return served == case.served and case.nearness in (None, near)


def _example(name: str) -> ModuleType:
    """Import an example by its file; the examples are no package."""
    if name not in sys.modules:
        if str(EXAMPLES) not in sys.path:
            sys.path.append(str(EXAMPLES))  # they share a module
        spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]
