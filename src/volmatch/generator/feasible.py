"""Problems in which all tasks can be served: a plan is laid out first, and the tasks are moved to where it serves them.

Task by task, in the order of their windows, the people nearby who have least to do are asked. A task stays as it was
drawn if somebody has time for it then (and would not wait long); else it moves to the time that somebody has. Shifts keep
their times: there it is the offer that grows. What nobody nearby may do at all moves to somebody's neighbourhood, and
needs one person who can do anything. The plan is thrown away; that it serves everything is what counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, islice

import numpy as np
from attrs import define, evolve, field
from scipy.spatial import cKDTree

from volmatch.domain.clock import Interval
from volmatch.domain.location import Location
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.volunteer import Volunteer
from volmatch.errors import Fault, InputError
from volmatch.generator.hidden import Hidden, Place
from volmatch.generator.order import Order

__all__ = ["planned"]

_ASKED = 24
"""How many people nearby are asked for each task."""

_CREWS = 60
_WAIT_SECONDS = 45 * 60
_QUARTER = 900
_METRES_A_DEGREE = 111_195
_FAR_METRES = 200
_ROUNDS = 4


def planned(order: Order, problem: Problem) -> tuple[Problem, Plan]:
    """Give the problem with its tasks moved so that all can be served, and a plan that serves them.

    Raises
    ------
    InputError
        Where nobody has time for so many tasks.

    Notes
    -----
    About 24 people are asked for each task; O(tasks × (rows of a person)), and O(tasks²) where supplies or
    encounters of everybody are limited.
    """
    made = _Feasible(order, problem)
    left = made.place(made.sorted_tasks(), free=False)
    for round_ in range(_ROUNDS):
        if not left:
            break
        made.simplify(left, round_)
        left = made.place([made.hidden.problem.task(task.id) for task in left], free=True)
    if left:
        num = len(problem.tasks) - len(left)
        raise InputError([Fault("tasks", "", f"nobody has time for so many; {num} could be served", "Ask for fewer.")])
    return made.finished()


@define
class _Feasible:
    """A drawn problem, and the hidden plan that is laid out in a copy of it in which tasks may be served at any time."""

    order: Order
    drawn: Problem
    hidden: Hidden = field(init=False)
    _homes: cKDTree = field(init=False)
    _people: list[Volunteer] = field(init=False)
    _turn: int = 0
    _moved: set[str] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        """Lay out the copy. Who serves only together with others has nothing to do in the hidden plan."""
        drawn = self.drawn
        self.drawn = drawn = evolve(drawn, tasks=[evolve(task, repeat=None) for task in drawn.tasks])
        companions = drawn.rules.get("companions", {})
        bound = {name for pair in companions.get("together", ()) for name in pair}
        self._people = [one for one in drawn.volunteers if one.id not in bound and one.available] or list(
            drawn.volunteers
        )
        self._homes = cKDTree([self._point(one.home) for one in self._people])
        self.hidden = Hidden(self._loose(drawn.tasks, drawn.locations), self._offers())

    @property
    def _is_roster(self) -> bool:
        return self.order.kind == "roster"

    def _offers(self) -> dict[str, tuple[Interval, ...]]:
        return {one.id: one.available for one in self.drawn.volunteers}

    def _loose(self, tasks: Sequence[Task], locations: Sequence[Location]) -> Problem:
        clock = self.drawn.clock
        whole = Interval(0, clock.seconds(self.drawn.end))
        volunteers = self.drawn.volunteers
        if self._is_roster:
            volunteers = tuple(evolve(one, available=(whole,)) for one in volunteers)
        return evolve(
            self.drawn,
            tasks=[evolve(task, windows=(whole,)) for task in tasks],
            locations=locations,
            volunteers=volunteers,
            pins=(),
            previous=None,
        )

    def _point(self, name: str) -> tuple[float, float]:
        place = self.drawn.location(name)
        if place.x is not None and place.y is not None:
            return place.x, place.y
        lat, lon = place.lat or 0.0, place.lon or 0.0
        return lat * _METRES_A_DEGREE, lon * _METRES_A_DEGREE * math.cos(math.radians(lat))

    def sorted_tasks(self) -> list[Task]:
        """Give the tasks: what is pinned, then by their windows, and what comes after others behind them."""
        pinned = {pin.task for pin in self.drawn.pins}
        tasks = {task.id: task for task in self.drawn.effective_tasks}
        rank: dict[str, tuple[bool, int, str]] = {}

        def key(task: Task) -> tuple[bool, int, str]:
            if task.id not in rank:
                first = task.windows[0].start if task.windows else 0
                before = [key(tasks[one.task])[1] + 1 for one in task.after]
                rank[task.id] = task.id not in pinned, max([first, *before]), task.id
            return rank[task.id]

        return sorted(tasks.values(), key=key)

    def place(self, tasks: Sequence[Task], *, free: bool) -> list[Task]:
        """Place tasks one by one; give those that nobody could take. ``free``: at any time."""
        left = []
        for drawn in tasks:
            task = self.hidden.problem.task(drawn.id)
            if any(before.task not in self.hidden.ends for before in task.after) or not any(
                self._placed(task, place, grown) for place, grown in self._places(drawn, free=free)
            ):
                left.append(drawn)
        return left

    def _places(self, drawn: Task, *, free: bool) -> Iterator[tuple[Place, bool]]:
        """Give when a task may be served, what it was drawn for first; and whether the offers may grow for it."""
        times = self.hidden.open_times(evolve(drawn))
        yield Place(times, None if free or self._is_roster else _WAIT_SECONDS), False
        pinned = any(pin.task == drawn.id for pin in self.drawn.pins)
        if self._is_roster and not free:
            yield Place(times), True
        elif not free and not pinned:
            yield Place(self.hidden.open_times(self.hidden.problem.task(drawn.id))), False

    def _placed(self, task: Task, place: Place, grown: bool) -> bool:
        ends = [self.hidden.ends[one.task] + one.min_gap_seconds for one in task.after]
        soonest, found = max(ends, default=0), []
        whole = (Interval(0, self.drawn.clock.seconds(self.drawn.end)),)
        for person in self._asked(task):
            if not self.hidden.suits(person, task):
                continue
            if grown:
                self.hidden.offers[person.id], known = whole, self.hidden.offers[person.id]
            way = next(self.hidden.ways(person, task, place, soonest), None)
            if grown:
                self.hidden.offers[person.id] = known
            if way is not None:
                found.append((person, *way))
                if self._take(task, place, found):
                    return True
        return False

    def _take(self, task: Task, place: Place, found: list[tuple[Volunteer, int, tuple[object, ...]]]) -> bool:
        """Let the last who was found serve a task with as many of the others as it needs."""
        people = task.people.min if task.people is not None else 1
        *others, last = found
        for some in islice(combinations(others, people - 1), _CREWS):
            crew = (*some, last)
            start = max(one[1] for one in crew)
            rows = {}
            for person, alone, mine in crew:
                if alone != start:
                    exact = Place((Interval(start, start + (task.duration_seconds or 0)),), place.wait)
                    mine = next(self.hidden.ways(person, task, exact, start), (0, None))[1]  # noqa: PLW2901
                if mine is None:
                    break
                rows[person.id] = mine
            if len(rows) == people and self.hidden.fits(task, rows):
                self.hidden.take(task, start, rows)
                return True
        return False

    def _asked(self, task: Task) -> list[Volunteer]:
        """Give the people nearby, those who have least to do first; for what is done from home everybody in turn."""
        pins = [pin.volunteer for pin in self.drawn.pins if pin.task == task.id]
        if pins:
            return [self.drawn.volunteer(name) for name in pins]
        num = min(_ASKED, len(self._people))
        if task.remote or task.location is None:
            self._turn += num // 2
            some = [(self._turn + row) % len(self._people) for row in range(num)]
        else:
            known = self.hidden.problem.location(task.location)
            some = np.atleast_1d(self._homes.query(self._spot(known), k=num)[1]).tolist()
        people = [self._people[row] for row in some]
        return sorted(people, key=lambda one: self.hidden.served.get(one.id, 0))

    def _spot(self, place: Location) -> tuple[float, float]:
        if place.x is not None and place.y is not None:
            return place.x, place.y
        lat, lon = place.lat or 0.0, place.lon or 0.0
        return lat * _METRES_A_DEGREE, lon * _METRES_A_DEGREE * math.cos(math.radians(lat))

    def simplify(self, tasks: Sequence[Task], round_: int) -> None:
        """Move tasks to the neighbourhood of those who have least to do, for one person who need be nothing."""
        idle = sorted(self._people, key=lambda one: self.hidden.served.get(one.id, 0))
        idle = idle[round_ * len(tasks) % len(idle) :] + idle[: round_ * len(tasks) % len(idle)]
        places, simple = {place.id: place for place in self.hidden.problem.locations}, {}
        for row, task in enumerate(tasks):
            home = self.drawn.location(idle[row % len(idle)].home)
            door = _door(f"{task.id}-door", home, row)
            places[door.id] = door
            simple[task.id] = Task(
                id=task.id,
                windows=task.windows,
                location=door.id,
                duration=task.duration_seconds,
                priority=task.priority,
                weight=task.weight,
            )
            self._moved.add(task.id)
        known = [simple.get(task.id, task) for task in self.hidden.problem.tasks]
        # What came after a task that moved was not placed either, and comes after nothing now.
        self.drawn = evolve(
            self.drawn,
            tasks=[simple.get(task.id, task) for task in self.drawn.tasks],
            locations=tuple(places.values()),
        )
        loose = self._loose(known, tuple(places.values()))
        before, self.hidden = self.hidden, Hidden(loose, self.hidden.offers)
        self.hidden.rows, self.hidden.served = before.rows, before.served
        self.hidden.starts, self.hidden.ends = before.starts, before.ends

    def finished(self) -> tuple[Problem, Plan]:
        """Give the windows that the plan keeps to the tasks, and to shifts the people who offer the time."""
        tasks = []
        slack = self.order.draws("slack").units(len(self.drawn.tasks)).tolist()
        for task, share in zip(self.drawn.tasks, slack, strict=True):
            length = self.drawn.task(task.id).duration_seconds or 0
            start = self.hidden.starts[task.id]
            inside = any(w.start <= start and start + length <= w.end for w in task.windows)
            tasks.append(task if inside else evolve(task, windows=(_around(task, start, length, share),)))
        plan = self.hidden.plan(self.hidden.rows.values())
        volunteers = self.drawn.volunteers
        if self._is_roster:
            volunteers = tuple(
                evolve(one, available=(*one.available, *_outings(plan, one.id))) for one in volunteers
            )
        problem = evolve(self.drawn, tasks=tasks, volunteers=volunteers)
        return problem, evolve(plan, clock=problem.clock)


def _around(task: Task, start: int, length: int, share: float) -> Interval:
    """Give a window about a service that is about as long as the one that was drawn."""
    slack = max(0, (task.windows[0].end - task.windows[0].start if task.windows else 0) - length)
    early = int(share * slack) // _QUARTER * _QUARTER
    begin = max(0, start - early)
    return Interval(begin, max(begin + length + slack, start + length))


def _outings(plan: Plan, volunteer: str) -> list[Interval]:
    return [Interval(trip.depart, trip.return_) for trip in plan.trips if trip.volunteer == volunteer]


def _door(name: str, home: Location, row: int) -> Location:
    """Make a place a few minutes from a home, in its area."""
    angle = 2.4 * row
    east, north = _FAR_METRES * math.cos(angle), _FAR_METRES * math.sin(angle)
    if home.x is not None and home.y is not None:
        return Location(id=name, area=home.area, x=round(home.x + east, 3), y=round(home.y + north, 3))
    lat, lon = home.lat or 0.0, home.lon or 0.0
    shrink = math.cos(math.radians(lat))
    return Location(
        id=name,
        area=home.area,
        lat=round(lat + north / _METRES_A_DEGREE, 6),
        lon=round(lon + east / (_METRES_A_DEGREE * shrink), 6),
    )
