"""The pages that are made from the code: every rule, objective, public name and command stands in them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

import volmatch as vm
from volmatch.rulebook import OBJECTIVES, RULES

SOURCE = Path(__file__).parent.parent / "docs" / "extensions" / "volmatch_pages.py"


@pytest.fixture(scope="module")
def pages():
    spec = importlib.util.spec_from_file_location("volmatch_pages", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_rule_book_has_every_rule_with_its_parameters(pages):
    text = "\n".join(pages._rules())
    for rule in RULES:
        assert f"## `{rule.name}`" in text
    assert "| `per_day` | none |" in text
    assert "- **`radius_km`**" in text


def test_every_objective_has_its_entry(pages):
    text = "\n".join(pages._objectives())
    assert all(f"## `{objective.name}`" in text for objective in OBJECTIVES)


def test_every_public_name_is_in_the_reference(pages):
    text = "\n".join(pages._reference())
    for name in vm.__all__:
        if name != "__version__":
            assert f"volmatch.{name}\n" in text, name


def test_the_groups_of_the_reference_name_nothing_else(pages):
    assert {name for names in pages.GROUPS.values() for name in names} <= set(vm.__all__)


def test_every_command_is_told(pages):
    text = "\n".join(pages._commands())
    for name in ("solve", "verify", "compare", "price", "shortage", "generate", "convert", "demo"):
        assert f"## `volmatch {name}`" in text
