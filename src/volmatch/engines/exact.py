"""The exact engine: CP-SAT on a scope, level after level.

Each stage starts from the best solution so far as a complete hint, and holds the levels above at what
was reached. The incumbent is kept here, never in the solver: a run that finds nothing loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from volmatch.engines.cpsat import Limits, run
from volmatch.engines.model import Model
from volmatch.engines.scope import Scope
from volmatch.engines.solution import Solution
from volmatch.engines.stages import Stage, stages_of

__all__ = ["UNDERSTANDS", "Outcome", "optimise"]

UNDERSTANDS: frozenset[str] = frozenset()
"""The optional mechanisms that this engine keeps (`Program.mechanisms`)."""


@frozen
class Outcome:
    """What came of a scope.

    Attributes
    ----------
    solution
        The best found, held trips included; ``None`` where there is none.
    bounds
        Proven bound by level (eight of coverage, then the levels), each for plans no worse on those
        above; ``None`` = not known. They bind the scope alone.
    infeasible
        Proven, twice, to have no solution.
    complete
        Every stage was solved to optimality.
    """

    solution: Solution | None
    bounds: tuple[int | None, ...]
    infeasible: bool = False
    complete: bool = False


def optimise(
    scope: Scope,
    limits: Limits,
    *,
    seed: int = 0,
    feasible: bool = True,
    skip: Callable[[Stage, Sequence[int]], bool] = lambda stage, values: False,
    on_stage: Callable[[Solution, tuple[int | None, ...]], None] = lambda solution, bounds: None,
) -> Outcome:
    """Minimise the levels of a scope one after another.

    Parameters
    ----------
    feasible
        The scope's incumbent keeps every mechanism; it is returned if nothing better is found.
    skip
        Whether a stage need not be solved, given the values now: they are at a bound known from elsewhere.
    on_stage
        Told after each stage.
    """
    model = Model(scope)
    levels = model.stages
    values: Sequence[int] | None = model.hinted if feasible else None
    solution = (
        Solution.of([*scope.held, *(t for tours in scope.incumbent.values() for t in tours)])
        if feasible
        else None
    )
    bounds: list[int | None] = [0] * 8 + [None] * (len(levels) - 8)
    for stage in stages_of(levels):
        objective = stage.objective(levels)
        if values is not None and skip(stage, [_at(model, level, values) for level in range(len(levels))]):
            _hold(model, stage, values)
            continue
        answer = run(model.cp, objective, model.variables, limits, seed=seed, num_booleans=scope.num_booleans)
        if answer.status == "infeasible":
            # With an incumbent this is a wrong answer of the solver: the incumbent stands, and nothing is proven.
            return Outcome(solution, tuple(bounds), infeasible=not feasible and solution is None)
        if answer.values:
            values = answer.values
            solution = model.read(answer.values)
            model.hint_with(answer.values)
        if values is None:
            return Outcome(None, tuple(bounds))
        if answer.bound is not None:
            now = [_at(model, level, values) for level in range(len(levels))]
            for level, bound in zip(stage.levels, stage.unpack(answer.bound, now), strict=True):
                bounds[level] = bound
        on_stage(solution, tuple(bounds))  # type: ignore[arg-type]
        if answer.status != "optimal":
            return Outcome(solution, tuple(bounds))
        _hold(model, stage, values)
    return Outcome(solution, tuple(bounds), complete=True)


def _hold(model: Model, stage: Stage, values: Sequence[int]) -> None:
    """Let later stages not lose what this one reached."""
    for level in stage.levels:
        if model.stages[level].variables:
            model.cp.add(model.stages[level].expression() <= _at(model, level, values))


def _at(model: Model, level: int, values: Sequence[int]) -> int:
    return model.stages[level].at(
        {variable.index: values[row] for row, variable in enumerate(model.variables)}
    )
