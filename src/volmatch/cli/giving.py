"""``volmatch sheets``, ``calendar`` and ``schema``: what is given to people and to other programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer
from attrs import frozen

from volmatch.cli.files import check_output, holds_plan, make_folder, read_plan, read_problem
from volmatch.cli.guard import DONE, RefusedError, about
from volmatch.cli.screen import Screen
from volmatch.cli.words import plural
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.io.plain import file_name

__all__ = ["Given", "calendar_command", "schema_command", "sheets_command"]


@frozen
class Given:
    """What both commands are told."""

    problem: Path
    plan: Path
    output: Path
    encoding: str
    lang: str
    include_personal: bool
    allow_broken: bool

    def read(self, screen: Screen) -> tuple[Problem, Plan]:
        """Read problem and plan.

        Raises
        ------
        RefusedError
            Where one cannot be read, or there is no such language.
        """
        if self.lang not in ("en", "zh"):
            raise RefusedError(f"there is no language {self.lang!r}", ("Give --lang en or --lang zh.",))
        return read_problem(screen, self.problem, self.encoding), read_plan(screen, self.plan, self.encoding)


def sheets_command(screen: Screen, given: Given, by: str) -> int:
    """Write the sheets as one page, or as a page for each volunteer or place."""
    from volmatch.giving.sheets import page_of, sheets_by_name

    check_output(given.output, given.problem, given.plan, formats=(".html",), folder="a page for each")
    problem, plan = given.read(screen)
    with about("the options"):
        made = sheets_by_name(problem, plan, by, given.lang, given.include_personal, given.allow_broken)
    if given.output.suffix.lower() == ".html" and not given.output.is_dir():
        _write(given.output, page_of(problem, made.values(), given.lang).encode())
    else:
        pages = {
            name or "from_home": page_of(problem, [part], given.lang).encode() for name, part in made.items()
        }
        _write_folder(given.output, pages, ".html")
    screen.name_file(f"Wrote {plural(len(made), 'sheet')}:", given.output)
    return DONE


def calendar_command(screen: Screen, given: Given, volunteer: str | None, previous: Path | None) -> int:
    """Write one calendar, or one for each volunteer."""
    from volmatch.giving.calendar import calendar, calendars

    check_output(
        given.output, given.problem, given.plan, formats=(".ics",), folder="a calendar for each volunteer"
    )
    problem, plan = given.read(screen)
    earlier = None if previous is None else _earlier(screen, given, problem, previous)
    options: dict[str, Any] = {
        "lang": given.lang,
        "include_personal": given.include_personal,
        "allow_broken": given.allow_broken,
    }
    if given.output.suffix.lower() == ".ics" and not given.output.is_dir():
        if isinstance(earlier, dict):
            raise RefusedError(f"{previous} is a folder", ("Give the .ics file that was given out before.",))
        with about("the options"):
            _write(given.output, calendar(problem, plan, volunteer, previous=earlier, **options))
        screen.name_file("Wrote the calendar:", given.output)
        return DONE
    if volunteer is not None or isinstance(earlier, bytes):
        raise RefusedError(
            f"{given.output} is a folder, of all volunteers", ("Give a name that ends with .ics.",)
        )
    made = calendars(problem, plan, earlier, **options)
    _write_folder(given.output, made, ".ics")
    screen.name_file(f"Wrote {plural(len(made), 'calendar')}:", given.output)
    return DONE


def _earlier(
    screen: Screen, given: Given, problem: Problem, previous: Path
) -> Plan | bytes | dict[str, bytes]:
    """Read what was given out before: a plan, a calendar, or a folder of calendars."""
    with about(previous):
        if previous.is_dir() and not holds_plan(previous):
            files = {each.id: previous / f"{file_name(each.id)}.ics" for each in problem.volunteers}
            return {name: file.read_bytes() for name, file in files.items() if file.exists()}
        if previous.suffix.lower() == ".ics":
            return previous.read_bytes()
    return read_plan(screen, previous, given.encoding)


def schema_command(screen: Screen, of: str, output: Path | None) -> int:
    """Show a schema, or write it."""
    from volmatch.io.schemas import json_schema

    if of not in ("problem", "plan"):
        raise RefusedError(f"there is no format {of!r}", ("Give problem or plan.",))
    text = json.dumps(json_schema(of), indent=1, ensure_ascii=False) + "\n"
    if output is None:
        typer.echo(text, nl=False)
        return DONE
    check_output(output, formats=(".json",))
    _write(output, text.encode())
    screen.name_file("Wrote the schema:", output)
    return DONE


def _write(path: Path, data: bytes) -> None:
    from volmatch.io.atomic import write_file

    with about(path):
        write_file(path, data)


def _write_folder(folder: Path, files: Mapping[str, bytes], suffix: str) -> None:
    make_folder(folder)
    for name, data in files.items():
        _write(folder / (file_name(name) + suffix), data)
