"""A plan breaks `exposure` when more different volunteers than allowed meet one beneficiary, location or cohort."""

import pytest

from volmatch.compile import compile_problem
from volmatch.domain.problem import Pin
from volmatch.domain.task import Pickup
from volmatch.errors import ProblemError
from volmatch.program.arrays import NO_CAP
from volmatch.rules.exposure import Exposure
from volmatch.rules.staffing import Staffing
from volmatch.rules.window import Window
from volmatch.solver import solve
from volmatch.verifier import verify

from .alone import drafted_by, found_by, ties_by
from .build import broken, forbidden_by, job, person, place, plan, possible, problem, served

PEOPLE = [person(name) for name in ("ann", "bob", "cat")]
FLATS = place("east", 500), place("west", 0, 500)


def made(rule, *jobs, **more):
    tasks = jobs or (
        job("a1", "east", beneficiary="li", cohort="isolated"),
        job("a2", "west", beneficiary="li", cohort="frail"),
        job("b", "east", beneficiary="wu", cohort="frail"),
        job("team", "west", beneficiary="wu", cohort="isolated", people={"min": 1, "target": 3}),
        job("none", "home"),
    )
    return problem(*PEOPLE, *FLATS, *tasks, rules={"exposure": rule}, **more)


def trip(who, task, at=0):
    """A trip of 1,100 s that departs then, for a task of 100 s 500 m away."""
    return f"{who} {at} > {task} {at + 500}-{at + 600} > {at + 1100}"


LI_TWICE = [trip("ann", "a1"), trip("bob", "a2")]
LI_BY_ANN = [trip("ann", "a1"), trip("ann", "a2", 2000)]


@pytest.mark.parametrize(
    ("rule", "rows", "broken_by"),
    [
        # beneficiaries, the default
        ({}, LI_TWICE, []),
        ({"max_people": 2}, LI_TWICE, []),
        ({"max_people": 1}, LI_TWICE, [("li", 1)]),
        ({"max_people": 1}, LI_BY_ANN, []),
        ({"max_people": 0}, LI_BY_ANN, [("li", 1)]),
        ({"max_people": 0}, LI_TWICE, [("li", 2)]),
        ({"max_people": 1}, [trip("ann", "a1"), trip("bob", "b")], []),
        ({"max_people": 1}, [trip("ann", "team"), trip("bob", "team")], [("wu", 1)]),
        ({"max_people": 1}, [trip(who, "team") for who in ("ann", "bob", "cat")], [("wu", 2)]),
        ({"max_people": 2}, [trip("ann", "team"), trip("bob", "team"), trip("ann", "b", 2000)], []),
        ({"max_people": 2}, [trip("ann", "team"), trip("bob", "team"), trip("cat", "b")], [("wu", 1)]),
        ({"max_people": 0}, ["ann 0 > none 0-100 > 100"], []),
        # only the tasks of some cohorts
        ({"max_people": 1, "cohorts": ["isolated"]}, LI_TWICE, []),
        ({"max_people": 1, "cohorts": ["frail", "isolated"]}, LI_TWICE, [("li", 1)]),
        ({"max_people": 1, "cohorts": []}, LI_TWICE, [("li", 1)]),
        ({"max_people": 0, "cohorts": ["isolated"]}, LI_TWICE, [("li", 1)]),
        # locations
        ({"max_people": 1, "per": "location"}, LI_TWICE, []),
        ({"max_people": 1, "per": "location"}, [trip("ann", "a1"), trip("bob", "b")], [("east", 1)]),
        ({"max_people": 1, "per": "location"}, [trip("ann", "a1"), trip("ann", "b", 2000)], []),
        (
            {"max_people": 1, "per": "location", "cohorts": ["frail"]},
            [trip("ann", "a1"), trip("bob", "b")],
            [],
        ),
        (
            {"max_people": 0, "per": "location"},
            [trip("ann", "a1"), "bob 0 > none 0-100 > 100"],
            [("east", 1), ("home", 1)],
        ),
        # cohorts
        ({"max_people": 1, "per": "cohort"}, LI_TWICE, []),
        ({"max_people": 1, "per": "cohort"}, [trip("ann", "a2"), trip("bob", "b")], [("frail", 1)]),
        (
            {"max_people": 1, "per": "cohort", "cohorts": ["isolated"]},
            [trip("ann", "a2"), trip("bob", "b")],
            [],
        ),
        ({"max_people": 0, "per": "cohort"}, ["ann 0 > none 0-100 > 100"], []),
    ],
)
def test_how_many_people_meet_one(rule, rows, broken_by):
    assert broken(made(rule), "exposure", *rows) == [((met,), by) for met, by in broken_by]


def fetching():
    jobs = [
        job(name, "west", beneficiary=name, cohort=name, pickup=Pickup(location="east"))
        for name in ("one", "two")
    ]
    return problem(*PEOPLE, *FLATS, *jobs, job("call", beneficiary="one", remote=True, cohort="one"))


TWO_FETCH = "ann 0 > one+ 10-20 > one 30-40 > 50", "bob 0 > two+ 10-20 > two 30-40 > 50"


@pytest.mark.parametrize(
    ("rule", "rows", "broken_by"),
    [
        # who fetches meets the place alone
        ({"per": "location"}, TWO_FETCH, [("east", 1), ("west", 1)]),
        ({"per": "location", "cohorts": ("one",)}, TWO_FETCH, []),
        ({"per": "location", "cohorts": ("one", "two")}, TWO_FETCH, [("east", 1), ("west", 1)]),
        ({"per": "beneficiary"}, ["ann 0 > one 10-20 > 30", "bob 0 > one+ 10-20 > 30"], []),
        ({"per": "cohort"}, ["ann 0 > one 10-20 > 30", "bob 0 > one+ 10-20 > 30"], []),
        ({"per": "location"}, ["ann 0 > one 10-20 > 30", "bob 0 > one+ 10-20 > 30"], []),
        # remote tasks meet nobody
        ({"per": "beneficiary"}, ["ann 0 > one 10-20 > 30", "bob at home: call 0-100"], []),
        ({"per": "cohort"}, ["ann 0 > one 10-20 > 30", "bob at home: call 0-100"], []),
        ({"per": "location"}, ["ann 0 > one 10-20 > 30", "bob at home: call 0-100"], []),
    ],
)
def test_pickups_meet_their_place_and_remote_tasks_nobody(rule, rows, broken_by):
    found = found_by(Exposure(max_people=1, **rule), fetching(), *rows)
    assert found == [((met,), by) for met, by in broken_by]


def test_the_message_names_the_amounts():
    of = made({"max_people": 1})
    (found,) = verify(of, plan(of, *LI_TWICE))
    assert str(found) == "exposure: 2 people meet the beneficiary 'li'; 1 is the most"


@pytest.mark.parametrize(
    ("rule", "task", "fits"),
    [
        ({"max_people": 1}, {"beneficiary": "li", "people": 1}, True),
        ({"max_people": 1}, {"beneficiary": "li", "people": 2}, False),
        ({"max_people": 2}, {"beneficiary": "li", "people": 2}, True),
        ({"max_people": 1}, {"beneficiary": "li", "people": {"min": 1, "target": 2}}, True),
        ({"max_people": 0}, {"beneficiary": "li"}, False),
        ({"max_people": 0}, {}, True),
        ({"max_people": 0, "cohorts": ["c"]}, {"beneficiary": "li"}, True),
        ({"max_people": 0, "cohorts": ["c"]}, {"beneficiary": "li", "cohort": "c"}, False),
        ({"max_people": 0, "per": "location"}, {}, False),
        ({"max_people": 0, "per": "cohort"}, {}, True),
        ({"max_people": 0, "per": "cohort"}, {"cohort": "c"}, False),
        ({"max_people": 1, "per": "cohort"}, {"cohort": "c", "people": 2}, False),
        ({}, {"beneficiary": "li", "people": 2}, True),
    ],
)
def test_a_task_that_needs_more_people_than_may_come(rule, task, fits):
    of = made(rule, job(**task))
    assert forbidden_by(of) == ([] if fits else ["exposure"])
    assert bool(possible(of)) == fits


def test_the_reason_says_how_many():
    with pytest.raises(
        ProblemError, match="exposure: ann is one of 2 that are needed, and 1 is the most that may"
    ):
        made({"max_people": 1}, job(beneficiary="li", people=2), pins=[Pin(volunteer="ann", task="job")])


def test_nobody_is_kept_from_a_remote_task():
    of = problem(person(), job(beneficiary="li", remote=True))
    assert Exposure(max_people=0).forbids(of, of.volunteers[0], of.effective_tasks[0]) == ""


def test_pins_of_too_many_people_are_refused():
    pins = [Pin(volunteer="ann", task="a1"), Pin(volunteer="ann", task="a2")]
    assert made({"max_people": 1}, pins=pins)
    pins[1] = Pin(volunteer="bob", task="team")
    assert made({"max_people": 1}, pins=pins)
    pins[0] = Pin(volunteer="ann", task="team")
    with pytest.raises(ProblemError, match="exposure: 2 people meet the beneficiary 'wu'; 1 is the most"):
        made({"max_people": 1}, pins=pins)


# -- the program ----------------------------------------------------------------------------------------------------


def crowds(of):
    """Give cap and visits of each crowd; by id the tasks are a1, a2, b, none, team."""
    table = compile_problem(of).program.crowds
    assert table.level.tolist() == [-1] * len(table)
    assert table.cost.tolist() == [0] * len(table)
    assert not len(table.exempt)
    return [
        (cap, table.visit[low:high].tolist())
        for cap, low, high in zip(table.cap.tolist(), table.ptr, table.ptr[1:], strict=False)
    ]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ({}, []),
        ({"max_people": 1}, [(1, [0, 1]), (1, [2, 4])]),
        ({"max_people": 2}, [(2, [2, 4])]),  # a1 and a2 have two seats
        ({"max_people": 3}, [(3, [2, 4])]),
        ({"max_people": 4}, []),
        ({"max_people": NO_CAP * 2}, []),
        ({"max_people": 1, "cohorts": ["frail"]}, []),
        ({"max_people": 1, "cohorts": ["isolated"]}, [(1, [4])]),
        ({"max_people": 1, "per": "location"}, [(1, [0, 2]), (1, [1, 4])]),
        ({"max_people": 1, "per": "cohort"}, [(1, [1, 2]), (1, [0, 4])]),
        ({"max_people": 0}, []),  # what nobody may serve is not there at all
    ],
)
def test_crowds_are_written_where_more_could_come(rule, found):
    assert crowds(made(rule)) == found


def test_a_task_that_needs_too_many_cannot_start():
    of = made({"max_people": 1}, job("two", beneficiary="li", people=2), job("one", beneficiary="li"))
    visits = compile_problem(of).program.visits
    assert dict(zip(["one", "two"], (visits.ptr[1:] - visits.ptr[:-1]).tolist(), strict=True)) == {
        "one": 1,
        "two": 0,
    }


def test_pickups_are_in_the_crowd_of_their_place():
    crowd = ties_by(Exposure(per="location", max_people=1), fetching())["crowds"]
    # call, one, two; then the pickups of one and two
    assert crowd.ptr.tolist() == [0, 2, 4]
    assert crowd.visit.tolist() == [3, 4, 1, 2]
    only = ties_by(Exposure(per="location", max_people=1, cohorts=("two",)), fetching())["crowds"]
    assert len(only) == 0
    assert len(ties_by(Exposure(max_people=1), fetching())["crowds"]) == 0


def test_remote_tasks_are_in_no_crowd_and_stay_open():
    of = problem(*PEOPLE, job("a", beneficiary="li", remote=True, people=2), job("b", beneficiary="li"))
    draft = drafted_by(of, Window(), Staffing(), Exposure(max_people=1))
    assert len(draft.finished_ties()["crowds"]) == 0
    assert draft.starts[0]


# -- the best plans -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ({}, 3),
        ({"max_people": 2}, 2),
        ({"max_people": 1}, 1),
        ({"max_people": 0}, 0),
        ({"max_people": 1, "per": "location"}, 2),
        ({"max_people": 1, "per": "cohort"}, 1),
        ({"max_people": 1, "cohorts": ["isolated"]}, 2),
    ],
)
def test_the_best_plan_sends_no_more_people(rule, count):
    """Three visits to one beneficiary at one time: each takes somebody else."""
    at_once = {"windows": [(1000, 1100)], "beneficiary": "li"}
    jobs = [
        job("one", "east", cohort="isolated", **at_once),
        job("two", "west", cohort="isolated", **at_once),
        job("three", "east", cohort="isolated" if rule.get("per") else "frail", **at_once),
    ]
    assert len(served(made(rule, *jobs))) == count


def test_one_person_comes_again_and_again():
    jobs = [
        job(f"job{row}", "east", windows=[(row * 5000, row * 5000 + 4000)], beneficiary="li")
        for row in range(4)
    ]
    of = made({"max_people": 1}, *jobs)
    result = solve(of)
    assert len({trip.volunteer for trip in result.plan.trips}) == 1
    assert len(served(of)) == 4
