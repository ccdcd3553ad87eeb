"""What people are given: printed sheets, calendars; and the schemas of the files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from volmatch.cli.base import UTF_8, app, examples, leave
from volmatch.cli.options import Encoding, OldPlan, Problem

if TYPE_CHECKING:
    from volmatch.cli.screen import Screen

Lang = Annotated[str, typer.Option(metavar="LANGUAGE", help="en or zh.")]
Personal = Annotated[
    bool,
    typer.Option("--include-personal", help="Tell beneficiaries, areas and positions too; default ids only."),
]
Broken = Annotated[bool, typer.Option("--allow-broken", help="Give out even a plan that breaks rules.")]


def _output(metavar: str, what: str) -> object:
    return typer.Option("--output", "-o", metavar=metavar, help=what, show_default=False, readable=False)


@app.command(
    epilog=examples(
        "volmatch sheets problem.json plan.json -o sheets.html",
        "volmatch sheets problem.json plan.json -o sheets --by place --lang zh",
    )
)
def sheets(
    problem: Problem,
    plan: OldPlan,
    output: Annotated[
        Path, _output("FILE.html|FOLDER", "One page with all sheets, or a folder with a page for each.")
    ],
    by: Annotated[str, typer.Option(metavar="WHAT", help="volunteer or place.")] = "volunteer",
    lang: Lang = "en",
    include_personal: Personal = False,
    allow_broken: Broken = False,
    encoding: Encoding = UTF_8,
) -> None:
    """Write sheets to print: who has to be where at what time.

    Each is a page of A4. The plan is checked against every rule first.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.giving import Given, sheets_command

        given = Given(problem, plan, output, encoding, lang, include_personal, allow_broken)
        return sheets_command(screen, given, by)

    leave(work)


@app.command(
    epilog=examples(
        "volmatch calendar problem.json plan.json -o plan.ics",
        "volmatch calendar problem.json plan.json -o calendars",
        "volmatch calendar problem.json new.json -o plan.ics --previous plan.ics",
    )
)
def calendar(
    problem: Problem,
    plan: OldPlan,
    output: Annotated[
        Path,
        _output("FILE.ics|FOLDER", "One calendar of everybody, or a folder with one for each volunteer."),
    ],
    volunteer: Annotated[
        str | None, typer.Option(metavar="ID", help="One volunteer only.", show_default=False)
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option(
            metavar="OLD",
            help="What was given out before, a plan or calendars; what is gone is cancelled.",
            show_default=False,
            readable=False,
        ),
    ] = None,
    lang: Lang = "en",
    include_personal: Personal = False,
    allow_broken: Broken = False,
    encoding: Encoding = UTF_8,
) -> None:
    """Write calendars (iCalendar) for phones and desktops.

    The plan is checked against every rule first.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.giving import Given, calendar_command

        given = Given(problem, plan, output, encoding, lang, include_personal, allow_broken)
        return calendar_command(screen, given, volunteer, previous)

    leave(work)


@app.command(epilog=examples("volmatch schema problem", "volmatch schema plan -o plan.schema.json"))
def schema(
    of: Annotated[str, typer.Argument(metavar="FORMAT", help="problem or plan.", show_default=False)],
    output: Annotated[Path | None, _output("FILE.json", "Write it here; default to the screen.")] = None,
) -> None:
    """Show the JSON Schema of problem files or of plan files."""

    def work(screen: Screen) -> int:
        from volmatch.cli.giving import schema_command

        return schema_command(screen, of, output)

    leave(work)
