"""Plans: find one, check one, set two side by side, say what a rule costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from volmatch.cli.base import UTF_8, app, examples, leave
from volmatch.cli.options import (
    Encoding,
    Iterations,
    NewPlan,
    OldPlan,
    PlanA,
    PlanB,
    Problem,
    RuleName,
    Seed,
    TimeLimit,
)

if TYPE_CHECKING:
    from volmatch.cli.screen import Screen


@app.command(
    epilog=examples(
        "volmatch solve problem.json -o plan.json",
        "volmatch solve tables --encoding gb18030 --time-limit 300",
    )
)
def solve(
    problem: Problem,
    output: NewPlan = None,
    time_limit: TimeLimit = 30,
    seed: Seed = 0,
    iterations: Iterations = None,
    method: Annotated[
        str, typer.Option(metavar="NAME", help="How to search: auto, greedy, search or exact.")
    ] = "auto",
    encoding: Encoding = UTF_8,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Neither progress nor tables.")] = False,
) -> None:
    """Find a plan, and show it.

    Ctrl-C ends the search; the best plan so far is written and shown. The exit status is 1 where no plan keeps the
    pins.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.watching import Limits, solve_command

        limits = Limits(time_limit=time_limit, iteration_limit=iterations, seed=seed, method=method)
        return solve_command(screen, problem, output, limits, encoding, quiet)

    leave(work)


@app.command(epilog=examples("volmatch verify problem.json plan.json"))
def verify(problem: Problem, plan: OldPlan, encoding: Encoding = UTF_8) -> None:
    """Check a plan, made here or by hand, against every rule.

    The exit status is 0 where every rule holds, and 1 where one is broken.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.checking import verify_command

        return verify_command(screen, problem, plan, encoding)

    leave(work)


@app.command(epilog=examples("volmatch compare problem.json monday.json tuesday.json"))
def compare(problem: Problem, plan_a: PlanA, plan_b: PlanB, encoding: Encoding = UTF_8) -> None:
    """Say which of two plans is better, and what changes.

    What changes is told for each person, from the first to the second. Both are checked against every rule; a
    plan that breaks one is compared all the same.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.comparing import compare_command

        return compare_command(screen, problem, plan_a, plan_b, encoding)

    leave(work)


@app.command(epilog=examples("volmatch price problem.json trip_cap --time-limit 60"))
def price(
    problem: Problem,
    rule: RuleName,
    time_limit: TimeLimit = 30,
    seed: Seed = 0,
    iterations: Iterations = None,
    encoding: Encoding = UTF_8,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="The verdict alone.")] = False,
) -> None:
    """Say what a rule costs.

    The problem is solved with it and without it, in the time given for both. Without a rule means without its
    parameters in the problem's "rules"; what single volunteers and tasks say for themselves goes on to hold. The
    exit status is 1 where no plan keeps the pins.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.pricing import price_command
        from volmatch.cli.watching import Limits

        limits = Limits(time_limit=time_limit, iteration_limit=iterations, seed=seed)
        return price_command(screen, problem, rule, limits, encoding, quiet)

    leave(work)
