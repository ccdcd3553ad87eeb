"""The rules on who meets whom, who serves beside whom and when people work: every plan of small rosters, and the solver's.

Tasks are done at given times, so that a plan is who serves what and on which trips. Of all such plans those that
`verify` accepts are compared with the plan of `solve`, which must be one of the best.
"""

from itertools import combinations, pairwise, product
from random import Random

import pytest

from volmatch.domain.plan import Plan, RemoteService, Stop, Trip
from volmatch.domain.problem import Problem
from volmatch.domain.task import Pickup
from volmatch.solver import solve
from volmatch.verifier import score, verify

from .build import DAY, HOUR, job, person, problem

PEOPLE, TASKS = ("ann", "bob", "cat"), ("t0", "t1", "t2", "t3")
COHORTS = ("isolated", "frail", "other", None)


def drawn(dice: Random, names: tuple[str, ...], *, several: bool, mixed: bool = False) -> Problem:
    """Draw three people and some tasks; trips hold one each, or several; some are remote or have a pickup."""
    days, most = dice.choice([1, 2, 4]), None if several else 1
    offers = [(0, days * DAY)]
    people = [
        person(name, offers=offers, max_tasks_per_trip=most, max_trips=dice.choice([2, 3, None]))
        for name in PEOPLE
    ]
    jobs = []
    for name in names:
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
                **(_kind(dice, start) if mixed else {}),
            )
        )
    return problem(*people, *jobs, rules=rules(dice), objectives=["coverage", "trips"])


def _kind(dice: Random, start: int) -> dict:
    pickup = Pickup(location=dice.choice(["home", "work"]), duration=50, windows=[(start - 900, start - 850)])
    return dice.choice([{}, {"remote": True}, {"pickup": pickup}])


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


def trip(of: Problem, who: str, names: tuple[str, ...]) -> Trip:
    """Lay out a trip past some tasks in order; whether there is time enough is for `verify` to say."""
    visits = []
    for task in map(of.task, names):
        if task.pickup is not None:
            visits.append((task, "pickup", task.pickup.location, task.pickup.windows[0]))
        visits.append((task, "service", task.location, task.windows[0]))
    places = ["home", *(place for _, _, place, _ in visits), "home"]
    ways = [500 if one != other else 0 for one, other in pairwise(places)]
    depart = now = visits[0][3].start - ways[0]
    stops = []
    for (task, kind, _, time), way in zip(visits, ways, strict=False):
        stops.append(Stop(task=task.id, kind=kind, arrive=now + way, start=time.start, end=time.end))
        now = time.end
    return Trip(volunteer=who, depart=depart, return_=now + ways[-1], stops=tuple(stops))


def ways_of(of: Problem, who: str, names: tuple[str, ...], *, several: bool) -> list[list[Trip]]:
    """Cut somebody's tasks into trips in every way, or in trips of one each."""
    names = tuple(name for name in names if not of.task(name).remote)
    order = tuple(sorted(names, key=lambda name: of.task(name).windows[0].start))
    ways = []
    for cuts in product((True, False), repeat=max(0, len(order) - 1)) if several else [(True,) * len(order)]:
        ends = [0, *(place for place, cut in enumerate(cuts[: len(order) - 1], 1) if cut), len(order)]
        ways.append([trip(of, who, order[a:b]) for a, b in pairwise(ends) if b > a])
    return ways


def at_home(of: Problem, names: dict[str, tuple[str, ...]]) -> list[RemoteService]:
    """Lay out the remote tasks of everybody."""
    return [
        RemoteService(
            volunteer=who, task=name, start=of.task(name).windows[0].start, end=of.task(name).windows[0].end
        )
        for who, some in names.items()
        for name in some
        if of.task(name).remote
    ]


def best_of_all(of: Problem, *, several: bool) -> tuple:
    """Give the best value of any plan that keeps the rules; crews that no plan can have are passed over."""
    crews = [
        [
            crew
            for size in (0, *range(task.people.min, task.people.target + 1))
            for crew in combinations(PEOPLE, size)
        ]
        for task in of.effective_tasks
    ]
    best = None
    for chosen in product(*crews):
        names = {
            who: tuple(t.id for t, crew in zip(of.tasks, chosen, strict=True) if who in crew)
            for who in PEOPLE
        }
        for trips in product(*(ways_of(of, who, names[who], several=several) for who in PEOPLE)):
            plan = Plan(
                problem=of.name,
                clock=of.clock,
                trips=[one for some in trips for one in some],
                remote=at_home(of, names),
            )
            value = flat(score(of, plan))
            if (best is None or value < best) and not verify(of, plan):
                best = value
    return best


def flat(levels) -> tuple:
    return (*levels[0].value, *(level.value for level in levels[1:]))


FAMILIES = {"lone": 60, "several": 40, "mixed": 60}


@pytest.mark.parametrize(
    ("family", "seed"), [(name, seed) for name, count in FAMILIES.items() for seed in range(count)]
)
def test_the_plan_is_as_good_as_any(family, seed):
    several = family == "several"
    of = drawn(Random(seed), TASKS[:3] if several else TASKS, several=several, mixed=family == "mixed")
    result = solve(of, time_limit=15)
    assert result.status == "optimal", result
    assert verify(of, result.plan) == []
    assert flat(score(of, result.plan)) == best_of_all(of, several=several)
