"""The figures of a plan that a coordinator asks for. Pure numbers: knows no screen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from volmatch.cli.phrases import why
from volmatch.domain.plan import Level, Plan
from volmatch.domain.problem import Problem
from volmatch.domain.task import PRIORITIES
from volmatch.domain.view import PlanView

__all__ = ["Figures", "Leftover", "figures_of", "is_weighted", "leftovers", "nearness_measure"]


@frozen(kw_only=True)
class Figures:
    """How much of the need is met, and by whom.

    Attributes
    ----------
    served
        By priority, most urgent first: how many tasks are served, and how many there are; only
        priorities that occur.
    num_served, num_tasks
        Over all priorities.
    num_trips, metres
        How often somebody goes out, and how far all of them travel.
    num_remote
        How many services are done from home.
    num_sent, num_volunteers
        How many people have something to do, and how many there are.
    most_trips, most_seconds
        Of the one who has most, and who that is (the first by id).
    seconds
        Of all people together, in trips and in remote tasks.
    """

    served: Mapping[str, tuple[int, int]]
    num_served: int
    num_tasks: int
    num_trips: int
    metres: int
    num_remote: int
    num_sent: int
    num_volunteers: int
    seconds: int
    most_trips: tuple[int, str]
    most_seconds: tuple[int, str]


def figures_of(problem: Problem, plan: Plan) -> Figures:
    """Count what a plan does. O(stops + tasks)."""
    view = PlanView(problem, plan)
    need = Counter(task.priority for task in problem.effective_tasks)
    met = Counter(task.priority for task in problem.effective_tasks if view.served(task))
    trips, seconds = _loads(view)
    return Figures(
        served={name: (met[name], need[name]) for name in PRIORITIES if need[name]},
        num_served=met.total(),
        num_tasks=need.total(),
        num_trips=len(view.trips),
        metres=sum(trip.metres for trip in view.trips),
        num_remote=len(view.remote),
        num_sent=len(seconds),
        num_volunteers=len(problem.volunteers),
        seconds=seconds.total(),
        most_trips=_most(trips),
        most_seconds=_most(seconds),
    )


def _loads(view: PlanView) -> tuple[Counter[str], Counter[str]]:
    trips: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for trip in view.trips:
        trips[trip.volunteer.id] += 1
        seconds[trip.volunteer.id] += trip.seconds
    for row in view.remote:
        seconds[row.volunteer] += row.end - row.start
    return trips, seconds


def _most(counts: Counter[str]) -> tuple[int, str]:
    name = min(counts, key=lambda name: (-counts[name], name), default="")
    return counts[name], name


@frozen
class Leftover:
    """Tasks of one priority that stay unserved for one reason."""

    priority: str
    tasks: tuple[str, ...]
    why: str


def leftovers(problem: Problem, plan: Plan, proven: bool) -> tuple[Leftover, ...]:
    """Group the unserved tasks by priority and reason, the urgent first.

    Parameters
    ----------
    proven
        Whether no plan serves more.
    """
    groups: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in plan.unserved:
        if problem.knows("task", row.task):
            task = problem.task(row.task)
            rank = PRIORITIES.index(task.priority or "normal")
            needs = task.people.min if task.people else 1
            reason = why(row, len(problem.volunteers), needs=needs, proven=proven)
            groups[rank, reason].append(row.task)
    ordered = sorted(groups.items(), key=lambda group: (group[0][0], -len(group[1]), group[1]))
    return tuple(Leftover(PRIORITIES[rank], tuple(tasks), reason) for (rank, reason), tasks in ordered)


def is_weighted(problem: Problem) -> bool:
    """Tell whether some task counts for more or less than another of its priority."""
    return any(task.weight != problem.weight_scale for task in problem.effective_tasks)


def coverage_proven(levels: Iterable[Level]) -> bool:
    """Tell whether no plan serves more."""
    return any(level.name == "coverage" and level.proven for level in levels)


def nearness_measure(problem: Problem) -> str:
    """Name what nearness is counted in."""
    said = problem.objective_options.get("nearness", {})
    if isinstance(said, Mapping):
        return str(said.get("measure", "metres"))
    return str(getattr(said, "measure_by", "metres"))


def days_of(problem: Problem, plan: Plan) -> Sequence[int]:
    """List the local days on which something happens, by their number."""
    return sorted(set(_days(problem, plan)))


def _days(problem: Problem, plan: Plan) -> Iterator[int]:
    for trip in plan.trips:
        yield problem.clock.day(trip.depart)
    for row in plan.remote:
        yield problem.clock.day(row.start)
