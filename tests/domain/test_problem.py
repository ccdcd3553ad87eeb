"""Problems: types filled in, weights made whole, evolved, and plans moved between clocks."""

import pickle
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import numpy as np
import pytest

from rules.build import DAY, HOUR, broken, job, person, place, plan, problem, served
from volmatch.compile import compile_problem
from volmatch.domain.clock import Clock, Interval
from volmatch.domain.plan import Level, Plan, RemoteService, Stop, Trip, empty_plan
from volmatch.domain.problem import Forbidden, InputWarning, Pin
from volmatch.domain.task import People, TaskType
from volmatch.domain.volunteer import History, Like, Volunteer
from volmatch.errors import Fault, InputError, PlanError, ProblemError, VolmatchError
from volmatch.solver import solve
from volmatch.verifier import score, verify

# -- types ---------------------------------------------------------------------------------------------

FULL = {
    "skills": ["nurse"],
    "min_age": 18,
    "max_age": 60,
    "radius_km": 1.5,
    "lifted": True,
    "cohort": "frail",
    "priority": "high",
    "duration": timedelta(minutes=20),
    "people": {"min": 2, "target": 3},
    "areas": ["a/b"],
    "organisations": ["red"],
}
READ = {
    "skills": ("nurse",),
    "min_age": 18,
    "max_age": 60,
    "radius_km": 1.5,
    "lifted": True,
    "cohort": "frail",
    "priority": "high",
    "duration_seconds": 1200,
    "people": People(min=2, target=3),
    "areas": ("a/b",),
    "organisations": ("red",),
}


def test_what_a_task_leaves_open_comes_from_its_type():
    of = problem(person(skills=["nurse"]), TaskType(id="k", **FULL), job(type="k", duration=None))
    for name, value in READ.items():
        assert getattr(of.task("job"), name) == value, name
        if name != "duration_seconds":
            assert getattr(of.tasks[0], name) is None, name


@pytest.mark.parametrize(
    ("name", "own", "read"),
    [
        ("skills", [], ()),
        ("min_age", 0, 0),
        ("max_age", 99, 99),
        ("radius_km", 0, 0),
        ("lifted", False, False),
        ("cohort", "isolated", "isolated"),
        ("priority", "low", "low"),
        ("duration", 0, 0),
        ("people", 1, People()),
        ("areas", [], ()),
        ("organisations", ["blue"], ("blue",)),
    ],
)
def test_a_task_overrides_each_default_of_its_type(name, own, read):
    settings = {"duration": None} | {name: own}
    of = problem(person(skills=["nurse"]), TaskType(id="k", **FULL), job(type="k", **settings))
    task = of.task("job")
    for other, value in READ.items():
        key = {"duration": "duration_seconds"}.get(name, name)
        assert getattr(task, other) == (read if other == key else value), other


def test_without_a_type_the_defaults_are_those_of_the_model():
    task = problem(job()).task("job")
    assert (task.priority, task.people, task.weight) == ("normal", People(min=1, target=1), 1)
    assert (task.skills, task.areas, task.organisations) == ((), (), ())
    assert (task.lifted, task.remote, task.cohort) == (False, False, None)
    assert (task.min_age, task.max_age, task.radius_km) == (None, None, None)


# -- weights --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weights", "scale", "whole"),
    [
        ([1, 2], 1, [1, 2]),
        ([1.0, 2], 1, [1, 2]),
        ([0.5, 2], 10, [5, 20]),
        ([0.5, 0.25, 3], 100, [50, 25, 300]),
        ([0.1, 0.2, 0.3], 10, [1, 2, 3]),
        ([0.000001, 1], 1_000_000, [1, 1_000_000]),
        ([1.1, 2.123456], 1_000_000, [1_100_000, 2_123_456]),
        ([0, 0.0], 1, [0, 0]),
        ([np.float64(0.5), np.int64(4)], 10, [5, 40]),
    ],
)
def test_weights_with_decimals_are_scaled(weights, scale, whole):
    of = problem(*(job(f"t{row}", weight=weight) for row, weight in enumerate(weights)))
    assert of.weight_scale == scale
    assert [task.weight for task in of.effective_tasks] == whole
    assert all(type(task.weight) is int for task in of.effective_tasks)
    assert score(of, plan(of))[0].value[2] == sum(whole)


# -- canonical forms -------------------------------------------------------------------------------------


def test_lists_sets_tuples_and_arrays_are_read_alike():
    for skills in (["a", "b"], ("a", "b"), {"b", "a"}, frozenset("ab"), np.array(["a", "b"], dtype=object)):
        assert problem(person(skills=skills)).volunteers[0].skills == {"a": None, "b": None}
    until = problem(person(skills={"a": "2020-03-10", "b": date(2020, 3, 11), "c": None})).volunteers[0]
    assert until.skills == {"a": date(2020, 3, 10), "b": date(2020, 3, 11), "c": None}


def test_instants_of_every_form_are_seconds_inside():
    forms = [
        (9 * HOUR, 10 * HOUR),
        (np.int64(9 * HOUR), np.int64(10 * HOUR)),
        ("2020-03-02T09:00", "2020-03-02T10:00"),
        (datetime(2020, 3, 2, 9), datetime(2020, 3, 2, 10)),
    ]
    for window in forms:
        of = problem(job(windows=[window]), timezone="Asia/Shanghai")
        assert of.tasks[0].windows == (Interval(9 * HOUR, 10 * HOUR),)
    aware = [
        ("2020-03-02T09:00+08:00", "2020-03-02T02:00Z"),
        (datetime(2020, 3, 2, 1, tzinfo=UTC), datetime(2020, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))),
    ]
    for window in aware:
        of = problem(
            job(windows=[window]),
            timezone="Asia/Shanghai",
            start="2020-03-02T00:00+08:00",
            end="2020-03-03T00:00+08:00",
        )
        assert of.tasks[0].windows == (Interval(9 * HOUR, 10 * HOUR),)


def test_windows_are_sorted_and_joined():
    of = problem(job(windows=[(700, 900), (0, 500), (500, 600)]))
    assert of.tasks[0].windows == (Interval(0, 600), Interval(700, 900))


def test_looking_things_up():
    of = problem(person(), job(), place("p"))
    assert of.volunteer("ann").id == "ann"
    assert of.location("p").id == "p"
    assert of.locations[of.place("work")].id == "work"
    assert of.knows("task", "job")
    assert not of.knows("task", "ann")
    for look in (of.volunteer, of.task, of.location, of.place):
        with pytest.raises(KeyError):
            look("nobody")
    assert of.bans("ann") == ()


FIRST = datetime(2020, 10, 25, 2, 30)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("zone", [None, BERLIN])
@pytest.mark.filterwarnings("ignore::volmatch.domain.problem.InputWarning")
def test_both_readings_of_a_repeated_hour_can_be_written(zone):
    first = FIRST.replace(tzinfo=zone)
    start = datetime(2020, 10, 25, tzinfo=zone)
    of = problem(
        job(windows=[(first, first.replace(fold=1))]),
        start=start,
        end=start + timedelta(days=2),
        timezone="Europe/Berlin",
    )
    assert of.tasks[0].windows == (Interval(int(2.5 * HOUR), int(3.5 * HOUR)),)


# -- evolve -----------------------------------------------------------------------------------------------


def rich(**more):
    return problem(
        person(
            skills={"nurse": "2020-03-10"},
            likes=[Like(value=3, task="a")],
            history=History(hours=2),
            offers=[("2020-03-02T08:00", "2020-03-02T18:00")],
            declined=["b"],
        ),
        person("bob", max_trips=2),
        TaskType(id="k", skills=["nurse"], duration=timedelta(minutes=5)),
        job("a", type="k", duration=None, weight=0.25, people={"min": 1, "target": 2}),
        job("b", windows=[("2020-03-02T09:00", "2020-03-02T10:00")]),
        place("p", 1, 2, area="a/b", setup=timedelta(minutes=2), open=[(0, DAY)]),
        forbidden=[Forbidden(volunteer="bob", location="p")],
        pins=[Pin(volunteer="bob", task="b", start="2020-03-02T09:10")],
        rules={"near_residence": {"radius_km": 2}},
        objective_options={"nearness": {"measure": "seconds"}},
        timezone="Asia/Shanghai",
        **more,
    )


def test_an_evolved_problem_is_the_same_problem():
    of = rich()
    again = attrs.evolve(of)
    assert again == of
    assert again.effective_tasks == of.effective_tasks
    assert (again.weight_scale, again.clock, again.warnings) == (of.weight_scale, of.clock, of.warnings)
    assert attrs.evolve(again) == of


def test_evolving_changes_what_is_said_and_checks_it_all():
    of = rich()
    fewer = attrs.evolve(of, rules={"trip_cap": {"per_day": 0}}, pins=[])
    assert served(fewer) == []
    assert attrs.evolve(of, tasks=of.tasks[1:], volunteers=of.volunteers[1:]).weight_scale == 1
    assert len(attrs.evolve(of, volunteers=[*of.volunteers, Volunteer(id="new", home="p")]).volunteers) == 3
    with pytest.raises(ProblemError, match="there is no volunteer 'bob'"):
        attrs.evolve(of, volunteers=of.volunteers[:1])


def test_a_problem_survives_pickling():
    of = rich()
    again = pickle.loads(pickle.dumps(of))
    assert again == of
    assert again.effective_tasks == of.effective_tasks
    assert np.array_equal(again.network.positions, of.network.positions)


def test_a_problem_is_frozen():
    of = rich()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        of.name = "other"
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        of.volunteers[0].age = 3


def test_the_order_of_the_input_changes_nothing_in_the_program():
    of = rich()
    turned = attrs.evolve(of, volunteers=of.volunteers[::-1], tasks=of.tasks[::-1])
    one, two = compile_problem(of), compile_problem(turned)
    assert (one.volunteers, one.tasks) == (two.volunteers, two.tasks)
    for name in ("ptr", "visit", "duty", "earliest", "latest"):
        assert np.array_equal(getattr(one.program.candidates, name), getattr(two.program.candidates, name))
    assert solve(of).plan == solve(turned).plan


# -- plans and clocks ----------------------------------------------------------------------------------------


def test_a_plan_moved_to_another_clock_says_the_same_instants():
    of = problem(person(), job(), timezone="Asia/Shanghai")
    made = plan(of, "ann 500 > job 1000-1100 > 1600")
    made = attrs.evolve(made, remote=[RemoteService(volunteer="ann", task="job", start=5, end=6)])
    other = Clock.at(datetime(2020, 3, 1, 12), "Europe/Berlin")
    moved = made.on(other)
    assert moved.clock is other
    (trip,), (was,) = moved.trips, made.trips
    assert other.moment(trip.depart) == of.clock.moment(was.depart)
    assert other.moment(trip.stops[0].arrive) == of.clock.moment(was.stops[0].arrive)
    assert moved.remote[0].end - moved.remote[0].start == 1
    assert moved.on(of.clock) == made
    assert made.on(of.clock) is made


def test_a_plan_is_judged_by_the_instants_it_means():
    of = problem(person(offers=[(500, 1600)]), job(windows=[(1000, 1100)]), timezone="Asia/Shanghai")
    made = plan(of, "ann 500 > job 1000-1100 > 1600")
    moved = made.on(Clock.at(datetime(2019, 1, 1), "America/Santiago"))
    assert moved.trips[0].depart != 500
    assert verify(of, moved) == []
    assert score(of, moved) == score(of, made)
    # the same numbers on another clock are other instants
    assert verify(of, attrs.evolve(made, clock=moved.clock))


def test_a_clock_of_the_same_origin_only_changes_how_a_plan_is_written():
    of = problem(person(), job())
    made = plan(of, "ann 500 > job 1000-1100 > 1600")
    other = Clock(of.clock.origin, ZoneInfo("Asia/Shanghai"))
    assert made.on(other).trips == made.trips
    assert made.on(other).clock is other


def test_plans_say_their_size_and_no_names():
    of = problem(person(), job(), name="secret street")
    made = plan(of, "ann 500 > job 1000-1100 > 1600")
    assert repr(made) == "<Plan: feasible, 1 trips, 1 stops, 0 unserved>"
    assert empty_plan("x", of.clock) == Plan(problem="x", clock=of.clock)
    assert Level(name="trips", value=3, bound=3).proven
    assert not Level(name="trips", value=3).proven


STRAYS = [
    (["eve 0 > job 0-100 > 100"], ("eve", "no such volunteer, or beyond the calendar")),
    (["ann 0 > gone 0-100 > 100"], ("gone", "no such task")),
    (["ann 0 > 100"], ("ann", "a trip without a stop")),
]


@pytest.mark.parametrize(("rows", "found"), STRAYS)
def test_what_a_plan_names_that_the_problem_does_not_have_is_a_violation(rows, found):
    of = problem(person(), job())
    assert broken(of, "plan", *rows) == [((found[0],), 0)]
    assert [str(one) for one in verify(of, plan(of, *rows))] == [f"plan: {found[0]}: {found[1]}"]


@pytest.mark.parametrize(
    ("stop", "why"),
    [
        ({"kind": "pickup"}, "a pickup of a task that has none"),
        ({"kind": "nap"}, "a stop of no known kind"),
    ],
)
def test_stops_that_make_no_sense_are_violations(stop, why):
    of = problem(person(), job())
    row = Stop(task="job", arrive=500, start=500, end=600, **stop)
    made = Plan(
        problem="tiny", clock=of.clock, trips=[Trip(volunteer="ann", depart=0, return_=1100, stops=[row])]
    )
    assert f"plan: job: {why}" in [str(one) for one in verify(of, made)]


def test_the_rest_of_a_plan_is_judged_without_what_is_unknown():
    of = problem(person(), job(), job("two"))
    rows = "eve 0 > job 0-100 > 100", "ann 501 > job 1000-1100 > 1600"
    assert {one.rule for one in verify(of, plan(of, *rows))} == {"plan", "travel"}


def test_remote_rows_of_tasks_that_are_not_remote_are_violations():
    of = problem(person(), job())
    row = RemoteService(volunteer="ann", task="job", start=0, end=100)
    made = Plan(problem="tiny", clock=of.clock, remote=[row])
    assert [str(one) for one in verify(of, made)] == ["plan: job: served from home, but not remote"]
    assert score(of, made)[0].value[2] == 1


# -- errors -------------------------------------------------------------------------------------------------------


def test_errors_tell_path_subject_problem_and_mend_and_survive_pickling():
    fault = Fault("tasks[0].people", "t1", "is wrong", "Mend it.")
    assert str(fault) == "tasks[0].people (t1): is wrong. Mend it."
    assert str(Fault("a", "", "is wrong")) == "a: is wrong"
    error = ProblemError([fault, fault])
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.faults, str(again)) == (ProblemError, error.faults, str(error))
    assert str(InputError([fault])).startswith("1 fault:\n")
    assert issubclass(ProblemError, InputError)
    assert issubclass(InputError, VolmatchError)
    assert issubclass(PlanError, VolmatchError)


def test_warnings_are_of_a_kind_of_their_own():
    with pytest.warns(InputWarning, match="no volunteer has the skill 'x'"):
        made = problem(job(skills=["x"]))
    (warning,) = made.warnings
    assert (warning.path, warning.problem) == ("tasks[0].skills", "no volunteer has the skill 'x'")
