"""The compiled search on what ties visits, people and days together: every plan is legal, worth what it says, and no
better than the best; and nearly always it is the best."""

import time
from random import Random

import pytest
from attrs import evolve

from oracle.enumerate import flat
from oracle.test_tied import case
from rules.build import job, person, place, problem
from rules.test_people_enumerated import TASKS, drawn
from volmatch.compile import compile_problem
from volmatch.decode import decode
from volmatch.domain.task import Member, Pickup
from volmatch.engines.cpsat import Limits
from volmatch.engines.exact import optimise
from volmatch.engines.greedy import greedy, keeps_musts
from volmatch.engines.scope import whole
from volmatch.engines.search.chains import Chains
from volmatch.engines.search.ties import can_search
from volmatch.engines.solution import value_of
from volmatch.verifier import score, verify

AMPLE = 300.0
PAID = ["exposed", "lateness", "fairness", "continuity", "stability"]
pytestmark = pytest.mark.filterwarnings("ignore::volmatch.domain.problem.InputWarning")

FAMILIES = ("lone", "several", "mixed", "begun", "joined")
NAMES = ("ann", "bob", "cat", "dan", "eve")


def joined(dice):
    """Draw five people of whom two, three or twice two serve only together, and tasks for up to four."""
    people = [
        person(
            name,
            dice.choice(["home", "away"]),
            age=dice.choice([30, 65]),
            offers=[(600 * dice.randrange(4), 600 * dice.randrange(8, 20))][
                : dice.choice([0, 1, 1, 1, 1, 1])
            ],
            max_tasks_per_trip=dice.choice([1, None]),
        )
        for name in NAMES
    ]
    tasks = []
    for name in TASKS:
        start = 300 * dice.randrange(6, 24)
        least, target = dice.choice([(1, 1), (1, 2), (2, 2), (1, 3), (2, 3), (3, 3), (2, 4)])
        tasks.append(
            job(
                name,
                dice.choice(["work", "shop"]),
                windows=[(start, start + 300 * dice.randrange(1, 6))],
                people={"min": least, "target": target},
                team=[Member(max_age=59, count=dice.choice([1, 1, min(2, target)]))]
                if dice.random() < 0.4
                else (),
                pickup=Pickup(location="shop", duration=100) if dice.random() < 0.2 else None,
                beneficiary=dice.choice(["li", "wu"]),
                priority=dice.choice(["normal", "high"]),
            )
        )
    one, two, three, four = dice.sample(NAMES, 4)
    pairs = dice.choice([[(one, two)], [(one, two), (two, three)], [(one, two), (three, four)]])
    alone = [name for name in NAMES if name not in sum(pairs, ())]
    apart = [(one, alone[0])] if dice.random() < 0.3 else []
    rules = {"companions": {"together": pairs, "apart": apart}}
    if dice.random() < 0.3:
        rules["exposure"] = {"per": "beneficiary", "max_people": dice.choice([2, 3, 4])}
    if dice.random() < 0.3:
        rules["supplies"] = {"masks": {"per_task": 1, "total": dice.choice([4, 6, 8])}}
    places = place("shop", 300, 200), place("away", 100, -100)
    return problem(*people, *tasks, *places, rules=rules)


def problem_of(family, seed):
    if family == "joined":
        return evolve(joined(Random(seed)), objectives=["coverage", *PAID[: seed % 2], "nearness"])
    several = family == "several"
    tasks = TASKS[:3] if several else TASKS
    of = (
        case(seed)
        if family == "begun"
        else drawn(Random(seed), tasks, several=several, mixed=family == "mixed")
    )
    levels = Random(seed + 7).sample(PAID, 2) if seed % 2 else []
    return evolve(of, objectives=["coverage", *levels, "nearness"])


def searched(of, seed):
    """Give what the search and the exact engine make of a problem, or nothing where there is nothing to search."""
    compiled = compile_problem(of)
    program = compiled.program
    if not can_search(program):
        return None
    first = greedy(program)
    kept = keeps_musts(program, first)
    best = optimise(whole(program, first), Limits(time.monotonic() + AMPLE), feasible=kept)
    if best.solution is None:
        assert best.infeasible, seed
        return None
    found = []
    start = first if kept else best.solution
    Chains(program, seed, 1, 1_000, start).run(time.monotonic() + AMPLE, lambda: False, found.append)
    solution = found[-1] if found else start
    plan = decode(of, compiled, solution)
    assert verify(of, plan) == [], (seed, verify(of, plan))
    assert flat(score(of, plan)) == value_of(program, solution), seed
    return value_of(program, solution), value_of(program, best.solution)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_plan_is_broken_and_most_are_the_best(family):
    pairs = [searched(problem_of(family, seed), seed) for seed in range(60)]
    values = [pair for pair in pairs if pair is not None]
    assert len(values) > 30
    assert all(found >= best for found, best in values)
    assert sum(found == best for found, best in values) >= 0.85 * len(values)
