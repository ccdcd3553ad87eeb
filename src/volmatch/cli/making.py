"""``volmatch generate`` and ``volmatch convert``: problems made, and put into another form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from volmatch.cli.files import UTF_8, check_output, holds_plan, read_plan, read_problem, write
from volmatch.cli.guard import DONE, about
from volmatch.cli.screen import Screen
from volmatch.cli.words import plural
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem

__all__ = ["convert_command", "generate_command"]


def generate_command(screen: Screen, output: Path, said: dict[str, Any]) -> int:
    """Make a problem and write it.

    Parameters
    ----------
    said
        The arguments of `generate`.
    """
    from volmatch.generator import generate

    check_output(output)
    with about("the options"):
        problem = generate(**said)
    write(screen, problem, output)
    _tell(screen, problem, output)
    screen.name_file("Next:", f"volmatch solve {output} -o plan.json")
    return DONE


def convert_command(screen: Screen, source: Path, target: Path, encoding: str, headings: str) -> int:
    """Read a problem or a plan in one form, and write it in the other."""
    check_output(target, source)
    to_tables = target.is_dir() or not target.suffix
    # JSON is UTF-8; the encoding is that of the tables, on whichever side they are.
    read_as = encoding if source.is_dir() or not to_tables else UTF_8
    read = read_plan if holds_plan(source) else read_problem
    thing = read(screen, source, read_as)
    write(screen, thing, target, encoding=encoding, headings=headings)
    _tell(screen, thing, target)
    return DONE


def _tell(screen: Screen, thing: Problem | Plan, path: Path) -> None:
    if isinstance(thing, Plan):
        stops = sum(len(trip.stops) for trip in thing.trips)
        what = f"{plural(len(thing.trips), 'trip')}, {plural(stops, 'stop')}"
    else:
        sizes = (
            (thing.volunteers, "volunteer"),
            (thing.tasks, "task"),
            (thing.locations, "location"),
        )
        what = ", ".join(plural(len(things), name) for things, name in sizes)
    screen.name_file(f"Wrote {what}:", path)
