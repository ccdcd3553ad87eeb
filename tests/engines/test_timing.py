"""When things happen: home as early as possible, and then out of the door as late as that allows."""

from itertools import pairwise, product
from random import Random

import numpy as np
import pytest

from rules.build import job, person, place, problem
from volmatch.compile import compile_problem
from volmatch.engines.solution import Tour
from volmatch.engines.timing import Timer


def timed(jobs, *others, ready=None, end=None, order=None, fixed=None, duty=0, **ann):
    """Time one trip of ann to some jobs, in the order of their names or another."""
    compiled = compile_problem(problem(person(**ann), *jobs, *others))
    duties = compiled.program.duties
    timer = Timer(compiled.program, dict(fixed or {}))
    order = range(len(jobs)) if order is None else order
    ready = int(duties.start[duty]) if ready is None else ready
    return timer.tour(duty, list(order), ready, int(duties.end[duty]) if end is None else end)


def test_a_lone_trip_leaves_just_in_time():
    tour = timed([job(windows=[(2000, 9000)])])
    assert tour == Tour(0, 1500, (0,), (2000,), 2600)


def test_a_trip_that_may_start_at_once_does():
    assert timed([job()], offers=[(40, 9000)]) == Tour(0, 40, (0,), (540,), 1140)
    assert timed([job()], ready=700) == Tour(0, 700, (0,), (1200,), 1800)


def test_waiting_is_moved_before_the_departure():
    # two at 3,000 at the earliest: one is served as late as that lets it
    jobs = [job("one", windows=[(600, 5000)]), job("two", windows=[(3000, 9000)])]
    assert timed(jobs) == Tour(0, 2400, (0, 1), (2900, 3000), 3600)
    # unless its window ends before
    jobs[0] = job("one", windows=[(600, 800)])
    assert timed(jobs) == Tour(0, 200, (0, 1), (700, 3000), 3600)


def test_the_last_of_several_windows_that_still_serves():
    jobs = [job("one", windows=[(600, 800), (1500, 1700), (5000, 6000)]), job("two", windows=[(3000, 9000)])]
    assert timed(jobs) == Tour(0, 1100, (0, 1), (1600, 3000), 3600)


@pytest.mark.parametrize(("end", "fits"), [(2600, True), (2599, False)])
def test_home_by_the_end(end, fits):
    assert (timed([job(windows=[(2000, 9000)])], end=end) is not None) == fits


@pytest.mark.parametrize(
    ("hours", "depart", "fits"), [(3400, 200, True), (3399, None, False), (9000, 200, True)]
)
def test_a_cap_on_the_time_away(hours, depart, fits):
    jobs = [job("one", windows=[(600, 800)]), job("two", windows=[(3000, 9000)])]
    compiled = compile_problem(problem(person(), *jobs, rules={"trip_limits": {"max_hours": hours / 3600}}))
    tour = Timer(compiled.program).tour(0, [0, 1], 0, 86_400)
    assert (tour is not None) == fits
    if fits:
        assert (tour.depart, tour.back) == (depart, 3600)


def test_under_a_cap_a_later_window_makes_a_shorter_trip():
    # By the early window the trip takes 3,400 s; by the late one 1,200 s, home later.
    jobs = [job("one", windows=[(600, 800), (5000, 6000)]), job("two", windows=[(3000, 9000)])]
    of = problem(person(), *jobs, rules={"trip_limits": {"max_hours": 2000 / 3600}})
    tour = Timer(compile_problem(of).program).tour(0, [0, 1], 0, 86_400)
    assert tour == Tour(0, 4500, (0, 1), (5000, 5100), 5700)


def test_under_a_cap_the_next_return_is_not_skipped():
    # Home at 3,600 takes 3,300 s; home at 4,600 takes 1,500 s and leaves before 3,600.
    jobs = [
        job("one", windows=[(600, 900), (3500, 3700)]),
        job("two", windows=[(3000, 3100), (4000, 4200)]),
    ]
    of = problem(person(), *jobs, rules={"trip_limits": {"max_hours": 2000 / 3600}})
    tour = Timer(compile_problem(of).program).tour(0, [0, 1], 0, 86_400)
    assert tour == Tour(0, 3100, (0, 1), (3600, 4000), 4600)


def test_setup_is_paid_on_arrival_and_not_at_home():
    jobs = [job("one", windows=[(2000, 9000)]), job("two"), job("x", "home")]
    queue = place("work", 500, setup=60)
    assert timed(jobs, queue, order=[0, 1]) == Tour(0, 1440, (0, 1), (2000, 2100), 2700)
    assert timed(jobs, queue, order=[0, 2, 1]) == Tour(0, 1440, (0, 2, 1), (2000, 2600, 3260), 3860)
    assert timed(jobs, queue, order=[2]) == Tour(0, 0, (2,), (0,), 100)


def test_caps_on_tasks_and_kilometres():
    jobs = [job("one"), job("two")]
    assert timed(jobs, max_tasks_per_trip=1) is None
    assert timed(jobs[:1], max_tasks_per_trip=1) is not None
    for km, fits in ((1, True), (0.999, False)):
        compiled = compile_problem(problem(person(), *jobs, rules={"trip_limits": {"max_km": km}}))
        assert (Timer(compiled.program).tour(0, [0, 1], 0, 9000) is not None) == fits


def test_a_fixed_start_is_kept_or_nothing():
    assert timed([job()], fixed={0: 4000}) == Tour(0, 3500, (0,), (4000,), 4600)
    assert timed([job()], fixed={0: 499}) is None
    timer = Timer(compile_problem(problem(person(), job())).program)
    assert timer.with_fixed({0: 4000}).tour(0, [0], 0, 9000).starts == (4000,)
    assert timer.fixed == {}


def test_trips_one_after_another():
    compiled = compile_problem(problem(person(), job("one"), job("two", windows=[(5000, 6000)])))
    timer = Timer(compiled.program)
    assert timer.trips(0, [[0], [1]], 0, 9000) == [
        Tour(0, 0, (0,), (500,), 1100),
        Tour(0, 4500, (1,), (5000,), 5600),
    ]
    assert timer.trips(0, [[1], [0]], 0, 6699) is None
    assert timer.trips(0, [[1], [0]], 0, 6700)[1] == Tour(0, 5600, (0,), (6100,), 6700)
    assert timer.trips(0, [], 0, 10) == []


@pytest.mark.parametrize(
    ("instant", "first", "last"),
    [(0, 10, None), (10, 10, 10), (15, 15, 15), (20, 20, 20), (21, 50, 20), (50, 50, 50), (61, None, 60)],
)
def test_first_and_last_starts(instant, first, last):
    of = problem(person(), job(where="home", windows=[(10, 30), (50, 70)], duration=10))
    timer = Timer(compile_problem(of).program)
    assert (timer.first_start(0, instant) if first is not None else None) == first
    assert (timer.last_start(0, instant) if last is not None else None) == last
    if first is None:
        assert timer.first_start(0, instant) > 1 << 50
    if last is None:
        assert timer.last_start(0, instant) < -(1 << 50)


# -- against every possibility, second by second -----------------------------------------------------------


def windows(dice):
    cuts = sorted(dice.sample(range(46), 2 * dice.randint(1, 3)))
    return list(zip(cuts[::2], cuts[1::2], strict=True))


def tiny(dice):
    """A problem of a minute or so, with midnight after half of it."""
    spots = [place(f"p{row}", dice.randrange(6), 0, setup=dice.choice([0, 0, 1, 3])) for row in range(3)]
    jobs = [job(f"t{row}", f"p{dice.randrange(3)}", windows(dice), dice.randrange(4)) for row in range(3)]
    start = dice.randrange(10)
    rules = {"trip_limits": {"max_hours": dice.choice([None, dice.randrange(6, 40) / 3600])}}
    ann = person("ann", "p0", [(start, start + dice.randrange(10, 45))], max_trips_per_day=9)
    # Midnight comes 25 seconds after the start.
    return problem(ann, *jobs, *spots, rules=rules, start="2020-03-02T23:59:35")


def every_trip(program, duty, order, ready, end):
    """Give (back, −depart) of each way to time a trip, by trying every second."""
    visits, duties = program.visits, program.duties
    home, mode = int(duties.home[duty]), int(duties.mode[duty])
    places = [home, *(int(visits.place[visit]) for visit in order), home]
    ways = [program.travel.leg(mode, a, b)[0] for a, b in pairwise(places)]
    allowed = [
        [
            second
            for row in range(visits.ptr[visit], visits.ptr[visit + 1])
            for second in range(visits.low[row], visits.high[row] + 1)
        ]
        for visit in order
    ]
    found = []
    for starts in product(*allowed):
        now = None
        for row, (visit, start) in enumerate(zip(order, starts, strict=True)):
            there, here = places[row + 1], places[row]
            setup = 0 if there in (here, home) else int(visits.setup[visit])
            if now is None:
                depart = start - setup - ways[0]
            elif start < now + ways[row] + setup:
                break
            now = start + int(visits.service[visit])
        else:
            back = now + ways[-1]
            inside = ready <= depart < duties.depart_before[duty] and back <= end
            if inside and back - depart <= duties.trip_seconds[duty]:
                found.append((back, -depart))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_against_every_way_to_time_a_trip(seed):
    dice = Random(seed)
    program = compile_problem(tiny(dice)).program
    timer = Timer(program)
    for duty in range(len(program.duties)):
        ready = int(program.duties.start[duty]) + dice.choice([0, 0, 3])
        end = int(program.duties.end[duty])
        for order in ([0], [1], [0, 1], [2, 0], [1, 2, 0]):
            tour = timer.tour(duty, order, ready, end)
            best = min(every_trip(program, duty, order, ready, end), default=None)
            assert (None if tour is None else (tour.back, -tour.depart)) == best, (seed, order)


@pytest.mark.parametrize("seed", range(20))
def test_bounds_of_pairs_hold_in_every_trip(seed):
    dice = Random(1000 + seed)
    program = compile_problem(tiny(dice)).program
    pairs = program.candidates
    for duty in range(len(program.duties)):
        known = {
            int(pairs.visit[row]): (int(pairs.earliest[row]), int(pairs.latest[row]))
            for row in np.flatnonzero(pairs.duty == duty)
        }
        timer, end = Timer(program), int(program.duties.end[duty])
        for order in ([0], [1], [2], [0, 1], [1, 0], [2, 1], [0, 2, 1]):
            for ready in range(int(program.duties.start[duty]), end, 4):
                tour = timer.tour(duty, order, ready, end)
                if tour is None:
                    continue
                for visit, start in zip(tour.visits, tour.starts, strict=True):
                    assert known[visit][0] <= start <= known[visit][1]
