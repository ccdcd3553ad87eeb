"""What `volmatch` says by itself, and the commands it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from volmatch._version import __version__
from volmatch.cli.base import app
from volmatch.cli.commands import (  # noqa: F401 — each writes its commands into ``app``
    asking,
    explaining,
    giving,
    making,
    paging,
    recruiting,
    replanning,
    solving,
)

__all__ = ["run"]

NEXT_STEPS = f"""\
volmatch {__version__}: who should do what, where and when, near home, with proof

  volmatch demo                                    two real services, solved at once
  volmatch generate -o problem.json                a problem to try things on
  volmatch solve problem.json -o plan.json         find a plan, and show it
  volmatch verify problem.json plan.json           is every rule kept?
  volmatch show problem.json plan.json -o p.html   a page to look at, and to print
  volmatch explain problem.json plan.json          why is a task not served?
  volmatch shortage problem.json plan.json         who is missing where?
  volmatch candidates problem.json plan.json t7    who could take a task now?
  volmatch replan problem.json plan.json --drop v7 somebody calls off: plan again
  volmatch standby problem.json plan.json          who should stand by?
  volmatch price problem.json trip_cap             what does a rule cost?
  volmatch convert problem.json problem.xlsx       to a spreadsheet, and back

volmatch COMMAND --help says more."""

STATUSES = """\b
Exit status: 0 done; 1 the answer is "no" (rules are broken, or no plan keeps the pins);
2 bad input, or output that cannot be written; 130 interrupted."""


def run(args: Sequence[str]) -> int:
    """Run the command of these words, and give its exit status."""
    try:
        typer.main.get_command(app).main(args=list(args), prog_name="volmatch")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    return 0


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
