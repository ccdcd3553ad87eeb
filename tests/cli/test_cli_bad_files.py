"""Files that no program wrote: whatever they hold, the answer is lines, never a traceback."""

from __future__ import annotations

import copy
import json
import random

import pytest
from cli_common import put

JUNK = (
    None, True, -1, 0, 1.5, 1e308, -(10**18), "", " ", "x" * 300, "2020-13-01T00:00", "t1", "\u202e",
    "=1+1", [], [[]], [None], {}, {"a": {}}, ["t1", 3], "9999-12-31T23:59", {"start": 1},
)  # fmt: skip
BYTES = (
    b"", b"\x00", b"{", b"[]", b"null", b"\xff\xfe{\x00}\x00", b"\x1f\x8b\x08\x00rubbish", b"NaN",
    b'{"schema": "volmatch/problem/1"}', b'{"schema": "volmatch/plan/1"}', b'"' * 1000,
    b'{"schema": "volmatch/problem/99"}', b"[" * 100_000, b'{"a": 1, "a": 2}', b"9" * 5000,
    '{"名": "\u5c0f"}'.encode("gb18030"), b"id,home\nv1,h1\n", b"\x80\x04\x95.",
)  # fmt: skip


def spots(value, path=()):
    """Give every place in plain values."""
    yield path
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from spots(item, (*path, key))


def broken(raw, rng):
    """Change one or two places of plain values into something else."""
    raw = copy.deepcopy(raw)
    for _ in range(rng.choice((1, 1, 2))):
        path = rng.choice([path for path in spots(raw) if path])
        target = raw
        for key in path[:-1]:
            target = target[key]
        deed = rng.random()
        if deed < 0.2:
            del target[path[-1]]
        elif deed < 0.3 and isinstance(target, list):
            target.append(target[path[-1]])
        else:
            target[path[-1]] = rng.choice(JUNK)
    return raw


def check(ran):
    assert ran.status in (0, 1, 2), ran.err
    assert "Traceback" not in ran.err + ran.out
    assert bool(ran.err) == (ran.status == 2) or "warning: " in ran.err or ran.status == 1


@pytest.mark.parametrize("seed", range(40))
def test_broken_problems(folder, volmatch, small, seed):
    put(broken(small, random.Random(seed)), "broken.json")
    check(ran := volmatch("solve broken.json -o plan.json --quiet", "greedy"))
    assert (folder / "plan.json").exists() == (ran.status == 0)
    check(volmatch("convert broken.json tables"))


@pytest.mark.parametrize("seed", range(40))
def test_broken_plans(folder, volmatch, seed):
    volmatch("solve problem.json -o plan.json", "greedy")
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    put(broken(plan, random.Random(seed)), "plan.json")
    check(volmatch("verify problem.json plan.json"))
    check(volmatch("convert plan.json tables"))


@pytest.mark.parametrize("content", BYTES, ids=range(len(BYTES)))
def test_broken_bytes(folder, volmatch, content):
    (folder / "broken.json").write_bytes(content)
    for words in (
        "solve broken.json -o out.json",
        "verify broken.json problem.json",
        "verify problem.json broken.json",
        "convert broken.json tables",
        "solve broken.json --encoding gb18030",
    ):
        ran = volmatch(words, "greedy")
        assert ran.status == 2
        assert ran.err.startswith("error: ")
        assert ran.out == ""
    assert {path.name for path in folder.iterdir()} == {"problem.json", "broken.json"}


@pytest.mark.parametrize("seed", range(12))
def test_broken_tables(folder, volmatch, seed):
    volmatch("convert problem.json tables")
    rng = random.Random(seed)
    for _ in range(2):
        path = rng.choice(sorted((folder / "tables").glob("*.csv")))
        lines = path.read_bytes().splitlines(keepends=True)
        row = rng.randrange(len(lines))
        lines[row] = rng.choice((b"", b"\x00\n", lines[row].replace(b",", b";", 1), b"a,b,c\n", b'"'))
        path.write_bytes(b"".join(lines))
    check(volmatch("solve tables -o plan.json --quiet", "greedy"))


@pytest.mark.parametrize(
    "words",
    [
        ["solve", "a\nb\x1b[31m.json"],
        ["solve", "x" * 5000],
        ["solve", ""],
        ["verify", ".", "."],
        ["convert", ".", "tables"],
        ["solve", "problem.json", "-o", ""],
        ["solve", "problem.json", "-o", "y" * 400 + ".json"],
        ["generate", "-o", "."],
        ["solve", "problem.json", "extra"],
        ["--nonsense"],
    ],
)
def test_broken_words(folder, volmatch, words):
    ran = volmatch(words, "greedy")
    assert ran.status in (0, 2)
    assert "Traceback" not in ran.err
    assert "\x1b" not in ran.err
