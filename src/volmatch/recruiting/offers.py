"""Recruits in a problem: which kinds are offered, whom they could serve, and the problem with so many of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, frozen

from volmatch.compile import Compiled, compile_problem
from volmatch.domain.problem import Problem
from volmatch.domain.remaking import remade
from volmatch.domain.task import People, Task
from volmatch.domain.travel import modes_of
from volmatch.domain.volunteer import Volunteer
from volmatch.recruiting.bands import bands_of
from volmatch.recruiting.kinds import Kind, as_volunteer, homes_of, profiles_of
from volmatch.recruiting.terms import Terms
from volmatch.rule import Rule

__all__ = ["Offers", "flattened", "offered", "with_people"]

MOST_KINDS = 600
"""Most kinds that are looked at: those at the places with most to do."""


@frozen(eq=False, repr=False)
class Offers:
    """The kinds of recruits that are offered, and what they could do.

    Attributes
    ----------
    kinds, models
        The kinds, and one volunteer of each, whose name no volunteer of the problem has.
    compiled
        The program of the problem with the models, all tasks of one worth.
    numbers
        The number of each model among the volunteers of the program.
    reach
        The ids of the tasks that each kind could serve, by kind.
    servable
        Ids of the tasks for which there are people enough, if recruits come in any number.
    """

    kinds: tuple[Kind, ...]
    models: tuple[Volunteer, ...]
    compiled: Compiled
    numbers: tuple[int, ...]
    reach: tuple[frozenset[str], ...]
    servable: frozenset[str]

    def crowd(self, counts: Sequence[int]) -> list[tuple[int, Volunteer]]:
        """Give so many recruits of each kind, each with the number of the kind."""
        return [
            (row, evolve(model, id=f"{model.id}-{number + 1:03}"))
            for row, (model, count) in enumerate(zip(self.models, counts, strict=True))
            for number in range(count)
        ]


def offered(problem: Problem, needy: Sequence[Task], terms: Terms) -> Offers:
    """Offer the kinds of recruits that some tasks ask for. O(kinds × tasks in reach).

    Of the places where these tasks are, area by area, as many are homes as it takes to reach all of them.
    """
    homes = list(terms.homes) if terms.homes is not None else homes_of(problem, needy, terms.areas)
    profiles = profiles_of(problem, needy, terms.skills)
    bands = list(terms.bands) if terms.bands is not None else bands_of(problem, needy)
    kinds = [Kind(home, profile, band) for home in homes for profile in profiles for band in bands]
    every = _looked_up(problem, kinds[:MOST_KINDS], needy, terms)
    waiting = frozenset(task.id for task in needy)
    keep = _useful(problem, every, waiting, all_homes=terms.homes is not None)
    return _looked_up(problem, [every.kinds[row] for row in keep], needy, terms)


def _looked_up(problem: Problem, kinds: Sequence[Kind], needy: Sequence[Task], terms: Terms) -> Offers:
    """Compile the problem with one recruit of each kind, and see whom they could serve."""
    names = _names(problem, len(kinds))
    mode, capacity = _mode(problem, terms.mode), _capacity(problem)
    places = sorted({task.location for task in needy if task.location is not None and not task.remote})
    ages = [(task.min_age, task.max_age) for task in needy]
    models = tuple(
        as_volunteer(
            problem, kind, name, cap=terms.cap, mode=mode, places=places, ages=ages, capacity=capacity
        )
        for kind, name in zip(kinds, names, strict=True)
    )
    compiled = compile_problem(with_people(flattened(problem), models))
    number = {name: row for row, name in enumerate(compiled.volunteers)}
    numbers = tuple(number[name] for name in names)
    pairs, owner = compiled.program.candidates, compiled.program.duties.volunteer
    met: dict[int, set[str]] = {row: set() for row in numbers}
    people: dict[int, set[int]] = {}
    # The visits beyond the tasks are what is fetched for them.
    for visit, who in set(zip(pairs.visit.tolist(), owner[pairs.duty].tolist(), strict=True)):
        if visit < len(compiled.tasks):
            people.setdefault(visit, set()).add(who)
            if who in met:
                met[who].add(compiled.tasks[visit])
    recruits, least = set(numbers), compiled.program.visits.least
    servable = frozenset(
        compiled.tasks[visit] for visit, who in people.items() if who & recruits or len(who) >= least[visit]
    )
    reach = tuple(frozenset(met[row]) for row in numbers)
    return Offers(tuple(kinds), models, compiled, numbers, reach, servable)


def _useful(problem: Problem, every: Offers, waiting: frozenset[str], *, all_homes: bool) -> list[int]:
    """Choose homes that reach all that waits, area by area, and there the kinds that reach something.

    Of two kinds at one home and time that reach the same, the one that asks for less is enough.
    """
    near: dict[str, set[str]] = {}
    for kind, reach in zip(every.kinds, every.reach, strict=True):
        near.setdefault(kind.home, set()).update(reach & waiting)
    homes = set(near) if all_homes else _homes_chosen(problem, near)
    # In a team somebody may be needed for what the task itself does not ask of everybody.
    teams = any(problem.task(name).team for name in waiting)
    keep: list[int] = []
    seen: set[tuple[object, ...]] = set()
    for row, (kind, reach) in enumerate(zip(every.kinds, every.reach, strict=True)):
        key = (kind.home, kind.band, reach, kind.profile if teams else None)
        if kind.home in homes and reach and key not in seen:
            seen.add(key)
            keep.append(row)
    return keep


def _homes_chosen(problem: Problem, near: Mapping[str, set[str]]) -> set[str]:
    """Cover the tasks of each area from homes in it, those first that reach most of them."""
    groups: dict[str, list[str]] = {}
    for home in near:
        groups.setdefault(problem.location(home).area, []).append(home)
    chosen: set[str] = set()
    covered: set[str] = set()
    for area, homes in sorted(groups.items()):
        own = {task for home in homes for task in near[home] if _area(problem, task) == area}
        left = set(own)
        while left:
            best = max(homes, key=lambda home: (len(near[home] & left), len(near[home]), home))
            if not near[best] & left:
                break
            chosen.add(best)
            left -= near[best]
            covered |= near[best]
    # What only a home in another area reaches.
    left = set().union(*near.values()) - covered if near else set()
    while left:
        best = max(sorted(near), key=lambda home: len(near[home] & left))
        chosen.add(best)
        left -= near[best]
    return chosen


def _area(problem: Problem, task: str) -> str:
    place = problem.task(task).location
    return "" if place is None else problem.location(place).area


def _names(problem: Problem, count: int) -> list[str]:
    prefix = "recruit"
    while any(volunteer.id.startswith(prefix) for volunteer in problem.volunteers):
        prefix += "_"
    return [f"{prefix}-{row + 1:03}" for row in range(count)]


def _mode(problem: Problem, said: str | None) -> str | None:
    """Give the travel mode of recruits: what was said, the only one, or that of most volunteers."""
    modes = modes_of(problem.travel)
    if said is not None or len(modes) == 1:
        return said or modes[0]
    used = Counter(volunteer.travel_mode for volunteer in problem.volunteers if volunteer.travel_mode)
    return min(used, key=lambda mode: (-used[mode], mode)) if used else modes[0] if modes else None


def _capacity(problem: Problem) -> dict[str, int]:
    """Give what recruits carry: as much as anybody does, and enough for each single task."""
    most: Counter[str] = Counter()
    for volunteer in problem.volunteers:
        most |= Counter(dict(volunteer.capacity))
    for task in problem.effective_tasks:
        most |= Counter(dict(task.load)) | Counter(dict(task.collect))
    return dict(most)


def with_people(problem: Problem, people: Iterable[Volunteer]) -> Problem:
    """Give the problem with more volunteers. O(fields)."""
    return remade(problem, volunteers=[*problem.volunteers, *people])


def flattened(problem: Problem) -> Problem:
    """Make all tasks of one worth, each for as few people as serve it, with nothing below coverage. O(fields).

    Whatever serves such a task serves the one of the problem.
    """
    of_type = {kind.id: kind.people or People() for kind in problem.task_types}
    # Two who serve only together, or a rule of one's own, may ask for more people than the fewest.
    held = problem.frozen_until is not None or "companions" in problem.rules
    held = held or any(isinstance(rule, Rule) for rule in problem.rules.values())
    pinned = Counter(problem.base(pin.task) for pin in problem.pins)
    tasks = []
    for task in problem.tasks:
        people = task.people or of_type.get(task.type or "", People())
        # More people than the fewest may be what makes a team complete, or what was promised.
        free = not (held or task.team) and pinned[task.id] <= people.min
        seats = People(min=people.min, target=people.min if free else people.target)
        tasks.append(evolve(task, weight=1, priority="normal", people=seats))
    return remade(problem, tasks=tasks, objectives=("coverage",))
