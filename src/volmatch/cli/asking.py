"""``volmatch candidates`` and ``volmatch standby``: answers in a few lines."""

from __future__ import annotations

from pathlib import Path

from volmatch.cli import words
from volmatch.cli.files import read_plan, read_problem
from volmatch.cli.guard import DONE, NO, RefusedError
from volmatch.cli.screen import Screen
from volmatch.domain.clock import parse
from volmatch.ranking import candidates
from volmatch.reserves import standby

__all__ = ["candidates_command", "standby_command"]


def candidates_command(
    screen: Screen, path: Path, planned: Path, task: str, most: int, at: str | None, lang: str, encoding: str
) -> int:
    """Name who could take a task now."""
    if at is not None:
        try:
            parse(at)
        except ValueError:
            raise RefusedError("--at: an instant is expected, such as 2020-03-02T14:00") from None
    problem = read_problem(screen, path, encoding)
    found = candidates(problem, read_plan(screen, planned, encoding), task, most, at=at)
    _say(screen, found.text(lang))
    return DONE if found.ways else NO


def standby_command(
    screen: Screen, path: Path, planned: Path, target: float, seed: int, lang: str, encoding: str
) -> int:
    """Say who should stand by."""
    problem = read_problem(screen, path, encoding)
    found = standby(problem, read_plan(screen, planned, encoding), target, seed=seed)
    _say(screen, found.text(lang))
    return NO if found.beyond else DONE


def _say(screen: Screen, text: str) -> None:
    for line in text.splitlines():
        bare = line.lstrip(" ")
        screen.say(words.plain(bare), indent=len(line) - len(bare))
