"""What needs a library that is not there says which, and how to get it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from giving_common import plan, problem

import volmatch as vm


@pytest.mark.parametrize(
    ("library", "extra", "use"),
    [
        ("openpyxl", "excel", lambda folder: vm.save(problem(), folder / "x.xlsx")),
        ("pandas", "frames", lambda folder: problem().to_frames()),
        ("icalendar", "calendar", lambda folder: vm.calendar(problem(), plan())),
    ],
)
def test_the_extra_is_named(library, extra, use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(vm.FileError, match=rf"pip install 'volmatch\[{extra}\]'"):
        use(tmp_path)
    assert list(tmp_path.iterdir()) == []
