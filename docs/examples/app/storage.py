"""What the service remembers: problems, plans and jobs are rows, in SQLite or PostgreSQL.

Every method is one short transaction, and what must not happen twice is decided by the database in one statement, so
that requests, the thread that solves, and other processes on the same database do not get in each other's way.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Text, create_engine, event, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

__all__ = ["ENDED", "JobRow", "PlanRow", "ProblemRow", "ReplacedError", "Storage"]

ENDED = ("done", "failed", "cancelled", "interrupted")
"""The states of a job that is over; before, it is ``queued`` and then ``running``."""


class Base(DeclarativeBase):
    """The tables."""


def _new_id() -> str:
    return uuid.uuid4().hex


class ProblemRow(Base):
    """A problem, as the JSON text that `volmatch.save` writes."""

    __tablename__ = "problems"
    id: Mapped[str] = mapped_column(primary_key=True, default=_new_id)
    created: Mapped[float] = mapped_column(Float(53), default=time.time)
    body: Mapped[str] = mapped_column(Text)


class PlanRow(Base):
    """A verified plan, and, where it was made in place of another, who must be told of what."""

    __tablename__ = "plans"
    id: Mapped[str] = mapped_column(primary_key=True, default=_new_id)
    created: Mapped[float] = mapped_column(Float(53), default=time.time)
    problem: Mapped[str] = mapped_column(ForeignKey("problems.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    # Unique: of two that would replace the same plan at once, one is told to look at the other.
    replaces: Mapped[str | None] = mapped_column(ForeignKey("plans.id"), unique=True)
    news: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class JobRow(Base):
    """A solve, asked for, going on, or over."""

    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(primary_key=True, default=_new_id)
    created: Mapped[float] = mapped_column(Float(53), default=time.time, index=True)
    problem: Mapped[str] = mapped_column(ForeignKey("problems.id"))
    time_limit: Mapped[float] = mapped_column(Float(53))
    seed: Mapped[int]
    status: Mapped[str] = mapped_column(default="queued", index=True)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    # Who runs it renews this while they live.
    alive_until: Mapped[float | None] = mapped_column(Float(53))
    progress: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    outcome: Mapped[str | None]
    message: Mapped[str | None]
    plan: Mapped[str | None] = mapped_column(ForeignKey("plans.id"))


class ReplacedError(Exception):
    """A plan was replaced by another already."""


class Storage:
    """The rows of one database, for any number of threads.

    Parameters
    ----------
    url
        As SQLAlchemy takes it, such as ``sqlite:///app.db`` or ``postgresql+psycopg://user@host/name``.
    """

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, pool_pre_ping=True)
        if make_url(url).get_backend_name() == "sqlite":
            event.listen(self._engine, "connect", _prepare_sqlite)
        try:
            Base.metadata.create_all(self._engine)
        except SQLAlchemyError:
            # Two processes that start on an empty database make the same tables; the later one finds them now.
            Base.metadata.create_all(self._engine)
        # Rows stay readable after their transaction.
        self._session = sessionmaker(self._engine, expire_on_commit=False)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def problem(self, key: str) -> ProblemRow | None:
        """Look a problem up."""
        with self._session() as session:
            return session.get(ProblemRow, key)

    def plan(self, key: str) -> PlanRow | None:
        """Look a plan up."""
        with self._session() as session:
            return session.get(PlanRow, key)

    def job(self, key: str) -> JobRow | None:
        """Look a job up."""
        with self._session() as session:
            return session.get(JobRow, key)

    def plans_of(self, problem: str) -> Sequence[str]:
        """Give the ids of a problem's plans, the newest first."""
        with self._session() as session:
            ids = select(PlanRow.id).where(PlanRow.problem == problem).order_by(PlanRow.created.desc())
            return session.scalars(ids).all()

    def add_problem(self, body: str) -> ProblemRow:
        """Keep a problem."""
        row = ProblemRow(body=body)
        with self._session.begin() as session:
            session.add(row)
        return row

    def add_job(self, problem: str, time_limit: float, seed: int) -> JobRow:
        """Queue a solve."""
        row = JobRow(problem=problem, time_limit=time_limit, seed=seed)
        with self._session.begin() as session:
            session.add(row)
        return row

    def replace_plan(self, old: str, problem: str, plan: str, news: dict[str, Any]) -> PlanRow:
        """Keep a changed problem and the plan that replaces an earlier one, both or neither.

        Raises
        ------
        ReplacedError
            Where the earlier plan was replaced already.
        """
        try:
            with self._session.begin() as session:
                changed = ProblemRow(body=problem)
                session.add(changed)
                session.flush()
                row = PlanRow(problem=changed.id, body=plan, replaces=old, news=news)
                session.add(row)
        except IntegrityError:
            raise ReplacedError from None
        return row

    def newer(self, plan: str) -> str | None:
        """Give the id of the plan that replaced this one."""
        with self._session() as session:
            return session.scalar(select(PlanRow.id).where(PlanRow.replaces == plan))

    def claim(self, seconds: float) -> JobRow | None:
        """Take the oldest job of the queue, for nobody else to take; it is ours for so many seconds."""
        first = (
            select(JobRow.id)
            .where(JobRow.status == "queued")
            .order_by(JobRow.created, JobRow.id)
            .limit(1)
            .scalar_subquery()
        )
        taken = (
            update(JobRow)
            .where(JobRow.id == first, JobRow.status == "queued")
            .values(status="running", alive_until=time.time() + seconds)
            .returning(JobRow.id)
            .execution_options(synchronize_session=False)
        )
        with self._session.begin() as session:
            key = session.scalar(taken)
            return None if key is None else session.get(JobRow, key)

    def renew(self, job: str, seconds: float, progress: dict[str, Any] | None) -> bool:
        """Say that a job still runs, and how far it has come; learn whether it is to stop.

        A job that was marked as interrupted meanwhile, because the machine stood still, is running again.
        """
        with self._session.begin() as session:
            session.execute(
                update(JobRow)
                .where(JobRow.id == job)
                .values(status="running", message=None, alive_until=time.time() + seconds, progress=progress)
            )
            return bool(session.scalar(select(JobRow.cancel_asked).where(JobRow.id == job)))

    def finish(self, job: JobRow, status: str, outcome: str | None, message: str, plan: str | None) -> None:
        """Write how a job ended, and its plan if it has one, both or neither."""
        with self._session.begin() as session:
            row = None
            if plan is not None:
                row = PlanRow(problem=job.problem, body=plan)
                session.add(row)
                session.flush()
            ended = {"status": status, "outcome": outcome, "message": message, "plan": row and row.id}
            session.execute(update(JobRow).where(JobRow.id == job.id).values(**ended))

    def cancel(self, job: str) -> None:
        """Take a job out of the queue, or ask for it to stop; one that is over stays as it is."""
        with self._session.begin() as session:
            session.execute(
                update(JobRow).where(JobRow.id == job, JobRow.status == "queued").values(status="cancelled")
            )
            session.execute(
                update(JobRow).where(JobRow.id == job, JobRow.status == "running").values(cancel_asked=True)
            )

    def mark_interrupted(self) -> None:
        """Mark the jobs whose process no longer says that it lives."""
        lost = update(JobRow).where(JobRow.status == "running", JobRow.alive_until < time.time())
        with self._session.begin() as session:
            session.execute(lost.values(status="interrupted", message="the process that solved it ended"))


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """Let readers read while one writes, wait for each other, and heed foreign keys."""
    for pragma in ("busy_timeout=30000", "journal_mode=WAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()
