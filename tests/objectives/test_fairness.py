"""Fairness: the sum of ⌊w² ÷ o⌋ over all who offer time."""

import pytest

from rules.build import HOUR, job, person, plan, problem
from volmatch.domain.volunteer import History
from volmatch.errors import ProblemError
from volmatch.objectives.fairness import Fairness

from .build import level, lines, with_remote, worth, written


def out(seconds, who="ann", task="a"):
    """Be away for so many seconds, 1,000 of them on the way."""
    return f"{who} 0 > {task} 500-{seconds - 500} > {seconds}"


@pytest.mark.parametrize(
    ("offered", "rows", "value"),
    [
        (10_000, [], 0),
        (10_000, [1000], 100),
        (10_000, [10_000], 10_000),  # all that was offered
        (3000, [1000], 333),  # rounded down
        (1_000_001, [1000], 0),
        (1_000_000, [1000], 1),
        (10_000, [1000, 2000], 900),  # the square of the sum
    ],
)
def test_one_person(offered, rows, value):
    of = problem(person(offers=[(0, offered)]), job("a"))
    assert level(of, plan(of, *(out(seconds) for seconds in rows)), "fairness") == value


def test_time_is_that_from_departure_to_return():
    of = problem(person(offers=[(0, 10_000)]), job("a"))
    waiting = "ann 0 > a 1500-1600 > 2000"
    assert level(of, plan(of, waiting), "fairness") == 400


def test_offers_add_up_and_overlapping_ones_once():
    of = problem(person(offers=[(0, 3000), (5000, 12_000)]), job("a"))
    assert level(of, plan(of, out(1000)), "fairness") == 100
    with pytest.warns(match="overlap"):
        of = problem(person(offers=[(0, 6000), (5000, 10_000)]), job("a"))
    assert level(of, plan(of, out(1000)), "fairness") == 100


def test_the_same_work_shared_is_fairer():
    of = problem(
        person(offers=[(0, 10_000)]),
        person("bob", offers=[(0, 10_000)]),
        person("cat", offers=[(0, 20_000)]),
        job("a", people={"min": 1, "target": 3}),
    )
    alone = level(of, plan(of, out(4000)), "fairness")
    shared = level(of, plan(of, out(2000), out(2000, "bob")), "fairness")
    even = level(of, plan(of, out(1000), out(1000, "bob"), out(2000, "cat")), "fairness")
    assert (alone, shared, even) == (1600, 800, 400)


@pytest.mark.parametrize(
    ("history", "offers", "rows", "value"),
    [
        ({}, [], [], 0),  # offers nothing: no term
        ({"hours": 5}, [], [], 0),
        ({"hours": 5}, [], [out(2000)], 0),
        ({"hours": 5, "offered_hours": 25}, [], [], HOUR),
        ({"hours": 5}, [(0, 25 * HOUR)], [], HOUR),  # idle now, but not before
        ({"hours": 5, "offered_hours": 20}, [(0, 5 * HOUR)], [], HOUR),
        ({"hours": 4, "offered_hours": 20}, [(0, 5 * HOUR)], [out(HOUR)], HOUR),
        ({"hours": 0.5, "offered_hours": 0.5}, [], [], HOUR // 2),
        ({"hours": 1 / 3600, "offered_hours": 1 / 3600}, [], [], 1),
        ({"hours": 0.6 / 3600, "offered_hours": 1 / 3600}, [], [], 1),  # rounded to whole seconds
        ({"hours": 5, "offered_hours": 0.4 / 3600}, [], [], 0),
    ],
)
def test_the_history_counts(history, offers, rows, value):
    of = problem(person(offers=offers, history=History(**history)), job("a"))
    assert level(of, plan(of, *rows), "fairness") == value


def test_remote_tasks_take_time_too():
    of = problem(person(offers=[(0, 10_000)]), job("a"), job("chat", None, remote=True))
    found = with_remote(plan(of, out(1000)), "ann chat 2000-3000")
    assert worth(Fairness(), of, found) == 400


def test_it_is_exact_where_floats_are_not():
    offered, given = 10_000_019, 300_000_007
    of = problem(person(offers=[(0, offered)], history=History(hours=given / 3600)), job("a"))
    assert level(of, plan(of), "fairness") == given**2 // offered
    assert given**2 > 2**53


def test_a_term_for_everybody_who_offers():
    of = problem(
        person(offers=[(0, 1000), (5000, 8000)]),
        person("bob", offers=[], history=History(hours=2, offered_hours=1.5)),
        person("cat", offers=[], history=History(hours=2)),
        person("dan", offers=[(0, 500)], history=History(hours=1, offered_hours=1)),
        job("a"),
        objectives=["coverage", "trips", {"nearness": 1, "fairness": 50}],
    )
    assert lines(written(of, "balance"), "level", "volunteer", "base", "offered", "cost") == [
        (1, 0, 0, 4000, 50),
        (1, 1, 2 * HOUR, HOUR + HOUR // 2, 50),
        (1, 3, HOUR, HOUR + 500, 50),
    ]


def too_much(**history):
    return problem(
        person(offers=[(0, 1000)], history=History(**history)), job(), objectives=["coverage", "fairness"]
    )


@pytest.mark.parametrize(
    ("history", "message"),
    [
        ({"hours": 833_334}, "fairness counts up to 95 years; the history of 'ann'"),
        ({"offered_hours": 833_334}, "the history of 'ann' has more hours"),
        ({"hours": 2**53}, "the history of 'ann'"),
    ],
)
def test_histories_longer_than_a_life_are_refused(history, message):
    with pytest.raises(ProblemError, match=message):
        too_much(**history)
    of = problem(person(history=History(**history)), job())
    assert level(of, plan(of), "fairness") >= 0


def test_sums_beyond_2_53_are_refused():
    assert too_much(hours=800_000).objectives == ("coverage", "fairness")
    people = [person(name, offers=[(0, 1)], history=History(hours=26_000)) for name in "ab"]
    with pytest.raises(ProblemError, match=r"fairness could exceed 2\^53"):
        problem(*people, job(), objectives=["coverage", "fairness"])
    assert problem(people[0], job(), objectives=["coverage", "fairness"])


def test_it_has_no_options():
    with pytest.raises(ProblemError, match="unknown parameter 'power'"):
        problem(person(), job(), objective_options={"fairness": {"power": 3}})
