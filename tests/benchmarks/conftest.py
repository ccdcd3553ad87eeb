"""The benchmarks are a package beside the library, at the root of the project."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch):
    """Let processes that the driver starts find the package as well."""
    monkeypatch.chdir(ROOT)
