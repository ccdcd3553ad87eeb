"""What the tests of the command line share: a small problem, and a way to run commands."""

from __future__ import annotations

import copy
import sys
from typing import NamedTuple

import cli_stand_in
import pytest
from cli_common import SMALL, put


class Ran(NamedTuple):
    """What became of a command."""

    status: int
    out: str
    err: str


@pytest.fixture
def small():
    """A problem as plain values, to be changed at will."""
    return copy.deepcopy(SMALL)


@pytest.fixture
def folder(tmp_path, monkeypatch, small):
    """A working directory with ``problem.json`` in it."""
    monkeypatch.chdir(tmp_path)
    put(small)
    return tmp_path


@pytest.fixture
def volmatch(capsys, monkeypatch):
    """Run a command in this process: its words, and how the stand-in of the solver behaves."""

    def run(words, how=None, **more):
        if how is not None:
            monkeypatch.setitem(sys.modules, "volmatch.solver", cli_stand_in.solver(how, **more))
        from volmatch.cli import main

        capsys.readouterr()
        status = main(words.split() if isinstance(words, str) else words)
        return Ran(status, *capsys.readouterr())

    return run
