"""``volmatch explain``: why tasks are not served, and the smallest changes that would serve them."""

from __future__ import annotations

from pathlib import Path

from volmatch.cli.files import read_plan, read_problem
from volmatch.cli.guard import DONE
from volmatch.cli.screen import Screen
from volmatch.cli.watching import Limits, stopping_at_sigint
from volmatch.explaining import explain
from volmatch.solver import CancelToken

__all__ = ["explain_command"]


def explain_command(
    screen: Screen, path: Path, plan_path: Path, task: str | None, limits: Limits, encoding: str, lang: str
) -> int:
    """Explain one task, or all that a plan does not serve."""
    problem = read_problem(screen, path, encoding)
    plan = read_plan(screen, plan_path, encoding)
    if plan.problem != problem.name:
        screen.warn("the plan names another problem than this one")
    token = CancelToken()
    with stopping_at_sigint(token):
        found = explain(
            problem, plan, task, time_limit=limits.time_limit or 5.0, seed=limits.seed, cancel=token
        )
    first, *lines = found.text(lang).splitlines()
    screen.say(first, style="bold")
    for line in lines:
        text = line.lstrip()
        screen.say(text, indent=len(line) - len(text))
    return DONE
