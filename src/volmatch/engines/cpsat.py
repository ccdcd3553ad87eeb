"""CP-SAT with the precautions that it needs.

It may answer UNKNOWN with a feasible hint, stop early or late, swallow Ctrl-C, and it has answered
INFEASIBLE wrongly. So it runs in a thread of its own while the caller's thread watches clock and cancel
token; one worker, which is deterministic under a deterministic limit, and on two cores the best;
probing off for large models; INFEASIBLE is believed only when a second run without presolve agrees; no
value is read unless there is a solution.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from attrs import frozen
from ortools.sat.python import cp_model

from volmatch.engines.parts import Linear, Var

__all__ = ["Answer", "Limits", "run"]

LARGE = 5_000
"""Booleans from which probing is off: it ran past the time limit there."""

GRACE_SECONDS = 1.0
"""How long a solver that was told to stop is waited for; then its thread is left to itself."""


@frozen
class Limits:
    """When to stop.

    Attributes
    ----------
    deadline
        On the clock of `time.monotonic`.
    deterministic
        CP-SAT's own measure of work, about seconds; the same on every machine. ``None`` = none.
    cancelled
        Asked every 50 ms.
    """

    deadline: float
    deterministic: float | None = None
    cancelled: Callable[[], bool] = lambda: False


@frozen
class Answer:
    """What came of a run.

    Attributes
    ----------
    status
        ``"optimal"``, ``"feasible"``, ``"infeasible"`` or ``"unknown"``.
    values
        Of the variables asked for, in order; empty without a solution.
    bound
        No solution has a smaller objective: proven. ``None`` where nothing is known.
    """

    status: str
    values: tuple[int, ...] = ()
    bound: int | None = None


def run(
    cp: cp_model.CpModel,
    objective: Linear,
    variables: Sequence[Var],
    limits: Limits,
    *,
    seed: int = 0,
    num_booleans: int = 0,
    presolve: bool = True,
) -> Answer:
    """Minimise an expression; always an answer, in time. INFEASIBLE is checked by a second run, presolved or not."""
    cp.minimize(objective.expression())
    complaint = cp.validate()
    if complaint:
        raise ValueError(f"the model is not valid: {complaint.splitlines()[0]}")
    answer = _once(cp, objective, variables, limits, seed, num_booleans, presolve=presolve)
    if answer.status == "infeasible":
        second = _once(cp, objective, variables, limits, seed, num_booleans, presolve=not presolve)
        return second if second.status != "infeasible" else answer
    return answer


def _once(
    cp: cp_model.CpModel,
    objective: Linear,
    variables: Sequence[Var],
    limits: Limits,
    seed: int,
    num_booleans: int,
    *,
    presolve: bool,
) -> Answer:
    seconds = limits.deadline - time.monotonic()
    if seconds <= 0 or limits.cancelled():
        return Answer("unknown")
    solver = cp_model.CpSolver()
    chosen = solver.parameters
    chosen.num_workers = 1
    chosen.random_seed = seed % (1 << 31)
    chosen.max_time_in_seconds = seconds
    chosen.catch_sigint_signal = False
    chosen.cp_model_presolve = presolve
    chosen.linearization_level = 2
    # The gap is taken between floating-point numbers: of large ones, different ones are alike.
    chosen.absolute_gap_limit = 0.0
    if limits.deterministic is not None:
        chosen.max_deterministic_time = limits.deterministic
    if num_booleans > LARGE:
        chosen.cp_model_probing_level = 0
    status = _watched(solver, cp, limits)
    if status is None or status in (cp_model.UNKNOWN, cp_model.MODEL_INVALID):
        return Answer("unknown")
    if status == cp_model.INFEASIBLE:
        return Answer("infeasible")
    values = tuple(int(solver.value(variable)) for variable in variables)
    return Answer(
        "optimal" if status == cp_model.OPTIMAL else "feasible", values, _bound(solver, status, objective)
    )


def _bound(solver: cp_model.CpSolver, status: object, objective: Linear) -> int | None:
    """Give what is proven: of an optimum its value in whole numbers; else the float bound rounded up, never beyond."""
    if status == cp_model.OPTIMAL:
        return objective.at({variable.index: solver.value(variable) for variable in objective.variables})
    bound = solver.best_objective_bound
    if not -(2**52) < bound < 2**52:
        return None
    return max(objective.least, -int(-(bound - 1e-6) // 1))


def _watched(solver: cp_model.CpSolver, cp: cp_model.CpModel, limits: Limits) -> object:
    """Solve in a thread, watched; ``None`` where the solver would not stop."""
    done = threading.Event()
    outcome: list[object] = []

    def work() -> None:
        try:
            outcome.append(solver.solve(cp))
        finally:
            done.set()

    thread = threading.Thread(target=work, daemon=True, name="volmatch-cp-sat")
    thread.start()
    try:
        while not done.wait(0.05):
            if limits.cancelled() or time.monotonic() > limits.deadline:
                solver.stop_search()
                done.wait(GRACE_SECONDS)
                break
    except KeyboardInterrupt:
        solver.stop_search()
        done.wait(GRACE_SECONDS)
        raise
    return outcome[0] if outcome else None
