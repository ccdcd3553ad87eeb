"""``volmatch price``: what a coordinator reads of the price of a rule."""

from __future__ import annotations

import pytest
from attrs import evolve
from cli_common import DAY, put

from volmatch.cli import pricing
from volmatch.pricing import PricedLevel

LATE = {
    "id": "t4",
    "type": "gate",
    "location": "gate-1",
    "duration_minutes": 60,
    "windows": [{"start": f"{DAY}T17:00", "end": f"{DAY}T18:00"}],
}


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    """Whatever ran before, no cell is broken."""
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture
def capped(folder, small):
    """A fourth task, for which nobody has a trip left."""
    small["tasks"].append(LATE)
    small["rules"]["trip_limits"] = {"max_tasks": 1}
    put(small)
    return folder


@pytest.fixture
def found(monkeypatch):
    """Change what was found before it is shown."""

    def change(how):
        usual = pricing.price
        monkeypatch.setattr(pricing, "price", lambda *args, **more: how(usual(*args, **more)))

    return change


def rows(text):
    return [" ".join(line.split()) for line in text.splitlines()]


def test_a_rule_that_costs_a_task(capped, volmatch):
    ran = volmatch("price problem.json trip_cap")
    assert ran.status == 0
    verdict, _, headings, coverage, nearness, _, gained, lost = rows(ran.out)
    assert verdict == (
        "The rule 'trip_cap' costs 1 task: without it 3 of 4 tasks would be served instead of 2. That is proven."
    )
    assert headings == "Level With it Without it Costs Proof"
    assert coverage == "coverage unserved: 1 critical, 1 normal unserved: 1 critical proven"
    assert nearness.startswith("nearness ")
    assert nearness.endswith(" m proven")
    assert (gained, lost) == ("Served only without it t4", "Served only with it none")


def test_a_rule_that_costs_nothing(capped, volmatch):
    ran = volmatch("price problem.json near_residence --time-limit 20 --seed 4")
    assert ran.status == 0
    verdict, _, _, coverage, nearness = rows(ran.out)
    assert verdict == "The rule 'near_residence' costs nothing: no plan is better without it. That is proven."
    assert coverage.endswith("nothing proven")
    assert nearness.endswith("nothing proven")


def test_quiet(capped, volmatch):
    ran = volmatch("price problem.json trip_cap -q")
    assert ran.status == 0
    assert len(ran.out.splitlines()) == 1
    assert ran.err == ""


def test_travel_is_written_in_its_unit(folder, volmatch, small):
    small["volunteers"][1]["available"][0]["start"] = f"{DAY}T06:00"
    small["volunteers"][1]["max_trips"] = 2
    small["rules"] = {"trip_limits": {"max_tasks": 1}}
    small["tasks"][1]["windows"][0]["start"] = f"{DAY}T11:00"
    put(small)
    ran = volmatch("price problem.json trip_limits")
    assert ran.status == 0
    verdict = rows(ran.out)[0]
    assert verdict.startswith("The rule 'trip_limits' costs no service: without it nearness would be ")
    assert verdict.endswith(" m. That is proven.")


def test_what_is_known_of_a_level_that_is_not_proven(capped, volmatch, found):
    open_ = PricedLevel(name="nearness", with_rule=3000, without_rule=2500, low=-100, high=1200)
    found(lambda price: evolve(price, levels=(open_,), gained=()))
    out = volmatch("price problem.json trip_cap").out
    assert rows(out)[-1] == "nearness 3.0 km 2.5 km +500 m proven: a difference of -0.1 km to 1.2 km"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("price problem.json window", "those that can be taken away: near_residence, trip_cap"),
        ("price problem.json trip_kap", "Did you mean 'trip_cap'?"),
        ("price nowhere.json trip_cap", "nowhere.json"),
        ("price problem.json trip_cap --time-limit 0", "--time-limit"),
    ],
)
def test_bad_input(folder, volmatch, words, said):
    ran = volmatch(words)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_pins_that_no_plan_keeps(folder, volmatch, found):
    found(
        lambda price: evolve(
            price, levels=(), with_rule=evolve(price.with_rule, status="infeasible", plan=None)
        )
    )
    ran = volmatch("price problem.json trip_cap")
    assert ran.status == 1
    assert rows(ran.out) == [
        "The rule 'trip_cap' and the pins contradict each other: proven. Without it there is a plan."
    ]


def test_an_interrupted_search(folder, volmatch, found):
    found(lambda price: evolve(price, without_rule=evolve(price.without_rule, stopped_by="cancelled")))
    assert volmatch("price problem.json trip_cap").status == 130


def test_what_went_wrong_inside_is_warned_of(folder, volmatch, found):
    found(lambda price: evolve(price, with_rule=evolve(price.with_rule, message="an engine failed: OSError")))
    ran = volmatch("price problem.json trip_cap -q")
    assert ran.err == "warning: an engine failed: OSError\n"


def test_levels_in_words(capped, volmatch, found):
    worse = PricedLevel(
        name="coverage", with_rule=(1, *[0] * 7), without_rule=(0,) * 8, low=(0,) * 8, high=None
    )
    found(lambda price: evolve(price, levels=(worse,)))
    assert rows(volmatch("price problem.json trip_cap").out)[3].endswith("all served not proven")


def test_need_in_words(capped, volmatch, found):
    """What is unserved and what is short of target stand in one sentence."""
    worse = PricedLevel(name="coverage", with_rule=(1, *[0] * 6, 2), without_rule=(0, 1, *[0] * 6))
    found(lambda price: evolve(price, levels=(worse,), served_with=3))
    assert rows(volmatch("price problem.json trip_cap").out)[0].startswith(
        "The rule 'trip_cap' costs some of the need. With it, unserved: 1 critical, short of target: 2 low; "
        "without it, unserved: 1 high. "
    )
