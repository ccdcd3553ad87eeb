"""A part of a problem: some volunteers with all that they serve, and what that is tied to.

A change is tried on the part; the rest of the plan stays. What ties the part to the rest in other ways (stocks, how
many people meet somebody) shows when the whole plan is verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.remaking import remade
from volmatch.domain.task import Task
from volmatch.domain.travel import StraightLine
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Volunteer
from volmatch.rule import Rule
from volmatch.rulebook import RULES
from volmatch.rules.companions import Companions

__all__ = ["joined", "part", "reach", "restricted"]


def reach(view: PlanView, people: Sequence[str], tasks: Iterable[str]) -> tuple[set[str], set[str]]:
    """Give people and tasks with all that they are tied to by the plan and by what needs what.

    Whoever serves a task of theirs with them; what a task needs and who serves it; who goes only together with them.
    Everybody and everything where a user's own rule or objective may name them.
    """
    problem = view.problem
    if _has_own(problem):
        return {one.id for one in problem.volunteers}, {one.id for one in problem.effective_tasks}
    needs: dict[str, list[str]] = {}
    for task in problem.effective_tasks:
        for after in task.after:
            needs.setdefault(task.id, []).append(after.task)
            if task.id in view.services_of_task:
                needs.setdefault(after.task, []).append(task.id)
    company = _company(problem)
    found: tuple[set[str], set[str]] = set(), set()
    ahead = [(0, name) for name in people] + [(1, name) for name in tasks]
    while ahead:
        kind, name = ahead.pop()
        if name in found[kind]:
            continue
        found[kind].add(name)
        if kind == 0:
            ahead += [(1, service.task.id) for service in view.services_of_volunteer.get(name, ())]
            ahead += [(0, other) for other in company.get(name, ())]
        else:
            ahead += [(0, service.volunteer.id) for service in view.services_of_task.get(name, ())]
            ahead += [(1, other) for other in needs.get(name, ())]
            ahead += [(0, pin.volunteer) for pin in problem.pins if pin.task == name]
    return found


def _has_own(problem: Problem) -> bool:
    """Tell whether a user's own rule or objective stands in a problem."""
    rules = any(isinstance(rule, Rule) and not isinstance(rule, RULES) for rule in problem.rules.values())
    return rules or not all(isinstance(level, str | Mapping) for level in problem.objectives)


def _company(problem: Problem) -> Mapping[str, list[str]]:
    rule: Any = problem.rules.get("companions", {})
    pairs = rule.together if isinstance(rule, Companions) else rule.get("together", ())
    company: dict[str, list[str]] = {}
    for one, other in pairs:
        company.setdefault(one, []).append(other)
        company.setdefault(other, []).append(one)
    return company


def part(view: PlanView, people: set[str], tasks: set[str]) -> Problem:
    """Make the problem of some volunteers and tasks alone; what is served already weighs a little more.

    O(part + tasks + pins).
    """
    problem, served = view.problem, view.services_of_task
    factor = len(served) + 1
    kept = [
        evolve(one, repeat=None, weight=factor * one.weight + (one.id in served))
        for one in problem.effective_tasks
        if one.id in tasks
    ]
    rules = dict(problem.rules)
    if "companions" in rules:
        rules["companions"] = _companions(rules["companions"], people)
    fields: dict[str, Any] = {
        "volunteers": [_restricted(problem, one, tasks) for one in problem.volunteers if one.id in people],
        "tasks": kept,
        "rules": rules,
        "pins": [one for one in problem.pins if one.volunteer in people and one.task in tasks],
        "forbidden": [
            evolve(ban, task=task)
            for ban in problem.forbidden
            if ban.volunteer in people
            for task in (
                [None] if ban.task is None else [t for t in problem.occurrences(ban.task) if t in tasks]
            )
        ],
    }
    if problem.previous is not None:
        fields["previous"] = restricted(problem.previous, people, tasks)
    if isinstance(problem.travel, StraightLine):
        # Ways come from places alone, so that those nobody goes to can stay away; else ids and order are fixed.
        fields["locations"] = _places(problem, fields["volunteers"], kept, fields["forbidden"])
    return remade(problem, **fields)


def _companions(said: Any, people: set[str]) -> dict[str, Any]:
    both = said if isinstance(said, Mapping) else {"apart": said.apart, "together": said.together}
    return {name: [pair for pair in pairs if set(pair) <= people] for name, pairs in both.items()}


def _restricted(problem: Problem, volunteer: Volunteer, tasks: set[str]) -> Volunteer:
    """Let a volunteer name no task that is not there."""
    if not volunteer.declined and not any(like.task for like in volunteer.likes):
        return volunteer
    declined = [one for name in volunteer.declined for one in problem.occurrences(name) if one in tasks]
    likes = [
        evolve(like, task=task)
        for like in volunteer.likes
        for task in (
            [None] if like.task is None else [t for t in problem.occurrences(like.task) if t in tasks]
        )
    ]
    return evolve(volunteer, declined=declined, likes=likes)


def _places(problem: Problem, people: Iterable[Volunteer], tasks: Iterable[Task], bans: Iterable[Any]) -> Any:
    wanted = {ban.location for ban in bans}
    for one in people:
        wanted |= {one.home, *one.familiar.locations, *(like.location for like in one.likes)}
    for task in tasks:
        wanted |= {task.location, *([task.pickup.location] if task.pickup else [])}
    return [problem.location(name) for name in sorted(wanted - {None})]


def restricted(plan: Plan, people: set[str], tasks: set[str]) -> Plan:
    """Give what a plan has of these people and tasks."""
    trips = []
    for trip in plan.trips:
        stops = [stop for stop in trip.stops if stop.task in tasks]
        if trip.volunteer in people and stops:
            trips.append(evolve(trip, stops=stops))
    remote = [row for row in plan.remote if row.volunteer in people and row.task in tasks]
    return Plan(problem=plan.problem, clock=plan.clock, trips=trips, remote=remote)


def joined(plan: Plan, people: set[str], local: Plan) -> Plan:
    """Give the plan with what these people do, and those who are new in it, as a local plan has it."""
    trips = [*(trip for trip in plan.trips if trip.volunteer not in people), *local.trips]
    remote = [*(row for row in plan.remote if row.volunteer not in people), *local.remote]
    return Plan(
        problem=plan.problem,
        clock=local.clock,
        trips=sorted(trips, key=lambda trip: (trip.volunteer, trip.depart)),
        remote=sorted(remote, key=lambda row: (row.volunteer, row.start, row.task)),
    )
