"""From a solution back to a plan: numbers become ids again."""

from __future__ import annotations

from volmatch.compile import Compiled
from volmatch.domain.plan import Plan, RemoteService, Stop, Trip
from volmatch.domain.problem import Problem
from volmatch.engines.solution import Solution, Tour

__all__ = ["decode"]


def decode(problem: Problem, compiled: Compiled, solution: Solution) -> Plan:
    """Give the plan of a solution, its trips and remote services sorted by volunteer and time. O(stops)."""
    offroute = compiled.program.visits.offroute
    trips = [_trip(compiled, tour) for tour in solution.tours if not offroute[tour.visits[0]]]
    remote = [_remote(compiled, tour) for tour in solution.tours if offroute[tour.visits[0]]]
    return Plan(
        problem=problem.name,
        clock=problem.clock,
        trips=sorted(trips, key=lambda trip: (trip.volunteer, trip.depart)),
        remote=sorted(remote, key=lambda row: (row.volunteer, row.start, row.task)),
    )


def _volunteer(compiled: Compiled, tour: Tour) -> str:
    return compiled.volunteers[int(compiled.program.duties.volunteer[tour.duty])]


def _remote(compiled: Compiled, tour: Tour) -> RemoteService:
    visits, visit, start = compiled.program.visits, tour.visits[0], tour.starts[0]
    task, end = compiled.tasks[int(visits.task[visit])], start + int(visits.service[visit])
    return RemoteService(volunteer=_volunteer(compiled, tour), task=task, start=start, end=end)


def _trip(compiled: Compiled, tour: Tour) -> Trip:
    program = compiled.program
    duties, visits, leg = program.duties, program.visits, program.travel.leg
    mode, here = int(duties.mode[tour.duty]), int(duties.home[tour.duty])
    now, stops = tour.depart, []
    for visit, start in zip(tour.visits, tour.starts, strict=True):
        place = int(visits.place[visit])
        arrive = now + leg(mode, here, place)[0]
        now, here = start + int(visits.service[visit]), place
        task, kind = compiled.tasks[int(visits.task[visit])], "pickup" if visits.fetch[visit] else "service"
        stops.append(Stop(task=task, arrive=arrive, start=start, end=now, kind=kind))
    volunteer = _volunteer(compiled, tour)
    return Trip(volunteer=volunteer, depart=tour.depart, return_=tour.back, stops=tuple(stops))
