"""Programmes and the budget lines they share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, Money, Rate, UTCDateTime
from tracker.grants.terms import Rates
from tracker.ledger.fiscal import FiscalCalendar
from tracker.ledger.money import Cents


def usual_model() -> dict[str, Any]:
    """The usual way to pay and to report, for a year that begins in month 0. A day after the end of its month
    is the month's last; an instalment without a share takes the rest of the allotment; a holdback's share is
    the programme's rate (DOMAIN rule 9)."""
    return {
        "instalments": [
            {"kind": "advance", "share": 600_000, "month": 0, "day": 15},
            {"kind": "conditional", "month": 7, "day": 10, "waits_for": "progress"},
            {"kind": "holdback", "month": 14, "day": 30, "waits_for": "annual", "last_month": 15, "last_day": 15},
        ],
        "reports": [
            {"kind": "progress", "from_month": 0, "months": 6, "due_month": 6, "due_day": 31},
            {"kind": "annual", "from_month": 6, "months": 6, "due_month": 13, "due_day": 31},
        ],
    }


RATES = (
    "holdback_rate",
    "transfer_limit_rate",
    "carry_forward_limit_rate",
    "administration_limit_rate",
    "stacking_limit_rate",
)
"""What DOMAIN's rules 9, 15, 17, 16 and 19 leave to the programme."""


class Programme(Base):
    """A pot of money with rules and a fiscal year. Rates are millionths."""

    __tablename__ = "programme"
    __table_args__ = (
        *(CheckConstraint(f"{name} BETWEEN 0 AND 1000000", name=name) for name in RATES),
        CheckConstraint("document_threshold >= 0", name="document_threshold"),
        CheckConstraint("unusual_rate >= 0", name="unusual_rate"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name_fr: Mapped[str] = mapped_column(String(250))
    name_en: Mapped[str] = mapped_column(String(250))
    fiscal_year_start: Mapped[str] = mapped_column(String(5))
    holdback_rate: Mapped[int] = mapped_column(Rate)
    transfer_limit_rate: Mapped[int] = mapped_column(Rate)
    carry_forward_limit_rate: Mapped[int] = mapped_column(Rate)
    administration_limit_rate: Mapped[int] = mapped_column(Rate)
    stacking_limit_rate: Mapped[int] = mapped_column(Rate)
    payment_model: Mapped[dict[str, Any]] = mapped_column(JSON, default=usual_model)
    """What a new agreement's schedule and reports are proposed from; ``tracker.grants.creation.model`` reads it."""

    document_threshold: Mapped[Cents] = mapped_column(Money, default=100_000)
    """The cost of a line above which a report's automatic checks look for a document behind it."""
    unusual_rate: Mapped[int] = mapped_column(Rate, default=500_000)
    """How much a line may move from one report to the next before the automatic checks say so."""
    content_sign_off: Mapped[bool] = mapped_column(default=False)
    """Whether a report is submitted only once its content was signed off; the same of its finances below."""
    finance_sign_off: Mapped[bool] = mapped_column(default=False)
    published: Mapped[bool] = mapped_column(default=False)
    """Whether anybody may read its page of figures."""

    former: Mapped[list[FormerRates]] = relationship(order_by="FormerRates.until, FormerRates.id")

    @property
    def calendar(self) -> FiscalCalendar:
        return FiscalCalendar.from_text(self.fiscal_year_start)

    def rates_at(self, at: datetime) -> Rates:
        """The rates that were in force at ``at``."""
        return next((it for it in self.former if at < it.until), self)


class FormerRates(Base):
    """The rates that a programme had ``until`` a change of them: agreements signed before keep them."""

    __tablename__ = "former_rates"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    until: Mapped[datetime] = mapped_column(UTCDateTime)
    holdback_rate: Mapped[int] = mapped_column(Rate)
    transfer_limit_rate: Mapped[int] = mapped_column(Rate)
    carry_forward_limit_rate: Mapped[int] = mapped_column(Rate)
    administration_limit_rate: Mapped[int] = mapped_column(Rate)
    stacking_limit_rate: Mapped[int] = mapped_column(Rate)


class BudgetLine(Base):
    """A cost category. ``position`` is the order of every budget and statement."""

    __tablename__ = "budget_line"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_fr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    administration: Mapped[bool]
    position: Mapped[int]
