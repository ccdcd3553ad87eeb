"""Preferences: minus the sum of the likes over the assignments."""

import pytest

from rules.build import job, person, plan, problem
from volmatch.domain.task import TaskType
from volmatch.domain.volunteer import Like
from volmatch.errors import ProblemError
from volmatch.solver import solve

from .build import level

ONE = "ann 500 > a 1000-1100 > 1600"
BOTH = "ann 500 > a 1000-1100 > b 1100-1200 > 1700"


def made(*likes, **more):
    return problem(
        person(likes=[Like(**like) for like in likes]),
        person("bob", likes=[Like(value=5, task="a")]),
        TaskType(id="visit"),
        job("a", type="visit", beneficiary="wang"),
        job("b", beneficiary="li"),
        **more,
    )


@pytest.mark.parametrize(
    ("likes", "row", "value"),
    [
        ([], ONE, 0),
        ([{"task": "a", "value": 3}], ONE, -3),
        ([{"task": "b", "value": 3}], ONE, 0),
        ([{"task": "a", "value": -10}], ONE, 10),
        ([{"task_type": "visit", "value": 2}], BOTH, -2),
        ([{"beneficiary": "wang", "value": 2}], BOTH, -2),
        ([{"location": "work", "value": 2}], BOTH, -4),
        ([{"location": "home", "value": 2}], BOTH, 0),
        ([{"task": "a", "value": 3}, {"beneficiary": "wang", "value": 4}], ONE, -7),
        ([{"task": "a", "value": 3}, {"task": "a", "value": -4}], ONE, 1),
        ([{"task": "a", "value": 0}], ONE, 0),
        ([{"task": "a", "value": 10}, {"task": "b", "value": -10}], BOTH, 0),
    ],
)
def test_minus_the_sum_of_the_likes(likes, row, value):
    of = made(*likes)
    assert level(of, plan(of, row), "preferences") == value


def test_everybody_counts_their_own_likes():
    of = made({"task": "a", "value": 3})
    assert level(of, plan(of, ONE.replace("ann", "bob")), "preferences") == -5


@pytest.mark.parametrize("value", [11, -11, 0.5, True, None])
def test_a_like_is_a_whole_number_from_minus_ten_to_ten(value):
    with pytest.raises(ProblemError, match="likes"):
        made({"task": "a", "value": value})


@pytest.mark.parametrize("like", [{}, {"task": "a", "location": "work"}])
def test_a_like_has_exactly_one_target(like):
    with pytest.raises(ProblemError, match="exactly one target"):
        made({"value": 1, **like})


@pytest.mark.parametrize(
    ("likes", "value", "who"),
    [
        ([{"task": "a", "value": 6}], -6, "ann"),
        ([{"task": "a", "value": 4}], -5, "bob"),
        ([{"location": "work", "value": 6}], -6, "ann"),
        ([{"task_type": "visit", "value": 6}], -6, "ann"),
        ([{"beneficiary": "wang", "value": 6}], -6, "ann"),
        ([{"task": "a", "value": -6}, {"beneficiary": "wang", "value": 10}], -5, "bob"),
    ],
)
def test_the_best_plan_hears_the_wishes(likes, value, who):
    of = problem(
        person(likes=[Like(**like) for like in likes]),
        person("bob", likes=[Like(value=5, task="a")]),
        TaskType(id="visit"),
        job("a", type="visit", beneficiary="wang"),
        objectives=["coverage", "preferences"],
    )
    result = solve(of)
    assert result.status == "optimal"
    assert (result.levels[1].value, result.plan.trips[0].volunteer) == (value, who)


def test_a_dislike_never_leaves_a_task_unserved():
    of = problem(person(likes=[Like(value=-10, task="a")]), job("a"), objectives=["coverage", "preferences"])
    result = solve(of)
    assert result.levels[0].value[2] == 0
    assert result.levels[1].value == 10
