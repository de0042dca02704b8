"""Jobs. What is to be done is in ``arguments``: names and numbers only, never the data itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, UTCDateTime
from tracker.errors import Message
from tracker.jobs.life import State
from tracker.jobs.words import thawed

_LIVE = text("state IN ('waiting', 'running')")


class Job(Base):
    """One piece of work. ``key`` names it: while one is live, there is no second.

    ``family`` holds together what was asked for at once. ``worker`` is whoever has it, as ``worker.name()``
    says; with ``attempts`` it tells that worker from one that has it later.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("uq_job_live", "key", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_job_family_state", "family", "state"),
        Index("ix_job_waiting", "state", "id"),
        CheckConstraint("done <= total", name="progress"),
        CheckConstraint("(state = 'running') = (worker IS NOT NULL)", name="worker"),
        CheckConstraint("state <> 'failed' OR error IS NOT NULL", name="error"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(160))
    family: Mapped[str] = mapped_column(String(64))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    requested_by: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None] = mapped_column(String(80))

    @property
    def status(self) -> State:
        """Its state, as a value of the table of ``life``."""
        return State(self.state)

    @property
    def why(self) -> Message | None:
        """Why it failed, in words."""
        return thawed(self.error) if self.error else None
