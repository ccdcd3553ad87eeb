"""Where words go: results to standard output, everything about them to standard error.

Colours are sparse and never carry a meaning of their own. Nothing here reads markup, because ids
may hold brackets, and nothing is highlighted by guessing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from volmatch.cli.words import plain

__all__ = ["Screen", "grid", "table"]

PIPED_WIDTH = 100
WIDEST_SENTENCE = 100


class _Console(Console):
    """A console whose reader may leave early, as ``head`` does; the command ends as it would."""

    def on_broken_pipe(self) -> None:
        """Go on in silence."""
        self.quiet = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.file.fileno())


def _console(stderr: bool) -> _Console:
    stream = sys.stderr if stderr else sys.stdout
    # Without a terminal to ask, rich takes 80 columns, and folds tables that a file has room for.
    width = None if stream.isatty() or "COLUMNS" in os.environ else PIPED_WIDTH
    return _Console(stderr=stderr, width=width, markup=False, emoji=False, highlight=False)


class Screen:
    """Standard output and standard error.

    Attributes
    ----------
    out, err
        The consoles of results, and of progress, warnings and errors.
    """

    def __init__(self) -> None:
        self.out = _console(stderr=False)
        self.err = _console(stderr=True)

    def show(self, thing: RenderableType) -> None:
        """Show a table among the results; a file gets it without the spaces that pad it."""
        if self.out.is_terminal:
            self.out.print(thing)
            return
        with self.out.capture() as captured:
            self.out.print(thing)
        lines = [line.rstrip() for line in captured.get().splitlines()]
        self.out.out("\n".join(lines), highlight=False)

    def say(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """Show a sentence among the results, folded at the edge of the terminal."""
        _fold(self.out, text, style, indent, 0)

    def name_file(self, what: str, path: object) -> None:
        """Show where something was written; never folded, so that the name can be copied."""
        self.out.print(Text(plain(f"{what}  {path}")), soft_wrap=True)

    def warn(self, text: str) -> None:
        """Show what is odd, on standard error."""
        _fold(self.err, f"warning: {text}", "yellow", 0, 2)

    def fail(self, title: str, lines: Iterable[str] = ()) -> None:
        """Show what is wrong, on standard error."""
        _fold(self.err, f"error: {title}", "bold red", 0, 2)
        for line in lines:
            _fold(self.err, line, "", 2, 4)

    def note(self, text: str) -> None:
        """Show what is going on, on standard error."""
        _fold(self.err, text, "", 0, 2)


def _fold(console: Console, text: str, style: str, indent: int, hang: int) -> None:
    """Print a sentence; its further lines hang, so that sentences stay apart."""
    words = Text(plain(text), style=style)
    if not console.is_terminal:
        console.print(Text(" " * indent) + words, soft_wrap=True)
        return
    width = min(console.width, WIDEST_SENTENCE)
    first, *rest = words.wrap(console, max(width - max(indent, hang), 20)) or [words]
    console.print(Text(" " * indent) + first)
    for line in rest:
        console.print(Text(" " * max(indent, hang)) + line)


def table(*headings: str, right: Iterable[str] = ()) -> Table:
    """Make a table with one line under its headings and no other."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in headings:
        side = "right" if heading in right else "left"
        made.add_column(heading, justify=side, overflow="fold")  # type: ignore[arg-type]
    return made


def grid(rows: Iterable[tuple[str, str]]) -> Table:
    """Make two columns: what, and how much."""
    made = Table.grid(padding=(0, 2, 0, 0))
    made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in rows:
        made.add_row(Text(plain(name)), Text(plain(value)))
    return made
