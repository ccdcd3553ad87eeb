"""What a notebook shows of a problem, a plan and a result: counts, levels and reasons; no ids, names or places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from volmatch.domain.plan import Level, Plan
from volmatch.domain.problem import Problem
from volmatch.result import Result
from volmatch.saying import share, when

__all__ = ["html_of"]


def html_of(thing: Problem | Plan | Result) -> str:
    """Give a small table of HTML. O(things)."""
    if isinstance(thing, Problem):
        return _problem(thing)
    return _plan(thing) if isinstance(thing, Plan) else _result(thing)


def _problem(problem: Problem) -> str:
    served, clock = problem.effective_tasks, problem.clock
    tasks = f"{len(problem.tasks):,}"
    if len(served) != len(problem.tasks):
        tasks += f", served as {len(served):,}"
    rows = [
        ("volunteers", f"{len(problem.volunteers):,}"),
        ("tasks", tasks),
        ("locations", f"{len(problem.locations):,}"),
        ("from", when(clock, 0)),
        ("until", when(clock, clock.seconds(problem.end))),
        ("time zone", problem.timezone),
        ("rules with parameters", ", ".join(problem.rules) or "–"),
        ("levels", ", ".join(_level_name(level) for level in problem.objectives)),
    ]
    rows += [
        (key, f"{len(things):,}")
        for key in ("pins", "forbidden", "warnings")
        if (things := getattr(problem, key))
    ]
    return _table("Problem", (), rows)


def _level_name(said: object) -> str:
    return (
        " + ".join(f"{name}×{weight}" for name, weight in said.items())
        if isinstance(said, dict)
        else str(said)
    )


def _plan(plan: Plan) -> str:
    people = {trip.volunteer for trip in plan.trips} | {row.volunteer for row in plan.remote}
    rows = [
        ("status", f"{plan.status} (stopped by {plan.stopped_by})"),
        ("people", f"{len(people):,}"),
        ("trips", f"{len(plan.trips):,}"),
        ("stops", f"{sum(len(trip.stops) for trip in plan.trips):,}"),
        ("remote services", f"{len(plan.remote):,}"),
        ("unserved", f"{len(plan.unserved):,}"),
    ]
    return _table("Plan", (), rows) + _levels(plan.levels) + _reasons(plan)


def _result(result: Result) -> str:
    rows = [
        ("status", f"{result.status} (stopped by {result.stopped_by})"),
        ("seconds", f"{result.seconds:,.1f}"),
    ]
    rows += [("message", result.message)] if result.message else []
    if result.plan is not None:
        rows += [("trips", f"{len(result.plan.trips):,}"), ("unserved", f"{len(result.plan.unserved):,}")]
    reasons = _reasons(result.plan) if result.plan is not None else ""
    return _table("Result", (), rows) + _levels((*result.levels, *result.unranked)) + reasons


def _levels(levels: Sequence[Level]) -> str:
    rows = [
        (level.name, str(level.value), "–" if level.bound is None else str(level.bound), share(level.gap))
        for level in levels
    ]
    return _table("", ("level", "value", "proven bound", "gap"), rows) if rows else ""


def _reasons(plan: Plan) -> str:
    counts = Counter(row.reason or "–" for row in plan.unserved)
    rows = [(reason, f"{number:,}") for reason, number in counts.most_common()]
    return _table("", ("unserved because of", "tasks"), rows) if rows else ""


def _table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    caption = f"<caption>{escape(title)}</caption>" if title else ""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{caption}{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{body}</tbody></table>"
