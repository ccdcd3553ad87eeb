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
from volmatch.engines.search import columns as at
from volmatch.engines.search.chains import Chains
from volmatch.engines.search.compiled import entry
from volmatch.engines.search.driver import NOBODY, Annealer
from volmatch.engines.search.layout import empty_best, empty_journal, empty_state
from volmatch.engines.search.pointers import view
from volmatch.engines.search.ways import leg
from volmatch.engines.search.work import RESTART, RESTORE, work
from volmatch.engines.solution import Solution, coverage_of, value_of
from volmatch.verifier import verify

INTERPRETED = os.environ.get("NUMBA_DISABLE_JIT") == "1"
ITERATIONS = 20 if INTERPRETED else 1500
SEEDS = range(2) if INTERPRETED else range(12)


def make(kind: str, seed: int, size: int = 14) -> vm.Problem:
    variant = "plain" if kind == "mixed" else None
    return vm.generate(kind, volunteers=size, tasks=3 * size, days=1 + seed % 3, seed=seed, variant=variant)


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
    annealer.load(started(compiled))
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
@pytest.mark.parametrize("kind", ["mixed", "errands"])
@pytest.mark.filterwarnings("ignore::volmatch.InputWarning")
def test_what_stands_is_what_it_would_be_if_it_were_timed_afresh(kind: str, seed: int) -> None:
    compiled = compile_problem(make(kind, seed))
    annealer = searched(compiled, seed)
    stands, world = annealer.state, annealer.world
    copy, fresh = empty_best(stands), empty_state(compiled.program, world, 0)
    journal = empty_journal(fresh)
    work(RESTART, *map(view, (world, stands, annealer.journal, copy)), NOBODY, 0, 0.0, 0.0)
    assert work(RESTORE, *map(view, (world, fresh, journal, copy)), NOBODY, 0, 0.0, 0.0)
    assert stands.value.tolist() == fresh.value.tolist()
    assert stands.sums.tolist() == fresh.sums.tolist()
    assert stands.used.tolist() == fresh.used.tolist()
    for duty, count in enumerate(stands.sums[:, at.NODES].tolist()):
        # Home at the end has no way ahead, and pieces of trips are only timed where time away is capped.
        columns = at.PAIR if world.duties[duty, at.TIMED] else at.DONE_TIME
        there, here = stands.rows[duty, :count], fresh.rows[duty, :count]
        assert there[:-1, :columns].tolist() == here[:-1, :columns].tolist()
        assert there[:, at.READY : at.LATEST + 1].tolist() == here[:, at.READY : at.LATEST + 1].tolist()
        assert stands.loads[duty, : count - 1].tolist() == fresh.loads[duty, : count - 1].tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_two_chains_on_halves_of_a_plan_keep_it_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("volmatch.engines.search.chains.FEWEST_SHARED", 1)
    problem = make("urban", seed, size=20)
    compiled = compile_problem(problem)
    chains = Chains(compiled.program, seed, workers=1 + seed % 2, iterations=2 * ITERATIONS)
    found: list[Solution] = []
    chains.run(float("inf"), lambda: False, found.append)
    assert verify(problem, decode(problem, compiled, found[-1])) == []
    first, second = chains._chains
    assert first.state.value.tolist() == second.state.value.tolist()
    assert first.state.crews[:, at.PEOPLE].tolist() == second.state.crews[:, at.PEOPLE].tolist()
    assert chains._halves is not None
    assert value_of(compiled.program, found[-1])[:8] == tuple(chains._best.value[:8].tolist())


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


@entry
def measure(world, mode, places, ways):  # type: ignore[no-untyped-def]
    for spot in range(places.shape[1]):
        ways[0, spot], ways[1, spot] = leg(world, mode, places[0, spot], places[1, spot])


@pytest.mark.skipif(INTERPRETED, reason="the same bits in any case")
@pytest.mark.parametrize("geography", ["planar", "chongqing"])
def test_its_ways_are_those_of_the_arrays(geography: str) -> None:
    program = compile_problem(vm.generate("errands", volunteers=30, seed=5, geography=geography)).program
    world = Annealer(program, 0).world
    places = np.random.default_rng(7).integers(0, len(world.positions), (2, 20_000))
    for mode in range(len(program.travel.modes)):
        ways = np.zeros_like(places)
        measure(view(world), mode, places, ways)
        assert ways[0].tolist() == program.travel.metres(mode, *places).tolist()
        assert ways[1].tolist() == program.travel.seconds(mode, *places).tolist()
        for a, b, way, time in zip(*places.tolist(), *ways.tolist(), strict=True):
            assert program.travel.leg(mode, a, b) == (time, way)
