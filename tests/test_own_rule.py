"""The rule of one's own in the documentation: what it rejects, what it writes, and that both say the same."""

import importlib.util
import sys
from pathlib import Path
from random import Random

import pytest
from attrs import evolve

import volmatch as vm
from rules.alone import drafted_by, found_by
from rules.build import DAY, fetched, forbidden_by, job, person, place, problem
from rules.test_people_enumerated import TASKS, best_of_all, drawn, flat
from test_contract import SAYS, reached
from volmatch.program.arrays import NO_CAP

EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "own_rule.py"


def imported():
    """Import the example under the name of its file, as the walk over its names asks for."""
    if "own_rule" not in sys.modules:
        spec = importlib.util.spec_from_file_location("own_rule", EXAMPLE)
        sys.modules["own_rule"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["own_rule"])
    return sys.modules["own_rule"]


def away(days=1, places=("shop",), cohort="frail"):
    return imported().KeepAway(places=list(places), cohort=cohort, days=days)


def made(rule, *things):
    """Everybody has four days; the shop is where nobody should have been."""
    people = [person(name, offers=[(0, 4 * DAY)]) for name in ("ann", "bob")]
    windows = [(0, 4 * DAY)]
    jobs = [
        job("errand", pickup=fetched(), windows=windows),
        job("shopping", "shop", windows=windows),
        job("visit", cohort="frail", windows=windows),
        job("other", cohort="isolated", windows=windows),
        job("call", cohort="frail", remote=True, windows=windows),
    ]
    return problem(*people, *jobs, place("shop", 900), *things, rules=[rule])


def day(number, row):
    """Move a row of a plan by whole days."""
    shift = number * DAY
    return " ".join(
        "-".join(str(int(part) + shift) for part in word.split("-"))
        if word.replace("-", "").isdigit()
        else word
        for word in row.split()
    )


FETCH = "ann 0 > errand+ 1000-1100 > errand 1500-1600 > 2100"
SHOP = "ann 0 > shopping 1000-1100 > 2000"
VISIT = "ann 5000 > visit 5500-5600 > 6100"
BEFORE = "ann 0 > visit 500-600 > 1100"


@pytest.mark.parametrize(
    ("days", "rows", "excess"),
    [
        (1, [SHOP], []),
        (1, [VISIT], []),
        (1, [SHOP, VISIT], [1]),
        (1, [FETCH, VISIT], [1]),
        # In either order, and in one trip as well.
        (1, [BEFORE, day(0, "ann 5000 > shopping 6000-6100 > 7000")], [1]),
        (1, ["ann 0 > visit 500-600 > shopping 1000-1100 > 2000"], [1]),
        # The day of departure counts; one day apart is far enough where days = 1.
        (1, [SHOP, day(1, VISIT)], []),
        (1, ["ann 86300 > shopping 87300-87400 > 88300", day(1, VISIT)], []),
        (2, [SHOP, day(1, VISIT)], [1]),
        (2, [day(1, SHOP), BEFORE], [1]),
        (2, [SHOP, day(2, VISIT)], []),
        (3, [SHOP, day(1, VISIT), day(2, VISIT)], [2, 1]),
        (3, [SHOP, day(3, VISIT)], []),
        # Others may; other cohorts may; calls bring nobody anywhere.
        (4, [SHOP, VISIT.replace("ann", "bob")], []),
        (4, [SHOP, VISIT.replace("visit", "other")], []),
        (4, [SHOP, "ann at home: call 100-200"], []),
        # Where the errand is brought to is no such place.
        (4, ["ann 0 > errand 1500-1600 > 2100", VISIT], []),
    ],
)
def test_what_is_accepted_and_rejected(days, rows, excess):
    rule = away(days)
    assert found_by(rule, made(rule), *rows) == [(("ann",), amount) for amount in excess]


def test_a_task_that_is_both_can_never_be_served():
    at_shop = job("at-shop", "shop", cohort="frail")
    from_shop = job("from-shop", cohort="frail", pickup=fetched())
    remote = job("remote", "shop", cohort="frail", remote=True)
    of = made(away(), at_shop, from_shop, remote)
    assert forbidden_by(of, task="at-shop") == forbidden_by(of, task="from-shop") == ["keep_away"]
    assert forbidden_by(of, task="remote") == forbidden_by(of, task="visit") == []
    draft = drafted_by(of, away())
    names = [task.id for task in draft.tasks]
    assert draft.starts[names.index("at-shop")] == []
    alone = problem(person(), at_shop, from_shop, place("shop", 900), rules=[away()])
    unserved = {row.task: row.reason for row in vm.solve(alone, time_limit=20).plan.unserved}
    assert unserved == {"at-shop": "keep_away", "from-shop": "keep_away"}


def test_what_it_writes():
    of = made(away(3))
    draft = drafted_by(of, away(3))
    names = [task.id for task in draft.tasks]
    labels = draft.finished_ties()["labels"]
    labelled = list(zip(labels.visit.tolist(), labels.label.tolist(), strict=True))
    fetching = draft.pickups[names.index("errand")]
    assert sorted(labelled) == [(names.index("shopping"), 0), (names.index("visit"), 1), (fetching, 0)]
    assert (labels.one.tolist(), labels.other.tolist(), labels.scope.tolist()) == ([0], [1], [3])
    assert draft.by_day.all()
    assert (draft.day_caps == NO_CAP).all()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"places": []}, 'rules.keep_away: "places" names no location'),
        ({"places": ["shp"]}, "rules.keep_away.places[0]: there is no location 'shp'"),
        ({"days": 0}, "rules.keep_away.days"),
        ({"cohort": ""}, "rules.keep_away.cohort"),
    ],
)
def test_bad_parameters_are_refused(more, said):
    with pytest.raises(vm.ProblemError) as caught:
        made(away(**more))
    assert said in str(caught.value)


def test_check_and_compile_share_no_helper():
    imported()
    says = tuple(name for name in SAYS["check"] if name in vars(imported().KeepAway))
    checking, writing = (reached("own_rule", "KeepAway", methods) for methods in (says, SAYS["writes"]))
    assert not checking & writing


FAMILIES = {"lone": 20, "several": 12, "mixed": 20}


@pytest.mark.parametrize(
    ("family", "seed"), [(name, seed) for name, count in FAMILIES.items() for seed in range(count)]
)
def test_the_plan_is_as_good_as_any(family, seed):
    """Of every plan of a small roster: the engines find the best of those that the check accepts."""
    several = family == "several"
    of = drawn(Random(seed), TASKS[:3] if several else TASKS, several=several, mixed=family == "mixed")
    dice = Random(seed)
    rule = away(dice.choice([1, 2, 3]), [dice.choice(["home", "work"])], dice.choice(["frail", "isolated"]))
    of = evolve(of, rules=[rule])
    result = vm.solve(of, time_limit=15)
    assert result.status == "optimal", result
    assert vm.verify(of, result.plan) == []
    assert flat(vm.score(of, result.plan)) == best_of_all(of, several=several)


@pytest.mark.parametrize(("method", "num_served"), [("greedy", 7), ("search", 8), ("exact", 8)])
def test_every_engine_keeps_it(method, num_served):
    of = imported().community(3)
    result = vm.solve(of, time_limit=200, iteration_limit=2000, method=method)
    assert result.message == ""
    assert len(of.tasks) - result.levels[0].value[2] >= num_served


def test_the_three_days(capsys):
    assert vm.price(imported().community(3), "keep_away", time_limit=60).exact
    imported().main()
    assert capsys.readouterr().out.splitlines() == [
        "1 day: The rule 'keep_away' costs nothing: no plan is better without it. That is proven.",
        "3 days: The rule 'keep_away' costs 1 task: without it 9 of 9 tasks would be served instead of 8. "
        "That is proven.",
    ]
