"""The command line as a whole: what every command is written into, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from volmatch.cli.screen import Screen

__all__ = ["UTF_8", "app", "examples", "leave"]

UTF_8 = "utf-8"

app = typer.Typer(
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
