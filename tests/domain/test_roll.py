"""Columns of volunteers say what is said of each: offers, ways, groups and bans."""

from random import Random

import numpy as np
import pytest

from rules.build import job, person, place, problem
from volmatch.domain.clock import Interval
from volmatch.domain.problem import Forbidden
from volmatch.domain.roll import Roll
from volmatch.domain.travel import Matrix


@pytest.mark.parametrize("seed", range(20))
def test_who_offers_is_whoever_has_a_start_that_fits(seed):
    dice = Random(seed)

    def spans(most):
        begins = dice.sample(range(0, 40, 10), dice.randint(0, most))
        return [(begin + dice.randrange(5), begin + dice.randrange(5, 10)) for begin in begins]

    of = problem(*(person(f"v{row}", offers=spans(3)) for row in range(12)))
    roll = Roll(of)
    times = [Interval(*span) for span in spans(3)]
    out, back = (np.array([dice.randrange(4) for _ in range(12)]) for _ in range(2))
    for seconds in range(10):
        for ways in (None, (out, back)):
            before, after = ((0,) * 12, (0,) * 12) if ways is None else (out.tolist(), back.tolist())
            able = [
                any(
                    time.start <= start
                    and start + seconds <= time.end
                    and offer.start + before[row] <= start
                    and start + seconds + after[row] <= offer.end
                    for offer in one.available
                    for time in times
                    for start in range(50)
                )
                for row, one in enumerate(of.volunteers)
            ]
            assert roll.who_offers(times, seconds, ways).tolist() == able, (seed, seconds)


def ways_of(of, location):
    there = of.place(location)
    found = []
    for one in of.volunteers:
        home, mode = of.place(one.home), of.mode(one)
        found.append([*of.network.shortest(mode, home, there), *of.network.shortest(mode, there, home)])
    return np.array(found).T.tolist()


@pytest.mark.parametrize("modes", [("walk",), ("walk", "bike")])
def test_ways_are_those_of_each_by_the_own_mode_out_and_back(modes):
    draws = np.random.default_rng(3)
    cells = {mode: {key: draws.integers(1, 900, (4, 4)) for key in ("seconds", "metres")} for mode in modes}
    for tables in cells.values():
        for table in tables.values():
            np.fill_diagonal(table, 0)
    people = [
        person(f"v{row}", ["home", "a", "b"][row % 3], travel_mode=modes[row % len(modes)])
        for row in range(7)
    ]
    for more in ({"travel": Matrix(cells)}, {} if len(modes) == 1 else {"travel": Matrix(cells)}):
        of = problem(*people, place("a", 70), place("b", 20, 90), **more)
        roll = Roll(of)
        some = np.array([5, 0, 3])
        for location in ("work", "a", "work"):
            expected = ways_of(of, location)
            assert roll.ways(some, location).tolist() == [[row[i] for i in some] for row in expected]
            assert roll.ways(roll.everybody, location).tolist() == expected


def test_numbers_groups_homes_and_bans():
    of = problem(
        person("ann", radius_km=2),
        person("bob", "work", declined=["job"]),
        person("cem", radius_km=0),
        job(),
        job("other"),
        forbidden=[Forbidden(volunteer="cem", task="job"), Forbidden(volunteer="ann", location="work")],
    )
    roll = Roll(of)
    assert roll.numbers("radius_km", np.inf).tolist() == [2, np.inf, 0]
    assert roll.numbers("radius_km", -1).tolist() == [2, -1, 0]
    group, homes = roll.groups("home", lambda one: one.home)
    assert (group.tolist(), homes) == ([0, 1, 0], ("home", "work"))
    assert roll.lives_at("home").tolist() == [True, False, True]
    assert roll.lines(np.array([2, 1]), "work").tolist() == [500, 0]
    banned = {key: sorted(rows.tolist()) for key, rows in roll.banned.items()}
    assert banned == {("task", "job"): [1, 2], ("location", "work"): [0]}
