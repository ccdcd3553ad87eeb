"""Neighbourhoods, here and in other workers: the same plan from one or several, and from those that die."""

import multiprocessing
import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from random import Random

import pytest

from rules.build import HOUR, job, person, place, problem
from volmatch.compile import compile_problem
from volmatch.decode import decode
from volmatch.engines import improve
from volmatch.engines.greedy import greedy
from volmatch.engines.improve import Improver, solve_part
from volmatch.engines.scope import part
from volmatch.engines.solution import value_of
from volmatch.search import improving, proofs, schedule
from volmatch.solver import CancelToken, solve
from volmatch.verifier import verify


def district(seed=1, people=7, tasks=16):
    """A district that greedy does not solve."""
    dice = Random(seed)
    spots = [place(f"s{row}", dice.randrange(3000), dice.randrange(3000)) for row in range(12)]
    crowd = []
    for row in range(people):
        begin = dice.randrange(3) * HOUR
        crowd.append(
            person(
                f"v{row}",
                f"s{dice.randrange(12)}",
                [(begin, begin + 6 * HOUR)],
                max_tasks_per_trip=dice.choice([1, 3]),
            )
        )
    jobs = []
    for row in range(tasks):
        begin = dice.randrange(6) * HOUR
        jobs.append(
            job(
                f"t{row}",
                f"s{dice.randrange(12)}",
                [(begin, begin + 2 * HOUR)],
                1800,
                people=dice.choice([1, 1, 2]),
            )
        )
    return problem(*spots, *crowd, *jobs, rules={"trip_cap": {"per_day": 2}})


OF = district()
COMPILED = compile_problem(OF)
PROGRAM, FIRST = COMPILED.program, greedy(COMPILED.program)


def nothing_proven(level):
    return False


def improved(executor=None, rounds=3, seed=0):
    improver = Improver(PROGRAM, FIRST, seed)
    for _ in range(rounds):
        improver.round(99, 60.0, nothing_proven, executor)
    return improver


def test_neighbourhoods_improve_and_keep_every_rule():
    improver = improved(rounds=6)
    assert improver.value < value_of(PROGRAM, FIRST)
    assert improver.value == value_of(PROGRAM, improver.solution)
    assert verify(OF, decode(OF, COMPILED, improver.solution)) == []


@pytest.mark.parametrize("seed", range(3))
def test_several_threads_give_the_same_plan_as_none(seed):
    alone = improved(seed=seed)
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(4) as four:
        assert improved(one, seed=seed).solution == alone.solution
        assert improved(four, seed=seed).solution == alone.solution


def test_several_processes_give_the_same_plan_as_none():
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        assert improved(pool).solution == improved().solution


def test_another_seed_draws_other_neighbourhoods():
    drawn = [
        [list(scope.duties) for scope in Improver(PROGRAM, FIRST, seed)._disjoint(4, nothing_proven)]
        for seed in range(4)
    ]
    assert any(one != drawn[0] for one in drawn)


@pytest.mark.parametrize("seed", range(10))
def test_neighbourhoods_of_a_round_share_nothing(seed):
    improver = Improver(PROGRAM, FIRST, seed)
    scopes = list(improver._disjoint(4, nothing_proven))
    assert scopes
    owners = PROGRAM.duties.volunteer
    for name in ("duties", "visits"):
        every = [number for scope in scopes for number in getattr(scope, name)]
        assert len(every) == len(set(every))
    people = [{int(owners[duty]) for duty in scope.duties} for scope in scopes]
    assert sum(map(len, people)) == len(set().union(*people))
    for scope in scopes:
        assert scope.num_booleans <= improve.MOST_BOOLEANS or len(scope.duties) == 1


def test_what_a_part_finds_touches_nothing_outside():
    duties = sorted(FIRST.by_duty)[:2]
    scope = part(PROGRAM, FIRST, duties, [])
    tours, complete = solve_part(scope, 0, 60.0)
    assert {tour.duty for tour in tours} <= set(duties)
    assert complete
    tours, complete = solve_part(scope, 0, -1.0)
    assert not complete


# -- workers that fail ---------------------------------------------------------------------------------------


class Failing(Executor):
    """Every neighbourhood is lost, one way or another."""

    def __init__(self, error):
        self.error = error

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        future.set_exception(self.error)
        return future


@pytest.mark.parametrize(
    "error", [BrokenProcessPool("gone"), MemoryError(), RuntimeError("poison"), TimeoutError()]
)
def test_a_lost_neighbourhood_costs_nothing_but_itself(error):
    improver = improved(Failing(error), rounds=2)
    assert improver.solution == FIRST
    assert improver.num_iterations > 0


class Half(Executor):
    """The first neighbourhood of every round is lost, the others are solved."""

    calls = 0

    def submit(self, fn, /, *args, **kwargs):
        self.calls += 1
        future = Future()
        if self.calls % 4 == 1:
            future.set_exception(RuntimeError("poison"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_the_other_neighbourhoods_of_a_round_are_kept():
    improver = improved(Half(), rounds=6)
    assert improver.value < value_of(PROGRAM, FIRST)
    assert verify(OF, decode(OF, COMPILED, improver.solution)) == []


@pytest.fixture
def _large(monkeypatch):
    """Take every program for one too large for the exact engine, and go to neighbourhoods at once."""
    monkeypatch.setattr(proofs, "MOST_BOOLEANS", 0)
    monkeypatch.setattr(improving, "ITERATIONS_A_NEIGHBOURHOOD", 1)
    monkeypatch.setattr(schedule, "anneal", lambda *args: None)


@pytest.mark.usefixtures("_large")
def test_workers_whose_process_dies_leave_the_plan_and_say_so():
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=os._exit, initargs=(1,))
    try:
        result = solve(OF, iteration_limit=12, executor=pool, time_limit=60)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    assert verify(OF, result.plan) == []
    assert result.stopped_by in ("error", "iteration_limit")
    assert [level.value for level in result.levels] == [
        level.value for level in solve(OF, method="greedy").levels
    ]


@pytest.mark.usefixtures("_large")
def test_an_executor_that_is_shut_down_leaves_the_plan_and_says_so():
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    result = solve(OF, iteration_limit=4, executor=pool)
    assert verify(OF, result.plan) == []
    assert result.stopped_by == "error"
    assert "RuntimeError" in result.message


@pytest.mark.usefixtures("_large")
def test_any_number_of_workers_gives_the_same_plan():
    plans = [solve(OF, iteration_limit=4, workers=count, time_limit=60, seed=5) for count in (1, 4)]
    assert [one.stopped_by for one in plans] == ["iteration_limit"] * 2
    assert plans[0].plan == plans[1].plan
    assert verify(OF, plans[0].plan) == []
    with ThreadPoolExecutor(3) as pool:
        assert solve(OF, iteration_limit=4, executor=pool, time_limit=60, seed=5).plan == plans[0].plan


@pytest.mark.usefixtures("_large")
def test_no_iterations_are_none():
    result = solve(OF, iteration_limit=0, time_limit=60)
    assert result.stopped_by == "iteration_limit"
    assert [one.value for one in result.levels] == [one.value for one in solve(OF, method="greedy").levels]


@pytest.mark.usefixtures("_large")
def test_cancelling_among_neighbourhoods():
    token = CancelToken()

    def told(progress):
        if progress.phase == "improve":
            token.cancel()

    result = solve(OF, cancel=token, on_progress=told, iteration_limit=400, time_limit=600)
    assert result.stopped_by == "cancelled"
    assert verify(OF, result.plan) == []


def test_workers_that_hang_are_waited_for_no_longer_than_the_grace(monkeypatch):
    clock = [100.0]

    class Hung(Future):
        def result(self, timeout=None):
            clock[0] += timeout
            raise TimeoutError

    class Frozen(Executor):
        def submit(self, fn, /, *args, **kwargs):
            return Hung()

    monkeypatch.setattr(improve.time, "monotonic", lambda: clock[0])
    improver = Improver(PROGRAM, FIRST, 0)
    scopes = 3 * list(improver._disjoint(4, nothing_proven))
    lost = list(improve._solved(scopes, [0] * len(scopes), 1.0, Frozen(), lambda: False))
    assert lost == [(None, False)] * len(scopes)
    assert clock[0] <= 100.0 + 1.0 + 2.0
