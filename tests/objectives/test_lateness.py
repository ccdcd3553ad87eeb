"""Lateness: seconds by which services start outside their preferred intervals."""

import pytest

from rules.build import job, person, plan, problem
from volmatch.errors import ProblemError
from volmatch.objectives.lateness import Lateness

from .build import level, lines, with_remote, worth, written


def at(start, task="job", who="ann"):
    return f"{who} {start - 500} > {task} {start}-{start + 100} > {start + 600}"


@pytest.mark.parametrize(
    ("start", "seconds"),
    [
        (1000, 1000),
        (1999, 1),
        (2000, 0),
        (2500, 0),
        (2999, 0),
        (3000, 0),  # exactly at the end
        (3001, 1),
        (9000, 6000),
    ],
)
def test_seconds_outside_the_interval(start, seconds):
    of = problem(person(), job(preferred=(2000, 3000)))
    assert level(of, plan(of, at(start)), "lateness") == seconds


def test_tasks_add_up_and_those_without_a_preference_or_unserved_count_nothing():
    of = problem(
        person(),
        job("a", preferred=(2000, 3000)),
        job("b", preferred=(2000, 3000)),
        job("c"),
        job("d", preferred=(0, 100)),
    )
    assert level(of, plan(of), "lateness") == 0
    assert level(of, plan(of, at(1990, "a"), at(3005, "b"), at(50_000, "c")), "lateness") == 15


def test_a_team_counts_once():
    of = problem(
        person(), person("bob"), person("cat"), job(people={"min": 1, "target": 3}, preferred=(2000, 3000))
    )
    assert level(of, plan(of, at(3010), at(3010, who="bob"), at(3010, who="cat")), "lateness") == 10
    # Where they start apart, which breaks another rule, the furthest outside counts.
    assert level(of, plan(of, at(2000), at(3010, who="bob"), at(1980, who="cat")), "lateness") == 20


def test_remote_tasks_count_too():
    of = problem(person(), person("bob"), job("chat", None, remote=True, preferred=(2000, 3000)))
    late = with_remote(plan(of), "ann chat 3007-3107", "bob chat 3007-3107")
    assert worth(Lateness(), of, late) == 7
    assert worth(Lateness(), of, with_remote(plan(of), "ann chat 1000-1100")) == 1000


def test_terms_of_what_can_start_outside():
    of = problem(
        person(),
        job("a", preferred=(2000, 3000)),
        job("b"),
        job("c", windows=[(2000, 3100)], preferred=(2000, 3000)),  # its starts are 2000 to 3000
        job("d", windows=[(1999, 3100)], preferred=(2000, 3000)),
        job("e", windows=[(2000, 3101)], preferred=(2000, 3000)),
        job("f", windows=[(2100, 2200), (5000, 5100)], preferred=(2000, 3000)),
        job("g", windows=[(2100, 2200), (2500, 2600)], preferred=(2000, 3000)),
        objectives=["coverage", "trips", {"lateness": 3, "nearness": 1}],
    )
    assert lines(written(of, "punctuality"), "level", "visit", "low", "high", "cost") == [
        (1, visit, 2000, 3000, 3) for visit in (0, 3, 4, 5)
    ]


def test_without_preferences_nothing_is_written():
    of = problem(person(), job(), objectives=["coverage", "lateness"])
    assert len(written(of, "punctuality")) == 0


@pytest.mark.parametrize("options", [{"measure": "seconds"}, {"per_minute": 1}])
def test_it_has_no_options(options):
    with pytest.raises(ProblemError, match=f"unknown parameter '{next(iter(options))}'"):
        problem(person(), job(), objective_options={"lateness": options})
