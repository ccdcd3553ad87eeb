"""The fewest recruits: a bound from one program over kinds, numbers that a search confirms, then fewer if it can.

Every number that is returned was checked: there is a plan with so many recruits, and `verify` has passed it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from attrs import evolve

from volmatch.domain.plan import Plan
from volmatch.domain.view import PlanView
from volmatch.engines.copies import Copies, fewest_copies
from volmatch.engines.cpsat import Limits
from volmatch.recruiting.asked import Asked
from volmatch.recruiting.offers import Offers
from volmatch.recruiting.state import Fewest, busy, renamed, served_of
from volmatch.result import Progress, Result, numbers_of
from volmatch.solver import CancelToken, solve
from volmatch.verifier import verify

__all__ = ["fewest"]

BOUND_SHARE, ROUND_SHARE = 0.3, 0.25
"""Of the time left: what the bound gets, and each round of adding."""

MOST_IDLE_ROUNDS = 2
"""After so many rounds in which more recruits provably did not help, something else is in the way."""

LEAST_ROUND = 0.2
"""Seconds: where a round would be shorter, it gets all that is left."""

MOST_EXACT = 4_000
"""Pairs of recruits and tasks up to which all ways to share recruits among kinds are searched at once."""


def fewest(search: Fewest, plan: Plan) -> None:
    """Find the fewest recruits with whom all that is wanted is served.

    Parameters
    ----------
    search
        Where to keep what is found.
    plan
        A plan of the problem, from which the search starts.
    """
    search.take(search.counts, plan)
    if not search.open:
        search.bound = 0
        return
    if search.over():
        return
    found = _bound(search)
    pace = max([1, *found.each])
    _add_until_served(search, found.counts or _more(search, search.open, pace))
    if search.total and not search.proven and not search.over():
        _thin(search)
    _ask_less(search)


def _ask_less(search: Fewest) -> None:
    """Ask of each recruit no more than their tasks need, where the plan is still one."""
    tasks: dict[str, set[str]] = {}
    for service in PlanView(search.problem_with(search.counts), search.plan).services:
        tasks.setdefault(service.volunteer.id, set()).add(service.task.id)
    offers, names = search.offers, dict[str, str]()
    counts = [0] * len(offers.kinds)
    for row, recruit in offers.crowd(search.counts):
        plain = _plainest(offers, row, tasks[recruit.id])
        counts[plain] += 1
        names[recruit.id] = f"{offers.models[plain].id}-{counts[plain]:03}"
    plan = renamed(search.plan, names)
    if counts != search.counts and not verify(search.problem_with(counts), plan):
        search.counts, search.plan = counts, plan


def _plainest(offers: Offers, row: int, tasks: set[str]) -> int:
    """Give the kind at the same home and time that asks for least and could serve the tasks too."""
    kind = offers.kinds[row]
    alike = [
        other
        for other, one in enumerate(offers.kinds)
        if (one.home, one.band) == (kind.home, kind.band) and tasks <= offers.reach[other]
    ]
    return min([row, *alike], key=lambda other: (offers.kinds[other].profile.demands, other != row))


def _bound(search: Fewest) -> Copies:
    """Bound the number."""
    compiled = search.offers.compiled
    wanted = np.zeros(len(compiled.program.visits), dtype=bool)
    wanted[: len(compiled.tasks)] = [name in search.wanted for name in compiled.tasks]
    until = time.monotonic() + BOUND_SHARE * search.left
    limits = Limits(until, None, search.cancelled)
    found = fewest_copies(compiled.program, search.offers.numbers, wanted, limits, search.seed)
    search.bound = found.bound
    return found


def _add_until_served(search: Fewest, counts: Sequence[int]) -> None:
    """Search with so many recruits; while something is open, ask more of those who could serve it."""
    known, idle_rounds = list(counts), 0
    while not search.over() and idle_rounds < MOST_IDLE_ROUNDS:
        last = search.left * ROUND_SHARE < LEAST_ROUND
        seconds = search.left if last else search.left * ROUND_SHARE
        start = search.plan if _may_start(search) else None
        result = _searched(search, known, seconds, start)
        if result.plan is None:
            return
        served = served_of(search.problem_with(known), result.plan)
        better = len(search.wanted - served) < len(search.open)
        if better:
            search.take(known, result.plan)
        idle_rounds += not better and result.status == "optimal"
        more = _more(search, search.open, _pace(search), every=not better)
        if not any(more):
            return
        # Those who had nothing to do stay on offer.
        known = [max(have, had) + add for have, had, add in zip(search.counts, known, more, strict=True)]


def _may_start(search: Fewest) -> bool:
    """Whether the plan is one of the flat problem too: none of its tasks has more people than the fewest."""
    return not verify(search.problem_with(search.counts), search.plan)


def _more(search: Fewest, left: Iterable[str], pace: float, *, every: bool = False) -> list[int]:
    """Add recruits for what is open, as many as it takes if each serves so many tasks.

    One of every kind comes along where somebody must be relieved who alone can serve something, or ``every`` asks for
    it.
    """
    problem, offers = search.problem, search.offers
    waiting = {name: problem.task(name).people.min for name in left}  # type: ignore[union-attr]
    more = _members(search, waiting)
    if every or any(not any(name in reach for reach in offers.reach) for name in waiting):
        more = [count + 1 for count in more]
    while waiting and more:
        row = max(range(len(more)), key=lambda row: sum(name in offers.reach[row] for name in waiting))
        own = [name for name in waiting if name in offers.reach[row]]
        if not own:
            break
        seats = sum(waiting[name] for name in own)
        more[row] += max(math.ceil(seats / pace), max(waiting[name] for name in own))
        for name in own:
            del waiting[name]
    return more


def _members(search: Fewest, waiting: Iterable[str]) -> list[int]:
    """Add one of each profile for every team that is open: who is missing in it is not known."""
    offers = search.offers
    more = [0] * len(offers.kinds)
    for name in waiting:
        if search.problem.task(name).team:
            profiles = {
                kind.profile: row for row, kind in enumerate(offers.kinds) if name in offers.reach[row]
            }
            for row in profiles.values():
                more[row] += 1
    return more


def _pace(search: Fewest) -> float:
    """Give how many services a recruit has made so far, 1 or more."""
    num_services = sum(
        service.volunteer.id not in search.problem.names["volunteer"]
        for service in PlanView(search.problem_with(search.counts), search.plan).services
    )
    return max(1.0, num_services / max(1, search.total))


def _thin(search: Fewest) -> None:
    """Look for a plan with fewer that serves as much, moving recruits from kind to kind where all ways can be tried."""
    wanted = search.wanted - search.open
    fewer = search.total - 1
    pairs = sum(fewer * len(reach & wanted) for reach in search.offers.reach)
    free = pairs <= MOST_EXACT
    counts = [max(count, fewer) if free else count + (count > 0) for count in search.counts]
    people = frozenset(recruit.id for _, recruit in search.offers.crowd(counts))
    whole = evolve(search.problem_with(counts), objectives=("coverage", Asked(people=people)))
    start = search.plan if _may_start(search) else None
    most_open = len(whole.effective_tasks) - len(wanted)
    watch = _Watch(search.cancelled, most_open, search.bound or 0)
    result = solve(
        whole,
        search.left,
        seed=search.seed,
        workers=search.workers,
        on_progress=watch.see,
        cancel=watch,
        start=start,
    )
    if result.plan is None or wanted - served_of(whole, result.plan):
        return
    seated = all(task.people.min == task.people.target for task in whole.effective_tasks)  # type: ignore[union-attr]
    bound = result.levels[1].bound
    if free and seated and not search.open and isinstance(bound, int):
        # With this many of each kind, every plan with fewer recruits than were known was among those searched.
        search.bound = max(search.bound or 0, min(bound, search.total))
    if len(busy(result.plan) & people) < search.total:
        search.take(counts, result.plan)


def _searched(search: Fewest, counts: Sequence[int], seconds: float, start: Plan | None) -> Result:
    """Serve as much as can be with so many recruits; stop once all that is wanted is served."""
    whole = search.problem_with(counts)
    watch = _Watch(search.cancelled, len(whole.effective_tasks) - len(search.wanted))
    return solve(
        whole,
        seconds,
        seed=search.seed,
        workers=search.workers,
        on_progress=watch.see,
        cancel=watch,
        start=start,
    )


class _Watch(CancelToken):
    """Stops a search where the user wants that, or once no more than so many tasks are open and recruits asked."""

    def __init__(self, cancelled: Callable[[], bool], most_open: int, most_asked: int | None = None) -> None:
        super().__init__()
        self._asked, self._goal = cancelled, (most_open, most_asked)

    def see(self, progress: Progress) -> None:
        """Look at the best plan so far."""
        most_open, most_asked = self._goal
        if progress.values and sum(numbers_of(progress.values[0])[:4]) <= most_open:
            few = most_asked is None or numbers_of(progress.values[1])[0] <= most_asked
            if few:
                self.cancel()

    @property
    def cancelled(self) -> bool:
        """Whether to stop."""
        return self._event.is_set() or self._asked()
