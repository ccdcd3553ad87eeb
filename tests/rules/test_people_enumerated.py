"""The rules on who meets whom, who serves beside whom and when people work: every plan of small rosters, and the solver's.

Each task is a trip of its own at a given time, so that a plan is who serves what. Of all such plans those that `verify`
accepts are compared with the plan of `solve`, which must be one of the best.
"""

from itertools import combinations
from random import Random

import pytest

from volmatch.domain.plan import Plan, Stop, Trip
from volmatch.domain.problem import Problem
from volmatch.solver import solve
from volmatch.verifier import score, verify

from .build import DAY, HOUR, job, person, problem

PEOPLE, TASKS = ("ann", "bob", "cat"), ("t0", "t1", "t2", "t3")
COHORTS = ("isolated", "frail", "other", None)


def drawn(dice: Random) -> Problem:
    days = dice.choice([1, 2, 4])
    offers = [(0, days * DAY)]
    people = [
        person(name, offers=offers, max_tasks_per_trip=1, max_trips=dice.choice([2, 3, None]))
        for name in PEOPLE
    ]
    jobs = []
    for name in TASKS:
        start = dice.randrange(days) * DAY + dice.choice([2, 8, 14, 23]) * HOUR + dice.choice([0, 300])
        least = dice.choice([1, 1, 1, 2])
        jobs.append(
            job(
                name,
                dice.choice(["home", "work"]),
                windows=[(start, start + 100)],
                cohort=dice.choice(COHORTS),
                beneficiary=dice.choice(["li", "wu", None]),
                people={"min": least, "target": least + dice.choice([0, 1])},
                weight=dice.choice([1, 2]),
            )
        )
    return problem(*people, *jobs, rules=rules(dice), objectives=["coverage", "trips"])


def rules(dice: Random) -> dict:
    pairs = list(combinations(PEOPLE, 2))
    dice.shuffle(pairs)
    every = {
        "cohorts": {
            "exclusive": dice.sample([["isolated", "frail"], ["frail", "other"]], dice.choice([1, 2])),
            "scope": dice.choice(["trip", "day", "horizon", {"days": 2}, {"days": 3}]),
        },
        "exposure": {
            "per": dice.choice(["beneficiary", "location", "cohort"]),
            "max_people": dice.choice([0, 1, 1, 2]),
            "cohorts": dice.choice([[], ["isolated", "frail"]]),
        },
        "companions": dice.choice(
            [
                {"apart": pairs[:1]},
                {"apart": pairs[:2]},
                {"together": pairs[:1]},
                {"together": pairs[:1], "apart": pairs[1:2]},
            ]
        ),
        "supplies": {
            "masks": {
                dice.choice(["per_trip", "per_task"]): dice.choice([1, 2]),
                dice.choice(["per_day", "total"]): dice.choice([1, 2, 3, 4]),
            }
        },
        "workload": dice.choice(
            [
                {"min_rest_hours": dice.choice([8, 11, 30])},
                {"max_days_in_a_row": dice.choice([1, 2])},
                {"max_days": dice.choice([1, 2])},
                {"max_days": 2, "max_days_in_a_row": 1, "min_rest_hours": 11},
            ]
        ),
    }
    some = dice.sample(sorted(every), dice.choice([1, 1, 2, 5]))
    return {name: every[name] for name in some}


def trip(of: Problem, who: str, name: str) -> Trip:
    task = of.task(name)
    start, end = task.windows[0].start, task.windows[0].end
    way = 500 if task.location == "work" else 0
    stop = Stop(task=name, arrive=start, start=start, end=end)
    return Trip(volunteer=who, depart=start - way, return_=end + way, stops=(stop,))


def best_of_all(of: Problem) -> tuple:
    """Give the best value of any plan that keeps the rules; crews that no plan can have are passed over."""
    trips = {(who, name): trip(of, who, name) for who in PEOPLE for name in TASKS}
    best = None
    todo = [((), 0)]
    while todo:
        chosen, row = todo.pop()
        if row == len(TASKS):
            plan = Plan(problem=of.name, clock=of.clock, trips=[trips[pair] for pair in chosen])
            value = flat(score(of, plan))
            if (best is None or value < best) and not verify(of, plan):
                best = value
            continue
        people = of.task(TASKS[row]).people
        for size in (0, *range(people.min, people.target + 1)):
            todo += [
                ((*chosen, *((who, TASKS[row]) for who in crew)), row + 1)
                for crew in combinations(PEOPLE, size)
            ]
    return best


def flat(levels) -> tuple:
    return (*levels[0].value, *(level.value for level in levels[1:]))


@pytest.mark.parametrize("seed", range(60))
def test_the_plan_is_as_good_as_any(seed):
    of = drawn(Random(seed))
    result = solve(of, time_limit=15)
    assert result.status == "optimal", result
    assert verify(of, result.plan) == []
    assert flat(score(of, result.plan)) == best_of_all(of)
