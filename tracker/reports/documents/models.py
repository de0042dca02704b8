"""The documents that a report claims, and what was decided of two that look the same (DOMAIN rule 20)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, Money, UTCDateTime
from tracker.reports.models import Report


class Outcome(StrEnum):
    EXPLAINED = "explained"  # two documents, or one shared on purpose
    CONFIRMED = "confirmed"  # the same one, claimed twice


class ClaimedDocument(Base):
    """An invoice, a pay slip or a receipt behind a line of a report. ``match_key`` is what two claims of the
    same document have in common (``tracker.reports.documents.matching``); ``file_id`` is its stored file."""

    __tablename__ = "claimed_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    line_code: Mapped[str] = mapped_column(ForeignKey("budget_line.code"))
    supplier: Mapped[str] = mapped_column(String(250))
    document_on: Mapped[date]
    number: Mapped[str] = mapped_column(String(64))
    amount: Mapped[int] = mapped_column(Money)
    match_key: Mapped[str] = mapped_column(String(64), index=True)
    file_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)

    report: Mapped[Report] = relationship()


class DuplicateDecision(Base):
    """What a reviewer decided of two claims; the last decision of a pair counts."""

    __tablename__ = "duplicate_decision"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="pair"),
        CheckConstraint("outcome IN ('explained', 'confirmed')", name="outcome"),
        CheckConstraint("reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("claimed_document.id"), index=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("claimed_document.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(500))
    decided_by: Mapped[str] = mapped_column(String(254))
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
