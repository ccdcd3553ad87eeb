"""A plan breaks `cohorts` when one volunteer meets two labels declared exclusive within the scope."""

import pytest

from volmatch.compile import compile_problem
from volmatch.domain.parameters import Days
from volmatch.domain.problem import Pin
from volmatch.domain.task import Pickup, TaskType
from volmatch.errors import ProblemError
from volmatch.rules.cohorts import Cohorts
from volmatch.verifier import verify

from .alone import found_by, ties_by
from .build import DAY, HOUR, broken, forbidden_by, job, person, plan, problem, served

TWO = [["isolated", "frail"]]
LABELS = {
    "iso": "isolated",
    "iso2": "isolated",
    "frail": "frail",
    "frail2": "frail",
    "other": "other",
    "none": None,
}
DAYS = [(0, 4 * DAY)]


def made(scope=None, exclusive=TWO, **more):
    jobs = [job(name, windows=DAYS, cohort=label) for name, label in LABELS.items()]
    rule = {"exclusive": exclusive, **({} if scope is None else {"scope": scope})}
    people = [person(name, offers=DAYS) for name in ("ann", "bob")]
    return problem(*people, *jobs, rules={"cohorts": rule}, **more)


def trip(at, *tasks, who="ann"):
    """A trip that departs then; each task takes 100 s at work, 500 m away."""
    stops = [f"{name} {at + 500 + 100 * row}-{at + 600 + 100 * row}" for row, name in enumerate(tasks)]
    return " > ".join([f"{who} {at}", *stops, str(at + 1000 + 100 * len(tasks))])


ONE_TRIP = [trip(0, "iso", "frail")]
ONE_DAY = [trip(0, "iso"), trip(2000, "frail")]


def days(first, second):
    return [trip(first * DAY, "iso"), trip(second * DAY, "frail")]


@pytest.mark.parametrize(
    ("scope", "rows", "excess"),
    [
        # the default is the day
        (None, ONE_TRIP, [1]),
        (None, ONE_DAY, [1]),
        (None, days(0, 1), []),
        ("day", ONE_TRIP, [1]),
        ("day", ONE_DAY, [1]),
        ("day", days(0, 1), []),
        # one trip
        ("trip", ONE_TRIP, [0]),
        ("trip", [trip(0, "frail", "none", "iso")], [0]),
        ("trip", ONE_DAY, []),
        ("trip", [trip(0, "iso", "frail"), trip(2000, "iso2", "frail2")], [0, 0]),
        # over all days
        ("horizon", ONE_TRIP, [0]),
        ("horizon", ONE_DAY, [0]),
        ("horizon", days(0, 3), [0]),
        ("horizon", days(3, 0), [0]),
        # less than n days apart, in either order
        ({"days": 1}, ONE_DAY, [1]),
        ({"days": 1}, days(0, 1), []),
        ({"days": 2}, ONE_DAY, [2]),
        ({"days": 2}, days(0, 1), [1]),
        ({"days": 2}, days(1, 0), [1]),
        ({"days": 2}, days(0, 2), []),
        ({"days": 2}, days(2, 0), []),
        ({"days": 3}, days(0, 2), [1]),
        ({"days": 3}, days(3, 1), [1]),
        ({"days": 3}, days(0, 3), []),
        ({"days": 4}, days(0, 3), [1]),
        # each two days
        ({"days": 2}, [*days(0, 1), trip(2 * DAY, "iso2")], [1, 1]),
        ("day", [*ONE_DAY, trip(DAY, "iso2", "frail2")], [1, 1]),
        # the day is that of the departure
        ("day", [trip(0, "iso"), trip(DAY - 1, "frail")], [1]),
        ("day", [trip(DAY - 1, "iso"), trip(DAY + 2000, "frail")], []),
        ({"days": 2}, [trip(DAY - 1, "iso"), trip(2 * DAY, "frail")], []),
        # twice the same label is none, and others do not count
        ("horizon", [trip(0, "iso", "iso2"), trip(2000, "other", "none")], []),
        ("horizon", [trip(0, "iso", "other")], []),
        # nobody answers for somebody else
        ("horizon", [trip(0, "iso"), trip(0, "frail", who="bob")], []),
    ],
)
def test_two_labels_within_the_scope(scope, rows, excess):
    assert broken(made(scope), "cohorts", *rows) == [(("ann",), by) for by in excess]


@pytest.mark.parametrize(
    ("exclusive", "count"),
    [
        ([], 0),
        ([["frail", "isolated"]], 1),
        ([["isolated", "frail"], ["frail", "isolated"], ["isolated", "frail"]], 1),
        ([["isolated", "unheard of"]], 0),
        ([["isolated", "frail"], ["frail", "other"]], 2),
        ([["isolated", "frail"], ["frail", "other"], ["other", "isolated"]], 3),
    ],
)
def test_pairs_have_no_order_and_count_once(exclusive, count):
    row = trip(0, "iso", "frail", "other")
    assert broken(made("trip", exclusive), "cohorts", row) == [(("ann",), 0)] * count


def test_the_label_may_stand_in_the_type():
    kinds = TaskType(id="a", cohort="isolated"), TaskType(id="b", cohort="frail")
    of = problem(
        person(), *kinds, job("one", type="a"), job("two", type="b"), job("three", type="b", cohort="c")
    )
    rule = Cohorts(exclusive=TWO)
    assert found_by(rule, of, trip(0, "one", "two")) == [(("ann",), 1)]
    assert found_by(rule, of, trip(0, "one", "three")) == []


def test_remote_tasks_and_pickups_meet_no_cohort():
    tasks = job("iso", cohort="isolated", pickup=Pickup(location="home")), job("frail", cohort="frail")
    of = problem(person(), *tasks, job("call", cohort="frail", remote=True))
    rule = Cohorts(exclusive=TWO, scope="horizon")
    assert found_by(rule, of, "ann 0 > iso 10-20 > 30", "ann at home: call 100-200") == []
    assert found_by(rule, of, "ann 0 > iso+ 10-20 > frail 30-40 > 50") == []
    assert found_by(rule, of, "ann 0 > iso+ 10-20 > iso 30-40 > frail 50-60 > 70") == [(("ann",), 0)]


@pytest.mark.parametrize(
    ("scope", "rows", "message"),
    [
        ("trip", ONE_TRIP, "ann meets 'frail' and 'isolated' in one trip"),
        ("day", ONE_DAY, "ann meets 'frail' and 'isolated' on one day"),
        ("horizon", ONE_DAY, "ann meets 'frail' and 'isolated' over the horizon"),
        ({"days": 3}, days(0, 2), "ann meets 'frail' and 'isolated' on days only 2 apart; 3 are needed"),
    ],
)
def test_the_message_says_what_meets_when(scope, rows, message):
    of = made(scope)
    (found,) = verify(of, plan(of, *rows))
    assert str(found) == f"cohorts: {message}"


def test_no_pair_is_forbidden_by_itself():
    assert forbidden_by(made("horizon"), task="iso") == []


# -- the program ----------------------------------------------------------------------------------------------------


def program(*args, **more):
    return compile_problem(made(*args, **more)).program


@pytest.mark.parametrize(
    ("scope", "number", "duties"),
    [
        ("trip", -1, 2),
        ("horizon", 0, 2),
        ("day", 1, 8),
        ({"days": 1}, 1, 8),
        ({"days": 3}, 3, 8),
        (None, 1, 8),
    ],
)
def test_labels_and_exclusions_are_written(scope, number, duties):
    got = program(scope)
    # by id: frail, frail2, iso, iso2, none, other
    assert got.labels.visit.tolist() == [0, 1, 2, 3]
    assert len(set(got.labels.label[:2].tolist())) == len(set(got.labels.label[2:].tolist())) == 1
    assert got.labels.label[0] != got.labels.label[2]
    ends = {got.labels.one.tolist()[0], got.labels.other.tolist()[0]}
    assert ends == {got.labels.label[0], got.labels.label[2]}
    assert got.labels.scope.tolist() == [number]
    # offers of four days are cut at midnight where the day of departure matters
    assert len(got.duties) == duties


@pytest.mark.parametrize("exclusive", [[], [["isolated", "unheard of"]]])
def test_nothing_is_written_where_nothing_excludes(exclusive):
    got = program("day", exclusive)
    assert "labels" not in got.mechanisms
    assert len(got.labels.scope) == 0
    assert len(got.duties) == 2


def test_remote_tasks_and_pickups_get_no_label():
    tasks = job("iso", cohort="isolated", pickup=Pickup(location="home")), job("frail", cohort="frail")
    of = problem(person(), *tasks, job("call", cohort="frail", remote=True))
    labels = ties_by(Cohorts(exclusive=TWO), of)["labels"]
    assert labels.visit.tolist() == [1, 2]  # call, frail, iso; then the pickup
    remote = problem(person(), tasks[0], job("call", cohort="frail", remote=True))
    assert len(ties_by(Cohorts(exclusive=TWO), remote)["labels"].scope) == 0


# -- parameters -----------------------------------------------------------------------------------------------------


def test_parameters_stand_as_they_stood_in_the_file():
    assert Cohorts(exclusive=(("a", "b"),), scope=Days(days=3)).parameters() == {
        "exclusive": [["a", "b"]],
        "scope": {"days": 3},
    }
    assert Cohorts(scope="day").parameters() == {}


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            {"exclusive": [["a", "a"]]},
            r"rules.cohorts.exclusive\[0\]: two different ones are expected, not 'a' twice",
        ),
        (
            {"exclusive": [["a", "b"], ["a"]]},
            r"rules.cohorts.exclusive\[1\]: a list of two is expected, not of 1",
        ),
        ({"exclusive": ["ab"]}, r"rules.cohorts.exclusive\[0\]: a list is expected, not text"),
        ({"scope": "dya"}, 'rules.cohorts.scope: one of trip, day, horizon, or an object with "days"'),
        ({"scope": {"days": 0}}, "rules.cohorts.scope.days: a whole number, 1 or more, is expected"),
        ({"scope": {"day": 2}}, "rules.cohorts.scope: unknown field 'day'. Did you mean 'days'?"),
        ({"exclusives": []}, "unknown parameter 'exclusives'. Did you mean 'exclusive'?"),
    ],
)
def test_wrong_parameters_are_refused(rule, message):
    with pytest.raises(ProblemError, match=message.replace("?", r"\?")):
        problem(person(), rules={"cohorts": rule})


def test_pins_that_meet_both_labels_are_refused():
    pins = [Pin(volunteer="ann", task="iso"), Pin(volunteer="ann", task="frail")]
    with pytest.raises(ProblemError, match="cohorts: ann meets 'frail' and 'isolated' over the horizon"):
        made("horizon", pins=pins)
    assert made("day", pins=pins)  # another day will do
    today = [job(name, windows=[(0, 5 * HOUR)], cohort=LABELS[name]) for name in ("iso", "frail")]
    with pytest.raises(ProblemError, match="cohorts: ann meets 'frail' and 'isolated' on one day"):
        problem(person(), *today, pins=pins, rules={"cohorts": {"exclusive": TWO}})


# -- the best plans -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "offers", "trips", "count"),
    [
        ("trip", 1, None, 4),
        ("trip", 1, 1, 2),
        ("day", 1, None, 2),
        ("day", 2, None, 4),
        ({"days": 2}, 2, None, 2),
        ({"days": 2}, 3, None, 4),
        ({"days": 3}, 3, None, 2),
        ("horizon", 4, None, 2),
    ],
)
def test_the_best_plan_meets_no_two_and_serves_all_it_may(scope, offers, trips, count):
    jobs = [job(name, windows=DAYS, cohort=LABELS[name]) for name in ("iso", "iso2", "frail", "frail2")]
    rules = {"cohorts": {"exclusive": TWO, "scope": scope}, "trip_cap": {"per_horizon": trips}}
    assert len(served(problem(person(offers=[(0, offers * DAY)]), *jobs, rules=rules))) == count


@pytest.mark.parametrize(("rule", "count"), [({"exclusive": TWO}, 9), ({}, 10)])
def test_what_the_rule_costs_two_people(rule, count):
    """Of 4 isolated and 6 frail, one visit a trip and five trips each, one frail person stays unvisited."""
    people = [person(name, max_tasks_per_trip=1, max_trips_per_day=5) for name in ("ann", "bob")]
    jobs = [job(f"job{row}", cohort="isolated" if row < 4 else "frail") for row in range(10)]
    assert len(served(problem(*people, *jobs, rules={"cohorts": rule}))) == count
