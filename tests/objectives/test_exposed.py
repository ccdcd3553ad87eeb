"""Exposed: how many different people meet a risky cohort."""

import pytest

from rules.build import job, person, plan, problem
from volmatch.compile import compile_problem
from volmatch.domain.task import Pickup, TaskType
from volmatch.errors import ProblemError
from volmatch.objectives.exposed import Exposed

from .build import fetched, groups, level, with_remote, worth, written, written_alone

A = "ann 500 > a 1000-1100 > 1600"
AB = "ann 500 > a 1000-1100 > b 1100-1200 > 1700"
B = "bob 500 > b 1000-1100 > 1600"
C = "bob 1600 > c 2100-2200 > 2700"
D = "cat 500 > d 1000-1100 > 1600"


def made(**more):
    return problem(
        person(),
        person("bob"),
        person("cat"),
        TaskType(id="ward", cohort="isolated"),
        job("a", type="ward", people={"min": 1, "target": 2}),
        job("b", cohort="isolated"),
        job("c", cohort="frail"),
        job("d"),
        **more,
    )


@pytest.mark.parametrize(
    ("rows", "every", "isolated", "frail"),
    [
        ((), 0, 0, 0),
        ((D,), 0, 0, 0),
        ((A,), 1, 1, 0),
        ((AB,), 1, 1, 0),  # two of them are no more than one
        ((A, B), 2, 2, 0),
        ((A, A.replace("ann", "bob")), 2, 2, 0),  # everybody in a team meets them
        ((AB, C), 2, 1, 1),
        ((A, B, C, D), 2, 2, 1),
        ((A, C.replace("bob", "ann").replace("1600 >", "1600 >")), 1, 1, 1),
        ((A, B, C.replace("bob", "cat")), 3, 2, 1),
    ],
)
def test_different_people_who_meet_a_risky_cohort(rows, every, isolated, frail):
    of = made()
    assert level(of, plan(of, *rows), "exposed") == every
    for cohorts, value in (
        ((), every),
        (["isolated", "frail"], every),
        (["isolated"], isolated),
        (["frail", "frail"], frail),
        (["nobody"], 0),
    ):
        of = made(objective_options={"exposed": {"cohorts": cohorts}})
        assert level(of, plan(of, *rows), "exposed") == value


def test_remote_tasks_meet_nobody():
    of = problem(
        person(),
        person("bob"),
        job("chat", None, cohort="isolated", remote=True),
        job("b", cohort="isolated"),
    )
    assert worth(Exposed(), of, with_remote(plan(of), "ann chat 1000-1100")) == 0
    assert worth(Exposed(), of, with_remote(plan(of, B), "ann chat 1000-1100", "bob chat 3000-3100")) == 1
    assert groups(written_alone(of, Exposed(), "crowds"), "cost") == [(1, [0], [])]
    assert groups(written_alone(of, Exposed(cohorts=("isolated",)), "crowds"), "cost") == [(1, [0], [])]


def test_fetching_meets_no_cohort():
    of = problem(
        person(), person("bob"), job("a", cohort="isolated", pickup=Pickup(location="work")), job("b")
    )
    assert worth(Exposed(), of, fetched(of, "ann 500 > a 1000-1000 > b 1100-1200 > 1700")) == 0
    assert worth(Exposed(), of, fetched(of, "ann 500 > a 1000-1000 > a 1100-1200 > 1700")) == 1
    assert groups(written_alone(of, Exposed(), "crowds"), "cost") == [(1, [0], [])]


def test_one_crowd_of_all_services_of_a_risky_cohort():
    of = made(objectives=["coverage", "trips", {"exposed": 7, "nearness": 1}])
    crowds = written(of, "crowds")
    assert groups(crowds, "level", "cost") == [(1, 7, [0, 1, 2], [])]
    assert crowds.cap[0] >= 1 << 40
    of = made(objectives=["coverage", "exposed"], objective_options={"exposed": {"cohorts": ["frail"]}})
    assert groups(written(of, "crowds"), "level", "cost") == [(0, 1, [2], [])]


@pytest.mark.parametrize("options", [{}, {"exposed": {"cohorts": ["nobody"]}}])
def test_where_nobody_is_at_risk_nothing_is_written(options):
    of = problem(person(), job(), objectives=["coverage", "exposed"], objective_options=options)
    assert len(written(of, "crowds")) == 0
    assert level(of, plan(of), "exposed") == 0


def test_what_is_not_asked_for_is_not_written():
    program = compile_problem(made(objectives=["coverage", "nearness"])).program
    assert len(program.crowds) == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cohorts": "isolated"}, "exposed.cohorts: a list is expected"),
        ({"cohorts": 5}, "exposed.cohorts: a list is expected"),
        ({"cohorts": ["isolated", 5]}, r"exposed.cohorts\[1\]: an id must be a string"),
        ({"cohorts": [""]}, "an id is empty"),
        ({"cohort": ["isolated"]}, "unknown parameter 'cohort'. Did you mean 'cohorts'"),
        (["isolated"], "exposed: an object with parameters"),
    ],
)
@pytest.mark.parametrize("objectives", [["coverage"], ["coverage", "exposed"]], ids=["not asked", "asked"])
def test_wrong_options_are_refused(options, message, objectives):
    with pytest.raises(ProblemError, match=message):
        made(objective_options={"exposed": options}, objectives=objectives)
