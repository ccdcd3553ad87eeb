"""A plan breaks `qualified` when the volunteer lacks what the task asks for, or must not serve it."""

import pytest

from volmatch.domain.problem import Forbidden
from volmatch.domain.task import TaskType

from .build import (
    DAY,
    HOUR,
    broken,
    fetched,
    forbidden_by,
    job,
    pairs,
    person,
    place,
    possible,
    problem,
    served,
)

ROW = "ann 500 > job 1000-1100 > 1600"


def made(ann=None, task=None, home=None, work=None, *others, **more):
    return problem(
        person(**(ann or {})),
        job(**(task or {})),
        place("home", **(home or {})),
        place("work", 500, **(work or {})),
        *others,
        **more,
    )


def agree(of, allowed, row=ROW):
    """Check that the verifier, the pair audit and the compiled program all say the same."""
    assert broken(of, "qualified", row) == ([] if allowed else [(("ann", "job"), 0)])
    assert forbidden_by(of) == ([] if allowed else ["qualified"])
    assert bool(possible(of)) == allowed


@pytest.mark.parametrize(
    ("has", "asks", "allowed"),
    [
        ([], [], True),
        (["driver"], [], True),
        (["driver"], ["driver"], True),
        (["driver", "nurse"], ["nurse", "driver"], True),
        (["driver"], ["driver", "nurse"], False),
        (["Driver"], ["driver"], False),
        ({"driver": None}, ["driver"], True),
    ],
)
def test_all_skills_are_needed(has, asks, allowed):
    other = person("bob", "work", offers=(), skills=["driver", "nurse"])
    agree(made({"skills": has}, {"skills": asks}, None, None, other), allowed)


@pytest.mark.parametrize(
    ("age", "bounds", "allowed"),
    [
        (18, {"min_age": 18}, True),
        (17.99, {"min_age": 18}, False),
        (59, {"max_age": 59}, True),
        (59.01, {"max_age": 59}, False),
        (30, {"min_age": 18, "max_age": 59}, True),
        (None, {"min_age": 18}, False),
        (None, {"max_age": 59}, False),
        (None, {"min_age": 0}, False),
        (None, {}, True),
        (0, {"min_age": 0}, True),
        (0, {"max_age": 0}, True),
    ],
)
def test_age_bounds_are_inclusive_and_an_unknown_age_fails_them(age, bounds, allowed):
    agree(made({"age": age}, bounds), allowed)


@pytest.mark.parametrize(
    ("tags", "asks", "allowed"),
    [
        ([], None, True),
        (["east"], None, True),
        (["east"], "east", True),
        (["west", "east"], "east", True),
        (["west"], "east", False),
        ([], "east", False),
    ],
)
def test_access_tag_of_the_place(tags, asks, allowed):
    agree(made({"access": tags}, None, None, {"access": asks}), allowed)


AREAS = [
    ("江津区/圣泉街道", ["江津区"], True),
    ("江津区", ["江津区"], True),
    ("江津区二/圣泉街道", ["江津区"], False),
    ("江津区", ["江津区/圣泉街道"], False),
    ("江津区/圣泉街道", ["北碚区", "江津区/圣泉街道"], True),
    ("江津区/圣泉", ["江津区/圣泉街道"], False),
    ("", ["江津区"], False),
    ("江津区", [], True),
    ("", [], True),
]


@pytest.mark.parametrize(("area", "prefixes", "allowed"), AREAS)
def test_areas_of_a_task_are_prefixes_of_the_home_area(area, prefixes, allowed):
    agree(made(None, {"areas": prefixes}, {"area": area}, {"area": "elsewhere"}), allowed)


@pytest.mark.parametrize(("area", "prefixes", "allowed"), AREAS)
def test_areas_of_a_volunteer_are_prefixes_of_the_area_of_the_place(area, prefixes, allowed):
    agree(made({"areas": prefixes}, None, {"area": "elsewhere"}, {"area": area}), allowed)


@pytest.mark.parametrize(
    ("member", "sent", "allowed"),
    [
        ("red", ["red"], True),
        ("red", ["blue", "red"], True),
        ("red", ["blue"], False),
        (None, ["blue"], False),
        (None, [], True),
        ("red", [], True),
    ],
)
def test_only_members_of_a_named_organisation_are_sent(member, sent, allowed):
    agree(made({"organisation": member}, {"organisations": sent}), allowed)


@pytest.mark.parametrize(
    ("ban", "allowed"),
    [
        ({"task": "job"}, False),
        ({"task": "other"}, True),
        ({"beneficiary": "wang"}, False),
        ({"beneficiary": "li"}, True),
        ({"location": "work"}, False),
        ({"location": "home"}, True),
        ({"volunteer": "bob", "task": "job"}, True),
        ({"volunteer": "bob", "beneficiary": "wang"}, True),
    ],
)
def test_forbidden_by_task_beneficiary_or_location(ban, allowed):
    ban = Forbidden(**{"volunteer": "ann", **ban})
    other = job("other", beneficiary="li")
    agree(
        made(None, {"beneficiary": "wang"}, None, None, other, person("bob"), forbidden=[ban]),
        allowed,
    )


def test_a_forbidden_beneficiary_says_nothing_of_tasks_without_one():
    agree(made(forbidden=[Forbidden(volunteer="ann", beneficiary="wang")]), True)


@pytest.mark.parametrize(("declined", "allowed"), [(["job"], False), (["other"], True), ([], True)])
def test_a_declined_task_is_forbidden(declined, allowed):
    agree(made({"declined": declined}, None, None, None, job("other")), allowed)


@pytest.mark.parametrize(
    ("own", "allowed"),
    [({}, False), ({"skills": []}, True), ({"skills": ["driver"]}, True)],
)
def test_a_task_overrides_the_skills_of_its_type(own, allowed):
    kind = TaskType(id="visit", skills=["nurse"])
    other = person("bob", offers=(), skills=["nurse"])
    agree(made({"skills": ["driver"]}, {"type": "visit", **own}, None, None, kind, other), allowed)


# A skill with an end date is valid on that date, judged by the local day of the service.
# The problem starts on 10 March at midnight in Chongqing; day 0 is the 10th, day 1 the 11th.
@pytest.mark.parametrize(
    ("until", "start", "allowed"),
    [
        ("2020-03-10", 9 * HOUR, True),
        ("2020-03-10", DAY - 1, True),
        ("2020-03-10", DAY, False),
        ("2020-03-09", 9 * HOUR, False),
        ("2020-03-11", DAY, True),
        ("2020-03-11", 2 * DAY - 1, True),
        ("2020-03-11", 2 * DAY, False),
        (None, 2 * DAY, True),
    ],
)
def test_a_skill_is_valid_until_that_day_and_not_the_day_after(until, start, allowed):
    of = made(
        {"skills": {"child": until}, "offers": [(0, 3 * DAY)]},
        {"skills": ["child"], "windows": [(start, start + 100)]},
        start="2020-03-10T00:00",
        end="2020-03-14T00:00",
        timezone="Asia/Shanghai",
    )
    agree(of, allowed, f"ann {start - 500} > job {start}-{start + 100} > {start + 600}")


def test_a_window_over_midnight_leaves_only_the_starts_of_the_last_valid_day():
    of = made(
        {"skills": {"child": "2020-03-02"}, "offers": [(0, 2 * DAY)]},
        {"skills": ["child"], "windows": [(DAY - HOUR, DAY + HOUR)]},
    )
    assert possible(of) == [(DAY - HOUR, DAY - 1)]
    assert forbidden_by(of) == []
    in_time, late = DAY - 1, DAY
    assert broken(of, "qualified", f"ann {in_time - 500} > job {in_time}-{in_time + 100} > {DAY + 600}") == []
    assert broken(of, "qualified", f"ann {late - 500} > job {late}-{late + 100} > {late + 600}") == [
        (("ann", "job"), 0)
    ]


def test_the_day_of_a_skill_is_local_not_utc():
    # 2020-03-03T00:30 in Chongqing is still the 2nd in UTC.
    of = made(
        {"skills": {"child": "2020-03-02"}, "offers": [(0, 2 * DAY)]},
        {"skills": ["child"], "windows": [(DAY + 1800, DAY + 1900)]},
        timezone="Asia/Shanghai",
    )
    agree(of, False, f"ann {DAY + 1300} > job {DAY + 1800}-{DAY + 1900} > {DAY + 2400}")


def test_one_violation_for_a_pair_that_lacks_several_things():
    of = made({"age": 17}, {"min_age": 18, "organisations": ["red"]})
    assert broken(of, "qualified", ROW) == [(("ann", "job"), 0)]


# -- pickups -----------------------------------------------------------------------------------------------------------

ERRAND = "ann 0 > job^ 300-400 > job 1000-1100 > 1600"


def errand(ann=None, shop=None, work=None, **more):
    return problem(
        person(**(ann or {})),
        job(pickup=fetched()),
        place("shop", 300, **(shop or {})),
        place("work", 500, **(work or {})),
        **more,
    )


@pytest.mark.parametrize(
    ("has", "shop", "work", "allowed"),
    [
        ([], None, None, True),
        ([], "ward", None, False),
        (["ward"], "ward", None, True),
        (["ward"], "ward", "yard", False),
        (["ward"], "yard", "ward", False),
        (["ward", "yard"], "yard", "ward", True),
        (["ward"], "ward", "ward", True),
    ],
)
def test_who_fetches_may_enter_there(has, shop, work, allowed):
    of = errand({"access": has}, {"access": shop}, {"access": work})
    agree(of, allowed, ERRAND)
    assert bool(pairs(of)) == allowed


@pytest.mark.parametrize(("location", "allowed"), [("shop", False), ("work", False), ("home", True)])
def test_a_forbidden_location_is_not_fetched_at_either(location, allowed):
    of = errand(forbidden=[Forbidden(volunteer="ann", location=location)])
    agree(of, allowed, ERRAND)


def test_the_areas_in_which_somebody_serves_say_nothing_of_pickups():
    of = errand({"areas": ["a"]}, {"area": "b"}, {"area": "a"})
    agree(of, True, ERRAND)
    agree(errand({"areas": ["a"]}, {"area": "a"}, {"area": "b"}), False, ERRAND)


def test_a_skill_is_asked_for_at_the_service_not_at_the_pickup():
    midnight = f"ann 0 > job^ 300-400 > job {DAY}-{DAY + 100} > {DAY + 600}"
    earlier = f"ann 0 > job^ 300-400 > job {DAY - 1}-{DAY + 99} > {DAY + 600}"
    of = problem(
        person(skills={"driver": "2020-03-02"}, offers=[(0, 2 * DAY)]),
        job(skills=["driver"], windows=[(0, 2 * DAY)], pickup=fetched()),
        place("shop", 300),
    )
    assert broken(of, "qualified", midnight) == [(("ann", "job"), 0)]
    assert broken(of, "qualified", earlier) == []
    assert served(of) == ["job"]


def test_a_skill_for_ever_may_be_written_as_the_last_date_there_is():
    agree(made({"skills": {"driver": "9999-12-31"}}, {"skills": ["driver"]}), True)
