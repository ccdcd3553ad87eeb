"""What is said, word by word."""

from __future__ import annotations

import doctest

import pytest

from volmatch.cli import phrases, report, words
from volmatch.cli.phrases import PHRASES, why
from volmatch.cli.progress import Headline
from volmatch.domain.plan import Level, Unserved
from volmatch.domain.problem import Problem
from volmatch.result import Progress, Result
from volmatch.rulebook import RULES


@pytest.mark.parametrize("module", [words, phrases])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


def test_every_rule_has_a_phrase():
    assert set(PHRASES) >= {rule.name for rule in RULES}
    for phrase in PHRASES.values():
        assert all(phrase)
        assert "." not in "".join(phrase)


@pytest.mark.parametrize(
    ("reason", "blocked", "volunteers", "more", "said"),
    [
        (
            "near_residence",
            {"qualified": 16, "near_residence": 31},
            47,
            {},
            "nobody lives near enough: 31 of 47 volunteers are too far; "
            "16 lack a skill or another requirement",
        ),
        (
            "qualified",
            {"qualified": 15, "near_residence": 1},
            16,
            {},
            "nobody has all that it asks for: 15 of 16 volunteers lack a skill or another "
            "requirement; 1 is too far",
        ),
        ("available", {"available": 5}, 5, {}, "nobody is free then"),
        (
            "travel",
            {"available": 1, "travel": 2},
            3,
            {},
            "nobody can get there and back in time: 2 of 3 volunteers have too little time for "
            "the way; 1 has not offered that time",
        ),
        ("window", {"window": 1}, 1, {}, "it does not fit into its own hours"),
        (
            "trip_limits",
            {"near_residence": 1, "trip_limits": 1},
            2,
            {},
            "it is too long or too far for one trip: 1 of 2 volunteers is too far; "
            "1 would be out too long or too far",
        ),
        ("trip_cap", {"trip_cap": 2}, 2, {}, "nobody has a trip left"),
        ("workload", {"workload": 2}, 2, {}, "it is more than anybody may do on a day"),
        (
            "staffing",
            {"near_residence": 9},
            10,
            {"needs": 11},
            "it needs 11 people, and too few are left: 1 of 10 volunteers could do it; 9 are too far",
        ),
        ("staffing", {}, 0, {}, "there are no volunteers"),
        (
            "outweighed",
            {"available": 1},
            4,
            {"proven": True},
            "the plan is better without it: 3 of 4 volunteers could do it, but are needed more "
            "elsewhere; 1 has not offered that time",
        ),
        (
            "outweighed",
            {},
            4,
            {},
            "no room was found for it so far: 4 of 4 volunteers could do it",
        ),
        (
            "no_sundays",
            {"no_sundays": 3, "available": 1},
            4,
            {},
            "the rule 'no_sundays' stands against it: 3 of 4 volunteers fall to the rule "
            "'no_sundays'; 1 has not offered that time",
        ),
        ("", {}, 2, {}, "no reason is given: 2 of 2 volunteers could do it"),
    ],
)
def test_why(reason, blocked, volunteers, more, said):
    assert why(Unserved(task="t", reason=reason, blocked_by=blocked), volunteers, **more) == said


@pytest.mark.parametrize(
    ("value", "scale", "weighted", "said"),
    [
        ((0,) * 8, 1, False, "all served"),
        ((0, 1, 4, 0, 0, 0, 0, 0), 1, False, "unserved: 1 high, 4 normal"),
        ((0, 0, 0, 0, 2, 0, 0, 0), 1, False, "short of target: 2 critical"),
        (
            (0, 0, 25, 0, 0, 0, 0, 1000),
            10,
            True,
            "weight unserved: 2.5 normal\nweight short of target: 100 low",
        ),
    ],
)
def test_coverage(value, scale, weighted, said):
    assert words.coverage(value, scale, weighted) == said


@pytest.mark.parametrize(
    ("name", "value", "measure", "said"),
    [
        ("nearness", 41_237, "metres", "41.2 km"),
        ("nearness", 7260, "seconds", "2 h 01 min"),
        ("nearness", 999, "home_distance", "999 m"),
        ("trips", 1, "metres", "1 trip"),
        ("exposed", 2, "metres", "2 people"),
        ("lateness", 20, "metres", "20 s"),
        ("lateness", 90, "metres", "2 min"),
        ("fairness", 1_783_982, "metres", "1,783,982"),
        ("continuity", 1, "metres", "1 new face"),
        ("stability", 2, "metres", "2 changes"),
        ("preferences", -12, "metres", "-12"),
        ("nearness×1 + trips×50", 41_237, "metres", "41,237"),
    ],
)
def test_worth(name, value, measure, said):
    assert words.worth(name, value, measure) == said


def test_control_characters_do_not_steer_a_terminal():
    assert words.plain("a\x1b[31mb\x07\u202ec") == "a�[31mb��c"


@pytest.mark.parametrize(
    ("status", "stopped_by", "proven", "said"),
    [
        ("optimal", "proof", True, "Proven after 12 s: no plan is better."),
        ("feasible", "time_limit", True, "The best plan found in 12 s. No plan serves more: proven."),
        (
            "feasible",
            "iteration_limit",
            False,
            "The best plan found by the work allowed, in 12 s. Whether more can be served is not known.",
        ),
        (
            "cancelled",
            "cancelled",
            True,
            "Interrupted after 12 s; the best plan until then. No plan serves more: proven.",
        ),
        ("infeasible", "proof", False, "No plan keeps all pins: proven after 12 s."),
        (
            "unknown",
            "time_limit",
            False,
            "No plan that keeps all pins was found in 12 s; there may be one.",
        ),
    ],
)
def test_verdict(small_problem, status, stopped_by, proven, said):
    from volmatch.domain.plan import Plan

    plan = None
    if status not in ("infeasible", "unknown"):
        plan = Plan(problem="", clock=small_problem.clock)
    level = Level(name="coverage", value=(0,) * 8, bound=(0,) * 8 if proven else None)
    result = Result(status=status, stopped_by=stopped_by, plan=plan, levels=(level,), seconds=12.0)
    assert report.verdict(result) == said


@pytest.fixture
def small_problem(small) -> Problem:
    import json

    from volmatch.io.json import read_problem

    return read_problem(json.dumps(small))


NONE_UNSERVED, ONE_UNSERVED = (0,) * 8, (0, 0, 1, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("values", "bounds", "said"),
    [
        ((), (), "looking for a first plan"),
        ((ONE_UNSERVED, 41_237), (), "2 of 3 tasks served; 41.2 km of travel"),
        (
            (ONE_UNSERVED, 41_237),
            (ONE_UNSERVED, 39_800),
            "2 of 3 tasks served, proven; 41.2 km of travel (39.8 km at best)",
        ),
        (
            (NONE_UNSERVED, 41_237),
            (NONE_UNSERVED, 41_237),
            "all 3 tasks served, proven; 41.2 km of travel, proven",
        ),
        ((ONE_UNSERVED, 500), (None, None), "2 of 3 tasks served; 500 m of travel"),
    ],
)
def test_headline(small_problem, values, bounds, said):
    headline = Headline(small_problem)
    assert headline(Progress(seconds=1.0, phase="greedy", values=values, bounds=bounds)) == said


def test_headline_with_weights(small):
    import json

    from volmatch.io.json import read_problem

    small["tasks"][0]["weight"] = 2
    headline = Headline(read_problem(json.dumps(small)))
    progress = Progress(seconds=1.0, phase="greedy", values=(ONE_UNSERVED, 500))
    assert headline(progress) == "75.0 % of the need met; 500 m of travel"
