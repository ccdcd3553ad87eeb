"""Who serves what in a CP-SAT model: counters, crews, musts, and what coverage charges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from volmatch.engines.parts import Linear, Var
from volmatch.program.arrays import DAYS

if TYPE_CHECKING:
    from volmatch.engines.model import Model

__all__ = ["add_counters", "add_crews"]


def add_counters(model: Model) -> None:
    """Keep the sums of the free duties within what the caps leave. O(entries of counters + pairs)."""
    counters, room = model.scope.program.counters, model.scope.room
    inside = set(model.scope.duties)
    worked = _worked(model) if (counters.kind == DAYS).any() else {}
    for row in range(len(counters)):
        duties = counters.duty[counters.ptr[row] : counters.ptr[row + 1]].tolist()
        if counters.kind[row] == DAYS:
            days = {int(model.scope.program.duties.workday[duty]) for duty in duties}
            some = [worked[day] for day in sorted(days) if day in worked]
            if len(some) > room[row]:
                model.cp.add(sum(some) <= room[row])
            continue
        total = Linear()
        for duty in duties:
            if duty in inside:
                total.extend(model.charge.sums[duty, int(counters.kind[row])])
        if total.most > room[row]:
            model.cp.add(total.expression() <= room[row])


def _worked(model: Model) -> dict[int, Var]:
    """Make, for each working day of free duties that is none by tours that are held, whether it is one."""
    program, scope = model.scope.program, model.scope
    held = {int(program.duties.workday[tour.duty]) for tour in scope.held}
    now = {int(program.duties.workday[duty]) for duty in scope.duties if model.tours_of(duty)}
    worked: dict[int, Var] = {}
    for pair, var in model.served.items():
        day = int(program.duties.workday[program.candidates.duty[pair]])
        if day in held:
            continue
        if day not in worked:
            worked[day] = model.flag(day in now)
        model.cp.add_implication(var, worked[day])
    return worked


def add_crews(model: Model, by_visit: dict[int, list[int]]) -> None:
    """Staff the visits, and say what coverage charges."""
    visits = model.scope.program.visits
    coverage = [Linear() for _ in range(8)]
    for visit in model.scope.visits:
        rank, weight = int(visits.priority[visit]), int(visits.weight[visit])
        least, target = int(visits.least[visit]), int(visits.target[visit])
        people = [model.served[pair] for pair in by_visit.get(visit, ())]
        others = len(model.scope.outside.get(visit, ()))
        coverage[rank].constant += weight
        if target == 1 and not others:
            model.cp.add_at_most_one(people)
            coverage[rank].add_all(people, -weight)
        elif len(people) + others >= least:
            full = _team(model, visit, by_visit.get(visit, []), others)
            model.full[visit] = full
            coverage[rank].add(full, -weight)
            coverage[4 + rank].add(full, weight * target)
            coverage[4 + rank].add_all(people, -weight)
            coverage[4 + rank].constant -= weight * others
        else:
            model.cp.add_bool_and(*(~person for person in people))
        _musts(model, visit, by_visit.get(visit, []))
    model.stages += coverage


def _team(model: Model, visit: int, pairs: Sequence[int], others: int) -> Var:
    visits, program = model.scope.program.visits, model.scope.program
    people = [model.served[pair] for pair in pairs]
    hinted = others + sum(
        1 for tours in model.scope.incumbent.values() for tour in tours if visit in tour.visits
    )
    full = model.flag(hinted >= visits.least[visit])
    total = sum(people) + others
    model.cp.add(total >= int(visits.least[visit]) * full)
    model.cp.add(total <= int(visits.target[visit]) * full)
    owners = program.duties.volunteer
    by_owner = defaultdict(list)
    for pair in pairs:
        by_owner[int(owners[program.candidates.duty[pair]])].append(model.served[pair])
    there = {int(owners[duty]) for duty in model.scope.outside.get(visit, ())}
    for owner, choices in by_owner.items():
        if owner in there:
            model.cp.add_bool_and(*(~choice for choice in choices))
        elif len(choices) > 1:
            model.cp.add_at_most_one(choices)
    return full


def _musts(model: Model, visit: int, pairs: Sequence[int]) -> None:
    musts, program = model.scope.program.musts, model.scope.program
    there = {int(program.duties.volunteer[duty]) for duty in model.scope.outside.get(visit, ())}
    for row in (musts.visit == visit).nonzero()[0]:
        owner = int(musts.volunteer[row])
        if owner not in there:
            duty = program.candidates.duty
            model.cp.add_bool_or(
                [model.served[p] for p in pairs if program.duties.volunteer[duty[p]] == owner]
            )
