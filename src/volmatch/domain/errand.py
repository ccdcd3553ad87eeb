"""How long and how far it is, at the least, from home to a task and back: through its pickup, if it has one.

No trip with the task undercuts these, whatever else it passes; setups and the fetching are in the seconds. A way that
is not there makes a sum of `UNREACHABLE` or more.
"""

from __future__ import annotations

import numpy as np

from volmatch.domain.clock import Interval
from volmatch.domain.problem import Problem
from volmatch.domain.roll import Roll, Rows, Wholes
from volmatch.domain.task import Task
from volmatch.domain.volunteer import Volunteer

__all__ = [
    "all_homeward",
    "all_outward",
    "all_to_pickup",
    "fetch_times",
    "homeward",
    "outward",
    "service_times",
    "to_pickup",
]


def outward(problem: Problem, volunteer: Volunteer, task: Task) -> tuple[int, int]:
    """Give the seconds from leaving home until the service may start, and the metres. O(1)."""
    home, mode = problem.place(volunteer.home), problem.mode(volunteer)
    here, seconds, metres = home, 0, 0
    stops = [] if task.pickup is None else [(task.pickup.location, task.pickup.seconds)]
    for name, service in (*stops, (task.location or "", 0)):
        place = problem.place(name)
        leg = problem.network.shortest(mode, here, place)
        setup = 0 if place in (here, home) else problem.locations[place].setup_seconds
        seconds, metres, here = seconds + leg[0] + setup + service, metres + leg[1], place
    return seconds, metres


def homeward(problem: Problem, volunteer: Volunteer, task: Task) -> tuple[int, int]:
    """Give the seconds and metres of the way home from the service. O(1)."""
    home, place = problem.place(volunteer.home), problem.place(task.location or "")
    return problem.network.shortest(problem.mode(volunteer), place, home)


def to_pickup(problem: Problem, volunteer: Volunteer, task: Task) -> int:
    """Give the seconds from leaving home until the fetching may start, of a task with a pickup. O(1)."""
    assert task.pickup is not None
    home, place = problem.place(volunteer.home), problem.place(task.pickup.location)
    way = problem.network.shortest(problem.mode(volunteer), home, place)[0]
    return way + (0 if place == home else problem.locations[place].setup_seconds)


def all_to_pickup(roll: Roll, task: Task, rows: Rows) -> Wholes:
    """Give what `to_pickup` gives, of many: shape (rows,). O(rows)."""
    assert task.pickup is not None
    place = task.pickup.location
    setup = np.where(roll.lives_at(place)[rows], 0, roll.problem.location(place).setup_seconds)
    return np.asarray(roll.ways(rows, place)[0] + setup)


def all_outward(roll: Roll, task: Task, rows: Rows) -> Wholes:
    """Give what `outward` gives, of many: shape (2, rows), seconds and metres. O(rows)."""
    problem, there = roll.problem, task.location or ""
    setup = np.where(roll.lives_at(there)[rows], 0, problem.location(there).setup_seconds)
    if task.pickup is None:
        way = roll.ways(rows, there)[:2].copy()
        way[0] += setup
        return way
    fetched = task.pickup.location
    way = np.stack([all_to_pickup(roll, task, rows), roll.ways(rows, fetched)[1]])
    way[0] += task.pickup.seconds + (0 if fetched == there else setup)
    group, modes = roll.groups("mode", problem.mode)
    ends = problem.place(fetched), problem.place(there)
    legs = np.array([problem.network.shortest(mode, *ends) for mode in modes], dtype=np.int64)
    return way + legs.reshape(-1, 2)[group[rows]].T


def all_homeward(roll: Roll, task: Task, rows: Rows) -> Wholes:
    """Give what `homeward` gives, of many: shape (2, rows), seconds and metres. O(rows)."""
    return roll.ways(rows, task.location or "")[2:]


def service_times(problem: Problem, task: Task) -> tuple[Interval, ...]:
    """Give the intervals inside which the service lies: its windows, while its place is open."""
    away = task.location is not None and not task.remote
    return _both(task.windows, problem.location(task.location or "").open if away else ())


def fetch_times(problem: Problem, task: Task) -> tuple[Interval, ...] | None:
    """Give the intervals inside which the fetching lies; ``None`` = any time, or nothing to fetch."""
    if task.pickup is None:
        return None
    opening, windows = problem.location(task.pickup.location).open, task.pickup.windows
    return _both(windows or opening, opening) if windows or opening else None


def _both(some: tuple[Interval, ...], others: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Give where intervals of two lists overlap, be it for an instant; no others = always."""
    if not others:
        return some
    overlaps = sorted((max(a.start, b.start), min(a.end, b.end)) for a in some for b in others)
    return tuple(Interval(start, end) for start, end in overlaps if start <= end)
