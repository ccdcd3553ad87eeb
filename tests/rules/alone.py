"""One rule alone: its check of plans whose times need not fit, with remote tasks and pickups; and what it writes."""

from __future__ import annotations

import re

from attrs import evolve

from volmatch.compile import _draft
from volmatch.domain.plan import RemoteService
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView

from .build import plan


def view_of(of: Problem, *rows: str) -> PlanView:
    """Lay out rows as `build.plan` does, and two more kinds::

    "ann 0 > job+ 10-20 > job 30-40 > 50"   a pickup for the job, then its service
    "ann at home: call 100-200"             a remote task
    """
    trips = [row for row in rows if "at home" not in row]
    made = plan(of, *(row.replace("+ ", " ") for row in trips))
    fetched = [[stop.split()[0].endswith("+") for stop in row.split(" > ")[1:-1]] for row in trips]
    kept = [
        evolve(
            trip,
            stops=[evolve(s, kind="pickup") if is_ else s for s, is_ in zip(trip.stops, marks, strict=True)],
        )
        for trip, marks in zip(made.trips, fetched, strict=True)
    ]
    return PlanView(of, evolve(made, trips=kept, remote=[_remote(row) for row in rows if row not in trips]))


def _remote(row: str) -> RemoteService:
    who, what, start, end = re.fullmatch(r"(\S+) at home: (\S+) (\d+)-(\d+)", row).groups()
    return RemoteService(volunteer=who, task=what, start=int(start), end=int(end))


def found_by(rule, of: Problem, *rows: str) -> list[tuple[tuple[str, ...], float]]:
    """Give subjects and excess of each violation that a rule finds; rules are asked as they are."""
    return [(one.subjects, one.excess) for one in rule.check(of, view_of(of, *rows))]


def drafted_by(of: Problem, *rules):
    """Let some rules write a draft, in order."""
    draft = _draft(of)
    for rule in rules:
        rule.compile(of, draft)
    return draft


def ties_by(rule, of: Problem):
    """Give the mechanisms that a rule writes by itself, by their names in a program."""
    return drafted_by(of, rule).finished_ties()
