"""Tiny problems and plans by hand, readable at a glance.

The world is a plane on which everybody walks one metre a second, so that the metres between two
places are the seconds between them. A plan is written as rows of text::

    "ann 500 > job 1000-1100 > 1600"      ann leaves at 500, serves from 1000 to 1100, is home at 1600
    "ann 500 > job 990/1000-1100 > 1600"  the same, but the arrival is given as well
    "ann 500 > job^ 1000-1100 > job 1200-1300 > 1800"  ann fetches what the job needs first
    "ann job 1000-1100"                   ann serves a remote job

Where no arrival is given it is the start less the setup that is due.
"""

from __future__ import annotations

import re

from attrs import evolve

from volmatch.compile import compile_problem
from volmatch.domain.location import Location
from volmatch.domain.plan import Plan, RemoteService, Stop, Trip
from volmatch.domain.problem import Problem
from volmatch.domain.roll import Roll
from volmatch.domain.task import Pickup, Task, TaskType
from volmatch.domain.travel import StraightLine
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rulebook import rules_of
from volmatch.solver import solve
from volmatch.verifier import verify

MINUTE, HOUR, DAY = 60, 3600, 86_400
START = "2020-03-02T00:00"


def place(name, x=0.0, y=0.0, **more):
    return Location(id=name, x=x, y=y, **more)


def person(name="ann", home="home", offers=((0, DAY),), **more):
    return Volunteer(id=name, home=home, available=list(offers), **more)


def job(name="job", where="work", windows=((0, DAY),), duration=100, **more):
    return Task(id=name, location=where, windows=list(windows), duration=duration, **more)


def fetched(where="shop", duration=100, **more):
    return Pickup(location=where, duration=duration, **more)


def problem(*things, **more):
    """Sort things into a problem; ``home`` at 0 and ``work`` 500 m away are there anyway."""

    def of(cls):
        return [thing for thing in things if isinstance(thing, cls)]

    known = {thing.id for thing in of(Location)}
    own = [one for one in (place("home"), place("work", 500)) if one.id not in known]
    settings = {
        "start": START,
        "end": "2020-03-06T00:00",
        "coordinates": "planar",
        "travel": StraightLine({"walk": 3.6}),
        "name": "tiny",
    }
    return Problem(
        volunteers=of(Volunteer),
        tasks=of(Task),
        task_types=of(TaskType),
        locations=[*own, *of(Location)],
        **{**settings, **more},
    )


def plan(of, *rows):
    trips = [_trip(of, row) for row in rows if ">" in row]
    remote = [_remote(row) for row in rows if ">" not in row]
    return Plan(problem=of.name, clock=of.clock, trips=trips, remote=remote)


def _remote(row):
    volunteer, task, start, end = re.fullmatch(r"(\S+) (\S+) (\d+)-(\d+)", row).groups()
    return RemoteService(volunteer=volunteer, task=task, start=int(start), end=int(end))


def _trip(of, row):
    first, *middle, last = row.split(" > ")
    volunteer, depart = first.split()
    home = here = of.volunteer(volunteer).home if of.knows("volunteer", volunteer) else ""
    stops = []
    for text in middle:
        name, mark, arrive, start, end = re.fullmatch(r"(\S+?)(\^?) (?:(\d+)/)?(\d+)-(\d+)", text).groups()
        task = of.task(name) if of.knows("task", name) else None
        there = task.pickup.location if mark and task and task.pickup else task.location if task else here
        setup = 0 if there in (here, home) else of.location(there).setup_seconds
        arrival = int(start) - setup if arrive is None else int(arrive)
        kind = "pickup" if mark else "service"
        stops.append(Stop(task=name, arrive=arrival, start=int(start), end=int(end), kind=kind))
        here = there
    return Trip(volunteer=volunteer, depart=int(depart), return_=int(last), stops=tuple(stops))


def broken(of, rule, *rows):
    """Give subjects and excess of each violation of a rule; no other rule may be broken."""
    found = verify(of, plan(of, *rows))
    assert {violation.rule for violation in found} <= {rule}, [str(one) for one in found]
    return [(violation.subjects, violation.excess) for violation in found]


def broken_alone(of, rule, *rows):
    """Give the same where other rules are broken too."""
    found = verify(of, plan(of, *rows))
    return [(one.subjects, one.excess) for one in found if one.rule == rule]


def view(of, *rows):
    return PlanView(of, plan(of, *rows))


def possible(of, volunteer="ann", task="job"):
    """Give the earliest and latest starts that the compiled program leaves to a pair.

    Every task is a trip of its own here: the program's bounds are exact then, and only safe otherwise.
    """
    alone = [
        one if one.max_tasks_per_trip == 0 else evolve(one, max_tasks_per_trip=1) for one in of.volunteers
    ]
    compiled = compile_problem(evolve(of, volunteers=alone))
    program = compiled.program
    pairs = program.candidates
    found = [
        (int(pairs.earliest[row]), int(pairs.latest[row]))
        for row in range(len(pairs))
        if compiled.tasks[program.visits.task[pairs.visit[row]]] == task
        and compiled.volunteers[program.duties.volunteer[pairs.duty[row]]] == volunteer
    ]
    return sorted(found)


def forbidden_by(of, volunteer="ann", task="job"):
    """Name the rules that forbid a pair, by themselves or together with others; asked of all at once they agree."""
    pair = of.volunteer(volunteer), of.task(task)
    rules, roll = rules_of(of), Roll(of)
    row = [one.id for one in of.volunteers].index(volunteer)
    for rule in rules:
        for each, many in ((rule.forbids, rule.forbidden), (rule.forbids_jointly, rule.forbidden_jointly)):
            assert many(roll, pair[1], roll.everybody)[row] == bool(each(of, *pair)), rule.name
    alone = [rule.name for rule in rules if rule.forbids(of, *pair)]
    return alone or [rule.name for rule in rules if rule.forbids_jointly(of, *pair)]


def served(of):
    """Name the tasks that the best plan serves; it is proven to be the best."""
    result = solve(of, time_limit=30)
    assert result.status == "optimal", result
    assert verify(of, result.plan) == []
    return sorted(
        {stop.task for trip in result.plan.trips for stop in trip.stops}
        | {row.task for row in result.plan.remote}
    )


def visits(of):
    """Compile a problem, and give its program and the visits by name: ``job``, and ``job^`` for its pickup."""
    compiled = compile_problem(of)
    table = compiled.program.visits
    names = {
        compiled.tasks[task] + ("^" if fetch else ""): visit
        for visit, (task, fetch) in enumerate(zip(table.task, table.fetch, strict=True))
    }
    return compiled.program, names


def starts(of, name):
    """Give the intervals in which a visit may start, both ends included."""
    program, names = visits(of)
    rows = slice(*program.visits.ptr[names[name] : names[name] + 2])
    return list(zip(program.visits.low[rows].tolist(), program.visits.high[rows].tolist(), strict=True))


def pairs(of):
    """Give the pairs of volunteers and visits, by name, that the program leaves."""
    program, names = visits(of)
    people = sorted(one.id for one in of.volunteers)
    name = {visit: text for text, visit in names.items()}
    rows = zip(program.candidates.duty, program.candidates.visit, strict=True)
    return {(people[program.duties.volunteer[duty]], name[int(visit)]) for duty, visit in rows}
