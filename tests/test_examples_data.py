"""The two real examples: their files are what their script makes, and hold what they say."""

import importlib
import sys
from collections import Counter
from pathlib import Path

import pytest

from volmatch.io.files import load

FOLDER = Path(__file__).parent.parent / "docs" / "examples"
NAMES = ("jiangjin", "jiangbei")


@pytest.fixture(scope="module")
def script():
    sys.path.insert(0, str(FOLDER))
    try:
        yield importlib.import_module("make_examples")
    finally:
        sys.path.remove(str(FOLDER))


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for name in NAMES
        for path in [folder / f"{name}.json", *sorted((folder / name).iterdir())]
    }


def test_the_files_are_what_the_script_makes(script, tmp_path):
    script.main([str(tmp_path)])
    assert contents(tmp_path) == contents(FOLDER)


@pytest.mark.parametrize("name", NAMES)
def test_both_forms_read_back_as_the_problem(script, name):
    problem = script.EXAMPLES[name]()
    assert problem.warnings == ()
    assert load(FOLDER / f"{name}.json") == problem
    assert load(FOLDER / name) == problem


def test_jiangjin_is_as_told(script):
    problem = script.EXAMPLES["jiangjin"]()
    assert len(problem.volunteers) == 16
    assert all(18 <= person.age <= 34 for person in problem.volunteers)
    assert len(problem.tasks) == 22
    homes = Counter(problem.location(person.home).area for person in problem.volunteers)
    assert homes == {
        "江津区/圣泉街道/中渡社区": 6,
        "江津区/圣泉街道/圣泉社区": 4,
        "江津区/圣泉街道/海会社区": 3,
        "江津区/圣泉街道/享堂社区": 3,
    }


def test_jiangbei_is_as_told(script):
    problem = script.EXAMPLES["jiangbei"]()
    assert len(problem.volunteers) == 47
    assert len(problem.tasks) == 120
    assert Counter(person.organisation for person in problem.volunteers) == {
        "community team": 25,
        "field team": 22,
    }
    assert len({problem.location(person.home).area for person in problem.volunteers}) == 9
    priorities = Counter(task.priority for task in problem.effective_tasks)
    assert 2 <= priorities["critical"] <= 6
    assert priorities["high"] > priorities["critical"]
