"""How many people must be found, how near the bound comes, and what it takes to say so."""

from __future__ import annotations

import volmatch as vm
from benchmarks.data import example, urban
from benchmarks.measuring import measured
from benchmarks.registry import SMOKE, Goal, Outcome, Run, benchmark
from benchmarks.solving import prepare

PLAN_SECONDS = 15.0
"""What the plan that leaves something unserved is searched for; it is not measured."""


@benchmark(
    "shortage",
    description=(
        "The fewest recruits with whom all is served, and the bound: of a day in Jiangbei, and of urban problems with "
        "three tasks a trip (tight), each with the plan of a short search."
    ),
    sizes=("jiangbei", "S-tight", "M-tight"),
    goals=(
        Goal(figure="open_tasks", most=0, worst=True),
        Goal(figure="bound_gap", most=0.0, sizes=("jiangbei",)),
    ),
    time_limits={SMOKE: 10.0, "jiangbei": 30.0, "S-tight": 60.0, "M-tight": 120.0},
)
def shortage(run: Run) -> Outcome:
    """Plan for a short time, then look for the fewest recruits."""
    prepare(run)
    problem = vm.load(example("jiangbei")) if run.size == "jiangbei" else urban(run.size, run.data)
    seconds = min(PLAN_SECONDS, run.time_limit)
    plan = vm.solve(problem, time_limit=seconds, seed=run.seed, method="search").plan
    assert plan is not None
    found, cost = measured(lambda: vm.shortage(problem, plan, time_limit=run.time_limit, seed=run.seed))
    figures: dict[str, float] = {
        "shortage_seconds": cost.wall_seconds,
        "unserved_tasks": len(found.unserved),
        "recruits": found.total,
        "proven": int(found.proven),
        "open_tasks": len(found.open),
        "violations": len(vm.verify(found.problem, found.plan)),
    }
    if found.bound is not None:
        figures |= {"bound": found.bound, "bound_gap": (found.total - found.bound) / max(1, found.total)}
    return Outcome(figures=figures, cost=cost, notes={"never_asked": len(found.surplus)})
