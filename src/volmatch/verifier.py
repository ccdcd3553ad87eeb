"""The verifier: reads problem and plan alone, by the rules' own sentences; knows no program and no engine.

It runs where ortools, numba and scipy cannot be imported.
"""

from __future__ import annotations

from volmatch.domain.plan import Level, Plan
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.rule import Value, Violation
from volmatch.rulebook import LevelPart, levels_of, rules_of, unranked

__all__ = ["levels_at", "score", "unranked_at", "unranked_levels", "verify", "violations_of"]


def verify(problem: Problem, plan: Plan) -> list[Violation]:
    """List everything in a plan that breaks a rule; an empty list is a plan that keeps them all.

    Parameters
    ----------
    problem, plan
        The plan may come from anywhere; what it names that the problem does not have is a violation of
        ``"plan"``, and the rest is judged without it.

    Returns
    -------
    Violations in the order of the rulebook.

    Notes
    -----
    O(stops), and for exclusions O(stops of a volunteer²) at worst.
    """
    return violations_of(PlanView(problem, plan))


def violations_of(view: PlanView) -> list[Violation]:
    """List what a plan breaks that is seen together with its problem already."""
    found = [
        Violation(rule="plan", subjects=(name,), excess=0, message=f"{name}: {why}")
        for name, why in view.strays
    ]
    for rule in rules_of(view.problem):
        found.extend(rule.check(view.problem, view))
    return found


def score(problem: Problem, plan: Plan) -> tuple[Level, ...]:
    """Measure a plan on every level that the problem asks for, from the objects alone; no bounds.

    Examples
    --------
    >>> score(problem, plan)[0].value  # doctest: +SKIP
    (0, 0, 0, 0, 0, 0, 0, 0)
    """
    return levels_at(PlanView(problem, plan))


def levels_at(view: PlanView) -> tuple[Level, ...]:
    """Measure a plan that is seen together with its problem already, on every level asked for."""
    levels = levels_of(view.problem)
    return tuple(Level(name=level.name, value=_value(view.problem, view, level)) for level in levels)


def unranked_levels(problem: Problem, plan: Plan) -> tuple[Level, ...]:
    """Measure a plan on the objectives that the problem does not ask for."""
    return unranked_at(PlanView(problem, plan))


def unranked_at(view: PlanView) -> tuple[Level, ...]:
    """Measure a plan that is seen together with its problem already, on what is not asked for."""
    each_one = unranked(view.problem)
    return tuple(Level(name=each.name, value=each.measure(view.problem, view)) for each in each_one)


def _value(problem: Problem, view: PlanView, level: LevelPart) -> Value:
    values = [(objective.measure(problem, view), weight) for objective, weight in level.parts]
    if isinstance(values[0][0], tuple):
        return values[0][0]
    return sum(value * weight for value, weight in values if isinstance(value, int))
