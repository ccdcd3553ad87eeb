"""volmatch itself, under the same conditions."""

from __future__ import annotations

import volmatch as vm

__all__ = ["PACKAGE", "plan"]

PACKAGE = "volmatch"


def plan(problem: vm.Problem, *, time_limit: float, threads: int, seed: int) -> vm.Plan | None:
    """Solve as a user does."""
    return vm.solve(problem, time_limit=time_limit, workers=threads, seed=seed).plan
