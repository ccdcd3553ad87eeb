"""What the tests of objectives share: flat values of a plan, and random problems."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from attrs import evolve

from rules.build import DAY, HOUR, job, person, place, plan, problem
from volmatch.compile import _draft, compile_problem
from volmatch.domain.plan import RemoteService
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Like
from volmatch.verifier import score, unranked_levels

__all__ = [
    "DAY",
    "HOUR",
    "fetched",
    "flat",
    "level",
    "lines",
    "random_problem",
    "with_remote",
    "worth",
    "written",
]


def level(of, plan, name):
    """Give the value of a level, ranked or not."""
    levels = [*score(of, plan), *unranked_levels(of, plan)]
    return next(one.value for one in levels if one.name == name)


def flat(of, plan):
    """Give the values of all levels in one row, as engines count them."""
    first, *others = [one.value for one in score(of, plan)]
    return (*first, *others)


def worth(objective, of, made):
    """Measure a plan on an objective alone, whether or not the other levels can be measured."""
    return objective.measure(of, PlanView(of, made))


def with_remote(made, *rows):
    """Add services from home: ``"bob chat 1000-1100"``."""
    remote = []
    for row in rows:
        volunteer, task, times = row.split()
        start, end = map(int, times.split("-"))
        remote.append(RemoteService(volunteer=volunteer, task=task, start=start, end=end))
    return evolve(made, remote=remote)


def fetched(of, *rows):
    """Make a plan in which the first stop of every trip is a pickup."""
    made = plan(of, *rows)
    trips = [
        evolve(trip, stops=(evolve(trip.stops[0], kind="pickup"), *trip.stops[1:])) for trip in made.trips
    ]
    return evolve(made, trips=trips)


def written(of, name):
    """Give a mechanism of the compiled program."""
    return getattr(compile_problem(of).program, name)


def written_alone(of, objective, name, weight=1):
    """Give a mechanism as an objective alone writes it on level 0, before any pair is known."""
    draft = _draft(of)
    draft.level = 0
    assert objective.compile(of, draft, weight) == {}
    return draft.finished_ties()[name]


def lines(mechanism, *names):
    """Give some arrays of a mechanism row by row."""
    return list(zip(*(getattr(mechanism, name).tolist() for name in names), strict=True))


def groups(crowds, *names):
    """Give crowds row by row: named arrays, then their visits and who is exempt."""

    def cut(ptr, members):
        return [members[a:b].tolist() for a, b in pairwise(ptr.tolist())]

    first = lines(crowds, *names)
    visits, exempt = cut(crowds.ptr, crowds.visit), cut(crowds.exempt_ptr, crowds.exempt)
    return [(*row, *more) for row, *more in zip(first, visits, exempt, strict=True)]


PRIORITIES = ("critical", "high", "normal", "low")


def random_problem(seed, **more):
    """Make a small problem in which every objective has something to count."""
    dice = Random(seed)
    spots = [place(f"s{row}", dice.uniform(0, 900), dice.uniform(0, 900)) for row in range(5)]
    people = []
    for row in range(dice.randint(2, 4)):
        begin = dice.randrange(0, 6) * HOUR
        likes = [
            Like(value=dice.randint(-10, 10), task=f"t{dice.randrange(4)}"),
            Like(value=dice.randint(-10, 10), location=f"s{dice.randrange(5)}"),
        ]
        people.append(
            person(
                f"v{row}",
                f"s{dice.randrange(5)}",
                offers=[(begin, begin + dice.randrange(2, 8) * HOUR)],
                likes=likes,
                max_tasks_per_trip=dice.choice([None, 1, 2]),
                max_trips=dice.choice([None, 1, 2]),
            )
        )
    jobs = []
    for row in range(dice.randint(4, 7)):
        begin = dice.randrange(0, 10) * HOUR
        jobs.append(
            job(
                f"t{row}",
                f"s{dice.randrange(5)}",
                windows=[(begin, begin + 2 * HOUR)],
                duration=dice.randrange(300, 3600),
                priority=dice.choice(PRIORITIES),
                weight=dice.randint(1, 5),
                people=dice.choice([1, 1, {"min": 1, "target": 2}, 2]),
            )
        )
    return problem(*spots, *people, *jobs, **more)
