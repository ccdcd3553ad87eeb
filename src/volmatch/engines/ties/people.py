"""Who serves a visit together: quorums of a team, and partners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from volmatch.engines.parts import Var
from volmatch.engines.solution import Tour
from volmatch.engines.ties.keeper import Keeper
from volmatch.program.arrays import Program

if TYPE_CHECKING:
    from volmatch.engines.model import Model
    from volmatch.engines.state import State

__all__ = ["PartnerKeeper", "add_partners", "add_quorums", "apart_of", "quorums_of"]


def quorums_of(program: Program) -> Mapping[int, Sequence[tuple[int, Mapping[int, int]]]]:
    """Give the quorums of each visit that has any: how many, of whom, and the last start at which each counts."""
    made = program.quorums
    rows = list(zip(made.volunteer.tolist(), made.last.tolist(), strict=True))
    groups = [dict(rows[first:end]) for first, end in pairwise(made.ptr.tolist())]
    quorums = defaultdict(list)
    for visit, count, group in zip(
        made.visit.tolist(), made.count.tolist(), made.group.tolist(), strict=True
    ):
        quorums[visit].append((count, groups[group]))
    return quorums


def apart_of(program: Program) -> Mapping[int, set[int]]:
    """Give whom each volunteer must not serve with."""
    apart: dict[int, set[int]] = defaultdict(set)
    made = program.partners
    for one, other, joint in zip(made.one.tolist(), made.other.tolist(), made.together.tolist(), strict=True):
        if not joint:
            apart[one].add(other)
            apart[other].add(one)
    return apart


class PartnerKeeper(Keeper):
    """Keeps those apart who must be; who must be together is chosen together, with the team."""

    def __init__(self, program: Program) -> None:
        self._apart = apart_of(program)
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
        held = [who for who, other in model.held_starts if other == visit]
        if visit not in model.people and not held:
            continue
        for count, group in quorums:
            there = [
                counted
                for who, choices in model.people.get(visit, {}).items()
                if who in group
                for counted in _counted(model, visit, choices, group[who], (who, visit) in model.who)
            ]
            start = model.start[visit] if held else 0
            assert isinstance(start, int)
            already = sum(start <= group.get(who, start - 1) for who in held)
            model.cp.add(sum(there) + already >= count * model.is_served(visit))


def _counted(model: Model, visit: int, choices: Sequence[Var], last: int, hint: bool) -> Sequence[Var]:
    """Give what says that one of some pairs is chosen, and the visit starts in time for it to count."""
    start = model.start[visit]
    if isinstance(start, int):
        return choices if start <= last else ()
    first, end = model.span(visit)
    if not first <= last < end:
        return choices if end <= last else ()
    counted = model.flag(hint and model.known.get(visit, first) <= last)
    model.cp.add(counted <= sum(choices))
    model.cp.add(start <= last).only_enforce_if(counted)
    return (counted,)


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
