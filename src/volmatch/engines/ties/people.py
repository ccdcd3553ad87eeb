"""Who serves a visit together: quorums of a team, and partners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from volmatch.engines.solution import Tour
from volmatch.engines.ties.keeper import Keeper
from volmatch.program.arrays import Program

if TYPE_CHECKING:
    from volmatch.engines.model import Model
    from volmatch.engines.state import State

__all__ = ["PartnerKeeper", "add_partners", "add_quorums", "partners_of", "quorums_of"]


def quorums_of(program: Program) -> Mapping[int, Sequence[tuple[int, frozenset[int]]]]:
    """Give the quorums of each visit that has any: how many, of whom."""
    made = program.quorums
    groups = [
        frozenset(made.volunteer[made.ptr[row] : made.ptr[row + 1]].tolist())
        for row in range(len(made.ptr) - 1)
    ]
    quorums = defaultdict(list)
    for visit, count, group in zip(
        made.visit.tolist(), made.count.tolist(), made.group.tolist(), strict=True
    ):
        quorums[visit].append((count, groups[group]))
    return quorums


def partners_of(program: Program) -> tuple[Mapping[int, set[int]], Mapping[int, set[int]]]:
    """Give whom each volunteer must not serve with, and whom each must serve with."""
    apart: dict[int, set[int]] = defaultdict(set)
    together: dict[int, set[int]] = defaultdict(set)
    made = program.partners
    for one, other, joint in zip(made.one.tolist(), made.other.tolist(), made.together.tolist(), strict=True):
        some = together if joint else apart
        some[one].add(other)
        some[other].add(one)
    return apart, together


class PartnerKeeper(Keeper):
    """Keeps those apart who must be; who must be together is chosen together, with the team."""

    def __init__(self, program: Program) -> None:
        self._apart, _ = partners_of(program)
        self._owner = program.duties.volunteer.tolist()

    def fits(self, state: State, duty: int, tours: Sequence[Tour]) -> bool:
        """Whether nobody serves a visit with somebody they must not meet."""
        apart = self._apart.get(self._owner[duty])
        if not apart:
            return True
        return not any(
            self._owner[other] in apart
            for tour in tours
            for visit in tour.visits
            for other in state.people.get(visit, ())
            if other != duty
        )


def add_quorums(model: Model) -> None:
    """Ask for so many of some people wherever a visit is served. O(pairs × quorums of a visit)."""
    for visit, quorums in quorums_of(model.scope.program).items():
        for count, group in quorums:
            people = [
                choice
                for who, choices in model.people.get(visit, {}).items()
                if who in group
                for choice in choices
            ]
            held = sum(1 for who, other in model.held_starts if other == visit and who in group)
            if visit in model.people or held:
                model.cp.add(sum(people) + held >= count * model.is_served(visit))


def add_partners(model: Model) -> None:
    """Keep pairs of people apart, or together, visit by visit. O(pairs of people × visits)."""
    made = model.scope.program.partners
    for one, other, joint in zip(made.one.tolist(), made.other.tolist(), made.together.tolist(), strict=True):
        for visit in model.scope.visits:
            people = model.people.get(visit, {})
            sides = [
                sum(people.get(who, [])) + int((who, visit) in model.held_starts) for who in (one, other)
            ]
            if all(isinstance(side, int) for side in sides):
                continue
            model.cp.add(sides[0] == sides[1] if joint else sides[0] + sides[1] <= 1)
