"""A plan breaks `pinned` when something of the previous plan changes before `frozen_until`, or starts anew before it."""

import pytest
from attrs import evolve

from volmatch.domain.problem import Pin
from volmatch.errors import ProblemError
from volmatch.solver import solve
from volmatch.verifier import verify

from .build import (
    broken,
    broken_alone,
    fetched,
    forbidden_by,
    job,
    pairs,
    person,
    place,
    plan,
    problem,
    served,
    starts,
    visits,
)

SHOP = place("shop", 300)
PEOPLE = "ann", "bob", "cat"

# Leaves home at 500; at work, 500 m away, from 1,000 to 1,100 and from 2,000 to 2,100; home at 2,600.
ROUND = "ann 500 > one 1000-1100 > two 2000-2100 > 2600"
CALL = "bob call 1000-1100"


def frozen(until, *rows, people=1, **more):
    """Give a problem whose previous plan is made of rows, frozen until an instant."""
    of = problem(
        *(person(name) for name in PEOPLE),
        job("one", people=people),
        job("two"),
        job("new"),
        job("call", None, remote=True),
        job("parcel", pickup=fetched()),
        SHOP,
        **more,
    )
    return evolve(of, previous=plan(of, *rows) if rows else None, frozen_until=until)


def found(of, *rows):
    return broken_alone(of, "pinned", *rows)


@pytest.mark.parametrize(
    ("until", "rows", "changes"),
    [
        # as it was
        (9000, [ROUND, CALL], []),
        # nothing has begun at the instant itself: all may change from then on
        (500, ["ann 600 > one 1100-1200 > 1700"], []),
        (500, [], []),
        # the trip has departed: its first stop stays
        (501, [ROUND, "cat 600 > new 1100-1200 > 1700"], []),
        (501, [], [(("ann", "one"), 0)]),
        (501, ["ann 500 > one 1000-1100 > 1600"], []),
        (501, ["ann 501 > one 1001-1101 > 1601"], [(("ann", "one"), 1)]),
        (
            501,
            ["ann 500 > two 1000-1100 > one 1100-1200 > 1700"],
            [(("ann", "one"), 0), (("ann", "one"), 100), (("ann", "two"), 1)],
        ),
        (501, ["bob 500 > one 1000-1100 > 1600"], [(("ann", "one"), 0), (("bob", "one"), 1)]),
        # it may leave later if only the stop stays; and other stops may follow
        (501, ["ann 500 > one 1000-1100 > new 1100-1200 > two 3000-3100 > 3600"], []),
        # a remote task that has not begun is free
        (1000, [ROUND, "cat call 1000-1100"], []),
        (1001, [ROUND, CALL], []),
        (1001, [ROUND, "cat call 1001-1101"], [(("bob", "call"), 0)]),
        (1001, [ROUND, "bob call 1001-1101"], [(("bob", "call"), 1)]),
        (1001, [ROUND, "bob call 900-1000"], [(("bob", "call"), 100)]),
        (1001, [ROUND], [(("bob", "call"), 0)]),
        # the second stop is free until it starts
        (2000, ["ann 500 > one 1000-1100 > 1600", "cat 2000 > two 2500-2600 > 3100", CALL], []),
        (
            2000,
            ["ann 500 > one 1000-1100 > 1600", "cat 1999 > two 2499-2599 > 3099", CALL],
            [(("cat", "two"), 1)],
        ),
        (2001, ["ann 500 > one 1000-1100 > 1600", CALL], [(("ann", "two"), 0)]),
        (2001, ["ann 500 > one 1000-1100 > two 2001-2101 > 2601", CALL], [(("ann", "two"), 1)]),
        # one trip stays one, with nothing in between
        (
            2001,
            ["ann 500 > one 1000-1100 > 1600", "ann 1600 > two 2100-2200 > 2700", CALL],
            [(("ann", "one"), 0), (("ann", "two"), 100), (("ann", "two"), 401)],
        ),
        (
            2001,
            ["ann 500 > one 1000-1100 > new 1100-1200 > two 2000-2100 > 2600", CALL],
            [(("ann", "new"), 901), (("ann", "one"), 0)],
        ),
        # nothing new starts before the instant, nobody new departs
        (3000, [ROUND, CALL, "cat 3000 > new 3500-3600 > 4100"], []),
        (3000, [ROUND, CALL, "cat 2999 > new 3499-3599 > 4099"], [(("cat", "new"), 1)]),
        (
            3000,
            [ROUND, CALL, "cat 2000 > new 2500-2600 > 3100"],
            [(("cat", "new"), 500), (("cat", "new"), 1000)],
        ),
        (
            2500,
            [ROUND.replace("2600", "2100 > new 2200-2300 > 2800").replace("2100 > 2100", "2100"), CALL],
            [(("ann", "new"), 300)],
        ),
        (2200, [ROUND.replace("2600", "new 2200-2300 > 2800"), CALL], []),
    ],
)
def test_what_has_begun_goes_on_and_nothing_else_begins(until, rows, changes):
    of = frozen(until, ROUND, CALL)
    assert sorted(found(of, *rows)) == sorted(changes)


def test_only_the_freeze_is_broken_by_a_change_of_what_has_begun():
    assert broken(frozen(501, ROUND), "pinned") == [(("ann", "one"), 0)]
    assert broken(frozen(500, ROUND), "pinned") == []


@pytest.mark.parametrize(
    ("rows", "early"),
    [
        ([], None),
        (["ann 1000 > new 1500-1600 > 2100"], None),
        (["ann 999 > new 1499-1599 > 2099"], 1),
        (["ann 500 > new 1000-1100 > 1600"], 500),
        (["ann call 1000-1100"], None),
        (["ann call 999-1099"], 1),
    ],
)
def test_without_a_previous_plan_nothing_begins_before_the_instant(rows, early):
    of = frozen(1000)
    task = "call" if rows and "call" in rows[0] else "new"
    assert broken(of, "pinned", *rows) == ([] if early is None else [(("ann", task), early)])


def test_without_an_instant_the_previous_plan_binds_nobody():
    of = frozen(None, ROUND, CALL)
    assert broken(of, "pinned") == []
    assert "freeze" not in visits(of)[0].mechanisms


PARCEL = "ann 700 > parcel^ 1000-1100 > parcel 1300-1400 > 1900"


@pytest.mark.parametrize(
    ("until", "rows", "changes"),
    [
        (1001, ["ann 700 > parcel^ 1000-1100 > parcel 3000-3100 > 3600"], []),
        (1001, ["ann 700 > parcel^ 1000-1100 > new 1300-1400 > parcel 1400-1500 > 2000"], []),
        (1001, [], [(("ann", "parcel"), 0)]),
        (1001, ["ann 1001 > parcel^ 1301-1401 > parcel 1601-1701 > 2201"], [(("ann", "parcel"), 301)]),
        (
            1001,
            ["bob 700 > parcel^ 1000-1100 > parcel 3000-3100 > 3600"],
            [(("ann", "parcel"), 0), (("bob", "parcel"), 1), (("bob", "parcel"), 301)],
        ),
        (1301, [PARCEL], []),
        (1301, ["ann 700 > parcel^ 1000-1100 > parcel 1301-1401 > 1901"], [(("ann", "parcel"), 1)]),
    ],
)
def test_pickups_are_stops_of_their_own(until, rows, changes):
    assert sorted(found(frozen(until, PARCEL), *rows)) == sorted(changes)


def test_of_two_trips_of_one_person_each_goes_on():
    two = "ann 500 > one 1000-1100 > 1600", "ann 1700 > two 2200-2300 > 2800"
    of = frozen(1701, *two)
    assert broken(of, "pinned", *two) == []
    joined = "ann 500 > one 1000-1100 > two 2200-2300 > 2800"
    assert broken(of, "pinned", joined) == [(("ann", "two"), 0)]


def test_a_team_that_has_begun_is_joined_by_nobody():
    of = frozen(
        1050,
        ROUND,
        ROUND.replace("two 2000-2100 > 2600", "1600").replace("ann", "bob"),
        people={"min": 1, "target": 3},
    )
    crew = ["ann 500 > one 1000-1100 > 1600", "bob 500 > one 1000-1100 > 1600"]
    assert broken(of, "pinned", *crew) == []
    assert broken(of, "pinned", *crew, "cat 500 > one 1000-1100 > 1600") == [
        (("cat", "one"), 50),
        (("cat", "one"), 550),
    ]
    assert [forbidden_by(of, name, "one") for name in PEOPLE] == [[], [], ["pinned"]]
    assert {who for who, what in pairs(of) if what == "one"} == {"ann", "bob"}


def test_a_task_whose_windows_are_over_is_forbidden_to_all_who_have_not_begun_it():
    of = problem(person(), person("bob"), job("one", windows=[(0, 1100)]))
    of = evolve(of, previous=plan(of, "ann 500 > one 1000-1100 > 1600"))
    assert [forbidden_by(evolve(of, frozen_until=until), "bob", "one") for until in (1000, 1001)] == [
        [],
        ["pinned"],
    ]
    assert forbidden_by(evolve(of, frozen_until=1001), "ann", "one") == []
    none = evolve(of, previous=None, frozen_until=1001)
    assert forbidden_by(none, "ann", "one") == ["pinned"]
    with pytest.raises(ProblemError, match="pinned: bob was not there when it began"):
        evolve(of, frozen_until=1001, pins=[Pin(volunteer="bob", task="one")])
    with pytest.raises(ProblemError, match="pinned: ann would have to start in the frozen time"):
        evolve(none, pins=[Pin(volunteer="ann", task="one")])


@pytest.mark.parametrize(("start", "fits"), [(1500, True), (1499, False), (999, False)])
def test_a_pin_that_would_start_or_leave_too_early_is_refused(start, fits):
    pins = [Pin(volunteer="ann", task="new", start=start)]
    if fits:
        assert solve(evolve(frozen(1000), pins=pins)).status == "optimal"
    else:
        with pytest.raises(
            ProblemError, match=f"pinned: ann leaves {1500 - start} s too early|pinned: ann starts"
        ):
            evolve(frozen(1000), pins=pins)


def test_a_free_pin_waits_until_it_may():
    of = evolve(frozen(1000), pins=[Pin(volunteer="ann", task="new"), Pin(volunteer="ann", task="two")])
    assert verify(of, solve(of).plan) == []


def freeze_of(of):
    program, names = visits(of)
    name, people = (
        {visit: name for name, visit in names.items()} | {-1: None},
        sorted(one.id for one in of.volunteers),
    )
    freeze = program.freeze
    rows = zip(freeze.volunteer.tolist(), freeze.visit.tolist(), freeze.before.tolist(), strict=True)
    musts = zip(program.musts.volunteer.tolist(), program.musts.visit.tolist(), strict=True)
    return (
        freeze.instant.tolist(),
        {(people[who], name[visit], name[before]) for who, visit, before in rows},
        {(people[who], name[visit]) for who, visit in musts},
    )


@pytest.mark.parametrize(
    ("until", "stays"),
    [
        (500, set()),
        (501, {("ann", "one", None)}),
        (1001, {("ann", "one", None), ("bob", "call", None)}),
        (2000, {("ann", "one", None), ("bob", "call", None)}),
        (2001, {("ann", "one", None), ("ann", "two", "one"), ("bob", "call", None)}),
    ],
)
def test_the_program_keeps_what_has_begun(until, stays):
    of = frozen(until, ROUND, CALL)
    assert freeze_of(of) == ([until], stays, {row[:2] for row in stays})
    kept = {task for _, task, _ in stays}
    begun = {"one": 1000, "two": 2000, "call": 1000}
    for name in ("one", "two", "call", "new", "parcel", "parcel^"):
        (span,) = starts(of, name)
        assert span == (
            (begun[name], begun[name]) if name in kept else (until, 86_400 if name == "none" else span[1])
        )


def test_the_program_keeps_pickups():
    of = frozen(1001, PARCEL)
    assert freeze_of(of)[1] == {("ann", "parcel^", None)}
    assert starts(of, "parcel^") == [(1000, 1000)]
    assert starts(of, "parcel")[0][0] == 1001
    of = frozen(1301, PARCEL)
    assert freeze_of(of)[1] == {("ann", "parcel^", None), ("ann", "parcel", "parcel^")}


def test_the_program_keeps_the_pickups_of_a_team_and_leaves_the_others_later_ones():
    of = problem(*(person(name) for name in PEOPLE), job(people=3, pickup=fetched()), SHOP)
    rows = [
        f"{who} {at - 300} > job^ {at}-{at + 100} > job 5000-5100 > 5600"
        for who, at in zip(PEOPLE, (500, 600, 2000), strict=True)
    ]
    of = evolve(of, previous=plan(of, *rows), frozen_until=1000)
    assert starts(of, "job^") == [(500, 500), (600, 600), (1000, 86_300)]
    program, names = visits(of)
    left = program.candidates
    latest = {
        PEOPLE[program.duties.volunteer[duty]]: last
        for visit, duty, last in zip(
            left.visit.tolist(), left.duty.tolist(), left.latest.tolist(), strict=True
        )
        if visit == names["job^"]
    }
    assert latest["ann"] == 500
    assert latest["bob"] == 600
    assert latest["cat"] > 1000
    earliest = {
        PEOPLE[program.duties.volunteer[duty]]: first
        for visit, duty, first in zip(
            left.visit.tolist(), left.duty.tolist(), left.earliest.tolist(), strict=True
        )
        if visit == names["job^"]
    }
    assert earliest == {"ann": 500, "bob": 600, "cat": 1000}
    assert broken(of, "pinned", *rows) == []


@pytest.mark.parametrize("method", ["greedy", "search", "exact", "auto"])
@pytest.mark.parametrize("closes", [1000, 1100])
def test_who_has_not_fetched_yet_does_not_do_so_when_somebody_else_did(method, closes):
    # Ann fetched at 900. Bob is on his way, at work until 600, and could have been there at 900, but was not.
    of = problem(
        person("ann"),
        person("bob"),
        job(people={"min": 1, "target": 2}, pickup=fetched(windows=[(900, closes)])),
        job("two"),
        SHOP,
    )
    rows = "ann 600 > job^ 900-1000 > job 5000-5100 > 5600", "bob 0 > two 500-600 > 1100"
    of = evolve(of, previous=plan(of, *rows), frozen_until=1000)
    result = solve(of, method=method, time_limit=30, iteration_limit=200)
    assert (verify(of, result.plan), result.message) == ([], "")
    fetching = {
        trip.volunteer: stop.start
        for trip in result.plan.trips
        for stop in trip.stops
        if stop.kind == "pickup"
    }
    assert fetching == ({"ann": 900} if closes == 1000 else {"ann": 900, "bob": 1000})
    assert result.status == ("optimal" if method in ("exact", "auto") else "feasible")


def best(of):
    result = solve(of, time_limit=30)
    assert result.status == "optimal"
    assert verify(of, result.plan) == []
    return result.plan


@pytest.mark.parametrize("until", [0, 500, 501, 1000, 1001, 1500, 2000, 2001, 2500, 4000])
def test_the_best_plan_keeps_it(until):
    of = frozen(until, ROUND, CALL)
    made = best(of)
    done = {(trip.volunteer, stop.task, stop.start) for trip in made.trips for stop in trip.stops}
    assert (("ann", "one", 1000) in done) or until <= 500
    assert (("ann", "two", 2000) in done) or until <= 2000
    assert served(of) == ["call", "new", "one", "parcel", "two"]


def test_the_best_plan_keeps_a_parcel_that_is_on_its_way():
    of = frozen(1001, PARCEL, objectives=["coverage", "trips", "nearness"])
    made = best(of)
    (trip,) = made.trips
    assert (trip.stops[0].task, trip.stops[0].kind) == ("parcel", "pickup")
    assert trip.stops[0].start == 1000
    assert len(trip.stops) == 5


def test_what_can_no_longer_be_kept_is_infeasible():
    of = frozen(501, ROUND)
    of = evolve(
        of,
        volunteers=[
            evolve(one, available=[(600, 90_000)]) if one.id == "ann" else one for one in of.volunteers
        ],
    )
    result = solve(of)
    assert (result.status, result.stopped_by, result.plan) == ("infeasible", "proof", None)


def test_lines_that_make_no_sense_any_more_are_passed_over():
    of = frozen(2001, ROUND, PARCEL.replace("ann", "bob"))
    changed = [
        evolve(one, remote=True)
        if one.id == "one"
        else evolve(one, pickup=None)
        if one.id == "parcel"
        else one
        for one in of.tasks
    ]
    of = evolve(of, tasks=changed)
    assert freeze_of(of)[1] == {("ann", "two", None), ("bob", "parcel", None)}
    rows = "ann 500 > two 2000-2100 > 2600", "bob 700 > parcel 1300-1400 > 1900"
    assert broken(of, "pinned", *rows) == []
    assert best(of)
