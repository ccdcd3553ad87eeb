"""A small service around volmatch: problems come in, plans go out, and dropouts are mended.

uvicorn app:app --app-dir docs/examples/app

``VOLMATCH_APP_DATABASE`` says where everything is kept; default ``sqlite:///volmatch-app.db``. The questions stand at
/docs. Answers and errors hold ids, times and counts: no coordinates, names or addresses.
"""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

from answers import about_changes, about_job, about_problem, failed, faulty, invalid, news
from exchange import MOST_BYTES, plan_of, plan_text, problem_of, problem_text, received
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from jobs import CLAIM_SECONDS, Worker
from pydantic import BaseModel, Field
from storage import ReplacedError, Storage

import volmatch as vm

__all__ = ["app", "create_app"]

DATABASE = "sqlite:///volmatch-app.db"


class Solve(BaseModel, extra="forbid"):
    """How long to search, and from which seed."""

    time_limit: float = Field(default=30.0, gt=0, le=3600, description="seconds")
    seed: int = Field(default=0, ge=0, lt=2**31)


class Drop(BaseModel, extra="forbid"):
    """Who calls off, and from when on; and until when everything has begun and stays."""

    volunteer: str
    from_: str | None = Field(default=None, alias="from", description="ISO-8601; default at once")
    frozen_until: str | None = Field(default=None, description="ISO-8601; default: nothing has begun")
    max_changes: int | None = Field(default=None, ge=0, description="promises of others that may be broken")


class State:
    """What requests share."""

    def __init__(self, storage: Storage, worker: Worker) -> None:
        self.storage = storage
        self.worker = worker
        self.replanning = threading.Lock()


def create_app(database: str | None = None, claim_seconds: float = CLAIM_SECONDS) -> FastAPI:
    """Make the service; tests give it a database of their own."""

    @asynccontextmanager
    async def life(service: FastAPI) -> AsyncIterator[None]:
        storage = Storage(database or os.environ.get("VOLMATCH_APP_DATABASE", DATABASE))
        worker = Worker(storage, claim_seconds)
        worker.start()
        service.state.shared = State(storage, worker)
        yield
        worker.stop()
        storage.close()

    service = FastAPI(title="volmatch", version=vm.__version__, lifespan=life)
    service.add_exception_handler(vm.InputError, faulty)
    service.add_exception_handler(vm.VolmatchError, failed)
    service.add_exception_handler(RequestValidationError, invalid)
    _add_problems(service)
    _add_jobs(service)
    _add_plans(service)
    return service


def _shared(request: Request) -> State:
    shared: State = request.app.state.shared
    return shared


async def _body(request: Request) -> bytes:
    """Take in a body, but not more than there is room for."""
    pieces, room = [], MOST_BYTES
    async for piece in request.stream():
        room -= len(piece)
        if room < 0:
            raise HTTPException(413, f"the body is larger than {MOST_BYTES:,} bytes")
        pieces.append(piece)
    return b"".join(pieces)


Shared = Annotated[State, Depends(_shared)]
Body = Annotated[bytes, Depends(_body)]
Language = Literal["en", "zh"]
Encoding = Literal["utf-8", "gb18030"]

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object"}},
            _WORKBOOK: {"schema": {"type": "string", "format": "binary"}},
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


def _add_problems(service: FastAPI) -> None:
    @service.post("/problems", status_code=201, openapi_extra=_UPLOAD)
    def add_problem(shared: Shared, body: Body, encoding: Encoding = "utf-8") -> dict[str, Any]:
        """Bring a problem: JSON, an Excel workbook, or a zip of a folder of CSV files (in this encoding)."""
        problem = received(body, encoding)
        return about_problem(shared.storage.add_problem(problem_text(problem)), problem, [])

    @service.get("/problems/{problem_id}")
    def get_problem(shared: Shared, problem_id: str) -> dict[str, Any]:
        """Count what a problem holds, and list its plans."""
        row = _found(shared.storage.problem(problem_id))
        return about_problem(row, problem_of(row), shared.storage.plans_of(row.id))

    @service.post("/problems/{problem_id}/solve", status_code=202)
    def solve(shared: Shared, problem_id: str, how: Solve | None = None) -> dict[str, Any]:
        """Queue a solve; the answer names the job."""
        row, how = _found(shared.storage.problem(problem_id)), how or Solve()
        job = shared.storage.add_job(row.id, how.time_limit, how.seed)
        shared.worker.call()
        return about_job(job)


def _add_jobs(service: FastAPI) -> None:
    @service.get("/jobs/{job_id}")
    def get_job(shared: Shared, job_id: str) -> dict[str, Any]:
        """Say how far a solve has come, and, once it is over, which plan it made."""
        return about_job(_found(shared.storage.job(job_id)))

    @service.post("/jobs/{job_id}/cancel")
    def cancel(shared: Shared, job_id: str) -> dict[str, Any]:
        """Stop a solve within moments; the best plan so far is kept."""
        shared.storage.cancel(_found(shared.storage.job(job_id)).id)
        return about_job(_found(shared.storage.job(job_id)))


def _add_plans(service: FastAPI) -> None:
    @service.get("/plans/{plan_id}")
    def get_plan(shared: Shared, plan_id: str) -> Response:
        """Give a plan as JSON, as `volmatch.load_plan` reads it."""
        return Response(_found(shared.storage.plan(plan_id)).body, media_type="application/json")

    @service.get("/plans/{plan_id}/page")
    def get_page(shared: Shared, plan_id: str, lang: Language = "en") -> HTMLResponse:
        """Show a plan as a page for people, with ids and coarse places."""
        problem, plan = _both(shared, plan_id)
        return HTMLResponse(vm.views.page(problem, plan, lang=lang))

    @service.post("/plans/{plan_id}/dropout", status_code=201)
    def dropout(shared: Shared, plan_id: str, drop: Drop) -> dict[str, Any]:
        """Somebody calls off: make a plan in place of this one, and say who must be told of what."""
        _refuse_if_replaced(shared, plan_id)
        problem, plan = _both(shared, plan_id)
        change = vm.Dropout(volunteer=drop.volunteer, from_=drop.from_)
        with shared.replanning:
            again = vm.replan(
                problem, plan, [change], frozen_until=drop.frozen_until, max_changes=drop.max_changes
            )
        if again.plan is None:
            raise HTTPException(409, "no plan keeps what has begun and what is pinned")
        try:
            texts = problem_text(again.problem), plan_text(again.plan)
            row = shared.storage.replace_plan(plan_id, *texts, news(again))
        except ReplacedError:
            _refuse_if_replaced(shared, plan_id)
            raise
        return about_changes(row)

    @service.get("/plans/{plan_id}/changes")
    def get_changes(shared: Shared, plan_id: str) -> dict[str, Any]:
        """Say what this plan changes for whom; nothing where it replaces no other."""
        return about_changes(_found(shared.storage.plan(plan_id)))


def _both(shared: State, plan_id: str) -> tuple[vm.Problem, vm.Plan]:
    row = _found(shared.storage.plan(plan_id))
    problem = problem_of(_found(shared.storage.problem(row.problem)))
    return problem, plan_of(row, problem)


def _refuse_if_replaced(shared: State, plan_id: str) -> None:
    newer = shared.storage.newer(plan_id)
    if newer is not None:
        raise HTTPException(409, {"problem": "this plan was replaced by another", "newer": newer})


def _found(row: Any) -> Any:
    if row is None:
        raise HTTPException(404, "there is no such thing")
    return row


app = create_app()
