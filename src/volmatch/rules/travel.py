"""Nobody is in two places at once, or arrives before they can.

Between stops the volunteer travels directly; arriving at a place (unless it is their own home, or the
stop before was there already) takes its setup before the service may begin. Waiting is allowed
anywhere. One trip ends before the next begins; a trip may depart at the second at which the last one
returned. A task with a pickup is reached through it; nobody travels for a remote task, but it takes their time: it
overlaps no trip and no other task.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import frozen

from volmatch.domain.clock import Interval
from volmatch.domain.errand import (
    all_homeward,
    all_outward,
    all_to_pickup,
    fetch_times,
    homeward,
    outward,
    service_times,
    to_pickup,
)
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.travel import UNREACHABLE
from volmatch.domain.view import PlanView, TripView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Miss, Rule, Violation

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class Travel(Rule):
    """Nobody is in two places at once, or arrives before they can."""

    name: ClassVar[str] = "travel"

    def forbids(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that there is no way there and back."""
        if task.location is None or task.remote:
            return ""
        ways = outward(problem, volunteer, task)[0], homeward(problem, volunteer, task)[0]
        return "cannot reach the place" if max(ways) >= UNREACHABLE else ""

    def forbids_jointly(self, problem: Problem, volunteer: Volunteer, task: Task) -> str:
        """Say that the way there and back does not fit into the times offered and the windows."""
        if task.location is None or task.remote:
            return ""
        back = homeward(problem, volunteer, task)[0]
        place, duration = problem.location(task.location), task.duration_seconds or 0
        for offer in volunteer.available:
            ready = self._ready(problem, volunteer, task, offer)
            for window in task.windows:
                for opening in place.open or (window,):
                    first = max(window.start, opening.start, ready)
                    if first + duration <= min(window.end, opening.end, offer.end - back):
                        return ""
        return "cannot be there and back in the time offered"

    def miss(self, problem: Problem, volunteer: Volunteer, task: Task) -> Miss | None:
        """Say that there is no way, or by how many seconds the times offered are too short for it."""
        if self.forbids(problem, volunteer, task):
            return Miss(kind="unreachable")
        if not self.forbids_jointly(problem, volunteer, task):
            return None
        back, duration = homeward(problem, volunteer, task)[0], task.duration_seconds or 0
        late = [
            max(time.start, self._ready(problem, volunteer, task, offer))
            + duration
            - min(time.end, offer.end - back)
            for offer in volunteer.available
            for time in service_times(problem, task)
        ]
        return Miss(kind="way", amount=min(late)) if late and min(late) < UNREACHABLE else Miss(kind="never")

    def _ready(self, problem: Problem, volunteer: Volunteer, task: Task, offer: Interval) -> int:
        """Give the earliest instant at which a service may begin in an offer, after its pickup."""
        out, times = outward(problem, volunteer, task)[0], fetch_times(problem, task)
        if task.pickup is None or times is None:
            return offer.start + out
        there, seconds = to_pickup(problem, volunteer, task), task.pickup.seconds
        fetched = [max(time.start, offer.start + there) for time in times]
        fits = [start for start, time in zip(fetched, times, strict=True) if start + seconds <= time.end]
        return min(fits, default=UNREACHABLE) + out - there

    def forbidden(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say that there is no way there and back, of many."""
        if task.location is None or task.remote:
            return np.zeros(len(rows), dtype=bool)
        out, back = all_outward(roll, task, rows)[0], all_homeward(roll, task, rows)[0]
        return np.asarray(np.maximum(out, back) >= UNREACHABLE)

    def forbidden_jointly(self, roll: Roll, task: Task, rows: Rows) -> Flags:
        """Say that the way there and back does not fit, of many."""
        if task.location is None or task.remote:
            return np.zeros(len(rows), dtype=bool)
        fetching = fetch_times(roll.problem, task)
        if fetching is not None:
            return self._too_late(roll, task, rows, fetching)
        place = roll.problem.location(task.location)
        # Those who are not asked are far enough away to be passed over.
        out, back = np.full((2, len(roll.volunteers)), UNREACHABLE)
        out[rows], back[rows] = all_outward(roll, task, rows)[0], all_homeward(roll, task, rows)[0]
        times = [
            Interval(max(window.start, opening.start), min(window.end, opening.end))
            for window in task.windows
            for opening in place.open or (window,)
        ]
        return ~roll.who_offers(times, task.duration_seconds or 0, (out, back))[rows]

    def _too_late(self, roll: Roll, task: Task, rows: Rows, fetching: Iterable[Interval]) -> Flags:
        """Say the same of many where the pickup has times of its own."""
        there, out, back = np.full((3, len(roll.volunteers)), UNREACHABLE)
        there[rows], out[rows] = all_to_pickup(roll, task, rows), all_outward(roll, task, rows)[0]
        back[rows] = all_homeward(roll, task, rows)[0]
        row, start, end = roll.offers
        seconds = 0 if task.pickup is None else task.pickup.seconds
        fetched = np.full(len(row), UNREACHABLE)
        for time in fetching:
            first = np.maximum(time.start, start + there[row])
            fetched = np.where(first + seconds <= time.end, np.minimum(fetched, first), fetched)
        ready, home = fetched + (out - there)[row], end - back[row]
        able = np.zeros(len(roll.volunteers), dtype=bool)
        for time in service_times(roll.problem, task):
            served = np.maximum(time.start, ready) + (task.duration_seconds or 0)
            able[row[served <= np.minimum(time.end, home)]] = True
        return ~able[rows]

    def check(self, problem: Problem, plan: PlanView) -> Iterator[Violation]:
        """Follow every trip leg by leg, then look for overlaps in everybody's time."""
        for trip in plan.trips:
            yield from self._follow(problem, trip)
        for volunteer, services in plan.trips_of_volunteer.items():
            times = [(trip.trip.depart, trip.trip.return_) for trip in services]
            times += [(row.start, row.end) for row in plan.remote if row.volunteer == volunteer]
            yield from self._overlaps(volunteer, times)
        for volunteer in {row.volunteer for row in plan.remote} - plan.trips_of_volunteer.keys():
            yield from self._overlaps(
                volunteer, [(r.start, r.end) for r in plan.remote if r.volunteer == volunteer]
            )

    def _overlaps(self, volunteer: str, times: list[tuple[int, int]]) -> Iterator[Violation]:
        for (_, end), (start, _) in pairwise(sorted(times)):
            if end > start:
                yield self._broken(volunteer, end - start, "has two trips or tasks at the same time")

    def _follow(self, problem: Problem, trip: TripView) -> Iterator[Violation]:
        volunteer, now = trip.volunteer, trip.trip.depart
        home, here = trip.places[0], trip.places[0]
        for (stop, task), leg, place in zip(trip.stops, trip.legs, trip.places[1:], strict=False):
            if leg.seconds >= UNREACHABLE:
                yield self._broken(volunteer.id, 0, f"cannot get to {task.id} from the stop before")
                return
            if stop.arrive < now + leg.seconds:
                late = now + leg.seconds - stop.arrive
                yield self._broken(volunteer.id, late, f"cannot be at {task.id} so early")
            setup = 0 if place in (here, home) else problem.locations[place].setup_seconds
            if stop.start < stop.arrive + setup:
                late = stop.arrive + setup - stop.start
                yield self._broken(volunteer.id, late, f"starts {task.id} before the setup is over")
            if stop.end < stop.start:
                yield self._broken(volunteer.id, stop.start - stop.end, f"ends {task.id} before it starts")
            now, here = max(stop.end, stop.start), place
        if trip.trip.return_ < now + trip.legs[-1].seconds:
            late = now + trip.legs[-1].seconds - trip.trip.return_
            yield self._broken(volunteer.id, late, "cannot be home so early")

    def _broken(self, volunteer: str, excess: int, what: str) -> Violation:
        message = f"{volunteer} {what}" + (f", by {excess} s" if excess else "")
        return Violation(rule=self.name, subjects=(volunteer,), excess=excess, message=message)

    def compile(self, problem: Problem, draft: Draft) -> None:
        """Write where each task is fetched and served and the setup there, or that it is done from home.

        The engines take the ways from the travel.
        """
        for row, task in enumerate(draft.tasks):
            if task.remote:
                draft.offroute[row] = 1
                continue
            draft.place[row] = problem.place(task.location or "")
            draft.setup[row] = problem.location(task.location or "").setup_seconds
            if task.pickup is not None:
                visit = draft.pickups[row]
                draft.place[visit] = problem.place(task.pickup.location)
                draft.setup[visit] = problem.location(task.pickup.location).setup_seconds
