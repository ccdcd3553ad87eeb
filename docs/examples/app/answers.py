"""What the service answers: ids, times, counts and faults."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from storage import ENDED, JobRow, PlanRow, ProblemRow

import volmatch as vm

__all__ = ["about_changes", "about_job", "about_problem", "failed", "faulty", "invalid", "news"]


def about_problem(row: ProblemRow, problem: vm.Problem, plans: Sequence[str]) -> dict[str, Any]:
    """Count what a problem holds."""
    return {
        "id": row.id,
        "volunteers": len(problem.volunteers),
        "tasks": len(problem.tasks),
        "locations": len(problem.locations),
        "warnings": [str(warning) for warning in problem.warnings],
        "plans": plans,
    }


def about_job(row: JobRow) -> dict[str, Any]:
    """Say how far a job has come."""
    names = ("id", "problem", "status", "cancel_asked", "progress", "outcome", "message", "plan")
    return {**{name: getattr(row, name) for name in names}, "over": row.status in ENDED}


def news(again: vm.Replanned) -> dict[str, Any]:
    """Say what is new for whom, as it is kept with the plan."""
    rows = [
        {
            "volunteer": one.volunteer,
            "gained": one.gained,
            "lost": one.lost,
            "moved": [{"task": task, "seconds": seconds} for task, seconds in one.moved],
        }
        for one in again.changes
    ]
    counts = {"promises_kept": again.num_kept, "promises_moved": again.num_changes}
    texts = {lang: again.text(lang) for lang in ("en", "zh")}
    return {"changes": rows, **counts, "lost": again.lost, "gained": again.gained, "text": texts}


def about_changes(row: PlanRow) -> dict[str, Any]:
    """Say which plan this one replaces, and what is new."""
    return {"plan": row.id, "problem": row.problem, "replaces": row.replaces, **(row.news or {"changes": []})}


async def faulty(_: Request, error: Exception) -> JSONResponse:
    """Answer bad input with every fault as the library gives it."""
    assert isinstance(error, vm.InputError)
    names = ("path", "subject", "problem", "mend")
    faults = [{name: getattr(fault, name) for name in names} for fault in error.faults]
    return JSONResponse({"num_faults": error.num_faults, "faults": faults}, 422)


async def failed(_: Request, error: Exception) -> JSONResponse:
    """Answer what went wrong inside; messages of volmatch name nothing personal."""
    return JSONResponse({"detail": str(error)}, 500)


async def invalid(_: Request, error: Exception) -> JSONResponse:
    """Answer like `faulty`; what FastAPI would answer repeats what was sent."""
    assert isinstance(error, RequestValidationError)
    faults = [
        {"path": ".".join(map(str, one["loc"])), "subject": "", "problem": one["msg"], "mend": ""}
        for one in error.errors()
    ]
    return JSONResponse({"num_faults": len(faults), "faults": faults}, 422)
