"""A plan breaks `staffing` when a task has too few people, too many, one twice, or not at the same time."""

import pytest

from volmatch.domain.task import TaskType

from .build import broken, job, person, problem, served

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
