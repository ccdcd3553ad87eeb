"""The README's own path from nothing to a first plan: its tables and commands, taken as they stand."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import volmatch as vm

ROOT = Path(__file__).parent.parent
HEADING = "## Your own data in five minutes"


@pytest.fixture(scope="module")
def section():
    text = (ROOT / "README.md").read_text("utf-8")
    return re.search(rf"^{HEADING}\n(.*?)^## ", text, re.DOTALL | re.MULTILINE)[1]


@pytest.fixture(scope="module")
def folder(section, tmp_path_factory):
    """Give a folder in which a newcomer has copied every table to the file that is named before it."""
    place = tmp_path_factory.mktemp("newcomer")
    (place / "my-day").mkdir()
    tables = re.findall(r"`(my-day/\w+\.csv)`\n\n```csv\n(.*?)```", section, re.DOTALL)
    assert len(tables) == section.count("```csv") == 6
    for name, table in tables:
        (place / name).write_text(table, "utf-8")
    return place


@pytest.fixture(scope="module")
def ran(section, folder):
    """Run the commands in that folder, one after another; give what they said."""
    (block,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    scripts = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": os.pathsep.join([scripts, os.environ["PATH"]])}
    said = []
    for line in block.splitlines():
        name, *words = shlex.split(line)
        assert name == "volmatch"
        done = subprocess.run(
            [name, *words], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        assert "warning" not in done.stderr
        said.append(done.stdout)
    return said


def test_the_first_plan_is_as_told(ran, folder):
    problem, plan = vm.load(folder / "my-day"), vm.load_plan(folder / "plan.json")
    assert problem.warnings == ()
    assert plan.status == "optimal"
    assert vm.verify(problem, plan.on(problem.clock)) == []
    assert [one.task for one in plan.unserved] == ["evening-gate"]
    assert "Proven" in ran[0]
    assert "evening-gate (low)\n  nobody is free then." in ran[0]


def test_the_page_is_there(ran, folder):
    assert "gate-morning" in (folder / "page.html").read_text("utf-8")


def test_what_the_section_calls_needed_is_enough_and_needed(section, folder, tmp_path):
    needed = {"locations": ("id", "lat", "lon"), "volunteers": ("id", "home")}
    needed["tasks"] = ("id", "location", "duration_minutes")
    for columns in needed.values():
        assert ", ".join(f"`{column}`" for column in columns) in section
    (tmp_path / "day").mkdir()
    for path in (folder / "my-day").iterdir():
        rows = [line.split(",") for line in path.read_text("utf-8").splitlines()]
        keep = [place for place, name in enumerate(rows[0]) if name in needed.get(path.stem, rows[0])]
        text = "".join(",".join(row[place] for place in keep) + "\n" for row in rows)
        bare = path.stem in needed
        (tmp_path / "day" / path.name).write_text(text if bare else path.read_text("utf-8"), "utf-8")
    assert len(vm.load(tmp_path / "day").tasks) == 5
    (tmp_path / "day" / "windows.csv").unlink()
    with pytest.raises(vm.InputError, match="a task has no window"):
        vm.load(tmp_path / "day")
