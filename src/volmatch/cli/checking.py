"""``volmatch verify``: does a plan keep every rule, and what is it worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.text import Text

from volmatch.cli.files import read_plan, read_problem
from volmatch.cli.guard import DONE, NO
from volmatch.cli.report import show_levels, show_summary
from volmatch.cli.screen import Screen, table
from volmatch.cli.words import plain, plural
from volmatch.domain.plan import Level, Plan
from volmatch.rule import Violation

__all__ = ["show_violations", "verify_command"]


def verify_command(screen: Screen, path: Path, plan_path: Path, encoding: str) -> int:
    """Check a plan against the rules of a problem, from the files alone."""
    from volmatch.verifier import score, unranked_levels, verify

    problem = read_problem(screen, path, encoding)
    plan = read_plan(screen, plan_path, encoding)
    violations = verify(problem, plan)
    if plan.problem != problem.name:
        screen.warn("the plan names another problem than this one")
    if violations:
        show_violations(screen, violations)
        return NO
    levels = score(problem, plan)
    _compare(screen, plan, levels)
    screen.say("Every rule holds.", style="bold")
    screen.say()
    show_summary(screen, problem, plan)
    screen.say()
    show_levels(screen, problem, levels, unranked_levels(problem, plan))
    return DONE


def show_violations(
    screen: Screen, violations: Sequence[Violation], plan: str = "The plan", most: int | None = None
) -> None:
    """List what is broken, rule by rule.

    Parameters
    ----------
    plan
        What the plan is called.
    most
        How many violations; default all.
    """
    rules = Counter(violation.rule for violation in violations)
    where = "" if len(rules) == 1 else f" of {plural(len(rules), 'rule')}"
    screen.say(f"{plan} must not be used: {plural(len(violations), 'violation')}{where}.", style="bold")
    screen.say()
    made = table("Rule", "Concerns", "What is wrong")
    for violation in violations[:most]:
        cells = (violation.rule, ", ".join(violation.subjects), violation.message)
        made.add_row(*(Text(plain(cell)) for cell in cells))
    screen.show(made)
    if most is not None and len(violations) > most:
        screen.say(f"… and {len(violations) - most:,} more")


def _compare(screen: Screen, plan: Plan, levels: Iterable[Level]) -> None:
    """Warn where the file says other values than those that its trips come to."""
    said = {level.name: level.value for level in plan.levels}
    for level in levels:
        if said.get(level.name, level.value) != level.value:
            screen.warn(f"the file states another value of {level.name} than its trips come to")
