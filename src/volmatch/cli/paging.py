"""``volmatch show``: a plan as one page for a browser."""

from __future__ import annotations

from pathlib import Path

from volmatch.cli.files import read_plan, read_problem
from volmatch.cli.guard import DONE, NO, RefusedError, about
from volmatch.cli.screen import Screen

__all__ = ["show_command"]


def show_command(
    screen: Screen, path: Path, plan_path: Path, output: Path, lang: str, personal: bool, encoding: str
) -> int:
    """Write the page of a plan; also of one that breaks rules, which then says so at its head."""
    from volmatch.io.atomic import write_file
    from volmatch.verifier import verify
    from volmatch.views import page

    _check(output, path, plan_path)
    problem = read_problem(screen, path, encoding)
    plan = read_plan(screen, plan_path, encoding)
    if plan.problem != problem.name:
        screen.warn("the plan names another problem than this one")
    text = page(problem, plan, lang=lang, include_personal=personal)
    with about(output):
        write_file(output, text.encode("utf-8"))
    screen.name_file("Page:", output)
    if personal:
        screen.warn("the page shows exact homes and names of places; keep it to those who need it")
    if verify(problem, plan):
        screen.warn("the plan breaks rules: volmatch verify says which")
        return NO
    return DONE


def _check(output: Path, *inputs: Path) -> None:
    """Refuse a page that would replace a problem or a plan, or that no browser would take for one."""
    if output.suffix.lower() not in (".html", ".htm"):
        raise RefusedError(f"{output} is no name of a page", ("End the name with .html.",))
    for given in inputs:
        if output.exists() and given.exists() and output.samefile(given):
            raise RefusedError(
                f"{output} would be overwritten by the output", ("Give another name with -o.",)
            )
