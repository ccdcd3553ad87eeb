"""Problems and plans as workbooks: both come back, nothing becomes a formula, and bad workbooks are refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from hypothesis import given
from problem_strategies import cases, plans, problems
from test_io_everything import everything
from test_io_everything import plan as whole_plan

import volmatch as vm
from volmatch.io.json import write_plan, write_problem
from volmatch.io.workbook_in import MOST_UNPACKED, Workbook
from volmatch.io.workbooks import read_plan_workbook, read_problem_workbook, write_workbook

pytestmark = pytest.mark.filterwarnings("ignore::volmatch.domain.problem.InputWarning")


REFUSALS = r"a workbook cannot hold|no sheet can be called so"


def written(thing: vm.Problem | vm.Plan) -> bytes | None:
    """Give a workbook; nothing where none can hold it: a NUL, what looks like an escape, the long name of a mode."""
    try:
        return write_workbook(thing)
    except vm.FileError as error:
        if re.search(REFUSALS, str(error)):
            return None
        raise


@cases(40, 5000)
@given(problems())
def test_a_problem_comes_back(problem: vm.Problem) -> None:
    data = written(problem)
    if data is not None:
        again = read_problem_workbook(data, MOST_UNPACKED)
        assert again == problem
        assert write_problem(again) == write_problem(problem)


@cases(40, 5000)
@given(plans())
def test_a_plan_comes_back(plan: vm.Plan) -> None:
    data = written(plan)
    if data is not None:
        again = read_plan_workbook(data, MOST_UNPACKED).on(plan.clock)
        assert again == plan
        assert write_plan(again) == write_plan(plan)


@pytest.mark.parametrize("headings", ["en", "zh"])
def test_everything_comes_back_from_a_file(tmp_path: Path, headings: str) -> None:
    of, plan = everything(), whole_plan()
    vm.save(of, tmp_path / "x.xlsx", headings=headings)
    vm.save(plan, tmp_path / "p.xlsx", headings=headings)
    assert vm.load(tmp_path / "x.xlsx") == of
    assert vm.load_plan(tmp_path / "p.xlsx").on(plan.clock) == plan
    first = openpyxl.load_workbook(tmp_path / "x.xlsx")["volunteers"]["A1"].value
    assert first == {"en": "id", "zh": "志愿者"}[headings]


def small() -> vm.Problem:
    places = [
        vm.Location(id=name, x=float(row), y=0.0)
        for row, name in enumerate(("007", "=1+1", "@x", "+86", "-1"))
    ]
    return vm.Problem(
        volunteers=[vm.Volunteer(id="v01", home="007", available=[(0, 80_000)], age=30)],
        tasks=[vm.Task(id="t1", location="=1+1", windows=[(0, 80_000)], duration=60)],
        locations=places,
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        coordinates="planar",
        name='=HYPERLINK("http://x")',
    )


def changed(change: Callable[[Any], None], of: vm.Problem | None = None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(of or small())))
    change(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def put(place: str, value: Any) -> Callable[[Any], None]:
    sheet, cell = place.split("!")

    def change(book: Any) -> None:
        book[sheet][cell] = value

    return change


def test_nothing_becomes_a_formula_and_zeros_stay() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(small())))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    risky = tuple("=+-@")
    assert not any(isinstance(cell.value, str) and cell.value.startswith(risky) for cell in cells)
    assert book["locations"]["A2"].value == "007"
    assert book["locations"]["A2"].number_format == "@"
    assert book["volunteers"].column_dimensions["A"].number_format == "@"


def test_dates_of_the_spreadsheet_are_instants() -> None:
    local = attrs.evolve(small(), start="2020-03-02T00:00", end="2020-03-03T00:00")

    def change(book: Any) -> None:
        for sheet in ("available", "windows"):
            for cell in ("B2", "C2"):
                book[sheet][cell] = datetime(2020, 3, 2, 9 if cell == "B2" else 12, 30)
        for row in book["problem"].iter_rows():
            if row[0].value in ("start", "end"):
                row[1].value = datetime(2020, 3, 2 if row[0].value == "start" else 3)

    again = read_problem_workbook(changed(change, local), MOST_UNPACKED)
    assert again.volunteer("v01").available[0].start == 9 * 3600 + 1800


def test_the_values_of_formulas_are_read_where_there_are_any(tmp_path: Path) -> None:
    with pytest.raises(vm.FileError, match=r"volunteers!C2: a formula without a value"):
        read_problem_workbook(changed(put("volunteers!C2", "=20+10")), MOST_UNPACKED)
    # What a spreadsheet program writes: the formula, and beside it what it came to.
    data = changed(put("volunteers!C2", "=20+11"))
    parts = {}
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            parts[name] = (
                packed.read(name)
                .replace(b"<f>20+11</f><v />", b"<f>20+11</f><v>31</v>")
                .replace(b"<f>20+11</f><v></v>", b"<f>20+11</f><v>31</v>")
            )
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    assert read_problem_workbook(again.getvalue(), MOST_UNPACKED).volunteer("v01").age == 31


def without(name: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        del book[name]

    return change


def named(old: str, new: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[old].title = new

    return change


FAULTS = [
    (put("volunteers!A2", 7), "volunteers!A2: text is expected, not a number. Make the column one of text"),
    (put("locations!A2", datetime(2020, 3, 2)), "locations!A2: text is expected, not a date or a time. A spreadsheet"),
    (put("tasks!C2", datetime(2020, 3, 2)), "tasks!C2: a number is expected, not a date or a time"),
    (put("tasks!C2", "soon"), "tasks!C2 (t1): a"),
    (put("windows!B2", 43892.375), "windows!B2: an instant is expected, not a number"),
    (put("windows!B2", "#REF!"), "windows!B2: the spreadsheet shows an error here"),
    (put("tasks!D1", "duraton"), "tasks!D1: unknown heading 'duraton'"),
    (put("tasks!B2", "nowhere"), "tasks!B2 (t1): there is no location 'nowhere'"),
    (put("problem!A9", "zone"), "problem!B9: unknown heading 'zone'"),
    (without("tasks"), "tasks: the sheet is missing. A problem is a workbook with problem, locations, volunteers, tasks."),
    (named("windows", "window"), "window: the sheet is none of a problem's. Did you mean 'windows'?"),
    (put("available!A2", "v9"), "available!A2: there is no volunteer 'v9'"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "told"), FAULTS)
def test_what_is_wrong_is_told_with_sheet_and_cell(change: Callable[[Any], None], told: str) -> None:
    with pytest.raises(vm.InputError) as caught:
        read_problem_workbook(changed(change), MOST_UNPACKED)
    assert any(str(fault).startswith(told) for fault in caught.value.faults), str(caught.value)


def test_empty_sheets_do_no_harm() -> None:
    again = read_problem_workbook(changed(lambda book: book.create_sheet("Sheet1")), MOST_UNPACKED)
    assert again == small()


def packed(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name.replace("__", "/") + ".xml", part)
    return data.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (write_workbook(small())[:3000], "the workbook is damaged, or is none"),
        (packed(x=b"<x/>"), "the workbook is damaged, or is none"),
        (packed(xl__workbook=BOMB), "declares a document type"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "an old format (.xls), or is protected by a password"),
    ],
)
def test_bad_workbooks_are_refused(data: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(data)
    for read in (vm.load, vm.load_plan):
        with pytest.raises(vm.FileError) as caught:
            read(tmp_path / "x.xlsx")
        assert told in str(caught.value)


def test_a_small_file_that_unpacks_to_much_is_refused() -> None:
    data = packed(xl__workbook=b" " * 3_000_000)
    assert len(data) < 10_000
    with pytest.raises(vm.FileError, match=r"larger than 1,000,000 bytes, unpacked"):
        Workbook(data, 1_000_000)


def test_every_cut_of_a_workbook_is_refused_tidily() -> None:
    data = write_workbook(small())
    for end in range(4, len(data), len(data) // 12):
        with pytest.raises(vm.FileError):
            read_problem_workbook(data[:end], MOST_UNPACKED)


@pytest.mark.parametrize("name", ["a\0b", "_x000D_", "x" * 40_000])
def test_texts_that_no_workbook_holds_are_told(name: str, tmp_path: Path) -> None:
    of = attrs.evolve(small(), name=name)
    with pytest.raises(vm.FileError, match=r"problem!\d+: a text has .* that a workbook cannot hold"):
        vm.save(of, tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_control_characters_come_back() -> None:
    of = attrs.evolve(small(), name="a\r\nb\x07\ufffe")
    assert read_problem_workbook(write_workbook(of), MOST_UNPACKED).name == of.name


def test_a_workbook_of_the_other_kind_is_told(tmp_path: Path) -> None:
    vm.save(whole_plan(), tmp_path / "x.xlsx")
    with pytest.raises(vm.FileError, match="The workbook holds a plan; read it with load_plan"):
        vm.load(tmp_path / "x.xlsx")


def test_places_that_cannot_be_reached_come_back() -> None:
    """Empty cells at the end of a row, which spreadsheets leave out."""
    table = [[0, None, None], [1, 0, None], [1, 2.5, 0]]
    of = vm.Problem(
        volunteers=[],
        tasks=[],
        locations=[vm.Location(id=name, x=0.0, y=0.0) for name in ("a", "b", "c")],
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        coordinates="planar",
        travel=vm.Matrix({"walk": {"seconds": table, "metres": table}}),
    )
    assert read_problem_workbook(write_workbook(of), MOST_UNPACKED) == of


def test_numbers_keep_their_last_digit() -> None:
    of = attrs.evolve(
        small(), locations=[*small().locations[1:], vm.Location(id="007", x=29.291999999999998, y=0.1)]
    )
    assert read_problem_workbook(write_workbook(of), MOST_UNPACKED) == of
