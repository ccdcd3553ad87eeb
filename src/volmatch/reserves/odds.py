"""How surely tasks are served: exactly, or from many days that are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from volmatch.reserves.calling import Calling, Post, played

__all__ = ["MOST_UNCERTAIN", "at_least", "chances"]

MOST_UNCERTAIN = 16
"""The most people whose coming and not coming is looked at in every combination: 65,536 days."""


def at_least(chances: Sequence[float], number: int) -> float:
    """Give the chance that at least so many of some people come, each independently (Poisson binomial). O(n²).

    Examples
    --------
    >>> round(at_least([0.9, 0.8], 1), 9), round(at_least([0.9, 0.8], 2), 9), at_least([], 0)
    (0.98, 0.72, 1.0)
    """
    of = np.zeros(len(chances) + 1)
    of[0] = 1.0
    for chance in chances:
        of[1:] = of[1:] * (1 - chance) + of[:-1] * chance
        of[0] *= 1 - chance
    return float(min(1.0, of[number:].sum()))


def chances(calling: Calling, reserves: Sequence[str]) -> tuple[dict[str, float], set[str]]:
    """Give how surely each task is served with some people standing by, and for which of them that is exact."""
    found: dict[str, float] = {}
    exact: set[str] = set()
    for posts in _parts(calling, reserves):
        if len(posts) == 1 and not any(who in calling.stand_ins.get(posts[0].task, ()) for who in reserves):
            found[posts[0].task] = at_least(list(posts[0].crew.values()), posts[0].least)
            exact.add(posts[0].task)
            continue
        people = sorted(_people(calling, posts, reserves))
        unsure = [one for one in people if 0 < calling.reliability[one[0]] < 1]
        if len(unsure) <= MOST_UNCERTAIN:
            exact |= {post.task for post in posts}
            days, weights = _every(calling, unsure)
        else:
            days, weights = _drawn(calling, unsure)
        number = len(weights)
        present = {one: days[row] for row, one in enumerate(unsure)}
        for one in people:
            present.setdefault(one, np.full(number, calling.reliability[one[0]] == 1))
        for task, served in played(posts, calling.stand_ins, reserves, present, number).items():
            found[task] = min(1.0, float(weights[served].sum()))
    return found, exact


def _every(
    calling: Calling, unsure: Sequence[tuple[str, int]]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Give every combination of who comes, and how likely it is."""
    rows = np.arange(1 << len(unsure))
    days = np.array([(rows >> bit) & 1 for bit in range(len(unsure))], dtype=bool).reshape(-1, len(rows))
    weights = np.ones(len(rows))
    for row, (who, _) in enumerate(unsure):
        chance = calling.reliability[who]
        weights *= np.where(days[row], chance, 1 - chance)
    return days, weights


def _drawn(
    calling: Calling, unsure: Sequence[tuple[str, int]]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Draw days; everybody's draws are the same whoever else is looked at."""
    days = np.zeros((len(unsure), calling.draws), dtype=bool)
    for row, (who, day) in enumerate(unsure):
        words = [calling.seed, abs(day), *who.encode()]
        days[row] = np.random.default_rng(words).random(calling.draws) < calling.reliability[who]
    return days, np.full(calling.draws, 1 / calling.draws)


def _people(calling: Calling, posts: Iterable[Post], reserves: Sequence[str]) -> set[tuple[str, int]]:
    """Name, with the day, whose coming matters for some tasks."""
    people = set()
    for post in posts:
        ways = calling.stand_ins.get(post.task, {})
        people |= {(who, post.day) for who in (*post.crew, *(who for who in reserves if who in ways))}
    return people


def _parts(calling: Calling, reserves: Sequence[str]) -> Iterator[list[Post]]:
    """Split the tasks into parts of which none takes anybody away from another: each can be looked at by itself."""
    group = {post.task: {post.task} for post in calling.posts}
    for task, ways in calling.stand_ins.items():
        for who in reserves:
            for other in ways[who].clashes if who in ways else ():
                if other not in group[task]:
                    group[task] |= group[other]
                    for one in group[task]:
                        group[one] = group[task]
    parts: dict[int, list[Post]] = {}
    for post in calling.posts:
        parts.setdefault(id(group[post.task]), []).append(post)
    yield from parts.values()
