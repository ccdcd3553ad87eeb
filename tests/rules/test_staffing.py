"""A plan breaks `staffing` when a task has too few people, too many, one twice, not together, or the wrong team."""

import pytest
from attrs import evolve

from volmatch.domain.problem import InputWarning
from volmatch.domain.task import Member, TaskType
from volmatch.program.arrays import NO_CAP
from volmatch.solver import solve
from volmatch.verifier import score, verify

from .build import (
    DAY,
    broken,
    fetched,
    forbidden_by,
    job,
    pairs,
    person,
    plan,
    possible,
    problem,
    served,
    visits,
)

PEOPLE = ("ann", "bob", "cat", "dan")


def rows(names, task="job", start=1000):
    return [f"{name} {start - 500} > {task} {start}-{start + 100} > {start + 600}" for name in names]


def made(people, count=4, **more):
    return problem(*(person(name) for name in PEOPLE[:count]), job(people=people), **more)


@pytest.mark.parametrize(
    ("people", "names", "excess"),
    [
        (1, "a", []),
        (1, "ab", [1]),
        (1, "abcd", [3]),
        (2, "a", [1]),
        (2, "ab", []),
        (2, "abc", [1]),
        (4, "a", [3]),
        ({"min": 1, "target": 3}, "a", []),
        ({"min": 1, "target": 3}, "abc", []),
        ({"min": 1, "target": 3}, "abcd", [1]),
        ({"min": 2, "target": 3}, "a", [1]),
        ({"min": 2, "target": 2}, "ab", []),
        (3, "", []),  # nobody at all: unserved, no violation
    ],
)
def test_as_many_people_as_the_task_takes(people, names, excess):
    crew = [name for name in PEOPLE if name[0] in names]
    found = broken(made(people), "staffing", *rows(crew))
    assert found == [(("job",), by) for by in excess]


@pytest.mark.parametrize(("later", "excess"), [(1000, []), (1001, [1]), (1500, [500])])
def test_all_start_at_the_same_second(later, excess):
    found = broken(made(2), "staffing", *rows(["ann"]), *rows(["bob"], start=later))
    assert found == [(("job",), by) for by in excess]


def test_the_same_person_does_not_count_twice():
    of = made(2)
    twice = "ann 500 > job 1000-1100 > job 1100-1200 > 1700"
    found = broken(of, "staffing", twice)
    assert found == [(("job",), 1), (("job",), 1), (("job",), 100)]  # twice, too few, apart
    again = [*rows(["ann"]), *rows(["ann"], start=5000)]
    assert broken(made(1), "staffing", *again) == [(("job",), 1), (("job",), 4000)]


@pytest.mark.parametrize(
    ("people", "count", "names"),
    [
        (1, 1, 1),
        (2, 2, 1),
        (3, 2, 0),
        (2, 4, 1),
        ({"min": 2, "target": 4}, 2, 1),
        ({"min": 2, "target": 4}, 1, 0),
    ],
)
def test_the_best_plan_serves_a_task_only_with_enough_people(people, count, names):
    assert len(served(made(people, count))) == names


def test_people_come_from_the_type_unless_the_task_says():
    kind = TaskType(id="team", people={"min": 2, "target": 3})
    of = problem(person(), job(type="team"), job("alone", type="team", people=1), kind)
    assert (of.task("job").people.min, of.task("job").people.target) == (2, 3)
    assert served(of) == ["alone"]


def test_the_start_of_a_team_suits_everybody():
    of = problem(
        person("ann", offers=[(0, 5000)]), person("bob", offers=[(3000, 9000)]), job(people=2, duration=1000)
    )
    assert served(of) == ["job"]  # 3,500 to 4,500, ann home at 5,000
    of = problem(
        person("ann", offers=[(0, 5000)]), person("bob", offers=[(3001, 9000)]), job(people=2, duration=1000)
    )
    assert served(of) == []


# -- teams of a composition --------------------------------------------------------------------------------------------

AGES = {"ann": 68, "bob": 66, "cat": 45, "dan": None}
SKILLS = {"ann": ["leader"], "cat": {"leader": "2020-03-02"}, "dan": ["driver"]}


def composed(*team, people=2, names=PEOPLE, **more):
    crew = [person(name, age=AGES[name], skills=SKILLS.get(name, [])) for name in names]
    return problem(*crew, job(people=people, team=[Member(**member) for member in team], **more))


YOUNG, OLD, LEADER, DRIVER = {"max_age": 59}, {"min_age": 60}, {"skill": "leader"}, {"skill": "driver"}


@pytest.mark.parametrize(
    ("team", "names", "missing"),
    [
        ([YOUNG], "ac", []),
        ([YOUNG], "ab", [1]),
        ([YOUNG], "ad", [1]),  # an unknown age fails
        ([OLD, YOUNG], "ac", []),
        ([OLD, YOUNG], "cd", [1]),
        ([{**OLD, "count": 2}], "ab", []),
        ([{**OLD, "count": 2}], "ac", [1]),
        ([{**OLD, "count": 2}], "cd", [2]),
        ([LEADER], "ab", []),
        ([LEADER], "bc", []),
        ([LEADER], "bd", [1]),
        ([LEADER, DRIVER], "bb", [1, 1]),
        ([LEADER, DRIVER], "ad", []),
        ([{**LEADER, **YOUNG}], "bc", []),
        ([{**LEADER, **YOUNG}], "ab", [1]),
        ([LEADER, YOUNG], "bc", []),  # one may count in several lines
        ([{"max_age": 45}], "bc", []),
        ([{"max_age": 44}], "bc", [1]),
        ([{"min_age": 45, "max_age": 45}], "bc", []),
        ([{"count": 2}], "bd", []),  # anybody will do
        ([{"count": 1}, YOUNG], "bd", [1]),
    ],
)
def test_a_team_has_the_members_that_are_asked_for(team, names, missing):
    of = composed(*team, people={"min": 1, "target": 2})
    crew = [name for name in PEOPLE if name[0] in names]
    assert broken(of, "staffing", *rows(crew)) == [(("job",), by) for by in missing]
    if not missing:
        assert verify(of, solve(of, time_limit=20).plan) == []


def test_a_task_that_nobody_serves_needs_no_team():
    assert broken(composed(YOUNG), "staffing") == []


@pytest.mark.parametrize(("day", "missing"), [(0, []), (1, [1])])
def test_a_skill_counts_on_its_last_day_and_not_on_the_next(day, missing):
    of = composed(LEADER, windows=[(0, 3 * DAY)], names=("bob", "cat"))
    of = evolve(of, volunteers=[evolve(one, available=[(0, 3 * DAY)]) for one in of.volunteers])
    crew = rows(["bob", "cat"], start=day * DAY + 600)
    assert broken(of, "staffing", *crew) == [(("job",), by) for by in missing]
    assert broken(of, "staffing", *rows(["bob", "cat"], start=DAY - 1)) == []


def test_the_message_names_the_line_and_the_amounts():
    found = verify(composed(OLD, {**YOUNG, "count": 2}), plan(composed(OLD), *rows(["ann", "bob"])))
    assert [one.message for one in found] == ["job has 0 of 2 members as asked for in team[1]"]


@pytest.mark.parametrize(
    ("team", "people", "free"),
    [
        ([YOUNG], 2, "abcd"),
        ([YOUNG], 1, "c"),
        ([OLD], 1, "ab"),
        ([LEADER], 1, "ac"),
        ([DRIVER], 1, "d"),
        ([LEADER, OLD], 1, "a"),
        ([{**OLD, "count": 2}], 2, "ab"),
        ([{**OLD, "count": 2}], {"min": 1, "target": 3}, "abcd"),
        ([{"count": 2}], 2, "abcd"),
        ([{**LEADER, **YOUNG}], 1, "c"),
    ],
)
def test_who_could_be_in_no_such_team_is_forbidden(team, people, free):
    of = composed(*team, people=people)
    able = [name for name in PEOPLE if forbidden_by(of, name) == []]
    assert able == [name for name in PEOPLE if name[0] in free]
    assert all(forbidden_by(of, name) == ["staffing"] for name in set(PEOPLE) - set(able))
    assert pairs(of) == {(name, "job") for name in able}


def test_a_skill_that_has_expired_before_the_windows_forbids():
    of = composed(LEADER, people=1, windows=[(DAY, DAY + 5000)], names=("ann", "cat"))
    of = evolve(of, volunteers=[evolve(one, available=[(0, 3 * DAY)]) for one in of.volunteers])
    assert [forbidden_by(of, name) for name in ("ann", "cat")] == [[], ["staffing"]]


def quorums(of):
    program, names = visits(of)
    table, people = program.quorums, sorted(one.id for one in of.volunteers)
    spans = [slice(*table.ptr[group : group + 2]) for group in table.group]
    said = [
        people[who][0] + ("" if last >= NO_CAP else f"≤{last}")
        for who, last in zip(table.volunteer.tolist(), table.last.tolist(), strict=True)
    ]
    crews = ["".join(said[span]) for span in spans]
    name = {visit: text for text, visit in names.items()}
    return sorted(
        (name[visit], count, crew)
        for visit, count, crew in zip(table.visit.tolist(), table.count.tolist(), crews, strict=True)
    )


def test_the_program_says_who_must_be_among_them():
    of = composed(YOUNG, {**OLD, "count": 2}, LEADER, {}, people=4)
    assert quorums(of) == [("job", 1, "abcd"), ("job", 1, "ac"), ("job", 1, "c"), ("job", 2, "ab")]
    assert quorums(composed()) == []


@pytest.mark.parametrize(
    ("windows", "offers", "members"),
    [
        ([(0, DAY + 99)], (0, 3 * DAY), "ac"),  # the last start is on the last day
        ([(0, DAY + 100)], (0, 3 * DAY), "ac≤86399"),
        ([(0, 3 * DAY)], (0, DAY), "ac"),  # cat offers nothing later
        ([(0, 3 * DAY)], (DAY, 3 * DAY), "ac≤86399"),
    ],
)
def test_an_expiring_skill_counts_up_to_the_last_start_on_its_last_day(windows, offers, members):
    of = composed(LEADER, windows=windows)
    people = [evolve(one, available=[offers if one.id == "cat" else (0, 3 * DAY)]) for one in of.volunteers]
    assert quorums(evolve(of, volunteers=people)) == [("job", 1, members)]


def test_where_everybody_must_have_the_skill_it_counts_while_it_is_valid():
    of = composed(LEADER, people=1, windows=[(0, 3 * DAY)], names=("bob", "cat"))
    of = evolve(of, volunteers=[evolve(one, available=[(0, 3 * DAY)]) for one in of.volunteers])
    assert quorums(of) == [("job", 1, "c")]
    assert possible(of, "cat") == [(500, DAY - 1)]
    assert served(of) == ["job"]


@pytest.mark.parametrize("method", ["auto", "exact", "greedy", "search"])
@pytest.mark.parametrize(
    ("first", "bob", "people", "is_served"),
    [
        (0, 0, 2, True),
        (0, 0, {"min": 2, "target": 3}, True),
        (DAY - 1, 0, 2, True),
        (DAY, 0, 2, False),
        (0, DAY - 501, 2, True),  # he can be there a second before her skill expires
        (0, DAY - 500, 2, False),
    ],
)
def test_who_completes_a_team_only_while_a_skill_holds_does_so_while_it_holds(
    method, first, bob, people, is_served
):
    # Only cat, until the end of the first day, is what one of the team must be.
    of = problem(
        person("bob", offers=[(bob, 3 * DAY)]),
        person("cat", offers=[(0, 3 * DAY)], skills={"leader": "2020-03-02"}),
        job(people=people, windows=[(first, 2 * DAY)], team=[Member(skill="leader")]),
    )
    result = solve(of, method=method, time_limit=10, iteration_limit=100)
    assert verify(of, result.plan) == []
    assert bool(result.plan.trips) == is_served
    assert result.status == ("optimal" if method in ("auto", "exact") else "feasible")


def test_no_plan_that_a_skill_completes_while_it_holds_is_beyond_what_is_proven():
    # At 600 cat still counts; whoever leaves her out would prove that nobody can serve.
    of = problem(
        person("bob", offers=[(0, 3 * DAY)]),
        person("cat", offers=[(0, 3 * DAY)], skills={"leader": "2020-03-02"}),
        job(people=2, windows=[(600, 700), (2 * DAY, 2 * DAY + 100)], team=[Member(skill="leader")]),
    )
    legal = plan(of, *(f"{who} 100 > job 600-700 > 1200" for who in ("bob", "cat")))
    assert verify(of, legal) == []
    assert [level.value for level in solve(of).levels] == [level.value for level in score(of, legal)]


def test_a_skill_for_ever_may_be_written_as_the_last_date_there_is():
    crew = person("ann", skills={"leader": "9999-12-31"}), person("bob")
    of = problem(*crew, job(people=2, team=[Member(skill="leader")]), job("alone", skills=["leader"]))
    assert quorums(of) == [("job", 1, "a")]
    assert served(of) == ["alone", "job"]


def test_old_and_young_serve_together():
    # Ages 68, 66, 62, 45; two posts for two at the same time, each with somebody under 60: one post is served.
    ages = {"ann": 68, "bob": 66, "cat": 62, "dan": 45}
    crew = [person(name, age=age) for name, age in ages.items()]
    posts = [
        job(name, people=2, windows=[(1000, 1100)], team=[Member(max_age=59)]) for name in ("one", "two")
    ]
    assert len(served(problem(*crew, *posts))) == 1
    assert len(served(problem(*crew, person("eve", age=30), *posts))) == 2


def test_an_unknown_skill_of_a_team_is_warned_of():
    with pytest.warns(InputWarning, match="no volunteer has the skill 'nurse'"):
        of = composed({"skill": "nurse"})
    assert of.warnings[0].path == "tasks[0].team[0].skill"


def test_each_of_a_team_has_a_pickup_of_their_own():
    of = problem(person(), job(people={"min": 2, "target": 3}, pickup=fetched("work")))
    program, names = visits(of)
    assert [(int(program.visits.least[row]), int(program.visits.target[row])) for row in names.values()] == [
        (2, 3),
        (2, 3),
    ]
    assert int(program.visits.weight[names["job^"]]) == 0
