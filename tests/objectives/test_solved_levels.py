"""The levels that tie people and times together: what is proven best is the best of all plans there are."""

from random import Random

import pytest

from oracle.enumerate import Oracle
from rules.build import HOUR, job, person, place, plan, problem
from volmatch.compile import compile_problem
from volmatch.decode import decode
from volmatch.domain.volunteer import Familiar, History
from volmatch.engines.greedy import greedy
from volmatch.engines.solution import Solution, value_of
from volmatch.solver import solve
from volmatch.verifier import score, verify

from .build import flat

MINUTE = 60
TIED = ("exposed", "lateness", "fairness", "continuity", "stability")


def objectives(dice):
    names = dice.sample([*TIED, *TIED, "nearness", "trips"], 12)
    names = list(dict.fromkeys(names))[: dice.randint(1, 3)]
    levels = ["coverage", *names]
    if len(names) > 1 and dice.random() < 0.4:
        levels = ["coverage", {name: dice.choice([1, 7, 300]) for name in names}]
    return levels


def drawn(seed, slack=0):
    """Draw a tiny problem whose services have one or two starts, with a previous plan in two of three.

    With slack, in seconds, services may start later by so much, and all times are multiples of five minutes.
    """
    dice = Random(seed)
    people = []
    for row in range(dice.choice([2, 2, 3])):
        begin = dice.randrange(0, 3) * HOUR
        offers = [(begin, begin + dice.randrange(4, 10) * HOUR)] if dice.random() < 0.95 else []
        history = History(hours=dice.choice([0, 0, 2, 7.5]), offered_hours=dice.choice([0, 0, 10]))
        familiar = Familiar(beneficiaries=dice.sample(["wang", "li"], dice.randint(0, 2)))
        home = dice.choice(["home", "work", "far"])
        people.append(person(f"v{row}", home, offers=offers, history=history, familiar=familiar))
    jobs = []
    for row in range(2 if slack else dice.choice([3, 4])):
        duration = dice.choice([10, 20, 40]) * MINUTE
        starts = [dice.randrange(3, 40) * 10 * MINUTE for _ in range(dice.choice([1, 1, 2]))]
        low = dice.randrange(3, 40) * 10 * MINUTE
        jobs.append(
            job(
                f"t{row}",
                dice.choice(["home", "work", "far"]),
                windows=[(start, start + duration + slack) for start in starts],
                duration=duration,
                people=dice.choice([1, 1, 2, {"min": 1, "target": 2}]),
                cohort=dice.choice([None, "frail", "isolated"]),
                beneficiary=dice.choice([None, "wang", "li"]),
                preferred=dice.choice([None, (low, low + 10 * MINUTE)]),
            )
        )
    things = [*people, *jobs, place("work", 600), place("far", 1800)]
    options = {"exposed": {"cohorts": dice.choice([[], ["frail"]])}}
    first = problem(*things)
    earlier = []
    for number, one in enumerate(jobs):
        if dice.random() < 0.6:
            start = one.windows[0][0] + dice.choice([0, 0, 900, -900, 1200 if slack else 901])
            who = f"v{dice.randrange(len(people))}"
            earlier.append(f"{who} {number} > {one.id} {start}-{start + 60} > {start + 600}")
    previous = plan(first, *earlier) if dice.random() < 0.7 else None
    return problem(*things, previous=previous, objectives=objectives(dice), objective_options=options)


@pytest.mark.filterwarnings("ignore::volmatch.domain.problem.InputWarning")
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("slack", [0, 900])
def test_the_optimum_is_that_of_every_plan_there_is(seed, slack):
    of = drawn(seed, slack)
    result = solve(of, time_limit=60)
    assert verify(of, result.plan) == []
    assert flat(of, result.plan) == Oracle(of, 5 * MINUTE).optimum().value
    assert result.status == "optimal"
    assert [level.value for level in result.levels] == [level.value for level in score(of, result.plan)]


@pytest.mark.filterwarnings("ignore::volmatch.domain.problem.InputWarning")
@pytest.mark.parametrize("seed", range(100, 124))
def test_engines_measure_as_the_objectives_do(seed):
    of = drawn(seed)
    compiled = compile_problem(of)
    for found in (greedy(compiled.program), Solution.of(())):
        made = decode(of, compiled, found)
        assert verify(of, made) == []
        assert flat(of, made) == value_of(compiled.program, found)


def best(*things, **more):
    """Solve to the proof, and give the plan and the values below coverage."""
    result = solve(problem(*things, **more), time_limit=60)
    assert result.status == "optimal"
    assert sum(result.levels[0].value[:4]) == 0
    return result.plan, [level.value for level in result.levels[1:]]


def who_serves(made):
    return {stop.task: trip.volunteer for trip in made.trips for stop in trip.stops}


def test_one_exposed_is_better_than_two():
    # bob lives beside the second isolated person, but then two people would be at risk.
    things = [
        person(),
        person("bob", "work"),
        job("a", "home", cohort="isolated"),
        job("b", cohort="isolated"),
    ]
    made, values = best(*things, objectives=["coverage", "exposed", "nearness"])
    assert (len(set(who_serves(made).values())), values) == (1, [1, 1000])
    made, values = best(*things, objectives=["coverage", "nearness", "exposed"])
    assert (who_serves(made), values) == ({"a": "ann", "b": "bob"}, [0, 2])


def test_services_start_when_people_like_them_to():
    made, values = best(
        person(), job(preferred=(30_000, 30_600)), objectives=["coverage", "lateness", "trips"]
    )
    assert values == [0, 1]
    assert 30_000 <= made.trips[0].stops[0].start <= 30_600
    # Two at once cannot both be in time: the second starts when the first is over.
    late = [job(name, "home", preferred=(1000, 1001)) for name in "ab"]
    made, values = best(person(), *late, objectives=["coverage", "lateness"])
    assert values == [99]


def test_work_is_shared():
    jobs = [
        job(name, "home", duration=1000, windows=[(row * 2000, row * 2000 + 1000)])
        for row, name in enumerate("abcd")
    ]
    people = [person(name, offers=[(0, 10_000)]) for name in ("ann", "bob")]
    made, values = best(*people, *jobs, objectives=["coverage", "fairness"])
    assert values == [800]
    assert sorted(who_serves(made).values()) == ["ann", "ann", "bob", "bob"]
    people[0] = person(offers=[(0, 10_000)], history=History(hours=1))
    made, values = best(*people, *jobs, objectives=["coverage", "fairness"])
    assert set(who_serves(made).values()) == {"bob"}
    assert values == [3600**2 // 10_000 + 4000**2 // 10_000]


def test_familiar_faces():
    people = [person(), person("bob", "work", familiar=Familiar(beneficiaries=["li"]))]
    jobs = [
        job("a", "home", beneficiary="wang"),
        job("b", beneficiary="wang"),
        job("c", "home", beneficiary="li"),
    ]
    made, values = best(*people, *jobs, objectives=["coverage", "continuity", "nearness"])
    served = who_serves(made)
    assert (served["a"] == served["b"], served["c"], values) == (True, "bob", [1, 1000])


def test_what_was_promised_stays():
    # bob lives at the place, but ann was promised it at 5,000.
    things = [person(), person("bob", "work"), job()]
    previous = plan(problem(*things), "ann 4500 > job 5000-5100 > 5600")
    made, values = best(*things, previous=previous, objectives=["coverage", "stability", "nearness"])
    assert (who_serves(made), values) == ({"job": "ann"}, [0, 1000])
    assert 4100 <= made.trips[0].stops[0].start <= 5900
    made, values = best(*things, previous=previous, objectives=["coverage", "nearness", "stability"])
    assert (who_serves(made), values) == ({"job": "bob"}, [0, 1])


def test_travel_and_fairness_weigh_against_each_other():
    # bob is 1,000 m further for each of two tasks; ann alone would have ⌊4000² ÷ 10,000⌋ = 1,600 instead of 2 × 400.
    jobs = [job(name, "home", duration=2000) for name in "ab"]
    things = [
        person(offers=[(0, 10_000)]), person("bob", "far", offers=[(0, 10_000)]), place("far", 500), *jobs
    ]  # fmt: skip
    shared = 1000 + 1 * (2000**2 // 10_000 + 3000**2 // 10_000)
    alone = 4000**2 // 10_000
    assert best(*things, objectives=["coverage", {"nearness": 1, "fairness": 1}])[1] == [min(shared, alone)]
    shared = 1000 + 50 * (2000**2 // 10_000 + 3000**2 // 10_000)
    alone *= 50
    assert shared < alone
    assert best(*things, objectives=["coverage", {"nearness": 1, "fairness": 50}])[1] == [shared]
