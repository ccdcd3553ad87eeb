"""What is said while solving: one live line on a terminal, otherwise a plain line now and then."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from rich.live import Live
from rich.text import Text

from volmatch.cli import words
from volmatch.cli.figures import is_weighted, nearness_measure
from volmatch.cli.screen import Screen
from volmatch.domain.problem import Problem
from volmatch.result import Progress
from volmatch.rulebook import levels_of

__all__ = ["Headline", "Ticker"]

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 30.0
"""Seconds between plain lines, at first and at most; each pause is longer than the last by half."""

PHASES = {
    "greedy": "looking for a first plan",
    "bound": "asking how good a plan can be",
    "exact": "looking for proof",
    "improve": "looking for a better plan",
    "search": "looking for a better plan",
    "columns": "looking for a better plan",
    "compiling": "compiling the search, which is done once",
}


class Headline:
    """Says how good the best plan so far is, in a phrase."""

    def __init__(self, problem: Problem, *, coverage_only: bool = False) -> None:
        self._num_tasks = len(problem.effective_tasks)
        self._weight = sum(task.weight for task in problem.effective_tasks)
        self._weighted = is_weighted(problem)
        self._scale = problem.weight_scale
        names = [level.name for level in levels_of(problem)]
        self._names = names[:1] if coverage_only else names
        self._measure = nearness_measure(problem)

    def __call__(self, progress: Progress) -> str:
        """Write, for example, ``118 of 120 tasks served, proven; 41.2 km of travel``."""
        if not progress.values:
            return PHASES.get(progress.phase, "looking for a first plan")
        levels = list(zip(self._names, progress.values, self._bounds(progress), strict=False))
        _, value, bound = levels[0]
        parts = [self._served(value) + (", proven" if value == bound else "")]
        parts += [self._travel(*level) for level in levels[1:] if level[0] == "nearness"]
        return "; ".join(parts)

    def _bounds(self, progress: Progress) -> list[int | tuple[int, ...] | None]:
        missing = len(progress.values) - len(progress.bounds)
        return [*progress.bounds, *[None] * missing]

    def _served(self, value: int | tuple[int, ...]) -> str:
        unserved = sum(value[:4]) if isinstance(value, tuple) else value
        if not unserved:
            return f"all {words.plural(self._num_tasks, 'task')} served"
        if self._weighted:
            return f"{1 - unserved / max(1, self._weight):.1%} of the need met".replace("%", " %")
        served = self._num_tasks - round(unserved / self._scale)
        return f"{served:,} of {words.plural(self._num_tasks, 'task')} served"

    def _travel(self, name: str, value: int | tuple[int, ...], bound: int | tuple[int, ...] | None) -> str:
        if isinstance(value, tuple) or isinstance(bound, tuple):
            return ""
        ending = ""
        if bound == value:
            ending = ", proven"
        elif bound:
            ending = f" ({words.worth(name, bound, self._measure)} at best)"
        kind = "from home to the places" if self._measure == "home_distance" else "of travel"
        return f"{words.worth(name, value, self._measure)} {kind}{ending}"


class Ticker:
    """Shows how a search goes on; a context, and what ``on_progress`` is given.

    Parameters
    ----------
    screen, problem
        Where it is shown, and what is solved.
    quiet
        Show nothing.
    coverage_only
        Say nothing of the levels below: those searched are not those of this problem.
    stopping
        Tells whether the search was asked to stop.
    """

    def __init__(
        self,
        screen: Screen,
        problem: Problem,
        *,
        quiet: bool,
        stopping: Callable[[], bool],
        coverage_only: bool = False,
    ) -> None:
        self._screen = screen
        self._headline = Headline(problem, coverage_only=coverage_only)
        self._quiet = quiet
        self._stopping = stopping
        self._live = not quiet and sys.stderr.isatty() and not screen.err.is_dumb_terminal
        self._stack = ExitStack()
        self._lock = threading.Lock()
        self._latest = Progress(seconds=0.0, phase="greedy")
        self._due, self._pause, self._said = 0.0, FIRST_PAUSE, ""
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        self._started = time.monotonic()
        if self._live:
            live = Live(
                console=self._screen.err,
                get_renderable=self._line,
                refresh_per_second=4,
                transient=True,
                redirect_stdout=False,
            )
            self._stack.enter_context(live)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def __call__(self, progress: Progress) -> None:
        """Take the news; called by `solve`, from whatever thread."""
        self._latest = progress
        if not self._quiet and not self._live:
            with self._lock:
                self._tell(progress)

    def _tell(self, progress: Progress) -> None:
        """Say a plain line where it is new and the last one is long enough ago."""
        words_now = self._headline(progress) if progress.values else self._said
        if progress.seconds < self._due or words_now == self._said:
            return
        self._said = words_now
        self._due = progress.seconds + self._pause
        self._pause = min(self._pause * 1.5, LONGEST_PAUSE)
        self._screen.note(f"{words.took(progress.seconds)}: {words_now}")

    def _line(self) -> Text:
        latest = self._latest
        now = words.took(max(1.0, time.monotonic() - self._started))
        parts = [self._headline(latest), now]
        if self._stopping():
            parts.append("stopping …")
        elif latest.values and latest.phase in PHASES:
            parts.append(PHASES[latest.phase])
        line = Text("; ".join(parts), no_wrap=True)
        # Room for the "^C" that a terminal writes behind it.
        line.truncate(max(self._screen.err.width - 4, 1), overflow="ellipsis")
        return line
