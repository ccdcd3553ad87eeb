"""Whether a change serves tasks: tried exactly on a part of the problem, and verified on the whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cached_property

from attrs import define, field, frozen

from volmatch.compile import Compiled, compile_problem
from volmatch.decode import decode
from volmatch.domain.plan import Level, Plan
from volmatch.domain.problem import Problem
from volmatch.domain.task import PRIORITIES
from volmatch.domain.view import PlanView
from volmatch.encode import encode
from volmatch.engines.claims import NUM_COVERAGE
from volmatch.engines.cpsat import Limits
from volmatch.engines.exact import optimise
from volmatch.engines.greedy import complete
from volmatch.engines.scope import Scope
from volmatch.engines.scope import part as scope_of
from volmatch.engines.solution import Solution, Value, value_of
from volmatch.engines.stages import Stage
from volmatch.errors import ProblemError
from volmatch.explaining.changes import Change
from volmatch.explaining.part import joined, part, reach, restricted
from volmatch.verifier import score, verify

__all__ = ["Clock", "Found", "Trial"]

MOST_BOOLEANS = 4_000
"""The largest model in which a change is tried; where more is free, those who come last keep their trips."""

EFFORT, POLISHING_EFFORT = 1.0, 0.2
"""What a stage of the exact engine may take for coverage and below, in its own measure: the same on every machine."""


@define
class Clock:
    """The time that is left, and whether the caller has had enough."""

    deadline: float
    cancelled: Callable[[], bool] = lambda: False
    passed: bool = field(init=False, default=False)
    """Whether something was left out for want of time."""

    @property
    def left(self) -> float:
        """Seconds."""
        return self.deadline - time.monotonic()

    def over(self) -> bool:
        """Whether to stop; remembers that it was so."""
        if self.left <= 0 or self.cancelled():
            self.passed = True
        return self.passed


@frozen(kw_only=True)
class Found:
    """A plan that serves what was not served, in a changed problem, verified, and what it is worth there."""

    plan: Plan
    levels: tuple[Level, ...]
    gained: tuple[str, ...]
    """Tasks that were not served and now are."""
    lost: tuple[str, ...]
    """Tasks that were served and now are not."""


@frozen
class _Local:
    """The best of a part: its plan, and coverage there; ``whole`` where the levels below need no look any more."""

    plan: Plan
    coverage: Value
    whole: bool


@define(slots=False)
class Trial:
    """Tries changes for tasks that a plan does not serve.

    Parameters
    ----------
    view
        The plan, which keeps every rule, with its problem.
    tasks
        The ids of the tasks: one, which a change must serve, or several, of which it is to serve as many as it can.
    people
        Volunteers whose trips may change, those first who matter most.
    """

    view: PlanView
    tasks: Sequence[str]
    people: Sequence[str]
    clock: Clock
    seed: int = 0
    most_booleans: int = MOST_BOOLEANS
    effort: float = EFFORT
    """For coverage; 0 = the task is only put between what is served already."""
    sure: bool = field(init=False, default=True)
    """Whether everything tried so far that did not do is proven not to, as far as these people go."""
    _tried: dict[Change | None, _Local | None] = field(factory=dict, init=False)

    def serves(self, change: Change | None) -> bool:
        """Tell whether a change serves the task, by the part alone."""
        return self._local(change) is not None

    def coverage(self, change: Change | None) -> Value | None:
        """Give what the part is worth first of all with a change; ``None`` = no more than it was."""
        found = self._local(change)
        return None if found is None else found.coverage

    def also(self, change: Change, other: Change) -> bool:
        """Tell whether what was found for one change is a plan with another one too, so that this need not be tried."""
        found = self._tried.get(change)
        if found is None or self._tried.get(other) is not None:
            return self._tried.get(other) is not None
        if verify(other.apply(self._part), found.plan):
            return False
        self._tried[other] = found
        return True

    def confirm(self, change: Change | None) -> Found | None:
        """Give the whole plan with a change, if it serves the task and passes `verify`; ``None`` = it does not."""
        local = self._local(change)
        if local is not None and not local.whole:
            local = self._polished(change, local)
        if local is None:
            return None
        problem = self.view.problem if change is None else change.apply(self.view.problem)
        plan = joined(self.view.plan, self._inside[0], local.plan)
        if verify(problem, plan):
            return None
        levels, view = score(problem, plan), PlanView(problem, plan)
        old, new = self.view.services_of_task, view.services_of_task
        gained, lost = tuple(sorted(new.keys() - old.keys())), tuple(sorted(old.keys() - new.keys()))
        if levels[0].value >= self._before or self._urgent & set(lost) or not new.keys() & set(self.tasks):  # type: ignore[operator]
            return None
        return Found(plan=plan, levels=levels, gained=gained, lost=lost)

    @cached_property
    def _inside(self) -> tuple[set[str], set[str]]:
        return reach(self.view, self.people, self.tasks)

    @cached_property
    def _part(self) -> Problem:
        return part(self.view, *self._inside)

    @cached_property
    def _plan(self) -> Plan:
        return restricted(self.view.plan, *self._inside)

    @cached_property
    def _before(self) -> int | Value:
        return score(self.view.problem, self.view.plan)[0].value

    @cached_property
    def _urgent(self) -> frozenset[str]:
        """What is served and more urgent than the least urgent of the tasks: none of it may be lost."""
        return frozenset(name for name in self.view.services_of_task if self._rank_of(name) < self._rank)

    @cached_property
    def _rank(self) -> int:
        return max(map(self._rank_of, self.tasks))

    def _rank_of(self, task: str) -> int:
        return PRIORITIES.index(self.view.problem.task(task).priority or "normal")

    def _local(self, change: Change | None) -> _Local | None:
        if change not in self._tried:
            self._tried[change] = self._try(change)
        return self._tried[change]

    def _try(self, change: Change | None) -> _Local | None:
        try:
            problem = self._part if change is None else change.apply(self._part)
        except ProblemError:  # a window beyond the horizon, say
            return None
        compiled = compile_problem(problem)
        program = compiled.program
        visits = [compiled.tasks.index(name) for name in self.tasks]
        pairs = program.candidates.ptr
        if all(pairs[visit] == pairs[visit + 1] for visit in visits):
            return None
        known = encode(problem, compiled, self._plan)
        if known is None:  # the program cannot say quite every plan
            self.sure = False
            return None
        found = complete(program, known, self.clock.over)
        whole = len(visits) == 1 and visits[0] in found.crews
        if not whole and self.effort:
            found = self._exactly(compiled, known, found, visits)
        elif not whole:
            self.sure = False
        before, after = (value_of(program, one)[:NUM_COVERAGE] for one in (known, found))
        if after >= before or not any(visit in found.crews for visit in visits):
            return None
        return _Local(decode(problem, compiled, found), after, whole)

    def _polished(self, change: Change | None, found: _Local) -> _Local:
        """Make a plan cheaper on the levels below coverage, as far as a little effort goes."""
        problem = self._part if change is None else change.apply(self._part)
        compiled = compile_problem(problem)
        known = encode(problem, compiled, found.plan)
        if known is None:
            return found
        limits = Limits(self.clock.deadline, POLISHING_EFFORT, self.clock.cancelled)
        visits = [compiled.tasks.index(name) for name in self.tasks]
        outcome = optimise(
            self._scope(compiled, known, visits),
            limits,
            seed=self.seed,
            skip=lambda stage, _values: min(stage.levels) < NUM_COVERAGE,
        )
        best = known if outcome.solution is None else outcome.solution
        return _Local(decode(problem, compiled, best), found.coverage, True)

    def _exactly(
        self, compiled: Compiled, known: Solution, first: Solution, visits: Sequence[int]
    ) -> Solution:
        """Let what is served be served otherwise, so that more fits in; give what is best."""
        program = compiled.program
        before = value_of(program, known)[:NUM_COVERAGE]
        latest = first if value_of(program, first) < value_of(program, known) else known

        def keep(solution: Solution) -> None:
            nonlocal latest
            latest = solution

        def needless(stage: Stage, _values: Sequence[int]) -> bool:
            """Pass over what is decided: nothing more is served, or it is only asked how well."""
            level = min(stage.levels)
            if level > self._rank and value_of(program, latest)[:NUM_COVERAGE] >= before:
                return True
            return level >= NUM_COVERAGE

        scope = self._scope(compiled, latest, visits)
        limits = Limits(self.clock.deadline, self.effort, self.clock.cancelled)
        outcome = optimise(scope, limits, seed=self.seed, skip=needless, on_stage=keep)
        self.sure = self.sure and outcome.complete
        return latest if outcome.solution is None else outcome.solution

    def _scope(self, compiled: Compiled, known: Solution, visits: Sequence[int]) -> Scope:
        """Free as many people as a small model holds: those who are new, then in order."""
        program = compiled.program
        order = {name: row for row, name in enumerate(self.people)}
        owners = [compiled.volunteers[owner] for owner in program.duties.volunteer.tolist()]
        duties = sorted(range(len(owners)), key=lambda duty: (order.get(owners[duty], -1), duty))
        wanted = {*visits, *(row for row in range(len(compiled.tasks)) if row not in known.crews)}
        while True:
            scope = scope_of(program, known, duties, sorted(wanted))
            if scope.num_booleans <= self.most_booleans or len(duties) <= 1:
                return scope
            del duties[max(1, len(duties) * 3 // 4) :]
            self.sure = False
