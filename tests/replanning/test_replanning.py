"""What each change does to a plan, by hand: who is told of what, what stays, what is refused."""

from __future__ import annotations

import warnings

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

import volmatch as vm
from rules.build import DAY, HOUR, fetched, job, person, place, plan, problem
from volmatch.domain.assembly import changing
from volmatch.domain.task import After
from volmatch.reasons import unserved
from volmatch.replanning import CancelTask, Decline, Dropout, Late, MovedWindow, NewTask, NewVolunteer
from volmatch.replanning.keeping import deeds

ROW = [(0, 10_000)]


def again(of, rows, *changes, **more):
    """Plan again, with every warning an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = vm.replan(of, plan(of, *rows), changes, **more)
    assert found.plan is not None
    assert vm.verify(found.problem, found.plan) == []
    return found


def done(found):
    return sorted(deeds(found.plan))


def faults(of, rows, *changes, **more):
    with pytest.raises(vm.InputError) as refused:
        vm.replan(of, plan(of, *rows), changes, **more)
    return [str(fault) for fault in refused.value.faults]


def two(**more):
    """Two people, one task that either can do, one that has its own time."""
    return problem(person("ann"), person("bob"), job("a"), job("b", windows=[(9000, 9100)]), **more)


ANN = ["ann 500 > a 1000-1100 > 1600", "bob 8500 > b 9000-9100 > 9600"]


# ------------------------------------------------------------------------------------------------------- what changes


def test_who_drops_out_is_replaced_and_nobody_else_is_told():
    found = again(two(), ANN, Dropout(volunteer="ann"))
    assert {(who, task) for who, task, _ in done(found)} == {("bob", "a"), ("bob", "b")}
    assert [(row.volunteer, row.gained, row.lost, row.moved) for row in found.changes] == [
        ("ann", (), ("a",), ()),
        ("bob", ("a",), (), ()),
    ]
    assert (found.num_changes, found.num_kept, found.lost, found.gained) == (0, 1, (), ())
    assert found.result.status == "optimal"
    assert [level.name for level in found.result.levels] == ["coverage", "stability", "nearness", "trips"]


def test_objectives_that_name_stability_keep_their_order():
    of = two(objectives=["coverage", "nearness", "stability"])
    assert again(of, ANN, Dropout(volunteer="ann")).problem.objectives == (
        "coverage",
        "nearness",
        "stability",
    )


def test_what_has_begun_stays_and_the_rest_of_the_trip_goes_to_others():
    of = problem(person("ann"), person("bob"), job("a"), job("b"), job("c"))
    rows = ["ann 500 > a 1000-1100 > b 1100-1200 > c 1200-1300 > 1800"]
    found = again(of, rows, Dropout(volunteer="ann"), frozen_until=1150)
    assert {(who, task) for who, task, _ in done(found)} == {("ann", "a"), ("ann", "b"), ("bob", "c")}
    (trip,) = [trip for trip in found.plan.trips if trip.volunteer == "ann"]
    assert (trip.depart, trip.return_) == (500, 1700)


def test_who_drops_out_later_still_does_what_begins_before():
    jobs = [
        job(name, windows=[(start, start + 100)]) for name, start in (("a", 1000), ("b", 1100), ("c", 1200))
    ]
    of = problem(person("ann"), person("bob"), *jobs)
    rows = ["ann 500 > a 1000-1100 > b 1100-1200 > c 1200-1300 > 1800"]
    found = again(of, rows, Dropout(volunteer="ann", from_=1100))
    kept = {(who, task) for who, task, _ in done(found)}
    assert ("ann", "a") in kept
    assert {task for who, task in kept if who == "ann"} == {"a"}
    assert found.lost == ()


def test_what_was_fetched_is_still_brought():
    of = problem(
        place("shop", 200), person("ann"), person("bob"), job("a", pickup=fetched("shop"), load={"bag": 1})
    )
    of = evolve(of, volunteers=[evolve(one, capacity={"bag": 1}) for one in of.volunteers])
    rows = ["ann 800 > a^ 1000-1100 > a 1400-1500 > 2000"]
    found = again(of, rows, Dropout(volunteer="ann"), frozen_until=1200)
    assert done(found) == [("ann", "a", 1400)]
    assert found.changes == ()


def test_a_task_that_is_cancelled_frees_its_people_and_what_waited_for_it():
    of = problem(person("ann"), job("a"), job("b", after=[After(task="a")]))
    rows = ["ann 500 > a 1000-1100 > b 1100-1200 > 1700"]
    found = again(of, rows, CancelTask(task="a"))
    assert [task for _, task, _ in done(found)] == ["b"]
    assert [(one.kind, one.subjects) for one in found.dropped] == [("wait", ("b", "a"))]
    assert "b no longer waits for a." in found.text()
    assert found.lost == ()


def test_pins_of_who_is_out_are_dropped_and_listed():
    of = two(pins=[vm.Pin(volunteer="ann", task="a"), vm.Pin(volunteer="bob", task="b")])
    found = again(of, ANN, Dropout(volunteer="ann"))
    assert [(one.kind, one.subjects) for one in found.dropped] == [("pin", ("ann", "a"))]
    assert [pin.volunteer for pin in found.problem.pins] == ["bob"]


def test_a_pin_that_a_moved_window_makes_impossible_is_dropped():
    of = two(pins=[vm.Pin(volunteer="ann", task="a", start=1000)])
    found = again(of, ANN, MovedWindow(task="a", windows=[(20_000, 21_000)]))
    assert [one.subjects for one in found.dropped] == [("ann", "a")]
    assert [start for _, task, start in done(found) if task == "a"] in [
        [start] for start in range(20_000, 20_901)
    ]


def test_new_tasks_and_people_with_places_of_their_own():
    of = two()
    found = again(
        of,
        ANN,
        NewTask(task=job("c", "there", windows=[(1000, 1100)]), locations=[place("there", 100)]),
        NewVolunteer(volunteer=person("cat", "cottage"), location=place("cottage", 90)),
    )
    assert found.gained == ("c",)
    assert found.num_changes == 0
    assert {one.id for one in found.problem.locations} >= {"there", "cottage"}


def test_a_task_that_is_declined_goes_to_somebody_else():
    found = again(two(), ANN, Decline(volunteer="ann", task="a"))
    assert ("bob", "a") in {(who, task) for who, task, _ in done(found)}
    assert found.problem.volunteer("ann").declined == ("a",)


def test_who_is_late_leaves_so_much_later():
    jobs = [job("a", windows=[(1000, 5000)]), job("b", windows=[(20_000, 20_100)])]
    of = problem(person("ann"), *jobs, rules={"trip_limits": {"max_tasks": 1}})
    rows = ["ann 500 > a 1000-1100 > 1600", "ann 19500 > b 20000-20100 > 20600"]
    found = again(of, rows, Late(volunteer="ann", minutes=10))
    first, second = found.plan.trips
    assert first.depart >= 500 + 600
    assert second.depart == 19500
    assert found.num_changes == 0  # ann's own lateness is no promise to others that is broken


def test_who_has_no_trip_is_late_from_when_they_would_be_free():
    of = problem(person("ann", offers=[(100, 9000)]), job("a"))
    found = again(of, [], Late(volunteer="ann", minutes=1), frozen_until=400)
    assert found.problem.volunteer("ann").available == (vm.Interval(100, 400), vm.Interval(460, 9000))


def test_one_occurrence_of_what_repeats_can_be_cancelled():
    ann = person("ann", offers=[(0, 4 * DAY)])
    of = problem(ann, job("a", windows=[(1000, 5000)], repeat="FREQ=DAILY;COUNT=3"))
    result = vm.solve(of, time_limit=5)
    found = vm.replan(of, result.plan, [CancelTask(task="a@2020-03-03")])
    assert {task.id for task in found.problem.tasks} == {"a@2020-03-02", "a@2020-03-04"}
    assert (found.num_changes, found.num_kept) == (0, 2)


def test_all_occurrences_can_be_cancelled_by_the_id_as_given():
    of = problem(person("ann"), job("a", repeat="FREQ=DAILY;COUNT=2"), job("b"))
    result = vm.solve(of, time_limit=5)
    found = vm.replan(of, result.plan, [CancelTask(task="a")])
    assert [task.id for task in found.problem.tasks] == ["b"]


# ----------------------------------------------------------------------------------------------------------- the cap


def crowded():
    """To serve the urgent task somebody must be taken from another, which then nobody can do."""
    urgent = job("urgent", windows=[(1000, 1100)], priority="critical")
    return problem(person("ann"), person("bob"), job("a", windows=[(1000, 1100)]), urgent)


def test_no_more_promises_are_broken_than_allowed_whatever_it_costs():
    rows = ["ann 500 > a 1000-1100 > 1600", "bob 500 > urgent 1000-1100 > 1600"]
    free = again(crowded(), rows, Dropout(volunteer="bob"))
    assert (free.num_changes, free.lost) == (1, ("a",))
    capped = again(crowded(), rows, Dropout(volunteer="bob"), max_changes=0)
    assert (capped.num_changes, capped.lost) == (0, ("urgent",))
    assert "promises_kept" not in capped.problem.rules
    allowed = again(crowded(), rows, Dropout(volunteer="bob"), max_changes=1)
    assert [level.value for level in allowed.result.levels] == [level.value for level in free.result.levels]


# ------------------------------------------------------------------------------------------------------ what is refused


def test_all_faults_are_told_at_once_with_the_nearest_names():
    told = faults(
        two(),
        ANN,
        Dropout(volunteer="anm"),
        Decline(volunteer="bob", task="aa"),
        Late(volunteer="bob", minutes=0),
        "drop bob",
    )
    assert len(told) == 4
    assert told[0] == "changes[0].volunteer (anm): there is no volunteer 'anm'. Did you mean 'ann'?"
    assert "there is no task 'aa'" in told[1]
    assert "minutes above 0" in told[2]
    assert told[3].startswith("changes[3]: a change is expected: one of Dropout")


@pytest.mark.parametrize(
    "changes",
    [
        [Dropout(volunteer="ann"), Late(volunteer="ann", minutes=5)],
        [Dropout(volunteer="ann"), Dropout(volunteer="ann")],
        [CancelTask(task="a"), MovedWindow(task="a", windows=[(0, 900)])],
        [NewTask(task=job("c")), NewTask(task=job("c"))],
    ],
)
def test_changes_that_speak_of_the_same_are_refused(changes):
    (told,) = faults(two(), ANN, *changes)
    assert "another of the changes speaks of the same" in told


def test_ids_in_use_are_refused():
    told = faults(two(), ANN, NewTask(task=job("a")), NewVolunteer(volunteer=person("bob")))
    assert [("already" in one) for one in told] == [True, True]


@pytest.mark.parametrize(
    "change",
    [CancelTask(task="a"), MovedWindow(task="a", windows=[(0, 900)]), Decline(volunteer="ann", task="a")],
)
def test_what_has_begun_cannot_be_undone(change):
    (told,) = faults(two(), ANN, change, frozen_until=1001)
    assert "begun" in told
    again(two(), ANN, change, frozen_until=400)


def test_who_is_out_with_stops_to_come_is_not_late():
    (told,) = faults(two(), ANN, Late(volunteer="ann", minutes=5), frozen_until=600)
    assert "is out on a trip that has begun" in told


def test_nothing_that_was_frozen_is_thawed():
    of = evolve(two(), frozen_until=2000, previous=plan(two(), *ANN))
    (told,) = faults(of, ANN, frozen_until=1000)
    assert told.startswith("frozen_until: this is earlier than the problem's own")
    assert again(of, ANN).problem.frozen_until == 2000


def test_a_plan_that_broke_a_rule_before_is_refused():
    rows = ["ann 900 > a 1000-1100 > 1200", "bob 8500 > b 9000-9100 > 9600"]
    (told,) = faults(two(), rows, Decline(volunteer="bob", task="b"))
    assert "broke a rule before anything changed" in told


@pytest.mark.parametrize("more", [{"max_changes": -1}, {"time_limit": 0}])
def test_arguments_out_of_range(more):
    with pytest.raises(ValueError, match="must be"):
        vm.replan(two(), plan(two(), *ANN), [], **more)


# ---------------------------------------------------------------------------------------------------------- what is told


def test_it_is_told_in_two_languages_with_ids_and_times_alone():
    of = two(end="2020-03-03T00:00")
    found = again(of, ANN, Dropout(volunteer="ann"))
    start = found.starts("bob")["a"]
    clock = f"{start // HOUR:02}:{start % HOUR // 60:02}"
    assert found.text().splitlines() == [
        "2 people have to be told; 1 promise stays as they were.",
        "Every promise to others is kept, to within 15 minutes.",
        "ann: no longer a",
        f"bob: now also a ({clock})",
    ]
    assert found.text("zh").splitlines() == [
        "需要通知 2 人；1 项安排保持不变。",
        "对其他人的安排全部保留（时间变动不超过 15 分钟）。",
        "ann：不再承担 a",
        f"bob：新增 a（{clock}）",
    ]
    assert str(found) == found.text()
    for name in ("bob", "home", "500"):
        assert name not in repr(found)
    with pytest.raises(ValueError, match="lang"):
        found.text("fr")


def test_nothing_new_for_anybody():
    found = again(two(), ANN, CancelTask(task="b"), frozen_until=DAY // 24)
    assert found.text().startswith("1 person has to be told")
    same = again(two(), ANN)
    assert same.text().startswith("Nothing changes for anybody.")


def test_it_is_frozen():
    with pytest.raises(FrozenInstanceError):
        Dropout(volunteer="ann").volunteer = "bob"


# ------------------------------------------------------------------------------------------------------------ the next


def test_one_after_another_and_saved_between(tmp_path):
    of = two()
    found = again(of, ANN, Decline(volunteer="ann", task="a"))
    vm.save(found.problem, tmp_path / "problem.json")
    vm.save(found.plan, tmp_path / "plan.json")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kept = vm.load(tmp_path / "problem.json")
        then = vm.replan(kept, vm.load_plan(tmp_path / "plan.json"), [Dropout(volunteer="bob")])
    assert then.lost == ("a",)
    assert then.plan is not None
    assert vm.verify(then.problem, then.plan) == []


def test_an_unknown_reference_of_something_new_is_told():
    told = faults(two(), ANN, NewTask(task=job("c", "nowhere")))
    assert "nowhere" in told[0]


def test_what_is_said_of_one_occurrence_goes_with_what_is_said_of_all():
    people = [person(name, offers=[(0, 4 * DAY)]) for name in ("ann", "bob")]
    jobs = [job(name, windows=[(1000, 1100)], repeat="FREQ=DAILY;COUNT=2") for name in ("a", "b")]
    of = problem(*people, *jobs)
    result = vm.solve(of, time_limit=5)
    (who,) = {who for who, task, _ in deeds(result.plan) if task == "a@2020-03-02"}
    found = vm.replan(of, result.plan, [CancelTask(task="b@2020-03-02"), Decline(volunteer=who, task="a")])
    assert found.problem.volunteer(who).declined == ("a@2020-03-02", "a@2020-03-03")
    assert who not in {other for other, task, _ in deeds(found.plan) if task.startswith("a@")}
    assert found.lost == ()
    moved = MovedWindow(task="a", windows=[(2000, 2100)])
    with pytest.raises(vm.InputError, match="Move each occurrence by its own id"):
        vm.replan(of, result.plan, [CancelTask(task="b@2020-03-02"), moved])


# --------------------------------------------------------------------------------------------- problems made of others


def test_what_names_something_that_is_gone_is_found_though_it_was_read_before():
    of = problem(person("ann", declined=["a"]), job("a"), job("b"))
    with changing(of), pytest.raises(vm.ProblemError, match="there is no task 'a'"):
        evolve(of, tasks=[task for task in of.tasks if task.id == "b"])


def test_what_is_new_is_read_and_the_rest_is_the_same():
    of = two()
    with changing(of):
        later = evolve(of, volunteers=[*of.volunteers, person("cat", offers=[(500, 600), (0, 500)])])
    assert later.volunteer("cat").available == (vm.Interval(0, 600),)
    assert later.volunteer("ann") is of.volunteer("ann")
    assert later == evolve(of, volunteers=later.volunteers)
    with changing(of), pytest.raises(vm.ProblemError):
        evolve(of, volunteers=[person("cat", "nowhere")], tasks=[])


# ----------------------------------------------------------------------------------------------- what is oddly said


def test_a_task_that_is_declined_and_cancelled_is_gone():
    changes = [Decline(volunteer="ann", task="a"), CancelTask(task="a")]
    for some in (changes, changes[::-1]):
        found = again(two(), ANN, *some)
        assert done(found) == [("bob", "b", 9000)]
        assert found.problem.volunteer("ann").declined == ()


def test_what_waits_for_a_task_that_moved_is_unserved_for_another_reason(monkeypatch):
    """The reasons of those who have not changed are not taken over then."""
    monkeypatch.setattr("volmatch.replanning.planning.SMALL_PAIRS", -1)
    of = problem(
        person("ann", max_trips=1),
        job("a", windows=[(0, 2000)]),
        job("b", windows=[(4000, 4100)], after=[After(task="a")], priority="low"),
        job("x", windows=[(4000, 4100)], priority="critical"),
    )
    plan = vm.solve(of, time_limit=60, method="exact").plan
    assert [(row.task, row.reason) for row in plan.unserved] == [("b", "outweighed")]
    found = vm.replan(of, plan, [MovedWindow(task="a", windows=[(6000, 7000)])])
    assert found.plan.unserved == unserved(found.problem, found.plan)
    assert ("b", "order") in [(row.task, row.reason) for row in found.plan.unserved]


def test_a_task_that_repeats_is_not_moved_to_other_dates():
    of = problem(
        person("ann", declined=["v@2020-03-03"], offers=[(0, 4 * DAY)]),
        job("v", windows=[(1000, 2000)], repeat="FREQ=DAILY;COUNT=3"),
    )
    rows = ["ann 500 > v@2020-03-02 1000-1100 > 1600"]
    [told] = faults(of, rows, MovedWindow(task="v", windows=[(DAY + 1000, DAY + 2000)]))
    assert "other dates" in told
    assert "Move each occurrence" in told
    found = again(of, rows, MovedWindow(task="v", windows=[(3000, 3100)]))
    assert ("ann", "v@2020-03-02", 3000) in done(found)


@pytest.mark.parametrize(
    "change",
    [
        NewTask(task=job("new"), locations=["work"]),
        NewTask(task=job("new"), locations=None),
        NewVolunteer(volunteer=person("new"), location="home"),
    ],
)
def test_a_place_that_is_none_is_told(change):
    [told] = faults(two(), ANN, change)
    assert "a Location is expected" in told


@pytest.mark.parametrize("most", [True, 1.5, "1"])
def test_a_cap_is_a_whole_number(most):
    with pytest.raises(ValueError, match="max_changes must be a whole number"):
        again(two(), ANN, max_changes=most)
