"""What is known at any time: the incumbent, the bounds, the time that is left, why it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TYPE_CHECKING

from attrs import define, field

from volmatch.engines.claims import NUM_COVERAGE, Claims
from volmatch.engines.solution import Solution, Value, value_of
from volmatch.program.arrays import Program
from volmatch.result import Progress

if TYPE_CHECKING:
    from volmatch.engines.search.chains import Chains

__all__ = ["Search"]

SECONDS_A_REASON = 1.5e-4
SECONDS_A_REASON_EACH = 2e-7
"""What it takes to ask why a task cannot be served, at all and for each volunteer; twice what was measured."""

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
    chains: Chains | None = None
    stopped_by: str = "time_limit"
    infeasible: bool = False
    message: str = ""

    def __attrs_post_init__(self) -> None:
        """Start with nothing proven."""
        self.claims = Claims(NUM_COVERAGE + len(self.program.levels))

    @property
    def best(self) -> Solution | None:
        """The best solution so far."""
        return self.found[0] if self.found else None

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self.deadline - time.monotonic()

    def over(self) -> bool:
        """Whether time is up, or the caller has had enough."""
        if self.cancelled():
            self.stopped_by = "cancelled"
            return True
        return self.left <= 0

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

    def is_proven(self, level: int) -> bool:
        """Whether no plan as good above can be better on a level."""
        return self.value is not None and self.claims.proves(level, self.value)

    def proven(self) -> bool:
        """Whether everything is proven, which is then why the search stops."""
        if self.value is None or not all(map(self.is_proven, range(len(self.value)))):
            return False
        self.stopped_by = "proof"
        return True

    def keep_time_for_reasons(self) -> None:
        """Stop earlier where many tasks stay unserved: afterwards it is asked of each why."""
        if self.best is None:
            return
        unserved = len(self.program.visits) - len(self.best.crews)
        people = int(self.program.duties.volunteer.max(initial=0)) + 1
        wanted = unserved * (SECONDS_A_REASON + SECONDS_A_REASON_EACH * people)
        self.deadline -= min(wanted, max(0.0, self.left / 3))
