"""``volmatch demo``: the whole job on both real examples, in a page of text."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from volmatch.cli import words
from volmatch.cli.checking import show_violations
from volmatch.cli.files import make_folder, read_problem, write
from volmatch.cli.guard import DONE, NO
from volmatch.cli.report import show_levels, show_summary, show_unserved, verdict
from volmatch.cli.screen import Screen
from volmatch.cli.timetable import show_trips
from volmatch.cli.watching import Limits, status_of, watched
from volmatch.demo import EXAMPLES, Example, example_path
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem

__all__ = ["demo_command"]

FEW_TRIPS = 4
FEW_REASONS = 5


def demo_command(screen: Screen, folder: Path | None, limits: Limits) -> int:
    """Solve every example; stop at the first whose plan is missing, broken or interrupted."""
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="volmatch-demo-"))
    else:
        make_folder(folder)
    for number, example in enumerate(EXAMPLES, 1):
        if number > 1:
            screen.say()
        status = _show(screen, number, example, folder, limits)
        if status != DONE:
            return status
    screen.say()
    screen.say("Your turn:  volmatch generate -o problem.json", style="bold")
    screen.say("then        volmatch solve problem.json -o plan.json", style="bold")
    return DONE


def _show(screen: Screen, number: int, example: Example, folder: Path, limits: Limits) -> int:
    started = time.monotonic()
    path = example_path(example)
    screen.say(f"{number}. {example.title}", style="bold cyan")
    screen.say(example.story)
    screen.say()
    problem = read_problem(screen, path)
    result = watched(screen, problem, limits)
    screen.say(verdict(result), style="bold")
    if result.message:
        screen.warn(result.message)
    if result.plan is None:
        return status_of(result)
    screen.say()
    show_summary(screen, problem, result.plan)
    screen.say()
    show_levels(screen, problem, result.levels)
    if result.plan.unserved:
        screen.say()
        screen.say("Unserved, and why", style="bold")
        show_unserved(screen, problem, result.plan, result.levels, FEW_REASONS)
    screen.say()
    show_trips(screen, problem, result.plan, FEW_TRIPS)
    screen.say()
    holds = _verified(screen, problem, result.plan)
    output = folder / f"{example.id}-plan.json"
    write(screen, result.plan, output)
    screen.name_file("Plan file:", output)
    screen.say(f"All of this took {words.took(time.monotonic() - started)}.")
    return status_of(result) if holds else NO


def _verified(screen: Screen, problem: Problem, plan: Plan) -> bool:
    from volmatch.verifier import verify

    violations = verify(problem, plan)
    if violations:
        show_violations(screen, violations)
    else:
        screen.say("Checked once more, by code that shares nothing with the solver: every rule holds.")
    return not violations
