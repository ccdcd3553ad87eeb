"""Cells of CSV files: safe in spreadsheets, and lossless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from problem_strategies import cases, names

from volmatch.io.cells import (
    AMOUNTS,
    FLAG,
    INSTANT,
    JSON,
    NAMES,
    NUMBER,
    SKILLS,
    guarded,
    unguarded,
)

tricky = st.text(st.sampled_from("='+-@\t\r\nab|\\"), max_size=5)


@cases(500, 20_000)
@given(tricky)
def test_the_guard_is_lossless_and_safe(text: str) -> None:
    cell = guarded(text)
    assert cell
    assert unguarded(cell) == text
    assert cell[0] not in "=+-@\t\r\n"


@pytest.mark.parametrize("text", ["v01", "'quoted'", "'v01", "o'clock", "a=b"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


@cases(500, 20_000)
@given(st.lists(st.one_of(names, tricky.map(str.strip).filter(bool)), max_size=4))
def test_lists_come_back(values: list[str]) -> None:
    assert NAMES.read(NAMES.write(values)) == values


@cases(500, 20_000)
@given(st.dictionaries(st.one_of(names, tricky.map(str.strip).filter(bool)), st.integers()))
def test_amounts_come_back(values: dict[str, int]) -> None:
    small = {name: value % 1000 for name, value in values.items()}
    assert AMOUNTS.read(AMOUNTS.write(small)) == small


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("driver|nurse", ["driver", "nurse"]),
        (" driver | nurse ", ["driver", "nurse"]),
        ("|", []),
        ("a\\b", ["a\\b"]),
        ("a\\|b|c", ["a|b", "c"]),
        ("a||b", ["a", "", "b"]),
    ],
)
def test_lists(cell: str, value: list[str]) -> None:
    assert NAMES.read(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("driver", ["driver"]),
        ("driver|nurse=2020-03-10", {"driver": None, "nurse": "2020-03-10"}),
        ("nurse = 2020/3/10", {"nurse": "2020-03-10"}),
        ("a\\=b=2020-03-10", {"a=b": "2020-03-10"}),
    ],
)
def test_skills(cell: str, value: object) -> None:
    assert SKILLS.read(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2020-03-02T09:00+08:00", "2020-03-02T09:00+08:00"),
        ("2020/3/2 9:00", "2020-03-02T09:00:00"),
        ("2020-03-02 09:00:30", "2020-03-02T09:00:30"),
        ("2020/3/2", "2020-03-02"),
        ("tomorrow", "tomorrow"),
    ],
)
def test_instants(cell: str, value: str) -> None:
    assert INSTANT.read(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [("22", 22), ("-3", -3), ("2.50", 2.5), (" 7 ", 7), ("1e3", 1000.0), ("NaN", "NaN"), ("x", "x")],
)
def test_numbers(cell: str, value: object) -> None:
    assert NUMBER.read(cell) == value


@pytest.mark.parametrize(("cell", "value"), [("TRUE", True), ("是", True), ("否", False), ("2", "2")])
def test_flags(cell: str, value: object) -> None:
    assert FLAG.read(cell) == value


def test_a_name_that_stands_twice() -> None:
    with pytest.raises(ValueError, match="'bags' stands twice"):
        AMOUNTS.read("bags=1|bags=2")


def test_free_form_cells() -> None:
    assert JSON.read("call after six") == "call after six"
    assert JSON.read('{"a": [1]}') == {"a": [1]}
    with pytest.raises(ValueError, match="breaks off"):
        JSON.read('{"a": [1')
