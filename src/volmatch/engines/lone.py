"""Duties whose every trip holds one visit: optional intervals of one person that do not overlap.

The whole trip, from the door to the door, is an interval of fixed length around the start. Where all
starts are fixed, intervals become cliques instead: one row for each largest set of trips that overlap
at one instant, which the LP of CP-SAT likes best.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from volmatch.engines.once import once_for_all
from volmatch.engines.parts import Charge, Var
from volmatch.engines.ties.freeze import Frozen
from volmatch.program.arrays import ERRANDS, METRES, SECONDS, TASKS, TRIPS
from volmatch.program.travel import UNREACHABLE

if TYPE_CHECKING:
    from volmatch.engines.model import Model

__all__ = ["add_lone", "cliques"]


def add_lone(model: Model, by_duty: Mapping[int, Sequence[int]], charge: Charge) -> None:
    """Add the lone trips of some duties, each a list of pairs."""
    program = model.scope.program
    trips = defaultdict(list)
    for duty, pairs in by_duty.items():
        for pair in pairs:
            trip = _trip(model, duty, pair, charge)
            if trip is not None:
                trips[int(program.duties.volunteer[duty])].append((duty, trip))
    alone = once_for_all(program)
    for some in trips.values():
        duties = {duty for duty, _ in some}
        fixed = all(isinstance(trip[0], int) for _, trip in some)
        if fixed and alone[min(duties)]:
            _as_cliques(model, [trip for _, trip in some], int(program.duties.rest[min(duties)]))
            model.rested |= duties
        elif fixed:
            _as_cliques(model, [trip for _, trip in some])
        else:
            _as_intervals(model, [trip for _, trip in some])


def _trip(model: Model, duty: int, pair: int, charge: Charge) -> tuple[Var, int, int, Var] | None:
    """Bound and charge one trip; give (start of service, lead, length, variable), or ``None`` if it cannot be."""
    program = model.scope.program
    duties, visits, visit = program.duties, program.visits, int(program.candidates.visit[pair])
    home, mode, place = int(duties.home[duty]), int(duties.mode[duty]), program.place_for(visit, duty)
    remote = bool(visits.offroute[visit])
    out, back = program.travel.leg(mode, home, place), program.travel.leg(mode, place, home)
    if remote:
        out = back = (0, 0)
    lead = out[0] + (0 if place == home else int(visits.setup[visit]))
    rest = int(visits.service[visit]) + back[0]
    ready, end = model.scope.times[duty]
    low = max(int(program.candidates.earliest[pair]), ready + lead)
    high = min(int(program.candidates.latest[pair]), end - rest, int(duties.depart_before[duty]) - 1 + lead)
    served, start = model.served[pair], model.start[visit]
    metres = out[1] + back[1]
    too_much = lead + rest > duties.trip_seconds[duty] or metres > duties.trip_metres[duty]
    too_much = not remote and (too_much or duties.trip_tasks[duty] < 1)
    blocked = out[0] >= UNREACHABLE or back[0] >= UNREACHABLE
    low = max(low, Frozen.of(program).ready(int(duties.volunteer[duty]), visit, ready) + lead)
    if low > high or too_much or blocked or (isinstance(start, int) and not low <= start <= high):
        model.cp.add(served == 0)
        return None
    if not isinstance(start, int):
        model.cp.add(start >= low).only_enforce_if(served)
        model.cp.add(start <= high).only_enforce_if(served)
    trips = 0 if remote else 1
    charge.way(served, out[0] + back[0], metres, trips=trips, pair=pair)
    sums = ((TRIPS, trips), (SECONDS, lead + rest), (METRES, metres), (TASKS, 1), (ERRANDS, trips))
    for kind, amount in sums:
        charge.sums[duty, kind].add(served, amount)
    model.departs[duty].append((served, start - lead))
    model.ends[duty].append((served, start + rest))
    return start, lead, lead + rest, served


def _as_cliques(model: Model, trips: Sequence[tuple[int, int, int, Var]], rest: int = 0) -> None:
    """Let trips that overlap exclude each other; with a rest after each, where no two are on one day."""
    spans = [(start - lead, start - lead + length + rest) for start, lead, length, _ in trips]
    for clique in cliques(spans):
        model.cp.add_at_most_one([trips[row][3] for row in clique])


def _as_intervals(model: Model, trips: Sequence[tuple[Var, int, int, Var]]) -> None:
    model.cp.add_no_overlap(
        model.cp.new_optional_fixed_size_interval_var(start - lead, length, served, "")
        for start, lead, length, served in trips
    )


def cliques(spans: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Give the largest sets, of two or more, of half-open spans that overlap at one instant. O(n log n + output).

    A span without length overlaps those that it lies strictly inside of.

    Examples
    --------
    >>> [sorted(clique) for clique in cliques([(0, 10), (5, 15), (10, 20)])]
    [[0, 1], [1, 2]]
    """
    events = [(end, CLOSES, row) for row, (start, end) in enumerate(spans) if end > start]
    events += [(start, IS_INSIDE, row) for row, (start, end) in enumerate(spans) if end == start]
    events += [(start, OPENS, row) for row, (start, end) in enumerate(spans) if end > start]
    running: set[int] = set()
    grown = False
    for _, what, row in sorted(events):
        if what == OPENS:
            running.add(row)
            grown = True
        elif what == IS_INSIDE and running:
            yield sorted({*running, row})
        elif what == CLOSES:
            if grown and len(running) > 1:
                yield sorted(running)
            grown = False
            running.discard(row)


CLOSES, IS_INSIDE, OPENS = range(3)
"""Events at one instant, in their order: half-open spans that end there are over, those that begin have not begun."""
