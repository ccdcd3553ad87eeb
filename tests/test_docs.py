"""What the documentation shows must run: docstring examples, the rule in CONTRIBUTING, the README's Python."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from datetime import timedelta
from pathlib import Path

import pytest

import volmatch as vm

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(vm.__path__, "volmatch.")
    if module.name != "volmatch.__main__"
)


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_run(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


def python_blocks(page: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)


def test_the_readme_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = python_blocks("README.md")
    saved = tmp_path / "plan.json"
    code = code.replace("plan.json", str(saved)).replace("docs/examples", str(ROOT / "docs/examples"))
    exec(compile(code, "README.md", "exec"), {})
    assert vm.load_plan(saved).status == "optimal"


def test_the_rule_of_contributing_works() -> None:
    (code,) = python_blocks("CONTRIBUTING.md")
    names: dict[str, type[vm.Rule]] = {"__name__": "contributing"}  # type: ignore[dict-item]
    exec(compile(code, "CONTRIBUTING.md", "exec"), names)
    rule = names["HomeByDusk"](hour=18)  # type: ignore[call-arg]
    problem = dusk_problem([rule])
    result = vm.solve(problem, time_limit=20)
    assert result.status == "optimal"
    assert [trip.stops[0].task for trip in result.plan.trips] == ["early"]
    late = vm.solve(dusk_problem([]), time_limit=20).plan
    assert {violation.rule for violation in vm.verify(problem, late)} == {"home_by_dusk"}


def dusk_problem(rules: list[vm.Rule]) -> vm.Problem:
    """One volunteer; one task at 17:00 and one at 18:30, half an hour each, at home."""
    tasks = [
        vm.Task(
            id=name,
            location="square",
            duration=timedelta(minutes=30),
            windows=[(f"2020-03-02T{start}", f"2020-03-02T{end}")],
        )
        for name, start, end in (("early", "17:00", "17:30"), ("late", "18:30", "19:00"))
    ]
    return vm.Problem(
        volunteers=[
            vm.Volunteer(id="v1", home="square", available=[("2020-03-02T08:00", "2020-03-02T22:00")])
        ],
        tasks=tasks,
        locations=[vm.Location(id="square", x=0.0, y=0.0)],
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        coordinates="planar",
        rules=rules,
    )
