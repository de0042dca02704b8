"""Reports and their expenses, interest, adjustments after acceptance, indicators and their values."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, Money, UTCDateTime
from tracker.grants.models import Obligation
from tracker.reports.models.templates import TemplateVersion

if TYPE_CHECKING:
    from tracker.reports.models.drafts import Submission


class Report(Base):
    """The report that answers one obligation, from its first draft to its acceptance.

    ``state`` is a ``tracker.reports.life.State``. ``submitted_on`` (of the first submission) and ``accepted_on`` are
    the facts that the obligation keeps as received and fulfilled. ``revision`` counts the changes of the draft;
    ``template_version_id`` is empty for a report that came in by a workbook. ``reviewer`` has it since
    ``reviewed_since``.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("accepted_on IS NULL OR submitted_on IS NOT NULL", name="accepted"),
        CheckConstraint("accepted_on IS NULL OR accepted_on >= submitted_on", name="dates"),
        CheckConstraint("(state = 'accepted') = (accepted_on IS NOT NULL)", name="state_accepted"),
        CheckConstraint("(state IN ('draft', 'ready')) = (submitted_on IS NULL)", name="state_submitted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), unique=True)
    submitted_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(16), index=True)
    template_version_id: Mapped[int | None] = mapped_column(ForeignKey("template_version.id"))
    revision: Mapped[int] = mapped_column(default=0)
    reviewer: Mapped[str | None] = mapped_column(String(254))
    reviewed_since: Mapped[datetime | None] = mapped_column(UTCDateTime)

    obligation: Mapped[Obligation] = relationship()
    template_version: Mapped[TemplateVersion | None] = relationship()
    expenses: Mapped[list[Expense]] = relationship(back_populates="report", order_by="Expense.id")
    submissions: Mapped[list[Submission]] = relationship(back_populates="report", order_by="Submission.number")


class Expense(Base):
    """One budget line of a report: declared = accepted + disallowed once reviewed (DOMAIN rule 11)."""

    __tablename__ = "expense"
    __table_args__ = (
        UniqueConstraint("report_id", "line_code"),
        CheckConstraint("disallowed >= 0", name="disallowed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    line_code: Mapped[str] = mapped_column(ForeignKey("budget_line.code"))
    declared: Mapped[int] = mapped_column(Money)
    disallowed: Mapped[int] = mapped_column(Money)
    recover: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(String(500))

    report: Mapped[Report] = relationship(back_populates="expenses")


class Interest(Base):
    """Interest earned on funds held, declared for a year (DOMAIN rule 18). ``withdrawn_at``: when the report that
    declared it was reopened."""

    __tablename__ = "interest"
    __table_args__ = (UniqueConstraint("agreement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    number: Mapped[int]
    fiscal_year: Mapped[str] = mapped_column(String(12))
    declared_on: Mapped[date]
    amount: Mapped[int] = mapped_column(Money)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Adjustment(Base):
    """A cost disallowed after acceptance, booked to a year or to post-closing (DOMAIN rule 13)."""

    __tablename__ = "adjustment"
    __table_args__ = (UniqueConstraint("agreement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    number: Mapped[int]
    decided_on: Mapped[date]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    line_code: Mapped[str] = mapped_column(ForeignKey("budget_line.code"))
    amount: Mapped[int] = mapped_column(Money)
    booked_to: Mapped[str] = mapped_column(String(12))
    recover: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(String(500))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)

    report: Mapped[Report] = relationship()


class IndicatorValue(Base):
    """Target and actual of one indicator in one report, as exact decimal text."""

    __tablename__ = "indicator_value"
    __table_args__ = (UniqueConstraint("indicator_id", "report_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    target: Mapped[str | None] = mapped_column(String(24))
    actual: Mapped[str | None] = mapped_column(String(24))
