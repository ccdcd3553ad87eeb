"""Solving in the background: one thread takes jobs from the queue, one at a time.

While it solves, a second thread writes the progress down, renews the claim on the job, and looks whether somebody wants
it to stop. The queue is a table: it outlives the process, and several processes may work on it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from exchange import plan_text, problem_of
from sqlalchemy.exc import SQLAlchemyError
from storage import JobRow, Storage

import volmatch as vm

__all__ = ["Worker"]

CLAIM_SECONDS = 10.0
"""A job whose process has not said for so long that it lives is marked as interrupted."""

BEAT_SECONDS = 0.5
IDLE_SECONDS = 1.0


class Ended(NamedTuple):
    """How a job ended: its status, that of the result, what went wrong, and the text of the plan."""

    status: str
    outcome: str | None = None
    message: str = ""
    plan: str | None = None


class Worker:
    """Solves what is queued, until it is stopped.

    Parameters
    ----------
    claim_seconds
        For how long a job is ours without a sign of life; default 10.
    """

    def __init__(self, storage: Storage, claim_seconds: float = CLAIM_SECONDS) -> None:
        self._storage = storage
        self._claim = claim_seconds
        self._stopping = threading.Event()
        self._called = threading.Event()
        self._token = vm.CancelToken()
        self._thread = threading.Thread(target=self._work, name="solving", daemon=True)

    def start(self) -> None:
        """Mark what a dead process left behind, and begin."""
        self._storage.mark_interrupted()
        self._thread.start()

    def call(self) -> None:
        """Say that there is something in the queue; it is looked at once a second anyway."""
        self._called.set()

    def stop(self) -> None:
        """Stop what runs, keep its best plan so far, and wait for that."""
        self._stopping.set()
        self._token.cancel()
        self._called.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                self._storage.mark_interrupted()
                job = self._storage.claim(self._claim)
                if job is not None:
                    self._run(job)
                    continue
            except SQLAlchemyError:
                pass  # the database is away; it may come back
            self._called.wait(IDLE_SECONDS)
            self._called.clear()

    def _run(self, job: JobRow) -> None:
        self._token = token = vm.CancelToken()
        if self._stopping.is_set():
            token.cancel()
        try:
            ended = self._solved(job, token)
        except vm.VolmatchError as error:
            ended = Ended("failed", message=str(error))
        except Exception as error:
            # The text of an unknown error may hold anything, so only its kind is kept.
            ended = Ended("failed", message=type(error).__name__)
        self._storage.finish(job, *ended)

    def _solved(self, job: JobRow, token: vm.CancelToken) -> Ended:
        latest: list[dict[str, Any]] = []
        with self._watched(job, token, latest):
            result = vm.solve(
                problem_of(self._storage.problem(job.problem)),
                time_limit=job.time_limit,
                seed=job.seed,
                on_progress=lambda progress: latest.append(_plain(progress)),
                cancel=token,
            )
        status = "done"
        if result.stopped_by == "cancelled":
            status = "interrupted" if self._stopping.is_set() else "cancelled"
        plan = None if result.plan is None else plan_text(result.plan)
        return Ended(status, result.status, result.message, plan)

    @contextmanager
    def _watched(self, job: JobRow, token: vm.CancelToken, latest: list[dict[str, Any]]) -> Iterator[None]:
        """Keep a job's row up to date meanwhile."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(BEAT_SECONDS):
                try:
                    if self._storage.renew(job.id, self._claim, latest[-1] if latest else None):
                        token.cancel()
                except SQLAlchemyError:
                    pass  # the next beat tries again

        thread = threading.Thread(target=watch, name="watching", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def _plain(progress: vm.Progress) -> dict[str, Any]:
    """Give progress as plain values: numbers and the name of the phase only."""
    return {
        "phase": progress.phase,
        "seconds": round(progress.seconds, 3),
        "values": list(progress.values),
        "bounds": list(progress.bounds),
    }
