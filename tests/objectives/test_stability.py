"""Stability: assignments of the previous plan that went to somebody else, moved by more than 15 minutes, or were dropped."""

import pytest
from attrs import evolve

from rules.build import job, person, plan, problem
from volmatch.domain.clock import Clock
from volmatch.domain.task import Pickup
from volmatch.errors import ProblemError
from volmatch.objectives.stability import Stability

from .build import fetched, level, lines, with_remote, worth, written, written_alone


def at(start, task="a", who="ann"):
    return f"{who} {start - 500} > {task} {start}-{start + 100} > {start + 600}"


def made(*rows, **more):
    """Make a problem with a previous plan of these rows."""
    things = [person(), person("bob"), job("a", people={"min": 1, "target": 2}), job("b"), job("c")]
    return problem(*things, previous=plan(problem(*things), *rows), **more)


@pytest.mark.parametrize(
    ("before", "now", "changes"),
    [
        ([], [], 0),
        ([], [at(5000)], 0),  # what is new costs nothing
        ([at(5000)], [at(5000)], 0),
        ([at(5000)], [at(5900)], 0),  # 15 minutes later, exactly
        ([at(5000)], [at(5901)], 1),
        ([at(5000)], [at(4100)], 0),
        ([at(5000)], [at(4099)], 1),
        ([at(5000)], [at(5000, who="bob")], 1),
        ([at(5000)], [at(5000), at(5000, who="bob")], 0),  # a second person is no change
        ([at(5000)], [at(5000, "b")], 1),
        ([at(5000)], [], 1),
        ([at(5000), at(5000, who="bob")], [at(5000)], 1),
        ([at(5000), at(5000, who="bob")], [], 2),
        ([at(5000), at(9000, "b")], [at(5000, who="bob"), at(5000, "b")], 2),
        # The same services in one trip, not in two.
        ([at(5000), at(5600, "b")], ["ann 4500 > a 5000-5100 > b 5600-5700 > 6200"], 0),
        ([at(5000), at(5600, "b")], ["ann 4500 > b 5000-5100 > a 5600-5700 > 6200"], 0),
    ],
)
def test_changes(before, now, changes):
    of = made(*before)
    assert level(of, plan(of, *now), "stability") == changes


def test_without_a_previous_plan_nothing_changes():
    of = problem(person(), job("a"))
    assert level(of, plan(of, at(5000)), "stability") == 0


def test_the_same_assignment_twice_is_one():
    of = made(at(5000), at(5000), objectives=["coverage", "stability"])
    assert level(of, plan(of), "stability") == 1
    assert len(written(of, "promises")) == 1


def test_remote_services_count():
    things = [person(), person("bob"), job("chat", None, remote=True)]
    of = problem(*things)
    of = problem(*things, previous=with_remote(plan(of), "ann chat 5000-5100"))
    for rows, changes in (
        (["ann chat 5000-5100"], 0),
        (["ann chat 5900-6000"], 0),
        (["ann chat 5901-6001"], 1),
        (["bob chat 5000-5100"], 1),
        ([], 1),
    ):
        assert worth(Stability(), of, with_remote(plan(of), *rows)) == changes
    promises = written_alone(of, Stability(), "promises", weight=3)
    assert lines(promises, "volunteer", "visit", "low", "high", "cost") == [(0, 0, 4100, 5900, 3)]


def test_fetching_is_no_assignment_of_its_own():
    things = [person(), job("a", pickup=Pickup(location="work")), job("b")]
    of = problem(*things)
    row = "ann 500 > a 1000-1000 > a 1100-1200 > 1700"
    of = problem(*things, previous=fetched(of, row))
    assert worth(Stability(), of, plan(of)) == 1
    assert worth(Stability(), of, fetched(of, row)) == 0
    # Fetched, but not brought: the service is gone.
    assert worth(Stability(), of, fetched(of, "ann 500 > a 1000-1000 > b 1100-1200 > 1700")) == 1
    promises = written_alone(of, Stability(), "promises")
    assert lines(promises, "volunteer", "visit", "low", "high") == [(0, 0, 200, 2000)]


def test_a_previous_plan_on_another_clock():
    of = made(at(5000))
    moved = of.previous.on(Clock(of.clock.origin - 86_400, of.clock.zone))
    assert moved.trips[0].stops[0].start == 91_400
    of = evolve(of, previous=moved)
    assert level(of, plan(of, at(5900)), "stability") == 0
    assert level(of, plan(of, at(5901)), "stability") == 1


def test_who_is_no_longer_there_was_dropped_with_a_warning():
    with pytest.warns(match="no longer there"):
        of = problem(person("bob"), job("a"), previous=made(at(5000), at(5000, who="bob")).previous)
    assert level(of, plan(of), "stability") == 1


def test_promises_in_order():
    of = made(
        "bob 4500 > c 5000-5100 > a 6000-6100 > 6600",
        at(6000),
        objectives=["coverage", {"stability": 11, "trips": 1}, "nearness"],
    )
    assert lines(written(of, "promises"), "level", "volunteer", "visit", "low", "high", "cost") == [
        (0, 0, 0, 5100, 6900, 11),
        (0, 1, 0, 5100, 6900, 11),
        (0, 1, 2, 4100, 5900, 11),
    ]


def test_promises_that_nobody_can_keep_are_written_too():
    # ann may not go any more: the change is counted whatever is planned.
    of = made(at(5000), objectives=["coverage", "stability"], forbidden=[{"volunteer": "ann", "task": "a"}])
    assert lines(written(of, "promises"), "volunteer", "visit") == [(0, 0)]
    assert level(of, plan(of, at(5000, who="bob")), "stability") == 1


def test_without_a_previous_plan_nothing_is_written():
    of = problem(person(), job("a"), objectives=["coverage", "stability"])
    assert len(written(of, "promises")) == 0


def test_it_has_no_options():
    with pytest.raises(ProblemError, match="unknown parameter 'minutes'"):
        made(objective_options={"stability": {"minutes": 30}})
