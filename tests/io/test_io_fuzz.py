"""Files that went wrong somehow: whatever is in them, only the errors of volmatch escape the readers."""

from __future__ import annotations

import copy
import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from examples import FULL, PLAN
from hypothesis import given
from hypothesis import strategies as st
from problem_strategies import cases

from volmatch.domain.problem import Problem
from volmatch.errors import VolmatchError
from volmatch.io.files import load, save
from volmatch.io.json import read_plan, read_problem, write_problem

pytestmark = pytest.mark.filterwarnings("ignore::volmatch.domain.problem.InputWarning")


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner: list[tuple[Any, ...]] = [path]
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, item in entries:
        inner += _paths(item, (*path, key))
    return inner


ODDITIES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**29, 1e308, "", "x", " ", "\ud800", "a\u202e", [], [[]], {}, {"": 1}, [None],
    "2020-03-02T09:00", "9999-12-31T23:59:59", {"start": 1, "end": 2}, ["a", "a"], {"min": 3, "target": 1},
)  # fmt: skip


def test_the_full_example_is_sound() -> None:
    problem = read_problem(FULL)
    assert read_problem(write_problem(problem)) == problem


@cases(600, 20_000)
@given(st.integers(0, 2**32), st.booleans())
def test_odd_values_anywhere_raise_only_our_errors(seed: int, plan: bool) -> None:
    chance = random.Random(seed)
    raw = json.loads(PLAN if plan else FULL)
    for _ in range(chance.choice((1, 1, 1, 3))):
        path = chance.choice(_paths(raw)[1:])
        holder: Any = raw
        for key in path[:-1]:
            holder = holder[key]
        if chance.random() < 0.2:
            del holder[path[-1]]
        else:
            holder[path[-1]] = copy.deepcopy(chance.choice(ODDITIES))
    _only_ours(json.dumps(raw), plan)


@cases(600, 20_000)
@given(st.integers(0, 2**32), st.booleans())
def test_changed_text_raises_only_our_errors(seed: int, plan: bool) -> None:
    chance = random.Random(seed)
    text = PLAN if plan else FULL
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(text))
        length = chance.choice((0, 1, 1, 5, 40))
        piece = chance.choice(('"', "{", "]", ",", "0", "9", "-", "e9", "\\", "null", "é", "\0", "", ":"))
        text = text[:place] + piece + text[place + length :]
    _only_ours(text, plan)


@cases(300, 20_000)
@given(st.binary(max_size=60), st.integers(0, 2000))
def test_changed_bytes_raise_only_our_errors(piece: bytes, place: int) -> None:
    data = FULL.encode()
    _only_ours(data[:place] + piece + data[place + len(piece) :], False)


def _only_ours(text: str | bytes, plan: bool) -> None:
    try:
        thing = read_plan(text) if plan else read_problem(text)
    except VolmatchError:
        return
    if isinstance(thing, Problem):
        assert read_problem(write_problem(thing)) == thing


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as path:
        save(read_problem(FULL), Path(path, "full"))
        yield Path(path, "full")


@cases(300, 20_000)
@given(st.integers(0, 2**32))
def test_changed_csv_raises_only_our_errors(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as scratch:
        copy = shutil.copytree(folder, Path(scratch, "copy"))
        for _ in range(chance.randint(1, 3)):
            file = chance.choice(sorted(copy.iterdir()))
            data = file.read_bytes()
            place = chance.randrange(len(data))
            length = chance.choice((0, 1, 1, 5, 40))
            piece = chance.choice(
                (b'"', b",", b"|", b"=", b"\n", b"'", b"\\", b"\xff", b"\0", b"", b"9", b"x,", b"{")
            )
            file.write_bytes(data[:place] + piece + data[place + length :])
        try:
            problem = load(copy)
        except VolmatchError:
            return
        assert read_problem(write_problem(problem)) == problem
