"""The order in which engines are asked, and what is known at any time: the incumbent, the bounds, why it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import define, field

from volmatch.engines import UNDERSTANDS
from volmatch.engines.bound import coverage_bound
from volmatch.engines.claims import Claims
from volmatch.engines.greedy import complete, greedy, keeps_musts
from volmatch.engines.solution import Solution, Value, value_of
from volmatch.errors import EngineError
from volmatch.program.arrays import Program
from volmatch.result import Progress

if TYPE_CHECKING:
    from volmatch.engines.exact import Outcome
    from volmatch.engines.search.chains import Chains

__all__ = ["Search"]

MOST_PINNED_BOOLEANS = 100_000
"""The largest model that is tried to tell whether pins can be kept."""

MOST_BOOLEANS = 10_000
"""The largest program that the exact engine is given whole."""

COMPILING_SECONDS = 120.0
"""Time that must be left for the search to be compiled, where that was not done before."""

LOADING_SECONDS = 1.0
"""Time that must be left for the compiled search to be loaded, or the solver of the neighbourhoods."""

SECONDS_A_PAIR = 2e-5
"""What it takes to lay out the linear program of the coverage bound."""

ANNEALING_SHARE = 0.85
"""What ruin and recreate gets of the time left; neighbourhoods get the rest."""

ROSTER_SHARE = 0.7
"""What the proof of fixed starts gets at most of the time left."""

COLUMNS_SHARE = 0.5
"""What the bound on travel and the plan from its trips take of that, where there is enough time for them."""

BOUNDING_SHARE = 0.7
"""Part of this that the bound gets at most; the rest goes into the plan."""

SECONDS_OF_COLUMNS = 8e-4
"""What the bound on travel takes for each pair until it is worth anything."""

COLUMNS_COMPILING_SECONDS = 8.0
"""Time for the bound on travel where its kernels were not compiled before."""

ITERATIONS_A_NEIGHBOURHOOD = 1000
"""What a neighbourhood of the exact engine counts against a limit of iterations."""

SECONDS_A_REASON = 1.5e-4
SECONDS_A_REASON_EACH = 2e-7
"""What it takes to ask why a task cannot be served, at all and for each volunteer; twice what was measured."""

NUM_COVERAGE = 8
MOST_KEPT = 4
"""Incumbents that are kept, best first, should one fail verification."""


@define
class Search:
    """One run: ``found`` holds the best solutions, best first; ``claims`` what is proven of the levels."""

    program: Program
    started: float
    deadline: float
    seed: int
    iteration_limit: int | None
    workers: int
    executor: Executor | None
    cancelled: Callable[[], bool]
    on_progress: Callable[[Progress], None] | None
    method: str
    found: list[Solution] = field(factory=list)
    value: Value | None = None
    claims: Claims = field(init=False)
    stopped_by: str = "time_limit"
    infeasible: bool = False
    _chains: Chains | None = None
    message: str = ""

    def __attrs_post_init__(self) -> None:
        """Start with nothing proven."""
        self.claims = Claims(NUM_COVERAGE + len(self.program.levels))

    @property
    def best(self) -> Solution | None:
        """The best solution so far."""
        return self.found[0] if self.found else None

    def run(self) -> None:
        """Ask the engines one after another, until everything is proven or time is up."""
        self._refuse_unknown()
        if self.method == "auto" and self._roster():
            return
        if self.best is None:
            self._first_plan()
        if self.method == "greedy" or self.best is None or self._over():
            return
        if self.method == "search":
            self._anneal(1.0)
            return
        self._bound_coverage()
        if self._proven() or self._over():
            return
        self._exact()
        if self.method == "exact" or self._proven() or self._over():
            return
        before = self.value
        share = ANNEALING_SHARE - (COLUMNS_SHARE if self._columns_seconds() else 0.0)
        self._anneal(share)
        self._bound_travel()
        self._bound_again(before)
        if not self._proven() and not self._over() and self._left() > LOADING_SECONDS / 2:
            self._improve()
            self._bound_again(before)

    def _roster(self) -> bool:
        """Solve the whole as one linear program where all starts are fixed; tell whether all is proven."""
        from volmatch.engines.rostering import applies, roster

        seconds = ROSTER_SHARE * self._left()
        enough = seconds > 0.1 + SECONDS_A_PAIR * len(self.program.candidates)
        if self._over() or not enough or not applies(self.program):
            return False
        until = time.monotonic() + seconds
        solution = roster(self.program, until, self.claims, self.cancelled, self.seed)
        if solution is not None and keeps_musts(self.program, solution):
            self.take(solution, "exact")
            self._keep_time_for_reasons(solution)
        return self._proven()

    def _refuse_unknown(self) -> None:
        unknown = self.program.mechanisms - UNDERSTANDS
        if unknown:
            raise EngineError(f"no engine keeps {', '.join(sorted(unknown))}")

    def _over(self) -> bool:
        if self.cancelled():
            self.stopped_by = "cancelled"
            return True
        return time.monotonic() >= self.deadline

    def _left(self) -> float:
        return self.deadline - time.monotonic()

    def take(self, solution: Solution, phase: str) -> None:
        """Keep a solution if it is the best so far."""
        value = value_of(self.program, solution)
        if self.value is None or value < self.value:
            self.found.insert(0, solution)
            del self.found[MOST_KEPT:]
            self.value = value
            self.tell(phase)

    def tell(self, phase: str) -> None:
        """Report how far the search has come."""
        if self.on_progress is None:
            return
        if self.value is None:
            self.on_progress(Progress(seconds=time.monotonic() - self.started, phase=phase))
            return
        bounds = self.bounds
        eight = tuple(bound or 0 for bound in bounds[:NUM_COVERAGE])
        values: tuple[int | tuple[int, ...], ...] = (self.value[:NUM_COVERAGE], *self.value[NUM_COVERAGE:])
        self.on_progress(
            Progress(
                seconds=time.monotonic() - self.started,
                phase=phase,
                values=values,
                bounds=(eight, *bounds[NUM_COVERAGE:]),
            )
        )

    @property
    def bounds(self) -> list[int | None]:
        """The best proven bound of each level that speaks of the best solution."""
        return self.claims.all_at(self.value or ())

    def _is_proven(self, level: int) -> bool:
        return self.value is not None and self.claims.proves(level, self.value)

    def _proven(self) -> bool:
        if self.value is None or not all(map(self._is_proven, range(len(self.value)))):
            return False
        self.stopped_by = "proof"
        return True

    def _first_plan(self) -> None:
        """Serve greedily; where pins are lost that way, place them exactly and serve the rest around."""
        stop = self._over
        first = self._constructed() or greedy(self.program, stop)
        if not keeps_musts(self.program, first):
            musts = self._pinned_visits()
            if musts is None:
                return
            first = complete(self.program, musts, stop)
        self.take(first, "greedy")
        self._keep_time_for_reasons(first)

    def _constructed(self) -> Solution | None:
        """Let compiled code serve greedily where that pays; it knows of no pins."""
        if len(self.program.candidates) <= MOST_BOOLEANS or len(self.program.musts):
            return None
        from volmatch.engines.search.compiled import is_ready

        if not is_ready():
            return None
        from volmatch.engines.search.chains import Chains

        self._chains = Chains(self.program, self.seed, self.workers, self.iteration_limit)
        return self._chains.solution

    def _keep_time_for_reasons(self, first: Solution) -> None:
        """Stop earlier where many tasks stay unserved: afterwards it is asked of each why."""
        unserved = len(self.program.visits) - len(first.crews)
        people = int(self.program.duties.volunteer.max(initial=0)) + 1
        wanted = unserved * (SECONDS_A_REASON + SECONDS_A_REASON_EACH * people)
        self.deadline -= min(wanted, max(0.0, self._left() / 3))

    def _pinned_visits(self) -> Solution | None:
        """Place the pinned visits alone, since every other may stay unserved; if that fails, with all others around.

        A way through other stops may be shorter (by a table of ways, or by rounding), so only the latter proves that
        there is no plan.
        """
        visits = sorted(set(self.program.musts.visit.tolist()))
        pairs = self.program.candidates
        duties = sorted(
            {
                duty
                for visit in visits
                for duty in pairs.duty[pairs.ptr[visit] : pairs.ptr[visit + 1]].tolist()
            }
        )
        alone = self._placed(duties, visits)
        if alone.solution is not None or not alone.infeasible or self._over():
            return alone.solution
        reached = np.isin(pairs.duty, np.array(duties, dtype=np.int64))
        every = self._placed(duties, sorted({*visits, *pairs.visit[reached].tolist()}))
        self.infeasible = every.infeasible
        return every.solution

    def _placed(self, duties: Sequence[int], visits: Sequence[int]) -> Outcome:
        from volmatch.engines.cpsat import Limits
        from volmatch.engines.exact import Outcome, optimise
        from volmatch.engines.scope import part

        scope = part(self.program, Solution.of(()), duties, visits)
        if scope.num_booleans > MOST_PINNED_BOOLEANS:
            return Outcome(None)
        limits = Limits(self.deadline, None, self.cancelled)
        return optimise(scope, limits, seed=self.seed, feasible=False)

    def _bound_coverage(self) -> None:
        """Bound coverage, in at most a third of the time left."""
        coverage = self.value[:NUM_COVERAGE] if self.value else ()
        # Laying the linear program out takes time too; where there is not enough, only the unservable count.
        seconds = self._left() / 3
        enough = seconds > 0.1 + SECONDS_A_PAIR * len(self.program.candidates)
        coverage_bound(self.program, coverage, seconds if enough else 0.0, self.claims)
        self._bound_levels()
        self.tell("bound")

    def _bound_levels(self) -> None:
        """Bound the levels below coverage where a trip holds one visit, in at most a third of the time left."""
        from volmatch.engines.nearness_bound import levels_bound

        seconds = self._left() / 3
        if self.value and seconds > 0.1 + SECONDS_A_PAIR * len(self.program.candidates):
            levels_bound(self.program, self.value, seconds, self.claims)

    def _exact(self) -> None:
        """Solve the whole where it is small, in at most half of the time left where there is another way."""
        from volmatch.engines.scope import whole

        scope = whole(self.program, self.best)  # type: ignore[arg-type]
        if scope.num_booleans > MOST_BOOLEANS and self.method != "exact":
            return
        from volmatch.engines.cpsat import Limits
        from volmatch.engines.exact import optimise

        share = self._left() if self.method == "exact" else self._left() / 2
        outcome = optimise(
            scope,
            Limits(time.monotonic() + share, None, self.cancelled),
            seed=self.seed,
            claims=self.claims,
            skip=lambda stage, values: all(self.claims.proves(level, values) for level in stage.levels),
            on_stage=self._stage,
        )
        if outcome.solution is not None:
            self.take(outcome.solution, "exact")

    def _stage(self, solution: Solution) -> None:
        self.take(solution, "exact")
        self.tell("exact")

    def _bound_again(self, before: Value | None) -> None:
        """Bound coverage once more where it has changed, since bounds speak of plans within given values."""
        if (
            self.value
            and before
            and self.value[:NUM_COVERAGE] != before[:NUM_COVERAGE]
            and not self._proven()
        ):
            self._bound_coverage()

    def _anneal(self, part: float) -> None:
        """Ruin and recreate for a part of the time left, in two chains where iterations are counted."""
        from volmatch.engines.search.compiled import is_ready

        if self._left() < (LOADING_SECONDS if is_ready() else COMPILING_SECONDS):
            return  # compiling and loading cannot be interrupted, and would not be over in time
        if not is_ready():
            self.tell("compiling")
        from volmatch.engines.search.chains import Chains

        chains = self._chains or Chains(
            self.program, self.seed, self.workers, self.iteration_limit, self.best
        )
        until = time.monotonic() + part * self._left()
        chains.run(until, self._over, lambda solution: self.take(solution, "search"))

    def _columns_seconds(self) -> float:
        """Say how long the bound on travel by columns would take at least; 0 where it is not worth it, or not allowed.

        What it finds in a given time is not the same every time, so it stays away where iterations are counted.
        """
        wanted = SECONDS_OF_COLUMNS * len(self.program.candidates)
        if not self.program.levels or (self.program.duties.trip_tasks <= 1).all():
            return 0.0
        if self.iteration_limit is not None or wanted > COLUMNS_SHARE * self._left():
            return 0.0
        from volmatch.engines.columns.compiled import CACHE

        return wanted + (0.0 if CACHE.is_ready() else COLUMNS_COMPILING_SECONDS)

    def _bound_travel(self) -> None:
        """Bound the level below coverage where trips hold several visits; look for a plan from the trips met."""
        seconds = COLUMNS_SHARE / (1 - ANNEALING_SHARE + COLUMNS_SHARE) * self._left()
        if self._over() or not 0 < self._columns_seconds() <= seconds:
            return
        from volmatch.engines.columns.bound import travel_bound
        from volmatch.engines.columns.diving import dive

        best, value = self.best, self.value
        assert best is not None
        assert value is not None
        until = time.monotonic() + seconds
        options: Any = {"workers": self.workers, "cancelled": self._over}
        found = travel_bound(self.program, best, value, BOUNDING_SHARE * seconds, self.claims, **options)
        self.tell("bound")
        if found is not None and not self._over():
            better = dive(found, best, until - time.monotonic())
            if better is not None:
                self.take(better, "improve")

    def _improve(self) -> None:
        """Solve neighbourhoods until time, iterations or patience of the caller are over."""
        from volmatch.engines.improve import Improver

        improver = Improver(self.program, self.best, self.seed)  # type: ignore[arg-type]
        own = ThreadPoolExecutor(self.workers) if self.executor is None and self.workers > 1 else None
        executor = self.executor or own
        try:
            while not self._over() and not self._proven():
                left = 1 << 60
                if self.iteration_limit is not None:
                    left = self.iteration_limit // ITERATIONS_A_NEIGHBOURHOOD - improver.num_iterations
                if left <= 0:
                    self.stopped_by = "iteration_limit"
                    return
                if improver.round(left, self._left(), self._is_proven, executor, self.cancelled):
                    self.take(improver.solution, "improve")
        finally:
            if own is not None:
                own.shutdown(wait=False, cancel_futures=True)
