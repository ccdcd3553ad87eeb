"""The command line as a whole: what every command is written into, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer
import typer.core

if TYPE_CHECKING:
    from volmatch.cli.screen import Screen

__all__ = ["UTF_8", "app", "examples", "leave"]

UTF_8 = "utf-8"

ORDER = (
    "solve",
    "verify",
    "show",
    "explain",
    "shortage",
    "candidates",
    "replan",
    "standby",
    "compare",
    "price",
    "sheets",
    "calendar",
    "generate",
    "convert",
    "schema",
    "demo",
)
"""How the commands are listed: as a coordinator comes to need them; others after them."""


class _Commands(typer.core.TyperGroup):
    """The commands, in that order."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Give their names."""
        names = super().list_commands(ctx)
        return sorted(names, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))


app = typer.Typer(
    cls=_Commands,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def leave(work: Callable[[Screen], int]) -> None:
    """Do the work of a command, and leave with its exit status."""
    from volmatch.cli.guard import guarded

    raise typer.Exit(guarded(work))


def examples(*lines: str) -> str:
    """Write what stands below the options; the first character keeps the lines apart."""
    return "\n".join(["\b", "Example:" if len(lines) == 1 else "Examples:", *(f"  {x}" for x in lines)])
