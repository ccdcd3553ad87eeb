"""A plan breaks `pinned` when a pin is not kept, or something frozen is changed."""

import pytest
from attrs import evolve

from volmatch.domain.problem import Pin
from volmatch.errors import ProblemError
from volmatch.solver import solve
from volmatch.verifier import verify

from .build import DAY, broken, job, person, place, plan, problem


def made(*pins, people=1, **more):
    return problem(
        person(),
        person("bob"),
        job(people=people),
        job("other"),
        pins=[Pin(**pin) for pin in pins],
        **more,
    )


ANN = {"volunteer": "ann", "task": "job"}
ROW = "ann 500 > job 1000-1100 > 1600"


@pytest.mark.parametrize(
    ("pins", "rows", "found"),
    [
        ([ANN], [ROW], []),
        ([ANN], [], [(("ann", "job"), 0)]),
        ([ANN], [ROW.replace("ann", "bob")], [(("ann", "job"), 0)]),
        ([ANN], ["ann 500 > other 1000-1100 > 1600"], [(("ann", "job"), 0)]),
        ([{**ANN, "start": 1000}], [ROW], []),
        ([{**ANN, "start": 1001}], [ROW], [(("ann", "job"), 1)]),
        ([{**ANN, "start": 400}], [ROW], [(("ann", "job"), 600)]),
        ([ANN, ANN], [ROW], []),
        ([ANN, {"volunteer": "bob", "task": "other"}], [ROW], [(("bob", "other"), 0)]),
        ([], [], []),
    ],
)
def test_a_pinned_volunteer_serves_and_at_the_pinned_start(pins, rows, found):
    pins = [{**pin} for pin in pins]
    if any(pin.get("start") == 400 for pin in pins):
        of = problem(person(), job(where="home"), pins=[Pin(**pins[0])])
        rows = ["ann 1000 > job 1000-1100 > 1100"]
    else:
        of = made(*pins)
    assert broken(of, "pinned", *rows) == found


def test_a_pin_on_one_of_a_team_leaves_the_other_places_free():
    of = made(ANN, people=2)
    rows = [ROW, ROW.replace("ann", "bob")]
    assert broken(of, "pinned", *rows) == []


@pytest.mark.parametrize("start", [None, 700, 50_000])
def test_the_best_plan_keeps_the_pin_though_another_is_nearer(start):
    of = problem(
        person("ann"), person("bob", "work"), job(), pins=[Pin(volunteer="ann", task="job", start=start)]
    )
    result = solve(of)
    assert result.status == "optimal"
    (trip,) = result.plan.trips
    assert trip.volunteer == "ann"
    assert start in (None, trip.stops[0].start)
    assert verify(of, result.plan) == []


def test_the_best_plan_keeps_a_pin_that_costs_more_than_it_serves():
    # Pinned to the job of low priority, ann cannot do the critical one at the same time.
    at_once = [(1000, 1100)]
    of = problem(
        person(),
        job(priority="low", windows=at_once),
        job("urgent", priority="critical", windows=at_once),
        pins=[Pin(**ANN)],
    )
    result = solve(of)
    assert result.status == "optimal"
    assert result.levels[0].value == (1, 0, 0, 0, 0, 0, 0, 0)


def refused(things, pins, **more):
    with pytest.raises(ProblemError) as caught:
        problem(*things, pins=[Pin(**pin) for pin in pins], **more)
    return [str(fault) for fault in caught.value.faults]


ALONE = [
    ("qualified", [person(age=17), job(min_age=18)], {}),
    ("available", [person(offers=[(0, 50)]), job()], {}),
    ("window", [person(), job(windows=[(1000, 1100)])], {"start": 1001}),
    ("travel", [person(offers=[(0, 1099)]), job()], {}),
    ("near_residence", [person(radius_km=0.4), job()], {}),
    ("trip_cap", [person(max_trips=0), job()], {}),
    ("trip_limits", [person(max_tasks_per_trip=0), job()], {}),
    ("workload", [person(max_km_per_day=0.5), job()], {}),
]


@pytest.mark.parametrize(("rule", "things", "more"), ALONE, ids=[row[0] for row in ALONE])
def test_a_pin_that_breaks_a_rule_alone_is_refused_with_pin_and_rule(rule, things, more):
    (fault,) = refused(things, [{**ANN, **more}])
    assert fault.startswith("pins[0] (job): 'ann' cannot be pinned to 'job'")
    assert rule in fault


at = [(1000, 1100)]
FAR = place("far", 700)
# Starts of the two pins; every plan that keeps both breaks something, and one such rule is named.
TOGETHER = {
    "at the same time": ("travel", [person(), job(windows=at), job("other", windows=at)], 1000, 1000),
    "with the way between": ("travel", [person(), job(), job("other", "far"), FAR], 1000, 1299),
    "one trip of one task": (
        "trip_",
        [person(max_trips=1, max_tasks_per_trip=1), job(), job("other")],
        1000,
        5000,
    ),
    "one task a day": ("workload", [person(max_tasks_per_day=1), job(), job("other")], 1000, 5000),
}


@pytest.mark.parametrize(("rule", "things", "one", "two"), TOGETHER.values(), ids=TOGETHER)
def test_two_pins_that_contradict_each_other_are_refused_with_both(rule, things, one, two):
    pins = [{**ANN, "start": one}, {"volunteer": "ann", "task": "other", "start": two}]
    faults = refused(things, pins)
    assert len(faults) == 1
    assert "'ann' to 'job'" in faults[0]
    assert "'ann' to 'other'" in faults[0]
    assert rule in faults[0]


@pytest.mark.parametrize(("_rule", "things", "one", "two"), TOGETHER.values(), ids=TOGETHER)
def test_where_starts_are_free_a_contradiction_is_proven_by_solve_at_the_latest(_rule, things, one, two):
    fixed = {"job": one, "other": two}
    tight = [
        evolve(thing, windows=[(fixed[thing.id], fixed[thing.id] + 100)]) if thing.id in fixed else thing
        for thing in things
    ]
    pins = [Pin(**ANN), Pin(volunteer="ann", task="other")]
    try:
        of = problem(*tight, pins=pins)
    except ProblemError:
        return
    result = solve(of)
    assert (result.status, result.stopped_by, result.plan) == ("infeasible", "proof", None)


def test_two_pins_whose_windows_leave_no_choice_are_refused():
    things = [person(), job(windows=at), job("other", windows=at)]
    assert refused(things, [ANN, {"volunteer": "ann", "task": "other"}])


def test_two_pins_that_just_fit_are_accepted():
    between = [person(), job(windows=at), job("other", "far", windows=[(1300, 1400)]), place("far", 700)]
    pins = [ANN, {"volunteer": "ann", "task": "other"}]
    of = problem(*between, pins=[Pin(**pin) for pin in pins])
    assert solve(of).status == "optimal"


def test_more_people_pinned_than_the_task_takes():
    things = [person(), person("bob"), job()]
    (fault,) = refused(things, [ANN, {"volunteer": "bob", "task": "job"}])
    assert "staffing" in fault


def test_people_of_a_team_pinned_to_different_starts():
    things = [person(), person("bob"), job(people=2)]
    pins = [{**ANN, "start": 1000}, {"volunteer": "bob", "task": "job", "start": 2000}]
    (fault,) = refused(things, pins)
    assert "1000 s off the pinned start" in fault


def test_pins_on_a_team_that_is_too_small_are_infeasible_not_refused():
    # One of the two people that the task needs is pinned; nobody else may come.
    of = problem(person(), job(people=2), pins=[Pin(**ANN)])
    result = solve(of)
    assert (result.status, result.stopped_by, result.plan) == ("infeasible", "proof", None)


def test_three_pins_that_contradict_only_together_are_infeasible():
    # Any two of the three fit into the hours of a day, all three do not.
    jobs = [job(name, "home", duration=1000) for name in ("one", "two", "three")]
    of = problem(
        person(max_hours_per_day=2999 / 3600),
        *jobs,
        pins=[Pin(volunteer="ann", task=name) for name in ("one", "two", "three")],
    )
    result = solve(of)
    assert (result.status, result.stopped_by, result.plan) == ("infeasible", "proof", None)


def test_pinned_starts_may_be_written_as_instants():
    of = problem(person(), job(), pins=[Pin(volunteer="ann", task="job", start="2020-03-02T12:00")])
    assert of.pins[0].start == DAY // 2
    assert verify(of, plan(of, "ann 42700 > job 43200-43300 > 43800")) == []
