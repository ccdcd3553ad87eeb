"""Travel: straight lines, tables, and a user's own object."""

import math
import warnings

import numpy as np
import pytest

from rules.build import job, person, place, problem, served
from volmatch.domain.travel import UNREACHABLE, Matrix, StraightLine
from volmatch.errors import ProblemError
from volmatch.program.travel import Travel
from volmatch.solver import solve
from volmatch.verifier import verify


def way(of, a, b, mode="walk"):
    one, two = np.array([of.place(a)]), np.array([of.place(b)])
    return int(of.network.seconds(mode, one, two)[0]), int(of.network.metres(mode, one, two)[0])


@pytest.mark.parametrize(
    ("x", "detour", "speed", "metres"),
    [
        (0, 1.3, 4.5, 0),
        (0.4, 1, 4.5, 0),
        (0.6, 1, 4.5, 1),
        (2.5, 1, 4.5, 2),  # a half to the even one
        (3.5, 1, 4.5, 4),
        (1000.4, 1.3, 4.5, 1301),
        (959, 1, 4.5, 959),
        (10_000, 1.2, 30, 12_000),
        (1, 1, 100_000, 1),
        (1, 1, 0.001, 1),
    ],
)
def test_metres_are_rounded_and_seconds_rounded_up(x, detour, speed, metres):
    of = problem(person(), place("work", x), travel=StraightLine({"walk": speed}, detour))
    pace = round(speed * 1000)
    assert way(of, "home", "work") == (-(-3600 * metres // pace), metres)
    assert way(of, "work", "home") == way(of, "home", "work")


def test_the_figures_of_the_example_in_the_model():
    # 959 m each way at 4.5 km/h is 767.2 s, rounded up to 768: the trip leaves at 08:47:12.
    of = problem(person(), place("work", 959), travel=StraightLine({"walk": 4.5}))
    assert way(of, "home", "work") == (768, 959)


def test_modes_have_paces_of_their_own_and_may_be_written_as_in_files():
    said = {
        "kind": "straight_line",
        "detour": 1.3,
        "modes": {"walk": {"speed_kmh": 4.5}, "car": {"speed_kmh": 30}},
    }
    of = problem(person(travel_mode="car"), person("bob", travel_mode="walk"), travel=said)
    assert of.travel == StraightLine({"walk": 4.5, "car": 30.0}, 1.3)
    assert way(of, "home", "work", "walk") == (520, 650)
    assert way(of, "home", "work", "car") == (78, 650)
    assert of.mode(of.volunteer("ann")) == "car"


def table(seconds, metres=None):
    return Matrix({"walk": {"seconds": seconds, "metres": seconds if metres is None else metres}})


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (7, 7),
        (7.2, 8),
        (0, 0),
        (None, UNREACHABLE),
        (math.inf, UNREACHABLE),
        (1e300, UNREACHABLE),
        (2**41, UNREACHABLE),
    ],
)
def test_cells_of_a_table(cell, read):
    of = problem(person(), travel=table([[0, cell], [5, 0]]))
    assert way(of, "home", "work")[0] == read
    assert way(of, "work", "home") == (5, 5)


def test_metres_of_a_table_are_rounded_to_the_nearest():
    of = problem(person(), travel=table([[0, 1], [1, 0]], [[0, 6.4], [6.6, 0]]))
    assert (way(of, "home", "work")[1], way(of, "work", "home")[1]) == (6, 7)


def test_an_array_is_a_table_and_is_copied():
    cells = np.array([[0.0, 7.0], [5.0, 0.0]])
    of = problem(person(), travel=table(cells))
    cells[:] = 99
    assert way(of, "home", "work") == (7, 7)
    assert way(of, "work", "home") == (5, 5)


NAN = math.nan
BAD_TABLES = [
    ([[0, NAN], [5, 0]], "a cell is NaN. Write null"),
    (np.array([[0, NAN], [5, 0]]), "a cell is NaN. Write null"),
    ([[0, -1], [5, 0]], "a cell is negative"),
    ([[0, 1], [-math.inf, 0]], "a cell is negative"),
    ([[0, 1, 2], [5, 0, 2]], "2 rows and columns is expected"),
    ([[0]], "2 rows and columns is expected"),
    ([], "2 rows and columns is expected"),
    ([0, 1], "2 rows and columns is expected"),
    ([[0, 1], [5]], "a square table of numbers"),
    ([[0, "far"], [5, 0]], "a cell is not a number"),
    ("far", "a square table of numbers"),
    (5, "2 rows and columns is expected"),
]


@pytest.mark.parametrize(("cells", "message"), BAD_TABLES, ids=[str(row[0]) for row in BAD_TABLES])
@pytest.mark.parametrize("name", ["seconds", "metres"])
def test_wrong_tables_are_refused(cells, message, name):
    tables = {"seconds": [[0, 1], [1, 0]], "metres": [[0, 1], [1, 0]]} | {name: cells}
    with pytest.raises(ProblemError) as caught:
        problem(person(), travel=Matrix({"walk": tables}))
    (fault,) = caught.value.faults
    assert fault.path == f"travel.modes.walk.{name}"
    assert message in str(fault)


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param([[0, 10**400], [5, 0]], id="5,000-digit integer"),
        pytest.param(np.array([[0, "far"], [5, 0]], dtype=object), id="text in an array"),
        pytest.param([[0, True], [5, 0]], id="truth value"),
        pytest.param([[0, "1"], [5, 0]], id="text"),
        pytest.param(((0, NAN), (5, 0)), id="NaN in a tuple"),
    ],
)
def test_odd_cells_are_refused(cells):
    with pytest.raises(ProblemError):
        problem(person(), travel=table(cells))


def test_a_way_from_a_place_to_itself_that_is_not_nothing_is_odd():
    with pytest.warns(UserWarning, match="the way from a place to itself is not 0"):
        of = problem(person(), travel=table([[3, 1], [1, 0]]))
    assert way(of, "home", "home") == (3, 3)


BAD_TRAVELS = [
    ("walk", "a StraightLine, a Matrix or an object"),
    (None, "a StraightLine, a Matrix or an object"),
    ({"kind": "crow"}, '"kind" must be'),
    ({}, '"kind" must be'),
    ({"kind": "straight_line", "speed": 3}, "unknown key 'speed'"),
    ({"kind": "straight_line", "modes": {}}, "at least one travel mode"),
    ({"kind": "matrix"}, "at least one travel mode"),
    ({"kind": "matrix", "modes": {"walk": {"seconds": [[0]]}}}, '"seconds" and "metres"'),
    (StraightLine({}), "at least one travel mode"),
    (StraightLine({"walk": 0}), "a speed in km/h above 0"),
    (StraightLine({"walk": -1}), "a speed in km/h above 0"),
    (StraightLine({"walk": NAN}), "a speed in km/h above 0"),
    (StraightLine({"walk": math.inf}), "a speed in km/h above 0"),
    (StraightLine({"walk": "4"}), "a speed in km/h above 0"),
    (StraightLine({"walk": True}), "a speed in km/h above 0"),
    (StraightLine({"walk": {"speed": 4}}), "unknown key"),
    (StraightLine({" walk": 4}), "begins or ends with a space"),
    (StraightLine({"walk": 4}, detour=0.99), "a number from 1 to 1000"),
    (StraightLine({"walk": 4}, detour=NAN), "a number from 1 to 1000"),
    (StraightLine({"walk": 4}, detour=True), "a number from 1 to 1000"),
    (StraightLine({"walk": 4}, detour=1001), "a number from 1 to 1000"),
]


@pytest.mark.parametrize(("travel", "message"), BAD_TRAVELS, ids=[str(row[0]) for row in BAD_TRAVELS])
def test_wrong_travels_are_refused(travel, message):
    with pytest.raises(ProblemError) as caught:
        problem(travel=travel)
    assert any(message in str(fault) for fault in caught.value.faults)


def test_a_kind_that_is_a_list_is_refused():
    with pytest.raises(ProblemError):
        problem(travel={"kind": ["straight_line"]})


class Rickshaw:
    """A user's own travel: 10 s a place number, 7 m; nobody gets from the third place back."""

    def seconds(self, mode, origins, destinations):
        return np.abs(origins - destinations) * 10.0 + 0.5 * (origins != destinations)

    def metres(self, mode, origins, destinations):
        return np.where(origins > destinations + 1, np.nan, np.abs(origins - destinations) * 7)


def test_a_users_own_travel():
    of = problem(person(), job(), travel=Rickshaw())
    assert way(of, "home", "work") == (11, 7)
    assert way(of, "work", "home") == (11, 7)
    assert of.mode(of.volunteer("ann")) == ""
    travel = Travel(of.network, ("",))
    assert (travel.own, travel.straight) == (True, False)
    assert travel.leg(0, 0, 1) == (11, 7)
    result = solve(of)
    assert result.levels[1].value == 14
    assert verify(of, result.plan) == []


def test_a_users_own_travel_may_have_modes_and_places_out_of_reach():
    class Bus(Rickshaw):
        modes = ("bus", "night")

        def seconds(self, mode, origins, destinations):
            return super().seconds(mode, origins, destinations) * (np.inf if mode == "night" else 1)

    with pytest.raises(ProblemError, match="a travel mode is needed where there are several"):
        problem(person(), travel=Bus())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        of = problem(person(travel_mode="bus"), person("bob", "work", travel_mode="bus"), job(), travel=Bus())
        assert way(of, "home", "work", "bus") == (11, 7)
        assert way(of, "home", "work", "night")[0] == UNREACHABLE
        assert served(of) == ["job"]


def test_tables_are_compared_by_their_cells():
    one, same, other = (table(np.array([[0.0, x], [1.0, 0.0]])) for x in (7, 7, 8))
    assert one == same
    assert one != other
