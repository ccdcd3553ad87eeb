"""Linear expressions in the making, for what levels charge and what counters sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeAlias

from attrs import define, field

from volmatch.program.arrays import Program

__all__ = ["Charge", "Linear", "Var"]

Var: TypeAlias = Any
"""A variable of CP-SAT."""


@define
class Linear:
    """A sum of whole numbers times variables, plus a constant.

    ``most`` is the most it could be if every variable were 1, or stood at its own upper bound where one
    was given.
    """

    variables: list[Var] = field(factory=list)
    factors: list[int] = field(factory=list)
    constant: int = 0
    most: int = 0

    def add(self, variable: Var, factor: int, top: int = 1) -> None:
        """Add a term; terms of factor 0 are left out."""
        if factor:
            self.variables.append(variable)
            self.factors.append(factor)
            self.most += max(0, factor * top)

    def add_all(self, variables: Iterable[Var], factor: int) -> None:
        """Add several terms of one factor."""
        for variable in variables:
            self.add(variable, factor)

    def extend(self, other: Linear) -> None:
        """Add another sum."""
        self.variables += other.variables
        self.factors += other.factors
        self.constant += other.constant
        self.most += other.most

    def expression(self) -> Any:
        """Give it as CP-SAT writes it."""
        from ortools.sat.python import cp_model

        return cp_model.LinearExpr.weighted_sum(self.variables, self.factors) + self.constant

    def at(self, value: dict[int, int]) -> int:
        """Evaluate it, in whole numbers."""
        terms = zip(self.variables, self.factors, strict=True)
        return self.constant + sum(factor * value[variable.index] for variable, factor in terms)

    @property
    def least(self) -> int:
        """The least it could be, were every variable 0 or 1."""
        return self.constant + sum(factor for factor in self.factors if factor < 0)


@define
class Charge:
    """What the levels charge, and what each duty adds to sums by kind of counter."""

    program: Program
    levels: list[Linear]
    sums: defaultdict[tuple[int, int], Linear]

    @classmethod
    def empty(cls, program: Program) -> Charge:
        """Start with nothing charged."""
        return cls(program, [Linear() for _ in program.levels], defaultdict(Linear))

    def way(self, variable: Var, seconds: int, metres: int, *, trips: int = 0, pair: int = -1) -> None:
        """Charge a variable with travel, a trip, and what a pair costs."""
        for level, costs in zip(self.levels, self.program.levels, strict=True):
            amount = costs.per_second * seconds + costs.per_metre * metres + costs.per_trip * trips
            if pair >= 0 and len(costs.pair):
                amount += int(costs.pair[pair])
            level.add(variable, amount)
