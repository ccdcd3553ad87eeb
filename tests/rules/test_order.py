"""A plan breaks `order` when a pickup is not before its delivery in the same trip, or `after` is broken."""

import pytest
from attrs import evolve

from volmatch.domain.problem import Pin
from volmatch.domain.task import After
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
    visits,
)

SHOP = place("shop", 300)


def errands(**more):
    """One job at work whose things are fetched in the shop, 300 m from home on the way; another job at work."""
    return problem(person(), person("bob"), job(pickup=fetched()), job("other"), SHOP, **more)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([], []),
        (["ann 0 > job^ 300-400 > job 600-700 > 1200"], []),
        # other stops, and waiting, may lie between
        (["ann 0 > job^ 300-400 > other 600-700 > job 700-800 > 1300"], []),
        (["ann 0 > job^ 300-400 > job 5000-5100 > 5600"], []),
        (["ann 0 > other 500-600 > job^ 800-900 > job 1100-1200 > 1700"], []),
        # not fetched at all, or too late
        (["ann 0 > job 500-600 > 1100"], [("job", "ann")]),
        (["ann 0 > job 500-600 > job^ 800-900 > 1200"], [("job", "ann"), ("job", "ann")]),
        # fetched in another trip, or by somebody else
        (
            ["ann 0 > job^ 300-400 > 700", "ann 700 > job 1200-1300 > 1800"],
            [("job", "ann"), ("job", "ann")],
        ),
        (
            ["bob 0 > job^ 300-400 > 700", "ann 700 > job 1200-1300 > 1800"],
            [("job", "ann"), ("job", "bob")],
        ),
        # fetched and never brought
        (["ann 0 > job^ 300-400 > 700"], [("job", "ann")]),
        (["ann 0 > job^ 300-400 > other 600-700 > 1200"], [("job", "ann")]),
        # fetched twice
        (["ann 0 > job^ 300-400 > job^ 400-500 > job 700-800 > 1300"], [("job", "ann")]),
        (["ann 0 > job^ 300-400 > job 600-700 > job^ 900-1000 > 1300"], [("job", "ann")]),
        (
            ["ann 0 > job^ 300-400 > job 600-700 > 1200", "bob 0 > job^ 300-400 > 700"],
            [("job", "bob")],
        ),
        # what has no pickup needs none
        (["ann 0 > other 500-600 > 1100"], []),
    ],
)
def test_a_pickup_comes_before_its_delivery_in_the_same_trip_by_the_same_person(rows, found):
    assert sorted(broken(errands(), "order", *rows)) == sorted((subjects, 0) for subjects in found)


def test_everybody_of_a_team_fetches_for_themselves_when_they_like():
    of = problem(person(), person("bob"), job(people=2, pickup=fetched()), SHOP)
    ann, bob = "ann 0 > job^ 300-400 > job 1000-1100 > 1600", "bob 100 > job^ 400-500 > job 1000-1100 > 1600"
    assert broken(of, "order", ann, bob) == []
    assert broken(of, "order", ann, "bob 500 > job 1000-1100 > 1600") == [(("job", "bob"), 0)]


def test_several_things_are_fetched_and_brought_in_any_order():
    two = [job(name, pickup=fetched()) for name in ("one", "two")]
    of = problem(person(), *two, SHOP)
    nested = "ann 0 > one^ 300-400 > two^ 400-500 > two 700-800 > one 800-900 > 1400"
    crossed = "ann 0 > one^ 300-400 > two^ 400-500 > one 700-800 > two 800-900 > 1400"
    assert broken(of, "order", nested) == broken(of, "order", crossed) == []
    forgotten = "ann 0 > one^ 300-400 > one 600-700 > two 700-800 > two^ 1000-1100 > 1400"
    assert broken(of, "order", forgotten) == [(("two", "ann"), 0), (("two", "ann"), 0)]


def test_a_pickup_at_the_place_of_service_or_at_home():
    of = problem(person(), job(pickup=fetched("work", 50)))
    assert broken(of, "order", "ann 0 > job^ 500-550 > job 550-650 > 1150") == []
    of = problem(person(), job(pickup=fetched("home", 0)))
    assert broken(of, "order", "ann 0 > job^ 0-0 > job 500-600 > 1100") == []


FIRST = "ann 500 > first 1000-1100 > 1600"


def second(start, who="bob"):
    return f"{who} {start - 500} > second {start}-{start + 100} > {start + 600}"


def chained(gap=0, people=1, **more):
    after = [After(task="first", min_gap=gap)]
    crew = [person(name) for name in ("ann", "bob", "cat", "dan")]
    return problem(*crew, job("first", people=people), job("second", after=after, **more))


@pytest.mark.parametrize(
    ("gap", "rows", "early"),
    [
        (0, [FIRST, second(1100)], None),
        (0, [FIRST, second(1099)], 1),
        (0, [FIRST, second(1000)], 100),
        (0, [FIRST, second(900)], 200),
        (1000, [FIRST, second(2100)], None),
        (1000, [FIRST, second(2099)], 1),
        (0, [FIRST, second(1600 + 500, "ann")], None),
        (0, ["ann 500 > first 1000-1100 > second 1100-1200 > 1700"], None),
        (1, ["ann 500 > first 1000-1100 > second 1100-1200 > 1700"], 1),
        (0, [FIRST], None),
        (0, [second(2000)], 0),
        (0, [], None),
    ],
)
def test_a_task_waits_for_the_one_that_it_comes_after(gap, rows, early):
    assert broken(chained(gap), "order", *rows) == ([] if early is None else [(("second", "first"), early)])


def test_of_teams_all_have_ended_and_nobody_has_started():
    of = chained(people=2)
    crew = [FIRST, FIRST.replace("ann", "cat")]
    assert broken(of, "order", *crew, second(1100)) == []
    late = "cat 550 > first 1050-1150 > 1650"
    assert broken_alone(of, "order", FIRST, late, second(1100)) == [(("second", "first"), 50)]
    of = problem(*of.volunteers, job("first"), job("second", people=2, after=[After(task="first")]))
    assert broken(of, "order", FIRST, second(1100), second(1100, "cat")) == []
    assert broken_alone(of, "order", FIRST, second(1100), second(1090, "cat")) == [(("second", "first"), 10)]


def test_a_task_may_wait_for_several_and_be_waited_for():
    names = ("a", "b", "c")
    waits = [job("a"), job("b"), job("c", after=[After(task="a"), After(task="b", min_gap=500)])]
    of = problem(*(person(name) for name in names), *waits)
    rows = [
        f"{name} {start - 500} > {name} {start}-{start + 100} > {start + 600}"
        for name, start in zip(names, (1000, 2000, 2600), strict=True)
    ]
    assert broken(of, "order", *rows) == []
    early = rows[2].replace("2600-2700", "2599-2699").replace("2100", "2099")
    assert broken(of, "order", *rows[:2], early) == [(("c", "b"), 1)]
    assert broken(of, "order", rows[1], rows[2]) == [(("c", "a"), 0)]


def test_remote_tasks_wait_and_are_waited_for():
    call = {"where": None, "remote": True}
    of = problem(
        person(), job("first", **call), job("second", after=[After(task="first", min_gap=60)], **call)
    )
    assert broken(of, "order", "ann first 0-100", "ann second 160-260") == []
    assert broken(of, "order", "ann first 0-100", "ann second 159-259") == [(("second", "first"), 1)]
    assert broken(of, "order", "ann second 159-259") == [(("second", "first"), 0)]


@pytest.mark.parametrize(
    ("first", "second", "gap", "late"),
    [
        ((0, 5000), (0, 5000), 0, None),
        ((4800, 5000), (0, 5000), 0, None),  # from 4,900 on
        ((4801, 5000), (0, 5000), 0, 1),
        ((4800, 5000), (0, 5000), 1, 1),
        ((6000, 7000), (0, 5000), 0, 1200),
        ((0, 50), (0, 5000), 0, None),  # the first can never be: that is another rule's
    ],
)
def test_windows_that_leave_no_time_after_the_other_forbid_the_task(first, second, gap, late):
    after = [After(task="first", min_gap=gap)]
    of = problem(person(), job("first", windows=[first]), job("second", windows=[second], after=after))
    assert forbidden_by(of, task="second") == ([] if late is None else ["order"])
    if late is not None:
        with pytest.raises(ProblemError, match=f"order: ann would come {late} s too early after 'first'"):
            evolve(of, pins=[Pin(volunteer="ann", task="second")])


@pytest.mark.parametrize(("closed", "late"), [(4800, None), (4801, 1)])
def test_a_pickup_after_the_windows_of_its_service_forbids_the_task(closed, late):
    of = problem(person(), job(windows=[(0, 5000)], pickup=fetched("work", windows=[(closed, 9000)])))
    assert forbidden_by(of) == ([] if late is None else ["order"])
    of = problem(
        person(), job(windows=[(0, 5000)], pickup=fetched("work")), place("work", 500, open=[(closed, 9000)])
    )
    assert forbidden_by(of) == ([] if late is None else ["order"])


def test_the_program_links_services_to_pickups_and_to_what_comes_before():
    of = problem(
        person(),
        job("a", pickup=fetched()),
        job("b", after=[After(task="a", min_gap=60), After(task="c")]),
        job("c", pickup=fetched(duration=7)),
        SHOP,
    )
    program, names = visits(of)
    links = program.links
    rows = zip(
        links.first.tolist(), links.second.tolist(), links.together.tolist(), links.gap.tolist(), strict=True
    )
    assert sorted(rows) == sorted(
        [
            (names["a^"], names["a"], 1, 0),
            (names["c^"], names["c"], 1, 0),
            (names["a"], names["b"], 0, 60),
            (names["c"], names["b"], 0, 0),
        ]
    )
    assert [int(program.visits.service[names[name]]) for name in ("a", "a^", "c^")] == [100, 100, 7]
    assert "links" not in visits(problem(person(), job()))[0].mechanisms


def test_a_service_whose_pickup_nobody_can_do_is_no_candidate():
    of = errands()
    assert pairs(of) == {(who, what) for who in ("ann", "bob") for what in ("job", "job^", "other")}
    never = evolve(of, tasks=[job(pickup=fetched(windows=[(0, 50)])), job("other")])
    assert pairs(never) == {("ann", "other"), ("bob", "other")}


def best(of):
    result = solve(of, time_limit=30)
    assert result.status == "optimal"
    assert verify(of, result.plan) == []
    return result


def test_the_best_plan_fetches_on_the_way():
    (trip,) = best(errands()).plan.trips
    kinds = [(stop.task, stop.kind) for stop in trip.stops]
    assert kinds.index(("job", "pickup")) < kinds.index(("job", "service"))
    assert len(kinds) == 3
    assert (trip.return_ - trip.depart) == 1000 + 300


@pytest.mark.parametrize(("window", "count"), [((600, 700), 1), ((599, 699), 0)])
def test_the_best_plan_has_time_to_fetch(window, count):
    of = problem(person(), job(windows=[window], pickup=fetched()), SHOP)
    assert len(served(of)) == count
    assert forbidden_by(of) == ([] if count else ["travel"])


@pytest.mark.parametrize(("end", "count"), [(2700, 2), (2699, 1)])
def test_the_best_plan_waits_for_the_gap(end, count):
    of = problem(
        person(offers=[(0, 2000)]),
        person("bob", offers=[(1000, 9000)]),
        job("first", windows=[(1000, 1100)]),
        job("second", windows=[(0, end)], after=[After(task="first", min_gap=1500)]),
    )
    assert len(served(of)) == count


def test_the_best_plan_serves_nothing_that_comes_after_what_is_not_served():
    never = person("bob", offers=(), skills=["nurse"])
    of = problem(person(), never, job("first", skills=["nurse"]), job("second", after=[After(task="first")]))
    result = best(of)
    assert not result.plan.trips
    assert [(row.task, row.reason) for row in result.plan.unserved] == [
        ("first", "qualified"),
        ("second", "outweighed"),
    ]


def test_pins_of_a_chain_are_judged_together():
    after = [After(task="first", min_gap=1000)]
    pins = [Pin(volunteer="ann", task="first", start=1000), Pin(volunteer="ann", task="second", start=2100)]
    things = [person(), job("first"), job("second", after=after)]
    assert served(problem(*things, pins=pins)) == ["first", "second"]
    with pytest.raises(ProblemError, match="order: second starts 1 s too early after first"):
        problem(*things, pins=[pins[0], evolve(pins[1], start=2099)])
    # Free starts leave room for the gap; a pin on the second alone can be mended by serving the first.
    free = [evolve(pin, start=None) for pin in pins]
    assert served(problem(*things, pins=free)) == ["first", "second"]
    assert served(problem(*things, pins=free[1:])) == ["first", "second"]


def test_pins_on_tasks_with_a_pickup_are_kept():
    of = errands(pins=[Pin(volunteer="bob", task="job", start=2000)])
    (trip,) = [trip for trip in best(of).plan.trips if trip.volunteer == "bob"]
    assert ("job", "pickup") in [(stop.task, stop.kind) for stop in trip.stops]
    assert verify(of, plan(of, "bob 0 > job^ 300-400 > job 2000-2100 > 2600")) == []
