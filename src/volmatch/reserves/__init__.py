"""Who should stand by, so that every task that is planned is served with a given chance."""

from __future__ import annotations

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.reserves.answer import Reserve, Standby, TaskChance
from volmatch.reserves.calling import Calling, Post
from volmatch.reserves.choosing import fewest
from volmatch.reserves.odds import at_least, chances
from volmatch.reserves.standing import stand_ins

__all__ = ["Reserve", "Standby", "TaskChance", "standby"]


def standby(
    problem: Problem, plan: Plan, target: float = 0.95, *, draws: int = 20_000, seed: int = 0
) -> Standby:
    """Say how surely each task of a plan is served, and who should stand by so that each is sure enough.

    What is assumed: whoever is planned or stands by turns up for the day with the chance in ``reliability``, each
    independently of the others, and for all of their tasks on that day or for none. A task is served if at least its
    ``min`` people come. As the tasks begin, one after another, those short of people call whoever stands by for them,
    in the order of the answer, until they are enough; where they cannot be enough nobody is called. Nobody is called
    away from a task of their own, and who was called for one task can take another only if both fit into their day.

    Parameters
    ----------
    problem, plan
        A plan that keeps every rule.
    target
        The chance with which each task is to be served, above 0 and below 1; default 0.95.
    draws
        Where more than 16 people are uncertain together, their days are drawn so many times, 1,000 or more; default
        20,000, for which chances are out by less than 0.004 in 99 of 100 cases.
    seed
        For the draws; default 0.

    Returns
    -------
    A `Standby`. Without anybody standing by all chances are exact; with them as each says.

    Raises
    ------
    InputError
        Where the plan breaks a rule.
    ValueError
        Where an argument is out of its range.

    Notes
    -----
    The chance that at least m of n people come is that of the Poisson binomial distribution, summed exactly in O(n²).
    The fewest who stand by are looked for by adding whoever helps most, then among all smaller sets while they are
    few; a set multicover, in which everybody stands by for all of their tasks at once, bounds their number from below.

    Examples
    --------
    >>> print(standby(problem, plan, target=0.95))  # doctest: +SKIP
    2 people standing by bring every task to 95 %: v08, v31.
    """
    if not 0 < target < 1:
        raise ValueError("target must be above 0 and below 1")
    if draws < 1000:
        raise ValueError("draws must be 1,000 or more")
    posts = _posts(problem, plan)
    before = {post.task: at_least(list(post.crew.values()), post.least) for post in posts}
    short = [post for post in posts if before[post.task] < target]
    calling = Calling(posts, stand_ins(problem, plan, short), _reliabilities(problem), draws, seed)
    found = fewest(calling, [post.task for post in short], target)
    after, exact = chances(calling, found.reserves)
    return Standby(
        target=target,
        tasks=tuple(
            TaskChance(
                task=post.task, alone=before[post.task], chance=after[post.task], exact=post.task in exact
            )
            for post in posts
        ),
        reserves=tuple(_reserve(calling, who) for who in found.reserves),
        beyond=tuple(sorted(found.beyond)),
        least=found.least,
        proven=found.proven,
        clock=problem.clock,
    )


def _reliabilities(problem: Problem) -> dict[str, float]:
    return {one.id: one.reliability for one in problem.volunteers}


def _posts(problem: Problem, plan: Plan) -> list[Post]:
    """Give the tasks that are served, in the order in which they begin."""
    view = PlanView(problem, plan)
    rows = []
    for task in problem.effective_tasks:
        if not view.served(task):
            continue
        services = view.services_of_task[task.id]
        crew = {service.volunteer.id: service.volunteer.reliability for service in services}
        least: int = task.people.min  # type: ignore[union-attr]
        first = min(services, key=lambda service: service.start)
        rows.append(Post(first.start, task.id, problem.clock.day(first.start), least, crew))
    return sorted(rows, key=lambda post: (post.start, post.task))


def _reserve(calling: Calling, who: str) -> Reserve:
    mine = {task: ways[who] for task, ways in calling.stand_ins.items() if who in ways}
    return Reserve(
        volunteer=who,
        tasks=tuple(sorted(mine)),
        start=min(way.start for way in mine.values()),
        end=max(way.end for way in mine.values()),
    )
