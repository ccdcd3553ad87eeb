"""Runs a solver in a process of its own, and tells a plan from a failure of whatever kind."""

from __future__ import annotations

import json
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from attrs import evolve, frozen

import volmatch as vm
from benchmarks.data import NotInstalledError
from benchmarks.measuring import Cost, Finished, process
from benchmarks.peers import peer
from benchmarks.peers.child import OUT_OF_MEMORY
from benchmarks.registry import Run

__all__ = ["MEMORY_BYTES", "PATIENCE", "Attempt", "attempt", "version_of"]

MEMORY_BYTES = 12_000_000_000
PATIENCE = 10.0
"""A solver that takes more than so many times its limit, and half a minute, is stopped."""

THREADS = 2

_SAYS_OUT_OF_MEMORY = (
    "bad_alloc",
    "MemoryError",
    "Unable to allocate",
    "failed to map segment",
    "Cannot allocate memory",
)


@frozen(kw_only=True)
class Attempt:
    """What came of it: a plan or none, in words why, and what it took."""

    plan: vm.Plan | None
    status: str
    cost: Cost


def version_of(solver: str) -> str:
    """Give the version of the package of a solver.

    Raises
    ------
    NotInstalledError
        Where there is none.
    """
    package = peer(solver).PACKAGE
    try:
        return version(package)
    except PackageNotFoundError:
        raise NotInstalledError(package) from None


def attempt(
    solver: str, size: str, run: Run, *, memory_bytes: int = MEMORY_BYTES, patience: float = PATIENCE
) -> Attempt:
    """Let a solver plan, and never fail for it."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "plan.json"
        asked = {
            "solver": solver,
            "size": size,
            "data": str(run.data),
            "plan": str(target),
            "time_limit": run.time_limit,
            "threads": THREADS,
            "seed": run.seed,
            "memory_bytes": memory_bytes,
        }
        longest = patience * run.time_limit + 30
        done = process([sys.executable, "-m", "benchmarks.peers.child", json.dumps(asked)], patience=longest)
        plan = vm.load_plan(target) if done.exit_status == 0 and target.is_file() else None
    return Attempt(plan=plan, status=_status(done, plan, longest), cost=_cost(done))


def _status(done: Finished, plan: vm.Plan | None, longest: float) -> str:
    if plan is not None:
        return "plan"
    if done.exit_status is None:
        return f"stopped after {longest:g} s"
    if done.exit_status == 0:
        return "no plan"
    if done.exit_status == OUT_OF_MEMORY or any(word in done.stderr for word in _SAYS_OUT_OF_MEMORY):
        return "out of memory"
    # What it said may name folders of this machine; the kind of error is enough.
    lines = done.stderr.strip().splitlines()
    kind = lines[-1].partition(":")[0] if lines else ""
    return f"failed with {kind}" if kind.isidentifier() else f"failed with status {done.exit_status}"


def _cost(done: Finished) -> Cost:
    """Give the seconds of the planning alone where the process told them, else of the whole process."""
    lines = done.stdout.strip().splitlines()
    if done.exit_status != 0 or not lines:
        return done.cost
    return evolve(done.cost, **json.loads(lines[-1]))
