"""A problem and a plan for the views, as they are and with hostile names."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from views_common import made, planned

# The browser is driven by code that the benchmarks share.
sys.path.insert(0, str(Path(__file__).parents[2]))


@pytest.fixture(scope="session")
def problem():
    return made()


@pytest.fixture(scope="session")
def plan(problem):
    return planned(problem)


@pytest.fixture(scope="session")
def hostile():
    problem = made(hostile=True)
    return problem, planned(problem)
