"""From a plan to a solution: ids become numbers, so that an engine can go on from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve

from volmatch.compile import Compiled
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.engines.solution import Solution, Tour, pair_of
from volmatch.program.arrays import Program

__all__ = ["encode"]


def encode(problem: Problem, compiled: Compiled, plan: Plan) -> Solution | None:
    """Give the solution of a plan that keeps every rule, or ``None`` where the program cannot say it. O(stops).

    The other way round than `decode`. The program leaves few legal plans out, such as a trip that leaves before
    midnight only to wait and count on the day before (docs/model.md §9); a plan with one has no solution.
    """
    program = compiled.program
    plan = plan.on(problem.clock)
    people = {name: row for row, name in enumerate(compiled.volunteers)}
    services = {name: row for row, name in enumerate(compiled.tasks)}
    visits = program.visits
    pickups = {int(visits.task[visit]): visit for visit in range(len(visits)) if visits.fetch[visit]}
    duties = _duties_of(program)
    tours = []
    for trip in plan.trips:
        rows = [(services[stop.task], stop) for stop in trip.stops]
        visited = tuple(row if stop.kind == "service" else pickups[row] for row, stop in rows)
        starts = tuple(stop.start for stop in trip.stops)
        said = Tour(-1, trip.depart, visited, starts, trip.return_)
        tours.append(_placed(program, duties.get(people[trip.volunteer], []), said))
    for alone in plan.remote:
        said = Tour(-1, alone.start, (services[alone.task],), (alone.start,), alone.end)
        tours.append(_placed(program, duties.get(people[alone.volunteer], []), said))
    found = [tour for tour in tours if tour is not None]
    return Solution.of(found) if len(found) == len(tours) else None


def _duties_of(program: Program) -> Mapping[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for duty, owner in enumerate(program.duties.volunteer.tolist()):
        groups.setdefault(owner, []).append(duty)
    return groups


def _placed(program: Program, duties: Sequence[int], tour: Tour) -> Tour | None:
    """Give a tour in the duty in which it lies, if every visit may be served there and nobody waits for its day."""
    rows = program.duties
    for duty in duties:
        inside = rows.start[duty] <= tour.depart and tour.back <= rows.end[duty]
        inside = inside and _demanded(program, duty, tour) < rows.depart_before[duty]
        if inside and all(pair_of(program, visit, duty) >= 0 for visit in tour.visits):
            return evolve(tour, duty=duty)
    return None


def _demanded(program: Program, duty: int, tour: Tour) -> int:
    """Say when the first service demands that a tour departs."""
    visits, first = program.visits, tour.visits[0]
    if visits.offroute[first]:
        return tour.starts[0]
    home, place = int(program.duties.home[duty]), int(visits.place[first])
    way, _ = program.travel.leg(int(program.duties.mode[duty]), home, place)
    return tour.starts[0] - way - (0 if place == home else int(visits.setup[first]))
