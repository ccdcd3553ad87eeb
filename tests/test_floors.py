"""The floors of the house: a file imports only from floors below its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import volmatch

ROOT = Path(volmatch.__file__).parent

NEVER = {
    "errors.py": ("volmatch.",),
    "domain": ("volmatch.program", "volmatch.rule", "volmatch.rules", "volmatch.engines", "volmatch.compile"),
    "program": ("volmatch.rules", "volmatch.rulebook", "volmatch.engines", "volmatch.compile"),
    "rules": ("volmatch.program", "volmatch.engines", "volmatch.rulebook", "volmatch.objectives"),
    "objectives": ("volmatch.program", "volmatch.engines", "volmatch.rulebook", "volmatch.rules"),
    "comparing": ("volmatch.program", "volmatch.engines", "volmatch.compile", "volmatch.search", "volmatch.solver"),
    "verifier.py": ("volmatch.program", "volmatch.engines", "volmatch.compile", "volmatch.search"),
    "engines": (
        "volmatch.rules", "volmatch.rulebook", "volmatch.objectives", "volmatch.verifier", "volmatch.domain.problem",
        "volmatch.domain.volunteer", "volmatch.domain.task", "volmatch.compile",
    ),
}  # fmt: skip
LIGHT = (
    "domain", "rules", "objectives", "rule.py", "rulebook.py", "verifier.py", "comparing", "errors.py", "pins.py",
)  # fmt: skip


def imports(path):
    """Give what a file imports when it runs, at the top or later; not what only its annotations need."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files(name):
    path = ROOT / name
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


@pytest.mark.parametrize(("floor", "above"), NEVER.items(), ids=NEVER)
def test_nothing_is_imported_from_above(floor, above):
    for path in files(floor):
        for name in imports(path):
            held = [bad for bad in above if f"{name}.".startswith(f"{bad.rstrip('.')}.")]
            assert not held, f"{path.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize("floor", LIGHT)
def test_the_way_of_the_verifier_is_light(floor):
    for path in files(floor):
        heavy = {name.split(".")[0] for name in imports(path)} & {"ortools", "numba", "scipy", "pandas"}
        assert not heavy, f"{path.relative_to(ROOT)} imports {heavy}"


@pytest.mark.parametrize("folder", ["rules", "objectives"])
def test_no_rule_knows_another(folder):
    for path in files(folder):
        assert not [name for name in imports(path) if name.startswith(f"volmatch.{folder}.")], path.name


def test_the_walk_sees_imports_everywhere_but_under_type_checking(tmp_path):
    path = tmp_path / "one.py"
    path.write_text(
        "from typing import TYPE_CHECKING\nimport a.b\nif TYPE_CHECKING:\n    import c\ndef f():\n    from d import e\n"
    )
    assert set(imports(path)) == {"typing", "typing.TYPE_CHECKING", "a.b", "d", "d.e"}
