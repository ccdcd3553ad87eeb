"""A rule of one's own (自定规则): between the hospital and the frail three days.

The medicine of a community comes from the counter of a hospital (代取药), and frail old people are visited at
home (探望体弱老人). Nobody knows on which day an infection began; so who has been at the hospital, be it only to fetch
something, is not sent to the frail for some days, neither after nor before. `cohorts` does not say this: it
speaks of whom people serve, not of where they have been. So the coordinator writes the rule down, and asks what
it costs.

    python docs/examples/own_rule.py
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from attrs import field, frozen

import volmatch as vm
from volmatch.domain.kinds import NAME, Reference, Whole, of
from volmatch.domain.shapes import Many, tupled

if TYPE_CHECKING:
    from volmatch.domain.roll import Flags, Roll, Rows
    from volmatch.program.draft import Draft


@frozen(kw_only=True)
class KeepAway(vm.Rule):
    """Who has been at certain places keeps away from a cohort for some days, before and after.

    Somebody has been at a place who served or fetched something there. The days are the local calendar days on which
    the trips depart: on d and e they are too near where |d − e| < days. Remote tasks bring nobody anywhere. A task of
    the cohort at such a place, or fetched from one, can never be served, as one person would do both.

    Parameters
    ----------
    places
        Ids of locations, one or more.
    cohort
        The label of the tasks to keep away from.
    days
        From so many days apart on it is far enough, 1 or more; 1 (default) = not on one day.
    """

    name: ClassVar[str] = "keep_away"
    places: tuple[str, ...] = field(converter=tupled, metadata=of(Many(Reference("location"))))
    cohort: str = field(metadata=of(NAME))
    days: int = field(default=1, metadata=of(Whole(least=1)))

    def clashes(self) -> Iterator[str]:
        """Say that without a place nobody is kept away: that would be no rule, but a slip."""
        if not self.places:
            yield '"places" names no location'

    # What the verifier asks, and who explains: objects and plans only.

    def forbids(self, problem: vm.Problem, volunteer: vm.Volunteer, task: vm.Task) -> str:
        """Say why nobody can serve a task, whatever else is planned."""
        if self._both(task):
            return f"would go to {self.cohort!r} from a place that must be kept away from it"
        return ""

    def forbidden(self, roll: Roll, task: vm.Task, rows: Rows) -> Flags:
        """Say the same of many volunteers at once; here it is the same for all."""
        return np.full(len(rows), self._both(task))

    def _both(self, task: vm.Task) -> bool:
        where = {task.location, task.pickup.location if task.pickup else None}
        return not task.remote and task.cohort == self.cohort and not where.isdisjoint(self.places)

    def check(self, problem: vm.Problem, plan: vm.PlanView) -> Iterator[vm.Violation]:
        """Look at the days on which everybody was at one of the places, and at those with the cohort."""
        there: dict[str, set[int]] = defaultdict(set)
        served: dict[str, set[int]] = defaultdict(set)
        for trip in plan.trips:
            for stop, task in trip.stops:
                fetching = stop.kind == "pickup"
                if (task.pickup.location if fetching and task.pickup else task.location) in self.places:
                    there[trip.volunteer.id].add(trip.day)
                if task.cohort == self.cohort and not fetching:
                    served[trip.volunteer.id].add(trip.day)
        for name in sorted(there.keys() & served.keys()):
            for apart in sorted(abs(day - other) for day in there[name] for other in served[name]):
                if apart < self.days:
                    yield vm.Violation(
                        rule=self.name,
                        subjects=(name,),
                        excess=self.days - apart,
                        message=f"{name} meets {self.cohort!r} {apart} days from where they must not have been",
                    )

    # What the engines are told: mechanisms only.

    def compile(self, problem: vm.Problem, draft: Draft) -> None:
        """Label the visits there and those of the cohort, and let the labels exclude each other."""
        # Labels belong to all rules together, so the name of the rule keeps these apart from others.
        there, served = f"{self.name}: there", f"{self.name}: served"
        for row, task in enumerate(draft.tasks):
            if task.remote:
                continue
            visits = {row: task.location}
            if task.pickup is not None:
                visits[draft.pickups[row]] = task.pickup.location
            risky = [visit for visit, place in visits.items() if place in self.places]
            if task.cohort == self.cohort and risky:
                draft.starts[row] = []  # there is no time at which it may start
            elif task.cohort == self.cohort:
                draft.label(row, served)
            else:
                for visit in risky:
                    draft.label(visit, there)
        draft.exclude(there, served, self.days)
        draft.by_day[:] = True  # it matters on which day a trip departs


# A community with three volunteers, one errand a day each, for three days.

DAYS = ("2020-03-02", "2020-03-03", "2020-03-04")
MEDICINE, FRAIL = (2, 1, 1), (1, 2, 2)
"""How many errands to the hospital and how many visits to the frail there are on each day."""


def community(days: int) -> vm.Problem:
    """Make the three days.

    Parameters
    ----------
    days
        From how many days apart on the hospital and the frail are far enough from each other.
    """
    return vm.Problem(
        name="三天",
        timezone="Asia/Shanghai",
        coordinates="planar",
        start="2020-03-02T00:00",
        end="2020-03-05T00:00",
        travel=vm.StraightLine({"walk": 4.5}),
        locations=[
            vm.Location(id="home", x=0, y=0),
            vm.Location(id="hospital", x=900, y=0),
            vm.Location(id="block", x=300, y=400),
        ],
        volunteers=[
            vm.Volunteer(id=f"v{number}", home="home", available=[_day(day) for day in DAYS])
            for number in (1, 2, 3)
        ],
        tasks=list(_tasks()),
        rules={
            "trip_cap": {"per_day": 1},
            "trip_limits": {"max_tasks": 1},
            "keep_away": KeepAway(places=["hospital"], cohort="frail", days=days),
        },
    )


def _tasks() -> Iterator[vm.Task]:
    for day, medicine, frail in zip(DAYS, MEDICINE, FRAIL, strict=True):
        for number in range(medicine):
            yield vm.Task(
                id=f"medicine-{day}-{number}",
                location="block",
                windows=[_day(day)],
                duration=timedelta(minutes=5),
                pickup=vm.Pickup(location="hospital", duration=timedelta(minutes=30)),
            )
        for number in range(frail):
            yield vm.Task(
                id=f"frail-{day}-{number}",
                location="block",
                windows=[_day(day)],
                duration=timedelta(minutes=40),
                cohort="frail",
            )


def _day(day: str) -> vm.Interval:
    return vm.Interval(f"{day}T08:00", f"{day}T18:00")


def main() -> None:
    """Say what the rule costs, by the number of days."""
    for days in (1, 3):
        problem = community(days)
        print(f"{days} day{'s' if days > 1 else ''}: {vm.price(problem, 'keep_away').verdict}")


if __name__ == "__main__":
    main()
