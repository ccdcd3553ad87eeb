"""A CP-SAT model of a scope: a Boolean per pair, starts shared by the people of a visit, trips per duty.

Duties whose trips hold one visit each become optional intervals (`lone`); all others become routes
(`routes`). The model knows mechanisms only. Variables have no names: names cost memory, and could leak.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from attrs import define, field
from ortools.sat.python import cp_model

from volmatch.engines.lone import add_lone
from volmatch.engines.parts import Charge, Linear, Var
from volmatch.engines.routes import add_routes
from volmatch.engines.scope import Scope
from volmatch.engines.solution import Tour
from volmatch.engines.staffing import add_counters, add_crews
from volmatch.engines.ties.balance import add_balance
from volmatch.engines.ties.crowds import add_crowds
from volmatch.engines.ties.labels import add_labels
from volmatch.engines.ties.links import add_links
from volmatch.engines.ties.people import add_partners, add_quorums
from volmatch.engines.ties.pledges import add_pledges
from volmatch.engines.ties.promises import add_promises
from volmatch.engines.ties.punctuality import add_punctuality
from volmatch.engines.ties.rest import add_order

__all__ = ["Model"]

Values: TypeAlias = Sequence[int]

TIES: dict[str, Callable[[Model], None]] = {
    "links": add_links,
    "labels": add_labels,
    "crowds": add_crowds,
    "quorums": add_quorums,
    "partners": add_partners,
    "punctuality": add_punctuality,
    "promises": add_promises,
    "pledges": add_pledges,
    "balance": add_balance,
}
"""What writes the mechanisms that tie things together, by their names; last what sums up the rest."""


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
    departs: defaultdict[int, list[tuple[Var, Any]]] = field(factory=lambda: defaultdict(list))
    """By duty: what says that a tour begins, and when it departs then."""
    ends: defaultdict[int, list[tuple[Var, Any]]] = field(factory=lambda: defaultdict(list))
    """By duty: what says that a tour ends, and when it is back then."""
    rested: set[int] = field(factory=set)
    """Duties whose order and rest are kept already."""
    people: dict[int, dict[int, list[Var]]] = field(factory=dict)
    """By visit and volunteer: the free pairs."""
    who: set[tuple[int, int]] = field(factory=set)
    """The volunteers and visits of the incumbent's free tours."""
    held_starts: dict[tuple[int, int], int] = field(factory=dict)
    """When volunteers start visits in the tours that are held."""
    known: dict[int, int] = field(factory=dict)
    """When the visits of the incumbent's free tours start."""
    full: dict[int, Var] = field(factory=dict)
    """By visit of several people: it is served."""
    charge: Charge = field(init=False)
    stages: list[Linear] = field(factory=list)
    hints: list[tuple[Var, int]] = field(factory=list)
    _held: dict[int, int] = field(factory=dict)
    _own_starts: dict[tuple[int, int], Var | int] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """Build everything. O(pairs + arcs)."""
        scope = self.scope
        self._note_tours()
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
            owner = int(scope.program.duties.volunteer[duty])
            self.people.setdefault(visit, {}).setdefault(owner, []).append(self.served[pair])
        self.charge = Charge.empty(scope.program)
        alone = scope.program.lone
        lone = {duty: pairs for duty, pairs in by_duty.items() if alone[duty]}
        add_lone(self, lone, self.charge)
        for duty, pairs in by_duty.items():
            if duty not in lone:
                add_routes(self, duty, pairs, self.charge)
        add_order(self)
        add_counters(self)
        add_crews(self, by_visit)
        for mechanism, add in TIES.items():
            if mechanism in scope.program.mechanisms:
                add(self)
        self.stages += self.charge.levels
        self._give_hints()

    def flag(self, hint: bool | int) -> Var:
        """Make a Boolean with its hint."""
        var = self.cp.new_bool_var("")
        self.hints.append((var, int(hint)))
        return var

    def number(self, low: int, high: int, hint: int | None) -> Var:
        """Make a whole number with its hint."""
        var = self.cp.new_int_var(low, high, "")
        if hint is not None:
            self.hints.append((var, min(max(hint, low), high)))
        return var

    def hint_with(self, values: Sequence[int]) -> None:
        """Replace the hint by the values of all variables, as `values_of` gave them."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        for (var, _), value in zip(self.hints, values, strict=True):
            self.cp.add_hint(var, value)

    @property
    def variables(self) -> list[Var]:
        """Every variable, in the order in which it was made."""
        return [var for var, _ in self.hints]

    @property
    def hinted(self) -> list[int]:
        """The values of all variables at the incumbent."""
        return [value for _, value in self.hints]

    def _give_hints(self) -> None:
        for var, value in self.hints:
            self.cp.add_hint(var, value)

    def tours_of(self, duty: int) -> Sequence[Tour]:
        """Give the tours that a free duty makes now."""
        return self.scope.incumbent.get(duty, ())

    def start_of(self, visit: int, duty: int) -> Var | int:
        """Give when a duty starts a visit: all of its people together, but for what each fetches when they like."""
        visits = self.scope.program.visits
        if not visits.fetch[visit] or visits.target[visit] <= 1:
            return self.start[visit]
        if (duty, visit) not in self._own_starts:
            known = {
                stop: start
                for tour in self.tours_of(duty)
                for stop, start in zip(tour.visits, tour.starts, strict=True)
            }
            self._own_starts[duty, visit] = self._start(visit, known.get(visit))
        return self._own_starts[duty, visit]

    def span(self, visit: int) -> tuple[int, int]:
        """Give the first and the last start that the windows of a visit allow."""
        visits = self.scope.program.visits
        return int(visits.low[visits.ptr[visit]]), int(visits.high[visits.ptr[visit + 1] - 1])

    def may_be_served(self, visit: int) -> bool:
        """Whether some free pair serves a visit, or a tour that is held."""
        return bool(self.people.get(visit)) or visit in self._held

    def is_served(self, visit: int) -> Var:
        """Give a Boolean that says that a visit is served."""
        if visit in self.full:
            return self.full[visit]
        if visit in self._held:
            self.full[visit] = self.cp.new_constant(1)
        else:
            people = [var for choices in self.people.get(visit, {}).values() for var in choices]
            if len(people) == 1:
                self.full[visit] = people[0]
            else:
                self.full[visit] = self.flag(visit in self.known)
                self.cp.add(sum(people) == self.full[visit])
        return self.full[visit]

    def by_duty_of(self, visit: int) -> dict[int, Var]:
        """Give the free pairs of a visit by duty."""
        pairs = self.scope.program.candidates
        rows = range(int(pairs.ptr[visit]), int(pairs.ptr[visit + 1]))
        return {int(pairs.duty[row]): self.served[row] for row in rows if row in self.served}

    def _note_tours(self) -> None:
        owner = self.scope.program.duties.volunteer
        for tours in self.scope.incumbent.values():
            for tour in tours:
                self.who |= {(int(owner[tour.duty]), visit) for visit in tour.visits}
                self.known |= dict(zip(tour.visits, tour.starts, strict=True))
        for tour in self.scope.held:
            starts = dict(zip(tour.visits, tour.starts, strict=True))
            self.held_starts |= {(int(owner[tour.duty]), visit): start for visit, start in starts.items()}
            self._held |= starts

    def _serving(self) -> set[tuple[int, int]]:
        tours = (tour for tours in self.scope.incumbent.values() for tour in tours)
        return {(tour.duty, visit) for tour in tours for visit in tour.visits}

    def _starts_of_visits(self) -> None:
        self.start |= self._held
        visits = self.scope.program.visits
        for visit in self.scope.visits:
            if visits.ptr[visit] == visits.ptr[visit + 1]:
                continue
            if visit in self.scope.starts:
                self.start[visit] = self.scope.starts[visit]
            else:
                self.start[visit] = self._start(visit, self.known.get(visit))

    def _start(self, visit: int, known: int | None) -> Var | int:
        visits = self.scope.program.visits
        low = visits.low[visits.ptr[visit] : visits.ptr[visit + 1]].tolist()
        high = visits.high[visits.ptr[visit] : visits.ptr[visit + 1]].tolist()
        if low[0] == high[-1]:
            return int(low[0])
        domain = cp_model.Domain.from_intervals([list(pair) for pair in zip(low, high, strict=True)])
        start = self.cp.new_int_var_from_domain(domain, "")
        self.hints.append((start, low[0] if known is None else known))
        return start
