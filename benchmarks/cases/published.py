"""Published instances, each against the best value that is known."""

from __future__ import annotations

from functools import partial

import volmatch as vm
from benchmarks.measuring import measured
from benchmarks.published import GROUPS, read
from benchmarks.published.instance import Instance
from benchmarks.published.page import PAGE
from benchmarks.published.scorer import scored
from benchmarks.published.small import small
from benchmarks.published.telling import routes_of, told, value_of
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark
from benchmarks.solving import levels_of, prepare

REQUIRED = ("sdvrptw", "mdvrptw")


@benchmark(
    "published",
    description=(
        "Published instances: team orienteering with time windows (Solomon's, one and two routes; the most "
        "profit), and vehicle routing with time windows where not every vehicle may go everywhere (SDVRPTW) "
        "or from several depots (MDVRPTW; every client, for the least cost). One thread each. The gap is to "
        "the best value known: 1 − profit ÷ best known, or cost ÷ best known − 1; below zero is better. A "
        "plan that leaves a required client out has no gap. Each plan is verified, and valued again by a "
        "scorer that reads the instance alone."
    ),
    sizes=tuple(name for names in GROUPS.values() for name in names),
    goals=(
        Goal(figure="mean_gap", most=0.0005, sizes=("toptw",)),
        Goal(figure="mean_gap", most=0.005, sizes=REQUIRED),
        Goal(figure="share_all_served", least=1.0, sizes=REQUIRED),
        Goal(figure="faults", most=0, sizes=tuple(GROUPS), worst=True),
    ),
    time_limits={SMOKE: 1.0} | {name: 60.0 for names in GROUPS.values() for name in names},
    groups=GROUPS,
    page=PAGE,
)
def published(run: Run) -> Outcome:
    """Solve one instance, and judge the plan twice."""
    instance = small() if run.size == SMOKE else read(run.size, run.data)
    prepare(run)
    problem = told(instance)
    result, cost = measured(partial(vm.solve, problem, time_limit=run.time_limit, seed=run.seed, workers=1))
    assert result.plan is not None
    routes = routes_of(result.plan)
    score = scored(instance, routes)
    faults = len(score.faults) + len(vm.verify(problem, result.plan))
    _agree(instance, score.value, result)
    figures: dict[str, float] = {
        "value": score.value,
        "best_known": instance.best_known,
        "unserved": score.unserved,
        "faults": faults,
        "solve_seconds": cost.wall_seconds,
    }
    gap = None
    if not faults and not (instance.required and score.unserved):
        gap = figures["gap"] = instance.gap(score.value)
    return Outcome(
        figures=figures,
        cost=cost,
        status=result.status,
        stopped_by=result.stopped_by,
        levels=levels_of(result.levels),
        # Of a plan that is better than all before, anybody may check the routes.
        notes={"routes": routes} if gap is not None and gap < 0 else {},
    )


def _agree(instance: Instance, value: int, result: vm.Result) -> None:
    """Refuse to go on where the two ways to value a plan differ."""
    other = value_of(instance, result.levels)
    if value != other:
        raise RuntimeError(f"{instance.name} is worth {value} by its own rules, and {other} by the levels")
