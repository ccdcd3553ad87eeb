"""What the tests of objectives share: flat values of a plan, and random problems."""

from __future__ import annotations

from random import Random

from rules.build import DAY, HOUR, job, person, place, problem
from volmatch.domain.volunteer import Like
from volmatch.verifier import score, unranked_levels

__all__ = ["DAY", "HOUR", "flat", "level", "random_problem"]


def level(of, plan, name):
    """Give the value of a level, ranked or not."""
    levels = [*score(of, plan), *unranked_levels(of, plan)]
    return next(one.value for one in levels if one.name == name)


def flat(of, plan):
    """Give the values of all levels in one row, as engines count them."""
    first, *others = [one.value for one in score(of, plan)]
    return (*first, *others)


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
