"""What is shown of a plan: the summary, its levels, and who stays unserved and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from volmatch.cli import words
from volmatch.cli.figures import (
    Figures,
    coverage_proven,
    figures_of,
    is_weighted,
    leftovers,
    nearness_measure,
)
from volmatch.cli.screen import Screen, grid, table
from volmatch.domain.plan import Level, Plan
from volmatch.domain.problem import Problem
from volmatch.result import Result

__all__ = ["LevelWriter", "show_levels", "show_summary", "show_unserved", "verdict"]


def verdict(result: Result) -> str:
    """Say in a sentence how good the answer is, and why the search ended."""
    after = words.took(result.seconds)
    if result.status == "infeasible":
        return f"No plan keeps all pins: proven after {after}."
    if result.plan is None:
        return f"No plan that keeps all pins was found in {after}; there may be one."
    if result.status == "optimal":
        return f"Proven after {after}: no plan is better."
    end = {
        "iteration_limit": f"The best plan found by the work allowed, in {after}.",
        "cancelled": f"Interrupted after {after}; the best plan until then.",
        "error": f"The search broke off after {after}; the best plan until then.",
    }.get(result.stopped_by, f"The best plan found in {after}.")
    if coverage_proven(result.levels):
        return f"{end} No plan serves more: proven."
    return f"{end} Whether more can be served is not known."


def show_summary(screen: Screen, problem: Problem, plan: Plan) -> None:
    """Show how much of the need is met, how much travel that takes, and who carries how much."""
    found = figures_of(problem, plan)
    screen.show(grid(_summary(found)))


def _summary(found: Figures) -> Iterator[tuple[str, str]]:
    yield "Served", f"{found.num_served:,} of {words.plural(found.num_tasks, 'task')}"
    if len(found.served) > 1:
        for name, (met, need) in found.served.items():
            yield f"  {name}", f"{met:,} of {need:,}"
    yield (
        "Trips",
        f"{words.plural(found.num_trips, 'trip')}, {words.kilometres(found.metres)} in all",
    )
    if found.num_remote:
        yield "From home", words.plural(found.num_remote, "service")
    people = words.plural(found.num_volunteers, "volunteer")
    yield "People", f"{found.num_sent:,} of {people} have something to do"
    if found.num_sent:
        yield from _load(found)


def _load(found: Figures) -> Iterator[tuple[str, str]]:
    """Write what one person carries; averages are over those who have something to do."""
    (trips, busiest), (seconds, longest) = found.most_trips, found.most_seconds
    mean = found.num_trips / found.num_sent
    uneven = f"{mean:.1f} on average; {trips} at most ({busiest})"
    yield "  trips each", uneven if mean < trips else f"{trips}"
    mean = found.seconds / found.num_sent
    yield (
        "  time each",
        f"{words.hours(mean)} on average; {words.hours(seconds)} at most ({longest})",
    )


def show_levels(
    screen: Screen, problem: Problem, levels: Iterable[Level], unranked: Iterable[Level] = ()
) -> None:
    """Show what a plan is worth, level by level, and how good that can be at all."""
    levels = tuple(levels)
    bounded = any(level.bound is not None for level in levels)
    made = table("Level", "Value", *(("Bound", "Gap", "Status") if bounded else ()), right=("Gap",))
    write = LevelWriter(problem)
    for level in levels:
        row = [level.name, write.worth(level.name, level.value)]
        if bounded:
            row += [write.bound(level), words.share(level.gap), _status(level)]
        made.add_row(*(Text(words.plain(cell)) for cell in row))
    for level in unranked:
        row = [level.name, write.worth(level.name, level.value)] + [
            "",
            "",
            "not asked for",
        ] * bounded
        made.add_row(*(Text(words.plain(cell), style="dim") for cell in row))
    screen.show(made)


def _status(level: Level) -> str:
    if level.proven:
        return "proven"
    return "open" if level.bound is not None else "no bound"


class LevelWriter:
    """Writes values of levels in the units of a problem."""

    def __init__(self, problem: Problem) -> None:
        self.scale = problem.weight_scale
        self.weighted = is_weighted(problem)
        self.measure = nearness_measure(problem)

    def bound(self, level: Level) -> str:
        """Write how good a level can be."""
        if level.bound is None:
            return "–"
        return "the same" if level.proven else self.worth(level.name, level.bound)

    def worth(self, name: str, value: int | tuple[int, ...]) -> str:
        """Write the value of a level."""
        if isinstance(value, tuple):
            return words.coverage(value, self.scale, self.weighted)
        return words.worth(name, value, self.measure)


def show_unserved(
    screen: Screen, problem: Problem, plan: Plan, levels: Iterable[Level], most: int = 12
) -> None:
    """Say of every unserved task why it is; tasks with one reason together."""
    groups = leftovers(problem, plan, coverage_proven(levels))
    for group in groups[:most]:
        screen.say(f"{words.listed(group.tasks)} ({group.priority})", style="bold")
        screen.say(f"{group.why}.", indent=2)
    rest = sum(len(group.tasks) for group in groups[most:])
    if rest:
        reasons = words.plural(len(groups) - most, "other reason")
        screen.say(f"… and {words.plural(rest, 'task')} more, for {reasons}")
