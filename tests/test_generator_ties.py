"""The generator: what ties people, tasks and days together, and problems in which everything can be served."""

import warnings
from collections import Counter
from itertools import pairwise

import attrs
import pytest

import volmatch.generator as generator
from volmatch.errors import InputError
from volmatch.generator import KINDS, feasible, generate
from volmatch.rulebook import OBJECTIVES, RULES
from volmatch.solver import solve
from volmatch.verifier import score, verify

HOUR = 3600
DAY = 24 * HOUR


# --- Each kind uses what it is there for ----------------------------------------------------------


def test_mixed_uses_every_field_of_everything():
    problem = generate("mixed", volunteers=60, days=3, seed=1)
    for things in (problem.tasks, problem.volunteers, problem.locations):
        fields = {field.name for field in attrs.fields(type(things[0]))} - {"lat", "lon"}
        assert all(any(getattr(thing, name) for thing in things) for name in fields)
    assert {target for target in ("task", "beneficiary", "location", "task_type") for one in problem.volunteers
            for like in one.likes if getattr(like, target)} == {"task", "beneficiary", "location", "task_type"}  # fmt: skip
    assert problem.previous is not None
    assert verify(problem, problem.previous) == []
    assert len(problem.effective_tasks) > len(problem.tasks)


def test_mixed_uses_every_rule_with_parameters_and_every_objective():
    problem = generate("mixed", volunteers=20, days=3, seed=1)
    without = {"qualified", "available", "window", "travel", "staffing", "capacity", "order", "pinned"}
    assert set(problem.rules) == {rule.name for rule in RULES} - without
    assert set(problem.rules["companions"]) == {"apart", "together"}
    assert set(problem.rules["workload"]) == {
        "max_hours_per_day", "max_km_per_day", "max_tasks_per_day", "min_rest_hours", "max_days_in_a_row", "max_days"
    }  # fmt: skip
    assert set(problem.objectives) == {objective.name for objective in OBJECTIVES}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_a_small_problem_of_every_kind_is_solved(kind, seed):
    problem = generate(kind, volunteers=4, tasks=5, days=2, seed=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = solve(problem, time_limit=20, iteration_limit=2, workers=1)
    assert result.message == ""
    assert result.plan is not None
    assert verify(problem, result.plan) == []


def test_laundry_is_collected_and_returned_on_a_later_day():
    problem = generate("laundry", volunteers=20, days=3, seed=1)
    collected, returned = problem.tasks[::2], problem.tasks[1::2]
    assert all(task.collect == {"bags": 1} and task.weight == 1 for task in collected)
    for before, task in zip(collected, returned, strict=True):
        assert (task.load, task.weight) == ({"bags": 1}, 2)
        assert [one.task for one in task.after] == [before.id]
        assert all(window.start // DAY > before.windows[0].start // DAY for window in task.windows)
        assert task.location == before.location
    assert problem.rules["cohorts"] == {"exclusive": [["clean", "dirty"]], "scope": "trip"}
    assert {one.capacity["bags"] for one in problem.volunteers} == {4, 6, 8}
    plan = solve(generate("laundry", volunteers=3, tasks=6, days=1, offered=1.0), time_limit=20).plan
    assert {len({stop.task[0] for stop in trip.stops}) for trip in plan.trips} == {1}


def test_teams_have_leaders_and_companions():
    problem = generate("teams", volunteers=60, seed=1)
    assert {task.people.min for task in problem.effective_tasks} == {1, 2, 3}
    assert {member.skill for task in problem.tasks for member in task.team} == {None, "leader", "trained"}
    assert len(problem.rules["companions"]["together"]) == 3
    assert len(problem.rules["companions"]["apart"]) == 2


def test_online_help_is_remote_mostly_and_some_of_it_daily():
    problem = generate("online", volunteers=60, days=5, seed=1)
    share = sum(bool(task.remote) for task in problem.effective_tasks) / len(problem.effective_tasks)
    assert share == pytest.approx(0.85, abs=0.05)
    assert sum(task.repeat is not None for task in problem.tasks) / 240 == pytest.approx(0.15, abs=0.06)
    assert len(problem.effective_tasks) > 280
    assert all(one.familiar.beneficiaries for one in problem.volunteers)
    assert any(task.preferred for task in problem.tasks)


def test_errands_with_hubs_are_fetched_and_brought_to_the_door():
    plain, hubs = (generate("errands", volunteers=60, seed=1, variant=name) for name in ("plain", "hubs"))
    fetched = [task for task in hubs.tasks if task.pickup is not None]
    assert {task.type for task in fetched} == {"medicine", "prescription", "pantry"}
    for task in fetched:
        assert task.location == task.beneficiary.replace("b", "d")
        assert task.load
        assert hubs.location(task.pickup.location).setup_seconds > 0
    assert len(fetched) == sum(task.type in {"medicine", "prescription", "pantry"} for task in plain.tasks)
    assert [task.windows for task in hubs.tasks] == [task.windows for task in plain.tasks]


def test_a_week_of_shifts_has_rest_and_days_off():
    week = generate("roster", volunteers=40, days=7, seed=1, variant="week", offered=1.0)
    assert week.rules["workload"] == {"min_rest_hours": 11, "max_days_in_a_row": 5, "max_days": 5}
    assert week.rules["trip_cap"] == {"per_day": 1}
    assert attrs.evolve(week, rules={}) == attrs.evolve(
        generate("roster", volunteers=40, days=7, seed=1, offered=1.0), rules={}
    )
    small = generate("roster", volunteers=6, tasks=9, days=3, seed=1, variant="week", offered=1.0)
    plan = solve(small, time_limit=20, iteration_limit=2).plan
    for one in small.volunteers:
        trips = [trip for trip in plan.trips if trip.volunteer == one.id]
        assert all(late.depart - early.return_ >= 11 * HOUR for early, late in pairwise(trips))


# --- What urban problems may have beside -----------------------------------------------------------


def test_urban_problems_may_have_teams_pickups_cohorts_and_few_people_for_each():
    plain = generate("urban", volunteers=100, tasks=400, seed=3)
    tied = generate("urban", volunteers=100, tasks=400, seed=3, teams=0.1, pickups=0.2, cohorts=2, exposure=2)
    assert tied.warnings == ()
    assert tied.volunteers == plain.volunteers
    assert tied.locations[:500] == plain.locations
    same = {"people": None, "team": (), "pickup": None, "cohort": None, "beneficiary": None}
    assert [attrs.evolve(task, **same) for task in tied.tasks] == [
        attrs.evolve(task, **same) for task in plain.tasks
    ]
    assert sum(task.people.min == 2 for task in tied.tasks) / 400 == pytest.approx(0.1, abs=0.04)
    assert sum(bool(task.team) for task in tied.tasks) > 5
    assert sum(task.pickup is not None for task in tied.tasks) / 400 == pytest.approx(0.2, abs=0.05)
    labels = Counter(task.cohort for task in tied.tasks)
    assert {name: number / 400 for name, number in labels.items() if name} == pytest.approx(
        {"isolated": 0.15, "frail": 0.15}, abs=0.05
    )
    assert 120 < len({task.beneficiary for task in tied.tasks}) <= 134
    assert tied.rules == {
        **plain.rules,
        "cohorts": {"exclusive": [["isolated", "frail"]], "scope": "day"},
        "exposure": {"per": "beneficiary", "max_people": 2},
    }


def test_without_anything_beside_urban_problems_are_as_ever():
    # What the library is measured on; test_generator.py has the digests.
    assert generate("urban", volunteers=30, teams=0.0, pickups=0.0, cohorts=0) == generate(
        "urban", volunteers=30
    )


# --- Problems in which everything can be served -----------------------------------------------------


def hidden(monkeypatch, kind, **said):
    """Generate a feasible problem, and give it with the plan that was laid out for it."""
    plans = []

    def planned(order, problem):
        made = feasible.planned(order, problem)
        plans.append(made[1])
        return made

    monkeypatch.setattr(generator, "planned", planned)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return generate(kind, feasible=True, **said), plans[0]


SIZES = {
    kind: [{"volunteers": 3, "seed": 1}, {"volunteers": 25, "days": 2, "seed": 2, "geography": "chongqing"}]
    for kind in KINDS
}
SIZES["mixed"] = [
    {"volunteers": 6, "tasks": 6, "seed": 1},
    {"volunteers": 20, "tasks": 24, "days": 2, "seed": 2},
]


@pytest.mark.parametrize(("kind", "said"), [(kind, said) for kind, sizes in SIZES.items() for said in sizes])
def test_a_hidden_plan_serves_every_task_of_a_feasible_problem(monkeypatch, kind, said):
    problem, plan = hidden(monkeypatch, kind, **said)
    assert verify(problem, plan) == []
    assert score(problem, plan)[0].value[:4] == (0, 0, 0, 0)
    assert [task.id for task in problem.tasks] == [task.id for task in generate(kind, **said).tasks]
    assert problem == generate(kind, feasible=True, **said)


@pytest.mark.parametrize("variant", ["hubs", "loads"])
def test_variants_can_be_feasible(monkeypatch, variant):
    problem, plan = hidden(monkeypatch, "errands", volunteers=12, seed=1, variant=variant)
    assert verify(problem, plan) == []
    assert score(problem, plan)[0].value[:4] == (0, 0, 0, 0)


def test_the_shifts_of_a_feasible_roster_stay_where_they_are(monkeypatch):
    problem, plan = hidden(monkeypatch, "roster", volunteers=30, tasks=105, days=7, seed=1, variant="week")
    assert verify(problem, plan) == []
    drawn = generate("roster", volunteers=30, tasks=105, days=7, seed=1, variant="week")
    assert [task.windows for task in problem.tasks] == [task.windows for task in drawn.tasks]


def test_most_tasks_of_a_feasible_problem_stay_as_they_were_drawn(monkeypatch):
    said = {"volunteers": 40, "seed": 1, "teams": 0.1, "pickups": 0.2, "cohorts": 2, "exposure": 2}
    problem, plan = hidden(monkeypatch, "urban", **said)
    assert verify(problem, plan) == []
    drawn = generate("urban", **said)
    same = sum(one == other for one, other in zip(problem.tasks, drawn.tasks, strict=True))
    assert same > 80
    assert all(one.windows or one.type for one in problem.tasks)


def test_the_solver_serves_everything_of_a_small_feasible_problem():
    for kind in ("urban", "errands", "laundry", "teams", "online"):
        problem = generate(kind, volunteers=4, tasks=5, seed=1, feasible=True)
        result = solve(problem, time_limit=20, iteration_limit=2)
        assert result.levels[0].value[:4] == (0, 0, 0, 0), kind


def test_more_than_anybody_has_time_for_is_refused():
    with pytest.raises(InputError, match="nobody has time for so many"):
        generate("urban", volunteers=1, tasks=9, feasible=True)
