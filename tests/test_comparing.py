"""Two plans side by side: which is better, what changes for whom, and how that reads."""

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

import volmatch as vm
from objectives.build import with_remote
from rules.build import job, person, plan, problem
from volmatch.comparing import ChangedTask, ComparedVolunteer, MovedTask, compare
from volmatch.domain.clock import Clock
from volmatch.rulebook import OBJECTIVES

ONE = "ann 500 > a 1000-1100 > 1600"
TWO = "ann 500 > a 1000-1100 > b 1200-1300 > 1800"


def made(**more):
    more = {"objectives": ["coverage", "nearness", "trips"], **more}
    return problem(
        person(),
        person("bob"),
        person("cat"),
        job("a"),
        job("b"),
        job("c", people={"min": 1, "target": 3}),
        job("d", people=2),
        **more,
    )


def both(rows_a, rows_b, **more):
    of = made(**more)
    return compare(of, plan(of, *rows_a), plan(of, *rows_b))


def by(row, who):
    return row.replace("ann", who)


def test_a_plan_and_itself():
    found = both([TWO], [TWO])
    assert (found.better, found.decided_by, found.same) == (None, None, True)
    assert (found.gained, found.lost, found.changed, found.moved, found.volunteers) == ((), (), (), (), ())
    assert (found.violations_a, found.violations_b) == ((), ())
    assert all(level.better is None for level in found.levels)


def test_levels_asked_for_come_first_in_their_order():
    found = both([ONE], [TWO], objectives=["coverage", {"trips": 2, "nearness": 1}, "stability"])
    assert [(one.name, one.asked) for one in found.levels[:3]] == [
        ("coverage", True),
        ("trips×2 + nearness×1", True),
        ("stability", True),
    ]
    others = {cls.name for cls in OBJECTIVES} - {"coverage", "trips", "nearness", "stability"}
    assert {one.name for one in found.levels[3:]} == others
    assert not any(one.asked for one in found.levels[3:])


ROWS = {
    "one": [ONE],
    "two": [TWO],
    "apart": [ONE, "bob 500 > b 1000-1100 > 1600"],
    "later": ["ann 1500 > a 2000-2100 > 2600"],
    "in turn": [ONE, "ann 1600 > b 2100-2200 > 2700"],
}


@pytest.mark.parametrize(
    ("a", "b", "better", "level"),
    [
        ("one", "two", "b", "coverage"),
        ("two", "one", "a", "coverage"),
        ("two", "apart", "a", "nearness"),
        ("apart", "two", "b", "nearness"),
        ("one", "later", None, None),
        ("apart", "in turn", None, None),
    ],
)
def test_the_first_level_that_differs_decides(a, b, better, level):
    found = both(ROWS[a], ROWS[b])
    assert found.better == better
    assert (found.decided_by and found.decided_by.name) == level


def test_each_level_has_its_own_better():
    found = both(ROWS["one"], ROWS["apart"])
    assert [(one.name, one.a, one.b, one.better) for one in found.levels[:3]] == [
        ("coverage", (0, 0, 3, 0, 0, 0, 0, 0), (0, 0, 2, 0, 0, 0, 0, 0), "b"),
        ("nearness", 1000, 2000, "a"),
        ("trips", 1, 2, "a"),
    ]


def test_levels_not_asked_for_decide_nothing():
    found = both(ROWS["two"], ROWS["apart"], objectives=["coverage"])
    assert found.better is None
    assert {one.name for one in found.levels if one.better == "a"} == {"nearness", "trips", "fairness"}


C = "ann 500 > c 1000-1100 > 1600"
D = "ann 500 > d 1000-1100 > 1600"


@pytest.mark.parametrize(
    ("a", "b", "gained", "lost", "changed", "moved"),
    [
        ([], [ONE], ["a"], [], [], []),
        ([TWO], [], [], ["a", "b"], [], []),
        ([ONE], ["ann 500 > b 1000-1100 > 1600"], ["b"], ["a"], [], []),
        ([ONE], [by(ONE, "bob")], [], [], [("a", ["ann"], ["bob"])], []),
        ([C], [C, by(C, "bob")], [], [], [("c", ["ann"], ["ann", "bob"])], []),
        ([C, by(C, "bob")], [C, by(C, "cat")], [], [], [("c", ["ann", "bob"], ["ann", "cat"])], []),
        ([C, by(C, "bob")], [by(C, "bob"), C], [], [], [], []),
        ([ONE], ["ann 501 > a 1001-1101 > 1601"], [], [], [], [("a", 1)]),
        ([TWO], ["ann 400 > a 900-1000 > b 1500-1600 > 2100"], [], [], [], [("a", -100), ("b", 300)]),
        # Other people at another time: that other people come is what counts.
        ([ONE], ["bob 5000 > a 5500-5600 > 6100"], [], [], [("a", ["ann"], ["bob"])], []),
        # One of the two that it takes does not serve it.
        ([D, by(D, "bob")], [D], [], ["d"], [], []),
        ([], [D], [], [], [], []),
    ],
)
def test_tasks_gained_lost_changed_and_moved(a, b, gained, lost, changed, moved):
    found = both(a, b)
    assert (list(found.gained), list(found.lost)) == (gained, lost)
    assert found.changed == tuple(ChangedTask(task=t, a=tuple(x), b=tuple(y)) for t, x, y in changed)
    assert found.moved == tuple(MovedTask(task=t, seconds=s) for t, s in moved)
    back = both(b, a)
    assert (list(back.gained), list(back.lost)) == (lost, gained)
    assert back.changed == tuple(ChangedTask(task=one.task, a=one.b, b=one.a) for one in found.changed)
    assert back.moved == tuple(MovedTask(task=one.task, seconds=-one.seconds) for one in found.moved)


def test_who_goes_and_who_comes():
    one = ChangedTask(task="c", a=("ann", "bob"), b=("ann", "cat"))
    assert (one.gone, one.come) == (("bob",), ("cat",))


def test_what_volunteers_gain_and_lose():
    found = both([TWO], [ONE, "bob 400 > b 1000-1100 > c 1200-1300 > 1900"])
    assert found.volunteers == (
        ComparedVolunteer(volunteer="ann", gained=(), lost=("b",), trips=0, seconds=-200, metres=0),
        ComparedVolunteer(volunteer="bob", gained=("b", "c"), lost=(), trips=1, seconds=1500, metres=1000),
    )


def test_volunteers_are_sorted_by_id_and_those_for_whom_nothing_changes_are_left_out():
    of = problem(person("zoe"), person("bob"), person("ann"), job("a"), job("b"), job("c"))
    a = plan(of, by(ONE, "zoe"), "bob 500 > b 1000-1100 > 1600")
    b = plan(of, ONE, "bob 700 > b 1200-1300 > 1800")
    assert [one.volunteer for one in compare(of, a, b).volunteers] == ["ann", "zoe"]


def test_remote_tasks_are_tasks_but_nobody_is_away():
    of = problem(person(), person("bob"), job("a"), job("chat", None, remote=True))
    a, b = (with_remote(plan(of, ONE), row) for row in ("ann chat 5000-5100", "bob chat 5000-5100"))
    found = compare(of, a, b)
    assert found.changed == (ChangedTask(task="chat", a=("ann",), b=("bob",)),)
    amounts = {"trips": 0, "seconds": 0, "metres": 0}
    assert found.volunteers == (
        ComparedVolunteer(volunteer="ann", gained=(), lost=("chat",), **amounts),
        ComparedVolunteer(volunteer="bob", gained=("chat",), lost=(), **amounts),
    )


BROKEN = "ann 501 > a 1000-1100 > b 1200-1300 > 1800"


def test_a_broken_plan_is_compared_all_the_same_and_never_better():
    found = both([ONE], [BROKEN])
    assert found.violations_a == ()
    assert [(one.rule, one.subjects, one.excess) for one in found.violations_b] == [("travel", ("ann",), 1)]
    assert found.gained == ("b",)
    assert (found.better, found.decided_by.better) == ("a", "b")
    assert both([BROKEN], [ONE]).better == "b"
    assert both([BROKEN], [TWO]).better == "b"


def test_of_two_broken_plans_the_levels_decide():
    assert both([BROKEN], [BROKEN.replace("b 1200-1300 >", "b 1200-1300 > c 1300-1400 >")]).better == "b"
    assert both([BROKEN], [BROKEN]).better is None


def test_what_a_plan_names_that_the_problem_does_not_have_is_a_violation():
    found = both([ONE], ["zed 500 > a 1000-1100 > 1600"])
    assert {one.rule for one in found.violations_b} == {"plan"}
    assert found.lost == ("a",)


def test_plans_on_other_clocks():
    of = made()
    a, b = plan(of, TWO), plan(of, TWO)
    moved = b.on(Clock(of.clock.origin - 86_400, of.clock.zone))
    assert compare(of, a, moved).same
    assert compare(of, a, evolve(moved, clock=of.clock)).moved[0].seconds == 86_400


def test_it_is_frozen_and_has_value():
    found = both([ONE], [TWO])
    assert found == both([ONE], [TWO])
    with pytest.raises(FrozenInstanceError):
        found.gained = ()
    assert isinstance(found, vm.Comparison)


# -- how it reads ------------------------------------------------------------------------------------


def lines(*pair, **more):
    return str(both(*pair, **more)).splitlines()


def test_in_plain_english():
    a = [
        TWO,
        "cat 500 > d 1000-1100 > 1600",
        "bob 500 > d 1000-1100 > 1600",
        C.replace("ann 500", "ann 1800"),
    ]
    a[-1] = "ann 1800 > c 2300-2400 > 2900"
    b = ["ann 500 > a 1000-1100 > 1600", "bob 500 > c 1000-1100 > 1600", "cat 600 > b 1100-1200 > 1700"]
    assert lines(a, b) == [
        "Plan A is better: coverage decides.",
        "coverage: 2 normal short of target in A, 1 normal unserved, 2 normal short of target in B; A is better",
        "nearness: 4000 in A, 3000 in B; B is better",
        "trips: 4 in A, 3 in B; B is better",
        "fairness (not asked for): 94 in A, 42 in B; B is better",
        "Served in A only: d",
        "b: from ann to cat",
        "c: from ann to bob",
        "ann: loses b, c; -1 trip; -1300 s away; -1000 m",
        "bob: gains c; loses d",
        "cat: gains b; loses d",
    ]


@pytest.mark.parametrize(
    ("a", "b", "first"),
    [
        ([TWO], [TWO], "The plans are the same."),
        ([ONE], ROWS["later"], "Neither plan is better."),
        ([ONE], [TWO], "Plan B is better: coverage decides."),
        ([TWO], ROWS["apart"], "Plan A is better: nearness decides."),
        ([BROKEN], [ONE], "Plan B is better: the other breaks rules."),
        ([BROKEN], [BROKEN.replace("501", "502")], "Neither plan is better."),
        (
            [BROKEN],
            [BROKEN.replace("> 1800", "> c 1300-1400 > 1900")],
            "Plan B would be better: coverage decides.",
        ),
    ],
)
def test_the_first_line_says_which_is_better(a, b, first):
    assert lines(a, b)[0] == first


def test_broken_plans_are_said_to_be_broken():
    said = lines([BROKEN], [TWO])
    assert said[1] == "Plan A must not be used; it breaks travel (1)."
    said = lines([BROKEN, by(BROKEN, "zed")], [BROKEN])
    assert said[1:3] == [
        "Plan A must not be used; it breaks plan (1), travel (1).",
        "Plan B must not be used; it breaks travel (1).",
    ]


def test_seats_and_times():
    said = lines([C, by(C, "bob")], [C])
    assert "c: without bob in B" in said
    assert "c: with bob too in B" in lines([C], [C, by(C, "bob")])
    assert "a: 1000 s later in B" in lines([ONE], ROWS["later"])
    assert "a: 1000 s earlier in B" in lines(ROWS["later"], [ONE])


def test_long_lists_are_cut():
    jobs = [job(f"t{row:02}", "home", windows=[(row * 100, row * 100 + 100)]) for row in range(30)]
    of = problem(person(), person("bob"), *jobs)
    rows = [
        f"ann {row * 100} > t{row:02} {row * 100}-{row * 100 + 100} > {row * 100 + 100}" for row in range(30)
    ]
    said = str(compare(of, plan(of), plan(of, *rows)))
    assert "t19, … and 10 more" in said
    said = str(compare(of, plan(of, *rows), plan(of, *(by(row, "bob") for row in rows)))).splitlines()
    assert "… and 10 more" in said
    assert "t19: from ann to bob" in said
    assert "t20: from ann to bob" not in said


def test_its_repr_is_short_and_names_nobody():
    assert repr(both([ONE], [TWO])) == (
        "<Comparison: b is better; tasks: 1 gained, 0 lost, 0 changed, 0 moved>"
    )
    assert "neither" in repr(both([ONE], [ONE]))
