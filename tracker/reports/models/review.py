"""What reviewers decide and say while they read a submission."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, Money, UTCDateTime
from tracker.reports.models.drafts import Submission
from tracker.reports.models.facts import Report


class SectionReview(Base):
    """A section of a submission, accepted or to be done again."""

    __tablename__ = "section_review"
    __table_args__ = (
        UniqueConstraint("submission_id", "section"),
        CheckConstraint("decision IN ('accepted', 'returned')", name="decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("report_submission.id"))
    section: Mapped[str] = mapped_column(String(40))
    decision: Mapped[str] = mapped_column(String(16))
    decided_by: Mapped[str] = mapped_column(String(254))
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)

    submission: Mapped[Submission] = relationship()


class LineReview(Base):
    """What the reviewer refuses of one declared line, before the report is accepted. ``revision`` counts the
    savings, so that two reviewers see each other."""

    __tablename__ = "line_review"
    __table_args__ = (
        UniqueConstraint("submission_id", "line_code"),
        CheckConstraint("disallowed >= 0", name="disallowed"),
        CheckConstraint("disallowed = 0 OR reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("report_submission.id"))
    line_code: Mapped[str] = mapped_column(ForeignKey("budget_line.code"))
    disallowed: Mapped[int] = mapped_column(Money)
    recover: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500))
    revision: Mapped[int] = mapped_column(default=1)
    decided_by: Mapped[str] = mapped_column(String(254))
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)

    submission: Mapped[Submission] = relationship()


class Comment(Base):
    """Something said about a report: to the ``partner``, or ``internal``. ``path`` anchors it to an answer."""

    __tablename__ = "report_comment"
    __table_args__ = (CheckConstraint("audience IN ('partner', 'internal')", name="audience"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("report_submission.id"), index=True)
    section: Mapped[str | None] = mapped_column(String(40))
    path: Mapped[str | None] = mapped_column(String(160))
    audience: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(String(4000))
    author: Mapped[str] = mapped_column(String(254))
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    resolved_by: Mapped[str | None] = mapped_column(String(254))
    resolved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    report: Mapped[Report] = relationship()


class Reopening(Base):
    """An accepted report to be reviewed again: asked for by one person, decided by another (REPORTS.md)."""

    __tablename__ = "report_reopening"
    __table_args__ = (CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="two_people"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    asked_by: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(254))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    granted: Mapped[bool | None]

    report: Mapped[Report] = relationship()
