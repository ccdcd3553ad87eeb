"""Coverage: unserved weight of each priority, then weight × seats missing to target of the served."""

import pytest

from rules.build import job, person, plan, problem
from volmatch.solver import solve

from .build import level


def rows(names, task="job", start=1000):
    return [f"{name} {start - 500} > {task} {start}-{start + 100} > {start + 600}" for name in names]


def test_the_weight_of_unserved_tasks_by_priority():
    of = problem(
        person(),
        job("a", priority="critical", weight=3),
        job("b", priority="high", weight=5),
        job("c", weight=7),
        job("d", weight=11),
        job("e", priority="low", weight=13),
    )
    assert level(of, plan(of), "coverage") == (3, 5, 18, 13, 0, 0, 0, 0)
    assert level(of, plan(of, *rows(["ann"], "c")), "coverage") == (3, 5, 11, 13, 0, 0, 0, 0)
    assert level(of, plan(of, *rows(["ann"], "a")), "coverage") == (0, 5, 18, 13, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("people", "crew", "unserved", "missing"),
    [
        (1, "", 6, 0),
        (1, "a", 0, 0),
        (3, "ab", 6, 0),  # fewer than min serve it not at all
        (3, "abc", 0, 0),
        ({"min": 1, "target": 3}, "", 6, 0),
        ({"min": 1, "target": 3}, "a", 0, 12),
        ({"min": 1, "target": 3}, "ab", 0, 6),
        ({"min": 1, "target": 3}, "abc", 0, 0),
        ({"min": 2, "target": 3}, "a", 6, 0),
        ({"min": 2, "target": 3}, "ab", 0, 6),
    ],
)
@pytest.mark.parametrize(("priority", "rank"), [("critical", 0), ("low", 3)])
def test_missing_seats_weigh_as_much_as_their_task(people, crew, unserved, missing, priority, rank):
    names = {"a": "ann", "b": "bob", "c": "cat"}
    of = problem(*(person(name) for name in names.values()), job(people=people, weight=6, priority=priority))
    expected = [0] * 8
    expected[rank], expected[4 + rank] = unserved, missing
    found = plan(of, *rows([names[letter] for letter in crew]))
    assert level(of, found, "coverage") == tuple(expected)


def test_the_same_person_twice_is_one():
    of = problem(person(), person("bob"), job(people=2))
    twice = plan(of, *rows(["ann"]), *rows(["ann"], start=5000))
    assert level(of, twice, "coverage") == (0, 0, 1, 0, 0, 0, 0, 0)


def test_decimal_weights_are_counted_scaled():
    of = problem(person(), job("a", weight=0.5), job("b", weight=1.25), job("c", weight=2))
    assert of.weight_scale == 100
    assert level(of, plan(of), "coverage") == (0, 0, 375, 0, 0, 0, 0, 0)


def test_a_task_of_no_weight_counts_nothing():
    of = problem(job("a", weight=0), job("b", weight=2))
    assert level(of, plan(of), "coverage") == (0, 0, 2, 0, 0, 0, 0, 0)


def test_no_number_of_normal_tasks_outvotes_a_critical_one():
    window = [(1000, 1100)]
    others = [job(f"n{row}", windows=[(2000 + 100 * row, 2100 + 100 * row)], weight=1000) for row in range(5)]
    of = problem(
        person(offers=[(0, 3000)], max_trips=1, max_tasks_per_trip=1),
        job("urgent", windows=window, priority="critical"),
        *others,
    )
    result = solve(of)
    assert result.status == "optimal"
    assert result.levels[0].value == (0, 0, 5000, 0, 0, 0, 0, 0)


def test_the_gap_of_coverage_is_that_of_all_weights():
    of = problem(person(max_trips=1, max_tasks_per_trip=1), job("a", weight=3), job("b", weight=5))
    result = solve(of)
    assert result.levels[0].value == (0, 0, 3, 0, 0, 0, 0, 0)
    assert result.levels[0].bound == (0, 0, 3, 0, 0, 0, 0, 0)
    assert result.levels[0].gap == 0


def test_a_seat_more_comes_after_a_task_more():
    # Two people, two tasks at once: one seat each serves both.
    window = [(1000, 1100)]
    of = problem(
        person(),
        person("bob"),
        job("a", windows=window, people={"min": 1, "target": 2}, weight=9),
        job("b", windows=window, priority="low"),
    )
    assert solve(of).levels[0].value == (0, 0, 0, 0, 0, 0, 9, 0)
