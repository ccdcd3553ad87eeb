"""Problems in which all tasks can be served: a plan is laid out first, and the tasks are moved to where it serves them.

Task by task, in the order of their windows, the people nearby who have least to do are asked. A task stays as it was
drawn if somebody has time for it then (and would not wait long); else it moves to the time that somebody has. Shifts
keep their times: there it is the offer that grows. What nobody nearby may do at all moves to somebody's
neighbourhood, and needs one person who can do anything; at last people offer more of the day. The plan is thrown away;
that it serves everything is what counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice

import numpy as np
from attrs import define, evolve, field
from scipy.spatial import cKDTree

from volmatch.domain.clock import Interval, merged
from volmatch.domain.location import Location
from volmatch.domain.plan import Plan, Trip
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.volunteer import Volunteer
from volmatch.errors import Fault, InputError
from volmatch.generator.hidden import Hidden, Place, Rows
from volmatch.generator.moving import around, door, moved, outings, spot
from volmatch.generator.order import Order, stretch

__all__ = ["planned"]

_ASKED = 24
"""How many people nearby are asked for each task."""

_CREWS = 60
_WAIT_SECONDS = 45 * 60
_ROUNDS = 6
_HOURS = (8 * 60, 20 * 60)
"""When people are out at last, in minutes of a day."""


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
        simple = [made.hidden.problem.task(task.id) for task in left]
        left = made.place(simple, free=True, grown=round_ >= _ROUNDS // 2)
    if left:
        num = len(problem.tasks) - len(left)
        raise InputError(
            [Fault("tasks", "", f"nobody has time for so many; {num} could be served", "Ask for fewer.")]
        )
    return made.finished()


@define
class _Feasible:
    """A drawn problem, and the hidden plan: it is laid out in a copy in which everything may be at any time."""

    order: Order
    drawn: Problem
    hidden: Hidden = field(init=False)
    _homes: cKDTree = field(init=False)
    _people: list[Volunteer] = field(init=False)
    _turn: int = 0

    def __attrs_post_init__(self) -> None:
        """Lay out the copy. Who serves only together with others has nothing to do in the hidden plan."""
        drawn = self.drawn
        self.drawn = drawn = evolve(drawn, tasks=[evolve(task, repeat=None) for task in drawn.tasks])
        companions = drawn.rules.get("companions", {})
        bound = {name for pair in companions.get("together", ()) for name in pair}
        free = [one for one in drawn.volunteers if one.id not in bound]
        self._people = (
            [one for one in free if one.available or self._is_roster] or free or list(drawn.volunteers)
        )
        self._homes = cKDTree([spot(drawn.location(one.home)) for one in self._people])
        self.hidden = Hidden(self._loose(drawn.tasks, drawn.locations), self._offers())

    @property
    def _is_roster(self) -> bool:
        return self.order.kind == "roster"

    def _offers(self) -> dict[str, tuple[Interval, ...]]:
        return {one.id: one.available for one in self.drawn.volunteers}

    def _loose(self, tasks: Sequence[Task], locations: Sequence[Location]) -> Problem:
        clock = self.drawn.clock
        whole = Interval(0, clock.seconds(self.drawn.end))
        volunteers = [evolve(one, available=(whole,)) for one in self.drawn.volunteers]
        return evolve(
            self.drawn,
            tasks=[evolve(task, windows=(whole,)) for task in tasks],
            locations=locations,
            volunteers=volunteers,
            pins=(),
            previous=None,
        )

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

    def place(self, tasks: Sequence[Task], *, free: bool, grown: bool = False) -> list[Task]:
        """Place tasks one by one; give those that nobody could take.

        ``free``: at any time; ``grown``: in grown offers.
        """
        left = []
        for drawn in tasks:
            task = self.hidden.problem.task(drawn.id)
            if any(before.task not in self.hidden.ends for before in task.after) or not any(
                self._placed(task, place, grown or more) for place, more in self._places(drawn, free=free)
            ):
                left.append(drawn)
        return left

    def _places(self, drawn: Task, *, free: bool) -> Iterator[tuple[Place, bool]]:
        """Give when a task may be served, what it was drawn for first; and whether the offers may grow for it."""
        times = self.hidden.open_times(drawn)
        agreed = [pin.start for pin in self.drawn.pins if pin.task == drawn.id]
        pinned = bool(agreed)
        if agreed and agreed[0] is not None:
            times = (Interval(agreed[0], agreed[0] + (drawn.duration_seconds or 0)),)
        yield Place(times, None if free or self._is_roster else _WAIT_SECONDS), False
        if self._is_roster and not free:
            yield Place(times), True
        elif not free and not pinned:
            yield Place(self.hidden.open_times(self.hidden.problem.task(drawn.id))), False

    def _placed(self, task: Task, place: Place, grown: bool) -> bool:
        ends = [self.hidden.ends[one.task] + one.min_gap_seconds for one in task.after]
        soonest, found = max(ends, default=0), []
        for person in self._asked(task):
            if not self.hidden.suits(person, task):
                continue
            if grown:
                self.hidden.offers[person.id] = self._grown(person)
            way = next(self.hidden.ways(person, task, place, soonest), None)
            if way is not None:
                found.append((person, *way))
                if self._take(task, place, found):
                    return True
        return False

    def _grown(self, person: Volunteer) -> tuple[Interval, ...]:
        if self._is_roster:
            return (Interval(0, self.drawn.clock.seconds(self.drawn.end)),)
        return merged([*person.available, *(stretch(day, *_HOURS) for day in range(self.order.days))])

    def _take(self, task: Task, place: Place, found: list[tuple[Volunteer, int, Rows]]) -> bool:
        """Let the last who was found serve a task with as many of the others as it needs."""
        people = task.people.min if task.people is not None else 1
        *others, last = found
        for some in islice(combinations(others, people - 1), _CREWS):
            crew = (*some, last)
            start = max(one[1] for one in crew)
            rows: dict[str, Rows] = {}
            exact = Place((Interval(start, start + (task.duration_seconds or 0)),), place.wait)
            for person, alone, mine in crew:
                way = (start, mine)
                if alone != start:
                    way = next(self.hidden.ways(person, task, exact, start), (start, ()))
                if way[1]:
                    rows[person.id] = way[1]
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
            some = np.atleast_1d(self._homes.query(spot(known), k=num)[1]).tolist()
        people = [self._people[row] for row in some]
        return sorted(people, key=lambda one: self.hidden.served.get(one.id, 0))

    def simplify(self, tasks: Sequence[Task], round_: int) -> None:
        """Move tasks to the neighbourhood of those who have least to do, for one person who need be nothing."""
        idle = sorted(self._people, key=lambda one: -self._left(one))
        idle = idle[round_ * len(tasks) % len(idle) :] + idle[: round_ * len(tasks) % len(idle)]
        places, simple = {place.id: place for place in self.hidden.problem.locations}, {}
        for row, task in enumerate(tasks):
            home = self.drawn.location(idle[row % len(idle)].home)
            place = door(f"{task.id}-door", home, row)
            places[place.id] = place
            simple[task.id] = Task(
                id=task.id,
                windows=task.windows,
                location=None if task.remote else place.id,
                remote=task.remote,
                duration=task.duration_seconds,
                priority=task.priority,
                weight=task.weight,
            )
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

    def _left(self, person: Volunteer) -> int:
        """Count the seconds that somebody offers after all that they do already."""
        rows = self.hidden.rows.get(person.id, ())
        free = 0 if not rows else rows[-1].return_ if isinstance(rows[-1], Trip) else rows[-1].end
        return sum(max(0, offer.end - max(offer.start, free)) for offer in person.available)

    def finished(self) -> tuple[Problem, Plan]:
        """Give the tasks the windows that the plan keeps, and the people the offers."""
        tasks = []
        slack = self.order.draws("slack").units(len(self.drawn.tasks)).tolist()
        for task, share in zip(self.drawn.tasks, slack, strict=True):
            length = self.drawn.task(task.id).duration_seconds or 0
            start = self.hidden.starts[task.id]
            inside = any(w.start <= start and start + length <= w.end for w in task.windows)
            tasks.append(task if inside else moved(task, around(task, start, length, share)))
        plan = self.hidden.plan(self.hidden.rows.values())
        volunteers = [
            evolve(one, available=merged([*one.available, *outings(self.hidden.rows.get(one.id, ()))]))
            for one in self.drawn.volunteers
        ]
        problem = evolve(self.drawn, tasks=tasks, volunteers=volunteers)
        return problem, evolve(plan, clock=problem.clock)
