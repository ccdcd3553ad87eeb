"""What rules say of many volunteers at once is what they say of each: the contract of ``forbidden``."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from attrs import evolve, frozen

from rules.build import job, person, place, problem
from volmatch.domain.plan import Plan, Stop, Trip
from volmatch.domain.problem import Forbidden
from volmatch.domain.roll import Roll
from volmatch.domain.task import After, Member, Pickup
from volmatch.domain.travel import UNREACHABLE, Matrix, StraightLine
from volmatch.generator import generate
from volmatch.pairs import blocked_by, first_to_forbid
from volmatch.rule import Rule
from volmatch.rulebook import RULES, rules_of
from volmatch.rules.near_residence import NearResidence
from volmatch.rules.travel import Travel
from volmatch.rules.trip_cap import TripCap
from volmatch.solver import solve

STRICT = {
    "near_residence": {"radius_km": 1.2, "same_area": 2},
    "trip_cap": {"per_day": 1, "per_horizon": 2},
    "trip_limits": {"max_tasks": 2, "max_hours": 1.5, "max_km": 3.0},
    "workload": {"max_hours_per_day": 1.8, "max_km_per_day": 4.0, "max_tasks_per_day": 2},
    "exposure": {"per": "location", "max_people": 1},
    "supplies": {"masks": {"per_task": 1, "total": 1}, "gloves": {"per_trip": 2, "total": 4}},
}
FREE = {name: {} for name in STRICT}
EVENING = (61_200, 90_000)


class OneWay:
    """A travel of a user's own: slower upwards, and no way at all to some places."""

    modes = ("walk", "bike")

    def seconds(self, mode, origins, destinations):
        slow = 2.5 if mode == "walk" else 1.0
        times = slow * (1 + 7.3 * np.abs(origins - destinations) + 400 * (destinations > origins))
        return np.where(destinations % 5 == 2, np.nan, times)

    def metres(self, mode, origins, destinations):
        return 120.5 * np.abs(origins - destinations)


def table(of, dice):
    """Give tables for the modes of a problem: asymmetric, with places that cannot be reached."""
    count = len(of.locations)
    draws = np.random.default_rng(dice.randrange(1 << 30))

    def cells(most):
        drawn = draws.uniform(0, most, (count, count))
        drawn[draws.random((count, count)) < 0.1] = np.inf
        np.fill_diagonal(drawn, 0)
        return drawn

    return Matrix({mode: {"seconds": cells(5000), "metres": cells(6000)} for mode in of.travel.modes})


def variants(of, dice):
    """Give a problem as it is, and as it would be by other ways, rules, loads, offers and from home."""
    of = evolve(of, pins=())
    yield of, rules_of(of)
    one, two, three = (volunteer.id for volunteer in of.volunteers[:3])
    strict = {**STRICT, "companions": {"together": [[one, two], [three, two]]}}
    for travel, said in (
        (of.travel, strict),
        (of.travel, FREE),
        (table(of, dice), FREE),
        (table(of, dice), strict),
    ):
        other = evolve(of, travel=travel, rules=said)
        yield other, rules_of(other)
    people = [
        evolve(
            one,
            capacity={kind: dice.randrange(4) for kind in ("bag", "box") if dice.random() < 0.7},
            available=() if dice.random() < 0.1 else one.available,
            home=dice.choice(of.locations).id,
            max_trips=dice.choice([0, 1, None]),
        )
        for one in of.volunteers
    ]
    tasks = [
        evolve(
            one,
            load={"bag": dice.randrange(4)} if dice.random() < 0.5 else {},
            collect={"bag": 1, "box": dice.randrange(4)} if dice.random() < 0.5 else {},
        )
        for one in of.tasks
    ]
    loaded = evolve(of, volunteers=people, tasks=tasks, rules=STRICT)
    yield loaded, rules_of(loaded)
    remote = [evolve(one, remote=dice.random() < 0.5) for one in tasks]
    yield evolve(loaded, tasks=remote), rules_of(loaded)
    near = evolve(loaded, rules={**STRICT, "near_residence": {"radius_km": 2.5, "pickups": True}})
    tied = evolve(near, tasks=[errand(one, of, dice) for one in tasks])
    yield tied, rules_of(tied)
    begun = evolve(tied, travel=table(of, dice), previous=begin(tied, dice), frozen_until=36_000)
    yield begun, rules_of(begun)


def errand(task, of, dice):
    """Give a task perhaps a pickup, a team, and others that it comes after."""
    windows = (
        [] if dice.random() < 0.5 else [(start, start + dice.randrange(9000)) for start in (28_800, 50_000)]
    )
    shop = Pickup(location=dice.choice(of.locations).id, duration=dice.randrange(900), windows=windows)
    skills = sorted({skill for one in of.volunteers for skill in one.skills})
    member = Member(
        count=min(dice.choice([1, 1, 2, 3]), of.task(task.id).people.target),
        skill=dice.choice([None, *skills]),
        min_age=dice.choice([None, 30]),
        max_age=dice.choice([None, 60]),
    )
    earlier = [one.id for one in of.tasks if one.id < task.id]
    after = [After(task=dice.choice(earlier), min_gap=dice.randrange(20_000))] if earlier else []
    return evolve(
        task,
        pickup=shop if dice.random() < 0.7 else None,
        team=[member] if dice.random() < 0.5 else (),
        after=after if dice.random() < 0.5 else (),
    )


def begin(of, dice):
    """Give a plan in which some people serve some tasks, whatever the rules say."""
    trips = []
    for one in of.volunteers:
        start, task = dice.randrange(20_000, 60_000), dice.choice(of.tasks)
        stops = [Stop(task=task.id, arrive=start, start=start, end=start + 600)]
        trips.append(Trip(volunteer=one.id, depart=start - 900, return_=start + 1500, stops=stops))
    return Plan(problem=of.name, clock=of.clock, trips=trips)


def agree(of, rules, dice):
    """Ask of every pair, and of some of the people in any order; count what is forbidden by rule."""
    roll, count, forbidden = Roll(of), len(of.volunteers), Counter()
    some = np.array(dice.sample(range(count), count // 2), dtype=np.int64)
    for task in of.effective_tasks:
        for rule in rules:
            for one, many in (("forbids", "forbidden"), ("forbids_jointly", "forbidden_jointly")):
                each = [bool(getattr(rule, one)(of, person, task)) for person in of.volunteers]
                at_once = getattr(rule, many)(roll, task, roll.everybody)
                assert at_once.dtype == bool, (rule, many)
                assert at_once.tolist() == each, (rule, many, task.id)
                part = getattr(rule, many)(roll, task, some)
                assert part.tolist() == [each[row] for row in some], (rule, many, task.id)
                forbidden[rule.name, many] += sum(each)
        first = Counter(first_to_forbid(of, person, task, rules)[0] for person in of.volunteers)
        named = [(rule.name, first[rule.name]) for rule in rules if first[rule.name]]
        assert list(blocked_by(roll, task, rules).items()) == named
    return forbidden


KINDS = [
    *(("mixed", {"days": days, "geography": where}) for days in (1, 4) for where in ("planar", "chongqing")),
    ("urban", {"geography": "chongqing"}),
    ("urban", {"days": 3, "variant": "plain"}),
    ("errands", {"variant": "loads"}),
    ("errands", {"geography": "chongqing"}),
    ("roster", {"days": 2, "tasks": 40}),
]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("kind", "more"), KINDS)
def test_all_rules_say_of_many_what_they_say_of_each(kind, more, seed):
    dice = random.Random(seed)
    of = generate(kind, volunteers=20, seed=seed, **more)
    found = Counter()
    for variant, rules in variants(of, dice):
        found += agree(variant, rules, dice)
    asked = {("available", "forbidden"), ("near_residence", "forbidden"), ("travel", "forbidden_jointly")}
    assert asked <= found.keys()  # there was something to agree about


def test_the_problems_above_have_every_rule_forbid_something():
    dice = random.Random(1)
    of, found = generate("mixed", volunteers=25, days=3, seed=1), Counter()
    for variant, rules in variants(of, dice):
        found += agree(variant, rules, dice)
    silent = {"cohorts"}  # they forbid no pair
    assert {name for name, _ in found} == {cls.name for cls in RULES} - silent


def test_a_travel_of_a_users_own_gives_the_same():
    of = evolve(generate("mixed", volunteers=20, days=2, seed=5), pins=(), travel=OneWay(), rules=STRICT)
    found = agree(of, rules_of(of), random.Random(2))
    assert found["travel", "forbidden"]
    assert found["workload", "forbidden"]


def edges():
    far = place("far", 9e15, 5)
    yield problem(person(), person("bob", "far"), job(), job("there", "far"), far)
    yield problem(person(), person("bob", "far"), job("there", "far"), far, travel=StraightLine({"x": 1e5}))
    yield problem(job())
    yield problem(person(offers=()), person("bob", offers=((0, 100), (200, 300))), job(duration=100))
    shut = place("shut", 10, open=[(0, 1000), (5000, 9000)], setup=600)
    exact = [person(f"v{end}", "shut", offers=((100, end),)) for end in (199, 200, 201)]
    yield problem(*exact, shut, job(where="shut", windows=[(100, 200), (900, 1050)]))
    yield problem(
        person("home", "shut"), person(), shut, job(where="shut", windows=[(900, 5100)], duration=101)
    )
    yield problem(person(), job(windows=[EVENING], duration=30_000))
    yield problem(person(radius_km=0.5), person("bob", radius_km=0.4999), job(), job("free", lifted=True))
    held = [
        person(f"v{row}", skills={"cook": day}) for row, day in enumerate(("2020-03-01", "2020-03-02", None))
    ]
    days = [job(f"t{day}", windows=[(86_400 * day, 86_400 * day + 500)], skills=["cook"]) for day in range(2)]
    yield problem(*held, person("none"), *days, timezone="Asia/Shanghai")
    bans = [Forbidden(volunteer="ann", beneficiary="li"), Forbidden(volunteer="bob", location="work")]
    yield problem(person(), person("bob"), job(beneficiary="li"), job("b"), forbidden=bans)
    walls = place("walls", 5, access="tag", area="a/b")
    yield problem(
        person(access=["tag"], areas=["a"]),
        person("bob", areas=["b"]),
        walls,
        job(where="walls", areas=["a"]),
    )
    most = {"max_hours_per_day": 2.0**53, "max_km_per_day": 2.0**53, "max_tasks_per_day": 2**53}
    yield problem(person(**most), person("bob", max_km_per_day=0), job(), job("home", "home"))
    limits = {"trip_limits": {"max_hours": 2.0**53, "max_km": 2.0**53}}
    yield problem(person(), job(), rules=limits)
    some = place("flat", 3, area="a")
    yield problem(person("bob", "flat"), job(), some, rules={"near_residence": {"same_area": 1}})
    unknown = {"walk": {"seconds": [[0, 9], [9, 0]], "metres": [[0, 9], [9, 0]]}}
    home, work = place("home", None, y=None), place("work", None, y=None)
    yield problem(person(), job(), home, work, travel=Matrix(unknown))


@pytest.mark.parametrize("of", list(edges()))
def test_the_edges_are_the_same(of):
    dice = random.Random(3)
    agree(of, rules_of(of), dice)
    if all(one.x is not None for one in of.locations):
        strict = evolve(of, rules={**STRICT, **of.rules})
        agree(strict, rules_of(strict), dice)


def test_windows_that_are_too_short_are_so_for_all():
    of = next(one for one in edges() if any(one.location == "shut" for one in one.tasks))
    short = evolve(of, tasks=[evolve(of.tasks[0], duration=200)])
    assert agree(short, rules_of(short), random.Random(4))["window", "forbidden"] == 3


def test_ways_are_kept_for_one_location_only_and_filled_in_as_asked():
    of = generate("mixed", volunteers=12, seed=3)
    roll, network = Roll(of), of.network
    for location in (of.locations[0], of.locations[-1], of.locations[0]):
        for rows in ([3, 1], [1, 4, 3], list(range(12))):
            there = of.place(location.id)
            want = []
            for row in rows:
                one = of.volunteers[row]
                home, mode = of.place(one.home), of.mode(one)
                want.append((*network.shortest(mode, home, there), *network.shortest(mode, there, home)))
            got = roll.ways(np.array(rows), location.id)
            assert [tuple(column) for column in got.T.tolist()] == want


def test_a_way_beyond_all_measure_is_unreachable_one_by_one_as_well():
    # One pair was told the metres that there are, and many at once that there is no way.
    of = problem(place("far", 9e15), person(), job(where="far"), travel=StraightLine({"fly": 100_000}))
    network, ends = of.network, (of.place("home"), of.place("far"))
    arrays = network.all_shortest("fly", *(np.array([end]) for end in ends))
    assert network.leg("fly", *ends) == tuple(arrays[:, 0].tolist())
    assert arrays[1, 0] == UNREACHABLE


@frozen(kw_only=True)
class Nearer(NearResidence):
    """A rule of a user's own that narrows one of ours, pair by pair."""

    def forbids(self, problem, volunteer, task):
        return "is ann" if volunteer.id == "ann" else super().forbids(problem, volunteer, task)


@frozen(kw_only=True)
class Patient(Travel):
    """A rule of a user's own that says less than one of ours."""

    def forbids_jointly(self, problem, volunteer, task):
        return ""


@frozen(kw_only=True)
class Lazy(TripCap):
    """A rule of a user's own that changes nothing."""


def test_a_rule_that_says_anew_what_it_forbids_is_asked_pair_by_pair():
    assert Nearer.forbidden is Rule.forbidden
    assert Nearer.forbidden_jointly is NearResidence.forbidden_jointly
    assert Patient.forbidden_jointly is Rule.forbidden_jointly
    assert Patient.forbidden is Travel.forbidden
    assert Lazy.forbidden is TripCap.forbidden
    of = problem(person(), person("bob"), job(), rules=[Nearer(radius_km=3)])
    assert agree(of, rules_of(of), random.Random(5))["near_residence", "forbidden"] == 1
    alone = problem(person(), job(), rules=[Nearer(radius_km=3)])
    (unserved,) = solve(evolve(alone, tasks=[job(people=2)])).plan.unserved
    assert dict(unserved.blocked_by) == {"near_residence": 1}
