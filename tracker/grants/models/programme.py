"""Programmes and the budget lines they share."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, Rate
from tracker.ledger.fiscal import FiscalCalendar


class Programme(Base):
    """A pot of money with rules and a fiscal year. Rates are millionths."""

    __tablename__ = "programme"
    __table_args__ = tuple(
        CheckConstraint(f"{name} BETWEEN 0 AND 1000000", name=name)
        for name in (
            "holdback_rate",
            "transfer_limit_rate",
            "carry_forward_limit_rate",
            "administration_limit_rate",
            "stacking_limit_rate",
        )
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

    @property
    def calendar(self) -> FiscalCalendar:
        return FiscalCalendar.from_text(self.fiscal_year_start)


class BudgetLine(Base):
    """A cost category. ``position`` is the order of every budget and statement."""

    __tablename__ = "budget_line"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_fr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    administration: Mapped[bool]
    position: Mapped[int]
