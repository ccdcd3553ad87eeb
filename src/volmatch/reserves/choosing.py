"""The fewest who should stand by."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np
from attrs import frozen

from volmatch.reserves.calling import Calling
from volmatch.reserves.odds import at_least, chances

__all__ = ["Choice", "fewest"]

MOST_SETS = 3000
"""Sets of one size that are all looked at."""


@frozen
class Choice:
    """Who stands by, in the order in which they are called; which tasks are beyond help; and a proven least number."""

    reserves: tuple[str, ...]
    beyond: frozenset[str]
    least: int
    proven: bool


def fewest(calling: Calling, short: Sequence[str], target: float) -> Choice:
    """Choose as few as are needed for every task that can be brought to the target."""
    needs = {task: _needed(calling, task, target) for task in short}
    beyond = {task for task, number in needs.items() if number is None}
    goal = [task for task in short if task not in beyond]
    least = _cover(calling, {task: needs[task] or 0 for task in goal})
    chosen, lost = _added(calling, goal, target)
    beyond |= lost
    goal = [task for task in goal if task not in lost]
    chosen = _pruned(calling, chosen, goal, target)
    # Tasks lost to clashes alone were not proven to be beyond help; then nothing is proven of the rest.
    # Chances that were drawn prove nothing either.
    _, exact_tasks = chances(calling, chosen)
    proven = sure = not lost and set(goal) <= exact_tasks
    if lost:
        least = 0
    for size in range(least, len(chosen)) if sure else ():
        if comb(len(calling.pool), size) > MOST_SETS:
            proven = False
            break
        better, exact = _smaller(calling, size, goal, target)
        sure &= exact
        if better is not None:
            chosen = better
            break
    proven = proven and (len(chosen) == least or sure)
    return Choice(tuple(chosen), frozenset(beyond), len(chosen) if proven else least, proven)


def _needed(calling: Calling, task: str, target: float) -> int | None:
    """Give how many must stand by for a task at the least, if they did nothing else; ``None`` = all are too few."""
    post = next(post for post in calling.posts if post.task == task)
    crew = list(post.crew.values())
    able = sorted((calling.reliability[who] for who in calling.stand_ins.get(task, ())), reverse=True)
    for number in range(len(able) + 1):
        if at_least([*crew, *able[:number]], post.least) >= target:
            return number
    return None


def _cover(calling: Calling, needs: dict[str, int]) -> int:
    """Give the fewest people of whom enough cover every task: a bound, for nobody is busy in it."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    pool = calling.pool
    rows = [[float(who in calling.stand_ins[task]) for who in pool] for task in needs]
    if not rows:
        return 0
    found = milp(
        np.ones(len(pool)),
        integrality=np.ones(len(pool), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(np.array(rows), lb=np.array(list(needs.values()), dtype=float)),
        options={"time_limit": 5.0},
    )
    bound = found.get("mip_dual_bound")
    return max(needs.values()) if bound is None else max(int(np.ceil(bound - 1e-6)), *needs.values())


def _missing(calling: Calling, reserves: Sequence[str], goal: Sequence[str], target: float) -> float:
    """Add up by how much the tasks fall short."""
    found, _ = chances(calling, reserves)
    return sum(max(0.0, target - found[task]) for task in goal)


def _added(calling: Calling, goal: Sequence[str], target: float) -> tuple[list[str], set[str]]:
    """Add whoever helps most until nobody does; give them, and the tasks that are still short."""
    order = calling.pool
    chosen: list[str] = []
    missing = _missing(calling, chosen, goal, target)
    while missing > 1e-12:
        found, _ = chances(calling, chosen)
        short = {task for task in goal if found[task] < target}
        able = [w for w in order if w not in chosen and any(w in calling.stand_ins[t] for t in short)]
        tried = [(_missing(calling, _in_order(order, [*chosen, who]), goal, target), who) for who in able]
        best = min(tried, default=(missing, ""))
        if best[0] >= missing - 1e-12:
            break
        missing, chosen = best[0], _in_order(order, [*chosen, best[1]])
    found, _ = chances(calling, chosen)
    return chosen, {task for task in goal if found[task] < target}


def _pruned(calling: Calling, chosen: list[str], goal: Sequence[str], target: float) -> list[str]:
    """Let go of whoever is not needed."""
    for who in list(chosen):
        rest = [one for one in chosen if one != who]
        if _missing(calling, rest, goal, target) <= 0:
            chosen = rest
    return chosen


def _smaller(
    calling: Calling, size: int, goal: Sequence[str], target: float
) -> tuple[list[str] | None, bool]:
    """Look at every set of a size; give the first that does, and whether all chances were exact."""
    sure = True
    for some in combinations(calling.pool, size):
        found, exact = chances(calling, some)
        sure &= set(goal) <= exact
        if all(found[task] >= target for task in goal):
            return list(some), sure
    return None, sure


def _in_order(order: Sequence[str], some: Sequence[str]) -> list[str]:
    return [who for who in order if who in some]
