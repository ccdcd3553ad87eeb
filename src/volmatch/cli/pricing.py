"""``volmatch price``: what a rule costs, level by level."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from volmatch.cli import words
from volmatch.cli.files import read_problem
from volmatch.cli.guard import NO
from volmatch.cli.progress import Ticker
from volmatch.cli.report import LevelWriter
from volmatch.cli.screen import Screen, grid, table
from volmatch.cli.watching import Limits, status_of, stopping_at_sigint
from volmatch.domain.problem import Problem
from volmatch.pricing import Price, PricedLevel, price
from volmatch.pricing.text import proof, verdict
from volmatch.rule import Value
from volmatch.solver import CancelToken

__all__ = ["price_command"]


def price_command(screen: Screen, path: Path, rule: str, limits: Limits, encoding: str, quiet: bool) -> int:
    """Solve a problem with a rule and without it, and show both side by side."""
    problem = read_problem(screen, path, encoding)
    token = CancelToken()
    with (
        stopping_at_sigint(token) as pressed,
        Ticker(screen, problem, quiet=quiet, stopping=lambda: bool(pressed)) as ticker,
    ):
        found = price(
            problem,
            rule,
            time_limit=limits.time_limit,
            iteration_limit=limits.iteration_limit,
            seed=limits.seed,
            on_progress=ticker,
            cancel=token,
        )
    screen.say(verdict(found, LevelWriter(problem).worth), style="bold")
    if found.levels and not quiet:
        screen.say()
        _show(screen, problem, found)
    for result in (found.with_rule, found.without_rule):
        if result.message:
            screen.warn(result.message)
    if not found.levels:
        return NO
    return max(status_of(found.with_rule), status_of(found.without_rule))


def _show(screen: Screen, problem: Problem, found: Price) -> None:
    made, write = table("Level", "With it", "Without it", "Costs", "Proof"), LevelWriter(problem)
    for level in found.levels:
        made.add_row(*(Text(words.plain(cell)) for cell in _row(level, write)))
    screen.show(made)
    tasks = (("Served only without it", found.gained), ("Served only with it", found.lost))
    if found.gained or found.lost:
        screen.say()
        screen.show(grid((what, words.listed(ids) or "none") for what, ids in tasks))


def _row(level: PricedLevel, write: LevelWriter) -> Iterator[str]:
    yield level.name
    yield write.worth(level.name, level.with_rule)
    yield write.worth(level.name, level.without_rule)
    yield _signed(level.name, level.difference, write)
    yield proof(level, write.worth)


def _signed(name: str, difference: Value, write: LevelWriter) -> str:
    """Write a difference; one of coverage stands in both values already."""
    if isinstance(difference, tuple):
        return "" if any(difference) else "nothing"
    if not difference:
        return "nothing"
    return words.signed(write.worth(name, abs(difference)), difference)
