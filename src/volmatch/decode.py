"""From a solution back to a plan: numbers become ids again."""

from __future__ import annotations

from volmatch.compile import Compiled
from volmatch.domain.plan import Plan, Stop, Trip
from volmatch.domain.problem import Problem
from volmatch.engines.solution import Solution, Tour

__all__ = ["decode"]


def decode(problem: Problem, compiled: Compiled, solution: Solution) -> Plan:
    """Give the plan of a solution, its trips sorted by volunteer and departure. O(stops)."""
    trips = sorted(
        (_trip(compiled, tour) for tour in solution.tours), key=lambda trip: (trip.volunteer, trip.depart)
    )
    return Plan(problem=problem.name, clock=problem.clock, trips=trips)


def _trip(compiled: Compiled, tour: Tour) -> Trip:
    program = compiled.program
    duties, visits, leg = program.duties, program.visits, program.travel.leg
    mode, here = int(duties.mode[tour.duty]), int(duties.home[tour.duty])
    now, stops = tour.depart, []
    for visit, start in zip(tour.visits, tour.starts, strict=True):
        place = int(visits.place[visit])
        arrive = now + leg(mode, here, place)[0]
        now, here = start + int(visits.service[visit]), place
        stops.append(Stop(task=compiled.tasks[int(visits.task[visit])], arrive=arrive, start=start, end=now))
    volunteer = compiled.volunteers[int(duties.volunteer[tour.duty])]
    return Trip(volunteer=volunteer, depart=tour.depart, return_=tour.back, stops=tuple(stops))
