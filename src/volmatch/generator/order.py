"""What somebody asks of the generator, and what every kind of problem has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from attrs import field, frozen

from volmatch.domain.clock import Interval
from volmatch.domain.location import Location
from volmatch.domain.problem import Forbidden, Pin, Problem
from volmatch.domain.task import Task, TaskType
from volmatch.domain.travel import StraightLine
from volmatch.domain.volunteer import Volunteer
from volmatch.generator.draws import Draws, Flags

__all__ = ["DAY_SECONDS", "DETOUR", "START", "Order", "Parts", "assemble", "stretch"]

START = datetime(2020, 3, 2)
TIMEZONE = "Asia/Shanghai"
DAY_SECONDS = 86_400
DETOUR = 1.3


@frozen(kw_only=True)
class Order:
    """What `generate` was asked for, checked."""

    kind: str
    volunteers: int
    tasks: int | None
    days: int
    seed: int
    geography: str
    variant: str | None
    offered: float | None
    teams: float = 0.0
    pickups: float = 0.0
    cohorts: int = 0
    exposure: int | None = None

    def draws(self, purpose: str) -> Draws:
        """Give the stream of numbers for one purpose."""
        return Draws(self.seed, f"{self.kind}/{purpose}")

    def num_tasks(self) -> int:
        """Give the number of tasks; four for each volunteer unless it was said."""
        return 4 * self.volunteers if self.tasks is None else self.tasks

    def offers(self, share: float, *, everybody: bool = True) -> Flags:
        """Draw who offers which day: shape (volunteers, days).

        Parameters
        ----------
        share
            Of the days, where the order does not say.
        everybody
            Whoever drew no day at all gets one, so that a single day is offered by all.
        """
        draws = self.draws("offers")
        offered = draws.chances(share if self.offered is None else self.offered, self.volunteers, self.days)
        if everybody:
            nothing = np.flatnonzero(~offered.any(axis=1))
            offered[nothing, draws.wholes(0, self.days, self.volunteers)[nothing]] = True
        return offered


@frozen(kw_only=True)
class Parts:
    """What one kind of problem is made of."""

    volunteers: Sequence[Volunteer]
    tasks: Sequence[Task]
    locations: Sequence[Location]
    task_types: Sequence[TaskType]
    modes: Mapping[str, float]
    rules: Mapping[str, Any]
    objectives: Sequence[str] = ("coverage", "nearness")
    pins: Sequence[Pin] = ()
    forbidden: Sequence[Forbidden] = ()
    objective_options: Mapping[str, Any] = field(factory=dict)
    spare_days: int = 0
    """Days after the last one, for what runs past midnight."""


def assemble(order: Order, parts: Parts) -> Problem:
    """Make the problem of its parts."""
    return Problem(
        name=f"{order.kind}-{len(parts.volunteers)}x{len(parts.tasks)}-{order.seed}",
        timezone=TIMEZONE,
        coordinates="planar" if order.geography == "planar" else "WGS84",
        start=START,
        end=START + timedelta(days=order.days + parts.spare_days),
        travel=StraightLine(dict(parts.modes), DETOUR),
        locations=parts.locations,
        task_types=parts.task_types,
        volunteers=parts.volunteers,
        tasks=parts.tasks,
        rules=dict(parts.rules),
        objectives=tuple(parts.objectives),
        objective_options=dict(parts.objective_options),
        pins=parts.pins,
        forbidden=parts.forbidden,
    )


def stretch(day: int, first_minute: int, last_minute: int) -> Interval:
    """Give the interval between two minutes of a day, counted from its midnight."""
    midnight = day * DAY_SECONDS
    return Interval(midnight + 60 * first_minute, midnight + 60 * last_minute)
