"""The exact engine: CP-SAT on a scope, level after level.

Each stage starts from the best solution so far as a complete hint, and holds the levels above at what
was reached. The incumbent is kept here, never in the solver: a run that finds nothing loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from volmatch.engines.claims import Claims
from volmatch.engines.cpsat import Limits, run
from volmatch.engines.model import Model
from volmatch.engines.reading import read
from volmatch.engines.scope import Scope
from volmatch.engines.solution import Solution
from volmatch.engines.stages import Stage, stages_of

__all__ = ["Outcome", "optimise"]


@frozen
class Outcome:
    """What came of a scope.

    Attributes
    ----------
    solution
        The best found, held trips included; ``None`` where there is none.
    infeasible
        Proven, twice, to have no solution.
    complete
        Every stage was solved to optimality.
    """

    solution: Solution | None
    infeasible: bool = False
    complete: bool = False


def optimise(
    scope: Scope,
    limits: Limits,
    *,
    seed: int = 0,
    feasible: bool = True,
    claims: Claims | None = None,
    skip: Callable[[Stage, Sequence[int]], bool] = lambda stage, values: False,
    on_stage: Callable[[Solution], None] = lambda solution: None,
) -> Outcome:
    """Minimise the levels of a scope one after another.

    Parameters
    ----------
    feasible
        The scope's incumbent keeps every mechanism; it is returned if nothing better is found.
    claims
        Where to note what is proven of the levels; of the scope alone, so give it for the whole program only.
    skip
        Whether a stage need not be solved, given the values now: they are at a bound known from elsewhere.
    on_stage
        Told after each stage.
    """
    model = Model(scope)
    levels = model.stages
    values: Sequence[int] | None = model.hinted if feasible else None
    free = (tour for tours in scope.incumbent.values() for tour in tours)
    solution = Solution.of([*scope.held, *free]) if feasible else None
    stages = stages_of(levels)
    if not feasible:
        stages.insert(0, Stage((), ()))  # minimises nothing: any solution will do
    for stage in stages:
        if values is not None and skip(stage, _values(model, values)):
            _hold(model, stage, values)
            continue
        objective = stage.objective(levels)
        answer = run(model.cp, objective, model.variables, limits, seed=seed, num_booleans=scope.num_booleans)
        if answer.status == "infeasible":
            # With an incumbent this is a wrong answer of the solver: the incumbent stands, and nothing is proven.
            return Outcome(solution, infeasible=not feasible and solution is None)
        if answer.status != "unknown":
            values = answer.values
            solution = read(model, values)
            model.hint_with(values)
        if values is None or solution is None:
            return Outcome(None)
        if answer.bound is not None and claims is not None:
            now = _values(model, values)
            for level, bound in zip(stage.levels, stage.unpack(answer.bound, now), strict=True):
                claims.add(level, bound, now)
        on_stage(solution)
        if answer.status != "optimal":
            return Outcome(solution)
        _hold(model, stage, values)
    return Outcome(solution, complete=True)


def _values(model: Model, values: Sequence[int]) -> list[int]:
    """Give what every level comes to."""
    return [_at(model, level, values) for level in range(len(model.stages))]


def _hold(model: Model, stage: Stage, values: Sequence[int]) -> None:
    """Let later stages not lose what this one reached."""
    for level in stage.levels:
        if model.stages[level].variables:
            model.cp.add(model.stages[level].expression() <= _at(model, level, values))


def _at(model: Model, level: int, values: Sequence[int]) -> int:
    return model.stages[level].at(
        {variable.index: values[row] for row, variable in enumerate(model.variables)}
    )
