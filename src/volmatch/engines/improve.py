"""Where the whole is too large for the exact engine: neighbourhoods of the incumbent, a few at a time.

A neighbourhood is a few duties that compete for the same visits, all the visits that they serve, and
some unserved ones that they could. The exact engine solves it with the rest held; what comes out is
kept if it is better on the first level on which it differs. Each round draws a fixed number of
neighbourhoods that share no duty, visit or counter, from a seed, and limits each by deterministic work.
So the same number of iterations gives the same plan on one worker or several, and on every machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from random import Random

from attrs import define, field

from volmatch.engines.cpsat import Limits
from volmatch.engines.exact import optimise
from volmatch.engines.scope import Scope, part
from volmatch.engines.solution import Solution, Tour, Value, value_of
from volmatch.program.arrays import Program

__all__ = ["Improver", "solve_part"]

MOST_BOOLEANS = 2_500
"""Size of a neighbourhood; larger ones take longer than they gain."""

WORK = 0.5
"""Deterministic seconds that a neighbourhood may take."""

MOST_UNSERVED = 8
"""Unserved visits that join a neighbourhood."""

NUM_TOGETHER = 4
"""Neighbourhoods of a round."""

GRACE_SECONDS = 1.0
"""How long workers that hang are waited for after the deadline, all together."""

COUPLING = frozenset({"links", "crowds", "partners"})
"""Mechanisms through which neighbourhoods without a common duty, visit or person still depend on one another."""

NUM_COVERAGE = 8


def solve_part(
    scope: Scope, seed: int, seconds: float, cancelled: Callable[[], bool] = lambda: False
) -> tuple[Sequence[Tour] | None, bool]:
    """Solve one neighbourhood: the trips of its duties (``None`` if nothing came out), and whether all was proven."""
    outcome = optimise(
        scope,
        Limits(time.monotonic() + seconds, WORK, cancelled),
        seed=seed,
        skip=lambda stage, values: all(level < NUM_COVERAGE and values[level] == 0 for level in stage.levels),
    )
    if outcome.solution is None:
        return None, False
    free = set(scope.duties)
    return [tour for tour in outcome.solution.tours if tour.duty in free], outcome.complete


@define
class Improver:
    """Improves a solution until it is told to stop.

    Parameters
    ----------
    program, solution
        What is improved; ``solution`` is the incumbent at any time, ``value`` what it is worth.
    seed
        All choices follow from it.
    """

    program: Program
    solution: Solution
    seed: int
    num_duties: int = 4
    num_iterations: int = 0
    value: Value = field(init=False)
    _random: Random = field(init=False)
    _owned: dict[int, list[int]] = field(init=False)
    _asked: list[int] = field(init=False)
    _counted: dict[int, set[int]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Index candidates and counters by duty."""
        self.value = value_of(self.program, self.solution)
        self._random = Random(self.seed)
        candidates, counters = self.program.candidates, self.program.counters
        self._owned, self._counted = {}, {}
        for visit, duty in zip(candidates.visit.tolist(), candidates.duty.tolist(), strict=True):
            self._owned.setdefault(duty, []).append(visit)
        for counter in range(len(counters)):
            for duty in counters.duty[counters.ptr[counter] : counters.ptr[counter + 1]].tolist():
                self._counted.setdefault(duty, set()).add(counter)
        self._asked = sorted(set(candidates.visit.tolist()))

    def round(
        self,
        most: int,
        seconds: float,
        proven: Callable[[int], bool],
        executor: Executor | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Solve a few neighbourhoods; tell whether the incumbent became better.

        Parameters
        ----------
        most
            Most neighbourhoods that may still be solved.
        seconds
            How long this may take at most.
        proven
            Whether a level is at its proven bound, so that nothing is gained there.
        executor
            Where they are solved; ``None`` = here, one after another.
        """
        scopes = list(self._disjoint(min(most, NUM_TOGETHER), proven))
        seeds = [self._random.randrange(1 << 30) for _ in scopes]
        self.num_iterations += max(1, len(scopes))
        better = False
        for scope, (tours, complete) in zip(
            scopes, _solved(scopes, seeds, seconds, executor, cancelled), strict=True
        ):
            improved = tours is not None and self._take(scope, tours)
            self._adapt(complete, improved)
            better |= improved
        return better

    def _take(self, scope: Scope, tours: Sequence[Tour]) -> bool:
        free = set(scope.duties)
        solution = Solution.of([*(tour for tour in self.solution.tours if tour.duty not in free), *tours])
        value = value_of(self.program, solution)
        if value >= self.value:
            return False
        self.solution, self.value = solution, value
        return True

    def _adapt(self, complete: bool, improved: bool) -> None:
        """Grow where everything is solved and nothing gained, shrink where it is too much."""
        if not complete:
            self.num_duties = max(2, self.num_duties - 1)
        elif not improved:
            self.num_duties = min(12, self.num_duties + self._random.randrange(2))

    def _disjoint(self, count: int, proven: Callable[[int], bool]) -> Iterator[Scope]:
        """Draw neighbourhoods that can be solved side by side: no duty, visit, counter or person in two of them."""
        owners = self.program.duties.volunteer
        count = 1 if self.program.mechanisms & COUPLING else count
        taken: set[tuple[str, int]] = set()
        for _ in range(count if self._asked else 0):
            scope = self._scope(proven)
            marks = {("visit", visit) for visit in scope.visits}
            marks |= {
                ("counter", counter) for duty in scope.duties for counter in self._counted.get(duty, ())
            }
            marks |= {("person", int(owners[duty])) for duty in scope.duties}
            if len(scope.pairs) and not marks & taken:
                taken |= marks
                yield scope

    def _scope(self, proven: Callable[[int], bool]) -> Scope:
        duties, visits = self._choose(proven)
        scope = part(self.program, self.solution, duties, visits)
        while scope.num_booleans > MOST_BOOLEANS and len(duties) > 1:
            duties, visits = duties[:-1], visits[: max(1, len(visits) // 2)]
            scope = part(self.program, self.solution, duties, visits)
        return scope

    def _choose(self, proven: Callable[[int], bool]) -> tuple[list[int], list[int]]:
        """Draw a centre, half of the time one that lacks people, and duties around it."""
        random, crews, target = self._random, self.solution.crews, self.program.visits.target
        short = [visit for visit in self._asked if len(crews.get(visit, ())) < target[visit]]
        covered = all(proven(level) for level in range(NUM_COVERAGE))
        lacking = bool(short) and not covered and random.random() < 0.5
        centre = random.choice(short if lacking else self._asked)
        duties = self._around(centre)
        reachable = {visit for duty in duties for visit in self._owned[duty]}
        extra = [visit for visit in short if visit in reachable and visit != centre]
        random.shuffle(extra)
        return duties, [centre, *extra[:MOST_UNSERVED]]

    def _around(self, centre: int) -> list[int]:
        """Choose duties that compete with one another, the first for the centre."""
        random = self._random
        duties = dict.fromkeys(duty for duty, _ in self.solution.crews.get(centre, ()))
        first = self._rivals(centre)
        random.shuffle(first)
        duties.update(dict.fromkeys(first[: max(1, self.num_duties // 2)]))
        frontier = [
            visit for duty in duties for tour in self.solution.by_duty.get(duty, ()) for visit in tour.visits
        ]
        while len(duties) < self.num_duties and frontier:
            near = self._rivals(frontier.pop(random.randrange(len(frontier))))
            others = [duty for duty in near if duty not in duties]
            if others:
                duties[random.choice(others)] = None
        return list(duties)[: self.num_duties]

    def _rivals(self, visit: int) -> list[int]:
        candidates = self.program.candidates
        return [int(duty) for duty in candidates.duty[candidates.ptr[visit] : candidates.ptr[visit + 1]]]


def _solved(
    scopes: Sequence[Scope],
    seeds: Sequence[int],
    seconds: float,
    executor: Executor | None,
    cancelled: Callable[[], bool],
) -> Iterator[tuple[Sequence[Tour] | None, bool]]:
    """Give what came of each neighbourhood, in order; one whose worker died gives nothing."""
    deadline = time.monotonic() + seconds
    if executor is None:
        for scope, seed in zip(scopes, seeds, strict=True):
            yield solve_part(scope, seed, deadline - time.monotonic(), cancelled)
        return
    futures: list[Future[tuple[Sequence[Tour] | None, bool]]] = [
        executor.submit(solve_part, scope, seed, seconds, *_picklable(executor, cancelled))
        for scope, seed in zip(scopes, seeds, strict=True)
    ]
    for future in futures:
        try:
            yield future.result(timeout=max(0.0, deadline + GRACE_SECONDS - time.monotonic()))
        except Exception:
            yield None, False


def _picklable(executor: Executor, cancelled: Callable[[], bool]) -> tuple[Callable[[], bool], ...]:
    """Let threads see the cancel token; a process could not be sent it."""
    from concurrent.futures import ThreadPoolExecutor

    return (cancelled,) if isinstance(executor, ThreadPoolExecutor) else ()
