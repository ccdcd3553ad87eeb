"""Continuity: over beneficiaries, how many different people serve them who are not familiar with them."""

import pytest

from rules.build import job, person, place, plan, problem
from volmatch.domain.task import Pickup
from volmatch.domain.volunteer import Familiar
from volmatch.errors import ProblemError
from volmatch.objectives.continuity import Continuity

from .build import fetched, groups, level, with_remote, worth, written

A1 = "ann 500 > a 1000-1100 > 1600"
AB1 = "ann 500 > a 1000-1100 > b 1100-1200 > 1700"
B1 = "ann 1600 > b 2100-2200 > 2700"
C1 = "ann 2700 > c 3200-3300 > 3800"
D1 = "ann 3800 > d 4300-4400 > 4900"


def by(row, who="bob"):
    return row.replace("ann", who)


def made(*familiar, **more):
    return problem(
        person(familiar=Familiar(beneficiaries=familiar)),
        person("bob"),
        job("a", beneficiary="wang", people={"min": 1, "target": 2}),
        job("b", beneficiary="wang"),
        job("c", beneficiary="li"),
        job("d"),
        **more,
    )


@pytest.mark.parametrize(
    ("familiar", "rows", "value"),
    [
        ((), [], 0),
        ((), [D1], 0),  # nobody in particular
        ((), [A1], 1),
        ((), [AB1], 1),
        ((), [A1, B1], 1),  # the same person again
        ((), [A1, by(B1)], 2),
        ((), [A1, by(A1)], 2),  # each of a team
        ((), [A1, C1], 2),  # two beneficiaries
        ((), [A1, B1, C1, D1], 2),
        (("wang",), [AB1], 0),
        (("wang",), [AB1, C1], 1),
        (("wang",), [A1, by(B1)], 1),  # bob is new
        (("wang", "li"), [AB1, C1], 0),
        (("li",), [AB1], 1),
        (("zhao",), [AB1], 1),
    ],
)
def test_new_faces(familiar, rows, value):
    of = made(*familiar)
    assert level(of, plan(of, *rows), "continuity") == value


def test_remote_tasks_count_and_fetching_does_not():
    of = problem(
        person(),
        person("bob", familiar=Familiar(beneficiaries=["wang"])),
        job("chat", None, beneficiary="wang", remote=True),
        job("a", beneficiary="wang", pickup=Pickup(location="work")),
        job("d"),
    )
    assert worth(Continuity(), of, with_remote(plan(of), "ann chat 100-200")) == 1
    assert worth(Continuity(), of, with_remote(plan(of, A1), "ann chat 100-200")) == 1
    assert worth(Continuity(), of, with_remote(plan(of), "bob chat 100-200")) == 0
    assert worth(Continuity(), of, fetched(of, "ann 500 > a 1000-1000 > d 1100-1200 > 1700")) == 0


def test_a_crowd_for_each_beneficiary_but_for_the_familiar():
    of = made("wang", "zhao", objectives=["coverage", "trips", {"continuity": 9, "nearness": 1}])
    assert groups(written(of, "crowds"), "level", "cost") == [(1, 9, [0, 1], [0]), (1, 9, [2], [])]


def test_crowds_that_nobody_new_can_join_are_left_out():
    of = problem(
        person(familiar=Familiar(beneficiaries=["wang"])),
        person("bob", skills=["nurse"]),
        person("cat", offers=(), familiar=Familiar(beneficiaries=["wang", "zhao"])),
        place("far", 10_000_000),
        job("a", beneficiary="wang"),
        job("b", beneficiary="li", skills=["nurse"]),
        job("c", "far", beneficiary="zhao"),
        job("d"),
        objectives=["coverage", "continuity"],
        forbidden=[{"volunteer": "bob", "task": "a"}],
    )
    assert groups(written(of, "crowds"), "cost") == [(1, [1], [])]


def test_it_has_no_options():
    with pytest.raises(ProblemError, match="unknown parameter 'days'"):
        made(objective_options={"continuity": {"days": 3}})
