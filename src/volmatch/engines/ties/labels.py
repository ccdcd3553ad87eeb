"""Labels that exclude each other: in a trip, on days that are near, or for ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from volmatch.engines.parts import Var
from volmatch.engines.solution import Tour
from volmatch.engines.ties.keeper import Keeper
from volmatch.program.arrays import Program
from volmatch.program.couplings import HORIZON, TRIP

if TYPE_CHECKING:
    from volmatch.engines.model import Model
    from volmatch.engines.routes import Routes
    from volmatch.engines.state import State

__all__ = ["LabelKeeper", "add_labels", "carry_labels"]


def _labels_of(program: Program) -> Mapping[int, set[int]]:
    labels = defaultdict(set)
    for visit, label in zip(program.labels.visit.tolist(), program.labels.label.tolist(), strict=True):
        labels[visit].add(label)
    return labels


def _exclusions(program: Program) -> list[tuple[int, int, int]]:
    labels = program.labels
    return list(zip(labels.one.tolist(), labels.other.tolist(), labels.scope.tolist(), strict=True))


class LabelKeeper(Keeper):
    """Looks at the labels of a person's other tours. O(tours of the person)."""

    def __init__(self, program: Program) -> None:
        self._labels = _labels_of(program)
        self._exclusions = _exclusions(program)
        self._day = program.duties.day.tolist()

    def fits(self, state: State, duty: int, tours: Sequence[Tour]) -> bool:
        """Whether no two labels of the person exclude each other."""
        for tour in tours:
            met = self._met([tour])
            if any({one, other} <= met for one, other, scope in self._exclusions if scope == TRIP):
                return False
        days: dict[int, set[int]] = defaultdict(set)
        for other in state.duties_of(duty):
            some = tours if other == duty else state.tours.get(other, ())
            days[self._day[other]] |= self._met(some)
        return not any(
            one in met and other in days[there] and (scope == HORIZON or abs(here - there) < scope)
            for one, other, scope in self._exclusions
            if scope != TRIP
            for here, met in days.items()
            for there in days
        )

    def _met(self, tours: Iterable[Tour]) -> set[int]:
        return {label for tour in tours for visit in tour.visits for label in self._labels.get(visit, ())}


def add_labels(model: Model) -> None:
    """Let nobody meet two labels that exclude each other within days or for ever. O(pairs + people × days²)."""
    program = model.scope.program
    met = _met(model)
    for one, other, scope in _exclusions(program):
        if scope == TRIP:
            continue
        for days in met.values():
            for (here, first), (there, second) in product(days.items(), days.items()):
                near = scope == HORIZON or abs(here - there) < scope
                if near and one in first and other in second:
                    model.cp.add(first[one] + second[other] <= 1)


def _met(model: Model) -> Mapping[int, Mapping[int, dict[int, Var | int]]]:
    """Give, by volunteer, day and label, whether it is met: 1 where tours that are held do so already."""
    program, scope = model.scope.program, model.scope
    labels, duties = _labels_of(program), program.duties
    met: dict[int, dict[int, dict[int, Var | int]]] = defaultdict(lambda: defaultdict(dict))
    for tour in scope.held:
        for visit in tour.visits:
            for label in labels.get(visit, ()):
                met[int(duties.volunteer[tour.duty])][int(duties.day[tour.duty])][label] = 1
    for pair, var in model.served.items():
        visit, duty = int(program.candidates.visit[pair]), int(program.candidates.duty[pair])
        day = met[int(duties.volunteer[duty])][int(duties.day[duty])]
        for label in labels.get(visit, ()):
            if label not in day:
                day[label] = model.flag(_hinted(model, duty, label, labels))
            if not isinstance(day[label], int):
                model.cp.add_implication(var, day[label])
    return met


def _hinted(model: Model, duty: int, label: int, labels: Mapping[int, set[int]]) -> bool:
    duties = model.scope.program.duties
    same = (duties.volunteer == duties.volunteer[duty]) & (duties.day == duties.day[duty])
    return any(
        label in labels.get(visit, ())
        for other in same.nonzero()[0].tolist()
        for tour in model.scope.incumbent.get(other, ())
        for visit in tour.visits
    )


def carry_labels(routes: Routes) -> None:
    """Let no trip of a duty meet two labels that exclude each other in a trip. O(arcs × exclusions) rows."""
    program = routes.model.scope.program
    labels = _labels_of(program)
    for one, other, scope in _exclusions(program):
        there = {label for visit in routes.visits[1:] for label in labels.get(visit, ())}
        if scope != TRIP or not {one, other} <= there:
            continue
        carried = [_carried(routes, label, labels) for label in (one, other)]
        for first, second in zip(*carried, strict=True):
            routes.model.cp.add_bool_or(~first, ~second)


def _carried(routes: Routes, label: int, labels: Mapping[int, set[int]]) -> list[Var]:
    """Make, for each node but home, whether its trip has met a label up to there."""
    flags = [routes.model.flag(hint) for hint in _so_far(routes, label, labels)]
    for node, visit in enumerate(routes.visits[1:], 1):
        if label in labels.get(visit, ()):
            routes.model.cp.add(flags[node - 1] == 1)
    for (a, b), var in routes.then.items():
        routes.model.cp.add_bool_or(~var, ~flags[a - 1], flags[b - 1])
    return flags


def _so_far(routes: Routes, label: int, labels: Mapping[int, set[int]]) -> list[bool]:
    met = {visit: label in labels.get(visit, ()) for visit in routes.visits[1:]}
    for tour in routes.tours:
        so_far = False
        for visit in tour.visits:
            so_far = so_far or met[visit]
            met[visit] = so_far
    return [met[visit] for visit in routes.visits[1:]]
