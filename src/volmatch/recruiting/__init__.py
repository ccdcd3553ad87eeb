"""Whom to recruit: the fewest people who would serve what a plan leaves unserved."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from volmatch.domain.plan import Plan, Unserved
from volmatch.domain.problem import Problem
from volmatch.domain.roll import Roll
from volmatch.domain.task import Task
from volmatch.domain.view import PlanView
from volmatch.errors import EngineError, Fault, InputError, PlanError
from volmatch.pairs import blocked_by
from volmatch.recruiting.missing import Missing, Shortage
from volmatch.recruiting.offers import Offers, offered, with_people
from volmatch.recruiting.searching import fewest
from volmatch.recruiting.state import Fewest, served_of
from volmatch.recruiting.surplus import Idle, never_asked
from volmatch.recruiting.terms import Terms, read_terms
from volmatch.rulebook import rules_of
from volmatch.solver import CancelToken
from volmatch.verifier import verify

__all__ = ["Idle", "Missing", "Shortage", "shortage"]


def shortage(
    problem: Problem,
    plan: Plan,
    cap: int | None = None,
    areas: Sequence[str] | None = None,
    homes: Sequence[str] | None = None,
    skills: Sequence[Iterable[str]] | None = None,
    bands: Sequence[tuple[str, str]] | None = None,
    travel_mode: str | None = None,
    time_limit: float = 30.0,
    seed: int = 0,
    workers: int | None = None,
    cancel: CancelToken | None = None,
) -> Shortage:
    """Say who is missing where, when and with which skill: the fewest recruits with whom everything is served.

    Everybody's trips may be planned anew, so that those who are there are used as well as can be. A recruit is of a
    *kind*: a home, what they bring along (skills, age, access, organisation), the hours of every day at which they
    are free, and how often they go out. The kinds offered are, where nothing else is said, those that the unserved
    tasks ask for; the number is the fewest for these kinds, and a home or an hour in between might do better.

    Parameters
    ----------
    problem, plan
        The plan must keep every rule.
    cap
        Most trips of a recruit a day, 1 or more; default what the rules say. Those caps hold besides.
    areas
        Prefixes of the areas in which recruits may live; default those of the unserved tasks. In each, homes are at
        as many of the places of its unserved tasks as reach all of them.
    homes
        Ids of the locations at which recruits may live, in place of ``areas``.
    skills
        The sets of skills that recruits may have, as ``[["driver"], ["nurse", "driver"], []]``; default the sets that
        unserved tasks ask for, each by itself.
    bands
        Hours of the day, as ``[("08:00", "12:00")]``; default the windows of the unserved tasks, those that overlap
        on the clock taken together. Recruits are free before and after for the longest way to an unserved task.
    travel_mode
        Of the recruits; default the only one, or that of most volunteers.
    time_limit
        Seconds, above 0; default 30.
    seed, workers, cancel
        As in `solve`.

    Returns
    -------
    A `Shortage`: recruits by area, hours and skill, a proven bound, a verified plan with them, tasks that no such
    recruit can serve, and the volunteers who were never asked. ``print`` says it in plain English, ``text("zh")`` in
    Chinese.

    Raises
    ------
    InputError
        Where the plan breaks a rule, or there is no such area, location or travel mode, or the cap is below 1.
    PlanError
        Where the plan names volunteers or tasks that the problem does not have.
    ValueError
        Where ``time_limit`` is not above 0.

    Notes
    -----
    A program of a column for each pair of person and task gives the bound, exactly up to 30,000 of them; then some
    runs of `solve`.

    Examples
    --------
    >>> print(shortage(problem, plan, cap=2))  # doctest: +SKIP
    6 recruits are missing; fewer would not do: proven.
    """
    started = time.monotonic()
    if not time_limit > 0:
        raise ValueError("time_limit must be above 0 seconds")
    terms = read_terms(problem, cap, areas, homes, skills, bands, travel_mode)
    plan = _checked(problem, plan)
    served = served_of(problem, plan)
    needy = [task for task in problem.effective_tasks if task.id not in served]
    offers = _offers(problem, plan, needy, terms)
    wanted = frozenset(task.id for task in problem.effective_tasks) & (offers.servable | served)
    search = Fewest(
        problem=problem,
        offers=offers,
        wanted=wanted,
        deadline=started + time_limit * 0.95,
        seed=seed,
        workers=workers,
        cancelled=lambda: cancel is not None and cancel.cancelled,
    )
    fewest(search, plan)
    people = [recruit for _, recruit in offers.crowd(search.counts)]
    whole = with_people(problem, people)
    if verify(whole, search.plan):
        raise EngineError("the plan with recruits did not pass verification")
    return Shortage(
        missing=tuple(_missing(whole, search)),
        total=search.total,
        bound=search.bound,
        unserved=tuple(sorted(task.id for task in needy)),
        beyond=tuple(_beyond(problem, offers, [task for task in needy if task.id not in wanted])),
        open=tuple(sorted(search.open)),
        surplus=tuple(never_asked(problem, plan)),
        problem=whole,
        plan=search.plan,
        seconds=time.monotonic() - started,
    )


def _checked(problem: Problem, plan: Plan) -> Plan:
    """Refuse plans of another problem, and such as break rules; give it on the clock of the problem."""
    view = PlanView(problem, plan)
    if view.strays:
        name, why = view.strays[0]
        raise PlanError(f"the plan does not fit the problem: {name}: {why}")
    violations = verify(problem, plan)
    if violations:
        broken = f"this plan breaks a rule ({violations[0]}); what is missing cannot be told from it"
        raise InputError([Fault("plan", plan.problem, broken, "Give a plan that keeps every rule.")])
    return view.plan


def _offers(problem: Problem, plan: Plan, needy: Sequence[Task], terms: Terms) -> Offers:
    """Offer what unserved tasks ask for; and where only busy volunteers could serve one, what would relieve them."""
    offers = offered(problem, needy, terms)
    stuck = [task for task in needy if not any(task.id in reach for reach in offers.reach)]
    if not stuck:
        return offers
    rules, roll, view = rules_of(problem), Roll(problem), PlanView(problem, plan)
    able: set[str] = set()
    for task in stuck:
        left = roll.everybody
        for rule in rules:
            left = left[~rule.forbidden(roll, task, left)] if len(left) else left
        able |= {problem.volunteers[row].id for row in left.tolist()}
    names = {task.id for task in needy}
    busy = {service.task.id for service in view.services if service.volunteer.id in able} - names
    return (
        offered(problem, [*needy, *(problem.task(name) for name in sorted(busy))], terms) if busy else offers
    )


def _missing(whole: Problem, search: Fewest) -> list[Missing]:
    """Put the recruits of each kind together, the largest groups first."""
    served: dict[str, set[str]] = {}
    for service in PlanView(whole, search.plan).services:
        served.setdefault(service.volunteer.id, set()).add(service.task.id)
    groups: dict[int, list[str]] = {}
    for row, recruit in search.offers.crowd(search.counts):
        groups.setdefault(row, []).append(recruit.id)
    found = []
    for row, recruits in groups.items():
        kind = search.offers.kinds[row]
        profile = kind.profile
        found.append(
            Missing(
                area=whole.location(kind.home).area,
                home=kind.home,
                hours=str(kind.band),
                skills=profile.skills,
                access=profile.access,
                organisation=profile.organisation,
                least_age=profile.least_age if profile.least_age >= 0 else None,
                most_age=profile.most_age if profile.most_age <= 150 else None,
                count=len(recruits),
                recruits=tuple(recruits),
                tasks=tuple(sorted(set().union(*(served.get(name, set()) for name in recruits)))),
            )
        )
    return sorted(found, key=lambda one: (-one.count, one.area, one.home, one.hours, one.skills))


def _beyond(problem: Problem, offers: Offers, tasks: Sequence[Task]) -> list[Unserved]:
    """Say which rule keeps most kinds of recruits from a task; ``"staffing"`` where none does."""
    if not tasks:
        return []
    roll, rules = Roll(with_people(problem, offers.models)), rules_of(problem)
    nobody = Roll(problem)
    rows = []
    for task in sorted(tasks, key=lambda task: task.id):
        every, old = blocked_by(roll, task, rules), blocked_by(nobody, task, rules)
        counts = {name: count - old.get(name, 0) for name, count in every.items() if count > old.get(name, 0)}
        reason = max(counts, key=lambda name: counts[name]) if counts else "staffing"
        rows.append(Unserved(task=task.id, reason=reason, blocked_by=counts))
    return rows
