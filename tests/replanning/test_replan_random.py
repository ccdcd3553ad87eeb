"""Random small problems, random changes: what has begun stays, every rule holds, and given time nothing is better."""

from __future__ import annotations

import warnings
from random import Random

import pytest
from attrs import evolve

import volmatch as vm
from oracle.problems import build, small, tied
from volmatch.reasons import unserved
from volmatch.replanning.keeping import deeds
from volmatch.result import flat_values

SEEDS, MORE_SEEDS = range(30), range(105)
QUARTER = 900


def case(draw, seed):
    """A problem, a plan that keeps every rule, an instant in the middle of it, and some changes."""
    random = Random(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            problem = build(draw(seed))
        except vm.ProblemError:
            return None
        problem = evolve(problem, previous=None, frozen_until=None)
        result = vm.solve(problem, time_limit=5, method="greedy")
    if result.plan is None or vm.verify(problem, result.plan):
        return None
    starts = sorted(start for _, _, start in deeds(result.plan))
    until = random.choice([None, *starts]) if starts else None
    return problem, result.plan, until, list(changes(random, problem, result.plan, until))


def changes(random, problem, plan, until):
    """Draw some changes that go together."""
    begun = {task for _, task, start in deeds(plan) if until is not None and start < until}
    begun |= {
        stop.task for trip in plan.trips for stop in trip.stops if until is not None and stop.start < until
    }
    out = {trip.volunteer for trip in plan.trips if until is not None and trip.depart < until}
    people = [one.id for one in problem.volunteers]
    tasks = [task.id for task in problem.effective_tasks if task.id not in begun]
    random.shuffle(people)
    random.shuffle(tasks)
    kinds = random.sample(
        ["drop", "late", "cancel", "move", "decline", "new", "more"], k=random.randint(1, 3)
    )
    for kind in kinds:
        if kind == "drop" and people:
            from_ = random.choice([None, (until or 0) + 1800])
            yield vm.Dropout(volunteer=people.pop(), from_=from_)
        elif kind == "late" and people:
            who = people.pop()
            if who not in out:
                yield vm.Late(volunteer=who, minutes=random.choice([5, 30, 90]))
        elif kind == "cancel" and tasks:
            yield vm.CancelTask(task=tasks.pop())
        elif kind == "move" and tasks:
            task = problem.task(tasks.pop())
            later = [(window.start + 3600, window.end + 3600) for window in task.windows]
            if problem.base(task.id) == task.id and later:
                yield vm.MovedWindow(task=task.id, windows=later)
        elif kind == "decline" and tasks and people:
            yield vm.Decline(volunteer=random.choice(people), task=tasks.pop())
        elif kind == "new" and problem.effective_tasks:
            other = random.choice(problem.effective_tasks)
            yield vm.NewTask(
                task=vm.Task(
                    id="brand-new",
                    location=other.location,
                    windows=other.windows,
                    duration=other.duration_seconds,
                    remote=other.remote,
                )
            )
        elif kind == "more" and problem.volunteers:
            other = random.choice(problem.volunteers)
            home = problem.location(other.home)
            twin = evolve(other, id="newcomer", home="new-home", declined=(), likes=())
            yield vm.NewVolunteer(volunteer=twin, location=evolve(home, id="new-home"))


def planned_again(draw, seed, **more):
    """Make the plan of a case again; skips where there is none."""
    given = case(draw, seed)
    if given is None:
        pytest.skip("no such problem")
    problem, plan, until, news = given
    if isinstance(problem.travel, vm.Matrix):  # a new place is not in its tables
        news = [one for one in news if not isinstance(one, vm.NewVolunteer)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return problem, plan, until, news, vm.replan(problem, plan, news, frozen_until=until, **more)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("draw", [small, tied])
def test_what_has_begun_stays_and_every_rule_holds(draw, seed):
    _, plan, until, _, again = planned_again(draw, seed, time_limit=0.05)
    assert again.plan is not None, (draw.__name__, seed)
    assert vm.verify(again.problem, again.plan) == []
    # Some of the reasons are taken over from the earlier plan.
    assert again.plan.unserved == unserved(again.problem, again.plan), (draw.__name__, seed)
    assert again.problem.previous is not None
    new = {(who, task): start for who, task, start in deeds(again.plan)}
    for who, task, start in deeds(plan):
        if until is not None and start < until:
            assert new.get((who, task)) == start, (draw.__name__, seed, who, task)


@pytest.mark.parametrize("seed", MORE_SEEDS)
@pytest.mark.parametrize("draw", [small, tied])
def test_given_time_it_is_as_good_as_any_plan_of_the_changed_problem(draw, seed):
    *_, again = planned_again(draw, seed, time_limit=10)
    fresh = vm.solve(again.problem, time_limit=10)
    if fresh.status == again.result.status == "optimal":
        assert flat_values(again.result.levels) == flat_values(fresh.levels), (draw.__name__, seed)
    else:
        assert again.plan is not None


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("draw", [small, tied])
def test_no_more_promises_are_broken_than_allowed(draw, seed):
    most = seed % 3
    *_, plan_again = planned_again(draw, seed, max_changes=most)
    assert plan_again.num_changes <= most, (draw.__name__, seed)
    assert vm.verify(plan_again.problem, plan_again.plan) == []


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("draw", [small, tied])
def test_a_cap_that_asks_for_nothing_costs_nothing_and_a_tighter_one_is_never_better(draw, seed):
    *_, free = planned_again(draw, seed, time_limit=10)
    *_, same = planned_again(draw, seed, time_limit=10, max_changes=free.num_changes)
    *_, none = planned_again(draw, seed, time_limit=10, max_changes=0)
    assert none.num_changes == 0
    values = [flat_values(found.result.levels) for found in (free, same, none)]
    if all(found.result.status == "optimal" for found in (free, same, none)):
        assert values[0] == values[1] <= values[2], (draw.__name__, seed)


@pytest.mark.parametrize("seed", range(20))
def test_reasons_that_are_taken_over_are_those_that_would_be_found(seed):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        problem = vm.generate("urban", volunteers=12, tasks=60, seed=seed, variant="tight")
        plan = vm.solve(problem, time_limit=5, method="greedy").plan
    who = problem.volunteers[seed % 12].id
    changes = [vm.Dropout(volunteer=who), vm.CancelTask(task=problem.tasks[seed].id)]
    if seed % 2:
        other = problem.volunteers[(seed + 1) % 12].id
        changes += [
            vm.Late(volunteer=other, minutes=30),
            vm.Decline(volunteer=other, task=problem.tasks[-1].id),
        ]
    again = vm.replan(problem, plan, changes, time_limit=0.1)
    assert vm.verify(again.problem, again.plan) == []
    assert again.plan.unserved == unserved(again.problem, again.plan)
