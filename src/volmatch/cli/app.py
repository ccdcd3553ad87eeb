"""The commands. Their work is done elsewhere, and imported when a command runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from volmatch._version import __version__
from volmatch.cli.options import (
    Cohorts,
    Encoding,
    Exposure,
    Feasible,
    Folder,
    Headings,
    Iterations,
    Kind,
    NewPlan,
    NewProblem,
    NumTasks,
    Offered,
    OldPlan,
    Pickups,
    PlanA,
    PlanB,
    Problem,
    RuleName,
    Seed,
    TableEncoding,
    Teams,
    TimeLimit,
    Variant,
)

if TYPE_CHECKING:
    from volmatch.cli.screen import Screen

__all__ = ["run"]

UTF_8 = "utf-8"

NEXT_STEPS = f"""\
volmatch {__version__}: who should do what, where and when, near home, with proof

  volmatch demo                                two real services, solved before your eyes
  volmatch generate -o problem.json            make a problem to try things on
  volmatch solve problem.json -o plan.json     find a plan, and show it
  volmatch verify problem.json plan.json       check a plan against every rule
  volmatch compare problem.json a.json b.json  which of two plans is better, and for whom
  volmatch price problem.json cohorts          what a rule costs
  volmatch convert problem.json tables         JSON to CSV files, and back

volmatch COMMAND --help says more."""

STATUSES = """\b
Exit status: 0 done; 1 the answer is "no" (rules are broken, or no plan keeps the pins);
2 bad input, or output that cannot be written; 130 interrupted."""

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def run(args: Sequence[str]) -> int:
    """Run the command of these words, and give its exit status."""
    try:
        typer.main.get_command(app).main(args=list(args), prog_name="volmatch")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    return 0


def _leave(work: Callable[[Screen], int]) -> None:
    from volmatch.cli.guard import guarded

    raise typer.Exit(guarded(work))


def _examples(*lines: str) -> str:
    """Write what stands below the options; the first character keeps the lines apart."""
    return "\n".join(["\b", "Example:" if len(lines) == 1 else "Examples:", *(f"  {x}" for x in lines)])


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"volmatch {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True, epilog=STATUSES)
def _root(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Who should do what, where and when, near home, with proof."""
    if context.invoked_subcommand is None:
        typer.echo(NEXT_STEPS)


@app.command(
    epilog=_examples(
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

    Ctrl-C ends the search; the best plan so far is written and shown.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.watching import Limits, solve_command

        limits = Limits(time_limit=time_limit, iteration_limit=iterations, seed=seed, method=method)
        return solve_command(screen, problem, output, limits, encoding, quiet)

    _leave(work)


@app.command(epilog=_examples("volmatch verify problem.json plan.json"))
def verify(problem: Problem, plan: OldPlan, encoding: Encoding = UTF_8) -> None:
    """Check a plan, made here or by hand, against every rule.

    The exit status is 0 where every rule holds, and 1 where one is broken.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.checking import verify_command

        return verify_command(screen, problem, plan, encoding)

    _leave(work)


@app.command(epilog=_examples("volmatch compare problem.json monday.json tuesday.json"))
def compare(problem: Problem, plan_a: PlanA, plan_b: PlanB, encoding: Encoding = UTF_8) -> None:
    """Say which of two plans is better, and what changes for whom from the first to the second.

    Both are checked against every rule; a plan that breaks one is compared all the same.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.comparing import compare_command

        return compare_command(screen, problem, plan_a, plan_b, encoding)

    _leave(work)


@app.command(epilog=_examples("volmatch price problem.json cohorts --time-limit 60"))
def price(
    problem: Problem,
    rule: RuleName,
    time_limit: TimeLimit = 30,
    seed: Seed = 0,
    iterations: Iterations = None,
    encoding: Encoding = UTF_8,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="The verdict alone.")] = False,
) -> None:
    """Say what a rule costs: solve with it and without it, in the time given for both.

    Without a rule means without its parameters in the problem's "rules"; what single volunteers and tasks say for
    themselves goes on to hold. The exit status is 1 where no plan keeps the pins.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.pricing import price_command
        from volmatch.cli.watching import Limits

        limits = Limits(time_limit=time_limit, iteration_limit=iterations, seed=seed)
        return price_command(screen, problem, rule, limits, encoding, quiet)

    _leave(work)


@app.command(
    epilog=_examples(
        "volmatch generate --kind errands --variant hubs -o errands.json",
        "volmatch generate --kind roster --variant week --days 7 -o roster.json",
        "volmatch generate --teams 0.1 --pickups 0.2 --cohorts 2 -o city.json",
        "volmatch generate --kind laundry --days 3 --feasible -o laundry.json",
    )
)
def generate(
    output: NewProblem,
    kind: Kind = "urban",
    volunteers: Annotated[int, typer.Option(metavar="N", help="How many volunteers.")] = 100,
    tasks: NumTasks = None,
    days: Annotated[int, typer.Option(metavar="N", help="Over how many days.")] = 1,
    seed: Seed = 0,
    variant: Variant = None,
    geography: Annotated[str, typer.Option(metavar="NAME", help="planar or chongqing.")] = "planar",
    offered: Offered = None,
    teams: Teams = 0.0,
    pickups: Pickups = 0.0,
    cohorts: Cohorts = 0,
    exposure: Exposure = None,
    feasible: Feasible = False,
) -> None:
    """Make a realistic problem to try things on.

    The same numbers make the same problem on every machine.
    """
    said: dict[str, Any] = {
        "kind": kind,
        "volunteers": volunteers,
        "tasks": tasks,
        "days": days,
        "seed": seed,
        "variant": variant,
        "geography": geography,
        "offered": offered,
        "teams": teams,
        "pickups": pickups,
        "cohorts": cohorts,
        "exposure": exposure,
        "feasible": feasible,
    }

    def work(screen: Screen) -> int:
        from volmatch.cli.making import generate_command

        return generate_command(screen, output, said)

    _leave(work)


@app.command(
    epilog=_examples(
        "volmatch convert problem.json tables --headings zh",
        "volmatch convert tables problem.json --encoding gb18030",
    )
)
def convert(
    source: Annotated[
        Path, typer.Argument(metavar="FROM", help="A problem or a plan.", show_default=False, readable=False)
    ],
    target: Annotated[
        Path,
        typer.Argument(
            metavar="TO",
            help="A name that ends in .json, or a folder for CSV files.",
            show_default=False,
            readable=False,
        ),
    ],
    encoding: TableEncoding = UTF_8,
    headings: Headings = "en",
) -> None:
    """Turn JSON into CSV files for a spreadsheet, or back."""

    def work(screen: Screen) -> int:
        from volmatch.cli.making import convert_command

        return convert_command(screen, source, target, encoding, headings)

    _leave(work)


@app.command(epilog=_examples("volmatch demo --time-limit 5"))
def demo(time_limit: TimeLimit = 15, output: Folder = None, seed: Seed = 0) -> None:
    """Solve two real services before your eyes."""

    def work(screen: Screen) -> int:
        from volmatch.cli.showing import demo_command
        from volmatch.cli.watching import Limits

        return demo_command(screen, output, Limits(time_limit=time_limit, seed=seed))

    _leave(work)
