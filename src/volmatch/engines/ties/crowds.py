"""How many different people meet one group of visits: capped, or paid for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from volmatch.engines.parts import Var
from volmatch.engines.solution import Solution, Tour
from volmatch.engines.ties.keeper import Keeper, Paid
from volmatch.program.arrays import NO_CAP, Program

if TYPE_CHECKING:
    from volmatch.engines.model import Model
    from volmatch.engines.state import State

__all__ = ["CrowdKeeper", "add_crowds", "crowds_cost"]


@frozen
class _Group:
    cap: int
    level: int
    cost: int
    visits: frozenset[int]
    exempt: frozenset[int]


def _groups(program: Program) -> list[_Group]:
    crowds = program.crowds
    rows = []
    for row in range(len(crowds)):
        visits = crowds.visit[crowds.ptr[row] : crowds.ptr[row + 1]].tolist()
        exempt = crowds.exempt[crowds.exempt_ptr[row] : crowds.exempt_ptr[row + 1]].tolist()
        rows.append(
            _Group(
                int(crowds.cap[row]),
                int(crowds.level[row]),
                int(crowds.cost[row]),
                frozenset(visits),
                frozenset(exempt),
            )
        )
    return rows


class CrowdKeeper(Keeper):
    """Counts, for each group, the visits that each volunteer serves."""

    def __init__(self, program: Program) -> None:
        self._groups = _groups(program)
        self._counts: list[Counter[int]] = [Counter() for _ in self._groups]
        self._of_visit: dict[int, list[int]] = defaultdict(list)
        for row, group in enumerate(self._groups):
            for visit in group.visits:
                self._of_visit[visit].append(row)
        self._owner = program.duties.volunteer.tolist()

    def fits(self, state: State, duty: int, tours: Sequence[Tour]) -> bool:
        """Whether no group becomes larger than its cap."""
        return all(
            change <= 0 or len(self._counts[row]) + change <= self._groups[row].cap
            for row, change in self._changes(state, duty, tours)
        )

    def paid(self, state: State, duty: int, tours: Sequence[Tour]) -> Paid:
        """What newcomers to groups cost."""
        return [
            (self._groups[row].level, self._groups[row].cost * change)
            for row, change in self._changes(state, duty, tours)
            if self._groups[row].level >= 0
        ]

    def put(self, state: State, duty: int, tours: Sequence[Tour]) -> None:
        """Count anew."""
        for row, difference in self._differences(state, duty, tours).items():
            counts = self._counts[row]
            counts[self._owner[duty]] += difference
            if not counts[self._owner[duty]]:
                del counts[self._owner[duty]]

    def _differences(self, state: State, duty: int, tours: Sequence[Tour]) -> Counter[int]:
        differences: Counter[int] = Counter()
        for sign, some in ((-1, state.tours.get(duty, ())), (1, tours)):
            for tour in some:
                for visit in tour.visits:
                    for row in self._of_visit.get(visit, ()):
                        if self._owner[duty] not in self._groups[row].exempt:
                            differences[row] += sign
        return differences

    def _changes(self, state: State, duty: int, tours: Sequence[Tour]) -> Iterator[tuple[int, int]]:
        """Give by how many people each group changes."""
        for row, difference in self._differences(state, duty, tours).items():
            before = self._counts[row][self._owner[duty]]
            yield row, int(before + difference > 0) - int(before > 0)


def crowds_cost(program: Program, solution: Solution) -> Paid:
    """What the groups of a solution cost."""
    owner = program.duties.volunteer
    for group in _groups(program):
        if group.level >= 0:
            people = {int(owner[duty]) for visit in group.visits for duty, _ in solution.crews.get(visit, ())}
            yield group.level, group.cost * len(people - group.exempt)


def add_crowds(model: Model) -> None:
    """Count the people of each group. O(pairs × groups of a visit)."""
    for group in _groups(model.scope.program):
        held = {who for who, visit in model.held_starts if visit in group.visits} - group.exempt
        free: dict[int, list[Var]] = defaultdict(list)
        for visit in group.visits:
            for who, choices in model.people.get(visit, {}).items():
                if who not in held and who not in group.exempt:
                    free[who] += choices
        now = {who for who, visit in model.who if visit in group.visits}
        there = []
        for who, choices in sorted(free.items()):
            one = choices[0] if len(choices) == 1 else model.flag(who in now)
            if len(choices) > 1:
                model.cp.add_max_equality(one, choices)
            there.append(one)
        if group.cap < NO_CAP and len(there) + len(held) > group.cap:
            model.cp.add(sum(there) <= max(0, group.cap - len(held)))
        if group.level >= 0:
            model.charge.levels[group.level].add_all(there, group.cost)
            model.charge.levels[group.level].constant += group.cost * len(held)
