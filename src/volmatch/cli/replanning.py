"""``volmatch replan``: a plan made again, and who must be told of what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import evolve, frozen

from volmatch.cli.files import check_output, read_plan, read_problem, write
from volmatch.cli.guard import RefusedError, about
from volmatch.cli.progress import Ticker
from volmatch.cli.screen import Screen
from volmatch.cli.watching import Limits, status_of, stopping_at_sigint
from volmatch.domain.problem import Problem
from volmatch.errors import InputError
from volmatch.replanning import CancelTask, Change, Decline, Dropout, Late, NewTask, replan
from volmatch.solver import CancelToken

__all__ = ["Said", "replan_command"]


@frozen(kw_only=True)
class Said:
    """What the options say, as it was written."""

    drop: Sequence[str] = ()
    decline: Sequence[str] = ()
    late: Sequence[str] = ()
    cancel: Sequence[str] = ()
    add: Path | None = None
    frozen_until: str | None = None
    max_changes: int | None = None
    time_limit: float | None = None


def replan_command(
    screen: Screen,
    path: Path,
    plan_path: Path,
    said: Said,
    output: Path | None,
    new_problem: Path | None,
    limits: Limits,
    encoding: str,
    lang: str,
    quiet: bool,
) -> int:
    """Read, plan again, write, and say what is new for whom."""
    for where in (output, new_problem):
        if where is not None:
            check_output(where, path)
    problem = read_problem(screen, path, encoding)
    plan = read_plan(screen, plan_path, encoding)
    changes = list(_changes(problem, said))
    token = CancelToken()
    with (
        _in_words_of_the_options(said),
        stopping_at_sigint(token) as pressed,
        # Keeping promises is searched too, right below coverage.
        Ticker(screen, problem, quiet=quiet, stopping=lambda: bool(pressed), coverage_only=True) as ticker,
    ):
        found = replan(
            problem,
            plan,
            changes,
            frozen_until=said.frozen_until,
            max_changes=said.max_changes,
            time_limit=said.time_limit,
            seed=limits.seed,
            on_progress=ticker,
            cancel=token,
        )
    if found.plan is not None and output is not None:
        write(screen, found.plan, output)
    if found.plan is not None and new_problem is not None:
        write(screen, found.problem, new_problem)
    for line in found.text(lang).splitlines():
        screen.say(line)
    for what, where in (("Plan file:", output), ("Problem file:", new_problem)):
        if where is not None and found.plan is not None and not quiet:
            screen.name_file(what, where)
    if found.result.message:
        screen.warn(found.result.message)
    return status_of(found.result)


@contextmanager
def _in_words_of_the_options(said: Said) -> Iterator[None]:
    """Name the option that is at fault where the library names a change by its number."""
    options = [
        f"--{name} {text}" for name in ("drop", "decline", "late", "cancel") for text in getattr(said, name)
    ]

    def named(path: str) -> str:
        number = re.match(r"changes\[(\d+)\]", path)
        if number is None:
            return {"frozen_until": "--frozen-until", "max_changes": "--max-changes"}.get(path, path)
        place = int(number[1])
        return options[place] if place < len(options) else f"--add {said.add}"

    try:
        yield
    except InputError as error:
        if error.num_faults > len(error.faults):
            raise
        raise InputError(
            [evolve(fault, path=named(fault.path), subject="") for fault in error.faults]
        ) from None


def _changes(problem: Problem, said: Said) -> Iterator[Change]:
    """Give what the options say; ids may hold colons, so a text is cut where both halves make sense."""
    for text in said.drop:
        if problem.knows("volunteer", text) or ":" not in text:
            yield Dropout(volunteer=text)
        else:
            volunteer, instant = _halves(
                "--drop", text, problem, "VOLUNTEER:INSTANT", lambda rest: "T" in rest
            )
            yield Dropout(volunteer=volunteer, from_=instant)
    tasks = {*problem.names["task"], *(task.id for task in problem.tasks)}
    for text in said.decline:
        volunteer, task = _halves("--decline", text, problem, "VOLUNTEER:TASK", tasks.__contains__)
        yield Decline(volunteer=volunteer, task=task)
    for text in said.late:
        volunteer, minutes = _halves("--late", text, problem, "VOLUNTEER:MINUTES", _is_number)
        if not _is_number(minutes):
            raise RefusedError(f"--late {text}: VOLUNTEER:MINUTES is expected")
        yield Late(volunteer=volunteer, minutes=float(minutes))
    yield from (CancelTask(task=text) for text in said.cancel)
    if said.add is not None:
        from volmatch.io.tasks import load_tasks

        with about(said.add):
            new, places = load_tasks(said.add)
        yield from (NewTask(task=task, locations=places) for task in new)


def _halves(
    option: str, text: str, problem: Problem, form: str, fits: Callable[[str], bool]
) -> tuple[str, str]:
    """Cut a text at a colon: where both halves are known if there is such a place, else at the first one."""
    cuts = [place for place, letter in enumerate(text) if letter == ":"]
    if not cuts:
        raise RefusedError(f"{option} {text}: {form} is expected")
    halves = [(text[:place], text[place + 1 :]) for place in cuts]
    known = [half for half in halves if problem.knows("volunteer", half[0])]
    return next((half for half in known if fits(half[1])), (known or halves)[0])


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False
