"""The kinds of recruits: where they could live, what they would bring along, and when they would be free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import TypeAlias

import numpy as np
from attrs import frozen

from volmatch.domain.clock import Interval
from volmatch.domain.location import within
from volmatch.domain.problem import Problem
from volmatch.domain.task import Member, Task
from volmatch.domain.volunteer import Volunteer
from volmatch.recruiting.bands import Band

__all__ = ["Kind", "Profile", "as_volunteer", "homes_of", "profiles_of"]

MOST_HOMES = 200
"""Most places that are looked at as homes: those at which most is unserved."""

LONGEST_WAY = 6 * 3600
"""Seconds; of ways that are longer nothing is added to the hours at which recruits are free."""

USUAL_AGES = (30.0, 18.0, 45.0, 65.0)
"""What a recruit's age may be where tasks ask for one, the first that will do."""

NO_LEAST, NO_MOST = -1.0, 151.0
"""Ages that nobody has."""

Bounds: TypeAlias = tuple[float | None, float | None]


@frozen(order=True)
class Profile:
    """What a recruit brings along: what some task asks for, and nothing else.

    Attributes
    ----------
    skills, access
        Names of skills, and tags of closed locations; sorted.
    organisation
        To which a recruit belongs; ``""`` = none.
    least_age, most_age
        Bounds in years; −1 and 151 = none.
    """

    skills: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    organisation: str = ""
    least_age: float = NO_LEAST
    most_age: float = NO_MOST

    @property
    def aged(self) -> bool:
        """Whether an age is asked for."""
        return self.least_age > NO_LEAST or self.most_age < NO_MOST

    @property
    def demands(self) -> int:
        """How much is asked for: fewer are found more easily."""
        return len(self.skills) + len(self.access) + bool(self.organisation) + self.aged


@frozen(order=True)
class Kind:
    """Recruits who are alike.

    Attributes
    ----------
    home
        The id of a location; recruits live as near to everything as it does.
    profile
        What they bring along.
    band
        The hours of every day at which they can serve.
    """

    home: str
    profile: Profile
    band: Band


def profiles_of(
    problem: Problem, tasks: Iterable[Task], skills: Sequence[frozenset[str]] | None
) -> list[Profile]:
    """Give what the tasks ask of somebody, each once, the plainest first. O(tasks).

    Parameters
    ----------
    skills
        The sets of skills that recruits may have; ``None`` = those that tasks, and members of their teams, need.
    """
    found = {profile for task in tasks for profile in _asked(problem, task)}
    if skills is not None:
        found = {
            Profile(tuple(sorted(some)), one.access, one.organisation, one.least_age, one.most_age)
            for some, one in product(skills, found)
        }
    return sorted(found, key=lambda one: (one.demands, one))


def _asked(problem: Problem, task: Task) -> Iterator[Profile]:
    places = () if task.remote or task.location is None else (task.location,)
    if task.pickup is not None:
        places = (*places, task.pickup.location)
    tags = {problem.location(place).access for place in places} - {None}
    for member in (Member(), *task.team):
        least = max(_known(task.min_age, member.min_age), default=NO_LEAST)
        most = min(_known(task.max_age, member.max_age), default=NO_MOST)
        if least > most:
            continue
        skills = {*(task.skills or ()), *([member.skill] if member.skill else ())}
        for organisation in task.organisations or ("",):
            yield Profile(
                tuple(sorted(skills)),
                tuple(sorted(tag for tag in tags if tag)),
                organisation,
                least,
                most,
            )


def _known(*ages: float | None) -> list[float]:
    return [float(age) for age in ages if age is not None]


def homes_of(problem: Problem, tasks: Sequence[Task], areas: Sequence[str] | None) -> list[str]:
    """Give the places in which recruits might live: where tasks are, those with most of them first. O(tasks).

    Parameters
    ----------
    areas
        Prefixes of areas to which they are limited; of one without a task every place is looked at.
    """
    count = Counter(task.location for task in tasks if not task.remote and task.location is not None)
    homes = [place for place, _ in sorted(count.items(), key=lambda one: (-one[1], one[0]))]
    if areas is not None:
        inside = [place for place in homes if within(problem.location(place).area, tuple(areas))]
        bare = tuple(
            a for a in areas if not any(within(problem.location(place).area, (a,)) for place in inside)
        )
        inside += [one.id for one in problem.locations if bare and within(one.area, bare)]
        homes = inside
    elif not homes and tasks:
        homes = [problem.locations[0].id] if problem.locations else []
    return homes[:MOST_HOMES]


def as_volunteer(
    problem: Problem,
    kind: Kind,
    name: str,
    *,
    cap: int | None,
    mode: str | None,
    places: Sequence[str],
    ages: Sequence[Bounds],
    capacity: dict[str, int],
) -> Volunteer:
    """Make a recruit of a kind, free at its hours, and for the way to the places and back. O(places + days).

    Parameters
    ----------
    cap
        Most trips a day; ``None`` = what the rules say.
    ages
        The bounds of the tasks that wait; of the ages that the profile allows, a recruit's suits most of them.
    """
    before, after = _ways(problem, kind.home, mode, places)
    end = problem.clock.seconds(problem.end)
    hours = (
        Interval(max(0, one.start - before), min(end, one.end + after)) for one in kind.band.days(problem)
    )
    return Volunteer(
        id=name,
        home=kind.home,
        available=[one for one in hours if one.start < one.end],
        skills=dict.fromkeys(kind.profile.skills),
        access=kind.profile.access,
        organisation=kind.profile.organisation or None,
        age=_age(kind.profile, ages),
        travel_mode=mode,
        max_trips_per_day=cap,
        capacity=capacity,
    )


def _ways(problem: Problem, home: str, mode: str | None, places: Sequence[str]) -> tuple[int, int]:
    """Give the longest way out, setup included, and the longest back."""
    if not places:
        return 0, 0
    there = np.array([problem.place(place) for place in places], dtype=np.int64)
    here = np.full(len(there), problem.place(home))
    network, way = problem.network, mode or ""
    setup = np.array([problem.location(place).setup_seconds for place in places], dtype=np.int64)
    out = np.asarray(network.seconds(way, here, there)) + setup
    back = np.asarray(network.seconds(way, there, here))
    near = (out <= LONGEST_WAY) & (back <= LONGEST_WAY)
    return int(out[near].max(initial=0)), int(back[near].max(initial=0))


def _age(profile: Profile, ages: Sequence[Bounds]) -> float | None:
    if not profile.aged:
        return None
    least, most = max(0.0, profile.least_age), min(150.0, profile.most_age)
    choices = [*USUAL_AGES, least, most, *(float(age) for pair in ages for age in pair if age is not None)]

    def suited(age: float) -> int:
        return sum((low is None or age >= low) and (high is None or age <= high) for low, high in ages)

    return max((age for age in choices if least <= age <= most), key=suited)
