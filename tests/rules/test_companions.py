"""A plan breaks `companions` when two declared apart serve a task both, or one of two declared together alone."""

import pytest

from volmatch.compile import compile_problem
from volmatch.domain.problem import Pin
from volmatch.errors import ProblemError
from volmatch.rules.companions import Companions
from volmatch.solver import solve
from volmatch.verifier import verify

from .alone import found_by
from .build import broken, forbidden_by, job, person, plan, possible, problem

NAMES = ("ann", "bob", "cat", "dan")
SOME = {"min": 1, "target": 3}


def made(people=SOME, *others, **rule):
    tasks = job("one", people=people), job("two", people=people)
    return problem(*(person(name) for name in NAMES), *tasks, *others, rules={"companions": rule})


def team(task, *people, at=0):
    """Trips of 1,100 s that depart then, for a task of 100 s 500 m away."""
    return [f"{who} {at} > {task} {at + 500}-{at + 600} > {at + 1100}" for who in people]


AB = [["ann", "bob"]]


@pytest.mark.parametrize(
    ("rule", "rows", "pairs"),
    [
        ({}, team("one", "ann", "bob"), []),
        # apart
        ({"apart": AB}, team("one", "ann", "bob"), ["ann bob one"]),
        ({"apart": [["bob", "ann"]]}, team("one", "ann", "bob"), ["ann bob one"]),
        ({"apart": [["bob", "ann"], ["ann", "bob"]]}, team("one", "ann", "bob"), ["ann bob one"]),
        ({"apart": AB}, team("one", "ann", "cat"), []),
        ({"apart": AB}, [*team("one", "ann"), *team("two", "bob")], []),
        ({"apart": AB}, team("one", "ann"), []),
        (
            {"apart": AB},
            [*team("one", "ann", "bob"), *team("two", "ann", "bob", "cat", at=2000)],
            ["ann bob one", "ann bob two"],
        ),
        ({"apart": [*AB, ["bob", "cat"]]}, team("one", "ann", "bob", "cat"), ["ann bob one", "bob cat one"]),
        ({"apart": [*AB, ["bob", "cat"]]}, team("one", "ann", "cat"), []),
        # together
        ({"together": AB}, team("one", "ann", "bob"), []),
        ({"together": AB}, team("one", "ann", "bob", "cat"), []),
        ({"together": AB}, team("one", "cat"), []),
        ({"together": AB}, team("one", "ann"), ["ann bob one"]),
        ({"together": AB}, team("one", "bob", "cat"), ["ann bob one"]),
        ({"together": [["bob", "ann"]]}, team("one", "ann"), ["ann bob one"]),
        ({"together": AB}, [*team("one", "ann"), *team("two", "bob")], ["ann bob one", "ann bob two"]),
        ({"together": AB}, [*team("one", "ann", "bob"), *team("two", "ann", at=2000)], ["ann bob two"]),
        ({"together": [*AB, ["bob", "cat"]]}, team("one", "ann", "bob", "cat"), []),
        ({"together": [*AB, ["bob", "cat"]]}, team("one", "ann", "bob"), ["bob cat one"]),
        # both
        ({"together": AB, "apart": [["ann", "cat"]]}, team("one", "ann", "bob", "cat"), ["ann cat one"]),
    ],
)
def test_who_serves_with_whom(rule, rows, pairs):
    assert broken(made(**rule), "companions", *rows) == [(tuple(pair.split()), 0) for pair in pairs]


def test_remote_tasks_are_served_together_as_well():
    call = job("call", remote=True, people=SOME)
    of = problem(*(person(name) for name in NAMES), call)
    one, two = ("ann at home: call 0-100", "bob at home: call 0-100")
    assert found_by(Companions(apart=AB), of, one, two) == [(("ann", "bob", "call"), 0)]
    assert found_by(Companions(apart=AB), of, one) == []
    assert found_by(Companions(together=AB), of, one) == [(("ann", "bob", "call"), 0)]
    assert found_by(Companions(together=AB), of, one, two) == []


@pytest.mark.parametrize(
    ("rule", "rows", "message"),
    [
        ({"apart": AB}, team("one", "ann", "bob"), "ann and bob serve one both, and must not"),
        ({"together": AB}, team("one", "ann"), "ann serves one without bob"),
        ({"together": AB}, team("one", "bob"), "bob serves one without ann"),
    ],
)
def test_the_message_says_who_is_missing(rule, rows, message):
    of = made(**rule)
    assert [str(one) for one in verify(of, plan(of, *rows))] == [f"companions: {message}"]


CHAIN = [["ann", "bob"], ["cat", "bob"]]


@pytest.mark.parametrize(
    ("rule", "people", "who", "fits"),
    [
        ({"together": AB}, 1, "ann", False),
        ({"together": AB}, 1, "bob", False),
        ({"together": AB}, 1, "cat", True),
        ({"together": AB}, 2, "ann", True),
        ({"together": AB}, {"min": 1, "target": 2}, "ann", True),
        ({"together": CHAIN}, 2, "ann", False),
        ({"together": CHAIN}, 2, "cat", False),
        ({"together": CHAIN}, 2, "dan", True),
        ({"together": CHAIN}, 3, "cat", True),
        ({"together": [*CHAIN, ["dan", "cat"]]}, 3, "ann", False),
        ({"apart": AB}, 1, "ann", True),
        ({"apart": AB}, 2, "ann", True),
        ({}, 1, "ann", True),
    ],
)
def test_a_task_without_room_for_those_who_serve_together(rule, people, who, fits):
    of = made(people, **rule)
    assert forbidden_by(of, who, "one") == ([] if fits else ["companions"])
    if people == 1:
        assert bool(possible(of, who, "one")) == fits


def test_the_reason_says_how_many():
    people = [person(name) for name in NAMES]
    pins = [Pin(volunteer="ann", task="one")]
    with pytest.raises(
        ProblemError, match="companions: ann is one of 3 who serve together, and there is room for 2"
    ):
        problem(*people, job("one", people=2), pins=pins, rules={"companions": {"together": CHAIN}})


@pytest.mark.parametrize(
    ("rule", "pins", "message"),
    [
        ({"together": AB}, ["ann one"], ""),  # bob may come too
        ({"together": AB}, ["ann one", "bob two"], ""),  # so may each to the other
        ({"together": AB}, ["ann one", "bob one"], ""),
        ({"apart": AB}, ["ann one", "bob two"], ""),
        ({"apart": AB}, ["ann one", "bob one"], "companions: ann and bob serve one both"),
    ],
)
def test_pins_of_two_who_are_apart_are_refused(rule, pins, message):
    people = [person(name) for name in NAMES]
    tasks = job("one", people=SOME), job("two", people=SOME)
    said = [Pin(volunteer=who, task=task) for who, task in map(str.split, pins)]
    if not message:
        assert problem(*people, *tasks, pins=said, rules={"companions": rule})
        return
    with pytest.raises(ProblemError, match=message):
        problem(*people, *tasks, pins=said, rules={"companions": rule})


# -- the program ----------------------------------------------------------------------------------------------------


def test_pairs_are_written_once_in_the_order_of_the_ids():
    rule = {"apart": [["dan", "ann"], ["cat", "bob"], ["ann", "dan"]], "together": [["bob", "ann"]]}
    partners = compile_problem(made(**rule)).program.partners
    rows = zip(partners.one.tolist(), partners.other.tolist(), partners.together.tolist(), strict=True)
    assert list(rows) == [(0, 3, 0), (1, 2, 0), (0, 1, 1)]


def test_nothing_is_written_of_nobody():
    assert "partners" not in compile_problem(made()).program.mechanisms


def test_tasks_for_one_are_no_candidates_of_those_who_come_together():
    program = compile_problem(made(1, job("wide", people=2), together=AB)).program
    who = program.duties.volunteer[program.candidates.duty]
    pairs = set(zip(program.candidates.visit.tolist(), who.tolist(), strict=True))
    assert pairs == {(visit, one) for visit in (0, 1, 2) for one in range(4) if one > 1 or visit == 2}


# -- parameters -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            {"apart": [["ann", "bop"]]},
            r"rules.companions.apart\[0\]\[1\]: there is no volunteer 'bop'. Did you mean 'bob'\?",
        ),
        ({"together": [["x1", "bob"]]}, r"rules.companions.together\[0\]\[0\]: there is no volunteer 'x1'"),
        (
            {"apart": [["ann", "ann"]]},
            r"rules.companions.apart\[0\]: two different ones are expected, not 'ann' twice",
        ),
        (
            {"together": [["ann", "bob", "cat"]]},
            r"rules.companions.together\[0\]: a list of two is expected, not of 3",
        ),
        (
            {"together": AB, "apart": [["bob", "ann"]]},
            "rules.companions: 'bob' and 'ann' are to be both together and apart",
        ),
        (
            {"together": CHAIN, "apart": [["ann", "cat"]]},
            "rules.companions: 'ann' and 'cat' are to be both together and apart",
        ),
        ({"togther": AB}, r"unknown parameter 'togther'. Did you mean 'together'\?"),
    ],
)
def test_wrong_pairs_are_refused(rule, message):
    with pytest.raises(ProblemError, match=message):
        made(**rule)
    if "togther" not in rule:
        with pytest.raises(ProblemError, match=message):
            problem(*(person(name) for name in NAMES), rules=[Companions(**rule)])


def test_who_is_apart_from_one_of_those_together_may_serve_beside_another():
    assert made(together=AB, apart=[["ann", "cat"], ["bob", "dan"]])


# -- the best plans -------------------------------------------------------------------------------------------------


def crew(of):
    result = solve(of)
    assert result.status == "optimal"
    return sorted(trip.volunteer for trip in result.plan.trips)


@pytest.mark.parametrize(
    ("rule", "people", "who", "crews"),
    [
        ({"apart": AB}, 2, "ann bob", [""]),
        ({"apart": AB}, 2, "ann bob cat", ["ann cat", "bob cat"]),
        ({"apart": AB}, {"min": 1, "target": 3}, "ann bob", ["ann", "bob"]),
        ({"apart": [*AB, ["ann", "cat"], ["bob", "cat"]]}, 2, "ann bob cat", [""]),
        ({"together": AB}, 2, "ann bob", ["ann bob"]),
        ({"together": AB}, 1, "ann bob", [""]),
        ({"together": AB}, 1, "ann bob cat", ["cat"]),
        ({"together": AB}, {"min": 1, "target": 2}, "ann bob", ["ann bob"]),
        ({"together": AB}, 2, "ann cat dan", ["cat dan"]),  # bob is not there
        ({"together": CHAIN}, 2, "ann bob cat", [""]),
        ({"together": CHAIN}, 3, "ann bob cat", ["ann bob cat"]),
        ({"together": CHAIN}, 3, "ann bob cat dan", ["ann bob cat"]),
        ({"together": AB, "apart": [["ann", "cat"]]}, 3, "ann bob cat dan", ["ann bob dan"]),
    ],
)
def test_the_best_crew_keeps_the_pairs(rule, people, who, crews):
    there = [person(name, offers=[(0, 9000)] if name in who.split() else ()) for name in NAMES]
    of = problem(*there, job(people=people), rules={"companions": rule})
    assert " ".join(crew(of)) in crews
