"""``volmatch compare``: which of two plans is better, and what changes for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.text import Text

from volmatch.cli import words
from volmatch.cli.checking import show_violations
from volmatch.cli.files import read_plan, read_problem
from volmatch.cli.guard import DONE
from volmatch.cli.report import LevelWriter
from volmatch.cli.screen import Screen, grid, table
from volmatch.comparing import ComparedLevel, ComparedVolunteer, Comparison, MovedTask, compare
from volmatch.domain.problem import Problem

__all__ = ["compare_command"]

FEW_VIOLATIONS = 5
MOST_ROWS = 20
MINUTE = 60


def compare_command(screen: Screen, path: Path, path_a: Path, path_b: Path, encoding: str) -> int:
    """Compare two plans of a problem, from the files alone."""
    problem = read_problem(screen, path, encoding)
    plans = [read_plan(screen, one, encoding) for one in (path_a, path_b)]
    for side, plan in zip("AB", plans, strict=True):
        if plan.problem != problem.name:
            screen.warn(f"plan {side} names another problem than this one")
    found = compare(problem, *plans)
    screen.name_file("A:", path_a)
    screen.name_file("B:", path_b)
    screen.say()
    screen.say(_verdict(found), style="bold")
    for side, violations in (("A", found.violations_a), ("B", found.violations_b)):
        if violations:
            screen.say()
            show_violations(screen, violations, side, FEW_VIOLATIONS)
    screen.say()
    _show_levels(screen, problem, found.levels)
    _show_tasks(screen, found)
    _show_people(screen, found.volunteers)
    return DONE


def _verdict(found: Comparison) -> str:
    if found.better is None:
        return "A and B are the same." if found.same else "A and B are equally good."
    better, other = ("A", "B") if found.better == "a" else ("B", "A")
    if bool(found.violations_a) != bool(found.violations_b):
        return f"{better} is better: {other} breaks rules."
    verb = "would be" if found.violations_a else "is"
    decided = found.decided_by.name if found.decided_by else ""
    return f"{better} {verb} better: {decided} decides."


def _show_levels(screen: Screen, problem: Problem, levels: Sequence[ComparedLevel]) -> None:
    """Show both values of every level; those that were not asked for only where they differ."""
    made, write = table("Level", "A", "B", "Better"), LevelWriter(problem)
    others = [level for level in levels if level.better and not level.asked]
    for level in [level for level in levels if level.asked]:
        made.add_row(*_row(level, write))
    if others:
        made.add_row(Text("not asked for:", style="dim"))
    for level in others:
        made.add_row(*_row(level, write))
    screen.show(made)


def _row(level: ComparedLevel, write: LevelWriter) -> Iterator[Text]:
    cells = (level.name, write.worth(level.name, level.a), write.worth(level.name, level.b))
    for cell in (*cells, _better(level, write)):
        yield Text(words.plain(cell), style="" if level.asked else "dim")


def _better(level: ComparedLevel, write: LevelWriter) -> str:
    """Name the better one, with the difference where that is a number."""
    if level.better is None:
        return "the same"
    by = ""
    if not isinstance(level.a, tuple) and not isinstance(level.b, tuple):
        by = f" by {write.worth(level.name, abs(level.a - level.b))}"
    return f"{level.better.upper()}{by}"


def _show_tasks(screen: Screen, found: Comparison) -> None:
    """Show which tasks only one of them serves, and which go to others or to another time."""
    counts = ((found.changed, "Served by others"), (found.moved, "At another time"))
    rows = [
        (name, words.listed(ids)) for ids, name in ((found.lost, "Only in A"), (found.gained, "Only in B"))
    ]
    rows += [(name, words.plural(len(tasks), "task")) for tasks, name in counts if tasks]
    if any(value for _, value in rows):
        screen.say()
        screen.show(grid((name, value or "none") for name, value in rows))
    changed = [(one.task, words.listed(one.a), words.listed(one.b)) for one in found.changed]
    _show_rows(screen, ("Task", "Served in A by", "Served in B by"), changed)
    moved = [(one.task, _shift(one)) for one in found.moved if abs(one.seconds) >= MINUTE]
    _show_rows(screen, ("Task", "Starts in B"), moved)


def _shift(one: MovedTask) -> str:
    return f"{words.hours(abs(one.seconds))} {'later' if one.seconds > 0 else 'earlier'}"


def _show_people(screen: Screen, people: Sequence[ComparedVolunteer]) -> None:
    """Show what B means for everybody for whom it is not the same."""
    rows = [
        (
            one.volunteer,
            words.listed(one.gained) or "–",
            words.listed(one.lost) or "–",
            words.signed(f"{abs(one.trips)}", one.trips),
            words.signed(words.hours(abs(one.seconds)), one.seconds),
            words.signed(words.kilometres(abs(one.metres)), one.metres),
        )
        for one in people
    ]
    headings = ("In B", "Gains", "Loses", "Trips", "Away", "Travel")
    _show_rows(screen, headings, rows, right=("Trips", "Away", "Travel"))


def _show_rows(
    screen: Screen, headings: Sequence[str], rows: Sequence[Sequence[str]], right: Iterable[str] = ()
) -> None:
    if not rows:
        return
    made = table(*headings, right=right)
    for row in rows[:MOST_ROWS]:
        made.add_row(*(Text(words.plain(cell)) for cell in row))
    screen.say()
    screen.show(made)
    if len(rows) > MOST_ROWS:
        screen.say(f"… and {len(rows) - MOST_ROWS:,} more")
