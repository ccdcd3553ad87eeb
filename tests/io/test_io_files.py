"""Files: written whole or not at all, read with care."""

from __future__ import annotations

import errno
import gzip
import os
import pickle
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from examples import PLAN, PROBLEM

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.errors import FileError
from volmatch.io import atomic, files
from volmatch.io.files import load, load_plan, save
from volmatch.io.json import read_plan, read_problem, write_problem

NAMES = ("x.json", "x.json.gz", "X.JSON", "folder")


@pytest.fixture
def problem() -> Problem:
    return read_problem(PROBLEM)


@pytest.fixture
def plan() -> Plan:
    return read_plan(PLAN)


@pytest.mark.parametrize("name", NAMES)
def test_problems_and_plans_come_back(tmp_path: Path, problem: Problem, plan: Plan, name: str) -> None:
    save(problem, tmp_path / name)
    assert load(tmp_path / name) == problem
    assert load(str(tmp_path / name)) == problem
    save(plan, tmp_path / f"plan-{name}")
    assert load_plan(tmp_path / f"plan-{name}") == plan


def test_packing_is_deterministic(tmp_path: Path, problem: Problem) -> None:
    save(problem, tmp_path / "a.json.gz")
    save(problem, tmp_path / "b.json.gz")
    assert (tmp_path / "a.json.gz").read_bytes() == (tmp_path / "b.json.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.json.gz").read_bytes()).decode() == write_problem(problem)


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_only_the_owner_can_read(tmp_path: Path, problem: Problem) -> None:
    for name in NAMES:
        save(problem, tmp_path / name)
    for path in tmp_path.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _full_disk(*_: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _interrupted(*_: Any) -> Any:
    raise KeyboardInterrupt


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("function", ["replace", "fsync"])
@pytest.mark.parametrize("there", [True, False], ids=["replaced", "new"])
def test_a_full_disk_changes_nothing(
    tmp_path: Path, problem: Problem, monkeypatch: pytest.MonkeyPatch, name: str, function: str, there: bool
) -> None:
    if there:
        save(read_problem(PROBLEM.replace("圣泉街道", "before")), tmp_path / name)
    before = contents(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, function, _full_disk)
        with pytest.raises(FileError, match="cannot be written: No space left on device"):
            save(problem, tmp_path / name)
    if there and function == "replace" and name == "folder":
        # The main file is away while the others are replaced: nobody reads a mixture.
        before.pop("folder/problem.csv")
    assert contents(tmp_path) == before
    if not there:
        assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_halfway(
    tmp_path: Path, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    fdopen = os.fdopen

    def half(handle: int, mode: str) -> Any:
        file = fdopen(handle, mode)
        file.write(b"half")
        file.flush()
        file.close()
        _full_disk()

    monkeypatch.setattr(atomic.os, "fdopen", half)
    for name in ("x.json", "folder"):
        with pytest.raises(FileError, match="No space left"):
            save(problem, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x.json", "folder"])
def test_an_interrupt_leaves_nothing(
    tmp_path: Path, problem: Problem, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(os, "fsync", _interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(problem, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x.json", "folder"])
def test_what_is_there_is_whole_at_every_moment(
    tmp_path: Path, problem: Problem, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    old = read_problem(PROBLEM.replace("圣泉街道", "before"))
    save(old, tmp_path / name)
    seen = []

    def watched(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            result = function(*args, **more)
            try:
                seen.append(load(tmp_path / name).name)
            except FileError as error:
                assert "problem.csv: the file is missing" in str(error)  # noqa: PT017
            return result

        return call

    for function in ("replace", "fsync", "unlink"):
        monkeypatch.setattr(os, function, watched(getattr(os, function)))
    save(problem, tmp_path / name)
    assert set(seen) == {"before", "圣泉街道"}


def test_a_folder_that_changes_while_it_is_read(
    tmp_path: Path, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(problem, tmp_path / "folder")

    def meanwhile(path: Path, encoding: str) -> Problem:
        save(problem, path)
        return problem

    monkeypatch.setattr(files, "read_problem_folder", meanwhile)
    with pytest.raises(FileError, match=r"the folder changed while it was read\. Try again\."):
        load(tmp_path / "folder")


def test_files_that_are_no_longer_needed_go(tmp_path: Path, problem: Problem) -> None:
    folder = tmp_path / "folder"
    pinned = PROBLEM.replace('"objectives":', '"pins": [{"volunteer": "v01", "task": "t1"}], "objectives":')
    save(read_problem(pinned), folder)
    (folder / "notes.txt").write_text("mine")
    assert (folder / "pins.csv").exists()
    save(problem, folder)
    assert not (folder / "pins.csv").exists()
    assert (folder / "notes.txt").read_text() == "mine"
    assert load(folder) == problem


def test_a_link_is_followed(tmp_path: Path, problem: Problem) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "x.json").symlink_to(tmp_path / "real" / "y.json")
    save(problem, tmp_path / "x.json")
    assert (tmp_path / "x.json").is_symlink()
    assert load(tmp_path / "real" / "y.json") == problem


def test_what_is_no_file_is_not_replaced(tmp_path: Path, problem: Problem) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(FileError, match="what stands there is no plain file"):
        save(problem, tmp_path / "pipe.json")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FileError, match="what stands there is no folder"):
        save(problem, tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("x.pickle", "there is no format '.pickle'"),
        ("x.csv", "there is no format '.csv'"),
        ("x.txt", "Use a name that ends with .json, .json.gz or .xlsx, or a folder"),
        ("no/such/x.json", "cannot be written: No such file or directory"),
        ("no/such/folder", "cannot be written: No such file or directory"),
        ("a\0b.json", "the name is no file name"),
        ("a" * 300 + ".json", "cannot be written: File name too long"),
        ("a" * 300, "cannot be written: File name too long"),
    ],
)
def test_names_that_cannot_be_written(tmp_path: Path, problem: Problem, name: str, message: str) -> None:
    with pytest.raises(FileError) as error:
        save(problem, tmp_path / name)
    assert message in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_written(
    tmp_path: Path, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **__: Any) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(atomic.tempfile, "mkstemp", refused)
    monkeypatch.setattr(atomic.tempfile, "mkdtemp", refused)
    for name in NAMES:
        with pytest.raises(FileError, match="cannot be written: Permission denied"):
            save(problem, tmp_path / name)


class _Bomb:
    def __reduce__(self) -> Any:
        return (pytest.fail, ("a pickle was read",))


def test_pickles_are_never_read(tmp_path: Path) -> None:
    for name, message in (
        ("x.pkl", "pickles and arrays are never read. Save it as JSON."),
        ("x.json", "byte 0: the byte 0x80 is no UTF-8"),
    ):
        (tmp_path / name).write_bytes(pickle.dumps(_Bomb()))
        for function in (load, load_plan):
            with pytest.raises(FileError) as error:
                function(tmp_path / name)
            assert message in str(error.value)


def test_a_bomb_is_stopped_at_the_cap(tmp_path: Path) -> None:
    path = tmp_path / "bomb.json.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(64):
            file.write(b" " * (1 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(FileError, match="larger than 1,000,000 bytes, unpacked"):
        load(path, most_bytes=1_000_000)


def test_the_cap_holds_for_plain_files_too(tmp_path: Path, problem: Problem) -> None:
    save(problem, tmp_path / "x.json")
    size = (tmp_path / "x.json").stat().st_size
    assert load(tmp_path / "x.json", most_bytes=size) == problem
    with pytest.raises(FileError, match="is larger than"):
        load(tmp_path / "x.json", most_bytes=size - 1)


@pytest.mark.parametrize("keep", [0.5, 0.99])
def test_a_packed_file_that_breaks_off(tmp_path: Path, problem: Problem, keep: float) -> None:
    data = gzip.compress(write_problem(problem).encode())
    (tmp_path / "x.json.gz").write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(FileError, match="the packed file is damaged or breaks off"):
        load(tmp_path / "x.json.gz")


def test_a_packed_file_that_is_damaged(tmp_path: Path, problem: Problem) -> None:
    data = bytearray(gzip.compress(write_problem(problem).encode()))
    data[len(data) // 2] ^= 0xFF
    (tmp_path / "x.json.gz").write_bytes(data)
    with pytest.raises(FileError, match="damaged or breaks off"):
        load(tmp_path / "x.json.gz")
    (tmp_path / "y.json.gz").write_bytes(b"\x1f\x8bnothing")
    with pytest.raises(FileError, match="damaged or breaks off"):
        load(tmp_path / "y.json.gz")


def test_the_content_says_whether_it_is_packed(tmp_path: Path, problem: Problem) -> None:
    (tmp_path / "x.json").write_bytes(gzip.compress(write_problem(problem).encode()))
    (tmp_path / "y.json.gz").write_bytes(write_problem(problem).encode())
    assert load(tmp_path / "x.json") == load(tmp_path / "y.json.gz") == problem


def test_json_in_gb18030_on_request(tmp_path: Path, problem: Problem) -> None:
    (tmp_path / "x.json").write_bytes(write_problem(problem).encode("gb18030"))
    assert load(tmp_path / "x.json", encoding="gb18030") == problem
    with pytest.raises(FileError, match='Then give the option encoding="gb18030"'):
        load(tmp_path / "x.json")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("x.json", "x.json: there is no such file"),
        ("no/such", "such: there is no such file"),
        ("a\0b", "the name is no file name"),
        ("a" * 300, "the file cannot be read: File name too long"),
        ("tasks.csv", "a single CSV file is no problem or plan. Give the folder that it stands in."),
        (".", "problem.csv: the file is missing. A problem is a folder with problem.csv, locations.csv"),
    ],
)
def test_names_that_cannot_be_read(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(FileError) as error:
        load(tmp_path / name)
    assert message in str(error.value)


def test_a_file_that_may_not_be_read(
    tmp_path: Path, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(problem, tmp_path / "x.json")
    save(problem, tmp_path / "folder")

    def refused(*_: Any, **__: Any) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(FileError, match="the file cannot be read: Permission denied"):
        load(tmp_path / "x.json")
    with pytest.raises(FileError, match=r"tasks\.csv: cannot be read: Permission denied"):
        load(tmp_path / "folder")
