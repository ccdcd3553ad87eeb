"""The compiled search: whatever it does, its tables agree with the rules and with themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import volmatch as vm
from volmatch.compile import Compiled, compile_problem
from volmatch.decode import decode
from volmatch.engines.cpsat import Limits
from volmatch.engines.exact import optimise
from volmatch.engines.greedy import complete, greedy, keeps_musts
from volmatch.engines.scope import part, whole
from volmatch.engines.search.driver import Annealer
from volmatch.engines.search.moves import renew
from volmatch.engines.search.rows import recompute
from volmatch.engines.search.tables import LENGTH
from volmatch.engines.solution import Solution, coverage_of, value_of
from volmatch.program.arrays import NO_CAP
from volmatch.verifier import verify

INTERPRETED = os.environ.get("NUMBA_DISABLE_JIT") == "1"
ITERATIONS = 20 if INTERPRETED else 1500
SEEDS = range(2) if INTERPRETED else range(12)


def make(kind: str, seed: int, size: int = 14) -> vm.Problem:
    return vm.generate(kind, volunteers=size, tasks=3 * size, days=1 + seed % 3, seed=seed)


def started(compiled: Compiled) -> Solution:
    """The greedy solution, around the pinned visits where it would lose one."""
    program = compiled.program
    first = greedy(program)
    if keeps_musts(program, first):
        return first
    visits = sorted(set(program.musts.visit.tolist()))
    duties = sorted(
        {
            int(duty)
            for duty, visit in zip(program.candidates.duty, program.candidates.visit, strict=True)
            if visit in visits
        }
    )
    scope = part(program, Solution.of(()), duties, visits)
    placed = optimise(scope, Limits(float("inf"), 60.0), feasible=False).solution
    assert placed is not None
    return complete(program, placed)


def searched(compiled: Compiled, seed: int, iterations: int = ITERATIONS) -> Annealer:
    annealer = Annealer(compiled.program, seed)
    if not annealer.load(started(compiled)):
        assert (compiled.program.candidates.limit < NO_CAP).any()
        pytest.skip("the greedy plan uses a skill that expires within a duty")
    for share in np.linspace(0, 1, 5):
        annealer.run(iterations // 5, float(share))
    return annealer


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", ["mixed", "errands", "urban", "roster"])
@pytest.mark.filterwarnings("ignore::volmatch.InputWarning")
def test_what_it_finds_keeps_every_rule_and_is_worth_what_it_says(kind: str, seed: int) -> None:
    problem = make(kind, seed)
    compiled = compile_problem(problem)
    annealer = searched(compiled, seed)
    solution = annealer.solution()
    assert verify(problem, decode(problem, compiled, solution)) == []
    assert keeps_musts(compiled.program, solution)
    people = {visit: len(crew) for visit, crew in solution.crews.items()}
    assert annealer.value[:8] == coverage_of(compiled.program, people)
    assert value_of(compiled.program, solution) <= value_of(compiled.program, started(compiled))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.filterwarnings("ignore::volmatch.InputWarning")
def test_its_sums_are_those_of_its_rows(seed: int) -> None:
    compiled = compile_problem(make("mixed", seed))
    annealer = searched(compiled, seed)
    world, state, _, _ = annealer._views
    value, used = annealer.state.value.copy(), annealer.state.used.copy()
    sums = annealer.state.sums.copy()
    for duty in range(len(sums)):
        renew(world, state, duty, -1)
    assert not annealer.state.used.any()
    for duty in range(len(sums)):
        assert recompute(world, state, duty)
        renew(world, state, duty, 1)
    assert (annealer.state.sums[:, LENGTH] == sums[:, LENGTH]).all()
    assert (annealer.state.sums[:, 1:4] == sums[:, 1:4]).all()
    assert annealer.state.value.tolist() == value.tolist()
    assert (annealer.state.used <= used).all() or (annealer.state.used == used).all()


@pytest.mark.skipif(INTERPRETED, reason="too slow without compilation")
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.filterwarnings("ignore::volmatch.InputWarning")
def test_on_small_problems_it_is_never_better_than_the_proven_best_and_mostly_as_good(seed: int) -> None:
    compiled = compile_problem(make("errands", seed, size=4))
    program = compiled.program
    start = started(compiled)
    exact = optimise(whole(program, start), Limits(float("inf"), 200.0))
    assert exact.solution is not None
    found = value_of(program, searched(compiled, seed, 20_000).solution())
    best = value_of(program, exact.solution)
    if exact.complete:
        assert found >= best
    assert found[:8] <= best[:8]


@pytest.mark.skipif(INTERPRETED, reason="this is the test that starts it")
def test_it_does_the_same_without_compilation(tmp_path: Path) -> None:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "VOLMATCH_CACHE": str(tmp_path)}
    # Random bits wrap around by design, which numpy warns of where nothing is compiled.
    quiet = ["-W", "ignore:overflow encountered:RuntimeWarning"]
    command = [sys.executable, "-m", "pytest", "-q", *quiet, "-p", "no:cacheprovider", __file__]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.skipif(INTERPRETED, reason="the same bits in any case")
def test_its_ways_are_those_of_the_arrays() -> None:
    from volmatch.engines.search.ways import metres, seconds

    for geography in ("planar", "chongqing"):
        program = compile_problem(vm.generate("errands", volunteers=30, seed=5, geography=geography)).program
        world = Annealer(program, 0).world
        random = np.random.default_rng(7)
        places = random.integers(0, len(world.positions), (2, 20_000))
        for mode in range(len(program.travel.modes)):
            ways = program.travel.metres(mode, *places)
            times = program.travel.seconds(mode, *places)
            for a, b, way, time in zip(*places.tolist(), ways.tolist(), times.tolist(), strict=True):
                assert metres(world.prices, world.positions, world.detour, world.metres, mode, a, b) == way
                assert seconds(world.prices, world.paces, world.seconds, mode, a, b, way) == time
                assert program.travel.leg(mode, a, b) == (time, way)
