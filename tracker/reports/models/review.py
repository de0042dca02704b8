"""What reviewers decide and say while they read a submission."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, Money, UTCDateTime
from tracker.grants.models import Agreement, ProtectiveFactor
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


class Acceptance(Base):
    """An acceptance as it was decided, kept when it is undone: what was known at a moment stays so.

    ``lines`` holds each expense (line, declared, disallowed, recover, reason), ``indicators`` each value
    (indicator id, target, actual). ``interest_id`` and ``contributions`` (ids) are what the report brought with
    it. ``undone_on`` and ``undone_at``: the day and the moment that it was reopened.
    """

    __tablename__ = "report_acceptance"
    __table_args__ = (CheckConstraint("(undone_on IS NULL) = (undone_at IS NULL)", name="undone"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    accepted_on: Mapped[date]
    accepted_by: Mapped[str] = mapped_column(String(254))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    indicators: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    interest_id: Mapped[int | None] = mapped_column(ForeignKey("interest.id"))
    contributions: Mapped[list[int]] = mapped_column(JSON)
    undone_on: Mapped[date | None]
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    report: Mapped[Report] = relationship()


class Learning(Base):
    """Something a partner learnt and offered to the others, in an accepted report; ``path`` is where they wrote it.

    ``consent_by`` offered it when the report was submitted; they may withdraw it at any time.
    """

    __tablename__ = "learning"
    __table_args__ = (
        UniqueConstraint("report_id", "path"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    path: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(LongText)
    language: Mapped[str] = mapped_column(String(2))
    factor_code: Mapped[str | None] = mapped_column(ForeignKey("protective_factor.code"))
    system: Mapped[str | None] = mapped_column(String(16))
    consent_by: Mapped[str] = mapped_column(String(254))
    consent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    shared_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_by: Mapped[str | None] = mapped_column(String(254))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    report: Mapped[Report] = relationship()
    agreement: Mapped[Agreement] = relationship()
    factor: Mapped[ProtectiveFactor | None] = relationship()
