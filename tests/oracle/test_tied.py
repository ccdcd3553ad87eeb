"""Pickups, remote tasks, chains, teams and the freeze: on tiny problems the best plan is that of every plan enumerated.

All ways, services, windows, offers and gaps are multiples of 100 s, so starts on that grid suffice (oracle/enumerate.py).
"""

import warnings
from itertools import product
from random import Random

import pytest
from attrs import evolve

from oracle.enumerate import Oracle, flat
from rules.build import job, person, place, problem
from volmatch.domain.problem import Pin
from volmatch.domain.task import After, Member, Pickup
from volmatch.errors import ProblemError
from volmatch.solver import solve

GRID = 100
LEAD = {"lead": None}


def case(seed):
    """Make a problem of at most two people and three tasks; in a part of the cases some of it has begun."""
    dice = Random(seed)
    people = [
        person(
            name,
            offers=[(GRID * dice.randrange(3), GRID * dice.randrange(9, 15))],
            age=dice.choice([30, 65, None]),
            skills=dice.choice([{}, LEAD]),
            capacity={"bag": dice.randrange(3)},
            max_tasks_per_trip=dice.choice([None, None, 1]),
        )
        for name in ("ann", "bob")[: dice.choice([1, 2, 2])]
    ]
    tasks = []
    for name in ("a", "b", "c")[: dice.choice([2, 3])]:
        start, length = GRID * dice.randrange(9), GRID * dice.choice([1, 1, 2])
        fetched = [GRID * dice.randrange(6)] if dice.random() < 0.4 else []
        shop = Pickup(
            location=dice.choice(["work", "shop", "shop", "home"]),
            duration=dice.choice([0, GRID]),
            windows=[(at, at + 3 * GRID) for at in fetched],
        )
        member = Member(skill=dice.choice([None, "lead"]), max_age=dice.choice([None, 59]))
        remote = dice.random() < 0.25
        tasks.append(
            job(
                name,
                dice.choice(["work", "work", "shop", "home"]),
                windows=[(start, start + length + GRID * dice.randrange(4))],
                duration=length,
                remote=remote,
                pickup=shop if not remote and len(tasks) < 2 and dice.random() < 0.6 else None,
                people=dice.choice([1, 1, 2, {"min": 1, "target": 2}]),
                team=[member] if dice.random() < 0.4 else (),
                after=[
                    After(task=one.id, min_gap=GRID * dice.choice([0, 1, 3]))
                    for one in tasks
                    if dice.random() < 0.3
                ],
                load={"bag": dice.randrange(3)} if dice.random() < 0.5 else {},
                collect={"bag": dice.randrange(3)} if dice.random() < 0.3 else {},
                priority=dice.choice(["normal", "high"]),
            )
        )
    rules = {
        "near_residence": {"radius_km": dice.choice([None, 0.2]), "pickups": dice.random() < 0.5},
        "trip_cap": {"per_horizon": dice.choice([None, None, 1])},
        "workload": {"max_tasks_per_day": dice.choice([None, None, 1, 2])},
    }
    places = place("work", GRID * dice.choice([1, 2, -1])), place("shop", GRID * dice.randrange(-2, 4))
    of = problem(*people, *tasks, *places, rules=rules)
    if dice.random() < 0.5:
        return of
    known = [one for one in of.tasks if one.id != dice.choice("abc")]
    ids = {one.id for one in known}
    earlier = evolve(of, tasks=[evolve(one, after=[a for a in one.after if a.task in ids]) for one in known])
    previous = solve(earlier, time_limit=30).plan if dice.random() < 0.9 else None
    return evolve(of, previous=previous, frozen_until=GRID * dice.randrange(1, 10))


def best(of, pins=()):
    """Give the least value of all plans that keep every rule and some pins, or ``None`` where there is none."""
    asked = [{"volunteer": pin.volunteer, "task": pin.task, "start": pin.start} for pin in pins]
    found = Oracle(of, GRID).optimum(asked)
    return None if found is None else found.value


@pytest.mark.parametrize("seeds", [range(start, start + 10) for start in range(0, 60, 10)], ids=str)
def test_the_best_plan_is_that_of_every_plan_enumerated(seeds):
    for seed in seeds:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            of = case(seed)
        result = solve(of, time_limit=60)
        value = best(of)
        if value is None:
            assert (result.status, result.plan) == ("infeasible", None), seed
        else:
            assert (result.status, flat(result.levels)) == ("optimal", value), (seed, result.message)


def pinned(seed):
    """Give a problem in which nothing has begun, without and with pins; ``None`` with them where they are refused."""
    dice = Random(1000 + seed)
    of = evolve(case(seed), previous=None, frozen_until=None)
    pins = []
    for one, task in dice.sample(list(product(of.volunteers, of.tasks)), 2)[: dice.choice([1, 2])]:
        start = task.windows[0].start + GRID * dice.randrange(2) if dice.random() < 0.5 else None
        pins.append(Pin(volunteer=one.id, task=task.id, start=start))
    try:
        return of, evolve(of, pins=pins), pins
    except ProblemError:
        return of, None, pins


@pytest.mark.parametrize("seeds", [range(start, start + 10) for start in range(0, 40, 10)], ids=str)
def test_pins_are_refused_or_infeasible_exactly_where_no_plan_keeps_them(seeds):
    for seed in seeds:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            of, bound, pins = pinned(seed)
        value = best(of, pins)
        if bound is None:
            assert value is None, seed
        else:
            result = solve(bound, time_limit=60)
            found = None if result.plan is None else flat(result.levels)
            assert (result.status, found) == ("infeasible" if value is None else "optimal", value), seed
