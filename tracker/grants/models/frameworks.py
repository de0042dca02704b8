"""What a framework re-grants under, what a community shares of itself, and the cash that a host will need."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, Money, UTCDateTime


class Funding(StrEnum):
    """What a framework's unspent funds may be used for (DOMAIN rule 21)."""

    FIXED = "fixed"  # kept for a similar activity
    FLEXIBLE = "flexible"  # also under a filed plan


class Shared(StrEnum):
    """The parts of its reports that a community decides about. Money is not one of them."""

    NARRATIVE = "narrative"
    INDICATORS = "indicators"
    LEARNINGS = "learnings"


class FrameworkTerms(Base):
    """The funding of a framework agreement; fixed while there is no row."""

    __tablename__ = "framework_terms"
    __table_args__ = (CheckConstraint("funding IN ('fixed', 'flexible')", name="funding"),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), primary_key=True, autoincrement=False)
    funding: Mapped[str] = mapped_column(String(16))
    decided_by: Mapped[str] = mapped_column(String(254))
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)


class SharingChoice(Base):
    """What a community decided to share of ``what``, and with whom. Never changed: a new one takes its place."""

    __tablename__ = "sharing_choice"
    __table_args__ = (CheckConstraint("what IN ('narrative', 'indicators', 'learnings')", name="what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    what: Mapped[str] = mapped_column(String(16))
    with_holder: Mapped[bool]
    with_funder: Mapped[bool]
    published: Mapped[bool]
    decided_on: Mapped[date]
    decided_by: Mapped[str] = mapped_column(String(254))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CashForecast(Base):
    """The cash that a host will need between two days (DOMAIN rule 10). The last one recorded counts."""

    __tablename__ = "cash_forecast"
    __table_args__ = (
        CheckConstraint("need >= 0", name="need"),
        CheckConstraint("to_on >= from_on", name="dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    need: Mapped[int] = mapped_column(Money)
    basis: Mapped[str] = mapped_column(String(500))
    entered_by: Mapped[str] = mapped_column(String(254))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
