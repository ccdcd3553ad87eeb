"""From a way by numbers to a candidate with ids and times."""

from __future__ import annotations

from collections.abc import Iterator

from volmatch.decode import decode
from volmatch.engines.solution import Solution
from volmatch.ranking.candidate import AddedLevel, Candidate, MovedStop
from volmatch.ranking.desk import Desk
from volmatch.ranking.ways import Way

__all__ = ["told"]


def told(desk: Desk, task: str, way: Way) -> Candidate:
    """Say a way in ids. O(stops of the people who change)."""
    state, names = desk.state, desk.compiled.volunteers
    owners = state.program.duties.volunteer
    people = sorted({int(owners[duty]) for duty in way.changes})
    duties = {other for duty in way.changes for other in state.duties_of(duty)}
    tours = [tour for duty in duties for tour in way.changes.get(duty, state.tours.get(duty, ()))]
    plan = decode(desk.problem, desk.compiled, Solution.of(tours))
    who, visit = names[way.who], desk.tasks[task]
    trips = [t for t in plan.trips if t.volunteer == who and any(s.task == task for s in t.stops)]
    remote = [row for row in plan.remote if (row.volunteer, row.task) == (who, task)]
    fresh = {
        names[int(owners[duty])]
        for duty, some in way.changes.items()
        if any(visit in tour.visits for tour in some) and duty not in state.people.get(visit, ())
    }
    levels = [AddedLevel(name="coverage", value=way.cost[:8])]
    levels += [
        AddedLevel(name=level.name, value=amount)
        for level, amount in zip(state.program.levels, way.cost[8:], strict=True)
    ]
    return Candidate(
        task=task,
        volunteer=who,
        levels=levels,
        trip=trips[0] if trips else None,
        remote_service=remote[0] if remote else None,
        with_others=tuple(sorted(fresh - {who})),
        instead_of=names[way.instead] if way.instead >= 0 else None,
        moved=tuple(_moved(desk, way)),
        displaced=tuple(desk.compiled.tasks[visit] for visit in way.dropped),
        people=tuple(names[row] for row in people),
        trips=plan.trips,
        remote=plan.remote,
    )


def _moved(desk: Desk, way: Way) -> Iterator[MovedStop]:
    """Give what starts at another time than before, with the same person."""
    state, visits = desk.state, desk.state.program.visits
    for duty, tours in sorted(way.changes.items()):
        was = {v: s for t in state.tours.get(duty, ()) for v, s in zip(t.visits, t.starts, strict=True)}
        for tour in tours:
            for visit, start in zip(tour.visits, tour.starts, strict=True):
                if start != was.get(visit, start):
                    yield MovedStop(
                        volunteer=desk.compiled.volunteers[int(state.program.duties.volunteer[duty])],
                        task=desk.compiled.tasks[int(visits.task[visit])],
                        kind="pickup" if visits.fetch[visit] else "service",
                        seconds=start - was[visit],
                    )
