"""Explanations of problems by hand: who misses what by how much, what is in the way, and which changes help."""

import numpy as np
import pytest
from attrs import frozen

import volmatch as vm
from oracle.problems import build, small, tied
from rules.build import DAY, HOUR, job, person, place, plan, problem
from volmatch.explaining.changes import NewRule
from volmatch.explaining.repairing import smallest
from volmatch.rulebook import rules_of


def explained(given, made, task="job", **more):
    return vm.explain(given, made, task, time_limit=300, **more)


def only(found, kind):
    return next(repair for repair in found.repairs if repair.change.kind == kind)


def test_a_skill_that_one_may_learn():
    people = [
        person("near"),
        person("far", home="hill"),
        person("nurse", skills=["nurse"], offers=[(0, 100)]),
    ]
    given = problem(*people, place("hill", -1000), job(windows=[(2000, 8000)], skills=["nurse"]))
    found = explained(given, plan(given))
    assert (found.reason, found.able) == ("qualified", ())
    rows = {(row.rule, row.kind, row.what): [one.volunteer for one in row.nearest] for row in found.blocked}
    # Those who miss the same are named by how near they live.
    assert rows == {("qualified", "skill", "nurse"): ["near", "far"], ("available", "time", ""): ["nurse"]}
    assert only(found, "more_skills").change.volunteer == "near"
    assert only(found, "more_time").change.volunteer == "nurse"


def test_amounts_of_radius_age_and_time():
    given = problem(
        person("far", home="hill", age=30),
        person("old", age=66),
        person("late", age=30, offers=[(0, 3000)]),
        place("hill", -1000),
        job(windows=[(2000, 8000)], duration=1500, max_age=64),
        rules={"near_residence": {"radius_km": 1.2}},
    )
    found = explained(given, plan(given))
    rows = {row.kind: (row.rule, row.nearest[0].volunteer, row.nearest[0].amount) for row in found.blocked}
    assert rows["far"] == ("near_residence", "far", pytest.approx(300))
    assert rows["too_old"] == ("qualified", "old", 2)
    assert rows["time"] == ("available", "late", 500)
    assert only(found, "rule_radius_km").change.new == 1.5
    assert only(found, "task_max_age").change.new == 66
    assert only(found, "more_time").change.volunteer == "late"
    for repair in found.repairs:
        assert vm.verify(repair.apply(given), repair.plan) == []
    said = found.text()
    assert "1 lives too far away; the nearest: far (by 300 m)" in said
    assert "1 is too old; the nearest: old (by 2 years)" in said
    assert "500" not in repr(found)


def test_what_an_able_volunteer_would_drop():
    given = problem(
        person(), job(), job("other"), rules={"trip_cap": {"per_day": 1}, "trip_limits": {"max_tasks": 1}}
    )
    found = explained(given, plan(given, "ann 500 > other 1000-1100 > 1600"))
    (one,) = found.displaced
    assert (one.volunteer, one.rules, one.tasks) == ("ann", ("trip_cap",), ("other",))
    assert only(found, "rule_per_day").change.new == 2
    assert only(found, "rule_max_tasks").change.new == 2
    assert all(not repair.lost for repair in found.repairs)


def test_a_less_urgent_task_may_be_dropped_and_a_more_urgent_one_never():
    rules = {"trip_cap": {"per_day": 1}, "trip_limits": {"max_tasks": 1}, "near_residence": {"radius_km": 1}}
    for priority in ("low", "critical"):
        given = problem(
            person(radius_km=0.1),
            job(),
            job("other", where="door", priority=priority),
            place("door", 50),
            rules=rules,
        )
        found = explained(given, plan(given, "ann 500 > other 550-650 > 700"))
        own = [repair for repair in found.repairs if repair.change.kind == "own_radius_km"]
        assert [repair.lost for repair in own] == ([("other",)] if priority == "low" else [])


def test_a_window_just_wide_enough():
    # 500 s of way, from 300 on, and 100 s of service: done at 900, 200 s after the window.
    given = problem(person(offers=[(300, DAY)]), job(windows=[(100, 700)]))
    assert only(explained(given, plan(given)), "later").change.later == 300


def test_a_plan_that_could_be_better():
    given = problem(person(), job())
    found = explained(given, plan(given))
    (repair,) = found.repairs
    assert repair.change is None
    assert "another plan serves it" in found.text()
    assert "另有更好的计划" in found.text("zh")


def test_who_serves_and_who_else_could():
    given = problem(person(), person("bob"), job())
    found = explained(given, plan(given, "ann 500 > job 1000-1100 > 1600"))
    assert (found.served_by, found.able, found.reason) == (("ann",), ("bob",), "")
    assert "served by ann" in found.text()


def test_what_is_refused():
    given = problem(person(), job("job-1"))
    for name in (5, ["job-1"]):
        with pytest.raises(vm.InputError, match="the id of a task is expected"):
            vm.explain(given, plan(given), name)
    with pytest.raises(vm.InputError, match="Did you mean 'job-1'"):
        explained(given, plan(given), "job-11")
    with pytest.raises(vm.InputError, match="breaks a rule"):
        explained(given, plan(given, "ann 900 > job-1 1000-1100 > 1600"), "job-1")
    with pytest.raises(ValueError, match="time_limit"):
        vm.explain(given, plan(given), "job-1", time_limit=0)
    daily = problem(person(), job(repeat="FREQ=DAILY;COUNT=2", windows=[(0, HOUR)]))
    with pytest.raises(vm.InputError, match="job@2020-03-02"):
        explained(daily, plan(daily))
    assert explained(daily, plan(daily), "job@2020-03-02").repairs[0].change is None


def test_a_change_of_a_task_that_repeats_is_of_all_its_occurrences():
    given = problem(person(age=66), job(repeat="FREQ=DAILY;COUNT=2", windows=[(0, 3 * HOUR)], max_age=64))
    found = explained(given, plan(given), "job@2020-03-02")
    changed = only(found, "task_max_age").apply(given)
    assert [task.max_age for task in changed.effective_tasks] == [66, 66]


def test_cancelled_at_once():
    given, token = problem(person(radius_km=0.1), job()), vm.CancelToken()
    token.cancel()
    found = explained(given, plan(given), cancel=token)
    assert (found.repairs, found.complete) == ((), False)
    assert "time was up" in found.text()


def test_nothing_is_unserved():
    given = problem(person(), job())
    found = vm.explain(given, plan(given, "ann 500 > job 1000-1100 > 1600"))
    assert found.causes == ()
    assert "All 1 tasks are served." in found.text()


@pytest.mark.parametrize("first", range(6))
def test_the_smallest_of_a_ladder(first):
    ladder = [NewRule(rule="r", parameter="p", old=0, new=number) for number in range(6)]
    asked = []

    def works(change):
        asked.append(change.new)
        return change.new >= first

    assert smallest(ladder, works, lambda: False) == first
    assert len(asked) <= 5
    assert smallest(ladder, lambda _change: False, lambda: False) is None


@pytest.mark.parametrize("draw", [small, tied])
def test_a_miss_is_told_exactly_where_a_rule_forbids(draw):
    for seed in range(25):
        try:
            given = build(draw(seed))
        except vm.ProblemError:
            continue
        for rule in rules_of(given):
            for one in given.volunteers:
                for task in given.effective_tasks:
                    forbidden = rule.forbids(given, one, task) or rule.forbids_jointly(given, one, task)
                    miss = rule.miss(given, one, task)
                    # A plainer reason of another rule may hide a joint one; where there is one it has a name.
                    assert bool(forbidden) == (miss is not None), (seed, rule.name, one.id, task.id)
                    assert miss is None or (miss.kind and miss.amount >= 0)


def test_nothing_is_called_the_smallest_that_was_not_proven(monkeypatch):
    given = problem(
        person(), place("far", 2050), job(where="far"), rules={"near_residence": {"radius_km": 1}}
    )
    radius = only(explained(given, plan(given)), "rule_radius_km")
    assert (radius.change.new, radius.smallest) == (2.1, True)
    monkeypatch.setattr("volmatch.explaining.repairing.MOST_WHOLE", 0)
    radius = only(explained(given, plan(given)), "rule_radius_km")
    assert (radius.change.new, radius.smallest) == (2.1, False)


@frozen(kw_only=True)
class NotByAnn(vm.Rule):
    """A task of a user's own choice is not ann's; the rule counts on finding both."""

    name = "not_by_ann"
    task: str = "b"

    def check(self, problem, plan):
        for service in plan.services_of_task.get(self.task, ()):
            if service.volunteer.id == "ann":
                message = f"ann serves {self.task}"
                yield vm.Violation(rule=self.name, subjects=("ann", self.task), excess=0, message=message)

    def compile(self, problem, draft):
        people = {one.id: row for row, one in enumerate(draft.volunteers)}
        tasks = {one.id: row for row, one in enumerate(draft.tasks)}
        draft.expire(people["ann"], np.arange(draft.num_visits) == tasks[self.task], 0)


@pytest.mark.parametrize("most_whole", [0, 60])
def test_a_users_own_rule_may_name_anybody_and_anything(monkeypatch, most_whole):
    monkeypatch.setattr("volmatch.explaining.repairing.MOST_WHOLE", most_whole)
    given = problem(
        person("ann"),
        person("bob", max_trips=0),
        place("moon", 90_000),
        job("a"),
        job("b", windows=[(5000, 5100)]),
        job("c", where="moon"),
        rules=[NotByAnn()],
    )
    made = plan(given, "ann 500 > a 1000-1100 > 1600")
    for name in ("b", "c"):
        for repair in explained(given, made, name).repairs:
            assert vm.verify(repair.apply(given), repair.plan) == []
    assert {task for cause in vm.explain(given, made, time_limit=300).causes for task in cause.tasks} == {
        "b",
        "c",
    }
