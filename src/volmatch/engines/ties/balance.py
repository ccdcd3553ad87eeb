"""A cost that grows with the time of a volunteer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from volmatch.engines.parts import Linear
from volmatch.engines.solution import Solution, Tour
from volmatch.engines.ties.keeper import Keeper, Paid
from volmatch.program.arrays import SECONDS, Program

if TYPE_CHECKING:
    from volmatch.engines.model import Model
    from volmatch.engines.state import State

__all__ = ["BalanceKeeper", "add_balance", "balance_cost", "balanced"]

Term = tuple[int, int, int, int, int]


def _terms(program: Program) -> dict[int, list[Term]]:
    """Give the terms of each volunteer."""
    balance = program.balance
    terms = defaultdict(list)
    columns = (balance.level, balance.volunteer, balance.base, balance.offered, balance.cost)
    for row in zip(*(column.tolist() for column in columns), strict=True):
        terms[row[1]].append(row)
    return terms


def balanced(program: Program) -> frozenset[int]:
    """Give the volunteers whose time is paid for."""
    return frozenset(program.balance.volunteer.tolist())


def _cost(term: Term, seconds: int) -> int:
    _, _, base, offered, cost = term
    return cost * ((base + seconds) ** 2 // offered)


def _away(tours: Sequence[Tour]) -> int:
    return sum(tour.back - tour.depart for tour in tours)


class BalanceKeeper(Keeper):
    """Adds up the time of a person. O(tours of the person)."""

    def __init__(self, program: Program) -> None:
        self._terms = _terms(program)
        self._owner = program.duties.volunteer.tolist()

    def paid(self, state: State, duty: int, tours: Sequence[Tour]) -> Paid:
        """What the person's time costs more."""
        terms = self._terms.get(self._owner[duty], ())
        if not terms:
            return ()
        before = sum(_away(state.tours.get(other, ())) for other in state.duties_of(duty))
        after = before + _away(tours) - _away(state.tours.get(duty, ()))
        return [(term[0], _cost(term, after) - _cost(term, before)) for term in terms]


def balance_cost(program: Program, solution: Solution) -> Paid:
    """What the time of all costs."""
    seconds: dict[int, int] = defaultdict(int)
    for tour in solution.tours:
        seconds[int(program.duties.volunteer[tour.duty])] += tour.back - tour.depart
    for who, terms in _terms(program).items():
        for term in terms:
            yield term[0], _cost(term, seconds[who])


def add_balance(model: Model) -> None:
    """Square the time of each person who is free: t ≥ ⌊w² ÷ o⌋ is o·t + o − 1 ≥ w². O(people)."""
    program, scope = model.scope.program, model.scope
    held: dict[int, int] = defaultdict(int)
    now: dict[int, int] = defaultdict(int)
    for tour in scope.held:
        held[int(program.duties.volunteer[tour.duty])] += tour.back - tour.depart
    sums: dict[int, Linear] = defaultdict(Linear)
    for duty in scope.duties:
        who = int(program.duties.volunteer[duty])
        sums[who].extend(model.charge.sums[duty, SECONDS])
        now[who] += _away(scope.incumbent.get(duty, ()))
    for who, terms in _terms(program).items():
        for term in terms:
            if who in sums and sums[who].variables:
                _add_term(model, term, sums[who], held[who], now[who])
            else:
                model.charge.levels[term[0]].constant += _cost(term, held[who])


def _add_term(model: Model, term: Term, seconds: Linear, held: int, now: int) -> None:
    level, _, base, offered, cost = term
    most = base + held + seconds.constant + seconds.most
    time = model.number(0, most, base + held + now)
    model.cp.add(time == seconds.expression() + base + held)
    square = model.number(0, most * most, (base + held + now) ** 2)
    model.cp.add_multiplication_equality(square, [time, time])
    price = model.number(0, most * most // offered, (base + held + now) ** 2 // offered)
    model.cp.add(offered * price + offered - 1 >= square)
    model.charge.levels[level].add(price, cost, most * most // offered)
