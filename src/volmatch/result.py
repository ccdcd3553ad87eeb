"""What `solve` returns: a verified plan, its levels with bounds, and how the search ended."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import field, frozen

from volmatch.domain.outlets import OUTLETS
from volmatch.domain.plan import Level, Plan
from volmatch.domain.problem import Problem
from volmatch.rule import Value

__all__ = [
    "Progress",
    "Result",
    "coverage_gap",
    "flat_bounds",
    "flat_values",
    "holding",
    "level_gap",
    "numbers_of",
]


@frozen(kw_only=True)
class Progress:
    """How far a search has come; what ``on_progress`` is given.

    Attributes
    ----------
    seconds
        Since `solve` was called.
    phase
        ``"start"``, ``"greedy"``, ``"bound"``, ``"exact"``, ``"compiling"``, ``"search"``, ``"columns"``
        or ``"improve"``.
    values
        What the best plan so far is worth, level by level; empty before the first.
    bounds
        Proven bounds in the same order; ``None`` where nothing is known.
    """

    seconds: float
    phase: str
    values: tuple[int | tuple[int, ...], ...] = ()
    bounds: tuple[int | tuple[int, ...] | None, ...] = ()


@frozen(kw_only=True)
class Result:
    """The answer: a plan that was verified, and how good it is.

    Attributes
    ----------
    status
        ``"optimal"`` (every level proven), ``"feasible"``, ``"infeasible"`` (the pins contradict the rules:
        proven), ``"unknown"`` (no plan that keeps the pins was found) or ``"cancelled"``.
    stopped_by
        ``"proof"``, ``"time_limit"``, ``"iteration_limit"``, ``"cancelled"`` or ``"error"``.
    plan
        The best plan found, verified; ``None`` when infeasible or unknown.
    levels
        The objectives asked for, each with value, proven bound or ``None``, and gap.
    unranked
        The values of the objectives that were not asked for.
    seconds
        How long `solve` took.
    message
        What went wrong inside, if anything; empty otherwise.
    """

    status: str
    stopped_by: str
    plan: Plan | None
    levels: tuple[Level, ...] = ()
    unranked: tuple[Level, ...] = ()
    seconds: float = field(default=0.0, eq=False)
    message: str = ""

    def __repr__(self) -> str:
        """Name status, reason and values; no ids."""
        values = ", ".join(f"{level.name} {level.value}" for level in self.levels)
        return f"<Result: {self.status} by {self.stopped_by}; {values}>"

    def _repr_html_(self) -> str:
        """Show a notebook the levels with bounds and gaps, and what is unserved, by reason; no ids."""
        return str(OUTLETS["html"](self))


def level_gap(value: int, bound: int | None) -> float | None:
    """Give (value − bound) ÷ max(1, abs(value)), or ``None`` where there is no bound."""
    return None if bound is None else (value - bound) / max(1, abs(value))


def coverage_gap(problem: Problem, value: tuple[int, ...], bound: tuple[int, ...] | None) -> float | None:
    """Give Σ(value − bound) over the four priorities ÷ Σ of all weights."""
    if bound is None:
        return None
    total = sum(task.weight for task in problem.effective_tasks)
    return sum(a - b for a, b in zip(value[:4], bound[:4], strict=True)) / max(1, total)


def flat_values(levels: Sequence[Level]) -> tuple[int, ...]:
    """Give the values of all levels as one row of numbers, which is how plans are compared."""
    return tuple(number for level in levels for number in numbers_of(level.value))


def holding(values: tuple[int, ...], levels: Sequence[Level]) -> list[int | None]:
    """Give, of the bounds that are proven of one plan, those that hold for another: ``None`` for the rest.

    Parameters
    ----------
    values
        What the other plan is worth, shape (numbers,).
    levels
        The values and bounds of the one; none where there is no such plan.
    """
    own = flat_values(levels)
    bounds: list[int | None] = [None] * len(values)
    for row, bound in enumerate(flat_bounds(levels)):
        bounds[row] = bound
        if values[row] > own[row]:
            break
    return bounds


def flat_bounds(levels: Sequence[Level]) -> list[int | None]:
    """Give the bounds of all levels as one row; ``None`` where nothing is known."""
    bounds: list[int | None] = []
    for level in levels:
        unknown = (None,) * len(numbers_of(level.value))
        bounds += unknown if level.bound is None else numbers_of(level.bound)
    return bounds


def numbers_of(value: Value) -> tuple[int, ...]:
    """Give a value as a row of numbers: eight of coverage, one of any other level."""
    return value if isinstance(value, tuple) else (value,)
