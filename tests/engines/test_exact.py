"""The exact engine against every possible plan, of tiny problems with one rule in force or several."""

from itertools import combinations, permutations, product
from random import Random

import pytest

from rules.build import DAY, HOUR, job, person, place, problem
from volmatch.compile import compile_problem
from volmatch.decode import decode
from volmatch.engines.claims import Claims
from volmatch.engines.cpsat import Limits
from volmatch.engines.exact import optimise
from volmatch.engines.scope import whole
from volmatch.engines.solution import Solution, coverage_of, value_of
from volmatch.engines.state import State
from volmatch.engines.timing import Timer
from volmatch.verifier import verify

FAR_OFF = 1e12


def exact(of):
    compiled = compile_problem(of)
    claims = Claims(8 + len(compiled.program.levels))
    outcome = optimise(whole(compiled.program, Solution.of(())), Limits(FAR_OFF), claims=claims)
    assert outcome.complete
    assert verify(of, decode(of, compiled, outcome.solution)) == []
    value = value_of(compiled.program, outcome.solution)
    assert tuple(claims.all_at(value)) == value
    return compiled.program, value


def orders(visits, most_trips, most_tasks):
    """Give every way to lay visits out in trips, in order."""
    for line in permutations(visits):
        for cuts in product((0, 1), repeat=max(0, len(line) - 1)):
            trips = [[line[0]]] if line else []
            for cut, visit in zip(cuts, line[1:], strict=True):
                if cut:
                    trips.append([visit])
                else:
                    trips[-1].append(visit)
            if len(trips) <= most_trips and all(len(trip) <= most_tasks for trip in trips):
                yield trips


def coverages(program, starts):
    """Give the coverage of every plan; where a team serves, every start in a list is tried for it."""
    duties, visits, pairs = program.duties, program.visits, program.candidates
    owners = [
        set(duties.volunteer[pairs.duty[pairs.ptr[v] : pairs.ptr[v + 1]]].tolist())
        for v in range(len(visits))
    ]
    crews = [
        [
            (),
            *(
                c
                for n in range(visits.least[v], visits.target[v] + 1)
                for c in combinations(sorted(owners[v]), n)
            ),
        ]
        for v in range(len(visits))
    ]
    teams = [v for v in range(len(visits)) if visits.target[v] > 1]
    found = set()
    for plan in product(*crews):
        value = coverage_of(program, {visit: len(crew) for visit, crew in enumerate(plan)})
        if value in found:
            continue
        for times in product(*(starts[v] if plan[v] else [0] for v in teams)):
            fixed = {v: at for v, at in zip(teams, times, strict=True) if plan[v]}
            if all(
                can_serve(program, person_, [v for v, crew in enumerate(plan) if person_ in crew], fixed)
                for person_ in range(int(duties.volunteer.max(initial=-1)) + 1)
            ):
                found.add(value)
                break
    return found


def can_serve(program, who, visits, fixed):
    """Whether one person can serve some visits, in any order, trips and duties."""
    if not visits:
        return True
    mine = [duty for duty in range(len(program.duties)) if program.duties.volunteer[duty] == who]
    for chosen in product(mine, repeat=len(visits)):
        state = State(program, Timer(program, fixed))
        if all(
            _lay(program, state, duty, [v for v, d in zip(visits, chosen, strict=True) if d == duty])
            for duty in mine
        ):
            return True
    return False


def _lay(program, state, duty, visits):
    """Put some visits into a duty in the way that is home first; tight days are left to the cases by hand."""
    if not visits:
        return True
    most = min(int(program.duties.trip_tasks[duty]), len(visits))
    ways = []
    for trips in orders(visits, len(visits), most):
        tours = state.timer.trips(duty, trips, *state.bounds(duty))
        if tours is not None and state.fits(duty, tours):
            ways.append(tours)
    if not ways:
        return False
    state.put(duty, tuple(min(ways, key=lambda tours: (tours[-1].back, len(tours)))))
    return True


def tight(seed):
    dice = Random(seed)
    spots = [place(f"p{row}", dice.randrange(900), 0, setup=dice.choice([0, 0, 120])) for row in range(4)]
    people = [
        person(
            f"v{row}",
            f"p{dice.randrange(4)}",
            [(begin, begin + dice.randrange(1500, 6000))],
            max_tasks_per_trip=dice.choice([None, 1, 2]),
            max_trips=dice.choice([None, 1, 2]),
        )
        for row in range(2)
        for begin in [dice.randrange(2000)]
    ]
    jobs = []
    for row in range(4):
        begin = dice.randrange(5000)
        jobs.append(
            job(
                f"t{row}",
                f"p{dice.randrange(4)}",
                [(begin, begin + dice.choice([400, 400, 1500]))],
                400,
                weight=dice.randint(1, 3),
                priority=dice.choice(["high", "normal"]),
            )
        )
    rules = {
        "trip_limits": {"max_hours": dice.choice([None, 0.5]), "max_km": dice.choice([None, 1.2])},
        "workload": {
            "max_hours_per_day": dice.choice([None, 0.7]),
            "max_km_per_day": dice.choice([None, 1.5]),
        },
        "trip_cap": {"per_day": dice.choice([None, 1, 2])},
    }
    return problem(*spots, *people, *jobs, rules=rules)


@pytest.mark.parametrize("seed", range(40))
def test_against_every_plan(seed):
    program, value = exact(tight(seed))
    assert value[:8] == min(coverages(program, {}))


def jobs_with(*amounts):
    """Make jobs of so many bags brought and collected."""
    return [
        job(f"t{row}", load={"bags": brought}, collect={"bags": collected})
        for row, (brought, collected) in enumerate(amounts)
    ]


BY_HAND = {
    "setup is paid again after another place": (
        [
            person(), place("work", 500, setup=60), place("far", 700),
            job("a", windows=[(1000, 1100)]), job("b", "far", windows=[(1300, 1400)]),
            job("c", windows=[(1659, 1759)]),
        ], {}, 1,
    ),
    "setup is paid once for two tasks": (
        [
            person(offers=[(0, 1260)]), place("work", 500, setup=60),
            job("a", windows=[(0, 9000)]), job("b", windows=[(0, 9000)]),
        ], {}, 0,
    ),
    "no setup at one's own home between two stops": (
        [
            person(max_trips=1), place("home", setup=500), job("a", windows=[(500, 600)]),
            job("b", "home", windows=[(1100, 1200)]), job("c", windows=[(1700, 1800)]),
        ], {}, 0,
    ),
    "a second trip leaves home again": (
        [
            person(max_tasks_per_trip=2), job("a", windows=[(1000, 1100)]), job("b", windows=[(1050, 2290)]),
            job("c", windows=[(2199, 2299)]),
        ], {}, 1,
    ),
    "the way between two stops takes time": (
        [person(), place("far", 700), job("a", windows=[(1000, 1100)]), job("b", "far", windows=[(1299, 1399)])],
        {}, 1,
    ),
    "a trip takes so many tasks": (
        [person(max_trips=1, max_tasks_per_trip=2), job("a"), job("b"), job("c")], {}, 1,
    ),
    "a trip goes so many kilometres": (
        [person(max_trips=1), place("far", 700), job("a"), job("b", "far"), job("c", "home")],
        {"trip_limits": {"max_km": 1.399}}, 1,
    ),
    "a lone trip goes so many kilometres": (
        [person(max_tasks_per_trip=1), job("a")], {"trip_limits": {"max_km": 0.999}}, 1,
    ),
    "a trip takes so many hours": (
        [person(max_trips=1), job("a", windows=[(1000, 1100)]), job("b", windows=[(2000, 2100)])],
        {"trip_limits": {"max_hours": 2099 / 3600}}, 1,
    ),
    "the hours of a day are those of all its trips": (
        [person(), job("a", windows=[(1000, 1100)]), job("b", windows=[(9000, 9100)])],
        {"workload": {"max_hours_per_day": 2199 / 3600}}, 1,
    ),
    "the hours of a day are those of all its lone trips": (
        [person(max_tasks_per_trip=1), job("a"), job("b"), job("c")],
        {"workload": {"max_hours_per_day": 3299 / 3600}}, 1,
    ),
    "trips of one duty do not overlap": (
        [
            person(max_tasks_per_trip=2), place("west", -500), job("a", windows=[(1000, 1100)]),
            job("b", "west", windows=[(1000, 2099)], duration=100),
        ], {}, 1,
    ),
    "lone trips of one person do not overlap": (
        [person(max_tasks_per_trip=1), job("a", windows=[(1000, 1100)]), job("b", windows=[(0, 2199)])], {}, 1,
    ),
    "trips of two days do not overlap": (
        [
            person(offers=[(DAY - HOUR, DAY + HOUR)], max_trips_per_day=1, max_tasks_per_trip=1),
            job("a", windows=[(DAY - 100, DAY)]), job("b", windows=[(DAY, DAY + 1099)]),
        ], {}, 1,
    ),
    "a lone trip departs on the day on which it counts": (
        [
            person(offers=[(DAY - 2 * HOUR, DAY + HOUR)], max_trips_per_day=1, max_tasks_per_trip=1),
            job("a", windows=[(DAY + 1000, DAY + 1100)]), job("b", windows=[(DAY + 2200, DAY + 2300)]),
        ], {}, 1,
    ),
    "a route departs on the day on which it counts": (
        [
            person(offers=[(DAY - 2 * HOUR, DAY + HOUR)], max_trips_per_day=1, max_tasks_per_trip=2),
            job("a", windows=[(DAY + 600, DAY + 700)]), job("b", windows=[(DAY + 3000, DAY + 3100)]),
        ], {"trip_limits": {"max_hours": 0.5}}, 1,
    ),
    "caps on trips count over all offers of a day": (
        [
            person(offers=[(0, HOUR), (2 * HOUR, 3 * HOUR)], max_trips_per_day=1, max_tasks_per_trip=1),
            job("a"), job("b"),
        ],
        {}, 1,
    ),
    "caps on tasks count over all trips of a day": (
        [person(max_tasks_per_day=2), job("a"), job("b"), job("c")], {}, 1,
    ),
    "a trip brings no more than it holds": (
        [person(capacity={"bags": 4}, max_trips=1), *jobs_with((2, 0), (3, 0))], {}, 1,
    ),
    "a trip collects no more than it holds": (
        [person(capacity={"bags": 4}, max_trips=1), *jobs_with((0, 2), (0, 3))], {}, 1,
    ),
    "what is brought and what is collected are on board together": (
        [person(capacity={"bags": 4}, max_trips=1), *jobs_with((2, 1), (2, 3))], {}, 0,
    ),
    "in the other order they are too much": (
        [
            person(capacity={"bags": 4}, max_trips=1), job("a", load={"bags": 2}, collect={"bags": 3}, windows=[(600, 700)]),
            job("b", load={"bags": 2}, collect={"bags": 1}, windows=[(800, 900)]),
        ], {}, 1,
    ),
    "a second trip begins empty": (
        [person(capacity={"bags": 3}, max_trips=2), *jobs_with((2, 0), (1, 0), (3, 0))], {}, 0,
    ),
    "two trips that only bring are judged one by one": (
        [person(capacity={"bags": 4}, max_trips=2), *jobs_with((3, 0), (3, 0), (2, 0))], {}, 1,
    ),
    "two trips that only collect are judged one by one": (
        [person(capacity={"bags": 4}, max_trips=2), *jobs_with((0, 3), (0, 3), (0, 2))], {}, 1,
    ),
    "kinds are held one by one": (
        [
            person(capacity={"bags": 2, "crates": 1}, max_trips=1), job("a", load={"bags": 2}),
            job("b", load={"crates": 1}), job("c", load={"crates": 1}),
        ], {}, 1,
    ),
    "each of a team carries the whole load": (
        [
            person(capacity={"bags": 3}, max_trips=1), person("bob", capacity={"bags": 2}, max_trips=1),
            job("a", people=2, load={"bags": 2}), job("b", load={"bags": 1}), job("c", load={"bags": 1}),
        ], {}, 1,
    ),
    "a team needs its least": ([person(), person("bob"), job("a", people={"min": 3, "target": 4})], {}, 1),
    "a team needs different people": (
        [person(offers=[(0, HOUR), (2 * HOUR, 3 * HOUR)]), person("x", offers=()), job("a", people=2)], {}, 1,
    ),
    "a team of lone trips needs different people": (
        [
            person(offers=[(0, 2 * HOUR), (2 * HOUR + 1, 4 * HOUR)], max_tasks_per_trip=1), person("x", offers=()),
            job("a", people=2),
        ], {}, 1,
    ),
    "a team starts together": (
        [person(offers=[(0, 1100)]), person("bob", offers=[(1, 1101)]), job("a", people=2)], {}, 1,
    ),
    "a team of routes starts together": (
        [person(offers=[(0, 1200)]), person("bob", offers=[(100, 1300)]), job("a", people=2)], {}, 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("things", "settings", "lost"), BY_HAND.values(), ids=BY_HAND)
def test_by_hand(things, settings, lost):
    _, value = exact(problem(*things, rules=settings))
    assert value[2] == lost


@pytest.mark.parametrize("seed", range(25))
def test_teams_against_every_plan(seed):
    dice = Random(500 + seed)
    people = [
        person(
            f"v{row}",
            dice.choice(["home", "work"]),
            [(begin, begin + dice.randrange(4, 12) * 300)],
            max_trips=2,
        )
        for row in range(3)
        for begin in [300 * dice.randrange(4)]
    ]
    jobs = [
        job(f"t{row}", dice.choice(["home", "work"]), [(begin, begin + 300 + 300 * dice.randrange(4))], 300,
            people=dice.choice([1, 2, 3, {"min": 1, "target": 2}, {"min": 2, "target": 3}]))
        for row in range(2)
        for begin in [300 * dice.randrange(6)]
    ]  # fmt: skip
    program, value = exact(problem(*people, *jobs))
    visits = program.visits
    # All instants are multiples of 100 s, so starts that matter are too.
    starts = {
        visit: range(int(visits.low[row]), int(visits.high[row]) + 1, 100)
        for visit in range(len(visits))
        for row in range(visits.ptr[visit], visits.ptr[visit + 1])
    }
    assert value[:8] == min(coverages(program, starts))
