"""Plans to look at: one page for a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from volmatch.cli.base import UTF_8, app, examples, leave
from volmatch.cli.options import Encoding, Problem
from volmatch.saying import LANGUAGES

if TYPE_CHECKING:
    from volmatch.cli.screen import Screen


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise typer.BadParameter(f"one of {', '.join(LANGUAGES)}")
    return value


@app.command(
    epilog=examples(
        "volmatch show problem.json plan.json -o plan.html",
        "volmatch show problem.json plan.json -o plan.html --lang zh",
    )
)
def show(
    problem: Problem,
    plan: Annotated[
        Path, typer.Argument(metavar="PLAN", help="The plan to show.", show_default=False, readable=False)
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="PAGE.html",
            help="Write the page here.",
            show_default=False,
            readable=False,
        ),
    ],
    lang: Annotated[str, typer.Option(metavar="LANGUAGE", callback=_language, help="en or zh.")] = "en",
    include_personal: Annotated[
        bool, typer.Option("--include-personal", help="Exact homes, and names of places.")
    ] = False,
    encoding: Encoding = UTF_8,
) -> None:
    """Write a plan as one page, to look at and to print.

    Timeline, map, coverage, load, shortage, and lists. The page works offline, can be filtered and printed, and
    shows no exact home unless asked to. The exit status is 1 where the plan breaks a rule; the page then says so.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.paging import show_command

        return show_command(screen, problem, plan, output, lang, include_personal, encoding)

    leave(work)
