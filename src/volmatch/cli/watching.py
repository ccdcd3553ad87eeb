"""Solving under the eyes of somebody: progress, and Ctrl-C that keeps the best plan."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from attrs import frozen

from volmatch.cli.files import check_output, read_problem, write
from volmatch.cli.guard import BAD_INPUT, DONE, INTERRUPTED, NO, RefusedError
from volmatch.cli.progress import Ticker
from volmatch.cli.report import show_levels, show_summary, show_unserved, verdict
from volmatch.cli.screen import Screen
from volmatch.cli.timetable import show_trips
from volmatch.domain.problem import Problem
from volmatch.result import Result

__all__ = ["Limits", "solve_command", "status_of", "stopping_at_sigint", "watched"]

MANY_TRIPS = 100
"""How many trips are shown where all of them are in a file as well."""


@frozen(kw_only=True)
class Limits:
    """How long `solve` may take, and how it goes about it."""

    time_limit: float = 30.0
    iteration_limit: int | None = None
    seed: int = 0
    method: str = "auto"


def solve_command(
    screen: Screen,
    path: Path,
    output: Path | None,
    limits: Limits,
    encoding: str,
    quiet: bool,
) -> int:
    """Read, solve, write, show: in this order, so that a second Ctrl-C loses nothing."""
    if output is not None:
        check_output(output, path)
    problem = read_problem(screen, path, encoding)
    result = watched(screen, problem, limits, quiet)
    status = status_of(result)
    unwritten: RefusedError | None = None
    if result.plan is not None and output is not None:
        try:
            write(screen, result.plan, output)
        except RefusedError as refusal:
            unwritten = refusal
    if not quiet:
        _show(screen, problem, result, None if unwritten else output)
    elif result.plan is None:
        screen.fail(verdict(result))
    if result.message:
        screen.warn(result.message)
    if unwritten is not None:
        screen.fail(unwritten.title, unwritten.lines)
        return BAD_INPUT
    return status


def watched(screen: Screen, problem: Problem, limits: Limits, quiet: bool = False) -> Result:
    """Solve, and show how it goes on. The first Ctrl-C ends it with the best plan so far."""
    from volmatch.solver import METHODS, CancelToken, solve

    if limits.method not in METHODS:
        raise RefusedError(f"--method: one of {', '.join(METHODS)} is expected")
    token = CancelToken()
    with (
        stopping_at_sigint(token) as pressed,
        Ticker(screen, problem, quiet=quiet, stopping=lambda: bool(pressed)) as ticker,
    ):
        return solve(
            problem,
            time_limit=limits.time_limit,
            iteration_limit=limits.iteration_limit,
            seed=limits.seed,
            method=limits.method,
            on_progress=ticker,
            cancel=token,
        )


@contextmanager
def stopping_at_sigint(token: Any) -> Iterator[list[int]]:
    """Let the first Ctrl-C cancel, and the next one interrupt, in case that nobody listens.

    Where Ctrl-C is ignored (a job in the background) or this is no main thread, nothing changes.
    """
    pressed: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        if len(pressed) > 1:
            raise KeyboardInterrupt
        token.cancel()

    usual = signal.getsignal(signal.SIGINT)
    if usual in (signal.SIG_IGN, None) or threading.current_thread() is not threading.main_thread():
        yield pressed
        return
    signal.signal(signal.SIGINT, stop)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, usual)


def status_of(result: Result) -> int:
    """Give the exit status that says what became of it."""
    if result.stopped_by == "cancelled" or result.status == "cancelled":
        return INTERRUPTED
    return DONE if result.plan is not None else NO


def _show(screen: Screen, problem: Problem, result: Result, output: Path | None) -> None:
    screen.say(verdict(result), style="bold")
    plan = result.plan
    if plan is None:
        if result.status == "infeasible":
            screen.say("The pins contradict the rules. Remove pins, or loosen the rules that they break.")
        return
    screen.say()
    show_summary(screen, problem, plan)
    screen.say()
    show_levels(screen, problem, result.levels, result.unranked)
    if plan.unserved:
        screen.say()
        screen.say("Unserved, and why", style="bold")
        show_unserved(screen, problem, plan, result.levels)
    if plan.trips or plan.remote:
        screen.say()
        show_trips(screen, problem, plan, None if output is None else MANY_TRIPS)
    if output is not None:
        screen.say()
        screen.name_file("Plan file:", output)
