"""Who should stand by: chances against enumeration and against days played one by one; the fewest against all sets."""

from itertools import combinations, product
from random import Random

import pytest

import volmatch as vm
from rules.build import HOUR, job, person, place, plan, problem
from volmatch.reserves import odds
from volmatch.reserves.calling import Calling, Post, StandIn
from volmatch.reserves.choosing import fewest
from volmatch.reserves.odds import at_least, chances


@pytest.mark.parametrize("seed", range(20))
def test_the_chance_that_enough_come(seed):
    random = Random(seed)
    people = [random.random() for _ in range(random.randint(0, 7))]
    for number in range(len(people) + 2):
        total = 0.0
        for days in product((0, 1), repeat=len(people)):
            weight = 1.0
            for comes, chance in zip(days, people, strict=True):
                weight *= chance if comes else 1 - chance
            total += weight * (sum(days) >= number)
        assert at_least(people, number) == pytest.approx(total), f"seed {seed}"


def drawn(seed, *, tasks=4, people=4):
    """Draw tasks of one day with their crews, and who could stand in for which, some for one of several alone."""
    random = Random(seed)
    names = [f"t{n}" for n in range(random.randint(1, tasks))]
    pool = [f"r{n}" for n in range(random.randint(1, people))]
    reliability = {who: random.choice((0.5, 0.7, 0.9, 1.0)) for who in pool}
    posts = []
    crews = [f"c{n}" for n in range(4)]
    reliability |= {who: random.choice((0.6, 0.8, 0.95, 1.0)) for who in crews}
    for row, task in enumerate(names):
        crew = random.sample(crews, random.choice((1, 1, 2)))
        least = random.randint(1, len(crew))
        posts.append(Post(row, task, 0, least, {who: reliability[who] for who in crew}))
    ways = {task: {} for task in names}
    for who in pool:
        mine = [task for task in names if random.random() < 0.7]
        pairs = [pair for pair in combinations(mine, 2) if random.random() < 0.6]
        for task in mine:
            clashes = {other for pair in pairs if task in pair for other in pair} - {task}
            ways[task][who] = StandIn(0, 1, frozenset(clashes))
    return Calling(posts, ways, reliability, 20_000, seed)


def played_by_hand(calling, reserves, comes):
    """Play one day in plain words."""
    served, busy = {}, {who: set() for who in reserves}
    for post in calling.posts:
        there = sum(comes[who] for who in post.crew)
        called = []
        for who in reserves:
            way = calling.stand_ins[post.task].get(who)
            if there + len(called) < post.least and way and comes[who] and not way.clashes & busy[who]:
                called.append(who)
        served[post.task] = there + len(called) >= post.least
        if served[post.task]:
            for who in called:
                busy[who].add(post.task)
    return served


def by_enumeration(calling, reserves):
    people = sorted(calling.reliability)
    total = dict.fromkeys((post.task for post in calling.posts), 0.0)
    for days in product((True, False), repeat=len(people)):
        comes, weight = dict(zip(people, days, strict=True)), 1.0
        for who in people:
            weight *= calling.reliability[who] if comes[who] else 1 - calling.reliability[who]
        if weight:
            for task, is_served in played_by_hand(calling, reserves, comes).items():
                total[task] += weight * is_served
    return total


@pytest.mark.parametrize("seed", range(25))
def test_chances_are_those_of_every_day(seed):
    calling = drawn(seed)
    random = Random(seed)
    some = [who for who in calling.pool if random.random() < 0.7]
    found, exact = chances(calling, some)
    assert exact == set(found)
    assert found == pytest.approx(by_enumeration(calling, some)), f"seed {seed}"


@pytest.mark.parametrize("seed", range(5))
def test_drawn_days_come_near(seed, monkeypatch):
    monkeypatch.setattr(odds, "MOST_UNCERTAIN", 0)
    calling = drawn(seed)
    found, _ = chances(calling, calling.pool)
    for task, chance in by_enumeration(calling, calling.pool).items():
        assert abs(found[task] - chance) < 0.02, f"seed {seed}"


@pytest.mark.parametrize("seed", range(25))
def test_no_fewer_would_do(seed):
    calling, target = drawn(seed, tasks=3), 0.9
    alone, _ = chances(calling, [])
    short = [task for task, chance in alone.items() if chance < target]
    found = fewest(calling, short, target)
    goal = [task for task in short if task not in found.beyond]

    def does(some):
        values = by_enumeration(calling, some)
        return all(values[task] >= target - 1e-9 for task in goal)

    assert does(found.reserves), f"seed {seed}"
    if found.proven:
        for size in range(len(found.reserves)):
            assert not any(does(some) for some in combinations(calling.pool, size)), f"seed {seed}"
        assert found.least == len(found.reserves)
    else:
        assert found.least <= len(found.reserves)


def test_most_small_ones_are_proven():
    proven = 0
    for seed in range(25):
        calling = drawn(seed, tasks=3)
        alone, _ = chances(calling, [])
        proven += fewest(calling, [task for task, chance in alone.items() if chance < 0.9], 0.9).proven
    assert proven >= 20


def street(*more, **rules):
    return problem(
        place("home"),
        person(reliability=0.8),
        person("bob", reliability=0.9),
        person("cat"),
        job("a", windows=[(2 * HOUR, 3 * HOUR)]),
        job("b", windows=[(4 * HOUR, 5 * HOUR)]),
        *more,
        **rules,
    )


ROWS = ("ann 6700 > a 7200-7300 > 7800", "ann 13900 > b 14400-14500 > 15000")


def test_one_stands_by_for_two():
    of = street()
    found = vm.standby(of, plan(of, *ROWS))
    (one,) = found.reserves
    assert (one.volunteer, one.tasks, one.start, one.end) == ("bob", ("a", "b"), 6700, 15_000)
    assert (found.proven, found.least, found.beyond) == (True, 1, ())
    assert all(task.alone == pytest.approx(0.8) and task.chance >= 0.95 for task in found.tasks)
    assert "1 person standing by brings 2 tasks to 95 %; fewer would not do: proven." in found.text()
    assert "1 名替补可使 2 项任务达到 95 %；已证明人数最少。" in found.text("zh")


def test_with_one_trip_each_it_takes_one_for_each():
    of = street(rules={"trip_cap": {"per_day": 1}, "trip_limits": {"max_hours": 1}})
    rows = (ROWS[0], "bob 13900 > b 14400-14500 > 15000")
    found = vm.standby(of, plan(of, *rows), target=0.97)
    # cat comes for sure, but to one of them: when both fail, b is without.
    chance = {task.task: task.chance for task in found.tasks}
    assert chance == pytest.approx({"a": 1.0, "b": 0.9 + 0.1 * 0.8})
    assert [one.volunteer for one in found.reserves] == ["cat"]


def test_what_nobody_can_do_is_said():
    of = problem(person(reliability=0.5), job("a", windows=[(2 * HOUR, 3 * HOUR)]))
    found = vm.standby(of, plan(of, ROWS[0]))
    assert (found.reserves, found.beyond) == ((), ("a",))
    assert "Nobody could bring these to 95 %: a" in found.text()


def test_everybody_is_sure_already():
    of = problem(person(), job("a", windows=[(2 * HOUR, 3 * HOUR)]))
    found = vm.standby(of, plan(of, ROWS[0]))
    assert (found.reserves, found.proven) == ((), True)
    assert "nobody needs to stand by" in found.text()


def test_bad_questions():
    of = street()
    with pytest.raises(ValueError, match="target"):
        vm.standby(of, plan(of), target=1.0)
    with pytest.raises(ValueError, match="draws"):
        vm.standby(of, plan(of), draws=10)
