"""Problems and files: make one, turn one into another form; and the demonstration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from volmatch.cli.base import UTF_8, app, examples, leave
from volmatch.cli.options import (
    Cohorts,
    Exposure,
    Feasible,
    Folder,
    Headings,
    Kind,
    NewProblem,
    NumTasks,
    Offered,
    Pickups,
    Seed,
    TableEncoding,
    Teams,
    TimeLimit,
    Variant,
)

if TYPE_CHECKING:
    from volmatch.cli.screen import Screen


@app.command(
    epilog=examples(
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

    leave(work)


@app.command(
    epilog=examples(
        "volmatch convert problem.json tables --headings zh",
        "volmatch convert tables problem.json --encoding gb18030",
        "volmatch convert problem.json problem.xlsx --headings zh",
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
            help="A name that ends in .json or .xlsx, or a folder for CSV files.",
            show_default=False,
            readable=False,
        ),
    ],
    encoding: TableEncoding = UTF_8,
    headings: Headings = "en",
) -> None:
    """Turn JSON into CSV files or a workbook, or back."""

    def work(screen: Screen) -> int:
        from volmatch.cli.making import convert_command

        return convert_command(screen, source, target, encoding, headings)

    leave(work)


@app.command(epilog=examples("volmatch demo --time-limit 5"))
def demo(time_limit: TimeLimit = 15, output: Folder = None, seed: Seed = 0) -> None:
    """Solve two real services before your eyes."""

    def work(screen: Screen) -> int:
        from volmatch.cli.showing import demo_command
        from volmatch.cli.watching import Limits

        return demo_command(screen, output, Limits(time_limit=time_limit, seed=seed))

    leave(work)
