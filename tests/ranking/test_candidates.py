"""Who could take a task now: by hand, on random problems, and against brute force."""

import warnings
from random import Random

import pytest
from attrs import evolve

import volmatch as vm
from oracle.problems import build, small, tied, tiny
from rules.build import job, person, place, plan, problem
from volmatch.compile import compile_problem
from volmatch.decode import decode
from volmatch.engines.greedy import greedy
from volmatch.errors import EngineError
from volmatch.result import flat_values, numbers_of
from volmatch.verifier import score, verify


def planned(of):
    compiled = compile_problem(of)
    made = decode(of, compiled, greedy(compiled.program))
    return made if not verify(of, made) else vm.Plan(problem=of.name, clock=of.clock)


def without(of, made, task):
    """Take a task's trips out of a plan, with everything else in them; none at all where that breaks a rule."""
    trips = [trip for trip in made.trips if all(stop.task != task for stop in trip.stops)]
    rest = evolve(made, trips=trips, remote=[row for row in made.remote if row.task != task])
    return rest if not verify(of, rest) else made


def added(of, made, way):
    before = flat_values(score(of, made))
    after = flat_values(score(of, way.applied(of, made)))
    return tuple(b - a for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize("draw", [small, tied, tiny])
@pytest.mark.parametrize("batch", range(4))
def test_every_way_is_a_legal_plan_that_adds_what_is_said(draw, batch):
    asked = given = 0
    for seed in range(batch * 10, batch * 10 + 10):
        of = build(draw(seed, pins=False))
        random = Random(seed)
        made = planned(of)
        for task in random.sample([task.id for task in of.effective_tasks], min(3, len(of.effective_tasks))):
            base = without(of, made, task) if random.random() < 0.6 else made
            if verify(of, base):  # something must be kept that greedy does not
                continue
            try:
                found = vm.candidates(of, base, task)
            except vm.PlanError:
                continue
            asked += 1
            given += len(found)
            for way in found.ways:
                said = tuple(number for level in way.levels for number in numbers_of(level.value))
                assert said == added(of, base, way), f"{draw.__name__} {seed} {task} {way}"
            assert list(found.ways) == sorted(
                found.ways, key=lambda way: ([numbers_of(level.value) for level in way.levels], way.volunteer)
            ), f"{draw.__name__} {seed} {task}"
    assert given > asked / 4


def test_a_team_shares_a_stock():
    def asked(masks):
        of = problem(
            person(),
            person("bob"),
            job("a", people=2),
            rules={"supplies": {"mask": {"per_trip": 1, "total": masks}}},
        )
        return vm.candidates(of, plan(of), "a").ways

    assert asked(1) == ()  # each of the two alone finds one
    assert len(asked(2)) == 2


def inserted(of, made, task):
    """Give the values of every plan in which somebody has taken a task beside what they have, in the same order."""
    for volunteer in of.volunteers:
        own = [[stop.task for stop in trip.stops] for trip in made.trips if trip.volunteer == volunteer.id]
        if any(task in stops for stops in own):
            continue
        others = [trip for trip in made.trips if trip.volunteer != volunteer.id]
        for row in range(len(own) + 1):
            yield from judged(of, made, others, volunteer, [*own[:row], [task], *own[row:]])
        for row, stops in enumerate(own):
            for spot in range(len(stops) + 1):
                longer = [*stops[:spot], task, *stops[spot:]]
                yield from judged(of, made, others, volunteer, [*own[:row], longer, *own[row + 1 :]])


def judged(of, made, others, volunteer, trips):
    """Time trips as early as can be, each in the first offer that holds it, and let the verifier judge."""
    ready, rows = 0, []
    for stops in trips:
        for offer in volunteer.available:
            trip = timed(of, volunteer, stops, max(ready, offer.start))
            if trip is not None and trip.return_ <= offer.end:
                break
        else:
            return
        rows.append(trip)
        ready = trip.return_
    changed = evolve(made, trips=[*others, *rows])
    if not verify(of, changed):
        yield flat_values(score(of, changed)), volunteer.id


def timed(of, volunteer, tasks, ready):
    home = here = of.place(volunteer.home)
    mode, now, stops = of.mode(volunteer), ready, []
    for name in tasks:
        task = of.task(name)
        there = of.place(task.location)
        arrive = now + of.network.leg(mode, here, there)[0]
        opens = [
            max(w.start, arrive)
            for w in task.windows
            if max(w.start, arrive) + task.duration_seconds <= w.end
        ]
        if not opens:
            return None
        start, here = min(opens), there
        now = start + task.duration_seconds
        stops.append(vm.Stop(task=name, arrive=arrive, start=start, end=now))
    depart = ready
    back = now + of.network.leg(mode, here, home)[0]
    return vm.Trip(volunteer=volunteer.id, depart=depart, return_=back, stops=stops)


@pytest.mark.parametrize("seed", range(6))
def test_brute_force_finds_none_better(seed):
    of = vm.generate("urban", volunteers=7, tasks=16, seed=seed, variant=("slack", "plain")[seed % 2])
    made = planned(of)
    random, found = Random(seed), 0
    for task in random.sample(sorted(task.id for task in of.effective_tasks), 8):
        base = without(of, made, task)
        ways = [way for way in vm.candidates(of, base, task).ways if not way.displaced]
        served = any(stop.task == task for trip in base.trips for stop in trip.stops)
        known = sorted(inserted(of, base, task))
        if served:
            continue
        assert bool(known) == bool(ways), f"seed {seed}, {task}"
        if known:
            found += 1
            best = ways[0].applied(of, base)
            assert (flat_values(score(of, best)), ways[0].volunteer) == known[0], f"seed {seed}, {task}"
    assert found


def street(**more):
    return problem(
        place("home"),
        place("east", 300),
        person(),
        person("bob", home="east"),
        job("a", windows=[(1000, 2000)]),
        job("b", windows=[(1000, 2000)]),
        **more,
    )


def test_beside_what_is_there_the_nearest_first():
    of = street()
    found = vm.candidates(of, plan(of, "ann 500 > a 1000-1100 > 1600"), "b")
    assert [(way.volunteer, way.disturbs) for way in found.ways] == [("ann", True), ("bob", False)]
    assert [level.value for level in found.ways[0].levels] == [(0, 0, -1, 0, 0, 0, 0, 0), 0, 0]
    assert found.ways[1].trip.depart == 800
    assert "2 people could take b now" in found.text()
    assert "现在有 2 人可以接 b" in found.text("zh")


def test_somebody_else_where_all_seats_are_taken():
    of = street()
    (way,) = vm.candidates(of, plan(of, "ann 500 > a 1000-1100 > 1600"), "a").ways
    assert (way.volunteer, way.instead_of, way.people) == ("bob", "ann", ("ann", "bob"))
    assert [level.value for level in way.levels] == [(0,) * 8, -600, 0]


def test_with_others_where_it_takes_two():
    of = problem(person(), person("bob"), person("cat"), job("a", people=2))
    empty = plan(of)
    ways = vm.candidates(of, empty, "a").ways
    assert {way.volunteer: len(way.with_others) for way in ways} == {"ann": 1, "bob": 1, "cat": 1}


def test_what_would_be_dropped_is_said():
    of = problem(
        person(),
        job("a", windows=[(1000, 1100)]),
        job("b", windows=[(1000, 1100)], priority="critical"),
    )
    made = plan(of, "ann 500 > a 1000-1100 > 1600")
    (way,) = vm.candidates(of, made, "b").ways
    assert (way.displaced, way.levels[0].value) == (("a",), (-1, 0, 1, 0, 0, 0, 0, 0))
    assert {stop.task for trip in way.applied(of, made).trips for stop in trip.stops} == {"b"}


def test_nobody_and_why():
    of = problem(person(age=16), job("a", min_age=18))
    found = vm.candidates(of, plan(of), "a")
    assert (found.ways, dict(found.blocked_by)) == ((), {"qualified": 1})
    assert "Nobody can take a now." in found.text()
    assert "1 名志愿者受规则" in found.text("zh")


def test_nothing_starts_before_now():
    of = street()
    made = plan(of, "ann 500 > a 1000-1100 > 1600")
    ways = vm.candidates(of, made, "b", at=900).ways
    assert all(way.trip.stops[-1].start >= 900 for way in ways)
    assert "bob" in {way.volunteer for way in ways}
    assert min(way.trip.depart for way in ways if way.volunteer == "bob") >= 900


def test_bad_questions():
    of = street()
    with pytest.raises(vm.InputError, match="there is no such task"):
        vm.candidates(of, plan(of), "c")
    with pytest.raises(vm.InputError, match="breaks a rule"):
        vm.candidates(of, plan(of, "ann 900 > a 1000-1100 > 1600"), "b")
    with pytest.raises(ValueError, match="k must be"):
        vm.candidates(of, plan(of), "a", k=0)


def test_another_plan_is_refused_when_applied():
    of = street()
    made = plan(of, "ann 500 > a 1000-1100 > 1600")
    way = vm.candidates(of, made, "a").ways[0]
    with pytest.raises(EngineError):
        way.applied(of, plan(of, "cat 500 > a 1000-1100 > 1600"))


def test_a_plan_is_remembered_with_its_problem():
    from volmatch.ranking.desk import desk_of

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        of = street()
        made = plan(of)
        assert desk_of(of, made) is desk_of(of, made)
        other = plan(of, "ann 500 > a 1000-1100 > 1600")
        assert desk_of(of, other).compiled is desk_of(of, made).compiled
