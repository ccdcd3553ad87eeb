"""A CP-SAT model of a scope: a Boolean per pair, starts shared by the people of a visit, trips per duty.

Duties whose trips hold one visit each become optional intervals (`lone`); all others become routes
(`routes`). The model knows mechanisms only. Variables have no names: names cost memory, and could leak.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

from attrs import define, field
from ortools.sat.python import cp_model

from volmatch.engines.lone import add_lone
from volmatch.engines.parts import Charge, Linear, Var
from volmatch.engines.routes import add_routes
from volmatch.engines.scope import Scope
from volmatch.engines.solution import Solution, Tour
from volmatch.engines.state import State

__all__ = ["Model"]

Values: TypeAlias = Sequence[int]


@define(eq=False)
class Model:
    """The model, the variables that say who does what, and what each level charges.

    Attributes
    ----------
    cp
        The CP-SAT model, hinted with the incumbent.
    stages
        What is minimised, in order: eight for coverage, then one a level; each a linear expression.
    """

    scope: Scope
    cp: cp_model.CpModel = field(factory=cp_model.CpModel)
    served: dict[int, Var] = field(factory=dict)
    """By pair: the visit is served by the duty."""
    start: dict[int, Var | int] = field(factory=dict)
    """By visit."""
    begins: defaultdict[tuple[int, int], list[Var]] = field(factory=lambda: defaultdict(list))
    """By duty and visit: the arcs with which a trip begins with it; of routes only."""
    then: dict[tuple[int, int, int], Var] = field(factory=dict)
    """By duty and two visits: one directly after the other; of routes only."""
    over: dict[int, Var] = field(factory=dict)
    """By duty: an instant at which its trips are over; of routes that go on the next day only."""
    leads: defaultdict[int, list[tuple[int, int]]] = field(factory=lambda: defaultdict(list))
    """By duty of ``over``: visits, and the seconds from the door to the start of each."""
    stages: list[Linear] = field(factory=list)
    _hints: list[tuple[Var, int]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        """Build everything. O(pairs + arcs)."""
        scope = self.scope
        self._starts_of_visits()
        candidates = scope.program.candidates
        serving = self._serving()
        by_duty = defaultdict(list)
        by_visit = defaultdict(list)
        for pair in scope.pairs.tolist():
            duty, visit = int(candidates.duty[pair]), int(candidates.visit[pair])
            self.served[pair] = self.flag((duty, visit) in serving)
            by_duty[duty].append(pair)
            by_visit[visit].append(pair)
        charge = Charge.empty(scope.program)
        routed = scope.program.duties.trip_tasks
        lone = {duty: pairs for duty, pairs in by_duty.items() if routed[duty] <= 1}
        add_lone(self, lone, charge)
        for duty, pairs in by_duty.items():
            if duty not in lone:
                add_routes(self, duty, pairs, charge)
        self._chains()
        self._counters(charge)
        self._crews(by_visit)
        self.stages += charge.levels
        self._give_hints()

    def flag(self, hint: bool | int) -> Var:
        """Make a Boolean with its hint."""
        var = self.cp.new_bool_var("")
        self._hints.append((var, int(hint)))
        return var

    def number(self, low: int, high: int, hint: int | None) -> Var:
        """Make a whole number with its hint."""
        var = self.cp.new_int_var(low, high, "")
        if hint is not None:
            self._hints.append((var, min(max(hint, low), high)))
        return var

    def hint_with(self, values: Sequence[int]) -> None:
        """Replace the hint by the values of all variables, as `values_of` gave them."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        for (var, _), value in zip(self._hints, values, strict=True):
            self.cp.add_hint(var, value)

    @property
    def variables(self) -> list[Var]:
        """Every variable, in the order in which it was made."""
        return [var for var, _ in self._hints]

    @property
    def hinted(self) -> list[int]:
        """The values of all variables at the incumbent."""
        return [value for _, value in self._hints]

    def _give_hints(self) -> None:
        for var, value in self._hints:
            self.cp.add_hint(var, value)

    def _serving(self) -> set[tuple[int, int]]:
        tours = (tour for tours in self.scope.incumbent.values() for tour in tours)
        return {(tour.duty, visit) for tour in tours for visit in tour.visits}

    def _starts_of_visits(self) -> None:
        visits = self.scope.program.visits
        known = {
            visit: start
            for tours in self.scope.incumbent.values()
            for tour in tours
            for visit, start in zip(tour.visits, tour.starts, strict=True)
        }
        for visit in self.scope.visits:
            low = visits.low[visits.ptr[visit] : visits.ptr[visit + 1]].tolist()
            high = visits.high[visits.ptr[visit] : visits.ptr[visit + 1]].tolist()
            if not low:
                continue
            if visit in self.scope.starts:
                self.start[visit] = self.scope.starts[visit]
            elif low[0] == high[-1]:
                self.start[visit] = low[0]
            else:
                domain = cp_model.Domain.from_intervals([list(pair) for pair in zip(low, high, strict=True)])
                self.start[visit] = self.cp.new_int_var_from_domain(domain, "")
                self._hints.append((self.start[visit], known.get(visit, low[0])))

    def _chains(self) -> None:
        """Keep the trips of a duty after those of the days before in the same interval of availability."""
        following = self.scope.program.duties.following.tolist()
        for duty in sorted(self.over):
            other = following[duty]
            while other >= 0 and other not in self.over:
                other = following[other]
            if other >= 0:
                self.cp.add(self.over[other] >= self.over[duty])
                for visit, lead in self.leads[other]:
                    for var in self.begins[other, visit]:
                        self.cp.add(self.start[visit] - lead >= self.over[duty]).only_enforce_if(var)

    def _counters(self, charge: Charge) -> None:
        counters, room = self.scope.program.counters, self.scope.room
        inside = set(self.scope.duties)
        for row in range(len(counters)):
            duties = counters.duty[counters.ptr[row] : counters.ptr[row + 1]].tolist()
            total = Linear()
            for duty in duties:
                if duty in inside:
                    total.extend(charge.sums[duty, int(counters.kind[row])])
            if total.most > room[row]:
                self.cp.add(total.expression() <= room[row])

    def _crews(self, by_visit: dict[int, list[int]]) -> None:
        """Staff the visits, and say what coverage charges."""
        visits = self.scope.program.visits
        coverage = [Linear() for _ in range(8)]
        for visit in self.scope.visits:
            rank, weight = int(visits.priority[visit]), int(visits.weight[visit])
            least, target = int(visits.least[visit]), int(visits.target[visit])
            people = [self.served[pair] for pair in by_visit.get(visit, ())]
            others = len(self.scope.outside.get(visit, ()))
            coverage[rank].constant += weight
            if target == 1 and not others:
                self.cp.add_at_most_one(people)
                coverage[rank].add_all(people, -weight)
            elif len(people) + others >= least:
                full = self._team(visit, by_visit.get(visit, []), others)
                coverage[rank].add(full, -weight)
                coverage[4 + rank].add(full, weight * target)
                coverage[4 + rank].add_all(people, -weight)
                coverage[4 + rank].constant -= weight * others
            else:
                self.cp.add_bool_and(*(~person for person in people))
            self._musts(visit, by_visit.get(visit, []))
        self.stages += coverage

    def _team(self, visit: int, pairs: Sequence[int], others: int) -> Var:
        visits, program = self.scope.program.visits, self.scope.program
        people = [self.served[pair] for pair in pairs]
        hinted = others + sum(
            1 for tours in self.scope.incumbent.values() for tour in tours if visit in tour.visits
        )
        full = self.flag(hinted >= visits.least[visit])
        total = sum(people) + others
        self.cp.add(total >= int(visits.least[visit]) * full)
        self.cp.add(total <= int(visits.target[visit]) * full)
        owners = program.duties.volunteer
        by_owner = defaultdict(list)
        for pair in pairs:
            by_owner[int(owners[program.candidates.duty[pair]])].append(self.served[pair])
        there = {int(owners[duty]) for duty in self.scope.outside.get(visit, ())}
        for owner, choices in by_owner.items():
            if owner in there:
                self.cp.add_bool_and(*(~choice for choice in choices))
            elif len(choices) > 1:
                self.cp.add_at_most_one(choices)
        return full

    def _musts(self, visit: int, pairs: Sequence[int]) -> None:
        musts, program = self.scope.program.musts, self.scope.program
        there = {int(program.duties.volunteer[duty]) for duty in self.scope.outside.get(visit, ())}
        for row in (musts.visit == visit).nonzero()[0]:
            owner = int(musts.volunteer[row])
            if owner not in there:
                duty = program.candidates.duty
                self.cp.add_bool_or(
                    [self.served[p] for p in pairs if program.duties.volunteer[duty[p]] == owner]
                )

    def read(self, values: Sequence[int]) -> Solution:
        """Turn the values of all variables into a solution, held trips included, timed as model.md §4 says."""
        value = {var.index: values[row] for row, (var, _) in enumerate(self._hints)}
        raw = [*self._lone_tours(value), *self._route_tours(value)]
        return _canonical(self.scope, raw)

    def _at(self, visit: int, value: dict[int, int]) -> int:
        start = self.start[visit]
        return start if isinstance(start, int) else value[start.index]

    def _lone_tours(self, value: dict[int, int]) -> list[Tour]:
        candidates, duties = self.scope.program.candidates, self.scope.program.duties
        chosen = [pair for pair, var in self.served.items() if value[var.index]]
        pairs = [(int(candidates.duty[pair]), int(candidates.visit[pair])) for pair in chosen]
        return [self._raw(duty, [visit], value) for duty, visit in pairs if duties.trip_tasks[duty] <= 1]

    def _route_tours(self, value: dict[int, int]) -> list[Tour]:
        following = {(duty, a): b for (duty, a, b), var in self.then.items() if value[var.index]}
        tours = []
        for (duty, visit), arcs in self.begins.items():
            if any(value[arc.index] for arc in arcs):
                stops = [visit]
                while (duty, stops[-1]) in following:
                    stops.append(following[duty, stops[-1]])
                tours.append(self._raw(duty, stops, value))
        return tours

    def _raw(self, duty: int, stops: list[int], value: dict[int, int]) -> Tour:
        """Time a trip as the solver timed it."""
        program = self.scope.program
        visits, home, mode = program.visits, int(program.duties.home[duty]), int(program.duties.mode[duty])
        starts = tuple(self._at(stop, value) for stop in stops)
        first, last = int(visits.place[stops[0]]), int(visits.place[stops[-1]])
        setup = 0 if first == home else int(visits.setup[stops[0]])
        depart = starts[0] - setup - program.travel.leg(mode, home, first)[0]
        back = starts[-1] + int(visits.service[stops[-1]]) + program.travel.leg(mode, last, home)[0]
        return Tour(duty, depart, tuple(stops), starts, back)


def _canonical(scope: Scope, raw: Sequence[Tour]) -> Solution:
    """Move the trips of each duty to their earliest return and latest departure, where counters allow."""
    state = State.holding(scope.program, [*scope.held, *raw])
    for duty in sorted({tour.duty for tour in raw}):
        order = [tour.visits for tour in state.tours[duty]]
        tours = state.timer.trips(duty, order, *state.bounds(duty))
        if tours is not None and state.fits(duty, tours):
            state.put(duty, tuple(tours))
    return state.solution()
